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

TEST = "test_"
COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
           "late_submission_penalty", "score", "max_score")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")


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
    """Writes all grades as nbgrader's own CSV has them; returns the file's path.

    nbgrader's plugin quotes nothing, so a comma in a name would move the grades behind it into other columns.
    """
    with opened(course) as gradebook, to.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                table.writerow([*_line(gradebook, assignment, student)])
    return to


def _line(gradebook: Gradebook, assignment: Any, student: Any) -> Iterator[str]:
    """A student's grade for an assignment, in the order of ``COLUMNS``; who has not submitted has 0 points."""
    try:
        found = gradebook.find_submission(assignment.name, student.id)
        time, raw, late = found.timestamp, found.score, found.late_submission_penalty
    except MissingEntry:
        time, raw, late = None, 0.0, 0.0
    total = max(0.0, raw - (late or 0.0))
    values = (assignment.name, assignment.duedate, time, student.id, student.last_name, student.first_name,
              student.email, raw, late, total, assignment.max_score)
    return (plain("" if value is None else str(value)) for value in values)


def plain(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula: an apostrophe stands before what begins like one.

    Numbers stay as they are, and so does every id that begins with a letter or digit: an LMS still finds its students.
    """
    return f"'{text}" if text[:1] in FORMULA and not NUMBER.fullmatch(text) else text
