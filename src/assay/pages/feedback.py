"""Feedback on one question: as text for terminals, as a card for notebooks, as the outputs of a graded cell."""

from __future__ import annotations

import textwrap
from dataclasses import dataclass, replace
from typing import Any

from assay.judge.verdict import Outcome, Property, Question
from assay.pages.standing import NOT_YET, so_far
from assay.pages.templates import render
from assay.pages.words import NOT_JUDGED, Reason, number, reasons, visible
from assay.room.limits import Limits

WIDTH = 80
MARKS = {Outcome.EARNED: "✓", Outcome.NOT_EARNED: "✗", Outcome.NOT_JUDGED: "?"}
#: Said besides the mark, for those who hear the page.
SPOKEN = {Outcome.EARNED: "earned", Outcome.NOT_EARNED: "not earned", Outcome.NOT_JUDGED: "not judged"}
INKS = {Outcome.EARNED: "#1a6b2f", Outcome.NOT_EARNED: "#a3261b", Outcome.NOT_JUDGED: "#6b4e00"}

#: The most characters shown of a text that a student may have a hand in; those to paste are the judge's own.
SHOWN = 600

#: Under a question's name, where a person has given its points.
STAND = "A person gave these points; they stand."
NEWER = "A person gave these points for an earlier answer; they stand until a person has looked at the newer one."
ALONE = "{said} The tests by themselves: {score}."
#: In place of what is said of a property that was not judged.
BY_HAND = "We could not judge this; a person's points stand in its place."


@dataclass(frozen=True)
class Person:
    """The points that a person gave a question, and whether a newer answer has come in since."""

    points: float
    newer: bool = False

    def sentence(self, question: Question) -> str:
        """What stands under the question's name."""
        said = NEWER if self.newer else STAND
        left = any(each.outcome == Outcome.NOT_JUDGED for each in question.properties)
        return said if left else ALONE.format(said=said, score=score(question))


@dataclass(frozen=True)
class Line:
    """What a card says of a property: a mark, the same for those who hear it, its colour, the points, and why."""

    mark: str
    spoken: str
    ink: str
    sentence: str
    worth: str
    why: Reason | None


@dataclass(frozen=True)
class Card:
    """What a card says of a question: either one reason for all that was lost, or a line for each property."""

    name: str
    score: str
    person: str
    common: Reason | None
    properties: tuple[Line, ...]


def as_text(question: Question, limits: Limits, person: Person | None = None) -> str:
    """The feedback in plain text, at most ``WIDTH`` columns except where a line is to be pasted or compared."""
    head = _apart(visible(question.grade_id), score(question, person))
    head = "\n".join([head, *textwrap.wrap(person.sentence(question), WIDTH)]) if person else head
    whys = _reasons(question, limits, person)
    common = shared(whys)
    if common:
        return "\n".join([head, *_below(common, "")]) + "\n"
    lines = [head]
    for item, why in zip(question.properties, whys, strict=True):
        first, *rest = textwrap.wrap(visible(item.sentence), WIDTH - 14) or [""]
        lines.append(_apart(f"{MARKS[item.outcome]} {first}", worth(item)))
        lines += [f"  {line}" for line in rest]
        lines += _below(why, "    ") if why else []
    return "\n".join(lines) + "\n"


def as_html(question: Question, limits: Limits, person: Person | None = None) -> str:
    """The feedback as one self-contained card: inline styles, no script, nothing fetched."""
    said = card(question, limits, person)
    return render("card", name=said.name, score=said.score, common=said.common, properties=said.properties,
                  person=said.person)


def card(question: Question, limits: Limits, person: Person | None = None) -> Card:
    """What a card says; of a cause that all properties share, once."""
    whys = _reasons(question, limits, person)
    common = shared(whys)
    lines = () if common else tuple(map(_line, question.properties, whys))
    return Card(question.grade_id, score(question, person), person.sentence(question) if person else "", common, lines)


def cell_outputs(question: Question, limits: Limits, person: Person | None = None) -> list[dict[str, Any]]:
    """The outputs of the graded test cell. A display, since nbgrader guesses points from results and streams."""
    data = {"text/html": as_html(question, limits, person), "text/plain": as_text(question, limits, person)}
    return [{"output_type": "display_data", "data": data, "metadata": {}}]


def score(question: Question, person: Person | None = None) -> str:
    """``4 of 12 points``; or ``4 of 8 so far, 4 not graded yet``, as long as nobody has judged the rest."""
    left = sum(item.points for item in question.properties if item.outcome == Outcome.NOT_JUDGED)
    if person or not left:
        return f"{number(person.points if person else question.earned)} of {number(question.points)} points"
    if left == question.points:
        return f"{number(left)} points {NOT_YET}"
    return so_far(question.earned, question.points, left)


def worth(item: Property) -> str:
    """``0 / 6``; ``? / 6`` where nobody knows yet."""
    got = {Outcome.EARNED: number(item.points), Outcome.NOT_EARNED: "0", Outcome.NOT_JUDGED: "?"}[item.outcome]
    return f"{got} / {number(item.points)}"


def shared(whys: list[Reason | None]) -> Reason | None:
    """The one thing to say when every property failed for the same cause, so that it is said once."""
    first = whys[0] if len(whys) > 1 else None
    same = first and not first.rows and all(why and (why.sentence, why.rows) == (first.sentence, ()) for why in whys)
    return Reason(first.sentence, first.call) if first and same else None


def _reasons(question: Question, limits: Limits, person: Person | None) -> list[Reason | None]:
    """What to say of each property, at a length that people read."""
    instead = {NOT_JUDGED: BY_HAND} if person else {}
    return [why and replace(why, sentence=_short(instead.get(why.sentence, why.sentence)), rows=tuple(
        (_short(label), _short(value)) for label, value in why.rows)) for why in reasons(question, limits)]


def _short(text: str) -> str:
    return text if len(text) <= SHOWN else f"{text[:SHOWN]}…"


def _apart(left: str, right: str) -> str:
    return f"{left}  {right:>{max(0, WIDTH - len(left) - 2)}}"


def _below(why: Reason, indent: str) -> list[str]:
    """The evidence: the call, one sentence, the two lines, the hint."""
    wide = max((len(label) for label, _ in why.rows), default=0)
    told = [textwrap.wrap(visible(text), WIDTH - len(indent)) for text in (why.sentence, why.hint)]
    lines = [visible(line) for line in why.call.split("\n")] if why.call else []
    lines += told[0] + [f"{visible(label):{wide}}  {visible(value)}" for label, value in why.rows] + told[1]
    return [indent + line for line in lines]


def _line(item: Property, why: Reason | None) -> Line:
    return Line(MARKS[item.outcome], SPOKEN[item.outcome], INKS[item.outcome], item.sentence, worth(item), why)
