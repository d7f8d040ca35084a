"""Who judges for a course: processes of this machine, or any executor; what comes back is checked and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, contextmanager
from functools import partial
from typing import Any

from assay.cluster.bundle import Bundle, packed
from assay.cluster.task import ClusterError, Task, Unfit, read
from assay.cluster.work import begin, work
from assay.course.judging.worker import stored
from assay.course.places import Course, CourseError
from assay.judge.bench import Bench
from assay.judge.evidence import JudgeFault
from assay.pages.words import visible
from assay.processes import Choose, Lazily, in_processes, in_turn
from assay.room.room import SandboxUnavailable

Finished = Iterator[tuple[int, Future[bytes]]]


class Office:
    """Judges tasks of one assignment, by bytes alone.

    Args:
        course: whose verdicts are kept.
        assignment: which.
        executor: who judges; processes of this machine if None. A task is a call of ``work`` there.
        work: what it calls: bytes of a task in, bytes of a reply out.
        rooms: how many submissions the executor judges at once, at this moment.
        bundle: what it was sent to judge by; packed here if None.
    """

    def __init__(self, course: Course, assignment: str, executor: Executor | None = None,
                 work: Callable[..., Any] = work, rooms: Callable[[], int] = lambda: 1,
                 bundle: Bundle | None = None) -> None:
        self.course, self.assignment, self.executor, self.work, self.rooms = course, assignment, executor, work, rooms
        self.bench: Bench = course.bench(assignment)
        self.bundle = bundle or packed(self.bench)

    def finished(self, tasks: Sequence[Task], workers: int, choose: Choose) -> AbstractContextManager[Finished]:
        """Hands tasks out to so many workers, and looks at one when its turn has come.

        Yields pairs (place in ``tasks``, finished call) as they finish.
        """
        if self.executor is not None:
            return handed(self.executor, self.work, tasks, choose)
        start = partial(begin, self.course.cache, self.bundle.digest, self.bench)
        return in_processes(self.work, Lazily(lambda task: (task.to_bytes(),), tasks), workers, start, choose)

    def kept(self, task: Task, job: Future[bytes], took: Callable[[float], object] = float) -> str:
        """Checks and stores what came of a task, and tells ``took`` the processor seconds of its rooms.

        Returns:
            the judge's own fault in a line, or when it is judged instead, or "".

        Raises:
            BrokenProcessPool, CourseError, JudgeFault, SandboxUnavailable: what no submission can cause.
        """
        try:
            reply = read(job.result(), self.bench.basis(task.submission))
            fault = stored(self.course, self.assignment, reply)
        except (BrokenProcessPool, CourseError, JudgeFault, SandboxUnavailable):
            raise
        except ClusterError as error:
            raise CourseError(str(error)) from error
        except Unfit as error:
            return f"a worker failed: {error}"
        except Exception as error:
            return f"{type(error).__name__}: {visible(str(error))[:200]}"
        if reply.run:
            took(reply.run.room_cpu_seconds)
        return fault


@contextmanager
def handed(executor: Executor, work: Callable[..., Any], tasks: Sequence[Task], choose: Choose) -> Iterator[Finished]:
    """Hands tasks to an executor, each in its turn; whoever leaves the block early takes the others back."""
    out: dict[Future[bytes], int] = {}
    try:
        yield in_turn(lambda place: executor.submit(work, tasks[place].to_bytes()), choose, out)
    finally:
        for job in out:
            job.cancel()
