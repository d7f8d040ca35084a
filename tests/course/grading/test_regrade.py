"""Judging a class again: who moved is said first, and what people gave stays. No room is opened."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from assay.course.gradebook.rows import opened
from assay.course.grading import grading
from assay.course.grading.grading import autograde
from assay.course.grading.regrade import regrade
from assay.course.grading.summary import print_regraded
from assay.course.places import Course
from assay.room.room import Isolation
from tests.course.desk import FAILURE, LOST, OPEN, POINTS, A, filled, grade, hand_in, scores, settle

CLASS = ("ada", "bob", "cleo")
Tests = Callable[[str], None]


@pytest.fixture
def tests(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Tests:
    """Puts a line at the end of the hidden tests of corr2d; each line makes a version of its own."""
    original = Course.bench

    def add(line: str) -> None:
        def bench(self: Course, assignment: str) -> Any:
            found = original(self, assignment)
            folder = tmp_path / f"questions {line}"
            if not folder.exists():
                shutil.copytree(found.questions, folder)
                with (folder / "test_corr2d.py").open("a") as file:
                    file.write(f"# {line}\n")
            return type(found)(folder, found.solutions, found.limits, found.isolation)

        monkeypatch.setattr(Course, "bench", bench)

    return add


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that is graded: all are right, but Bob, who lost half of corr2d."""
    bare = Course(tmp_path_factory.mktemp("graded") / "course", Isolation.NONE)
    shutil.copytree(course_template.root, bare.root, symlinks=True)
    for number, student in enumerate(CLASS):
        hand_in(bare, student, filled(bare, corr2d=f"corr2d = {number}"))
        settle(bare, student, {"corr2d": LOST} if student == "bob" else {})
    autograde(bare, A)
    return bare


