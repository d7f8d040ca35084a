"""The tape: every class is on it, it is the same in every process, and what fails is shown at its smallest."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from assay.judge.evidence import Evidence, JudgeFault, Kind, Mismatch, RoomEnded
from assay.judge.examples import tape
from assay.judge.examples.derived import Derived, derive, distinct
from assay.judge.examples.spread import spread

ROOT = Path(__file__).parents[3]
SIDES = spread(any=st.integers(1, 4), one=st.just(1), nine=st.just(9))
Property = Callable[..., None]


@pytest.fixture(autouse=True)
def _as_the_judge_does() -> Any:
    """The judge's own settings and pinned draws, for these tests alone."""
    before, hook = settings.get_current_profile_name(), providers._get_local_constants
    settings.load_profile("judge")
    tape.pin_draws()
    yield
    settings.load_profile(before)
    providers._get_local_constants = hook


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
    search = tape.judge(prop, given_, tape.record(prop, given_), lambda: student.calls)
    if search is not None:
        search.look()
        raise search.best()


def evidence(prop: Property, student: Asked) -> Evidence:
    with pytest.raises(Mismatch) as caught:
        judged(prop, student)
    return caught.value.evidence


def test_recording_calls_neither_the_body_nor_the_student() -> None:
    student = Asked(abs)
    assert tape.record(below(0), {"student": student})
    assert student.calls == 0


@pytest.mark.parametrize("most", [1, 3, 6, 40])
def test_every_class_is_on_the_tape(most: int) -> None:
    classes = {f"class{number}": st.tuples(st.just(number), st.integers()) for number in range(7)}

    @settings(max_examples=most)
    @given(case=spread(**classes))
    def prop(case: tuple[int, int]) -> None:
        raise AssertionError(case)

    taped = tape.record(prop, {})
    assert {example["case"][0] for _, example in taped} == set(range(7))
    assert most <= len(taped) <= most + 8


def test_every_class_of_each_of_several_spreads_is_on_the_tape() -> None:
    @settings(max_examples=9)
    @given(a=SIDES, b=spread(x=st.just("x"), y=st.just("y")))
    def prop(a: int, b: str) -> None:
        raise AssertionError(a, b)

    taped = [example for _, example in tape.record(prop, {})]
    assert {1, 9} <= {example["a"] for example in taped}
    assert {example["b"] for example in taped} == {"x", "y"}


def leaves(rest: int, n: int) -> bool:
    return n % 3 == rest


def test_every_class_is_on_the_tape_even_where_most_draws_are_thrown_away() -> None:
    @settings(max_examples=10)
    @given(n=spread(**{f"c{rest}": st.integers(0, 30).filter(partial(leaves, rest)) for rest in range(3)}))
    def prop(n: int) -> None:
        raise AssertionError(n)

    assert {example["n"] % 3 for _, example in tape.record(prop, {})} == {0, 1, 2}


def test_what_all_rounds_begin_with_is_on_the_tape_once() -> None:
    @settings(max_examples=12)
    @given(n=st.integers(0, 1000), kind=spread(a=st.just("a"), b=st.just("b"), c=st.just("c")))
    def prop(n: int, kind: str) -> None:
        raise AssertionError(n, kind)

    assert sum(example["n"] == 0 for _, example in tape.record(prop, {})) <= 2


def test_fixtures_are_not_on_the_tape() -> None:
    assert all(set(example) == {"n"} for _, example in tape.record(below(3), {"student": Asked(abs)}))


@pytest.mark.parametrize("cases", [
    pytest.param(st.integers().filter(lambda _: False), id="at all"),
    pytest.param(spread(some=st.integers(), none=st.nothing()), id="from one class"),
    pytest.param(spread(some=st.integers(), none=st.integers().filter(lambda _: False)), id="that one class wants"),
])
def test_a_property_that_can_draw_nothing_is_a_fault_of_ours(cases: st.SearchStrategy[int]) -> None:
    @given(n=cases)
    def prop(n: int) -> None:
        raise AssertionError(n)

    with pytest.raises(JudgeFault):
        tape.record(prop, {})


def test_recording_leaves_the_property_as_it_was() -> None:
    prop: Any = below(3)
    body = prop.hypothesis.inner_test
    tape.record(prop, {"student": Asked(abs)})
    assert prop.hypothesis.inner_test is body


def test_recording_twice_gives_the_same() -> None:
    prop = below(3)
    assert tape.record(prop, {"student": None}) == tape.record(prop, {"student": None})


def test_only_hypothesis_tests_are_properties() -> None:
    assert tape.is_property(below(1))
    assert not tape.is_property(test_only_hypothesis_tests_are_properties)


def test_settings_of_a_property_are_its_own() -> None:
    assert tape.settings_of(below(1)).max_examples == 20

    @given(st.integers())
    def plain(n: int) -> None:
        raise AssertionError(n)

    assert tape.settings_of(plain).max_examples == settings().max_examples
    assert tape.settings_of(plain).derandomize


def test_the_private_hook_that_pins_the_draws_is_there() -> None:
    """If Hypothesis renames it, verdicts depend again on which modules are loaded; see ``tape.pin_draws``."""
    fresh = "from hypothesis.internal.conjecture import providers as p; p._get_local_constants().integers"
    assert subprocess.run([sys.executable, "-c", fresh], check=False).returncode == 0
    pinned = providers._get_local_constants()
    assert not any(getattr(pinned, kind) for kind in ("integers", "floats", "bytes", "strings"))


