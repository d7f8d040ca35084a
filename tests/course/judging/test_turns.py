"""Who is judged when, and what becomes of processes that are killed. No room is opened."""

from __future__ import annotations

import math
import os
import signal
import time
from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Executor, Future
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from assay.cluster.task import Reply, Said, Task
from assay.cluster.work import BENCHES
from assay.course.judging import office as offices
from assay.course.judging import turns
from assay.course.judging.office import Office
from assay.course.judging.turns import (
    CLASS,
    IDLE,
    LATER,
    SEEN,
    SHARE,
    SIDE_BY_SIDE,
    TIMES,
    Lane,
    Pace,
    Turn,
    in_lanes,
    judge_all,
    judge_some,
)
from assay.course.places import Course, CourseError
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Run, Verdict
from assay.processes import AHEAD, in_turn
from tests.course.desk import A


def handed_in(course: Course, students: list[str]) -> dict[str, Task]:
    """Tasks that tell the judgings below whose they are, and where to note it."""
    bundle = Office(course, A).bundle.digest
    return {each: Task(bundle, Submission(A, (Cell(0, f"{course.root}"), Cell(1, each)))) for each in students}


def judge(course: Course, students: list[str], workers: int, work: Callable[[bytes], bytes]) -> dict[str, str]:
    return judge_all(Office(course, A, work=work), handed_in(course, students), workers)


def asked_of(data: bytes) -> tuple[Task, Path, str]:
    task = Task.from_bytes(data)
    where, name = (cell.source for cell in task.submission.cells)
    return task, Path(where), name


def verdict(task: Task, *faults: str) -> bytes:
    return Reply(Said.JUDGED, "", Verdict(BENCHES[task.bundle].basis(task.submission), ()),
                 Run(faults=faults)).to_bytes()


