"""Judging by a tape: what fails is shown at its smallest, within a budget."""

from __future__ import annotations

import json
from typing import Any

import numpy as np
import pytest
from hypothesis import HealthCheck, assume, example, given, settings
from hypothesis import strategies as st

from assay.judge.evidence import Evidence, JudgeFault, Kind, RoomEnded
from assay.judge.examples import search as searching
from assay.judge.examples import tape
from assay.judge.examples.derived import derive
from assay.judge.examples.search import SEARCH_CALLS, Search, judge, judge_more
from assay.judge.examples.spread import spread
from tests.judge.examples.asked import SHAPED, Asked, below, evidence, judged, mismatch, of_lists


def test_a_property_that_holds_raises_nothing_and_asks_for_the_tape_alone() -> None:
    student, prop = Asked(abs), below(2000)
    judged(prop, student)
    assert student.seen == [(example["n"],) for _, example in tape.record(prop, {"student": None})]


@pytest.mark.parametrize("limit", [0, 1, 5, 11])
def test_the_evidence_is_the_smallest_there_is(limit: int) -> None:
    assert evidence(below(limit), Asked(abs)).call == str(limit)


def test_the_evidence_is_the_same_on_a_second_run() -> None:
    def run() -> tuple[Evidence, int]:
        student = Asked(lambda n: n * n % 1009)
        return evidence(below(700), student), student.calls

    assert run() == run()


def test_the_evidence_is_of_the_smallest_array() -> None:
    @settings(max_examples=15)
    @given(case=spread(any=st.lists(st.integers(-9, 9), min_size=1, max_size=4),
                       long=st.lists(st.integers(-9, 9), min_size=9, max_size=9)).map(np.array))
    def prop(student: Asked, case: np.ndarray[Any, Any]) -> None:
        if student(case).max() >= 3:
            raise mismatch(case.tolist())

    assert evidence(prop, Asked(abs)).call in ("[3]", "[-3]")


@pytest.mark.parametrize(("limit", "shown"), [(4, "4"), (50, "99")])
def test_what_is_written_down_is_shown_only_where_nothing_smaller_fails(limit: int, shown: str) -> None:
    @settings(max_examples=9)
    @given(n=st.integers(0, 9))
    @example(n=99)
    def prop(student: Asked, n: int) -> None:
        if student(n) >= limit:
            raise mismatch(n)

    assert evidence(prop, Asked(abs)).call == shown


def test_a_failure_of_one_class_alone_is_found_and_searched_within_it() -> None:
    @settings(max_examples=12)
    @given(case=spread(short=st.just([1]), long=st.lists(st.integers(0, 99), min_size=30, max_size=30)))
    def prop(student: Asked, case: list[int]) -> None:
        if len(student(case)) > 20:
            raise mismatch(case)

    assert evidence(prop, Asked(list)).call == str([0] * 30)


