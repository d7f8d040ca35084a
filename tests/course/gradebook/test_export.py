"""The table of all grades: nbgrader's own, with every name kept in its place."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest
from nbgrader.plugins import CsvExportPlugin

from assay.course.gradebook.converter import Table
from assay.course.gradebook.export import export, harmless, write
from assay.course.gradebook.rows import opened
from assay.course.places import Course
from tests.course.desk import OPEN, A, autograde, filled, hand_in, settle


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A small class, graded once: right and late, partly judged, refused, and one who handed in nothing."""
    course = Course(tmp_path_factory.mktemp("graded") / "course")
    shutil.copytree(course_template.root, course.root, symlinks=True)
    hand_in(course, "zoe", filled(course))
    hand_in(course, "ada", filled(course, corr2d="corr2d = 2"), time="2026-09-14 13:00:00 UTC")
    hand_in(course, "bob", b"{")
    settle(course, "zoe")
    settle(course, "ada", {"corr2d": OPEN})
    assert autograde(course)["success"]
    return course


def test_the_export_is_nbgraders_own(graded: Course, tmp_path: Path) -> None:
    with export(graded, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        table = {row["student_id"]: row for row in csv.DictReader(file)}
    assert table.keys() == {"ada", "bob", "zoe"}
    assert (float(table["zoe"]["score"]), table["bob"]["score"]) == (42.0, "")


def test_the_export_has_the_rows_and_columns_of_nbgraders_own_and_blanks_where_something_is_pending(
        graded: Course, tmp_path: Path) -> None:
    with opened(graded) as gradebook:
        CsvExportPlugin(to=str(tmp_path / "theirs.csv")).export(gradebook)
        Table(to=str(tmp_path / "again.csv")).export(gradebook)
        Table(to=str(tmp_path / "one.csv"), student=["zoe"], assignment=[A]).export(gradebook)
    ours, theirs = (list(csv.reader((tmp_path / name).read_text("utf-8").splitlines()))
                    for name in (export(graded, tmp_path / "ours.csv").name, "theirs.csv"))
    assert (tmp_path / "again.csv").read_text() == (tmp_path / "ours.csv").read_text()
    assert len((tmp_path / "one.csv").read_text().splitlines()) == 2
    assert [line[:11] for line in ours if line[3] in ("student_id", "zoe")] == [
        line for line in theirs if line[3] in ("student_id", "zoe")]
    assert [line[:7] + line[10:11] for line in ours] == [line[:7] + line[10:] for line in theirs]
    assert {line[3]: line[7:10] + line[11:] for line in ours[1:]} == {
        "ada": ["", "", "", "not graded yet", "30.0", "34.0", "12.0", "", "", ""],
        "bob": ["", "", "", "not graded yet", "", "0.0", "46.0", "", "", ""],
        "zoe": ["42.0", "0.0", "42.0", "graded", "42.0", "46.0", "0.0", "", "", ""]}




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
        assert [(row["student_id"], row["score"]) for row in csv.DictReader(file)] == [(name, "")]


@pytest.mark.parametrize("name, shown", [("eve\nada,46", "eve\\nada,46"), ("\r=cmd()", "\\r=cmd()"),
                                         ("\t=cmd()", "\\t=cmd()"), ("\x1b[2J", "\\x1b[2J")])
def test_what_cannot_be_printed_is_spelled_out_in_the_export(
        course: Course, tmp_path: Path, name: str, shown: str) -> None:
    with opened(course) as gradebook:
        gradebook.add_student(name)
    lines = export(course, tmp_path / "grades.csv").read_bytes().decode().split("\n")
    assert len(lines) == 3
    assert shown in lines[1]


def test_who_handed_in_nothing_has_no_zero(course: Course, tmp_path: Path) -> None:
    with opened(course) as gradebook:
        gradebook.add_student("ada")
    header, line = csv.reader(export(course, tmp_path / "grades.csv").read_text("utf-8").splitlines())
    assert dict(zip(header, line, strict=True)) | {"duedate": ""} == dict.fromkeys(header, "") | {
        "assignment": A, "student_id": "ada", "max_score": "46.0", "status": "handed in nothing"}


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # of nbgrader's about itself
def test_an_assignment_of_another_kind_than_ours_has_no_zero_for_what_nobody_graded(
        course: Course, tmp_path: Path) -> None:
    with opened(course) as gradebook:
        gradebook.add_assignment("paper")
        gradebook.add_notebook("essay", "paper")
        gradebook.add_grade_cell("q", "essay", "paper", max_score=3, cell_type="markdown")
        gradebook.add_task_cell("t", "essay", "paper", max_score=2, cell_type="markdown")
        gradebook.add_student("ada")
        gradebook.add_submission("paper", "ada")
    with export(course, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        line = next(each for each in csv.DictReader(file) if each["assignment"] == "paper")
    assert (line["score"], line["status"], line["not_graded_yet"]) == ("", "not graded yet", "5.0")


def test_a_negative_score_is_exported_as_a_number(graded: Course, tmp_path: Path) -> None:
    """Of an export by nbgrader's own command; ours would put such a penalty right first."""
    with opened(graded) as gradebook:
        gradebook.find_submission_notebook(A, A, "zoe").late_submission_penalty = -5.0
        gradebook.db.commit()
        with write(gradebook, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
            table = {row["student_id"]: row for row in csv.DictReader(file)}
    assert table["zoe"]["late_submission_penalty"] == "-5.0"
    with export(graded, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        assert {row["late_submission_penalty"] for row in csv.DictReader(file) if row["student_id"] == "zoe"} == {"0.0"}


NAMES = {"Doe, Jane": "Doe, Jane", 'say "x"': 'say "x"', "=cmd()": "'=cmd()", "+49 170": "'+49 170", "-x": "'-x",
         "@here": "'@here", "-5": "-5", "+49": "+49", "a=b": "a=b", "Ada": "Ada", "\u00e9": "\u00e9"}


def test_no_name_in_the_export_is_a_formula_or_moves_the_grades(graded: Course, tmp_path: Path) -> None:
    with opened(graded) as gradebook:
        for name in NAMES:
            gradebook.update_or_create_student(name, last_name="=1+1")
    with export(graded, tmp_path / "grades.csv").open(newline="", encoding="utf-8") as file:
        table = {row["student_id"]: row for row in csv.DictReader(file, strict=True)}
    assert table.keys() == {*NAMES.values(), "ada", "bob", "zoe"}
    assert all(table[shown]["last_name"] == "'=1+1" for shown in NAMES.values())
    assert all(float(row["max_score"]) == 46 and None not in row for row in table.values())




@pytest.mark.parametrize("text, shown", [
    ("=1+1", "'=1+1"), (" =1+1", "' =1+1"), ("x;=HYPERLINK(A1)", "x;'=HYPERLINK(A1)"), ("x; @a", "x;' @a"),
    ("1;-1", "1;-1"), ("-1.5", "-1.5"), ("a;b", "a;b"), ("+1;+1+1", "+1;'+1+1")])
def test_no_part_of_a_cell_is_a_formula_where_a_semicolon_ends_cells(text: str, shown: str) -> None:
    assert harmless(text) == shown