def test_tapes_are_the_same_in_every_process(tmp_path: Path) -> None:
    """Whatever local modules are loaded: here one that is full of constants, which Hypothesis would draw."""
    (tmp_path / "constants.py").write_text("ALL = [" + ", ".join(str(7**n + 13) for n in range(400)) + "]\n")
    program = textwrap.dedent("""
        import hashlib, sys
        for name in sys.argv[1:]:
            __import__(name)
        import hypothesis
        from hypothesis import given, strategies as st
        from assay.judge.examples import tape
        from assay.testing import spread
        from assay.judge.examples.derived import derive

        tape.pin_draws()
        hypothesis.settings.load_profile("judge")

        @hypothesis.settings(max_examples=200)
        @given(n=st.integers(), x=st.floats(width=32), text=st.text(), side=spread(a=st.integers(1, 5), b=st.just(9)))
        def prop(n, x, text, side):
            pass

        taped = tape.record(prop, {})
        print(hashlib.sha256(repr((taped, derive(prop, taped, "f00d", {}))).encode()).hexdigest())
    """)
    (tmp_path / "program.py").write_text(program)
    digests = []
    for seed, *modules in (["1"], ["2", "constants", "email.mime.text"], ["3", "solutions", "wave"]):
        environment = {"PYTHONPATH": f"{ROOT}:{tmp_path}", "PATH": "/usr/bin:/bin", "PYTHONHASHSEED": seed}
        done = subprocess.run([sys.executable, tmp_path / "program.py", *modules], env=environment, cwd=tmp_path,
                              capture_output=True, text=True, check=True)
        digests.append(done.stdout)
    assert len(digests[0]) == 65
    assert len(set(digests)) == 1, "the draws depend on the process; see tape.pin_draws"


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
    assert student.calls <= calls * 22 + 2 * (tape.SEARCH_CALLS + calls)


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
    search = tape.judge(prop, given_, tape.record(prop, given_), lambda: student.calls)
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
    monkeypatch.setattr(tape, "TRIES", 7)
    student, prop = Asked(lambda n: n), below(100)
    search = tape.judge(prop, {"student": student}, tape.record(prop, {"student": student}), lambda: 0)
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
    search = tape.judge(prop, {"student": student}, held, lambda: student.calls)
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


@pytest.mark.parametrize("smaller, larger", [
    ({"x": np.zeros(2)}, {"x": np.zeros(3)}), ({"x": np.zeros(2)}, {"x": np.ones(2)}),
    ({"x": np.array([0, 1])}, {"x": np.array([0, -2])}), ({"x": (np.zeros(1), 1)}, {"x": (np.zeros(1), 2)}),
    ({"x": []}, {"x": [0]}), ({"x": 1.5}, {"x": -2.5}), ({"x": "a", "y": 0}, {"x": "a", "y": 1}),
])
def test_fewer_numbers_and_nearer_to_zero_are_smaller(smaller: Any, larger: Any) -> None:
    assert tape.size_of(smaller) < tape.size_of(larger)


def test_a_found_example_is_not_replaced_by_an_equal_or_larger_one() -> None:
    search = tape.Search(below(1), {}, [], tape.Turn(0, 1), lambda: 0)
    for n in (5, 7, 5, 6):
        search.offer({"n": n}, mismatch(n))
    assert search.best().evidence.call == "5"
    assert json.dumps(search.best().evidence.as_dict())


def test_the_judges_settings_keep_nothing_between_runs() -> None:
    held = hypothesis.settings.get_profile("judge")
    assert held.derandomize
    assert held.database is None
    assert held.deadline is None
    assert hypothesis.Phase.explain not in held.phases
    assert hypothesis.Phase.reuse not in held.phases


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


def test_a_failure_on_what_is_derived_is_searched_like_any_other_and_the_tape_stays_as_it_was() -> None:
    prop: Any = of_lists(SHAPED, 1)
    fixed = tape.record(prop, {"student": None})
    known = {str(example["case"]) for _, example in fixed}
    student = Asked(lambda case: [0] if str(case) in known else case)
    assert tape.judge(prop, {"student": student}, fixed, lambda: student.calls) is None
    more = derive(prop, fixed, "f00d", {})
    search = tape.judge_more(prop, {"student": student}, more, fixed, lambda: student.calls)
    assert search is not None
    assert search.best().evidence.call == str(more[0][1]["case"])
    search.look()
    assert search.best().evidence.call != str(more[0][1]["case"])
    assert search.tape is fixed


def test_a_derived_example_that_the_body_does_not_want_is_passed_over() -> None:
    @settings(max_examples=5)
    @given(n=st.integers(0, 10**6))
    def prop(student: Asked, n: int) -> None:
        assume(student(n) < 0)

    student = Asked(abs)
    assert tape.judge_more(prop, {"student": student}, [(tape.Turn(0, 1), {"n": 3})], [], lambda: 0) is None


@pytest.mark.parametrize("example, count", [
    ({"x": np.array([[1, 2], [2, -0.0]]), "y": 1}, 3), ({"x": [(1, 2), (3, 4)], "y": {"key": 7}}, 5),
    ({"x": "text"}, 0), ({"x": 10**400, "y": None}, 1), ({"x": np.array(["a"])}, 0),
])
def test_different_numbers_are_counted_wherever_they_are(example: dict[str, Any], count: int) -> None:
    assert distinct(example) == count
