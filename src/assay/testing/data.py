"""What hidden tests send in besides plain values, and the data that they read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assay.judge.explain.pasteable import Source
from assay.room.inside.asked import RNG
from assay.room.inside.carried import Code


def numpy_rng(seed: int) -> dict[str, Any]:
    """An argument that arrives as ``np.random.default_rng(seed)``, new for each call."""
    return {RNG: seed}


def code(text: str) -> Code:
    """An argument that arrives as the function that this text is: ``code("lambda x: x * x")``."""
    return Code(text)


def as_source(value: Any, text: str) -> Source:
    """An argument that is shown to students as this text, which they can paste: how they read it from their file."""
    return Source(value, text)


def table(test: str, name: str, skip: int = 0) -> np.ndarray[Any, Any]:
    """Numbers from a file of lines with commas: float64, one row a line, not to be written to.

    Args:
        test: the test's own ``__file__``. The file lies beside it, or among those that students have, in
            ``source/ASSIGNMENT/``.
        name: the file's.
        skip: lines at its top that are left out.

    Raises:
        FileNotFoundError: it is in neither place.
    """
    beside = Path(test).resolve().parent
    places = (beside / name, beside.parents[1] / "source" / beside.name / name)
    path = next((place for place in places if place.is_file()), None)
    if path is None:
        raise FileNotFoundError(f"{name} lies neither in autograder/{beside.name} nor in source/{beside.name}")
    return _read(path, skip)


@cache
def _read(path: Path, skip: int) -> np.ndarray[Any, Any]:
    rows = np.loadtxt(path, delimiter=",", skiprows=skip, ndmin=2)
    rows.flags.writeable = False
    return rows
