"""A failing call as a picture: what goes in, what should come out, what does, and by how much it differs.

An array of more than two dimensions is a row of panels, one for each channel. One scale of colours for all but the
difference, which has one of its own around zero. Both can be told apart by the
colour-blind, and where there is room each number stands in its cell.
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

from assay.judge.evidence import Evidence, Kind
from assay.pages.student.arrays import Array, arguments, array, shape
from assay.pages.words import number

#: The most rows and columns of a panel that are drawn, and the most numbers and panels of a whole picture.
ROWS, COLUMNS, NUMBERS, PANELS = 12, 12, 240, 24
#: Rows and columns up to which each number is written, and the sizes of cells with and without; the page's style has
#: them too.
WRITTEN, WIDE, HIGH, SMALL = 8, 40, 30, 16
#: The most characters that a wide cell holds at their own width.
HELD = 5
#: From little to much, as even to the eye as the map called cividis; and below, at and above zero.
SCALE = ((0, 34, 78), (59, 73, 108), (112, 113, 115), (165, 156, 116), (254, 232, 56))
AROUND = ((33, 92, 168), (245, 245, 245), (205, 92, 0))
NEITHER = (170, 170, 170)
DIFFERENCE = "yours − should be"
ABOUT = "One scale of colours, from {low} (dark) to {high} (light)."
APART = " In the difference, orange is too much and blue too little."
SHAPES = "What is empty shows a shape only."
DRAWN = frozenset({Kind.VALUES, Kind.SAID, Kind.EXPORTED, Kind.CHANGES})


@dataclass(frozen=True)
class Cell:
    """A number in its place; ``text`` is "" where there is no room for it, and ``long`` where it has to be narrowed."""

    x: int
    y: int
    fill: str
    ink: str
    text: str
    long: bool = False


@dataclass(frozen=True)
class Grid:
    """An array, or one panel of it, as drawn, with what is heard in its place. Empty cells only show a shape."""

    label: str
    size: str
    said: str
    width: int
    height: int
    large: bool
    cells: tuple[Cell, ...]


@dataclass(frozen=True)
class Picture:
    """The grids of a call in their order, and a sentence on the colours."""

    grids: tuple[Grid, ...]
    about: str


def drawn(evidence: Evidence, labels: Sequence[str], parameters: Mapping[str, Sequence[str]]) -> Picture | None:
    """A picture of a call that failed; None where there is no array in it, or one too large to be seen.

    Args:
        evidence: of the failure.
        labels: what stands before what should be, and before what is.
        parameters: the names of each known function's parameters.
    """
    given = _labelled(evidence, parameters)
    if evidence.kind == Kind.SHAPE:
        return _of_shapes(evidence, labels, given)
    should, is_ = array(evidence.expected), array(evidence.actual)
    if evidence.kind not in DRAWN or should is None or is_ is None or len(labels) != 2:
        return None
    arrays = [panel for each in (*given, (labels[0], should), (labels[1], is_)) for panel in _panels(*each)]
    apart = _difference(should, is_) if evidence.kind != Kind.CHANGES else None
    differences = list(_panels(DIFFERENCE, apart)) if apart else []
    if not _fits([each for _, each in (*arrays, *differences)]):
        return None
    finite = [each for _, held in arrays for each in held.numbers if math.isfinite(each)] or [0.0]
    low, high = min(finite), max(finite)
    grids = [_grid(label, held, SCALE, low, high) for label, held in arrays]
    about = ABOUT.format(low=_short(low), high=_short(high))
    if apart:
        most = max((abs(each) for each in apart.numbers if math.isfinite(each)), default=0.0)
        grids += [_grid(label, held, AROUND, -most, most) for label, held in differences]
        about += APART
    return Picture(tuple(grids), about)


def _labelled(evidence: Evidence, parameters: Mapping[str, Sequence[str]]) -> list[tuple[str, Array]]:
    """The call's arrays and their names, which are numbers where nobody knows better."""
    found = arguments(evidence.call, parameters)
    unnamed = sum(not each.name for each in found)
    labels = iter([f"input {place}" for place in range(1, unnamed + 1)] if unnamed > 1 else ["input"])
    return [(each.name or next(labels), each.array) for each in found]


