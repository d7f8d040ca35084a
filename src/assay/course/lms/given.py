"""What of the gradebook goes out to another system: who is in the class, what each has, and in which words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from assay.course.gradebook.answers import TEST
from assay.course.gradebook.export import NOTHING
from assay.course.gradebook.lateness import refresh
from assay.course.gradebook.reading import reading
from assay.course.gradebook.rows import Record, points_of, records, row_of, whole
from assay.course.gradebook.tables import CELL, COLLECTED, COMMENT, SUBMISSION, SUBMITTED, noted
from assay.course.lms.people import People, Person, everybody
from assay.course.places import Course
from assay.course.roster.members import outside
from assay.pages.class_report import ClassRow
from assay.pages.standing import GRADED, NOT_YET, how_late, one, so_far
from assay.pages.words import visible


@dataclass(frozen=True)
class Collected:
    """What was collected of a student: whom the other system means, and the name under which it takes the page."""

    student: str
    digest: str
    attempt: str
    who: str
    page: str


@dataclass(frozen=True)
class Given:
    """An assignment as it stands in the gradebook: its questions' points, the class, and those who handed in.

    ``everybody`` is whom the gradebook knows; ``remarks`` say who of them is not in the class, and why.
    """

    questions: Mapping[str, float]
    people: People
    everybody: tuple[Person, ...]
    remarks: Mapping[str, str]
    records: Mapping[str, Record]
    rows: Mapping[str, ClassRow]
    comments: Mapping[str, Mapping[str, str]]

    @property
    def worth(self) -> float:
        """The points of the whole assignment."""
        return sum(self.questions.values())

    def status(self, student: str) -> str:
        """How far a student is graded."""
        row = self.rows.get(student)
        return NOTHING if row is None else NOT_YET if row.pending else GRADED

    def words(self, student: str) -> str:
        """A student's scores as one line of text: the total, lateness, each question, what people wrote."""
        row, record = self.rows[student], self.records[student]
        late = f" Handed in {how_late(record.seconds_late, row.late)}." if record.seconds_late else ""
        scores = "; ".join(f"{name}: {one(row.scores.get(name), points)}" for name, points in self.questions.items())
        comments = self.comments.get(student, {})
        said = "".join(f" {name}: {visible(comments[name])}" for name in dict.fromkeys((*self.questions, *comments))
                       if name in comments)
        return f"{so_far(row.total, row.maximum, row.pending)}.{late} {scores}.{said}"


def given_of(course: Course, assignment: str) -> Given:
    """An assignment as it stands now, lateness put right.

    Raises:
        CourseError: the gradebook is not there, or does not know the assignment.
    """
    with reading(course) as gradebook:
        points_of(gradebook, assignment)
    refresh(course, assignment)
    with reading(course) as gradebook:
        questions, held = points_of(gradebook, assignment), records(gradebook, assignment)
        return Given(questions, People.of(gradebook), tuple(everybody(gradebook)), outside(gradebook, held), held,
                     {student: row_of(record, questions) for student, record in held.items()},
                     comments_of(gradebook, assignment))


def comments_of(gradebook: Any, assignment: str) -> dict[str, dict[str, str]]:
    """What people wrote, by student and question."""
    found: dict[str, dict[str, str]] = {}
    for student, cell, text in gradebook.db.execute(
            select(SUBMISSION.c.student_id, CELL.c.name, COMMENT.c.manual_comment)
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id)
            .join(COMMENT, COMMENT.c.notebook_id == SUBMITTED.c.id).join(CELL, CELL.c.id == COMMENT.c.cell_id)
            .where(SUBMISSION.c.assignment_id == whole(gradebook, assignment).id,
                   COMMENT.c.manual_comment.is_not(None))):
        if text.strip():
            found.setdefault(str(student), {})[str(cell).removeprefix(TEST)] = str(text)
    return found


def collected(gradebook: Any, assignment: str, system: str) -> dict[str, Collected]:
    """What was collected from a system, by student."""
    return {each.student: Collected(each.student, each.digest, each.attempt, each.who, each.page)
            for each in noted(gradebook, COLLECTED, assignment=assignment, system=system)}
