"""Who judges for a course: processes of this machine, or any executor; what comes back is checked and kept."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Executor, Future, wait
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
from assay.processes import in_processes
from assay.room.room import SandboxUnavailable

#: Tasks that an executor is handed, for each that its workers are at: the bytes of no more are held here at once.
AHEAD = 2
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

    def finished(self, tasks: Sequence[Task], workers: int) -> AbstractContextManager[Finished]:
        """Hands tasks out to so many workers; yields pairs (place in ``tasks``, finished call) as they finish."""
        if self.executor is not None:
            return handed(self.executor, self.work, tasks, lambda: max(1, self.rooms()) * AHEAD)
        start = partial(begin, self.course.cache, self.bundle.digest, self.bench)
        return in_processes(self.work, [(task.to_bytes(),) for task in tasks], workers, start)

    def kept(self, task: Task, job: Future[bytes]) -> str:
        """Checks and stores what came of a task; the judge's own fault in a line, or when it is judged instead, or "".

        Raises:
            BrokenProcessPool, CourseError, JudgeFault, SandboxUnavailable: what no submission can cause.
        """
        try:
            return stored(self.course, self.assignment, read(job.result(), self.bench.basis(task.submission)))
        except (BrokenProcessPool, CourseError, JudgeFault, SandboxUnavailable):
            raise
        except ClusterError as error:
            raise CourseError(str(error)) from error
        except Unfit as error:
            return f"a worker failed: {error}"
        except Exception as error:
            return f"{type(error).__name__}: {visible(str(error))[:200]}"


@contextmanager
def handed(executor: Executor, work: Callable[..., Any], tasks: Sequence[Task],
           most: Callable[[], int]) -> Iterator[Finished]:
    """Hands tasks to an executor, at most so many at a time; whoever leaves the block early takes the others back."""
    jobs: dict[Future[bytes], int] = {}

    def finished() -> Finished:
        places = iter(range(len(tasks)))
        while True:
            for place in places:
                jobs[executor.submit(work, tasks[place].to_bytes())] = place
                if len(jobs) >= most():
                    break
            if not jobs:
                return
            for job in wait(jobs, return_when=FIRST_COMPLETED).done:
                yield jobs.pop(job), job

    try:
        yield finished()
    finally:
        for job in jobs:
            job.cancel()
