"""Who is judged when, and what becomes of processes that are killed. No room is opened."""

from __future__ import annotations

import os
import signal
import time
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager, nullcontext
from pathlib import Path
from typing import Any

import pytest

from assay.course.grading import turns
from assay.course.grading.turns import CLASS, LATER, LEAST, SHARE, fault_in, judge_all, overtime
from assay.course.grading.worker import WAITS, WORKS
from assay.course.places import Course, CourseError
from assay.judge.evidence import JudgeFault
from assay.judge.session import Patience
from tests.course.desk import A


def test_with_nobody_to_judge_no_worker_is_started(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "in_processes", None)
    assert judge_all(course, A, [], 4) == {}


def kills_itself(course: Course, _: str, student: str, __: Patience) -> str:
    """In the place of a judging: each time that a letter of the student's name stands for, it kills its process."""
    with (course.root / f"tried-{student}").open("a") as file:
        file.write("x")
        if file.tell() <= student.count("k"):
            file.flush()
            os.kill(os.getpid(), signal.SIGKILL)
    return f"judged {student}"


def test_a_killed_worker_does_not_end_the_run(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "judge_student", kills_itself)
    students = ["ada", "bok", "eve", "kim"]
    assert judge_all(course, A, students, 1) == {each: f"judged {each}" for each in students}
    assert (course.root / "tried-kim").read_text() == "xx"


def test_workers_that_are_killed_again_and_again_end_it(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "judge_student", kills_itself)
    with pytest.raises(CourseError, match=r"killed again and again. Nothing is lost: run `make autograde` again"):
        judge_all(course, A, ["ada", "kkkk"], 2)
    assert (course.root / "tried-kkkk").read_text() == "xxx"


def waits(course: Course, _: str, student: str, patience: Patience) -> str:
    """In the place of a judging: whoever's name begins with a z waits, and notes how many do so at once."""
    with (course.root / "order").open("a") as file:
        file.write(f"{student} {patience.seconds} {patience.cpu}\n")
    if not student.startswith("z"):
        return ""
    if patience.seconds < 100:
        return WAITS
    (course.root / f"here-{student}").touch()
    end = time.monotonic() + 60
    while len(list(course.root.glob("here-*"))) < 3 and time.monotonic() < end:
        time.sleep(0.05)
    return "" if time.monotonic() < end else "alone"


