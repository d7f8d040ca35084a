"""The examples of ``docs/hidden-tests.md`` are hidden tests that work, and tell right answers from wrong ones."""

from __future__ import annotations

import re
from collections import Counter as Counted
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay import testing
from assay.judge.verdict import Outcome
from assay.testing import expect
from tests.here import REPOSITORY
from tests.testing.tiny import judged_in

pytestmark = pytest.mark.usefixtures("as_before")
TEXT = (REPOSITORY / "docs" / "hidden-tests.md").read_text("utf-8")
HEAD = f"""
from collections import Counter
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from assay.testing import {', '.join(testing.__all__)}
from solutions.tiny import reference
"""
REFERENCE = """
import jax.numpy as jnp
def strided(X, K, stride):
    windows = [X[a:X.shape[0] - 1 + a, b:X.shape[1] - 1 + b] * K[a, b] for a in range(2) for b in range(2)]
    return sum(windows)[::stride, ::stride]
"""


class Counter:
    """Right."""

    def __init__(self) -> None:
        self.total = 0

    def add(self, number: int) -> None:
        self.total += number

    def value(self) -> int:
        return self.total


class Shared(Counter):
    """Counts for all objects at once."""

    all = 0

    def add(self, number: int) -> None:
        Shared.all += number

    def value(self) -> int:
        return Shared.all


def strided(X: Any, K: Any, stride: int) -> Any:
    taps = [X[a:X.shape[0] - 1 + a, b:X.shape[1] - 1 + b][::stride, ::stride] * K[a, b]
            for a in range(2) for b in range(2)]
    return taps[0] + taps[1] + taps[2] + taps[3]


def pooled(items: list[int], mode: str = "max") -> int:
    if mode != "max":
        raise ValueError(mode)
    return max(items)


def batches(n: int, rng: Any) -> Iterator[Any]:
    order = rng.permutation(n)
    return (order[start:start + 3] for start in range(0, n, 3))


RIGHT: dict[str, Any] = {"counted": lambda words: dict(Counted(words)), "strided": strided, "Counter": Counter,
                         "pooled": pooled, "batches": batches}


def lost(root: Path, names: dict[str, Any]) -> set[str]:
    """The properties that these answers lose."""
    blocks = re.findall(r"^```python\n(.*?)^```", TEXT, re.MULTILINE | re.DOTALL)
    judged = judged_in(root, {"test_all.py": "\n\n".join([HEAD, *blocks])}, REFERENCE, names)
    assert judged.faults == []
    found = judged.results["all"]
    assert len(found) == 11
    return {name for name, item in found.items() if item.outcome != Outcome.EARNED}


@pytest.mark.parametrize("wrong, wanted", [
    ({}, set()),
    ({"counted": lambda words: dict.fromkeys(words, 1), "Counter": Shared, "pooled": lambda items, mode: (items, mode)},
     {"counts", "objects_do_not_meet", "refuses_other_modes"}),
    ({"batches": lambda n, rng: [np.arange(n)] if rng else []}, {"order_is_drawn"}),
    ({"batches": lambda n, rng: iter(rng.integers(0, n, n))}, {"every_index_once"}),
])
def test_the_examples_judge_as_they_say(tmp_path: Path, wrong: dict[str, Any], wanted: set[str]) -> None:
    assert lost(tmp_path, {**RIGHT, **wrong}) == wanted


def test_every_check_and_every_name_is_described() -> None:
    checks = {name for name, value in vars(expect).items() if callable(value) and not name.startswith("_")
              and getattr(value, "__module__", "").startswith("assay.testing")}
    seldom = {"array", "answers", "before", "detail", "holds", "identical", "number_in", "row", "shown", "unchanged"}
    assert {name for name in checks - seldom if f"expect.{name}" not in TEXT} == set()
    assert {name for name in testing.__all__ if name not in TEXT} <= {"Student", "Array"}
