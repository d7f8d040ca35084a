"""What stands between a course and its grading: a sentence each, with what to do."""

from __future__ import annotations

import re
import stat
from collections.abc import Iterator

from assay.course.config import BuildError
from assay.course.gradebook.database import ailment, exists
from assay.course.gradebook.postgresql.address import server_of
from assay.course.places import CONFIG, Course, CourseError
from assay.room import python_env
from assay.room.diagnosis import SandboxUnavailable
from assay.room.selftest import self_test

#: How hidden tests and settings of the layout before this one name the engine, and how it is named now.
FORMERLY = {"autograder.course.config": "assay.course.config", "autograder.judge": "assay.testing",
            "autograder.questions.": "autograder."}
_OLD = re.compile("|".join(re.escape(name) for name in FORMERLY))


def findings(course: Course) -> Iterator[str]:
    """Everything that has to be mended before this course can be graded here; nothing, if it can."""
    yield from _of_the_old_layout(course)
    yield from _of_the_gradebook(course)
    for assignment in course.assignments:
        try:
            course.bench(assignment)
        except CourseError as error:
            yield str(error)
    if not course.assignments:
        yield "There is no assignment: autograder/ holds no folder with hidden tests (test_QUESTION.py)."
    if found := python_env.fault(course.root):
        yield found
    else:
        try:
            self_test(course.root)
        except SandboxUnavailable as error:
            yield str(error)


def _of_the_gradebook(course: Course) -> Iterator[str]:
    try:
        server = server_of(course)
        if server and server.url.password and (course.root / CONFIG).stat().st_mode & stat.S_IROTH:
            yield (f"{CONFIG} holds a password, and everybody may read it: run `chmod o-r {CONFIG}`, or keep the "
                   "password in ~/.pgpass.")
        if exists(course) and (found := ailment(course)):
            yield found
    except BuildError as error:
        if not _OLD.search((course.root / CONFIG).read_text("utf-8", "replace")):  # that is said already
            yield str(error)
    except CourseError as error:
        yield str(error)


def _of_the_old_layout(course: Course) -> Iterator[str]:
    """What a course of the layout before this one has to move; its gradebook and verdicts stay where they are."""
    old = course.root / "autograder" / "questions"
    for folder in sorted(path for path in old.glob("[!_.]*") if path.is_dir()):
        yield (f"The hidden tests of {folder.name} lie where they used to: move autograder/questions/{folder.name} to "
               f"autograder/{folder.name}.")
    files = [course.root / CONFIG, *sorted((course.root / "autograder").rglob("*.py"))]
    for file in files:
        if name := _OLD.search(file.read_text("utf-8", "replace")):
            yield (f"{file.relative_to(course.root)} names {name[0]}, as courses used to: write "
                   f"{FORMERLY[name[0]]} instead.")
