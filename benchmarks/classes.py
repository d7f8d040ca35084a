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

from assay.audit.candidates import standing_alone
from assay.audit.styles import read_styles
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill
from tests.here import REPOSITORY

A = "convolution"
BENCH = REPOSITORY / ".cache" / "bench"
SOLUTIONS = REPOSITORY / "solutions"
ENDLESS = "def {name}({given}):\n    while True:\n        pass"
#: The class of convolution: right solutions and wrong ones.
RIGHT = ["loops", "kernel_taps", "comprehension", "vmap", "im2col", "lax_conv", "fft", "einsum", "row_by_row",
         "scan_rows"]
WRONG = ["flips_kernel", "forgets_plus_one", "axes_swapped", "mean_loss", "no_bias"]


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


def work(style: str, assignment: str = A) -> dict[str, str]:
    """What a student hands in: a right solution, a wrong one (its mistake on loops), or one that never ends.

    In another assignment than convolution, mistakes are made on its first common style; its first question never ends.
    """
    release = read_release(Course(REPOSITORY), assignment)
    base = "loops" if assignment == A else common(assignment)[0]

    def answers(kind: str, name: str) -> dict[str, str]:
        return standing_alone(SOLUTIONS / assignment / kind / f"{name}.py", release)

    if style == "endless":
        right = answers("wheat", base)
        name, given = ("receptive_field", "kernel_sizes") if assignment == A else (next(iter(right)), "*given, **more")
        return right | {name: ENDLESS.format(name=name, given=given)}
    if (SOLUTIONS / assignment / "chaff" / f"{style}.py").exists():
        return answers("wheat", base) | answers("chaff", style)
    return answers("wheat", style)


def right_styles(assignment: str) -> list[str]:
    """All right solutions of an assignment, the common ones first."""
    every = sorted(path.stem for path in (SOLUTIONS / assignment / "wheat").glob("[!_]*.py"))
    return list(dict.fromkeys([*read_styles(SOLUTIONS / assignment).common, *every]))


def common(assignment: str) -> list[str]:
    """The styles in which most write; if the author names none, the first."""
    return list(read_styles(SOLUTIONS / assignment).common) or right_styles(assignment)[:1]


def mixed(count: int, assignment: str = A) -> list[str]:
    """A class: right in ten styles, wrong in five ways, and one in twenty whose code never ends."""
    right, wrong = RIGHT, WRONG
    if assignment != A:
        right = list(islice(cycle(right_styles(assignment)), len(RIGHT)))
        every = sorted(path.stem for path in (SOLUTIONS / assignment / "chaff").glob("[!_]*.py"))
        wrong = list(islice(cycle(read_styles(SOLUTIONS / assignment).wrong or every), len(WRONG)))
    twenty = [*right, *right[:4], *wrong, "endless"]
    return list(islice(cycle(twenty), count))


def hand_in(folder: Path, release: dict[str, Any], styles: list[str], assignment: str = A) -> None:
    """Fills ``submitted/``; no two students' answers are equal, for our judge would judge them once."""
    for number, style in enumerate(styles):
        place = folder / "submitted" / f"student{number:04}" / assignment
        place.mkdir(parents=True)
        answers = {name: f"# Student {number}.\n{source}" for name, source in work(style, assignment).items()}
        (place / f"{assignment}.ipynb").write_text(json.dumps(fill(release, answers)), "utf-8")
