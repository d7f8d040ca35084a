"""What an answer needs goes with it, where it is moved up from below: a helper that it calls at once, a decorator,
the cell that writes a module which it imports."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Mapping, Sequence

from assay.course.intake.found import Found

#: Beside a cell of ours: its place, and whether below it.
Spot = tuple[int, bool]


def bring_along(found: Sequence[Found], kept: Mapping[int, Found], extras: dict[Spot, list[Found]]) -> None:
    """Moves the student's own cells in front of an answer that uses what they bind, in the order of the notebook.

    Only those that stood above the answer and would run below it; and with them what they use themselves.

    Args:
        found: the cells of the submission, in its order.
        kept: the graded cell of each answer, by its place.
        extras: the student's own cells by where they stand; changed here.
    """
    order = {id(each): number for number, each in enumerate(found)}
    spots = {order[id(each)]: spot for spot, cells in extras.items() for each in cells}
    binders = defaultdict[str, list[int]](list)
    for number in sorted(spots):
        for name in (*found[number].defined, *_files(found[number])):
            binders[name].append(number)
    for place, answer in sorted(kept.items()):
        front = (place, False)
        needed = _needed([order[id(each)] for each in (answer, *extras.get(front, ()))], found, binders)
        late = {number for number in needed if spots[number] > front}
        for number in late:
            extras[spots[number]].remove(found[number])
            extras.setdefault(front, []).append(found[number])
            spots[number] = front
        if late:
            extras[front].sort(key=lambda each: order[id(each)])


def _files(each: Found) -> frozenset[str]:
    return each.code.files if each.code else frozenset()


def _needed(waiting: list[int], found: Sequence[Found], binders: Mapping[str, list[int]]) -> set[int]:
    """The student's own cells that bind what these use, or what such a cell uses: of each name the last one above.

    Any name may come from a module whose names are all imported.
    """
    needed = set[int]()
    while waiting:
        number = waiting.pop()
        code = found[number].code
        for name in (*code.uses, *code.imports, *code.files, "*") if code else ():
            known = binders.get(name, [])
            if (above := bisect_left(known, number)) and known[above - 1] not in needed:
                needed.add(known[above - 1])
                waiting.append(known[above - 1])
    return needed
