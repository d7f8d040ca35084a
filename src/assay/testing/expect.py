"""What a hidden test says of an answer. Each check raises :class:`Mismatch` with the evidence.

The order is fixed: shape first, then dtype, then finiteness, then values, so that the first thing said is the first
thing to mend.
"""

from __future__ import annotations

import math
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from typing import Any

import numpy as np

from assay.judge.evidence import Evidence, Kind, Mismatch, StudentFault
from assay.judge.explain.pasteable import SHOWN, bare, number, show
from assay.judge.student import Answer
from assay.room.wire import Drawn, Opaque
from assay.testing.equality import equal as equal

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
        if {type(item) for item in value} <= {float}:
            return np.array(value, np.float64)
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


def raises(ask: Callable[[], object], error: type[BaseException], name: str = "") -> None:
    """A call raises this error, or one that is of its kind.

    Raises:
        Mismatch: it answers, or raises another error.
        StudentFault: it is not there, not filled in yet, or ended otherwise.
    """
    wanted = f"{name}: " * bool(name) + f"{'an' if error.__name__[0] in 'AEIOU' else 'a'} {error.__name__}"
    try:
        answer = ask()
    except StudentFault as fault:
        if fault.evidence.kind != Kind.RAISED:
            raise
        kind = fault.evidence.actual.partition(":")[0]
        if error.__name__ in (kind, *fault.bases):
            return
        raise Mismatch(Evidence(Kind.SAID, fault.evidence.call, wanted, fault.evidence.actual)) from fault
    call, value = (answer.call, show(answer.value)) if isinstance(answer, Answer) else ("", "no error")
    raise Mismatch(Evidence(Kind.SAID, call, wanted, value))


def items(answer: Answer, name: str = "") -> list[Answer]:
    """The items of a list or a tuple, of what a generator gave, or the rows of an array.

    Raises:
        Mismatch: it is none of these.
    """
    value = answer.value.items if isinstance(answer.value, Drawn) else answer.value
    if not isinstance(value, (list, tuple)) and not (isinstance(value, np.ndarray) and value.ndim):
        raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, "a list or a generator", show(value), name))
    return [Answer(item, answer.call) for item in value]


def near(answer: Answer, expected: Any, tolerance: Any = 0.0, names: Sequence[str] = (), name: str = "") -> None:
    """:func:`close`, through tuples, lists and dicts: each array is near the one that it should be.

    Args:
        answer: what came back. A list serves for a tuple.
        expected: arrays or numbers, in tuples, lists or dicts.
        tolerance: the same containers, or one for all.
        names: what the items of a tuple or list are called.
        name: what all of it is called.

    Raises:
        Mismatch: other items or names, or as :func:`close`.
    """
    if isinstance(expected, Mapping):
        held = answer.value if isinstance(answer.value, dict) else {}
        if held.keys() != expected.keys():
            wanted, found = (", ".join(map(str, sorted(map(str, each)))) for each in (expected, held))
            raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, f"a dict of {wanted}",
                                    f"a dict of {found}" if held else show(answer.value), name))
        parts = [(str(key), Answer(held[key], answer.call), expected[key], key) for key in expected]
    elif isinstance(expected, (list, tuple)):
        called = [*names, *map(str, range(len(names), len(expected)))]
        if not isinstance(answer.value, (list, tuple)) or len(answer.value) != len(expected):
            raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, f"({', '.join(called)})", show(answer.value), name))
        parts = [(each, answer.part(place), expected[place], place) for place, each in enumerate(called)]
    else:
        close(answer, expected, tolerance, name)
        return
    for each, part, wanted_part, key in parts:
        within = tolerance[key] if isinstance(tolerance, (Mapping, list, tuple)) else tolerance
        near(part, wanted_part, within, name=f"{name}.{each}" if name else each)


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


def untouched(answer: Answer, *given: Any) -> None:
    """The arguments of a call are as they went in.

    Args:
        answer: from :meth:`Function.after`.
        given: the arguments, as they were given.

    Raises:
        Mismatch: something was written into one of them.
    """
    left = answer.value[1]
    if not isinstance(left, tuple) or len(left) != len(given):
        raise Mismatch(Evidence(Kind.GARBLED, answer.call))
    for place, (before, now) in enumerate(zip(given, left, strict=True)):
        before = bare(before)
        if isinstance(before, np.ndarray) and isinstance(now, list):
            before = before.tolist()
        if isinstance(before, np.ndarray) and isinstance(now, np.ndarray):
            before = before.astype(now.dtype)  # JAX holds numbers in 32 bits
        if not isinstance(now, Opaque) and not identical(before, now):
            raise Mismatch(Evidence(Kind.CHANGES, answer.call, show(before), show(now), f"args[{place}]"))


def shown(answer: Answer) -> str:
    """An answer as feedback shows it."""
    return show(answer.value)
