"""Lateness is never stale: due date, extension, policy and manual points decide it at each look."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assay.course.gradebook.export import export
from assay.course.gradebook.feedback import give_feedback
from assay.course.gradebook.lateness import grant, refresh
from assay.course.gradebook.rows import opened, rows
from assay.course.grading import grading
from assay.course.grading.summary import print_report
from assay.course.places import CONFIG, Course, CourseError
from assay.pages.class_report import ClassRow
from assay.room.room import Isolation
from tests.course.desk import A, autograde, filled, give, grade, hand_in, settle

DUE = "2026-09-14 10:00:00"
#: A tenth of the score for each hour that has begun.
POLICY = '''
from nbgrader.plugins import LateSubmissionPlugin

class Tenth(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score * 0.1 * (total_seconds_late // 3600 + 1)

c.AssignLatePenalties.plugin_class = Tenth
'''


def configure(course: Course, text: str) -> None:
    path = course.root / CONFIG
    path.write_text(path.read_text("utf-8") + text, "utf-8")


def due(course: Course, time: str | None) -> None:
    with opened(course) as gradebook:
        gradebook.update_or_create_assignment(A, duedate=time)


def extend(course: Course, **length: float) -> None:
    with opened(course) as gradebook:
        grant(gradebook, A, "ada", timedelta(**length))
        gradebook.db.commit()


def ada_of(course: Course) -> ClassRow:
    """Her row, when lateness was put right."""
    refresh(course, A)
    return rows(course, A)[0]


@pytest.fixture
def late(course: Course) -> Course:
    """A course where Ada handed in two and a half hours late, all right; her essay waits for a person."""
    configure(course, POLICY)
    due(course, DUE)
    hand_in(course, "ada", filled(course, why_convolution="Locality."), "2026-09-14 12:30:00 UTC")
    settle(course, "ada")
    assert autograde(course)["success"]
    return course


def test_whatever_decides_lateness_decides_it_at_each_look(late: Course) -> None:
    assert ada_of(late).late == pytest.approx(12.6)
    assert ada_of(late).seconds_late == 9000
    give(late, "ada", "why_convolution", 3.0)
    assert ada_of(late).late == pytest.approx(13.5)  # manual points given later, by the same rule
    extend(late, hours=2)
    assert ada_of(late).late == pytest.approx(4.5)
    due(late, "2026-09-14 12:00:00")
    assert (ada_of(late).late, ada_of(late).seconds_late, ada_of(late).total) == (0, 0, 45.0)
    extend(late)
    assert ada_of(late).late == pytest.approx(4.5)
    due(late, DUE)
    assert ada_of(late).late == pytest.approx(13.5)
    configure(late, "c.AssignLatePenalties.plugin_class = LateSubmissionPlugin\n")
    assert (ada_of(late).late, ada_of(late).seconds_late) == (0, 9000.0)
    configure(late, "c.LateSubmissionPlugin.penalty_method = 'zero'\n")
    assert (ada_of(late).late, ada_of(late).total) == (45.0, 0.0)
    assert grade(late, "ada", "why_convolution") == (None, 3.0, False)  # none of it reopened the essay
    with opened(late) as gradebook:  # nbgrader's own objects say the same
        assert gradebook.find_submission(A, "ada").late_submission_penalty == 45.0


def test_an_extension_waits_for_a_due_date_and_harms_nobody_without_one(late: Course) -> None:
    extend(late, days=1)
    assert ada_of(late).late == 0
    due(late, None)
    bare = Course(late.root, Isolation.NONE)
    settle(bare, "ada")
    assert grading.autograde(bare, A).faults == {}
    with opened(late) as gradebook:
        assert gradebook.find_submission(A, "ada").extension is None
    due(late, DUE)
    assert ada_of(late).late == 0
    with opened(late) as gradebook:
        assert gradebook.find_submission(A, "ada").extension == timedelta(days=1)


def test_a_run_that_grades_nothing_anew_puts_lateness_right(late: Course) -> None:
    due(late, "2026-09-14 12:00:00")
    bare = Course(late.root, Isolation.NONE)
    settle(bare, "ada")
    grading.autograde(bare, A)
    due(late, DUE)
    assert grading.autograde(bare, A).fresh == []
    assert rows(bare, A)[0].late == pytest.approx(12.6)


def test_report_export_and_feedback_look_again(
        late: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    give(late, "ada", "why_convolution", 4.0)
    due(late, "2026-09-14 12:00:00")
    with export(late, tmp_path / "grades.csv").open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    assert (line["raw_score"], line["late_submission_penalty"], line["score"]) == ("46.0", "4.6000000000000005", "41.4")
    due(late, "2026-09-14 11:00:00")
    print_report(late, A)
    assert "Late:\n  ada: 1 hour 30 minutes late, 9.2 points taken off\n" in capsys.readouterr().out
    assert ": 1 hour 30 minutes late, 9.2 points taken off" in (late.root / "report.html").read_text("utf-8")
    due(late, DUE)
    give_feedback(late, A)
    said = BeautifulSoup(late.feedback("ada", A).read_text("utf-8"), "html.parser").get_text(" ")
    assert "Handed in 2 hours 30 minutes late, 13.8 points taken off." in said
    assert f"{A}: 32.2 of 46" in said


def test_a_late_hand_in_is_named_where_nothing_is_taken_off_and_an_unreadable_time_is_said(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    due(course, DUE)
    hand_in(course, "ada", filled(course), "2026-09-16 11:00:00 UTC")
    hand_in(course, "eve", filled(course), "last night")
    for student in ("ada", "eve"):
        settle(course, student)
    assert autograde(course)["success"]
    print_report(course, A)
    said = capsys.readouterr().out
    assert "  ada: 2 days 1 hour late, nothing taken off\n" in said
    assert "timestamp.txt holds no time; counted as in time:\n  eve: timestamp.txt cannot be read\n" in said
    give_feedback(course, A)
    pages = {student: course.feedback(student, A).read_text("utf-8") for student in ("ada", "eve")}
    assert "Handed in 2 days 1 hour late, nothing taken off." in pages["ada"]
    assert "When it was handed in could not be read; it counts as in time." in pages["eve"]


def test_a_resubmission_without_a_time_has_none(late: Course) -> None:
    (late.submitted("ada", A) / "timestamp.txt").unlink()
    assert autograde(late)["success"]
    assert (ada_of(late).late, ada_of(late).seconds_late) == (0, 0)


def test_a_rule_that_is_a_function_is_asked_by_nbgrader_and_by_us_alike(course: Course) -> None:
    configure(course, "c.LateRule.points_off = lambda student, score, seconds: 2.0 * (student == 'ada')\n")
    due(course, DUE)
    for student in ("ada", "bob"):
        hand_in(course, student, filled(course), "2026-09-14 12:30:00 UTC")
        settle(course, student)
    assert autograde(course)["success"]
    with opened(course) as gradebook:
        assert {student: gradebook.find_submission(A, student).late_submission_penalty
                for student in ("ada", "bob")} == {"ada": 2.0, "bob": 0.0}
    assert [row.late for row in rows(course, A)] == [2.0, 0.0]
    configure(course, "c.LateRule.points_off = lambda student, score, seconds: None\n")
    assert ada_of(course).late == 0.0
    configure(course, "c.LateRule.points_off = None\nc.LateSubmissionPlugin.penalty_method = 'zero'\n")
    assert ada_of(course).late == 42.0
    assert autograde(course)["success"]
    assert ada_of(course).late == 42.0


def test_a_policy_that_fails_is_named(late: Course) -> None:
    configure(late, "Tenth.late_submission_penalty = lambda *_: 1 / 0\n")
    give(late, "ada", "why_convolution", 3.0)
    with pytest.raises(CourseError) as caught:
        refresh(late, A)
    assert str(caught.value) == ("The course's late policy in nbgrader_config.py failed at ada: ZeroDivisionError: "
                                 "division by zero")
