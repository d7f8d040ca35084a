"""Replies to calls that are more than the function's own answer: whoever forges one is told so, not the judge."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

import numpy as np
import pytest

from autograder.judge.evidence import Kind, StudentFault
from autograder.judge.student import Answer, Student

X = np.ones((2, 2), np.float32)
ASKED: dict[str, Callable[[Student], Answer]] = {
    "twice": lambda student: student.corr2d.twice(X, X),
    "vjp": lambda student: student.corr2d.vjp(X, X, cotangent=X),
    "apply_vjp": lambda student: student.module("Conv2D", kernel_size=(2, 2)).vjp({}, X, cotangent=X)}
WHOLE: dict[str, Any] = {"twice": (X, X), "vjp": (X, None), "apply_vjp": (X, (X, X))}
FORGED: tuple[Any, ...] = (None, 3, "abc", X, (), (X,), [X, X], (X, X, X), (X, X, X, X), {"a": X, "b": X, "c": X})


def replying(value: Any) -> Student:
    """A student whose room gives this reply to everything."""
    def asks(name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        del name, mode, args, more, shown
        return value

    return Student(asks)


@pytest.mark.parametrize("mode", ASKED)
def test_a_reply_with_all_its_parts_is_passed_on(mode: str) -> None:
    assert ASKED[mode](replying(WHOLE[mode])).value is WHOLE[mode]


@pytest.mark.parametrize("mode", ASKED)
@pytest.mark.parametrize("forged", FORGED, ids=repr)
def test_a_forged_reply_is_the_students_fault(mode: str, forged: Any) -> None:
    with pytest.raises(StudentFault) as caught:
        ASKED[mode](replying(forged))
    assert caught.value.evidence.kind == Kind.GARBLED
    assert caught.value.evidence.call
