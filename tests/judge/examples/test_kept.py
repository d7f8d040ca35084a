"""A hidden test whose reference writes into what was drawn is refused: it would have judged something else."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.judge.evidence import JudgeFault
from assay.judge.examples.kept import WRITES, kept
from tests.judge.examples.asked import Asked, judged, mismatch


class Pair(NamedTuple):
    left: Any
    right: Any


@dataclass(frozen=True)
class Held:
    one: Any


def array() -> Any:
    return np.arange(6.0).reshape(2, 3)


def subtract(x: Any) -> None:
    x -= 1


@pytest.mark.parametrize(("drawn", "write"), [
    (array(), subtract), (array().T, lambda x: x.sort()), ((array(), 1), lambda x: x[0].fill(0)),
    (Pair(1, array()), lambda x: subtract(x.right)), (Held(array()), lambda x: subtract(x.one)),
    ([array()], lambda x: subtract(x[0])), ({"w": array()}, lambda x: subtract(x["w"])),
    ([3, 1], lambda x: x.sort()), ([1], lambda x: x.pop()), ((1, [[2], [1]]), lambda x: x[1][0].append(3)),
    ({"a": 1}, lambda x: x.update(b=2)), ({"a": [1]}, lambda x: x["a"].append(2)), ({"a": 1}, lambda x: x.update(a=2)),
    ({1, 2}, lambda x: x.discard(1)), (Held([1]), lambda x: x.one.append(1))])
def test_who_writes_into_what_was_drawn_judges_nobody(drawn: Any, write: Callable[[Any], object]) -> None:
    with pytest.raises(JudgeFault, match=f"^{WRITES}$"), kept({"case": drawn}):
        write(drawn)


@pytest.mark.parametrize("drawn", [array(), (array(), [1, 2]), {"a": {3, 1}}, Pair(1, "x"), None, 10**30, [array()]])
def test_who_reads_and_copies_may(drawn: Any) -> None:
    with kept({"case": drawn}):
        repr(drawn)
        (np.array(drawn, copy=True) if isinstance(drawn, np.ndarray) else [drawn]).sort()


def test_other_errors_of_a_test_stay_what_they_are() -> None:
    with pytest.raises(ValueError, match="another"), kept({"case": array()}):
        raise ValueError("another")


def test_a_student_who_hands_back_what_came_does_not_pass_beside_such_a_reference() -> None:
    @settings(max_examples=6)
    @given(x=st.integers(2, 5).map(lambda n: np.arange(float(n))))
    def prop(student: Asked, x: Any) -> None:
        x -= x.mean()
        if not np.array_equal(student(x), x):
            raise mismatch(x.tolist())

    with pytest.raises(JudgeFault, match="copy it first"):
        judged(prop, Asked(lambda x: x))
