"""Who is recorded when: one after the other in a file, several at once on a server."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import ExitStack, suppress
from functools import cache

from assay.cluster.work import end_with_parent
from assay.course.gradebook.batch.recorder import Recorder
from assay.course.gradebook.postgresql.address import server_of
from assay.course.grading.by_nbgrader import api, convert, nbgrader_at_work
from assay.course.intake.staging import Staged
from assay.course.places import Course, CourseError
from assay.processes import in_processes, settle, whole

#: Students for whom it is not worth to start processes, each of which first imports nbgrader.
FEW = 40


def record_each(course: Course, assignment: str, staged: Sequence[Staged], workers: int,
                ) -> Generator[tuple[str, str], None, None]:
    """Records students; yields each, with why it could not be done or nothing, as they are done. Who leaves
    early has to close this, or the processes go on.

    SQLite has one writer, and PostgreSQL one for each student. One after the other, nobody's recording is cut in two by
    Ctrl-C; of several at once it is, and the next run records those anew.

    Raises:
        CourseError: a process was killed.
    """
    if workers > 1 and len(staged) >= FEW and server_of(course):
        try:
            calls = [(course, assignment, each) for each in staged]
            with in_processes(record_there, calls, workers, prepare) as finished:
                yield from ((staged[place].student, job.result()) for place, job in finished)
        except BrokenProcessPool:
            raise CourseError("A process that recorded was killed. Run `make autograde` again.") from None
        return
    with ExitStack() as after:
        if recorder := made(course, assignment):
            after.callback(recorder.close)
        for each in staged:
            with whole():  # nbgrader would take an interruption for this student's failure, and go on
                reason = record_one(recorder, course, assignment, each)
            yield each.student, reason


def record_one(recorder: Recorder | None, course: Course, assignment: str, staged: Staged) -> str:
    """Records one student, the quick way where that is to be had; returns why it could not, or nothing.

    Whatever goes wrong on the quick way leaves nothing behind, and nbgrader tries it again: what it says counts.
    """
    if recorder is not None:
        with suppress(Exception):
            recorder.record(staged)
            return ""
    return convert(course, assignment, staged.student)


def made(course: Course, assignment: str) -> Recorder | None:
    """What records students quickly, to be closed by who asks; nothing where only nbgrader itself can."""
    with suppress(Exception):
        return Recorder(course, assignment, api(course))
    return None


#: A process's own recorder, which ends with it.
kept = cache(made)


def record_there(course: Course, assignment: str, staged: Staged) -> str:
    """Records one student in a process of its own."""
    with nbgrader_at_work():
        return record_one(kept(course, assignment), course, assignment, staged)


def prepare() -> None:
    """Sets a process up that records."""
    end_with_parent()
    settle()
