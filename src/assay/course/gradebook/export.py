"""The grades of all assignments as a table, for a spreadsheet or an LMS."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from assay.course.gradebook.rows import opened
from assay.course.places import Course
from assay.pages.words import visible

COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
           "late_submission_penalty", "score", "max_score")
#: How a cell begins that a spreadsheet takes for a formula; a plain number is none.
FORMULA = re.compile(r"(?![+-]?[\d.]+(?:e[+-]?\d+)?$)[=+\-@]")


def export(course: Course, to: Path) -> Path:
    """Writes all grades as CSV, with the columns and rows of nbgrader's own export; returns its path.

    nbgrader quotes nothing: a comma or a line end in a name would begin another column or row. And where a text begins
    like a formula, an apostrophe comes before it, so that a spreadsheet shows it and runs nothing. Unprintable
    characters are spelled out.
    """
    with opened(course) as gradebook, to.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for line in grades(gradebook):
            cells = ["" if value is None else visible(str(value)) for value in line]
            table.writerow([f"'{cell}" if FORMULA.match(cell) else cell for cell in cells])
    return to


def grades(gradebook: Gradebook) -> Iterator[tuple[Any, ...]]:
    """The values of each row of the export: every assignment with every student."""
    for assignment in gradebook.assignments:
        for student in gradebook.students:
            try:
                found = gradebook.find_submission(assignment.name, student.id)
                late = found.late_submission_penalty
                scored = (found.timestamp, found.score, late, max(0.0, found.score - (late or 0.0)))
            except MissingEntry:
                scored = ("", 0.0, 0.0, 0.0)
            time, raw, late, score = scored
            yield (assignment.name, assignment.duedate, time, student.id, student.last_name, student.first_name,
                   student.email, raw, late, score, assignment.max_score)
