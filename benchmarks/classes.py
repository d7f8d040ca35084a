"""The class that is graded: right, wrong and endless submissions, and what grading them costs."""

from __future__ import annotations

import json
import resource
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from typing import Any

from assay.judge.answers import fill, read_answers
from tests.here import REPOSITORY

A = "convolution"
BENCH = REPOSITORY / ".cache" / "bench"
WHEAT, CHAFF = (REPOSITORY / "solutions" / A / name for name in ("wheat", "chaff"))
ENDLESS = "def receptive_field(kernel_sizes):\n    while True:\n        pass"


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processor, for some submissions."""

    submissions: int
    wall: float
    cpu: float

    @property
    def each(self) -> float:
        """Processor seconds of one submission."""
        return self.cpu / self.submissions

    @property
    def rate(self) -> float:
        """Submissions a minute."""
        return 60 * self.submissions / self.wall


@contextmanager
def measured(submissions: int, into: list[Cost], rooms: Callable[[], float] = lambda: 0.0) -> Iterator[None]:
    """Adds what this process and its ended children cost meanwhile; ``rooms`` tells what else did."""
    def cpu() -> float:
        both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    wall, before = time.monotonic(), cpu()
    yield
    into.append(Cost(submissions, time.monotonic() - wall, cpu() - before + rooms()))


def work(style: str) -> dict[str, str]:
    """What a student hands in: a right solution, a wrong one (its mistake on loops), or one that never ends."""
    if style == "endless":
        return read_answers(WHEAT / "loops.py") | {"receptive_field": ENDLESS}
    if (CHAFF / f"{style}.py").exists():
        return read_answers(WHEAT / "loops.py") | read_answers(CHAFF / f"{style}.py")
    return read_answers(WHEAT / f"{style}.py")


def mixed(count: int) -> list[str]:
    """A class: right in ten styles, wrong in five ways, and one in twenty whose code never ends."""
    right = ("loops", "kernel_taps", "comprehension", "vmap", "im2col", "lax_conv", "fft", "einsum", "row_by_row",
             "scan_rows")
    wrong = ("flips_kernel", "forgets_plus_one", "axes_swapped", "mean_loss", "no_bias")
    twenty = [*right, *right[:4], *wrong, "endless"]
    return list(islice(cycle(twenty), count))


def hand_in(folder: Path, release: dict[str, Any], styles: list[str]) -> None:
    """Fills ``submitted/``; no two students' answers are equal, for our judge would judge them once."""
    for number, style in enumerate(styles):
        place = folder / "submitted" / f"student{number:04}" / A
        place.mkdir(parents=True)
        notebook = fill(release, {name: f"# Student {number}.\n{source}" for name, source in work(style).items()})
        (place / f"{A}.ipynb").write_text(json.dumps(notebook), "utf-8")
