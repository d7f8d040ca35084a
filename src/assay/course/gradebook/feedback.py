"""Feedback pages, made side by side; one that cannot be made stops no other."""

from __future__ import annotations

from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from functools import cache

from assay.cluster.work import end_with_parent
from assay.course.gradebook.batch.pages import PageMaker
from assay.course.gradebook.database import ailment
from assay.course.gradebook.lateness import refresh
from assay.course.grading.by_nbgrader import api, last_line, nbgrader_at_work
from assay.course.grading.grading import chosen
from assay.course.grading.progress import Advance, bar
from assay.course.places import Course, CourseError
from assay.pages.words import visible
from assay.processes import cores, in_processes, settle, whole

#: Pages that are not worth starting processes for.
FEW = 8


def give_feedback(course: Course, assignment: str, student: str = "*", workers: int | None = None) -> list[str]:
    """Makes the feedback pages of all who are graded, several at a time; returns whose.

    Making a page only reads the gradebook, so pages may be made side by side.

    Raises:
        CourseError: nothing is autograded, or nbgrader failed at some; it is raised when all others are made.
    """
    graded = [each for each in chosen(course, assignment, student) if course.autograded(each, assignment).exists()]
    if not graded:
        raise CourseError(f"Nothing of {assignment} is autograded yet. Run `make autograde` first.")
    refresh(course, assignment)
    with bar("Feedback", len(graded)) as advance:
        failed = pages(course, assignment, graded, workers or cores(), advance)
    if failed:
        student, reason = next(iter(failed.items()))
        raise CourseError(f"{len(failed)} of {len(graded)} feedback pages could not be made, the others are there. "
                          f"The first is that of {visible(student)}: {reason}")
    return graded


def pages(course: Course, assignment: str, students: list[str], workers: int, advance: Advance) -> dict[str, str]:
    """Makes feedback pages, side by side where there are many; returns why some could not be made, by student."""
    failed: dict[str, str] = {}
    if len(students) < FEW:
        with ExitStack() as after:
            if maker := made(course, assignment):
                after.callback(maker.close)
            for each in students:
                with whole():
                    failed |= make_page(course, assignment, each, maker)
                advance()
        return failed
    calls = [(course, assignment, each) for each in students]
    try:
        with in_processes(page_there, calls, workers, prepare) as finished:
            for _, job in finished:
                failed |= job.result()
                advance()
    except BrokenProcessPool:
        raise CourseError("A process that made feedback was killed. Run `make feedback` again.") from None
    return failed


def prepare() -> None:
    """Sets a process up that makes pages."""
    end_with_parent()
    settle()


def made(course: Course, assignment: str) -> PageMaker | None:
    """What makes pages quickly; nothing where only nbgrader itself can."""
    with suppress(Exception):
        return PageMaker(course, assignment, api(course))
    return None


#: A process's own, which ends with it.
kept = cache(made)


def page_there(course: Course, assignment: str, student: str) -> dict[str, str]:
    """Makes one page in a process of its own."""
    return make_page(course, assignment, student, kept(course, assignment))


def make_page(course: Course, assignment: str, student: str, maker: PageMaker | None = None) -> dict[str, str]:
    """Makes one student's feedback page; returns why it could not be made, by student, or nothing.

    What goes wrong on the quick way nbgrader tries again, but for what takes too long: what it says counts.
    """
    if maker is not None:
        with suppress(Exception):
            try:
                maker.make(student)
            except TimeoutError as error:
                return {student: f"TimeoutError: {error}"}
            return {}
    return by_nbgrader(course, assignment, student)


def by_nbgrader(course: Course, assignment: str, student: str) -> dict[str, str]:
    """Lets nbgrader's own converter make the page."""
    with nbgrader_at_work():
        said = api(course).generate_feedback(assignment, student, force=True)
    return {} if said["success"] else {student: ailment(course) or last_line(said)}
