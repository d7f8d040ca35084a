"""What people have given for the answers to a question, read from nbgrader's gradebook and written into it.

Several may grade at once, here and in formgrader, and a run may record newer answers meanwhile. So whoever writes says
which state was before their eyes, and nothing is written over another one. The course's lock is not asked for, as a run
holds it for hours: the database's own is enough for a few rows.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from typing import Any

from nbgrader.api import (
    Assignment,
    BaseCell,
    Comment,
    Grade,
    Gradebook,
    SubmittedAssignment,
    SubmittedNotebook,
)
from sqlalchemy import select, update

from assay.course.gradebook.answers import TEST, Held, held_of_all
from assay.course.gradebook.rows import opened, points_of
from assay.course.gradebook.tables import TICKED, note, noted
from assay.course.places import Course, CourseError
from assay.judge.verdict import digest


@dataclass(frozen=True)
class Question:
    """A question of an assignment, and the cell that is graded for it."""

    assignment: str
    name: str
    cell: str
    points: float


@dataclass(frozen=True)
class Mark:
    """What stands of one student's answer.

    ``judged`` are the judge's points, ``points`` a person's; None where there are none. ``open`` says whether a person
    has to look, ``ticks`` are the texts of the rubric's items, ``answer`` is a digest of what was graded, ``newer``
    says whether a person's points are for an earlier one.
    """

    id: str
    student: str
    judged: float | None
    points: float | None
    open: bool
    comment: str
    ticks: tuple[str, ...]
    answer: str
    newer: bool = False

    @property
    def version(self) -> str:
        """Of all that whoever grades may have read: equal for equal states only."""
        return digest([self.judged, self.points, self.open, self.comment, self.ticks, self.answer])[:24]


class Conflict(Exception):
    """Somebody else has written meanwhile; nothing was. Holds the marks as they are now, by id."""

    def __init__(self, marks: Mapping[str, Mark]) -> None:
        super().__init__("Somebody else has written meanwhile.")
        self.marks = marks


def find_question(course: Course, assignment: str, name: str = "") -> Question:
    """The question of a name; without one, the only one that the judge does not grade.

    Raises:
        CourseError: there is none of that name, or not just one.
    """
    with opened(course) as gradebook:
        worth = points_of(gradebook, assignment)
        graded = {cell.name for cell in gradebook.find_notebook(assignment, assignment).grade_cells}
    by_hand = [each for each in worth if each in graded]
    if not name and len(by_hand) != 1:
        raise CourseError(f"Say which question, with --question or QUESTION=…: {', '.join(by_hand or worth)}.")
    name = name or by_hand[0]
    if name not in worth:
        raise CourseError(f"{assignment} has no question {name!r}. It has {', '.join(worth)}.")
    return Question(assignment, name, name if name in graded else f"{TEST}{name}", worth[name])


def marks(course: Course, question: Question) -> dict[str, Mark]:
    """What stands of all answers to a question, by id."""
    with opened(course) as gradebook:
        return _marks(gradebook, question)


def save(course: Course, question: Question, wanted: Mapping[str, Mark], seen: Mapping[str, str],
         is_open: Mapping[str, bool] | None = None) -> dict[str, Mark]:
    """Writes points, comments and ticks, all of them or none; returns the marks as they are then.

    Args:
        course: whose.
        question: of which.
        wanted: the marks by id, of which points, comment and ticks are written.
        seen: the version that was read, by id.
        is_open: whether a person has to look again, where an earlier state is put back; else as formgrader has it.

    Raises:
        Conflict: one of them is not as it was read.
    """
    with opened(course) as gradebook:
        try:
            # Takes the rows, or the database, for this transaction; what is read from here on stands until its end.
            gradebook.db.execute(update(Grade).where(Grade.id.in_(list(wanted))).values(id=Grade.id),
                                 execution_options={"synchronize_session": False})
            now = {each: mark for each, mark in _marks(gradebook, question).items() if each in seen}
            if {each: mark.version for each, mark in now.items()} != dict(seen):
                raise Conflict(now)
            for each in wanted:
                nothing = wanted[each].points is None and now[each].judged is None
                _write(gradebook, question, replace(wanted[each], student=now[each].student,
                                                    open=(is_open or {}).get(each, nothing)))
            gradebook.db.commit()
        finally:
            gradebook.db.rollback()
        return {each: mark for each, mark in _marks(gradebook, question).items() if each in seen}


def _write(gradebook: Gradebook, question: Question, mark: Mark) -> None:
    grade = gradebook.find_grade_by_id(mark.id)
    grade.manual_score, grade.needs_manual_grade = mark.points, mark.open
    comment = gradebook.find_comment(question.name, question.assignment, question.assignment, mark.student)
    comment.manual_comment = mark.comment or None
    note(gradebook, TICKED, [{"assignment": question.assignment, "student": mark.student, "cell": question.cell,
                              "items": json.dumps(mark.ticks)}])


def _marks(gradebook: Gradebook, question: Question) -> dict[str, Mark]:
    name = question.assignment
    said = {str(each.student_id): each.manual_comment or "" for each in gradebook.db.execute(
        _of(name, question.name, Comment).add_columns(Comment.manual_comment))}
    ticked = {each.student: tuple(json.loads(each.items))
              for each in noted(gradebook, TICKED, assignment=name, cell=question.cell)}
    held = {student: each for (student, cell), each in held_of_all(gradebook, name).items() if cell == question.cell}
    found = gradebook.db.execute(_of(name, question.cell, Grade).add_columns(
        Grade.id, Grade.auto_score, Grade.manual_score, Grade.needs_manual_grade))
    return {str(each.id): Mark(
        str(each.id), str(each.student_id), each.auto_score, each.manual_score, bool(each.needs_manual_grade),
        said.get(str(each.student_id), ""), ticked.get(str(each.student_id), ()),
        _answer(held[each.student_id], question) if each.student_id in held else "",
        newer=bool(each.needs_manual_grade) and each.student_id in held and held[each.student_id].conflict)
        for each in found}


def _answer(held: Held, question: Question) -> str:
    """What was graded: of code, also what it calls."""
    return f"{held.last.own} {held.last.code if question.cell != question.name else ''}"


def _of(assignment: str, cell: str, what: type[Grade] | type[Comment]) -> Any:
    """The rows of a table that are about a cell of an assignment, with the student of each."""
    return (select(SubmittedAssignment.student_id).select_from(what)
            .join(SubmittedNotebook, SubmittedNotebook.id == what.notebook_id)
            .join(SubmittedAssignment, SubmittedAssignment.id == SubmittedNotebook.assignment_id)
            .join(Assignment, Assignment.id == SubmittedAssignment.assignment_id)
            .join(BaseCell, BaseCell.id == what.cell_id)
            .where(Assignment.name == assignment, BaseCell.name == cell))


def given_before(known: Iterable[Mark]) -> list[str]:
    """The comments given to a question, the most frequent first."""
    counts: dict[str, int] = {}
    for mark in known:
        if mark.comment:
            counts[mark.comment] = counts.get(mark.comment, 0) + 1
    return sorted(counts, key=lambda said: (-counts[said], said))
