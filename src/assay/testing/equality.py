"""Whether a plain value is the one that it should be, and where it is not."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, NamedTuple

import numpy as np

from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.explain.pasteable import numbers, show
from assay.judge.student import Answer

CONTAINERS = (list, tuple, set, frozenset, dict)


class Difference(NamedTuple):
    """What is wrong first: the kind, the place as one indexes it, and what should be and what is there."""

    kind: Kind
    place: str
    expected: str
    actual: str


def equal(answer: Answer, expected: Any, name: str = "", *, exact: bool = False) -> None:
    """The answer is this value, by kind and value: a list is no tuple, True is no 1, "1" is no 1.

    Whole numbers and floats are equal as in Python, NumPy's too; arrays by shape and values, NaN being NaN.

    Args:
        answer: what came back.
        expected: a plain value of Python's, or an array, or containers of these.
        name: of the part that is meant, for the sentence.
        exact: whether the types of numbers and the dtypes of arrays count too.

    Raises:
        Mismatch: it is another value.
    """
    found = difference(expected, answer.value, exact)
    if found is None:
        return
    whole, got = show(expected), show(answer.value)
    first = f"at {found.place} it should be {found.expected} and is {found.actual}" if found.place else ""
    if found.kind in (Kind.SHAPE, Kind.DTYPE) and not found.place:
        raise Mismatch(Evidence(found.kind, answer.call, found.expected, found.actual, name))
    if whole == got or not first:
        whole, got = found.expected, found.actual
        first = f"at {found.place}" if found.place else ""
    detail = ": ".join(part for part in (name, first) if part)
    kind = Kind.VALUES if found.kind == Kind.VALUES else Kind.STRUCTURE
    raise Mismatch(Evidence(kind, answer.call, whole, got, detail))


def difference(wanted: Any, got: Any, exact: bool, place: str = "") -> Difference | None:
    """The first difference between two values; None if they are equal."""
    if isinstance(wanted, np.ndarray) and wanted.ndim:
        return _arrays(wanted, got, exact, place)
    if isinstance(wanted, CONTAINERS):
        return _containers(wanted, got, exact, place)
    one, other = plain(wanted), plain(got)
    if kind_of(one) != kind_of(other):
        return Difference(Kind.STRUCTURE, place, show(wanted), show(got))
    if exact and type_of(wanted) != type_of(got):
        return Difference(Kind.DTYPE, place, type_of(wanted), type_of(got))
    if one == other or (one != one and other != other):  # NaN
        return None
    shown = show(wanted), show(got)
    return Difference(Kind.VALUES, place, *(shown if shown[0] != shown[1] else (repr(one), repr(other))))


def plain(value: Any) -> Any:
    """NumPy's numbers, and arrays of one number without an axis, as Python's."""
    return value.item() if isinstance(value, (np.ndarray, np.generic)) and value.ndim == 0 else value


def kind_of(value: Any) -> str:
    """What kind of value it is; numbers are of one."""
    if isinstance(value, bool):
        return "bool"
    return "number" if isinstance(value, (int, float, complex)) else type(value).__name__


def type_of(value: Any) -> str:
    """The type of a value, or the dtype of an array."""
    return value.dtype.name if isinstance(value, (np.ndarray, np.generic)) else type(value).__name__


def _arrays(wanted: Any, got: Any, exact: bool, place: str) -> Difference | None:
    if not isinstance(got, np.ndarray) or _family(wanted) != _family(got):
        return Difference(Kind.STRUCTURE, place, show(wanted), show(got))
    if got.shape != wanted.shape:
        return Difference(Kind.SHAPE, place, str(wanted.shape), str(got.shape))
    if exact and got.dtype != wanted.dtype:
        return Difference(Kind.DTYPE, place, wanted.dtype.name, got.dtype.name)
    off = np.asarray(got != wanted)
    if _family(wanted) == "number":
        off = off & ~((got != got) & (wanted != wanted))
    if not off.any():
        return None
    first = tuple(np.argwhere(off)[0].tolist())
    return Difference(Kind.VALUES, f"{place}{list(first)}", numbers(wanted[first]), numbers(got[first]))


def _family(array: Any) -> str:
    kind = str(array.dtype.kind)
    return {"U": "text", "b": "truth"}.get(kind, "number")


def _containers(wanted: Any, got: Any, exact: bool, place: str) -> Difference | None:
    if type(got) is not type(wanted):
        return Difference(Kind.STRUCTURE, place, show(wanted), show(got))
    if isinstance(wanted, (set, frozenset, dict)):
        missing, more = _only(wanted, got), _only(got, wanted)
        if missing or more:
            said = f"without {show(missing[0])}" if missing else f"with {show(more[0])}"
            lacking = f"with {show(missing[0])}" if missing else f"without {show(more[0])}"
            return Difference(Kind.VALUES, place, *((lacking, said) if place else (show(wanted), show(got))))
        pairs: Iterable[tuple[Any, Any, Any]] = ()
        if isinstance(wanted, dict):
            pairs = ((name, wanted[name], got[name]) for name in wanted)
    elif len(wanted) != len(got):
        return Difference(Kind.STRUCTURE, place, show(wanted), show(got))
    else:
        pairs = ((index, one, other) for index, (one, other) in enumerate(zip(wanted, got, strict=True)))
    found = (difference(one, other, exact, f"{place}[{show(name)}]") for name, one, other in pairs)
    return next((each for each in found if each is not None), None)


def _only(some: Iterable[Any], others: Iterable[Any]) -> list[Any]:
    """What is in one and not in the other; True is no 1."""
    there = {_marked(each) for each in others}
    return [each for each in some if _marked(each) not in there]


def _marked(member: Any) -> Any:
    if isinstance(member, (tuple, frozenset)):
        return type(member), type(member)(map(_marked, member))
    return isinstance(member, bool), member
