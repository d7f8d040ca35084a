"""Limits from right solutions, as those who set programming contests derive them: what the slowest takes, times five.

All is processor time, which a busy machine changes little: a call is measured where the audit makes it, with nothing
compiled before, and the cells of a notebook in a room. The figures are for people; the audit's record holds only
whether a limit is too close.
"""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from assay.room.limits import Limits

#: A limit is proposed at so many times what the slowest right solution takes, and refused below so many times that.
PROPOSED, LEAST = 5, 2
#: Characters of a call that are kept beside what it took.
SHOWN = 300
#: The limits, by what they bound.
BOUNDS: Mapping[str, tuple[str, ...]] = {
    "call": ("call_cpu_seconds", "call_seconds"), "cell": ("cell_cpu_seconds", "cell_seconds"),
    "notebook": ("notebook_seconds",), "submission": ("submission_cpu_seconds", "submission_seconds")}


class Took(NamedTuple):
    """Processor seconds of a right solution's calls for one question: the slowest, which that was, and all of them."""

    slowest: float
    call: str
    calls: float

    @classmethod
    def of(cls, calls: Sequence[tuple[float, str]]) -> Took:
        """Of calls with their seconds, to the microsecond, and their texts, cut."""
        seconds, call = max(calls)
        return cls(round(seconds, 6), call[:SHOWN], round(sum(each for each, _ in calls), 6))

    def least(self, again: Took) -> Took:
        """The smaller of two measurements: what else a machine does makes it more, and never less."""
        slowest, call = min((self.slowest, self.call), (again.slowest, again.call))
        return Took(slowest, call, min(self.calls, again.calls))


@dataclass(frozen=True)
class Notebook:
    """Processor seconds of a right solution's notebook in a room: the slowest cell, which that was, and all cells."""

    slowest: float
    cell: str
    cells: float


@dataclass(frozen=True)
class Figure:
    """The slowest right solution by one measure, the limits on it by name, and what is proposed for them.

    ``what`` is a call, a cell, a notebook or a submission; ``who`` the right solution, ``where`` its call or cell.
    """

    what: str
    who: str
    where: str
    seconds: float
    limits: Mapping[str, float]

    @property
    def proposed(self) -> int:
        """Whole seconds, at least one."""
        return max(1, math.ceil(PROPOSED * self.seconds))

    @property
    def close(self) -> list[str]:
        """The limits that are too close to what a right solution takes."""
        return [name for name, limit in self.limits.items() if limit < LEAST * self.seconds]


def figures(took: Mapping[str, Mapping[str, Took]], notebooks: Mapping[str, Notebook], limits: Limits) -> list[Figure]:
    """The slowest right solution by each measure; measures that nothing was measured by are left out.

    Args:
        took: by right solution and question.
        notebooks: by right solution.
        limits: the assignment's.
    """
    calls = [(each.slowest, who, f"{question}: {each.call}") for who, held in took.items()
             for question, each in held.items()]
    cells = [(each.slowest, who, each.cell) for who, each in notebooks.items()]
    whole = [(each.cells, who, "all cells") for who, each in notebooks.items()]
    slowest = max((each.cells for each in notebooks.values()), default=0.0)
    # A solution whose notebook was not run is taken to have the slowest one.
    both = [(sum(each.calls for each in held.values())
             + (notebooks[who].cells if who in notebooks else slowest), who, "all cells and calls")
            for who, held in took.items()]
    found = {"call": calls, "cell": cells, "notebook": whole, "submission": both if notebooks else []}
    return [_figure(what, max(measured), limits) for what, measured in found.items() if measured]


def _figure(what: str, slowest: tuple[float, str, str], limits: Limits) -> Figure:
    held = limits.as_dict()
    return Figure(what, slowest[1], slowest[2], slowest[0], {name: held[name] for name in BOUNDS[what]})


def complaints(found: Sequence[Figure], assignment: str) -> list[str]:
    """A sentence for each limit that is too close. It holds no measured figure, so that the record does not waver."""
    return [f"The limit {name} = {each.limits[name]:g} is less than twice what a right solution takes for a "
            f"{each.what}: write into autograder/{assignment}/room.toml what the table of limits proposes."
            for each in found for name in each.close]
