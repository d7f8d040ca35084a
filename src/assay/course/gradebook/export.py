"""The grades of all assignments as a table, for a spreadsheet or an LMS."""

from __future__ import annotations

import csv
import re
from collections.abc import Collection, Iterator
from math import fsum
from pathlib import Path
from typing import Any

from assay.course.gradebook.answers import TEST
from assay.course.gradebook.lateness import refresh
from assay.course.gradebook.reading import reading
from assay.course.gradebook.rows import assignments_of, cells_of, points_of, records, row_of, students_of
from assay.course.places import Course, CourseError
from assay.course.roster.members import members, outside
from assay.pages.class_report import ClassRow
from assay.pages.standing import GRADED, NOT_YET
from assay.pages.words import visible

COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
           "late_submission_penalty", "score", "max_score")
#: Of ours, after nbgrader's: how far the row is graded, the points so far and of how many, the points pending; of the
#: roster, the section, the LMS's id, and why the student counts in no mean.
OURS = ("status", "score_so_far", "graded_so_far", "not_graded_yet", "section", "lms_id", "remark")
NOTHING = "handed in nothing"
#: How a cell begins that a spreadsheet takes for a formula; a plain number is none.
FORMULA = re.compile(r" *(?![+-]?[\d.]+(?:e[+-]?\d+)?$)[=+\-@＝＋－＠]")


def export(course: Course, to: Path) -> Path:
    """Writes all grades as CSV, with the columns and rows of nbgrader's own export and a few more; returns its path.

    Where anything is not graded yet, nbgrader's three columns of points are blank, and so they are of who handed in
    nothing: no system takes them for a final score. What is known then stands in columns of ours.
    """
    with reading(course) as gradebook:
        names = [each.name for each in assignments_of(gradebook)]
    for name in names:
        refresh(course, name)
    with reading(course) as gradebook:
        return write(gradebook, to)


def write(gradebook: Any, to: Path, students: Collection[str] = (), assignments: Collection[str] = ()) -> Path:
    """Writes the table of an open gradebook.

    nbgrader quotes nothing: a comma or a line end in a name would begin another column or row. And where a text begins
    like a formula, an apostrophe comes before it, so that a spreadsheet shows it and runs nothing.

    Args:
        gradebook: which.
        to: the file.
        students: only these, if there are any; and so with assignments.
        assignments: see above.
    """
    with to.open("w", encoding="utf-8", newline="") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS + OURS)
        for line in grades(gradebook):
            if (students and line[3] not in students) or (assignments and line[0] not in assignments):
                continue
            table.writerow(map(harmless, line))
    return to


def harmless(value: object) -> str:
    """A cell of a table: unprintable characters spelled out, and no formula in any spreadsheet.

    Where people write decimals with a comma, spreadsheets end a cell at each semicolon, whatever stands around it.
    """
    text = "" if value is None else visible(str(value))
    return ";".join(f"'{part}" if FORMULA.match(part) else part for part in text.split(";"))


def grades(gradebook: Any) -> Iterator[tuple[Any, ...]]:
    """The values of each row of the export: every assignment with every student."""
    students, roster = students_of(gradebook), members(gradebook)
    for assignment in assignments_of(gradebook):
        cells = cells_of(gradebook, assignment.id)
        try:
            questions = points_of(gradebook, assignment.name)
        except CourseError:  # one of another kind than ours, or not released yet
            questions = {cell.name.removeprefix(TEST): float(cell.max_score) for cell in cells}
        # nbgrader's own sum differs from database to database in the last digit.
        most = fsum(cell.max_score for cell in cells)
        held = records(gradebook, assignment.name)
        out = outside(gradebook, held)
        for student in students:
            record = held.get(student.id)
            row = row_of(record, questions) if record else None
            points = scored(row) if row else (None, None, None)
            yield (assignment.name, assignment.duedate, record.time if record else "", student.id, student.last_name,
                   student.first_name, student.email, *points, most,
                   *(standing(row) if row else (NOTHING, None, None, None)),
                   roster[student.id].section if student.id in roster else "", student.lms_user_id,
                   out.get(student.id, ""))


def scored(row: ClassRow) -> tuple[float | None, ...]:
    """nbgrader's three columns of points: raw, off for lateness, and what is left; blank until all is graded."""
    if row.pending:
        return None, None, None
    raw = fsum(score or 0.0 for score in row.scores.values())
    return raw, row.late, row.total


def standing(row: ClassRow) -> tuple[str, float | None, float, float]:
    """The columns that are ours; no points so far where nothing at all is graded."""
    graded = row.maximum - row.pending
    return NOT_YET if row.pending else GRADED, row.total if graded else None, graded, row.pending