def test_who_only_waits_is_judged_when_all_others_are_side_by_side_and_with_all_the_time(
        course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(turns, "judge_student", waits)
    monkeypatch.setattr(turns, "side_by_side", lambda workers: 3 * workers)
    moved: list[None] = []
    monkeypatch.setattr(turns, "bar", lambda *_: nullcontext(lambda: moved.append(None)))
    assert judge_all(course, A, ["zac", "ada", "zoe", "eve", "zed"], 1) == {}
    order = [line.split() for line in (course.root / "order").read_text().splitlines()]
    soon = str(2 * course.bench(A).limits.cell_cpu_seconds)
    assert order[:5] == [[name, soon, "inf"] for name in ("zac", "ada", "zoe", "eve", "zed")]
    assert sorted(order[5:]) == [[name, "inf", "inf"] for name in ("zac", "zed", "zoe")]
    assert len(moved) == 5


def test_so_many_wait_side_by_side_as_there_is_memory_for(monkeypatch: pytest.MonkeyPatch) -> None:
    for kilobytes, found in ((0, 2), (5 << 20, 5), (999 << 20, 24)):
        text = f"MemTotal: 1 kB\nMemAvailable:  {kilobytes} kB\n"
        monkeypatch.setattr(Path, "read_text", lambda *_, text=text: text)
        assert turns.side_by_side(2) == found


def works(course: Course, _: str, student: str, patience: Patience) -> str:
    """In the place of a judging: whoever's name begins with a w works far longer than others; with a z, waits too."""
    with (course.root / "order").open("a") as file:
        file.write(f"{student} {patience.seconds} {patience.cpu}\n")
    if student.startswith("z") and patience.seconds < 100:
        return WAITS
    return WORKS if student[0] in "wz" and patience.cpu < 100 else ""


@contextmanager
def at_once(work: Callable[..., str], calls: Sequence[tuple[Any, ...]], *_: object) -> Iterator[
        Iterator[tuple[int, Future[str]]]]:
    """In the place of processes: one call after the other, here."""
    yield ((place, done(work(*call))) for place, call in enumerate(calls))


@pytest.fixture
def order(course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setattr(turns, "judge_student", works)
    monkeypatch.setattr(turns, "in_processes", at_once)
    monkeypatch.setattr(turns, "bar", lambda *_: nullcontext(lambda: None))
    return course.root / "order"


def asked(order: Path) -> list[list[str]]:
    return [line.split() for line in order.read_text().splitlines()]


QUICK = [f"a{number}" for number in range(CLASS - 3)]


def test_who_works_far_longer_is_judged_last_with_all_the_time_and_who_waits_and_works_too(
        course: Course, order: Path) -> None:
    assert judge_all(course, A, ["wim", *QUICK, "zoe", "wes"], 4) == {}
    limits = course.bench(A).limits
    soon, share = str(2 * limits.cell_cpu_seconds), str(limits.submission_cpu_seconds * SHARE)
    assert sorted(asked(order)[:CLASS]) == sorted([name, soon, share] for name in ["wim", *QUICK, "zoe", "wes"])
    assert asked(order)[CLASS] == ["zoe", "inf", share]
    assert sorted(asked(order)[CLASS + 1:]) == [[name, "inf", "inf"] for name in ("wes", "wim", "zoe")]


def test_a_small_class_is_judged_to_its_end(course: Course, order: Path) -> None:
    assert judge_all(course, A, ["wim", *QUICK[2:], "wes", "wil"], 4) == {}
    assert {cpu for _, _, cpu in asked(order)} == {"inf"}


def test_none_is_begun_after_their_time_and_the_rest_is_left(
        course: Course, order: Path) -> None:
    slow = ["wes", "wil", "wim"]
    assert overtime(course, A, slow, 2, lambda: None, -1.0) == {"wes": "", "wil": "", "wim": LATER}
    assert [name for name, *_ in asked(order)] == ["wes", "wil"]
    assert overtime(course, A, slow, 1, lambda: None, 600.0) == dict.fromkeys(slow, "")


def test_where_they_are_as_many_as_the_others_nobody_is_left(course: Course, order: Path,
                                                              monkeypatch: pytest.MonkeyPatch) -> None:
    most: list[float] = []

    def noted(*given: Any) -> dict[str, str]:
        most.append(given[-1])
        return {}

    monkeypatch.setattr(turns, "overtime", noted)
    slow = [f"w{number}" for number in range(CLASS)]
    judge_all(course, A, slow, 4)
    assert most == [float("inf")]
    order.unlink()
    judge_all(course, A, [*QUICK, *slow[:3]], 4)
    assert most[1] == LEAST


def done(result: str | BaseException) -> Future[str]:
    job: Future[str] = Future()
    job.set_exception(result) if isinstance(result, BaseException) else job.set_result(result)
    return job


@pytest.mark.parametrize("result, told", [
    ("", ""), ("no room", "no room"), (RecursionError("too\ndeep"), "RecursionError: too\\ndeep"),
    (MemoryError(), "MemoryError: ")])
def test_an_accident_in_one_judging_is_its_own_fault_only(result: str | BaseException, told: str) -> None:
    assert fault_in(done(result)) == told


@pytest.mark.parametrize("error", [CourseError("no tests"), JudgeFault("no tests"), BrokenProcessPool("killed")])
def test_what_no_submission_can_cause_stops_the_run(error: BaseException) -> None:
    with pytest.raises(type(error)):
        fault_in(done(error))
