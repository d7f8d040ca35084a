"""What a hidden test says of answers with several parts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.explain.pasteable import show
from assay.judge.student import Answer
from assay.room.wire import Drawn
from assay.testing.numbers import close


def pair(answer: Answer, first: str, second: str) -> tuple[Answer, Answer]:
    """The two items of an answer that should be a pair.

    Raises:
        Mismatch: it is none.
    """
    if not isinstance(answer.value, (list, tuple)) or len(answer.value) != 2:
        raise Mismatch(Evidence(Kind.STRUCTURE, answer.call, f"a pair ({first}, {second})", show(answer.value)))
    return answer.part(0), answer.part(1)


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
        expected: arrays or numbers, in tuples, lists or dicts. A list of numbers is an array.
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
    elif isinstance(expected, tuple) or (isinstance(expected, list) and not _is_array(expected)):
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


def _is_array(items: list[Any]) -> bool:
    return all(isinstance(item, (int, float)) or (isinstance(item, list) and _is_array(item)) for item in items)
