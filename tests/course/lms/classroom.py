"""A class whose gradebook is written by hand: nothing is built, judged or run."""

from __future__ import annotations

import json
import warnings
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from assay.course.config import scripts_on_path
from assay.course.gradebook.tables import ROSTER, note
from assay.course.places import CONFIG, Course
from tests.here import REPOSITORY

A = "kernels"
#: The questions: cell and points; the essay has no test.
WORTH = {"why": 4.0, "test_corr": 12.0, "test_pool": 6.0}
#: Id, last name, first name, LMS id.
CLASS = (("ada", "Lovelace", "Ada", "17"), ("ben", "Doe", "Ben", "18"), ("cleo", "Roe", "Cleo", "19"),
         ("dan", "Poe", "Dan", "20"))


def classroom(root: Path) -> Course:
    """A course with one assignment and a roster of four; nobody has handed in."""
    root.mkdir(parents=True)
    (root / CONFIG).write_text((REPOSITORY / CONFIG).read_text("utf-8"), "utf-8")
    (root / "autograder" / A).mkdir(parents=True)
    (root / "autograder" / A / "test_corr.py").touch()
    with scripts_on_path(), Gradebook(f"sqlite:///{root / 'gradebook.db'}") as gradebook:
        gradebook.add_assignment(A, duedate="2026-09-14 10:00:00")
        gradebook.add_notebook(A, A)
        for cell, points in WORTH.items():
            gradebook.add_grade_cell(cell, A, A, max_score=points, cell_type="code" if "_" in cell else "markdown")
            gradebook.add_source_cell(cell, A, A, cell_type="code")
            gradebook.add_solution_cell(cell.removeprefix("test_"), A, A)
        for student, last, first, lms in CLASS:
            gradebook.add_student(student, last_name=last, first_name=first, lms_user_id=lms,
                                  email=f"{student}@example.org")
        note(gradebook, ROSTER, [{"student": student, "section": "A", "here": 1, "now": ""} for student, *_ in CLASS])
        gradebook.db.commit()
    return Course(root)


def score(course: Course, student: str, points: Mapping[str, float | None], time: str = "2026-09-14 09:00:00") -> None:
    """Writes what the judge gave, by cell; None where nobody has graded."""
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        warnings.simplefilter("ignore", SAWarning)  # of nbgrader's about itself
        gradebook.update_or_create_submission(A, student, timestamp=datetime.fromisoformat(time))
        for cell, got in points.items():
            grade = gradebook.find_grade(cell, A, A, student)
            grade.auto_score, grade.needs_manual_grade = got, got is None
        gradebook.db.commit()


def notebook(text: str) -> bytes:
    """A notebook with one cell."""
    cell: dict[str, object] = {"cell_type": "code", "metadata": {}, "source": text, "outputs": [],
                               "execution_count": None}
    return json.dumps({"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": [cell]}).encode()


def comment(course: Course, student: str, question: str, text: str) -> None:
    """What a person writes in formgrader."""
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        gradebook.find_comment(question, A, A, student).manual_comment = text
        gradebook.db.commit()
