"""Rows for the class report, out of nbgrader's gradebook."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from nbgrader.plugins import CsvExportPlugin

from autograder.course.gradebook import export, opened, rows, worth
from autograder.course.places import Course, CourseError
from tests.course.desk import LOST, OPEN, POINTS, A, autograde, filled, hand_in, settle

WORTH = {"why_convolution": 4.0, **POINTS}


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A small class, graded once: right, partly judged, refused, empty."""
    course = Course(tmp_path_factory.mktemp("graded") / "course")
    shutil.copytree(course_template.root, course.root)
    hand_in(course, "zoe", filled(course, corr2d="corr2d = 1", why_convolution="Locality."))
    hand_in(course, "ada", filled(course, why_convolution="Weights are shared."), time="2026-09-14 13:00:00 UTC")
    hand_in(course, "bob", b"{")
    hand_in(course, "cleo", filled(course, corr2d="corr2d = 2"))
    settle(course, "ada")
    settle(course, "zoe", {"corr2d": LOST})
    settle(course, "cleo", {"corr2d": OPEN})
    assert autograde(course)["success"]
    return course


def test_questions_stand_in_the_notebooks_order_with_their_points(graded: Course) -> None:
    assert list(worth(graded, A).items()) == list(WORTH.items())


def test_a_row_for_everybody_who_handed_in_sorted_by_name(graded: Course) -> None:
    assert [row.student for row in rows(graded, A)] == ["ada", "bob", "cleo", "zoe"]


def test_a_refused_submission_has_no_scores_and_needs_a_person_everywhere(graded: Course) -> None:
    bob = rows(graded, A, {"bob": "Your file is damaged."})[1]
    assert bob.scores == dict.fromkeys(WORTH)
    assert bob.needs_person == tuple(WORTH)
    assert (bob.total, bob.maximum, bob.sentence) == (0, 46, "Your file is damaged.")


def test_what_nobody_judged_has_no_score_and_is_not_a_zero_to_the_reader(graded: Course) -> None:
    cleo = rows(graded, A)[2]
    assert cleo.scores["corr2d"] is None
    assert cleo.needs_person == ("corr2d",)
    assert (cleo.scores["why_convolution"], cleo.total) == (0.0, 30.0)


def test_partial_points_and_written_answers(graded: Course) -> None:
    zoe = rows(graded, A)[3]
    assert zoe.scores == {**WORTH, "why_convolution": None, "corr2d": 6.0}
    assert zoe.needs_person == ("why_convolution",)
    assert (zoe.total, zoe.late, zoe.sentence) == (36.0, 0.0, "")


def test_a_score_set_by_hand_counts(graded: Course) -> None:
    with opened(graded) as gradebook:
        gradebook.find_grade("why_convolution", A, A, "ada").manual_score = 3.0
        gradebook.db.commit()
    ada = rows(graded, A)[0]
    assert (ada.scores["why_convolution"], ada.total) == (3.0, 45.0)


def test_points_taken_off_for_lateness_are_told(graded: Course) -> None:
    with opened(graded) as gradebook:
        gradebook.find_submission_notebook(A, A, "ada").late_submission_penalty = 5.0
        gradebook.db.commit()
    ada = rows(graded, A)[0]
    assert ada.late == 5.0
    assert ada.total == sum(score or 0.0 for score in ada.scores.values()) - 5.0


def test_the_export_is_nbgraders_own(graded: Course, tmp_path: Path) -> None:
    with export(graded, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        table = {row["student_id"]: row for row in csv.DictReader(file)}
    assert table.keys() == {"ada", "bob", "cleo", "zoe"}
    assert (float(table["zoe"]["score"]), float(table["bob"]["score"])) == (36.0, 0.0)


def test_the_export_has_the_rows_and_columns_of_nbgraders_own(graded: Course, tmp_path: Path) -> None:
    with opened(graded) as gradebook:
        CsvExportPlugin(to=str(tmp_path / "theirs.csv")).export(gradebook)
    ours = export(graded, tmp_path / "ours.csv").read_text("utf-8")
    assert ours == (tmp_path / "theirs.csv").read_text("utf-8")


@pytest.mark.parametrize("name", ["=cmd()", "+1+cmd()", "-2+cmd()", "@SUM(A1)"])
def test_a_name_that_a_spreadsheet_would_run_is_exported_as_text(course: Course, tmp_path: Path, name: str) -> None:
    with opened(course) as gradebook:
        gradebook.add_student(name)
    with export(course, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        assert [row["student_id"] for row in csv.DictReader(file)] == [f"'{name}"]


@pytest.mark.parametrize("name", ["eve,46", 'eve"', "eve,\"46", "ada"])
def test_a_name_stays_in_its_own_cell_of_the_export(course: Course, tmp_path: Path, name: str) -> None:
    with opened(course) as gradebook:
        gradebook.add_student(name)
    with export(course, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        assert [(row["student_id"], row["score"]) for row in csv.DictReader(file)] == [(name, "0.0")]


@pytest.mark.parametrize("name, shown", [("eve\nada,46", "eve\\nada,46"), ("\r=cmd()", "\\r=cmd()"),
                                         ("\t=cmd()", "\\t=cmd()"), ("\x1b[2J", "\\x1b[2J")])
def test_what_cannot_be_printed_is_spelled_out_in_the_export(
        course: Course, tmp_path: Path, name: str, shown: str) -> None:
    with opened(course) as gradebook:
        gradebook.add_student(name)
    lines = export(course, tmp_path / "grades.csv").read_bytes().decode().split("\n")
    assert len(lines) == 3
    assert shown in lines[1]


def test_a_negative_score_is_exported_as_a_number(graded: Course, tmp_path: Path) -> None:
    with opened(graded) as gradebook:
        gradebook.find_submission_notebook(A, A, "ada").late_submission_penalty = -5.0
        gradebook.db.commit()
    with export(graded, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        table = {row["student_id"]: row for row in csv.DictReader(file)}
    assert table["ada"]["late_submission_penalty"] == "-5.0"


def test_without_a_gradebook_nothing_is_made_up(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        rows(Course(tmp_path), A)
    assert str(caught.value) == "gradebook.db is missing. Run `make release`, then `make autograde`."
    assert list(tmp_path.iterdir()) == []


def test_an_assignment_that_the_gradebook_does_not_know_is_named(course: Course) -> None:
    with pytest.raises(CourseError) as caught:
        worth(course, "pooling")
    assert str(caught.value) == "The gradebook does not know 'pooling'. Run `make release` first."
