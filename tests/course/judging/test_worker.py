"""One judging, as the pool and nbgrader both do it; the judge itself is replaced."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.cluster import task, work
from assay.course.intake.staging import submission_of
from assay.course.judging.worker import judge_student
from assay.course.places import Course
from assay.judge.bench import Bench
from assay.judge.submission import Submission
from assay.judge.verdict import Run, Verdict
from assay.room.room import Isolation, SandboxUnavailable
from tests.course.desk import A, autograde, filled, hand_in, settle, taken

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
    monkeypatch.setattr(task, "judge", judge)
    monkeypatch.setattr(work, "self_test", lambda _: None)
    hand_in(course, "ada", filled(course))
    return course


def test_the_verdict_is_stored_and_the_judges_faults_are_told(ada: Course) -> None:
    assert judge_student(ada, A, "ada") == "one; two"
    submission = submission_of(A, taken(ada, "ada").notebook)
    assert submission == JUDGED[0]
    assert ada.store(A).get(ada.bench(A).basis(submission)) is not None


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

    monkeypatch.setattr(work, "self_test", fails)
    with pytest.raises(SandboxUnavailable):
        judge_student(ada, A, "ada")
    assert JUDGED == []
    judge_student(Course(ada.root, Isolation.NONE), A, "ada")
    assert len(JUDGED) == 1
