"""How a class's totals are spread, as a plot that needs no script."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from assay.pages.class_report import ClassRow

BINS = 10
#: The sizes of the plot, in its own units.
WIDTH, HIGH, GAP = 62, 150, 8


@dataclass(frozen=True)
class Bar:
    """A bar of the plot: how many students, and between which shares."""

    students: int
    label: str
    x: int
    y: int
    height: int


@dataclass(frozen=True)
class Plot:
    """The bars, and the same in words."""

    bars: tuple[Bar, ...]
    said: str


def plot(rows: Sequence[ClassRow]) -> Plot | None:
    """The students by their share of the points that are graded so far; None where there are none.

    A share, since totals of which different parts are pending cannot be compared.
    """
    counts = [0] * BINS
    for row in rows:
        graded = row.maximum - row.pending
        if graded > 0 and not row.outside:
            counts[min(BINS - 1, int(BINS * max(0.0, row.total) / graded + 1e-9))] += 1
    if not sum(counts):
        return None
    step, most = 100 // BINS, max(counts)
    labels = [f"{place * step}–{place * step + step - (place < BINS - 1)}" for place in range(BINS)]
    bars = tuple(Bar(count, label, place * (WIDTH + GAP), HIGH - height, height) for place, (count, label) in enumerate(
        zip(counts, labels, strict=True)) for height in [round((HIGH - 20) * count / most)])
    said = ", ".join(f"{bar.label}: {bar.students}" for bar in bars if bar.students)
    return Plot(bars, f"Students by their share of the points, in percent. {said}.")
