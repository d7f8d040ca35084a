"""What the page for grading by hand shows and asks for, whoever serves it."""

from __future__ import annotations

import json
import math
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from assay.course.check.rubric import Rubric, rubric_of
from assay.course.manual.answers import PICTURES, asked, groups
from assay.course.manual.marks import Conflict, Mark, Question, given_before, marks, save
from assay.course.places import Course
from assay.pages import manual
from assay.pages.words import number

#: The most characters of a comment.
COMMENT = 10_000


class Unfit(Exception):
    """What was asked for cannot be done; the text is the sentence for who asked."""


@dataclass(frozen=True)
class Desk:
    """A question of a course, laid out to be graded."""

    course: Course
    question: Question

    @cached_property
    def rubric(self) -> Rubric:
        """What to look for, as the source says it when the page is first opened."""
        return rubric_of(self.course.text(self.question.assignment), self.question.name)

    def page(self) -> str:
        """The page with all answers, as the gradebook has them now."""
        known, shown, room = marks(self.course, self.question), list[manual.Group](), PICTURES
        for group in groups(self.course, self.question, known.values()):
            answer = group.answer.shown(room)
            room -= sum(map(len, answer.pictures))
            shown.append(manual.Group(answer.text, answer.remark, answer.pictures, tuple(
                (mark.student, json.dumps(self._told(mark))) for mark in group.marks)))
        items = [(number(item.points), item.text) for item in self.rubric.items]
        return manual.as_html(self.question.assignment, self.question.name, number(self.question.points), items,
                              shown, given_before(known.values()),
                              (asked(self.course, self.question), self.rubric.answer),
                              is_code=self.question.cell != self.question.name)

    def save(self, request: object) -> tuple[bool, list[dict[str, Any]]]:
        """Does what the page asks for; returns whether it was done, and the marks as they are now.

        Nothing is done where one of them is not as the page has it.

        Raises:
            Unfit: the request cannot be understood, or asks for what cannot be.
        """
        try:
            rows = {str(each["id"]): each for each in request["rows"]}  # type: ignore[index]
            wanted = {name: self._wanted(name, each) for name, each in rows.items()}
            seen = {name: str(each["version"]) for name, each in rows.items()}
            is_open = {name: bool(each["open"]) for name, each in rows.items() if "open" in each}
        except (KeyError, TypeError, ValueError, IndexError):
            raise Unfit("This could not be understood. Load the page again.") from None
        try:
            return True, list(map(self._told, save(self.course, self.question, wanted, seen, is_open).values()))
        except UnicodeEncodeError:  # an id that is none
            raise Unfit("This could not be understood. Load the page again.") from None
        except Conflict as conflict:
            return False, list(map(self._told, conflict.marks.values()))

    def _wanted(self, name: str, row: dict[str, Any]) -> Mark:
        points, comment = row["points"], str(row["comment"]).replace("\0", "").strip()
        most = self.question.points
        if points is not None and not (math.isfinite(points := float(points)) and 0 <= points <= most):
            raise Unfit(f"Points are a number from 0 to {number(most)}.")
        if any("\ud800" <= char <= "\udfff" for char in comment):
            raise Unfit("The comment holds half a character. Delete it, and write it anew.")
        if len(comment) > COMMENT:
            raise Unfit(f"A comment has at most {COMMENT} characters; this one has {len(comment)}.")
        ticks = tuple(self.rubric.items[int(place)].text for place in row["ticks"])
        return Mark(name, "", None, points, False, comment, ticks, "")

    def _told(self, mark: Mark) -> dict[str, Any]:
        """A mark as the page has it."""
        texts = [item.text for item in self.rubric.items]
        return {"id": mark.id, "version": mark.version, "judged": mark.judged, "points": mark.points,
                "open": mark.open, "newer": mark.newer, "comment": mark.comment,
                "answer": mark.answer, "ticks": [texts.index(text) for text in mark.ticks if text in texts]}
