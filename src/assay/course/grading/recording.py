"""Who is recorded when: one after the other in a file, several at once on a server."""

from __future__ import annotations

from collections.abc import Callable, Generator
from concurrent.futures.process import BrokenProcessPool

from assay.cluster.work import end_with_parent
from assay.course.gradebook.postgresql.address import server_of
from assay.course.places import Course, CourseError
from assay.processes import in_processes, settle, whole

#: Students for whom it is not worth to start processes, each of which first imports nbgrader.
FEW = 40
#: Records one student; returns why it could not, or nothing.
Recorder = Callable[[Course, str, str], str]


def record_each(recorder: Recorder, course: Course, assignment: str, students: list[str],
                workers: int) -> Generator[tuple[str, str], None, None]:
    """Records students; yields each, with why it could not be done or nothing, as they are done. Who leaves
    early has to close this, or the processes go on.

    SQLite has one writer, and PostgreSQL one for each student. One after the other, nobody's recording is cut in two by
    Ctrl-C; of several at once it is, and the next run records those anew.

    Raises:
        CourseError: a process was killed.
    """
    if workers > 1 and len(students) >= FEW and server_of(course):
        try:
            calls = [(course, assignment, each) for each in students]
            with in_processes(recorder, calls, workers, prepare) as finished:
                yield from ((students[place], job.result()) for place, job in finished)
        except BrokenProcessPool:
            raise CourseError("A process that recorded was killed. Run `make autograde` again.") from None
        return
    for student in students:
        with whole():  # nbgrader would take an interruption for this student's failure, and go on
            reason = recorder(course, assignment, student)
        yield student, reason


def prepare() -> None:
    """Sets a process up that records."""
    end_with_parent()
    settle()
