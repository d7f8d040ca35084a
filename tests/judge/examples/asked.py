"""Properties, and a student that counts what it is asked."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.examples import tape
from assay.judge.examples.search import judge
from assay.judge.examples.spread import spread

SIDES = spread(any=st.integers(1, 4), one=st.just(1), nine=st.just(9))
Property = Callable[..., None]
VALUES = st.lists(st.integers(-999, 999), min_size=9, max_size=9)
SHAPED = spread(one=st.just([1]), many=VALUES, none=st.just([0] * 9), longer=st.lists(st.integers(0, 9), min_size=20,
                                                                                     max_size=20))


def of_lists(cases: st.SearchStrategy[list[int]], limit: int = 10**9) -> Property:
    @settings(max_examples=12)
    @given(case=cases)
    def prop(student: Asked, case: list[int]) -> None:
        if sum(map(abs, student(case))) >= limit:
            raise mismatch(case)

    return prop


@dataclass
class Asked:
    """A student that counts its calls, and answers with what a function says."""

    answers: Callable[..., Any]
    calls: int = 0
    seen: list[tuple[Any, ...]] = field(default_factory=list)

    def __call__(self, *args: Any) -> Any:
        self.calls += 1
        self.seen.append(args)
        return self.answers(*args)


def mismatch(*shown: Any) -> Mismatch:
    return Mismatch(Evidence(Kind.VALUES, call=", ".join(map(str, shown))))


def below(limit: int) -> Property:
    """A property of integers that fails from the limit on."""

    @settings(max_examples=20)
    @given(n=st.integers(0, 1000))
    def prop(student: Asked, n: int) -> None:
        if student(n) >= limit:
            raise mismatch(n)

    return prop


def judged(prop: Property, student: Asked) -> None:
    given_ = {"student": student}
    search = judge(prop, given_, tape.record(prop, given_), lambda: student.calls)
    if search is not None:
        search.look()
        raise search.best()


def evidence(prop: Property, student: Asked) -> Evidence:
    with pytest.raises(Mismatch) as caught:
        judged(prop, student)
    return caught.value.evidence
