"""A sample class, graded in a folder of its own: what the whole kit does, in one command."""

from __future__ import annotations

import shutil
from pathlib import Path

from autograder.course.build import build_release
from autograder.course.places import REPOSITORY, Course
from autograder.course.sample import make_class

CONFIG = '''"""nbgrader's configuration of this course folder, written by autograder/course/demo.py."""

import sys
from pathlib import Path

sys.path.insert(0, {repository!r})

from autograder.course.config import configure

configure(get_config(), Path(__file__).resolve().parent)
'''


def make_demo(assignment: str, folder: Path) -> Course:
    """Builds the sample class anew; verdicts already reached are kept.

    Args:
        folder: the sample course's folder; what an earlier run left there is replaced.
    """
    course = make_course(assignment, folder)
    make_class(REPOSITORY, assignment, folder)
    return course


def make_course(assignment: str, folder: Path) -> Course:
    """Builds a course folder that nobody has submitted to: configuration, source, release and gradebook.

    It finds the hidden tests in this repository, wherever the folder lies. What it held before is replaced, except
    for verdicts.
    """
    for name in ("source", "release", "submitted", "autograded", "feedback", "gradebook.db"):
        old = folder / name
        shutil.rmtree(old) if old.is_dir() else old.unlink(missing_ok=True)
    shutil.copytree(REPOSITORY / "source" / assignment, folder / "source" / assignment)
    shutil.copy(REPOSITORY / "source" / f"{assignment}.py", folder / "source")
    (folder / "nbgrader_config.py").write_text(CONFIG.format(repository=str(REPOSITORY)), "utf-8")
    build_release(folder, assignment)
    return Course(folder)
