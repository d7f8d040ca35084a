"""The roster in a real gradebook: who handed in nothing, left, goes by another name or is there twice is said."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta

import pytest
from bs4 import BeautifulSoup

from assay.__main__ import main
from assay.course.gradebook.export import export
from assay.course.gradebook.rows import missing_of, opened, rows
from assay.course.grading.summary import print_report
from assay.course.places import Course
from assay.course.roster.members import Member, members
from assay.judge.verdict import Run, Verdict
from tests.course.desk import LOST, A, autograde, filled, give, hand_in, settle

FIRST = """\
id,last_name,first_name,email,section,lms_id
ada,Lovelace,Ada,ada@example.org,A,17
ben,Doe,Ben,ben@example.org,A,18
cleo,Roe,Cleo,cleo@example.org,B,19
dan,Poe,Dan,dan@example.org,B,20
"""
SECOND = f"""\
id,last_name,first_name,email,section,lms_id,extension {A}
ada,King,Ada,ada@example.org,A,17,2 days
benjamin,Doe,Ben,ben@example.org,A,18,
dan,Poe,Dan,dan@example.org,B,20,
Dan,Poe,Daniel,dan2@example.org,B,21,
"""


def students(course: Course, text: str, capsys: pytest.CaptureFixture[str]) -> list[str]:
    """Reads a roster through the command line; returns what it says."""
    path = course.root / "roster.csv"
    path.write_text(text, "utf-8")
    capsys.readouterr()
    assert main(["students", "--course", str(course.root), "--file", str(path)]) == 0
    return capsys.readouterr().out.splitlines()


@pytest.fixture
def term(course: Course, capsys: pytest.CaptureFixture[str]) -> Course:
    """A course with a roster, where Ada, Ben, Cleo and a stranger have handed in and were graded."""
    assert students(course, FIRST, capsys) == ["4 students are in the class."]
    for student in ("ada", "ben", "cleo", "zed"):
        hand_in(course, student, filled(course))
        settle(course, student)
    assert autograde(course)["success"]
    give(course, "cleo", "test_corr2d", 0.0)
    return course


def test_a_term_of_comings_and_goings(term: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert missing_of(term, A) == ["dan"]
    assert {row.student: row.outside for row in rows(term, A) if row.outside} == {"zed": "is not in the roster"}
    renamed = ("is benjamin in the roster now; to move the work there, rename submitted/ben to submitted/benjamin and "
               "run `make autograde`")
    left = "has left: the roster names no such student any more"
    twice = "is perhaps there twice: Dan has the same id but for capitals"
    assert students(term, SECOND, capsys) == [
        f"ben {renamed}.", f"cleo {left}.", "zed is not in the roster.", "ada: Ada Lovelace is called Ada King now.",
        f"dan {twice}.", "4 students are in the class."]
    assert {row.student: row.outside for row in rows(term, A) if row.outside} == {
        "ben": renamed, "cleo": left, "zed": "is not in the roster"}
    assert missing_of(term, A) == ["Dan", "benjamin", "dan"]
    print_report(term, A)
    said = capsys.readouterr().out
    assert "Not counted in the means:\n  ben: is benjamin in the roster now; " in said
    assert "Handed in nothing, and not counted in the means:\n  Dan\n  benjamin\n  dan\n" in said
    assert next(line.split()[1:] for line in said.splitlines() if line.startswith(" mean")) == [
        "0.0", "12.0", "8.0", "4.0", "6.0", "8.0", "4.0", "42.0"]
    assert ": has left" in (term.root / "report.html").read_text("utf-8")
    with export(term, term.root / "grades.csv").open(encoding="utf-8", newline="") as file:
        table = {line["student_id"]: line for line in csv.DictReader(file)}
    assert (table["ada"]["last_name"], table["ada"]["section"], table["ada"]["lms_id"], table["ada"]["remark"]) == (
        "King", "A", "17", "")
    assert (table["cleo"]["score"], table["cleo"]["status"], table["cleo"]["remark"]) == ("30.0", "graded", left)
    assert (table["benjamin"]["score"], table["benjamin"]["status"]) == ("", "handed in nothing")


def test_of_two_who_are_one_and_both_handed_in_one_counts_in_all_figures(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    students(course, "id,lms_id\nada,17\nlovelace,17\nzoe,18\n", capsys)
    for student in ("ada", "lovelace", "zoe"):
        hand_in(course, student, filled(course, corr2d=f"# {student}\ndef corr2d(X, K):\n    return X"))
        settle(course, student, {"corr2d": LOST} if student == "lovelace" else None)
    for path in course.store(A).folder.glob("*.json"):
        verdict = Verdict.from_json(path.read_text("ascii"))
        wrong = [each.earned < each.points for each in verdict.questions]
        course.store(A).put(replace(verdict, questions=tuple(replace(
            each, misconception="flips_kernel") if lost else each
            for each, lost in zip(verdict.questions, wrong, strict=True))), Run())
    assert autograde(course)["success"]
    give(course, "ada", "why_convolution", 4.0)
    give(course, "lovelace", "why_convolution", 0.0)
    give(course, "zoe", "why_convolution", 2.0)
    assert {row.student: row.outside for row in rows(course, A) if row.outside} == {
        "lovelace": "is perhaps there twice: ada has the same LMS id"}
    capsys.readouterr()
    print_report(course, A)
    said = capsys.readouterr().out
    assert next(line.split()[1:] for line in said.splitlines() if line.startswith(" mean")) == [
        "3.0", "12.0", "8.0", "4.0", "6.0", "8.0", "4.0", "45.0"]
    page = BeautifulSoup((course.root / "report.html").read_text("utf-8"), "html.parser")
    by_question = page.select('[aria-label="Points lost by question"] tbody tr')
    assert [each.select("td")[1].get_text() for each in by_question] == [
        "3.0", "12.0", "8.0", "4.0", "6.0", "8.0", "4.0"]
    assert not page.select('[aria-label="Points lost by property"]')
    assert "flips_kernel" not in said


def test_extensions_are_kept_in_nbgraders_database_until_the_roster_takes_them_back(
        term: Course, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(term) as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-09-13 12:00:00")
    students(term, SECOND, capsys)
    with opened(term) as gradebook:
        assert gradebook.find_submission(A, "ada").extension == timedelta(days=2)
        assert gradebook.find_submission(A, "ben").extension is None
    assert {row.student: row.seconds_late for row in rows(term, A)} == {
        "ada": 0, "ben": 86400, "cleo": 86400, "zed": 86400}
    students(term, FIRST, capsys)  # without the column nothing changes
    assert rows(term, A)[0].seconds_late == 0
    students(term, SECOND.replace("2 days", ""), capsys)
    assert rows(term, A)[0].seconds_late == 86400


def test_who_comes_back_counts_again_and_a_bad_file_changes_nothing(
        term: Course, capsys: pytest.CaptureFixture[str]) -> None:
    students(term, FIRST.replace("cleo", "kleo").replace("19", "99").replace("cleo@", "kleo@"), capsys)
    with opened(term) as gradebook:
        before = members(gradebook)
    assert not before["cleo"].here
    (term.root / "roster.csv").write_text("id\nada\nada\n", "utf-8")
    assert main(["students", "--course", str(term.root), "--file", str(term.root / "roster.csv")]) == 1
    with opened(term) as gradebook:
        assert members(gradebook) == before
    assert "cleo is back." in students(term, "id\nada\nben\ncleo\n", capsys)
    with opened(term) as gradebook:  # a column that is not there changes nothing
        assert members(gradebook)["cleo"] == Member("B", here=True)
        assert gradebook.find_student("cleo").last_name == "Roe"
    assert "cleo" not in {row.student for row in rows(term, A) if row.outside}
