from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from autograder.judge.evidence import Kind, StudentFault
from autograder.judge.student import Remote, Student


class Forged:
    """A room in which somebody else answers than our program."""

    def __init__(self, answer: Any) -> None:
        self._answer = answer

    def call(self, *_: Any, **__: Any) -> Any:
        return self._answer


@pytest.mark.parametrize("answer", [None, 12, np.zeros((3, 2)), np.zeros((2, 2)), "ab", (1,), (1, 2, 3, 4),
                                    {"0": 1, "1": 2}])
@pytest.mark.parametrize("mode", ["twice", "vjp"])
def test_an_answer_that_lacks_its_parts_is_the_students_fault_and_not_the_judges(answer: Any, mode: str) -> None:
    student = Student(Remote(Forged(answer), "corr2d"))
    more = {"cotangent": np.ones(1, np.float32)} if mode == "vjp" else {}
    for _ in range(2):
        with pytest.raises(StudentFault) as caught:
            getattr(student.corr2d, mode)(np.ones(1, np.float32), **more)
        assert caught.value.evidence.kind == Kind.GARBLED


def test_an_answer_with_its_parts_is_handed_on() -> None:
    X = np.ones(1, np.float32)
    assert Student(Remote(Forged((1, 1, (2,))), "corr2d")).corr2d.twice(X).value == (1, 1, (2,))
    assert Student(Remote(Forged((1, None)), "corr2d")).corr2d.vjp(X, cotangent=X).part(1).value is None
