"""A sample class, graded in a folder of its own: what the whole kit does, in one command."""

from __future__ import annotations

import shutil
from functools import partial
from pathlib import Path

from assay.course.gradebook.postgresql.address import server_of
from assay.course.places import CONFIG, Course
from assay.course.release.build import build_release, build_source
from assay.course.sample import make_class

#: What a course consists of, besides what is made from it.
PARTS = ("autograder", "solutions", "source", CONFIG)
#: What is made of it, by machines and by people; replaced.
MADE = ("release", "submitted", "autograded", "feedback", "gradebook.db")
#: What is compiled once, and lies ready for the copy too.
COMPILED = ("compiled", "given", "jax")
#: A copy is graded into a file of its own, wherever the course's gradebook lies.
OF_ITS_OWN = """
# This is a copy: it does not write into the course's own gradebook.
get_config().CourseDirectory.db_url = {url!r}  # noqa: F821
"""


def make_demo(course: Course, assignment: str, folder: Path) -> Course:
    """Builds the sample class anew; verdicts already reached are kept.

    Args:
        course: of which the class is a sample.
        folder: the sample course's folder; what an earlier run left there is replaced.
    """
    sample = make_course(course, assignment, folder)
    make_class(folder, assignment, folder)
    return sample


def make_course(course: Course, assignment: str, folder: Path) -> Course:
    """Builds a copy of a course that nobody has submitted to: with hidden tests, solutions, release and gradebook.

    Of several assignments it holds this one alone.
    What the folder held before is replaced, except for verdicts.
    """
    for name in (*PARTS, *MADE):
        old = folder / name
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    folder.mkdir(parents=True, exist_ok=True)
    others = {*course.assignments} - {assignment}
    for name in PARTS:
        part = course.root / name
        if part.is_dir():
            shutil.copytree(part, folder / name, ignore=partial(_left_out, part, others))
        else:
            shutil.copy(part, folder / name)
    copy = Course(folder, course.isolation)
    if server_of(copy):
        with (folder / CONFIG).open("a", encoding="utf-8") as config:
            config.write(OF_ITS_OWN.format(url=f"sqlite:///{copy.gradebook.resolve()}?timeout=30"))
    for name in COMPILED:
        (course.cache / name).mkdir(parents=True, exist_ok=True)
        copy.cache.mkdir(exist_ok=True)
        if not (copy.cache / name).exists():
            (copy.cache / name).symlink_to((course.cache / name).resolve(), target_is_directory=True)
    if copy.text(assignment).is_file():  # else the notebook is all there is
        build_source(folder, assignment)
    build_release(folder, assignment)
    return copy


def _left_out(part: Path, others: set[str], folder: str, names: list[str]) -> list[str]:
    """What is compiled, and in a course's folder itself, what belongs to other assignments."""
    return [name for name in names
            if name == "__pycache__" or (Path(folder) == part and name.removesuffix(".py") in others)]
