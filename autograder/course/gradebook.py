"""What nbgrader's gradebook says of an assignment, row by row."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook, MissingEntry

from autograder.course.places import Course, CourseError
from autograder.report.classreport import ClassRow
from autograder.report.words import visible

TEST = "test_"
COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
           "late_submission_penalty", "score", "max_score")
#: How a cell begins that a spreadsheet takes for a formula; a plain number is none.
FORMULA = re.compile(r"(?![+-]?[\d.]+(?:e[+-]?\d+)?$)[=+\-@]")


def opened(course: Course) -> Gradebook:
    """The gradebook; use it as a context manager.

    Raises:
        CourseError: there is none.
    """
    if not course.gradebook.exists():
        raise CourseError("gradebook.db is missing. Run `make release`, then `make autograde`.")
    return Gradebook(f"sqlite:///{course.gradebook}?timeout=30")


def worth(course: Course, assignment: str) -> dict[str, float]:
    """The points of each question, in the notebook's order.

    Raises:
        CourseError: the gradebook does not know the assignment.
    """
    with opened(course) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            raise CourseError(f"The gradebook does not know {assignment!r}. Run `make release` first.") from None
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        order = [cell.name for cell in notebook.source_cells]
    return {name.removeprefix(TEST): points[name] for name in sorted(points, key=order.index)}


def rows(course: Course, assignment: str, sentences: dict[str, str] | None = None) -> list[ClassRow]:
    """A row for each student who has submitted: scores by question, and which of them a person must look at."""
    questions = worth(course, assignment)
    with opened(course) as gradebook:
        found = []
        for submission in gradebook.assignment_submissions(assignment):
            grades = {grade.name.removeprefix(TEST): grade for notebook in submission.notebooks
                      for grade in notebook.grades}
            scores = {name: None if grade.auto_score is None and grade.manual_score is None else float(grade.score)
                      for name, grade in grades.items()}
            needs = tuple(name for name in questions if name in grades and grades[name].needs_manual_grade)
            late = float(submission.late_submission_penalty or 0.0)
            total = sum(score or 0.0 for score in scores.values()) - late
            student = str(submission.student.id)
            found.append(ClassRow(student, scores, needs, late, total, sum(questions.values()),
                                  (sentences or {}).get(student, "")))
    return sorted(found, key=lambda row: row.student)


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
                scored = (found.timestamp, found.score, late, max(0.0, found.score - late))
            except MissingEntry:
                scored = ("", 0.0, 0.0, 0.0)
            time, raw, late, score = scored
            yield (assignment.name, assignment.duedate, time, student.id, student.last_name, student.first_name,
                   student.email, raw, late, score, assignment.max_score)
