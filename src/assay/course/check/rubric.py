"""A question's rubric: what a person who grades looks for, and what each of it is worth.

It stands at the end of the answer that the source holds to a question graded by hand, below a line ``Rubric:``, an item
a line: ``- 1: names locality``. Students receive that cell without its text, so the rubric stays behind.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from assay.course.check.text import Cell, read_cells
from assay.pages.words import number

HEAD = re.compile(r"rubric\s*:?", re.IGNORECASE)
ITEM = re.compile(r"[-*]\s+([+-]?[\d.]+)\s*:\s*(\S.*)")


@dataclass(frozen=True)
class Item:
    """One thing to look for, and its points: fewer than none for what takes some away."""

    points: float
    text: str


@dataclass(frozen=True)
class Rubric:
    """The items, in their order, and the right answer that stands above them."""

    items: tuple[Item, ...] = ()
    answer: str = ""


def rubric_of(text: Path, question: str) -> Rubric:
    """What the source says of a question; nothing where it says nothing, or is not there."""
    if not text.is_file():
        return Rubric()
    for cell in read_cells(text.read_text("utf-8"), text.name)[0]:
        if cell.name == question and by_hand(cell):
            answer, lines = _parts(cell)
            return Rubric(tuple(item for _, line in lines if (item := read_item(line))), answer)
    return Rubric()


def read_item(line: str) -> Item | None:
    """The item in a line, or None if it holds none."""
    found = ITEM.fullmatch(line)
    try:
        return Item(float(found[1]), found[2]) if found and math.isfinite(float(found[1])) else None
    except ValueError:
        return None


def look_over(cell: Cell, where: str) -> Iterator[str]:
    """Every complaint about a cell's rubric."""
    lines = [(place, line, read_item(line)) for place, line in _parts(cell)[1]] if by_hand(cell) else []
    for place, line, item in lines:
        if item is None:
            yield (f"{where}:{place}: '{line}' is no item of a rubric. Write '- 1: what is looked for', its points "
                   "first, and all of it in one line.")
    items = [(place, item) for place, _, item in lines if item is not None]
    first: dict[str, int] = {}
    for place, item in items:
        if first.setdefault(item.text, place) != place:
            yield (f"{where}:{place}: '{item.text}' stands in this rubric twice, and what is ticked is kept by its "
                   "words. Say it in others.")
    most, points = sum(max(0.0, item.points) for _, item in items), cell.grading.get("points")
    if lines and len(items) == len(lines) and isinstance(points, int | float) and most < points:
        worth = f"{number(most)} point{'s' * (most != 1)}"
        yield (f"{where}:{lines[0][0]}: the items of this rubric are worth {worth}, the cell {cell.name} "
               f"{number(points)}, which nobody could earn. Change the one or the other.")


def by_hand(cell: Cell) -> bool:
    """Whether a person grades the cell."""
    return cell.is_answer and cell.is_graded and not cell.is_code


def _parts(cell: Cell) -> tuple[str, list[tuple[int, str]]]:
    """The answer, and the lines of the rubric below it with their numbers in the file."""
    lines = [re.sub("^# ?", "", line) for line in cell.source.splitlines()]
    heads = [place for place, line in enumerate(lines) if HEAD.fullmatch(line.strip())]
    cut = heads[-1] if heads else len(lines)
    return "\n".join(lines[:cut]).strip(), [(cell.first + place, lines[place].strip())
                                            for place in range(cut + 1, len(lines)) if lines[place].strip()]