@pytest.mark.parametrize("calls", [1, 3])
def test_the_search_stops_at_its_budget_of_calls(calls: int) -> None:
    @settings(max_examples=20)
    @given(n=st.integers(0, 10**9))
    def prop(student: Asked, n: int) -> None:
        answers = [student(n + extra) for extra in range(calls)]
        if answers[0] % 3 == 1:
            raise mismatch(n)

    student = Asked(lambda n: n // 1000)
    evidence(prop, student)
    assert student.calls <= calls * 22 + 2 * (SEARCH_CALLS + calls)


@pytest.mark.parametrize("kind, smallest", [(Kind.SUBMISSION_TIMEOUT, False), (Kind.CALL_TIMEOUT, False),
                                            (Kind.DIED, True)])
def test_what_a_clock_ends_shows_the_first_failure_so_that_equal_work_gets_equal_bytes(
        kind: Kind, smallest: bool) -> None:
    failing: list[int] = []

    def ends_later(n: int) -> int:
        if len(set(failing)) == 2:  # the first failure, and a smaller one
            raise RoomEnded(Evidence(kind))
        if n >= 100:
            failing.append(n)
        return n

    student = Asked(ends_later)
    prop, given_ = below(100), {"student": student}
    search = judge(prop, given_, tape.record(prop, given_), lambda: student.calls)
    assert search is not None
    before = search.best()
    search.look()
    assert (search.best() is not before) == smallest


def test_a_room_that_ends_is_neither_asked_again_nor_searched() -> None:
    def end(_: int) -> int:
        raise RoomEnded(Evidence(Kind.DIED))

    student = Asked(end)
    with pytest.raises(RoomEnded):
        judged(below(5), student)
    assert student.calls == 1


def test_a_room_that_ends_during_the_search_ends_the_search_and_keeps_what_was_found() -> None:
    first: list[int] = []

    def end(n: int) -> int:
        if first and n not in first:
            raise RoomEnded(Evidence(Kind.DIED))
        if n >= 5:
            first.append(n)
        return n

    student, prop = Asked(end), below(5)
    found = evidence(prop, student)
    assert found.call == str(first[0])
    after = student.seen[student.seen.index((first[0],)) + 1:]
    assert sum(args[0] not in first for args in after) <= 2  # one for each of the two searches


def test_a_search_among_answers_that_are_known_ends_after_so_many_inputs(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(searching, "TRIES", 7)
    student, prop = Asked(lambda n: n), below(100)
    search = judge(prop, {"student": student}, tape.record(prop, {"student": student}), lambda: 0)
    assert search is not None
    before = student.calls
    search.look()
    assert 0 < student.calls - before <= 14  # two searches


def test_a_fault_of_the_test_found_while_searching_does_not_take_the_evidence_away() -> None:
    @settings(max_examples=20)
    @given(n=st.integers(0, 1000))
    def prop(student: Asked, n: int) -> None:
        assert student(n) > 2
        if n > 5:
            raise mismatch(n)

    held = [(tape.Turn(0, 1), {"n": 900})]
    student = Asked(lambda n: n)
    search = judge(prop, {"student": student}, held, lambda: student.calls)
    assert search is not None
    search.look()
    assert search.best().evidence.call == "900"


def test_examples_that_the_body_does_not_want_are_passed_over() -> None:
    @settings(max_examples=20, suppress_health_check=list(HealthCheck))
    @given(n=st.integers(0, 1000))
    def prop(student: Asked, n: int) -> None:
        assume(n % 2)
        if student(n) >= 11:
            raise mismatch(n)

    assert evidence(prop, Asked(abs)).call == "11"


def test_a_property_that_wants_none_of_its_examples_is_not_judged() -> None:
    @settings(max_examples=5)
    @given(n=st.integers(0, 1000))
    def prop(student: Asked, n: int) -> None:
        assume(student(n) < 0)

    with pytest.raises(JudgeFault):
        judged(prop, Asked(abs))


def test_a_found_example_is_not_replaced_by_an_equal_or_larger_one() -> None:
    search = Search(below(1), {}, [], tape.Turn(0, 1), lambda: 0)
    for n in (5, 7, 5, 6):
        search.offer({"n": n}, mismatch(n))
    assert search.best().evidence.call == "5"
    assert json.dumps(search.best().evidence.as_dict())


def test_a_failure_on_what_is_derived_is_searched_like_any_other_and_the_tape_stays_as_it_was() -> None:
    prop: Any = of_lists(SHAPED, 1)
    fixed = tape.record(prop, {"student": None})
    known = {str(example["case"]) for _, example in fixed}
    student = Asked(lambda case: [0] if str(case) in known else case)
    assert judge(prop, {"student": student}, fixed, lambda: student.calls) is None
    more = derive(prop, fixed, "f00d", {})
    search = judge_more(prop, {"student": student}, more, fixed, lambda: student.calls)
    assert search is not None
    assert search.best().evidence.call == str(more[0][1]["case"])
    search.look()
    assert search.best().evidence.call != str(more[0][1]["case"])
    assert search.taped is fixed


def test_a_derived_example_that_the_body_does_not_want_is_passed_over() -> None:
    @settings(max_examples=5)
    @given(n=st.integers(0, 10**6))
    def prop(student: Asked, n: int) -> None:
        assume(student(n) < 0)

    student = Asked(abs)
    assert judge_more(prop, {"student": student}, [(tape.Turn(0, 1), {"n": 3})], [], lambda: 0) is None
