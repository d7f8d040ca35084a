"""One student in the terminal: everything an instructor asks about, in one look."""

from __future__ import annotations

import json

import pytest
from nbgrader.api import Gradebook

from assay.__main__ import main
from assay.course.intake.rebuild import MARK
from assay.course.places import Course
from assay.judge.verdict import Run, Verdict, digest
from tests.course.lms.classroom import A
from tests.course.lms.test_going_out import VERDICT

HANDED = "5e5e 0000 a1a1 0000 5e5e 0000 a1a1 0000"


def graded_by(course: Course, student: str, verdict: Verdict) -> None:
    """Leaves what grading leaves: a stored verdict, and an autograded notebook that names it."""
    course.store(A).put(verdict, Run())
    path = course.autograded(student, A)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps({"metadata": {MARK: {"verdict": digest(verdict.basis), "handed_in": HANDED}},
                                "cells": []}), "utf-8")
    submitted = course.submitted(student, A)
    submitted.mkdir(parents=True, exist_ok=True)
    (submitted / f"{A}.ipynb").write_text("{}", "utf-8")


def shown(course: Course, capsys: pytest.CaptureFixture[str], student: str, status: int = 0) -> list[str]:
    capsys.readouterr()
    assert main(["show", "--course", str(course.root), "--student", student]) == status
    said = capsys.readouterr()
    return (said.err if status else said.out).splitlines()


def test_a_student_s_points_reasons_and_receipt_are_printed(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    graded_by(marked, "ben", VERDICT)
    with Gradebook(f"sqlite:///{marked.gradebook}") as gradebook:
        gradebook.find_comment("corr", A, A, "ben").manual_comment = "See\x1b me."
        gradebook.find_grade("test_pool", A, A, "ben").manual_score = 6.0
        gradebook.db.commit()
    page = marked.feedback("ben", A)
    page.parent.mkdir(parents=True)
    page.touch()
    assert shown(marked, capsys, "ben") == [
        "ben · Ben Doe · ben@example.org · section A · LMS id 18",
        "kernels: 12 of 18 so far, 4 not graded yet.",
        "Handed in at 2026-09-14 09:00:00 UTC.",
        "  why   not graded yet, 4 points",
        "  corr  6 of 12",
        "      −6  has the right values",
        "          corr(1)",
        "          should be  2",
        "          yours is  3",
        "          Look closer.",
        "      Comment: See\\x1b me.",
        "  pool  6 of 6",
        "      A person gave these points; they stand.",
        "      not judged  pools",
        "          We could not judge this; a person will look.",
        f"Receipt: {HANDED}",
        f"Verdict: {digest(VERDICT.basis)}",
        f"Page: feedback/ben/{A}/{A}.html"]


def test_lateness_is_printed_and_no_verdict_is_said(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    said = shown(marked, capsys, "cleo")
    assert said[1:4] == ["kernels: 10 of 22.", "Handed in at 2026-09-14 12:30:00 UTC.",
                         "Handed in 2 hours 30 minutes late, nothing taken off."]
    assert said[-3:] == ["Receipt: none.", "Verdict: none.", "Page: none yet."]


def test_who_is_not_graded_is_said_to_be_so(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(marked, capsys, "dan")[1:] == ["kernels: handed in nothing."]
    marked.submitted("dan", A).mkdir(parents=True)
    assert shown(marked, capsys, "dan")[1:] == ["kernels: handed in, and not graded yet: run `make autograde`."]
    marked.submitted("eve", A).mkdir(parents=True)
    assert shown(marked, capsys, "eve") == ["eve", "kernels: handed in, and not graded yet: run `make autograde`."]


def test_nobody_is_one_sentence(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert shown(marked, capsys, "x\x1b", 1) == [
        "show: Nobody is called 'x\\\\x1b', neither in the gradebook nor under submitted/. Ids are as under "
        "submitted/; "
        "`make report` prints them."]
    assert main(["show", "--course", str(marked.root)]) == 2
