"""What nbgrader's gradebook says of an assignment, row by row."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from math import fsum
from typing import Any

from sqlalchemy import and_, select, union_all

from assay.course.gradebook.answers import TEST, conflicts
from assay.course.gradebook.reading import address, reading
from assay.course.gradebook.tables import (
    ASSIGNMENT,
    CELL,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    ORDER,
    SCORE,
    SOURCE_CELL,
    STUDENT,
    SUBMISSION,
    SUBMITTED,
    TASK_CELL,
    keeps_no_order,
    noted,
)
from assay.course.intake.staging import time_is_unreadable
from assay.course.places import Course, CourseError
from assay.course.roster.members import absent, outside
from assay.pages.class_report import ClassRow
from assay.pages.feedback import Person


@dataclass(frozen=True)
class Record:
    """What nbgrader keeps of one who handed in: when, in UTC; an extension; the points off for lateness; the grades.

    ``page`` names the submission in formgrader, ``due`` is the due date with the extension. ``conflicts`` names the
    questions with a newer answer than the one that a person gave points for, and has not looked at since. A grade is a
    row with ``name`` (the cell's), ``auto_score``, ``manual_score``, ``score`` and ``needs_manual_grade``.
    """

    student: str
    time: datetime | None
    extension: timedelta | None
    penalty: float
    page: str = ""
    grades: list[Any] = field(default_factory=list)
    conflicts: frozenset[str] = frozenset()
    due: datetime | None = None

    @property
    def seconds_late(self) -> float:
        """How long after the due date, the extension included, it was handed in; nothing where no time is known."""
        return max(0.0, (self.time - self.due).total_seconds()) if self.time and self.due else 0.0

    def scores(self) -> dict[str, float | None]:
        """The points by question; None where neither the judge nor a person has given any."""
        return {each.name.removeprefix(TEST): None if each.auto_score is None and each.manual_score is None
                else float(each.score) for each in self.grades}

    def given(self) -> dict[str, Person]:
        """The points that people gave, by question."""
        return {name: Person(float(each.manual_score), newer=name in self.conflicts) for each in self.grades
                if each.manual_score is not None for name in [each.name.removeprefix(TEST)]}


class Unknown(CourseError):
    """The gradebook does not know the assignment."""


def opened(course: Course) -> Any:
    """nbgrader's own ``Gradebook``, to be written too; use it as a context manager.

    Raises:
        CourseError: there is none.
    """
    where = address(course)
    from nbgrader.api import Gradebook  # takes seconds; who only reads does without it

    return Gradebook(where)


def worth(course: Course, assignment: str) -> dict[str, float]:
    """The points of each question, in the notebook's order.

    Raises:
        CourseError: the gradebook does not know the assignment.
    """
    with reading(course) as gradebook:
        return points_of(gradebook, assignment)


def points_of(gradebook: Any, assignment: str) -> dict[str, float]:
    """The same from an open gradebook."""
    notebook = gradebook.db.execute(
        select(NOTEBOOK.c.id).join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
        .where(ASSIGNMENT.c.name == assignment, NOTEBOOK.c.name == assignment)).scalar()
    if notebook is None:
        raise _unknown(assignment)
    found = gradebook.db.execute(union_all(*(
        select(CELL.c.name, kind.c.max_score).join(kind, kind.c.id == CELL.c.id)
        .where(CELL.c.notebook_id == notebook) for kind in (GRADE_CELL, TASK_CELL))))
    points = {str(name): float(most) for name, most in found}
    # Whole rows come in the order in which they were written; names alone would come from an index, sorted.
    cells = gradebook.db.execute(select(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == notebook))
    order = [each.name for each in cells]
    if keeps_no_order(gradebook):
        places = {each.cell: each.place for each in noted(gradebook, ORDER, assignment=assignment)}
        order.sort(key=lambda name: places.get(name, len(places)))
    return {name.removeprefix(TEST): points[name] for name in sorted(points, key=order.index)}


def students_of(gradebook: Any) -> list[Any]:
    """The rows of students by name, then id, in the order of their characters, whatever a database thinks of those."""
    return sorted(gradebook.db.execute(select(STUDENT)), key=lambda each: (
        *((name is not None, name or "") for name in (each.last_name, each.first_name)), each.id))


def assignments_of(gradebook: Any) -> list[Any]:
    """The rows of assignments by due date, those without one first, then name."""
    return sorted(gradebook.db.execute(select(ASSIGNMENT)), key=lambda each: (
        each.duedate is not None, each.duedate or datetime.min, each.name))


def cells_of(gradebook: Any, assignment: str) -> list[Any]:
    """The name and the ``max_score`` of each cell with points, in all notebooks of an assignment, named by its id."""
    return [row for kind in (GRADE_CELL, TASK_CELL) for row in gradebook.db.execute(
        select(CELL.c.name, kind.c.max_score).join(kind, kind.c.id == CELL.c.id)
        .join(NOTEBOOK, NOTEBOOK.c.id == CELL.c.notebook_id).where(NOTEBOOK.c.assignment_id == assignment))]


def whole(gradebook: Any, assignment: str) -> Any:
    """The row of an assignment: ``id``, ``name``, ``duedate``.

    Raises:
        Unknown: the gradebook does not know it.
    """
    found = gradebook.db.execute(select(ASSIGNMENT).where(ASSIGNMENT.c.name == assignment)).first()
    if found is None:
        raise _unknown(assignment)
    return found


def _unknown(assignment: str) -> Unknown:
    return Unknown(f"The gradebook does not know {assignment!r}. Run `make release` first.")


def rows(course: Course, assignment: str, sentences: Mapping[str, str] | None = None) -> list[ClassRow]:
    """A row for each student who has submitted: scores by question, and which of them a person must look at."""
    with reading(course) as gradebook:
        questions, held = points_of(gradebook, assignment), records(gradebook, assignment)
        out = outside(gradebook, held)
    return [replace(row_of(held[student], questions, (sentences or {}).get(student, "")), outside=out.get(student, ""),
                    no_time=time_is_unreadable(course.submitted(student, assignment)),
                    gone=not course.submitted(student, assignment).is_dir()) for student in sorted(held)]


def missing_of(course: Course, assignment: str) -> list[str]:
    """Who is in the roster, and has handed in nothing."""
    with reading(course) as gradebook:
        return absent(gradebook, gradebook.db.execute(select(SUBMISSION.c.student_id).where(
            SUBMISSION.c.assignment_id == whole(gradebook, assignment).id)).scalars())


def row_of(record: Record, questions: Mapping[str, float], sentence: str = "") -> ClassRow:
    """One student's row."""
    held, needs = record.scores(), {each.name.removeprefix(TEST) for each in record.grades if each.needs_manual_grade}
    scores = {name: held[name] for name in (*questions, *held) if name in held}  # in the notebook's order
    total = max(0.0, fsum(score or 0.0 for score in scores.values()) - record.penalty)
    pending = sum(points for name, points in questions.items() if scores.get(name) is None) + 0.0
    tested = {each.name.removeprefix(TEST): each.auto_score for each in record.grades if each.name.startswith(TEST)}
    return ClassRow(record.student, scores, tuple(name for name in questions if name in needs), record.penalty, total,
                    sum(questions.values()), sentence, pending,
                    unjudged=tuple(name for name in questions if name in tested and scores[name] is None),
                    conflicts=tuple(name for name in questions if name in record.conflicts),
                    judged=tested, page=record.page, seconds_late=record.seconds_late)


def records(gradebook: Any, assignment: str, student: str = "*") -> dict[str, Record]:
    """Of each student who has submitted, or of one, what nbgrader keeps, in a few queries.

    Raises:
        Unknown: the gradebook does not know the assignment.
    """
    known = whole(gradebook, assignment)
    mine = SUBMISSION.c.assignment_id == known.id
    if student != "*":
        mine = and_(mine, SUBMISSION.c.student_id == student)
    newer: dict[str, set[str]] = defaultdict(set)
    for name, cell in conflicts(gradebook, assignment, student):
        newer[name].add(cell)
    grades: dict[str, list[Any]] = defaultdict(list)
    for row in gradebook.db.execute(
            select(SUBMISSION.c.student_id, CELL.c.name, GRADE.c.auto_score, GRADE.c.manual_score, SCORE,
                   GRADE.c.needs_manual_grade)
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
            .join(GRADE, GRADE.c.notebook_id == SUBMITTED.c.id)
            .join(CELL, CELL.c.id == GRADE.c.cell_id).where(mine)).all():
        grades[str(row.student_id)].append(row)
    found = gradebook.db.execute(
        select(SUBMISSION.c.student_id, SUBMISSION.c.timestamp, SUBMISSION.c.extension,
               SUBMITTED.c.late_submission_penalty, SUBMITTED.c.id)
        .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id).where(mine)).all()
    return {name: Record(name, time, extension, float(penalty or 0.0), str(page), grades[name], frozenset(
                each.name.removeprefix(TEST) for each in grades[name] if each.manual_score is not None
                and each.needs_manual_grade and each.name in newer[name]),
                known.duedate + (extension or timedelta()) if known.duedate else None)
            for name, time, extension, penalty, page in found}
