"""How a course comes to a mistake, and what that mistake is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from assay.authoring.scaffold import TEMPLATE

A = "hello"
SOURCE, TESTS, REFERENCE = f"source/{A}.py", f"autograder/{A}/test_center.py", f"solutions/{A}/reference.py"
WHEAT, CHAFF = f"solutions/{A}/wheat/loop.py", f"solutions/{A}/chaff/returns_the_mean.py"
#: The hidden tests, as ready-made properties with an example that the notebook shows.
DECLARED = '''"""Hidden properties of ``center(x)``, 4 points."""

import numpy as np
from hypothesis import strategies as st

from assay.testing import Question, arguments, draw

Q = Question("center", lambda x: x - x.mean(), st.tuples(draw.whole((4,))), bound=1e-4,
             shown=arguments(np.array([1, 2, 6], np.float32)))
test_example = Q.example(points=1)
test_shape = Q.shape(points=1)
test_values = Q.values(points=2)
'''
#: The line of the notebook's that checks an example by hand.
BY_HAND = "assert center(jnp.array([1.0, 2.0, 6.0])).tolist() == [-2.0, -1.0, 3.0]\n"
STAND_IN = f"solutions/{A}/stand_in.py"


@dataclass(frozen=True)
class Mistake:
    """What is wrong, how a course comes to it, and what is said; ``runs`` if only running the assignment shows it."""

    what: str
    make: Callable[[Path], object]
    says: tuple[str, ...]
    runs: bool = False


def edit(name: str, old: str, new: str) -> Callable[[Path], None]:
    """A change of a file: the first place of a text becomes another one."""
    def change(course: Path) -> None:
        path = course / name
        text = path.read_text("utf-8")
        assert old in text, old
        path.write_text(text.replace(old, new, 1), "utf-8")
    return change


def write(name: str, text: str) -> Callable[[Path], None]:
    """A file that is new, or all of it."""
    def change(course: Path) -> None:
        (course / name).parent.mkdir(parents=True, exist_ok=True)
        (course / name).write_text(text, "utf-8")
    return change


def remove(*names: str) -> Callable[[Path], None]:
    """Files that are missing."""
    def change(course: Path) -> None:
        for name in names:
            (course / name).unlink()
    return change


def both(*changes: Callable[[Path], object]) -> Callable[[Path], None]:
    """Several changes that make one mistake."""
    def change(course: Path) -> None:
        for each in changes:
            each(course)
    return change


def at(name: str, text: str, moved: int = 0) -> str:
    """A place as sentences have it: the first line of the template's file that begins so, and how far it has moved."""
    lines = (TEMPLATE / name).read_text("utf-8").splitlines()
    return f"{name}:{next(number for number, line in enumerate(lines, 1) if line.startswith(text)) + moved}"


def mistake(what: str, make: Callable[[Path], object], *says: str, runs: bool = False) -> Mistake:
    """With its sentences, of which each is whole."""
    return Mistake(what, make, says, runs)


SOLUTION = "    return x - jnp.mean(x)\n"
ASKED = "student.center(x), reference.center(x)"
