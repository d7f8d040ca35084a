"""What nbgrader's gradebook says of an assignment, row by row."""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from nbgrader.api import BaseCell, Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select

from assay.course.gradebook.database import ailment
from assay.course.places import Course, CourseError
from assay.pages.class_report import ClassRow

TEST = "test_"


def opened(course: Course) -> Gradebook:
    """The gradebook; use it as a context manager.

    Raises:
        CourseError: there is none.
    """
    if not course.gradebook.exists():
        raise CourseError("gradebook.db is missing. Run `make release`, then `make autograde`.")
    if course.gradebook.stat().st_size == 0:  # nbgrader would take it for a new one
        raise CourseError(ailment(course))
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
    late, grades = marks(course, assignment)
    found = []
    for student, penalty in late.items():
        held = {grade.name.removeprefix(TEST): grade for grade in grades[student]}
        scores = {name: None if grade.auto_score is None and grade.manual_score is None else float(grade.score)
                  for name, grade in held.items()}
        needs = tuple(name for name in questions if name in held and held[name].needs_manual_grade)
        total = sum(score or 0.0 for score in scores.values()) - penalty
        found.append(ClassRow(student, scores, needs, penalty, total, sum(questions.values()),
                              (sentences or {}).get(student, "")))
    return sorted(found, key=lambda row: row.student)


def marks(course: Course, assignment: str) -> tuple[dict[str, float], dict[str, list[Any]]]:
    """Of each student who has submitted: the points taken off for lateness, and the grades, in two queries.

    nbgrader's own objects ask the database anew for each student, several times.
    """
    with opened(course) as gradebook:
        whole = gradebook.find_assignment(assignment)
        mine = SubmittedAssignment.assignment_id == whole.id
        late = gradebook.db.execute(
            select(SubmittedAssignment.student_id, SubmittedAssignment.late_submission_penalty).where(mine))
        grades: dict[str, list[Any]] = defaultdict(list)
        for row in gradebook.db.execute(
                select(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.score,
                       Grade.needs_manual_grade)
                .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
                .join(BaseCell, BaseCell.id == Grade.cell_id).where(mine)):
            grades[str(row.student_id)].append(row)
        return {str(student): float(penalty or 0.0) for student, penalty in late}, grades
