"""The gradebook as a student's steps see it: what all students share was read once, what is theirs is written at once.

A ledger stands where nbgrader's steps open a ``Gradebook``, and answers what they ask. They change its rows; nothing
is written before :meth:`Ledger.write`, and whoever owns the connection commits.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from functools import cached_property
from math import fsum
from typing import Any

from nbgrader import api
from nbgrader.api import MissingEntry
from sqlalchemy import Connection, Table, insert, select, update

from assay.course.gradebook.batch.assigned import Assignment, Otherwise

STUDENT, SUBMISSION, SUBMITTED, GRADE, COMMENT = (kind.__table__ for kind in (
    api.Student, api.SubmittedAssignment, api.SubmittedNotebook, api.Grade, api.Comment))


@dataclass
class Grade:
    """A row that may change."""

    id: str
    auto_score: float | None = None
    manual_score: float | None = None
    extra_credit: float | None = None
    needs_manual_grade: bool = True

    @property
    def score(self) -> float:
        """As nbgrader has it."""
        given = self.auto_score if self.manual_score is None else self.manual_score
        return 0.0 if given is None else given + (self.extra_credit or 0.0)


@dataclass
class Comment:
    """A row that may change."""

    id: str
    auto_comment: str | None = None


@dataclass
class Submission:
    """A row, with its only notebook's: ``score`` is read from the grades that the ledger holds at that moment."""

    id: str
    notebook: str
    ledger: Ledger
    extension: timedelta | None = None
    late_submission_penalty: float | None = None

    @property
    def total_seconds_late(self) -> float:
        """As nbgrader has it; it too fails at an extension of no due date."""
        due: Any = self.ledger.assignment.duedate
        due = due + self.extension if self.extension is not None else due
        if self.ledger.time is None or due is None:
            return 0.0
        return max(0.0, float((self.ledger.time - due).total_seconds()))

    @property
    def score(self) -> float:
        """Of the notebook."""
        return fsum(grade.score for grade in self.ledger.grades.values())


