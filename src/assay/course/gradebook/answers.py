"""Which answer a person's points were given for, so that a newer one is noticed and the same one is not.

nbgrader asks a person again whenever a notebook is graded anew, and then says no more than that. Beside its grades, in
the same database, stands here what was recorded last, and what it was when a person gave points.
"""

from __future__ import annotations

import json
from dataclasses import astuple, dataclass
from typing import Any

from assay.course.gradebook.tables import ANSWERS, note, noted
from assay.judge.verdict import digest

#: How the name of a question's test cell begins; the rest is the question's.
TEST = "test_"


@dataclass(frozen=True)
class Answer:
    """What was graded in a cell: digests of the answer itself and of all code around it, and the judge's points."""

    own: str
    code: str
    points: float | None

    def is_another_than(self, other: Answer) -> bool:
        """Whether it was written anew, or what it calls was, to another effect. Points alone move with the tests."""
        return self.own != other.own or (self.code != other.code and self.points != other.points)


@dataclass(frozen=True)
class Held:
    """What was recorded last, and what a person's points were given for, where a person has given any."""

    last: Answer
    given: Answer | None

    @property
    def conflict(self) -> bool:
        """Whether a newer answer came in after a person's points."""
        return self.given is not None and self.last.is_another_than(self.given)


def answer_in(nb: Any, cell: str, points: float | None) -> Answer:
    """The answer to a graded cell of a rebuilt notebook; the pictures pasted into a text are a part of it."""
    name = cell.removeprefix(TEST)
    marks = [(each.metadata.get("nbgrader", {}), each) for each in nb.cells]
    answers = {mark["grade_id"]: [each.source, pictures] if (pictures := each.get("attachments")) else each.source
               for mark, each in marks if mark.get("solution")}
    code = [each.source for each in nb.cells if each.cell_type == "code"]
    return Answer(digest([answers.get(name, answers)]), digest([code]), points)


def look(held: Held | None, now: Answer, manual: float | None, *, open_: bool) -> tuple[bool, Answer | None]:
    """Whether a person has to look at a grade, and what a person's points were given for.

    Args:
        held: what was recorded before; None if nothing was.
        now: what is recorded now.
        manual: the points that a person gave, if one did.
        open_: whether a person had to look before: who gives points in formgrader, or lets them stand, has looked.
    """
    if manual is None:
        return now.points is None, None
    if held is None:  # given before this was kept
        return open_, now
    given = held.given if held.conflict and open_ and held.given else held.last
    return now.is_another_than(given), given


def held_of(gradebook: Any, assignment: str, student: str) -> dict[str, Held]:
    """What is held of a student, by cell."""
    return {each.cell: _held(each) for each in noted(gradebook, ANSWERS, assignment=assignment, student=student)}


def held_of_all(gradebook: Any, assignment: str) -> dict[tuple[str, str], Held]:
    """What is held of all students, by student and cell."""
    return {(each.student, each.cell): _held(each) for each in noted(gradebook, ANSWERS, assignment=assignment)}


def conflicts(gradebook: Any, assignment: str, student: str = "*") -> list[tuple[str, str]]:
    """Where a newer answer came in after a person's points, of all students or of one: student and cell."""
    found = noted(gradebook, ANSWERS, ANSWERS.c.given != "", assignment=assignment,
                  **({} if student == "*" else {"student": student}))
    return [(each.student, each.cell) for each in found if _held(each).conflict]


def _held(row: Any) -> Held:
    return Held(Answer(*json.loads(row.last)), Answer(*json.loads(row.given)) if row.given else None)


def hold(gradebook: Any, assignment: str, student: str, held: dict[str, Held]) -> None:
    """Notes what was recorded of a student, by cell, and writes it with all else that was changed."""
    note(gradebook, ANSWERS, [
        {"assignment": assignment, "student": student, "cell": cell, "last": json.dumps(astuple(each.last)),
         "given": json.dumps(astuple(each.given)) if each.given else ""} for cell, each in held.items()])
    gradebook.db.commit()
