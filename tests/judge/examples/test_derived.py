"""Examples from a digest of the submission's program: short, valid, and in no table."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import strategies as st

from assay.judge.examples import tape
from assay.judge.examples.derived import Derived, derive, distinct
from assay.judge.examples.spread import spread
from tests.judge.examples.asked import SHAPED, VALUES, Property, of_lists


def derived(prop: Property, digest: str) -> list[int]:
    (_, example), = derive(prop, tape.record(prop, {"student": None}), digest, {})
    found: list[int] = example["case"]
    return found


def test_what_is_derived_is_of_the_class_that_holds_many_numbers_and_is_short_and_in_no_table() -> None:
    prop = of_lists(SHAPED)
    fixed = [example["case"] for _, example in tape.record(prop, {"student": None})]
    found = [derived(prop, f"{number:x}") for number in range(50)]
    assert {len(case) for case in found} == {9}
    assert not any(case in fixed for case in found)
    assert len(set(map(tuple, found))) == 50


def test_equal_digests_derive_equal_examples() -> None:
    assert derived(of_lists(SHAPED), "f00d") == derived(of_lists(SHAPED), "f00d")


def test_properties_with_the_same_strategy_derive_the_same_example_and_draw_it_once() -> None:
    known: Derived = {}
    first, second, other = of_lists(SHAPED), of_lists(SHAPED), of_lists(spread(one=st.just([1]), many=VALUES))
    drawn = [derive(prop, tape.record(prop, {"student": None}), "f00d", known) for prop in (first, second, other)]
    assert drawn[0] == drawn[1]
    assert len(known) == 2


def test_what_can_hardly_be_drawn_is_drawn_again_and_what_cannot_is_left_out() -> None:
    assert len(derived(of_lists(VALUES.filter(lambda case: case[0] % 3 == 0)), "f00d")) == 9
    tries = iter([True] * 500)
    prop = of_lists(VALUES.filter(lambda _: next(tries, False)))
    fixed = tape.record(prop, {"student": None})
    for _ in tries:
        pass
    assert derive(prop, fixed, "f00d", {}) == []


@pytest.mark.parametrize("example, count", [
    ({"x": np.array([[1, 2], [2, -0.0]]), "y": 1}, 3), ({"x": [(1, 2), (3, 4)], "y": {"key": 7}}, 5),
    ({"x": "text"}, 0), ({"x": 10**400, "y": None}, 1), ({"x": np.array(["a"])}, 0),
])
def test_different_numbers_are_counted_wherever_they_are(example: dict[str, Any], count: int) -> None:
    assert distinct(example) == count
