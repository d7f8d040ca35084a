"""One judging, as the pool and nbgrader both do it; the judge itself is replaced."""

from __future__ import annotations

import ctypes
import math
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from assay.course.grading import worker
from assay.course.grading.worker import WAITS, WORKS, judge_student
from assay.course.intake.staging import submission_of
from assay.course.places import Course
from assay.judge.bench import Bench
from assay.judge.session import Patience
from assay.judge.submission import Submission
from assay.judge.verdict import Run, Verdict
from assay.room.environment import xla_flags
from assay.room.room import Isolation, SandboxUnavailable
from tests.course.desk import A, autograde, filled, hand_in, settle, taken
from tests.here import REPOSITORY

JUDGED: list[Submission] = []
BEFORE: list[Verdict | None] = []


@pytest.fixture
def ada(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """The course after Ada has handed in; the judge finds no question, and two faults of its own."""
    def judge(submission: Submission, bench: Bench, before: Verdict | None) -> tuple[Verdict, Run]:
        JUDGED.append(submission)
        BEFORE.append(before)
        return Verdict(bench.basis(submission), ()), Run(faults=("one", "two"))

    JUDGED.clear()
    BEFORE.clear()
    monkeypatch.setattr(worker, "judge", judge)
    monkeypatch.setattr(worker, "self_test", lambda _: None)
    hand_in(course, "ada", filled(course))
    return course


def test_the_verdict_is_stored_and_the_judges_faults_are_told(ada: Course) -> None:
    assert judge_student(ada, A, "ada") == "one; two"
    submission = submission_of(A, taken(ada, "ada").notebook)
    assert submission == JUDGED[0]
    assert ada.store(A).get(ada.bench(A).basis(submission)) is not None


def test_who_only_waits_or_works_too_long_is_put_off_without_a_verdict(
        ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    waited = []

    def waits(submission: Submission, bench: Bench, _: Verdict | None) -> tuple[Verdict, Run]:
        assert bench.patience is not None
        waited.append((bench.patience.seconds, bench.patience.cpu))
        bench.patience.worked = bench.patience.cpu < 100
        bench.patience.over = bench.patience.seconds < 100 or bench.patience.worked
        return Verdict(bench.basis(submission), ()), Run()

    monkeypatch.setattr(worker, "judge", waits)
    submission = submission_of(A, taken(ada, "ada").notebook)
    assert judge_student(ada, A, "ada", Patience(20.0)) == WAITS
    assert judge_student(ada, A, "ada", Patience(cpu=15.0)) == WORKS
    assert ada.store(A).get(ada.bench(A).basis(submission)) is None
    assert judge_student(ada, A, "ada") == ""
    assert ada.store(A).get(ada.bench(A).basis(submission)) is not None
    assert waited == [(20.0, math.inf), (math.inf, 15.0), (math.inf, math.inf)]


def test_the_judge_is_handed_the_verdict_that_the_grades_came_from(ada: Course) -> None:
    settle(ada, "ada")
    assert autograde(ada)["success"]
    judge_student(ada, A, "ada")
    (before,) = BEFORE
    assert before is not None
    assert before.basis == ada.bench(A).basis(submission_of(A, taken(ada, "ada").notebook))


def test_what_was_refused_is_not_judged(ada: Course) -> None:
    hand_in(ada, "ada", b"{")
    assert judge_student(ada, A, "ada") == ""
    assert JUDGED == []


def test_without_walls_nothing_is_judged(ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Path) -> Any:
        raise SandboxUnavailable("no walls")

    monkeypatch.setattr(worker, "self_test", fails)
    with pytest.raises(SandboxUnavailable):
        judge_student(ada, A, "ada")
    assert JUDGED == []
    judge_student(Course(ada.root, Isolation.NONE), A, "ada")
    assert len(JUDGED) == 1


def test_a_worker_ends_with_the_process_that_started_it() -> None:
    asks = ("import ctypes, signal\nfrom assay.course.grading.worker import end_with_parent\nend_with_parent()\n"
            "wanted = ctypes.c_int()\nctypes.CDLL(None).prctl(2, ctypes.byref(wanted))\nprint(wanted.value)")
    done = subprocess.run([sys.executable, "-c", asks], cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert int(done.stdout) == 9
    assert ctypes.sizeof(ctypes.c_int) == 4


@pytest.mark.parametrize("optimize", [True, False])
def test_the_judge_compiles_as_its_rooms_do(optimize: bool) -> None:
    code = ["import os, pathlib", "from assay.course.grading.worker import prepare",
            f"prepare(pathlib.Path('.cache'), {optimize})",
            "print(os.environ['XLA_FLAGS'])"]
    command = [sys.executable, "-c", "\n".join(code)]
    said = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == xla_flags(optimize)
    assert ("optimization_level=0" in said.stdout) is not optimize
