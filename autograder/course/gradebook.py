"""What nbgrader's gradebook says of an assignment, row by row."""

from __future__ import annotations

from pathlib import Path

from nbgrader.api import Gradebook, MissingEntry
from nbgrader.plugins import CsvExportPlugin

from autograder.course.places import Course, CourseError
from autograder.report.classreport import ClassRow

TEST = "test_"


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
    """Writes nbgrader's own CSV of all grades; returns its path."""
    with opened(course) as gradebook:
        CsvExportPlugin(to=str(to)).export(gradebook)
    return to
