"""Answers of two rooms that differ by rounding, and those that are two guesses."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from assay.judge import student
from assay.judge.evidence import Evidence, Kind
from assay.judge.explain.rounding import alike, otherwise
from assay.judge.student import Remote
from assay.room.wire import Drawn

ONES = np.ones((2, 3), np.float32)
NAN = np.array([np.nan, 1.0], np.float32)


def raised(what: str) -> Evidence:
    return Evidence(Kind.RAISED, "f()", actual=what)


@pytest.mark.parametrize("one, other, same", [
    (ONES, ONES + np.float32(1e-3), True), (ONES, ONES + np.float32(0.1), False), (ONES, -ONES, False),
    (ONES, np.ones((3, 2), np.float32), False), (ONES, np.ones((2, 3)), False), (ONES, ONES.tolist(), False),
    (NAN, NAN, True), (NAN, NAN[::-1], False), (np.array([np.inf]), np.array([1.0]), False),
    (2.0, 2.001, True), (2.0, 2, False), (2, 3, False), (True, False, False), (1 + 1j, 1 - 1j, False),
    (np.array([3]), np.array([4]), False), (np.array([True]), np.array([False]), False),
    ("a", "a", True), ("a", "b", False), (None, None, True), ({1, 2}, {2, 1}, True), ({1}, {2}, False),
    ((1.0, "a"), (1.001, "a"), True), ((1.0, "a"), [1.0, "a"], False), ([[1.0], 2.0], [1.0, [2.0]], False),
    ({"w": ONES}, {"w": ONES * np.float32(1.001)}, True), ({"w": ONES}, {"b": ONES}, False),
    (Drawn("generator", (1, 2)), Drawn("generator", (1, 2)), True),
    (Drawn("generator", (1, 2)), Drawn("generator", (2, 1)), False),
    (raised("ValueError: x"), 1.0, False), (1.0, raised("ValueError: x"), False),
    (raised("ValueError: x"), raised("ValueError: y"), True), (raised("ValueError: x"), raised("TypeError: x"), False),
    (raised("JaxRuntimeError: x"), 1.0, True), (1.0, raised("TypeError: x"), False),
    (Evidence(Kind.CALL_TIMEOUT, "f()"), 1.0, True), (1.0, Evidence(Kind.TOO_LARGE, "f()"), True)])
def test_only_rounding_may_differ(one: Any, other: Any, same: bool) -> None:
    assert alike(one, other) is same


def test_what_is_left_where_all_cancels_out_may_differ() -> None:
    given = (np.array([1000.0], np.float32),)
    assert alike(0.1, 0.3, given)
    assert not alike(0.1, 0.3)
    assert not alike(100.0, 104.0, given)
    assert not alike(0.1, 0.3, ({"key": 55555},))


class Answering:
    """A session that answers any call with the same."""

    def __init__(self, answer: Any) -> None:
        self.answer = answer

    def call(self, *_: Any) -> Any:
        return self.answer


def judged(answer: Any) -> Any:
    """A judging in which ``f(1)`` was asked."""
    remote = Remote(Answering(answer), "q")
    remote("f", "call", [1], {}, "f(1)")
    return SimpleNamespace(remote=lambda _: remote, asked=lambda _: remote.asked)


@pytest.mark.parametrize("kept", [1 << 20, 0])
def test_two_guesses_are_seen_whether_they_were_kept_or_not(kept: int, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(student, "KEPT", kept)
    assert otherwise(judged(ONES), judged(ONES), "q") is None
    assert otherwise(judged(3), judged(4), "q") == Evidence(Kind.CHANGES, "f(1)", "4", "3")
