"""What a hidden test says of an answer. Each check raises :class:`Mismatch` with the evidence.

The order is fixed: shape first, then dtype, then finiteness, then values, so that the first thing said is the first
thing to mend.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from assay.judge.evidence import Evidence, Kind, Mismatch, StudentFault
from assay.judge.explain.pasteable import SHOWN, number, show
from assay.judge.student import Answer
from assay.room.wire import Drawn

Array = np.ndarray[Any, Any]


def array(answer: Answer, name: str = "") -> Array:
    """The answer as an array; a list of numbers counts as one.

    Raises:
        Mismatch: it is something else.
    """
    value = answer.value
    if isinstance(value, np.ndarray):
        return value
    if isinstance(value, (float, int)) and not isinstance(value, bool):
        return np.asarray(value, np.float64)
    if isinstance(value, (list, tuple)) and value:
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

    Raises:
        Mismatch: as :func:`floats`, or a value further off.
    """
    wanted = np.asarray(expected, np.float64)
    got = floats(answer, wanted.shape, name)
    off = ~(np.abs(got - wanted) <= tolerance)
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


def same(answers: Answer, name: str = "") -> None:
    """Two answers to equal inputs are equal to the bit.

    Args:
        answers: from :meth:`Function.twice`.

    Raises:
        Mismatch: they are not.
    """
    first, second = answers.value
    if not identical(first, second):
        raise Mismatch(Evidence(Kind.CHANGES, answers.call, show(first), show(second), name))


def identical(first: Any, second: Any) -> bool:
    """Equal in structure, dtype, shape and bytes."""
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes()
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(identical, first, second))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return list(first) == list(second) and all(identical(first[name], second[name]) for name in first)
    if isinstance(first, (set, frozenset)):
        return type(first) is type(second) and bool(first == second)
    if isinstance(first, Drawn) and isinstance(second, Drawn):
        return identical(first.items, second.items)
    return type(first) is type(second) and repr(first) == repr(second)


def pair(answer: Answer, first: str, second: str) -> tuple[Answer, Answer]:
    """The two items of an answer that should be a pair.

    Raises:
        Mismatch: it is none.
    """
    if not isinstance(answer.value, (list, tuple)) or len(answer.value) != 2:
        raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, f"a pair ({first}, {second})", show(answer.value)))
    return answer.part(0), answer.part(1)


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


def that(condition: bool, answer: Answer | Sequence[Answer], expected: str, actual: str) -> None:
    """A condition of the test's own, with what should be and what is in its own words.

    Args:
        condition: whether it holds.
        answer: what it is about; several answers, if it takes them all to see it.
        expected: what should be.
        actual: what is.

    Raises:
        Mismatch: the condition is false.
    """
    if not condition:
        calls = [answer.call] if isinstance(answer, Answer) else [each.call for each in answer]
        raise Mismatch(Evidence(Kind.SAID, "\n".join(dict.fromkeys(calls)), expected, actual))


def unchanged(first: Answer, second: Answer, name: str = "") -> None:
    """Two answers to the same call, asked at different times, are equal to the bit.

    Raises:
        Mismatch: they are not.
    """
    if not identical(first.value, second.value):
        raise Mismatch(Evidence(Kind.CHANGES, first.call, show(first.value), show(second.value), name))


def holds(check: Callable[[], object]) -> bool:
    """Whether a check holds, where what follows depends on it and not the points."""
    try:
        check()
    except Mismatch:
        return False
    return True


def answers(ask: Callable[[], Answer], error: str) -> None:
    """A call does not raise this error; whatever else it does is looked at elsewhere.

    Raises:
        Mismatch: it does.
    """
    try:
        ask()
    except StudentFault as fault:
        if fault.evidence.kind == Kind.RAISED and fault.evidence.actual.startswith(error):
            raise


def before(ask: Callable[[], Answer], expected: str) -> Answer:
    """An answer that must be there before a property can be looked at.

    Where the call raises, that is said as what is missing, so that it is not taken for the property's own failure.

    Raises:
        Mismatch: there is no answer.
    """
    try:
        return ask()
    except StudentFault as fault:
        if fault.evidence.kind != Kind.RAISED:
            raise
        evidence = fault.evidence
        raise Mismatch(Evidence(Kind.SAID, evidence.call, expected, f"no answer: {evidence.actual}")) from fault


def shown(answer: Answer) -> str:
    """An answer as feedback shows it."""
    return show(answer.value)
