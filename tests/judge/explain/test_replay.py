"""A counterexample is shown only as it fails in a fresh kernel that is set up as a student's is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pytest

from assay.judge.bench import Bench
from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.explain.replay import WITH_OTHERS, Replay
from assay.judge.judging import judge
from assay.judge.plugin import Judged
from assay.judge.student import Asks
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Outcome, Property

NAMES = ("plain", "optimized", "guesses", "remembers", "alternates", "traced", "needs_two", "raises_later")
TEST = '''
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from assay.testing import expect

@pytest.mark.points(1)
@settings(max_examples=6)
@given(n=st.integers(1, 50))
def test_doubles(student, n):
    """doubles"""
    expect.close(student.{name}(float(n)), 2.0 * n)
'''
JIT = '''

@pytest.mark.points(1)
def test_jit(student):
    """doubles under jit"""
    expect.close(student.traced.jit(np.float32(3)), 6.0)

@pytest.mark.points(1)
def test_gradient(student):
    """lets gradients through"""
    answer = student.traced.vjp(np.float32(3), cotangent=np.float32(1))
    expect.close(answer.part(0), 6.0)
    expect.close(answer.part(1).part(0), 2.0, 0.0, "the gradient")

@pytest.mark.points(1)
def test_twice(student):
    """gives the same twice"""
    expect.same(student.traced.twice(3.0))
'''
BOTH = '''

@pytest.mark.points(1)
def test_apart(student):
    """tells two apart"""
    one, other = student.needs_two(1.0), student.needs_two(2.0)
    expect.that(one.value != other.value, [one, other], "two different answers", "the same one twice")
'''
ANSWERS = {
    "plain": "def plain(x): return 2 * x if x < 7 else 0.0",
    # As a function whose last digits hang on how XLA compiles it, which differs by machine.
    "optimized": "import os\ndef optimized(x):\n"
                 "    return 2 * x + 1e-5 * ('optimization_level' in os.environ['XLA_FLAGS'])",
    "guesses": "import os\ndef guesses(x):\n"
               "    return 2 * x if 'optimization_level' not in os.environ['XLA_FLAGS'] else 3 * x",
    "remembers": "kept = []\ndef remembers(x):\n    kept.append(x)\n    return 2 * kept[0]",
    "alternates": "count = 0\ndef alternates(x):\n    global count\n    count += 1\n"
                  "    return 2 * x if count < 5 else 0.0",
    "traced": "import jax, numpy as np\ncalls = []\ndef traced(x):\n    calls.append(x)\n"
              "    return x * 3.0 + len(calls) if isinstance(x, jax.core.Tracer) else 2.0 * x + len(calls)",
    "needs_two": "def needs_two(x): return 1.0 if x < 5 else 0.0",
    "raises_later": "seen = set()\ndef raises_later(x):\n    seen.add(x)\n"
                    "    if len(seen) > 1: raise ValueError('full')\n    return 2 * x",
}


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Property]:
    """All properties of all questions, judged in one go."""
    folder = tmp_path_factory.mktemp("replay")
    questions, solutions = folder / "questions", folder / "solutions"
    questions.mkdir()
    (solutions / "chaff").mkdir(parents=True)
    (solutions / "reference.py").write_text("")
    for name in NAMES:
        more = {"traced": JIT, "needs_two": BOTH}.get(name, "")
        (questions / f"test_{name}.py").write_text(TEST.format(name=name) + more)
    cells = [cell for place, name in enumerate(NAMES)
             for cell in (Cell(2 * place, ANSWERS[name]), Cell(2 * place + 1, "", name))]
    verdict, run = judge(Submission("a", tuple(cells)), Bench(questions, solutions, optimize=False))
    assert run.faults == ()
    return {f"{each.grade_id}.{item.name}": item for each in verdict.questions for item in each.properties}


def evidence(item: Property) -> Evidence:
    assert item.outcome == Outcome.NOT_EARNED
    assert item.evidence is not None
    return item.evidence


def calls(item: Property) -> Sequence[str]:
    return evidence(item).call.split("\n")


def test_what_fails_by_itself_is_shown_by_itself(found: dict[str, Property]) -> None:
    assert evidence(found["plain.doubles"]) == Evidence(Kind.VALUES, "plain(7.)", "14.", "0.")


def test_what_fails_under_our_settings_alone_costs_nothing(found: dict[str, Property]) -> None:
    assert found["optimized.doubles"].outcome == Outcome.EARNED


def test_a_room_s_settings_give_nobody_a_second_guess(found: dict[str, Property]) -> None:
    shown = evidence(found["guesses.doubles"])
    assert (shown.kind, shown.call, shown.expected, shown.actual) == (Kind.CHANGES, "guesses(1.)", "2.", "3.")


def test_what_needs_an_earlier_call_shows_it(found: dict[str, Property]) -> None:
    first, second = calls(found["remembers.doubles"])
    assert first.startswith("remembers(")
    assert second.startswith("remembers(")
    assert first != second
    assert evidence(found["remembers.doubles"]).kind == Kind.VALUES


def test_what_raises_after_an_earlier_call_shows_it(found: dict[str, Property]) -> None:
    assert len(calls(found["raises_later.doubles"])) == 2
    assert evidence(found["raises_later.doubles"]).actual == "ValueError: full"


def test_what_needs_more_calls_than_can_be_shown_is_two_answers_to_one_call(found: dict[str, Property]) -> None:
    shown = evidence(found["alternates.doubles"])
    assert (shown.kind, shown.actual) == (Kind.CHANGES, "0.")
    assert shown.expected != "0."


def test_calls_under_jit_gradients_and_second_calls_can_be_pasted(found: dict[str, Property]) -> None:
    assert calls(found["traced.jit"]) == ["jax.jit(traced)(3.)"]
    assert calls(found["traced.gradient"]) == ["jax.vjp(traced, 3.)[0]"]
    assert calls(found["traced.twice"]) == ["args = (3.,)", "traced(*args), traced(*args)"]


def test_what_two_answers_show_together_shows_both_calls(found: dict[str, Property]) -> None:
    assert calls(found["needs_two.apart"]) == ["needs_two(1.)", "needs_two(2.)"]


class Ones:
    """Answers every call with a one."""

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        del question, name, mode, args, more, shown
        return 1.0


def test_a_submission_has_so_many_tries_with_earlier_calls_and_each_property_one_by_itself(
        monkeypatch: pytest.MonkeyPatch) -> None:
    def body(asks: Asks) -> None:
        for n in range(10):
            asks("f", "call", (n,), {}, f"f({n})")
        raise Mismatch(wrong)

    wrong = Evidence(Kind.VALUES, "f(9)", "2.", "1.")
    judged = Judged(Ones())
    names = [f"p{n}" for n in range(12)]
    judged.results["q"] = {name: Property(name, "", "", 1.0, Outcome.NOT_EARNED, wrong) for name in names}
    monkeypatch.setattr(judged, "body", lambda *_: body)
    tried: list[int] = []
    monkeypatch.setattr(Replay, "_failure", lambda *args: tried.append(len(args[5])))
    monkeypatch.setattr(Replay, "_other", lambda *_: False)
    replay = Replay(judged, None, None)  # type: ignore[arg-type]
    assert [replay.prove("q", name) for name in names] == [False] * 12
    assert (tried.count(0), len(tried)) == (12, 12 + WITH_OTHERS)