@pytest.fixture
def three(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded class for one test."""
    shutil.copytree(graded.root, tmp_path / "course", symlinks=True)
    return Course(tmp_path / "course", Isolation.NONE)


def said(course: Course, capsys: pytest.CaptureFixture[str], **more: Any) -> list[str]:
    capsys.readouterr()
    print_regraded(course, regrade(course, A, **more))
    return capsys.readouterr().out.splitlines()


def kept(course: Course) -> list[Path]:
    return sorted((course.root / "regrades" / A).glob("*.json"))


def test_where_nothing_has_changed_one_sentence_says_so(
        three: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert said(three, capsys) == ["Nobody moved; nothing has changed."]
    assert kept(three) == []


def test_who_moved_is_shown_with_the_property_and_the_input(
        three: Course, tests: Tests, capsys: pytest.CaptureFixture[str]) -> None:
    tests("stricter")
    settle(three, "ada", {"corr2d": LOST})
    settle(three, "bob")
    settle(three, "cleo")
    lines = said(three, capsys)
    assert lines[:9] == [
        "ada: 42 points → 36 points",
        "  corr2d, has the right values: 6 → 0",
        f"    fails on {FAILURE.call}",
        "bob: 36 points → 42 points",
        "  corr2d, has the right values: 0 → 6",
        f"    failed on {FAILURE.call}",
        "",
        "2 of 3 students moved, 1 did not.",
        "The hidden tests changed for 3 of them."]
    (path,) = kept(three)
    assert lines[9:] == [f"The same for programs: {path.relative_to(three.root)}",
                         "3 recorded. Run `make feedback` for their new pages."]
    assert scores(three, "ada") == {**POINTS, "corr2d": 6.0}
    assert scores(three, "bob") == POINTS
    assert said(three, capsys) == ["Nobody moved; nothing has changed."]


def test_the_diff_for_programs_names_both_verdicts_and_is_the_instructors_alone(three: Course, tests: Tests) -> None:
    tests("stricter")
    for student in CLASS:
        settle(three, student, {"corr2d": LOST})
    regrade(three, A)
    (path,) = kept(three)
    assert path.stat().st_mode & 0o007 == 0
    data = json.loads(path.read_text("ascii"))
    ada, bob, _ = data["changed"]
    assert (data["recorded"], data["students"], data["first_time"]) == (True, 3, [])
    assert (ada["student"], ada["was"], ada["now"], ada["receipt"]) == ("ada", 42, 36, ["tests"])
    assert ada["moves"] == [{"question": "corr2d", "name": "values", "sentence": "has the right values",
                             "before": "earned", "after": "not earned", "was": 6, "now": 0, "call": FAILURE.call}]
    assert bob["moves"] == []
    for name in (ada["before"], ada["after"], bob["before"], bob["after"]):
        assert three.store(A).named(name) is not None


def test_a_dry_run_shows_the_same_and_records_nothing(
        three: Course, tests: Tests, capsys: pytest.CaptureFixture[str]) -> None:
    tests("stricter")
    for student in CLASS:
        settle(three, student, {"corr2d": LOST})
    before = three.gradebook.read_bytes(), three.autograded("ada", A).read_bytes()
    dry = said(three, capsys, dry=True)
    assert "Nothing was recorded. Without DRY=1, `make regrade` records it." in dry
    assert (three.gradebook.read_bytes(), three.autograded("ada", A).read_bytes()) == before
    assert not three.feedback("ada", A).exists()
    assert [json.loads(path.read_text("ascii"))["recorded"] for path in kept(three)] == [False]
    assert said(three, capsys)[:7] == dry[:7]
    assert scores(three, "ada")["corr2d"] == 6.0


def test_where_only_the_receipt_has_changed_that_is_said(
        three: Course, tests: Tests, capsys: pytest.CaptureFixture[str]) -> None:
    tests("a comment")
    for student in CLASS:
        settle(three, student, {"corr2d": LOST} if student == "bob" else {})
    assert said(three, capsys)[:2] == ["Nobody moved.", "The hidden tests changed for 3 of them."]


def test_what_people_gave_is_not_touched(three: Course, tests: Tests, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(three) as gradebook:
        gradebook.find_grade("test_corr2d", A, A, "ada").manual_score = 7.5
        gradebook.find_grade("test_conv2d", A, A, "ada").extra_credit = 1.0
        essay = gradebook.find_grade("why_convolution", A, A, "ada")
        essay.manual_score, essay.needs_manual_grade = 3.0, False
        gradebook.find_comment("corr2d", A, A, "ada").manual_comment = "See me."
        gradebook.find_comment("why_convolution", A, A, "ada").manual_comment = "Well said."
        gradebook.db.commit()
        was = gradebook.find_submission(A, "ada").score
    tests("stricter")
    for student in CLASS:
        settle(three, student, {"corr2d": LOST})
    assert "  corr2d: the 7.5 points that a person gave stand." in said(three, capsys)
    assert grade(three, "ada", "test_corr2d")[:2] == (6.0, 7.5)
    assert grade(three, "ada", "why_convolution")[1] == 3.0
    with opened(three) as gradebook:
        assert gradebook.find_grade("test_conv2d", A, A, "ada").extra_credit == 1.0
        assert gradebook.find_comment("corr2d", A, A, "ada").manual_comment == "See me."
        assert gradebook.find_comment("why_convolution", A, A, "ada").comment == "Well said."
        assert gradebook.find_submission(A, "ada").score == was


def test_what_was_not_judged_and_then_is_and_the_other_way_round_is_shown(
        three: Course, tests: Tests, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "judge_all", lambda *_: {})
    for line, outcome, shown in (("fails", OPEN, "6 → not judged"), ("mended", LOST, "not judged → 0")):
        tests(line)
        for student in CLASS:
            settle(three, student, {"corr2d": outcome})
        assert f"  corr2d, has the right values: {shown}" in said(three, capsys, student="ada")
        assert scores(three, "ada")["corr2d"] == (None if outcome == OPEN else 6.0)


def test_a_file_that_can_be_read_no_more_and_a_newcomer_are_shown_as_such(
        three: Course, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(three, "ada", b"{")
    hand_in(three, "bob", filled(three, corr2d="corr2d = 9"))
    hand_in(three, "dora", filled(three))
    settle(three, "bob")
    settle(three, "dora")
    lines = said(three, capsys)
    assert lines[:2] == ["ada: 42 points → not judged", "bob: 36 points → 42 points (another submission)"]
    assert "2 of 3 students moved, 1 did not." in lines
    assert "1 graded for the first time." in lines


def test_one_student_may_be_judged_again_alone(three: Course, tests: Tests) -> None:
    tests("stricter")
    for student in CLASS:
        settle(three, student, {"corr2d": LOST})
    found = regrade(three, A, "ada")
    assert [each.student for each in found.changes] == found.graded.fresh == ["ada"]
    assert scores(three, "cleo") == POINTS
