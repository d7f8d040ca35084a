"""The tape: every class is on it, it is the same in every process, and what fails is shown at its smallest."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from functools import partial
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from hypothesis.internal.conjecture import providers

from assay.judge.evidence import JudgeFault
from assay.judge.examples import tape
from assay.judge.examples.spread import spread
from tests.judge.examples.asked import SIDES, Asked, below

ROOT = Path(__file__).parents[3]


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


def test_what_is_written_down_ends_the_tape_from_the_top() -> None:
    @example(7, "by place")
    @settings(max_examples=4)
    @given(n=st.integers(0, 3), word=st.just(""))
    @example(word="by name", n=8)
    def prop(student: Asked, n: int, word: str) -> None:
        raise AssertionError(student, n, word)

    taped = tape.record(prop, {"student": Asked(abs)})
    assert [each for _, each in taped[-2:]] == [{"n": 7, "word": "by place"}, {"n": 8, "word": "by name"}]
    assert not any(each["word"] for _, each in taped[:-2])


@pytest.mark.parametrize(("written", "said"), [
    *((each, "has to give n, and nothing else") for each in (example(n=1, m=2), example(m=2), example(1, 2))),
    (example(n=1).xfail(), "is marked with xfail")])
def test_what_is_written_down_and_does_not_fit_is_told(written: Any, said: str) -> None:
    @given(n=st.integers(0, 3))
    def prop(n: int) -> None:
        raise AssertionError(n)

    with pytest.raises(JudgeFault, match=f"an @example of the property {said}"):
        tape.record(written(prop), {})


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


@pytest.mark.parametrize("smaller, larger", [
    ({"x": np.zeros(2)}, {"x": np.zeros(3)}), ({"x": np.zeros(2)}, {"x": np.ones(2)}),
    ({"x": np.array([0, 1])}, {"x": np.array([0, -2])}), ({"x": (np.zeros(1), 1)}, {"x": (np.zeros(1), 2)}),
    ({"x": []}, {"x": [0]}), ({"x": 1.5}, {"x": -2.5}), ({"x": "a", "y": 0}, {"x": "a", "y": 1}),
])
def test_fewer_numbers_and_nearer_to_zero_are_smaller(smaller: Any, larger: Any) -> None:
    assert tape.size_of(smaller) < tape.size_of(larger)


def test_the_judges_settings_keep_nothing_between_runs() -> None:
    held = hypothesis.settings.get_profile("judge")
    assert held.derandomize
    assert held.database is None
    assert held.deadline is None
    assert hypothesis.Phase.explain not in held.phases
    assert hypothesis.Phase.reuse not in held.phases