class Ledger:
    """One student's rows."""

    def __init__(self, connection: Connection, assignment: Assignment, student: str, time: datetime | None) -> None:
        self.held, self.assignment, self.student, self.time = connection, assignment, student, time
        self._before: dict[str, Any] = {}

    # What a Gradebook is asked for by steps that are given the assignment's and the student's names once more.

    def __enter__(self) -> Ledger:
        return self

    def __exit__(self, *_: object) -> None:
        pass

    @property
    def db(self) -> Ledger:
        """Its session."""
        return self

    def connection(self) -> Connection:
        """What the session is held on."""
        return self.held

    def execute(self, query: Any, values: Any = None) -> Any:
        """Rows of other tables."""
        return self.held.execute(query, values)

    def commit(self) -> None:
        """All of a student is committed at once, and not here."""

    def find_notebook(self, *_: str) -> Any:
        """The notebook's row."""
        return self.assignment.notebook

    def find_source_cell(self, name: str, *_: str) -> Any:
        """What a cell was given out as."""
        return _found(self.assignment.sources, name)

    def find_graded_cell(self, name: str, *_: str) -> Any:
        """What a cell is worth."""
        return _found(self.assignment.graded, name)

    def find_grade(self, name: str, *_: str) -> Grade:
        """A grade that may be changed."""
        found: Grade = _found(self.grades, name)
        return found

    def find_comment(self, name: str, *_: str) -> Comment:
        """A comment that may be changed."""
        found: Comment = _found(self.comments, name)
        return found

    def find_submission(self, *_: str) -> Submission:
        """What was handed in."""
        return self.submission

    def find_submission_notebook(self, *_: str) -> Submission:
        """The same, as all of it is one notebook."""
        return self.submission

    # The rows: read when the first is asked for, so that what people enter meanwhile is not overlooked.

    @cached_property
    def submission(self) -> Submission:
        """The student's submission; a new one if there is none."""
        found = self.held.execute(
            select(SUBMISSION.c.id, SUBMISSION.c.extension, SUBMITTED.c.id, SUBMITTED.c.late_submission_penalty)
            .join(SUBMITTED, SUBMITTED.c.assignment_id == SUBMISSION.c.id, isouter=True)
            .where(SUBMISSION.c.assignment_id == self.assignment.id, SUBMISSION.c.student_id == self.student)).all()
        self.is_new = not found
        if self.is_new:
            return Submission(api.new_uuid(), api.new_uuid(), self)
        if len(found) > 1 or found[0][2] is None:
            raise Otherwise(f"{self.student} has not one notebook")
        whole, extension, notebook, penalty = found[0]
        return Submission(whole, notebook, self, extension, penalty)

    @cached_property
    def grades(self) -> dict[str, Grade]:
        """By the cell's name."""
        columns = (GRADE.c[name] for name in Grade.__dataclass_fields__)
        return self._rows(Grade, GRADE, columns, self.assignment.scored)

    @cached_property
    def comments(self) -> dict[str, Comment]:
        """By the cell's name."""
        return self._rows(Comment, COMMENT, (COMMENT.c.id, COMMENT.c.auto_comment), self.assignment.commented)

    def _rows(self, kind: Any, table: Table, columns: Any, cells: Mapping[str, str]) -> dict[str, Any]:
        """A student's rows of a table by cell; of who hands in for the first time, new ones.

        Raises:
            Otherwise: they are not those of the assignment's cells.
        """
        mine = self.submission
        if self.is_new:
            return {name: kind(api.new_uuid()) for name in cells}
        found = {cell: kind(*row) for cell, *row in self.held.execute(
            select(table.c.cell_id, *columns).where(table.c.notebook_id == mine.notebook))}
        if found.keys() != set(cells.values()):
            raise Otherwise(f"{self.student} has other cells than {self.assignment.notebook.name}")
        self._before |= {each.id: replace(each) for each in found.values()}
        return {name: found[cell] for name, cell in cells.items()}

    def write(self) -> None:
        """Writes what the steps have left, and who handed it in and when."""
        mine, grades, comments = self.submission, self.grades, self.comments
        if not self.held.execute(select(STUDENT.c.id).where(STUDENT.c.id == self.student)).first():
            self.held.execute(insert(STUDENT).values(id=self.student))
        if self.is_new:
            self._insert(mine, grades, comments)
            return
        self.held.execute(update(SUBMISSION).where(SUBMISSION.c.id == mine.id).values(timestamp=self.time))
        self.held.execute(update(SUBMITTED).where(SUBMITTED.c.id == mine.notebook).values(
            late_submission_penalty=mine.late_submission_penalty))
        for grade in self._changed(grades):
            self._change(GRADE, grade.id, auto_score=grade.auto_score, needs_manual_grade=grade.needs_manual_grade)
        for comment in self._changed(comments):
            self._change(COMMENT, comment.id, auto_comment=comment.auto_comment)

    def _insert(self, mine: Submission, grades: Mapping[str, Grade], comments: Mapping[str, Comment]) -> None:
        self.held.execute(insert(SUBMISSION).values(id=mine.id, assignment_id=self.assignment.id,
                                                    student_id=self.student, timestamp=self.time))
        self.held.execute(insert(SUBMITTED).values(
            id=mine.notebook, assignment_id=mine.id, notebook_id=self.assignment.notebook.id,
            late_submission_penalty=mine.late_submission_penalty))
        if grades:
            self.held.execute(insert(GRADE), [
                {"id": each.id, "cell_id": self.assignment.scored[name], "notebook_id": mine.notebook,
                 "auto_score": each.auto_score, "needs_manual_grade": each.needs_manual_grade}
                for name, each in grades.items()])
        if comments:
            self.held.execute(insert(COMMENT), [
                {"id": each.id, "cell_id": self.assignment.commented[name], "notebook_id": mine.notebook,
                 "auto_comment": each.auto_comment} for name, each in comments.items()])

    def _changed(self, rows: Mapping[str, Any]) -> list[Any]:
        return [each for each in rows.values() if each != self._before[each.id]]

    def _change(self, table: Table, row: str, **values: Any) -> None:
        if self.held.execute(update(table).where(table.c.id == row).values(**values)).rowcount != 1:
            raise Otherwise(f"a row of {self.student} is gone")


def _found(rows: Mapping[str, Any], name: str) -> Any:
    """The row of a cell.

    Raises:
        MissingEntry: nbgrader's own, which its steps know.
    """
    if name not in rows:
        raise MissingEntry(f"No such cell: {name}")
    return rows[name]