def _of_shapes(evidence: Evidence, labels: Sequence[str], given: Sequence[tuple[str, Array]]) -> Picture | None:
    """The same of an answer of another shape: its numbers say nothing yet."""
    should, is_ = shape(evidence.expected), shape(evidence.actual)
    if not should or not is_ or len(labels) != 2:
        return None
    empty = [(label, Array(sizes, (math.nan,) * min(math.prod(sizes), NUMBERS + 1)))
             for label, sizes in zip(labels, (should, is_), strict=True)]
    if max(math.prod(each) for each in (should, is_)) > NUMBERS:
        return None
    given, empty = ([panel for each in arrays for panel in _panels(*each)] for arrays in (given, empty))
    if not _fits([held for _, held in (*given, *empty)]):
        return None
    finite = [each for _, held in given for each in held.numbers if math.isfinite(each)] or [0.0]
    low, high = min(finite), max(finite)
    return Picture((*(_grid(label, held, SCALE, low, high) for label, held in given),
                    *(_grid(label, held, (), 0.0, 0.0) for label, held in empty)), SHAPES)


def _difference(should: Array, is_: Array) -> Array | None:
    if should.shape != is_.shape:
        return None
    pairs = zip(should.numbers, is_.numbers, strict=True)
    return Array(should.shape, tuple(0.0 if a == b else b - a for a, b in pairs))


def _panels(label: str, held: Array) -> Iterator[tuple[str, Array]]:
    """An array's panels of at most two dimensions, named by their place in it: a channel each, mostly."""
    *outer, rows, columns = held.shape if len(held.shape) > 2 and held.numbers else (0, 0)
    if not outer:
        yield label, held
        return
    for start, place in enumerate(product(*map(range, outer))):
        numbers = held.numbers[start * rows * columns:(start + 1) * rows * columns]
        yield f"{label}[{', '.join(map(str, place))}]", Array((rows, columns), numbers)


def _fits(arrays: Sequence[Array]) -> bool:
    """Whether there is something in each, neither side too long, and all together not too much."""
    return all(each.shape and each.numbers and each.shape[-1] <= COLUMNS and each.shape[0] <= ROWS
               for each in arrays) and sum(len(each.numbers) for each in arrays) <= NUMBERS and len(arrays) <= PANELS


def _grid(label: str, held: Array, scale: Sequence[tuple[int, int, int]], low: float, high: float) -> Grid:
    rows, columns = held.shape if len(held.shape) == 2 else (1, *held.shape)
    texts = [_short(each) if scale else "" for each in held.numbers]
    large = rows <= WRITTEN and columns <= WRITTEN
    across, down = (WIDE, HIGH) if large else (SMALL, SMALL)
    cells = tuple(_cells(held, columns, across, down, scale, low, high, texts if large else []))
    size = " × ".join(map(str, held.shape))
    said = f"{label}, {size}" + (f": {', '.join(texts)}" if scale else "")
    return Grid(label, size, said, columns * across, rows * down, large, cells)


def _cells(held: Array, columns: int, across: int, down: int, scale: Sequence[tuple[int, int, int]], low: float,
           high: float, texts: Sequence[str]) -> Iterator[Cell]:
    for place, value in enumerate(held.numbers):
        colour = _colour(value, scale, low, high) if scale else (0, 0, 0)
        light = (299 * colour[0] + 587 * colour[1] + 114 * colour[2]) / 1000
        text = texts[place] if texts else ""
        yield Cell(place % columns * across, place // columns * down, _hex(colour) if scale else "none",
                   "#000" if light > 115 else "#fff", text, len(text) > HELD)


def _colour(value: float, scale: Sequence[tuple[int, int, int]], low: float, high: float) -> tuple[int, int, int]:
    """A number's colour on a scale from ``low`` to ``high``; what is not finite is on none."""
    if not math.isfinite(value):
        return NEITHER
    span = high - low
    share = (value - low) / span if 0 < span < math.inf else 0.5
    place = min(share * (len(scale) - 1), len(scale) - 1 - 1e-9)
    first, part = int(place), place - int(place)
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(scale[first], scale[first + 1], strict=True))
    return red, green, blue


def _hex(colour: tuple[int, int, int]) -> str:
    return "#{:02x}{:02x}{:02x}".format(*colour)


def _short(value: float) -> str:
    """A number in at most six characters or so."""
    if not math.isfinite(value):
        return str(value)
    text = number(value) if value == 0 or 0.001 <= abs(value) < 10_000 else f"{value:.0e}"
    return (text if len(text) <= 6 else f"{value:.2g}").replace("-", "−")
