"""Who is judged when, and what becomes of processes that are killed. No room is opened."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from assay.cluster.task import Reply, Said
from assay.course.judging import office as offices
from assay.course.judging import turns
from assay.course.judging.office import Office
from assay.course.judging.turns import CLASS, IDLE, LATER, SHARE, SIDE_BY_SIDE, Lane, Turn, judge_all, judge_some
from assay.course.places import Course, CourseError
from assay.processes import AHEAD
from tests.course.desk import A
from tests.course.judging.pretend import QUICK, asked, asked_of, at_once, handed_in, judge, verdict, works


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


def test_who_works_far_longer_is_judged_last_with_all_the_time_and_who_waits_and_works_too(
        course: Course, order: Path) -> None:
    assert judge(course, ["wim", *QUICK, "zoe", "wes"], 4, works) == {}
    limits = course.bench(A).limits
    soon, share = str(IDLE * limits.cell_cpu_seconds), str(limits.submission_cpu_seconds * SHARE)
    assert sorted(asked(order)[:CLASS]) == sorted([name, soon, share] for name in ["wim", *QUICK, "zoe", "wes"])
    assert asked(order)[CLASS] == ["zoe", "inf", share]
    assert sorted(asked(order)[CLASS + 1:]) == [[name, "inf", "inf"] for name in ("wes", "wim", "zoe")]


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
