"""Grading a class: who is judged, who is recorded, and what is said when a part is missing. No room is opened."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.course.grading import by_nbgrader, grading, recording
from assay.course.grading.by_nbgrader import api, last_line
from assay.course.grading.grading import autograde, chosen, record, unjudged
from assay.course.grading.progress import lines
from assay.course.grading.summary import print_summary
from assay.course.intake.staging import Staged, take_in_all
from assay.course.judging.turns import LATER
from assay.course.places import Course, CourseError
from assay.judge.evidence import JudgeFault
from assay.processes import cores
from assay.room.room import Isolation
from tests.broken import cell_of
from tests.course.desk import LOST, OPEN, POINTS, A, filled, hand_in, scores, settle, taken


@pytest.fixture
def two(course: Course) -> Course:
    """A course where Ada and Eve have handed in different work; there is no sandbox to test."""
    hand_in(course, "ada", filled(course))
    hand_in(course, "eve", filled(course, corr2d="corr2d = None"))
    return Course(course.root, Isolation.NONE)


def waiting(course: Course) -> list[str]:
    return [each.students[0] for each in unjudged(course, A, take_in_all(course, A, course.students(A)))]


def test_all_or_one_may_be_chosen(two: Course) -> None:
    assert chosen(two, A, "*") == ["ada", "eve"]
    assert chosen(two, A, "eve") == ["eve"]


def test_a_student_who_handed_nothing_in_is_named(two: Course) -> None:
    with pytest.raises(CourseError) as caught:
        chosen(two, A, "bob")
    assert str(caught.value) == "'bob' has not submitted convolution: submitted/bob/convolution is missing."


def test_a_class_that_handed_nothing_in_is_told_where_to(course: Course) -> None:
    with pytest.raises(CourseError) as caught:
        chosen(course, A, "*")
    assert str(caught.value) == "Nobody has submitted convolution: put notebooks into submitted/STUDENT/convolution/."


def test_who_has_no_verdict_waits_for_one(two: Course) -> None:
    assert waiting(two) == ["ada", "eve"]
    settle(two, "ada")
    assert waiting(two) == ["eve"]


def test_a_verdict_that_is_not_complete_is_tried_again(two: Course) -> None:
    settle(two, "ada", {"corr2d": OPEN})
    settle(two, "eve", {"corr2d": LOST})
    assert waiting(two) == ["ada"]


def test_a_damaged_verdict_counts_as_none(two: Course) -> None:
    settle(two, "ada")
    for path in two.store(A).folder.glob("*.json"):
        path.write_text("{", "utf-8")
    assert waiting(two) == ["ada", "eve"]


def test_equal_work_is_judged_once(two: Course) -> None:
    hand_in(two, "zoe", filled(two))
    assert waiting(two) == ["ada", "eve"]
    found = unjudged(two, A, take_in_all(two, A, two.students(A)))
    assert [each.students for each in found] == [["ada", "zoe"], ["eve"]]


def test_what_is_judged_in_the_end_is_recorded_for_all_who_handed_it_in(
        two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(two, "zoe", filled(two))
    settle(two, "ada", {"corr2d": OPEN})
    settle(two, "eve")
    monkeypatch.setattr(grading, "judge_all", lambda *_: {"ada": "MemoryError"})
    autograde(two, A)
    assert scores(two, "zoe")["corr2d"] is None

    def judged(*_: Any) -> dict[str, str]:
        settle(two, "ada")
        return {}

    monkeypatch.setattr(grading, "judge_all", judged)
    assert autograde(two, A).fresh == ["ada", "zoe"]
    assert scores(two, "zoe") == POINTS
    assert autograde(two, A).fresh == []


def test_what_was_refused_is_not_judged(two: Course) -> None:
    hand_in(two, "ada", b"{")
    assert waiting(two) == ["eve"]


def test_who_is_left_for_the_next_run_is_not_recorded_nor_who_handed_in_the_same(
        two: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(two, "zoe", filled(two))
    settle(two, "eve", {"corr2d": LOST})
    monkeypatch.setattr(grading, "judge_all", lambda *_: {"ada": LATER})
    graded = autograde(two, A)
    assert (graded.left, graded.fresh, graded.faults) == (["ada", "zoe"], ["eve"], {})
    assert not two.autograded("ada", A).exists()
    print_summary(two, A, graded)
    assert ("Not judged yet, as each takes far longer than the others: ada, zoe. The next `make autograde` judges "
            "them.") in " ".join(capsys.readouterr().out.split())
    settle(two, "ada")
    monkeypatch.setattr(grading, "judge_all", lambda *_: {})
    assert autograde(two, A).fresh == ["ada", "zoe"]


def test_a_class_with_all_verdicts_is_recorded_and_not_again(two: Course) -> None:
    settle(two, "ada")
    settle(two, "eve", {"corr2d": LOST})
    first, second = autograde(two, A), autograde(two, A)
    assert (first.students, first.fresh, first.faults) == (["ada", "eve"], ["ada", "eve"], {})
    assert (second.students, second.fresh, second.faults) == (["ada", "eve"], [], {})
    assert scores(two, "ada") == POINTS
    assert scores(two, "eve") == {**POINTS, "corr2d": 6.0}


def test_one_student_may_be_graded_alone(two: Course) -> None:
    settle(two, "eve")
    assert autograde(two, A, "eve").fresh == ["eve"]
    assert not two.autograded("ada", A).exists()


def test_what_was_refused_and_mended_is_told(two: Course) -> None:
    hand_in(two, "ada", b"")
    notebook = filled(two)
    notebook["cells"].remove(cell_of(notebook, "test_corr2d"))
    hand_in(two, "eve", notebook)
    settle(two, "eve")
    graded = autograde(two, A)
    assert list(graded.refused) == ["ada"]
    assert graded.refused["ada"].startswith("Your notebook file is empty.")
    assert graded.notes == {"eve": ["The cell test_corr2d was missing; it was put back."]}
    assert graded.fresh == ["ada", "eve"]


def test_a_fault_of_the_judge_is_told_and_recorded_anew(two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    for student in ("ada", "eve"):
        settle(two, student)
    autograde(two, A)
    settle(two, "ada", {"corr2d": OPEN})
    monkeypatch.setattr(grading, "judge_all", lambda *_: {"ada": "the hidden test raised MemoryError"})
    graded = autograde(two, A)
    assert graded.faults == {"ada": "the hidden test raised MemoryError"}
    assert graded.fresh == ["ada"]
    assert scores(two, "ada")["corr2d"] is None


def test_without_a_gradebook_nobody_is_judged(two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def judged(*_: Any) -> Any:
        raise AssertionError

    monkeypatch.setattr(grading, "judge_all", judged)
    two.gradebook.unlink()
    with pytest.raises(CourseError) as caught:
        autograde(two, A)
    assert str(caught.value) == (
        "gradebook.db is missing. Run `make release` first: it tells the gradebook the assignment.")


def test_what_nbgrader_cannot_record_is_a_fault_and_stops_nobody(two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    class Says:
        def autograde(self, _: str, student: str, *, force: bool) -> dict[str, Any]:
            return {"success": student == "eve" and force, "log": "Traceback\nOSError: disk is full\n", "error": None}

    monkeypatch.setattr(by_nbgrader, "api", lambda _: Says())
    monkeypatch.setattr(recording, "made", lambda *_: None)
    faults = {"zoe": "known before"}
    assert record(two, A, [taken(two, student) for student in ("ada", "eve", "zoe")], faults) == ["eve"]
    assert faults == {"ada": "OSError: disk is full", "zoe": "known before"}


def test_when_a_server_no_longer_keeps_others_away_nothing_more_is_recorded(
        two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    recorded = list[str]()
    held = iter((True, False))

    def record_each(_: Course, __: str, staged: list[Staged], ___: int) -> Iterator[tuple[str, str]]:
        for each in staged:
            recorded.append(each.student)
            yield each.student, ""

    def still_held() -> None:
        if not next(held):
            raise CourseError("another may be at work")

    monkeypatch.setattr(grading, "record_each", record_each)
    with pytest.raises(CourseError, match="another may be at work"):
        record(two, A, [taken(two, student) for student in ("ada", "eve", "zoe")], {}, 1, still_held)
    assert recorded == ["ada", "eve"]


def test_a_folder_that_nbgrader_would_mistake_is_told_and_grades_nobody_else(two: Course) -> None:
    hand_in(two, "[ad]*", filled(two, corr2d="corr2d = 1"))
    for student in ("ada", "eve"):
        settle(two, student)
    graded = autograde(two, A)
    assert (graded.students, graded.fresh, graded.faults) == (["ada", "eve"], ["ada", "eve"], {})
    assert graded.misplaced["[ad]*"].startswith("The folder '[ad]*' under submitted/ cannot be graded")
    with pytest.raises(CourseError) as caught:
        autograde(two, A, "[ad]*")
    assert str(caught.value) == graded.misplaced["[ad]*"]
    said = api(two).autograde(A, "[ad]*")
    assert not said["success"]
    assert graded.misplaced["[ad]*"] in said["error"]


@pytest.mark.parametrize("said, line", [
    ({"log": "one\nKeyError: 'x'\ntwo", "error": None}, "KeyError: 'x'"),
    ({"log": "one\ntwo\n\n", "error": ""}, "two"),
    ({"log": "[ERROR] first", "error": "Traceback (most recent call last):\nValueError: second"}, "ValueError: second"),
    ({"log": None, "error": None}, "nbgrader gave no reason"),
    ({}, "nbgrader gave no reason"),
])
def test_of_what_nbgrader_said_the_last_error_is_told(said: dict[str, str | None], line: str) -> None:
    assert last_line(said) == line


def test_cores_are_those_that_this_process_may_use(monkeypatch: pytest.MonkeyPatch) -> None:
    assert 1 <= cores() <= (os.cpu_count() or 1)
    monkeypatch.setattr(os, "sched_getaffinity", lambda _: {0, 3, 5})
    assert cores() == 3


def test_a_machine_that_cannot_isolate_grades_nobody(two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(_: Path) -> None:
        raise JudgeFault("no walls")

    settle(two, "ada")
    settle(two, "eve")
    monkeypatch.setattr(grading, "self_test", fails)
    with pytest.raises(JudgeFault):
        autograde(Course(two.root), A)
    assert not two.autograded("ada", A).exists()


def test_without_a_terminal_progress_is_a_line_now_and_then(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 4.0, 12.0, 13.0, 20.0])
    advance = lines("Judging", 4, lambda: next(times))
    for _ in range(4):
        advance()
    assert capsys.readouterr().err.splitlines() == ["Judging 2/4, 12 s, left about 12 s",
                                                    "Judging 4/4, 20 s, left about 0 s"]


def test_how_long_the_rest_takes_is_said_once_a_fiftieth_is_done(capsys: pytest.CaptureFixture[str]) -> None:
    times = iter([0.0, 11.0, 22.0, 30.0])
    advance = lines("Auditing", 150, lambda: next(times))
    for _ in range(3):
        advance()
    assert capsys.readouterr().err.splitlines() == ["Auditing 1/150, 11 s", "Auditing 2/150, 22 s"]
    times = iter([40.0])
    advance()
    assert capsys.readouterr().err.splitlines() == ["Auditing 4/150, 40 s, left about 1460 s"]
