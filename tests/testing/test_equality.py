"""Whether plain values are equal: by kind and value, and where they first differ."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.room.wire import Drawn, Opaque
from assay.testing import Answer, expect

NAN = float("nan")


def said(value: Any, wanted: Any, **more: Any) -> Evidence:
    """The evidence of an answer that is not equal."""
    with pytest.raises(Mismatch) as caught:
        expect.equal(Answer(value, "f()"), wanted, **more)
    return caught.value.evidence


@pytest.mark.parametrize("value, wanted", [
    (3, 3.0), (np.array(3, np.int64), 3), (3.0, np.float32(3)), (True, True), (np.array(True), True), ("a", "a"),
    (b"a", b"a"), (None, None), (NAN, NAN), (1j, 1j), (2**80, 2**80), ([1, (2, "a")], [1, (2, "a")]), (set(), set()),
    ({("a", 1): 2}, {("a", 1): np.int64(2)}), (frozenset({1}), frozenset({1})),
    (np.array([1, 2]), np.array([1.0, 2.0], np.float32)), (np.array([NAN, 1]), np.array([NAN, 1])),
    (np.array(["a", "bb"]), np.array(["a", "bb"])), ({"x": np.zeros(2)}, {"x": np.zeros(2)}),
    (np.zeros((0, 3)), np.zeros((0, 3))),
])
def test_equal_values_are_equal_whatever_their_width(value: Any, wanted: Any) -> None:
    expect.equal(Answer(value, "f()"), wanted)


@pytest.mark.parametrize("value, wanted, kind", [
    (1, True, Kind.STRUCTURE), (True, 1, Kind.STRUCTURE), ("1", 1, Kind.STRUCTURE), ((1,), [1], Kind.STRUCTURE),
    ([1], (1,), Kind.STRUCTURE), ([1, 2], [1], Kind.STRUCTURE), ({1}, frozenset({1}), Kind.STRUCTURE),
    ({True}, {1}, Kind.VALUES), ({True: 0}, {1: 0}, Kind.VALUES), ({"1": 0}, {1: 0}, Kind.VALUES),
    ({1: 0, 2: 0}, {1: 0}, Kind.VALUES), ({1: [0]}, {1: [1]}, Kind.VALUES), (None, 0, Kind.STRUCTURE),
    ([1, 2], np.array([1, 2]), Kind.STRUCTURE), (np.zeros(2), np.zeros(3), Kind.SHAPE), (3, 4, Kind.VALUES),
    (np.array([True]), np.array([1]), Kind.STRUCTURE), (np.array(["1"]), np.array([1]), Kind.STRUCTURE),
    (np.array([1, 2]), np.array([1, 3]), Kind.VALUES), (np.array([NAN]), np.array([1.0]), Kind.VALUES),
    (Opaque("Net"), 1, Kind.STRUCTURE), (Drawn("range", (1,)), [1], Kind.STRUCTURE), (NAN, 1.0, Kind.VALUES),
])
def test_other_values_and_other_kinds_are_told_apart(value: Any, wanted: Any, kind: Kind) -> None:
    assert said(value, wanted).kind == kind


def test_exactly_equal_are_types_and_dtypes_too() -> None:
    for value, wanted in ((3, 3), ([1.5], [1.5]), (np.arange(3), np.arange(3))):
        expect.equal(Answer(value, "f()"), wanted, exact=True)
    evidence = said(3.0, 3, exact=True)
    assert (evidence.expected, evidence.actual) == ("int", "float")
    assert said(np.zeros(2, np.float32), np.zeros(2), exact=True) == Evidence(Kind.DTYPE, "f()", "float64", "float32")
    assert said({"a": np.array(1)}, {"a": 1}, exact=True).detail == "at ['a']"


def test_the_evidence_shows_both_wholes_and_the_first_place() -> None:
    assert said({"a": [1, 2], "b": 3}, {"a": [1, 5], "b": 4}, name="the counts") == Evidence(
        Kind.VALUES, "f()", "{'a': [1, 5], 'b': 4}", "{'a': [1, 2], 'b': 3}",
        "the counts: at ['a'][1] it should be 5 and is 2")
    assert said({("a", "b"): 1}, {("a", "b"): 1, ("b", "b"): 2}).actual == "{('a', 'b'): 1}"
    assert said({1: {2: 3}}, {1: {}}).detail == "at [1] it should be without 2 and is with 2"


def test_numbers_that_look_alike_are_shown_in_full() -> None:
    evidence = said(0.1 + 0.2, 0.3)
    assert (evidence.expected, evidence.actual) == ("0.3", "0.30000000000000004")
