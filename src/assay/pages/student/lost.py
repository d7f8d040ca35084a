"""Where points were lost, in one sentence; and why, where one misconception explains it all."""

from __future__ import annotations

from collections.abc import Mapping

from assay.judge.verdict import Outcome, Question
from assay.pages.words import number

NOTHING = "You lost no points."
SO_FAR = "You lost no points so far."
ALL = "You lost {points}, all in {name}{why}"
SOME = "You lost {points}: {parts}."


def lost(scores: Mapping[str, float | None], worth: Mapping[str, float], questions: Mapping[str, Question]) -> str:
    """The sentence; "" where nothing at all is graded.

    Args:
        scores: the points by question; None where there are none yet.
        worth: the most points of each question.
        questions: the judge's own findings, of those questions whose points no person has given.
    """
    parts = {name: points - got for name, points in worth.items() if (got := scores.get(name)) is not None}
    missed = {name: points for name, points in parts.items() if points > 0}
    if not missed:
        return "" if not parts else NOTHING if len(parts) == len(worth) else SO_FAR
    said = sum(missed.values())
    if len(missed) > 1:
        each = [f"{number(points)} in {name}" for name, points in missed.items()]
        return SOME.format(points=points_of(said), parts=f"{', '.join(each[:-1])} and {each[-1]}")
    name = next(iter(missed))
    return ALL.format(points=points_of(said), name=name, why=_why(questions.get(name)))


def points_of(value: float) -> str:
    """``1 point``, ``2.5 points``."""
    return f"{number(value)} point{'s' * (value != 1)}"


def _why(question: Question | None) -> str:
    """What their answers match, after a colon; a full stop where nobody knows."""
    hints = [item.hint for item in question.properties if item.outcome == Outcome.NOT_EARNED and item.hint] \
        if question and question.misconception else []
    if not hints:
        return "."
    said = hints[0]
    return f": {said[0].lower() if said[1:2].islower() else said[0]}{said[1:]}"