def test_with_nobody_to_judge_no_worker_is_started(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(offices, "in_processes", None)
    assert judge(course, [], 4, works) == {}


def kills_itself(data: bytes) -> bytes:
    """In the place of a judging: each time that a letter of the student's name stands for, it kills its process."""
    task, root, student = asked_of(data)
    with (root / f"tried-{student}").open("a") as file:
        file.write("x")
        if file.tell() <= student.count("k"):
            file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
    return verdict(task, f"judged {student}")


def test_a_killed_worker_does_not_end_the_run(course: Course) -> None:
    students = ["ada", "bok", "eve", "kim"]
    assert judge(course, students, 1, kills_itself) == {each: f"judged {each}" for each in students}
    assert (course.root / "tried-kim").read_text() == "xx"


def test_workers_that_are_killed_again_and_again_end_it(course: Course) -> None:
    with pytest.raises(CourseError, match=r"killed again and again. Nothing is lost: run `make autograde` again"):
        judge(course, ["ada", "kkkk"], 2, kills_itself)
    assert (course.root / "tried-kkkk").read_text() == "xxx"


def waits(data: bytes) -> bytes:
    """In the place of a judging: whoever's name begins with a z waits, and notes how many do so at once."""
    task, root, student = asked_of(data)
    with (root / "order").open("a") as file:
        file.write(f"{student} {task.seconds} {task.cpu}\n")
    if not student.startswith("z"):
        return verdict(task)
    if task.seconds < 100:
        return Reply(Said.WAITS).to_bytes()
    (root / f"here-{student}").touch()
    end = time.monotonic() + 60
    while len(list(root.glob("here-*"))) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    return verdict(task) if time.monotonic() < end else verdict(task, "alone")


def test_who_only_waits_is_judged_when_all_others_are_side_by_side_and_with_all_the_time(
        course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "side_by_side", lambda workers: 3 * workers)
    moved: list[None] = []
    monkeypatch.setattr(turns, "bar", lambda *_: nullcontext(lambda: moved.append(None)))
    students = ["zac", "ada", "zoe", "eve", "zed", "bob", "lea"]
    assert judge(course, students, 1, waits) == {}
    order = [line.split() for line in (course.root / "order").read_text().splitlines()]
    soon = str(IDLE * course.bench(A).limits.cell_cpu_seconds)
    assert order[:7] == [[name, soon, "inf"] for name in students]
    assert sorted(order[7:]) == [[name, "inf", "inf"] for name in ("zac", "zed", "zoe")]
    assert len(moved) == 7


def test_so_many_wait_side_by_side_as_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for kilobytes, found in ((0, 2), (5 << 20, 5), (999 << 20, 2 * SIDE_BY_SIDE)):
        text = f"MemTotal: 1 kB\nMemAvailable:  {kilobytes} kB\n"
        monkeypatch.setattr(Path, "read_text", lambda *_, text=text: text)
        assert turns.side_by_side(2) == found


def works(data: bytes) -> bytes:
    """In the place of a judging: whoever's name begins with a w works far longer than others; with a z, waits too."""
    task, root, student = asked_of(data)
    with (root / "order").open("a") as file:
        file.write(f"{student} {task.seconds} {task.cpu}\n")
    if student.startswith("z") and task.seconds < 100:
        return Reply(Said.WAITS).to_bytes()
    return Reply(Said.WORKS).to_bytes() if student[0] in "wz" and task.cpu < 100 else verdict(task)


@contextmanager
def at_once(work: Callable[..., bytes], calls: Sequence[tuple[Any, ...]], *others: Any) -> Iterator[
        Iterator[tuple[int, Future[bytes]]]]:
    """In the place of processes: one call after the other, here."""
    yield in_turn(lambda place: done(work(*calls[place])), others[-1], {})


@pytest.fixture
def order(course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(offices, "in_processes", at_once)
    monkeypatch.setitem(BENCHES, Office(course, A).bundle.digest, course.bench(A))
    monkeypatch.setattr(turns, "bar", lambda *_: nullcontext(lambda: None))
    return course.root / "order"


def asked(order: Path) -> list[list[str]]:
    return [line.split() for line in order.read_text().splitlines()]


QUICK = [f"a{number}" for number in range(CLASS - 3)]


def test_who_works_far_longer_is_judged_last_with_all_the_time_and_who_waits_and_works_too(
        course: Course, order: Path) -> None:
    assert judge(course, ["wim", *QUICK, "zoe", "wes"], 4, works) == {}
    limits = course.bench(A).limits
    soon, share = str(IDLE * limits.cell_cpu_seconds), str(limits.submission_cpu_seconds * SHARE)
    assert sorted(asked(order)[:CLASS]) == sorted([name, soon, share] for name in ["wim", *QUICK, "zoe", "wes"])
    assert asked(order)[CLASS] == ["zoe", "inf", share]
    assert sorted(asked(order)[CLASS + 1:]) == [[name, "inf", "inf"] for name in ("wes", "wim", "zoe")]


def slow_machine(data: bytes) -> bytes:
    """In the place of a judging: right solutions take 15 seconds here, or 40; who burns, all that there is."""
    task, root, student = asked_of(data)
    with (root / "order").open("a") as file:
        file.write(f"{student} {task.seconds} {task.cpu}\n")
    seconds = {"a": 15.0, "l": 40.0, "w": 300.0}[student[0]]
    if seconds > task.cpu:
        return Reply(Said.WORKS).to_bytes()
    return Reply(Said.JUDGED, "", Verdict(BENCHES[task.bundle].basis(task.submission), ()),
                 Run(room_cpu_seconds=seconds)).to_bytes()


def test_on_a_slow_machine_nobody_is_put_off_who_takes_a_few_times_what_most_take(course: Course, order: Path) -> None:
    students = [*QUICK, "lea", "wim", "lou"]
    assert judge_all(Office(course, A, work=slow_machine), handed_in(course, students), 4) == {}
    assert [name for name, *_ in asked(order)] == [*students, "wim"]
    before = 4 * AHEAD + SEEN - 1  # so many were handed out when the last of those came back that tell what most take
    share = course.bench(A).limits.submission_cpu_seconds * SHARE
    assert [float(cpu) for *_, cpu in asked(order)] == [
        *[share] * before, *[TIMES * 15] * (len(students) - before), math.inf]


def test_the_bound_follows_what_most_take_whether_they_are_put_off_or_not() -> None:
    pace = Pace(30.0)
    for seconds in [5.0] * SEEN:
        pace.saw(seconds)
        pace.saw_more()
    assert pace.most() == TIMES * (5.0 + 30.0) / 2
    pace.saw(5.0)
    assert pace.most() == 30.0
    slow = Pace(30.0)
    for _ in range(SEEN):
        slow.saw_more()
    assert slow.most() == TIMES * 30.0


def test_a_small_class_is_judged_to_its_end(course: Course, order: Path) -> None:
    assert judge(course, ["wim", *QUICK[2:], "wes", "wil"], 4, works) == {}
    assert {cpu for _, _, cpu in asked(order)} == {"inf"}


def test_none_is_begun_after_their_time_and_the_rest_is_left(course: Course, order: Path) -> None:
    slow = ["wes", "wil", "wim"]
    office, tasks = Office(course, A, work=works), handed_in(course, slow)
    late, early = Lane(slow, Turn(), lambda: 2, -1.0), Lane(slow, Turn(), lambda: 1, time.monotonic() + 600.0)
    assert judge_some(office, tasks, [late], 2, lambda: None) == {"wes": "", "wil": "", "wim": LATER}
    assert [name for name, *_ in asked(order)] == ["wes", "wil"]
    assert judge_some(office, tasks, [early], 1, lambda: None) == dict.fromkeys(slow, "")


def test_lanes_go_side_by_side_each_with_as_many_as_it_may_have() -> None:
    now: list[list[int]] = []
    lanes = [Lane([], Turn(), lambda: 3), Lane([], Turn(), lambda: 2), Lane([], Turn(), lambda: 1, -1.0)]
    numbers = [0] * 5 + [1] * 4 + [2] * 3
    choose, out = in_lanes(lanes, numbers), deque[int]()
    while True:
        while (place := choose(out)) is not None:
            out.append(place)
        if not out:
            break
        now.append([numbers[place] for place in out])
        out.popleft()
    assert now[0] == [0, 0, 0, 1, 1, 2]
    assert sum(map(len, now)) - sum(len(each) - 1 for each in now) == 5 + 4 + 1
    assert max(each.count(0) for each in now) == 3
    assert max(each.count(1) for each in now) == 2


def test_elsewhere_as_many_are_judged_at_once_as_there_are_rooms(course: Course, order: Path) -> None:
    out, most = 0, 0

    class Counted(Future[bytes]):
        def result(self, timeout: float | None = None) -> bytes:
            nonlocal out
            out -= 1
            return super().result(timeout)

    class Counting(Executor):
        def submit(self, work: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
            nonlocal out, most
            out, most, job = out + 1, max(most, out + 1), Counted()
            job.set_result(work(*args))
            return job

    students = ["zoe", *(f"{name}{number}" for name in ("ada", "wes") for number in range(90))]
    office = Office(course, A, Counting(), works, lambda: 50)
    assert judge_all(office, handed_in(course, students), 1) == {}
    assert most == 50 * AHEAD
    assert {cpu for _, _, cpu in asked(order)[-90:]} == {"inf"}


@pytest.mark.usefixtures("order")
@pytest.mark.parametrize("slow, left", [(CLASS, 0), (9, 5)])
def test_where_they_are_as_many_as_the_others_nobody_is_left(course: Course, slow: int, left: int,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "LEAST", -1.0)
    monkeypatch.setattr(turns, "OVERTIME", -1.0)
    told = judge(course, [*QUICK, *(f"w{number}" for number in range(slow))], 4, works)
    assert list(told.values()) == [LATER] * left


@pytest.mark.usefixtures("order")
def test_many_who_wait_are_not_judged_side_by_side_as_that_is_the_machines_doing(
        course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "side_by_side", lambda workers: 7 * workers)
    workers: list[int] = []

    def counted(work: Any, calls: Any, processes: int, *others: Any) -> Any:
        workers.append(processes)
        return at_once(work, calls, processes, *others)

    monkeypatch.setattr(offices, "in_processes", counted)
    wait = [f"z{number}" for number in range(9)]
    assert judge(course, [*QUICK, *wait], 4, works) == {}
    assert judge(course, wait, 4, works) == {}
    assert workers == [4, 28, 4, 4, 4]


def done(result: bytes) -> Future[bytes]:
    job: Future[bytes] = Future()
    job.set_result(result)
    return job
