"""What a hidden test says of numbers and arrays.

The order is fixed: shape first, then dtype, then finiteness, then values, so that the first thing said is the first
thing to mend.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.explain.pasteable import SHOWN, number, show
from assay.judge.student import Answer

Array = np.ndarray[Any, Any]


def array(answer: Answer, name: str = "") -> Array:
    """The answer as an array; a list of numbers counts as one.

    Raises:
        Mismatch: it is something else.
    """
    value = answer.value
    if isinstance(value, np.ndarray) and value.dtype.kind != "U":
        return value
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        with suppress(OverflowError):
            return np.asarray(value, np.float64)
    if isinstance(value, (list, tuple)) and value:
        if {type(item) for item in value} <= {float, int}:
            with suppress(OverflowError):
                return np.array([float(item) for item in value], np.float64)
        parts = [array(Answer(item, answer.call), name) for item in value]
        if len({part.shape for part in parts}) == 1:
            with suppress(np.exceptions.DTypePromotionError):
                return np.stack(parts)
    raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, "an array", show(value), name))


def shape(answer: Answer, expected: Sequence[int], name: str = "") -> Array:
    """The answer as an array of this shape.

    Raises:
        Mismatch: no array, or another shape.
    """
    got = array(answer, name)
    if got.shape != tuple(expected):
        raise Mismatch(Evidence(Kind.SHAPE, answer.call, str(tuple(expected)), str(got.shape), name))
    return got


def floats(answer: Answer, expected: Sequence[int], name: str = "") -> Array:
    """The answer as a finite array of floats, at least 32 bits wide, of this shape, in float64.

    Raises:
        Mismatch: no array, another shape, another dtype, or a NaN or infinity.
    """
    got = shape(answer, expected, name)
    if got.dtype not in (np.float32, np.float64):
        raise Mismatch(Evidence(Kind.DTYPE, answer.call, "float32", got.dtype.name, name))
    if not np.isfinite(got).all():
        raise Mismatch(Evidence(Kind.NOT_FINITE, answer.call, "", show(got), name))
    return got.astype(np.float64)


def close(answer: Answer, expected: Any, tolerance: Any = 0.0, name: str = "") -> None:
    """The answer agrees with ``expected`` (float64) within ``tolerance``, elementwise and absolute.

    Within an infinite tolerance nothing does: it was made of answers, such as a start that no float holds squared.

    Raises:
        Mismatch: as :func:`floats`, or a value further off.
    """
    wanted = np.asarray(expected, np.float64)
    got = floats(answer, wanted.shape, name)
    off = ~((np.abs(got - wanted) <= tolerance) & np.isfinite(tolerance))
    if off.any():
        raise Mismatch(Evidence(Kind.VALUES, answer.call, _shown(wanted), _shown(got), detail(name, off, wanted, got)))


def _shown(array: Array) -> str:
    """In float32, which is shorter to read, unless numbers would get lost."""
    with np.errstate(over="ignore", under="ignore"):
        narrow = array.astype(np.float32)
    return show(narrow if np.isfinite(narrow).all() and ((narrow == 0) == (array == 0)).all() else array)


def detail(name: str, off: Array, wanted: Array, got: Array) -> str:
    """Which part is meant, and for arrays too large to show, where it first differs."""
    if wanted.size <= SHOWN:
        return name
    place = tuple(int(side) for side in np.argwhere(off)[0])
    first = f"at {list(place)} it should be {number(wanted[place])} and is {number(got[place])}"
    return f"{name}: {first}" if name else first


def real(answer: Answer, expected: Sequence[int], name: str = "") -> Array:
    """The answer as a finite array of real numbers of any dtype, of this shape, in float64.

    Raises:
        Mismatch: no array, another shape, truths or complex numbers, or a NaN or infinity.
    """
    got = shape(answer, expected, name)
    if got.dtype.kind in "bc":
        raise Mismatch(Evidence(Kind.DTYPE, answer.call, "real numbers", got.dtype.name, name))
    with np.errstate(all="ignore"):
        wide = got.astype(np.float64)
    if not np.isfinite(wide).all():
        raise Mismatch(Evidence(Kind.NOT_FINITE, answer.call, "", show(got), name))
    return wide


def one_number(answer: Answer, low: float = -math.inf, high: float = math.inf, name: str = "") -> float:
    """The answer as a finite real number, Python's or an array of one, between bounds.

    Raises:
        Mismatch: it is none, or outside.
    """
    found = number_in(answer.value)
    if found is None or isinstance(found, complex):
        raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, "a number", show(answer.value), name))
    if isinstance(found, float) and not math.isfinite(found):
        raise Mismatch(Evidence(Kind.NOT_FINITE, answer.call, "", show(answer.value), name))
    if not low <= found <= high:
        bounds = [f"at least {number(low)}"] * (low > -math.inf) + [f"at most {number(high)}"] * (high < math.inf)
        raise Mismatch(Evidence(Kind.VALUES, answer.call, " and ".join(bounds), show(answer.value), name))
    return float(max(-sys.float_info.max, min(found, sys.float_info.max)))


def dtype(answer: Answer, *names: str, name: str = "") -> Array:
    """The answer as an array of one of these dtypes.

    Raises:
        Mismatch: no array, or another dtype.
    """
    got = array(answer, name)
    if got.dtype.name not in names:
        raise Mismatch(Evidence(Kind.DTYPE, answer.call, " or ".join(names), got.dtype.name, name))
    return got


def integers(answer: Answer, expected: tuple[int, ...]) -> None:
    """The answer is this tuple of whole numbers (a list or an array of them counts).

    Raises:
        Mismatch: it is not.
    """
    found = row(answer.value, len(expected))
    if found is None:
        wanted = f"{show(expected)}, a pair of whole numbers"
        raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, wanted, show(answer.value)))
    if found != list(expected):
        raise Mismatch(Evidence(Kind.VALUES, answer.call, show(expected), show(answer.value)))


def row(value: Any, length: int) -> list[Any] | None:
    """The items of a list, tuple or array of so many, arrays of one number as that number; None if it is none.

    An item that is no number stands as None, so that it equals no number.
    """
    if isinstance(value, np.ndarray):
        return [number_in(item) for item in value] if value.shape == (length,) else None
    if not isinstance(value, (list, tuple)) or len(value) != length:
        return None
    return [number_in(item) for item in value]


def number_in(item: Any) -> Any:
    """A number, or an array of one number, as Python's; None for anything else, truths too."""
    if isinstance(item, (np.ndarray, np.generic)) and item.size == 1:
        item = item.item()
    return item if isinstance(item, (int, float, complex)) and not isinstance(item, bool) else None
