"""Judging again when hidden tests have changed: what of the verdict before still stands.

Questions are judged in rooms one after the other, so a question whose file has not changed comes out as before, unless
the change reaches it: through what all files share, or through the second look, where a question is judged with correct
answers in place of wrong ones. Whatever may have been reached, and whatever hung on time or on a state that the
student's code keeps, is judged anew.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping
from typing import Any

from assay.judge.evidence import ROOM_ENDED, Kind
from assay.judge.plugin import Judged
from assay.judge.verdict import Outcome, Property, Verdict

#: After these another order of calls may give another answer.
UNSTEADY = ROOM_ENDED | {Kind.CHANGES}


def changed(before: Verdict | None, basis: Mapping[str, Any]) -> tuple[str, ...]:
    """The questions whose own files are all that has changed since; none where nothing can be taken over."""
    if before is None or {**before.basis, "tests": None} != {**basis, "tests": None}:
        return ()
    then, now = before.basis["tests"], basis["tests"]
    known = {each.grade_id for each in before.questions}
    if then["shared"] != now["shared"] or not then["questions"].keys() == now["questions"].keys() == known:
        return ()
    if not before.judged or not _steady(item for each in before.questions for item in each.properties):
        return ()
    return tuple(name for name in now["questions"] if now["questions"][name] != then["questions"][name])


def stands(before: Verdict, first: Judged) -> bool:
    """Whether the questions that were not judged now would come out as before."""
    now = [item for items in first.results.values() for item in items.values()]
    if first.faults or not _steady(now) or any(item.outcome == Outcome.NOT_JUDGED for item in now):
        return False
    then, wrong = failed_before(before), failed(before, first)
    if not harmed(before, first, then) and not harmed(before, first, wrong):
        return True
    return then == wrong and not wrong & first.results.keys()


def failed_before(before: Verdict) -> set[str]:
    """The questions that lost something at first, whatever a second look then gave back."""
    return {each.grade_id for each in before.questions if fails(each.properties)}


def failed(before: Verdict | None, first: Judged) -> set[str]:
    """The questions that lost something at first: as judged now, or as they stand."""
    now = {name for name, items in first.results.items() if fails(items.values())}
    return now | (failed_before(before) - first.results.keys() if before else set())


def harmed(before: Verdict, first: Judged, wrong: Collection[str]) -> set[str]:
    """Of the questions that were not judged now, those that a second look is for, if these were wrong."""
    return {each.grade_id for each in before.questions if each.grade_id in wrong and each.grade_id not in first.results
            and set(wrong) & set(first.needs[each.grade_id]) and not empty(each.properties)}


def fails(items: Iterable[Property]) -> bool:
    """Whether one of these was not earned by the student's answers alone."""
    return any(item.outcome == Outcome.NOT_EARNED or item.instead for item in items)


def lost(items: Iterable[Property]) -> list[str]:
    """The names of those that were not earned."""
    return [item.name for item in items if item.outcome == Outcome.NOT_EARNED]


def empty(items: Iterable[Property]) -> bool:
    """Whether there is nothing to look at: the answer is not there."""
    return all(item.evidence is not None and item.evidence.kind == Kind.UNDEFINED for item in items)


def _steady(items: Iterable[Property]) -> bool:
    return not any(item.evidence is not None and item.evidence.kind in UNSTEADY for item in items)
