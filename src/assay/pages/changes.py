"""What became of a class between two gradings: who moved, on which property, and with which input."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from assay.judge.verdict import Outcome, Property, Verdict
from assay.pages.words import number, visible

#: How the parts of a verdict's receipt are called.
PARTS = {"submission": "the submission", "tests": "the hidden tests", "reference": "the reference",
         "chaff": "the misconceptions", "stand_in": "the answers for the second look", "judge": "the judge",
         "versions": "the versions", "seed": "the seed", "limits": "the limits", "isolation": "the isolation"}
ABSENT = "not there"


@dataclass(frozen=True)
class Move:
    """A property that came out otherwise. ``call`` is the smallest input that fails now, or that failed before."""

    question: str
    name: str
    sentence: str
    before: str
    after: str
    was: float
    now: float
    call: str = ""


@dataclass(frozen=True)
class Change:
    """What has changed for a student. ``was`` and ``now`` are points of the judge's, None without any verdict.

    ``receipt`` names the parts of the receipt that differ; ``manual`` the questions whose points a person gave: those
    stand, whatever the judge now says.
    """

    student: str
    was: float | None
    now: float | None
    moves: tuple[Move, ...] = ()
    receipt: tuple[str, ...] = ()
    manual: Mapping[str, float] = field(default_factory=dict)

    @property
    def moved(self) -> bool:
        """Whether anything came out otherwise."""
        return bool(self.moves) or (self.was is None) != (self.now is None)


def change(student: str, before: Verdict | None, after: Verdict | None) -> Change:
    """A student's two verdicts set against each other; None stands for a file that could not be read."""
    old, new = _properties(before), _properties(after)
    moves = [_move(place, old.get(place), new.get(place)) for place in {**old, **new}] if before and after else []
    receipt = [part for part in PARTS if before and after and before.basis.get(part) != after.basis.get(part)]
    return Change(student, _points(before), _points(after), tuple(each for each in moves if each), tuple(receipt))


def as_lines(changes: Sequence[Change], students: int, first_time: int = 0) -> list[str]:
    """The diff in words: everybody who moved, then how many did not, and what else has changed.

    Args:
        changes: one for each student whose verdict may have changed.
        students: how many were looked at.
        first_time: how many of them had never been graded.
    """
    moved = [each for each in changes if each.moved]
    lines = [line for each in moved for line in _student(each)]
    graded = students - first_time
    if moved:
        lines += ["", f"{len(moved)} of {graded} students moved, {graded - len(moved)} did not."]
    else:
        lines.append("Nobody moved." if any(each.receipt for each in changes) else "Nobody moved; nothing has changed.")
    parts = Counter(part for each in changes for part in each.receipt)
    lines += [f"{PARTS[part].capitalize()} changed for {count} of them." for part, count in parts.items()]
    return lines + ([f"{first_time} graded for the first time."] if first_time else [])


def _properties(verdict: Verdict | None) -> dict[tuple[str, str], Property]:
    questions = verdict.questions if verdict else ()
    return {(each.grade_id, item.name): item for each in questions for item in each.properties}


def _points(verdict: Verdict | None) -> float | None:
    return sum(each.earned for each in verdict.questions) if verdict else None


def _move(place: tuple[str, str], before: Property | None, after: Property | None) -> Move | None:
    states = [(item.outcome.value, _got(item)) if item else (ABSENT, 0.0) for item in (before, after)]
    item = after or before
    if states[0] == states[1] or item is None:
        return None
    shown = next((each.evidence.call for each in (after, before) if each and each.evidence), "")
    return Move(*place, item.sentence, states[0][0], states[1][0], states[0][1], states[1][1], shown)


def _got(item: Property) -> float:
    return item.points if item.outcome == Outcome.EARNED else 0.0


def _student(each: Change) -> Iterator[str]:
    anew = " (another submission)" if "submission" in each.receipt else ""
    yield f"{visible(each.student)}: {_total(each.was)} → {_total(each.now)}{anew}"
    for move in each.moves:
        yield f"  {move.question}, {visible(move.sentence)}: {_state(move.before, move.was)} → " \
              f"{_state(move.after, move.now)}"
        if move.call:
            yield f"    {'fails' if move.after == Outcome.NOT_EARNED else 'failed'} on {visible(move.call)}"
    for question, score in each.manual.items():
        yield f"  {question}: the {number(score)} points that a person gave stand."


def _total(points: float | None) -> str:
    return "not judged" if points is None else f"{number(points)} points"


def _state(outcome: str, points: float) -> str:
    return number(points) if outcome in (Outcome.EARNED, Outcome.NOT_EARNED) else outcome
