"""Who judges for a course, by bytes; and what becomes of answers that are none. No room is opened."""

from __future__ import annotations

import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from assay.cluster.task import Reply, Said, Task
from assay.course.judging.office import Office, handed
from assay.course.places import Course, CourseError
from assay.judge.evidence import JudgeFault
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Run, Verdict
from assay.processes import one_after_the_other
from assay.room.room import SandboxUnavailable
from tests.course.desk import A

TASKS = [Task("", Submission(A, (Cell(0, f"x = {number}"),))) for number in range(7)]


def finished(result: object) -> Future[bytes]:
    job: Future[bytes] = Future()
    job.set_exception(result) if isinstance(result, BaseException) else job.set_result(result)  # type: ignore[arg-type]
    return job


def answer(office: Office, task: Task, *faults: str) -> bytes:
    basis = office.bench.basis(task.submission)
    return Reply(Said.JUDGED, "", Verdict(basis, ()), Run(faults=faults)).to_bytes()


def test_a_verdict_that_comes_back_is_kept_and_faults_are_told(course: Course) -> None:
    office = Office(course, A)
    assert office.kept(TASKS[0], finished(answer(office, TASKS[0]))) == ""
    assert course.store(A).get(office.bench.basis(TASKS[0].submission)) is not None
    assert office.kept(TASKS[1], finished(answer(office, TASKS[1], "one", "two"))) == "one; two"
    assert office.kept(TASKS[2], finished(Reply(Said.WAITS).to_bytes())) == Said.WAITS


def test_an_answer_to_something_else_is_the_workers_fault_and_nothing_is_kept(course: Course) -> None:
    office = Office(course, A)
    told = office.kept(TASKS[0], finished(answer(office, TASKS[1])))
    assert told == "a worker failed: it sent a verdict on something else"
    assert not list(Path(course.store(A).folder).glob("*"))


@pytest.mark.parametrize("result, told", [
    (RecursionError("too\ndeep"), "RecursionError: too\\ndeep"), (MemoryError(), "MemoryError: "),
    (b"{", "a worker failed: it sent no verdict (JSONDecodeError)")])
def test_an_accident_in_one_judging_is_its_own_fault_only(course: Course, result: object, told: str) -> None:
    assert Office(course, A).kept(TASKS[0], finished(result)) == told


@pytest.mark.parametrize("result, error", [
    (CourseError("no tests"), CourseError), (BrokenProcessPool("killed"), BrokenProcessPool),
    (Reply(Said.NO_WALLS, "no walls").to_bytes(), SandboxUnavailable),
    (Reply(Said.NO_TESTS, "no tests").to_bytes(), JudgeFault)])
def test_what_no_submission_can_cause_stops_the_run(
        course: Course, result: object, error: type[BaseException]) -> None:
    with pytest.raises(error):
        Office(course, A).kept(TASKS[0], finished(result))


def test_an_executor_is_never_handed_more_than_it_can_be_at() -> None:
    lock, now, most, started = threading.Lock(), 0, 0, []

    class Counting(ThreadPoolExecutor):
        def submit(self, *given: object) -> Future[bytes]:  # type: ignore[override]
            nonlocal now, most
            with lock:
                now += 1
                most = max(most, now)
            job: Future[bytes] = super().submit(*given)  # type: ignore[arg-type]
            return job

    def work(data: bytes) -> bytes:
        started.append(data)
        return data

    with Counting(2) as executor, handed(executor, work, TASKS, one_after_the_other(len(TASKS), lambda: 3)) as jobs:
        places = []
        for place, job in jobs:
            assert job.result() == TASKS[place].to_bytes()
            places.append(place)
            now -= 1
    assert sorted(places) == list(range(len(TASKS)))
    assert len(started) == len(TASKS)
    assert most == 3


def test_who_leaves_early_takes_back_what_was_not_begun() -> None:
    handed_out: list[Future[bytes]] = []

    class Slow(Executor):
        def submit(self, *_: object) -> Future[bytes]:  # type: ignore[override]
            job: Future[bytes] = Future()
            handed_out.append(job)
            if len(handed_out) == 1:
                job.set_result(b"")
            return job

    with handed(Slow(), lambda data: data, TASKS, one_after_the_other(len(TASKS), lambda: 4)) as jobs:
        next(jobs)
    assert [job.cancelled() for job in handed_out] == [False, True, True, True]
