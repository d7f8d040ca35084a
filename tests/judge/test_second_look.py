"""Wrong answers replaced by correct ones: what that gives back is not searched, what stays wrong is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from autograder.judge import tape
from autograder.judge.judging import Bench, Submission, judge
from autograder.judge.session import Cell
from autograder.judge.verdict import Outcome, Property, Run

TEST = '''
import pytest
from hypothesis import given, settings, strategies as st
from autograder.judge import expect

NEEDS = {needs}

@pytest.mark.points(1)
@settings(max_examples=6)
@given(n=st.integers(0, 500))
def test_values(student, n):
    """multiplies by {factor}"""
    answer = student.{name}(n)
    expect.that(answer.value == {factor} * n, answer, str({factor} * n), str(answer.value))
'''
THRICE = "def thrice(n): return 3 * n"
NINE_TIMES = "def nine_times(n): return thrice(thrice(n))"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    """Two questions, the second of which needs the first."""
    questions, solutions = tmp_path / "questions", tmp_path / "solutions"
    questions.mkdir()
    (solutions / "chaff").mkdir(parents=True)
    for name, factor, needs in (("thrice", 3, ()), ("nine_times", 9, ("thrice",))):
        (questions / f"test_{name}.py").write_text(TEST.format(name=name, factor=factor, needs=needs))
    (solutions / "reference.py").write_text(f"{THRICE}\n\n\n{NINE_TIMES}\n")
    (solutions / "stand_in.py").write_text(f'"""Right."""\n\n# %% thrice\n{THRICE}\n')
    return Bench(questions, solutions)


@pytest.fixture
def searched(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The calls whose failures a smaller one was looked for."""
    found: list[str] = []
    look = tape.Search.look

    def noted(search: tape.Search) -> None:
        found.append(search.best().evidence.call.split("(")[0])
        look(search)

    monkeypatch.setattr(tape.Search, "look", noted)
    return found


def judged(bench: Bench, thrice: str, nine_times: str) -> tuple[dict[str, Property], Run]:
    cells = (Cell(0, thrice, "thrice"), Cell(1, nine_times, "nine_times"))
    verdict, run = judge(Submission("a", cells), bench)
    return {each.grade_id: each.properties[0] for each in verdict.questions}, run


WRONG = "def thrice(n): return 3 * n if n < 7 else 0"


def test_what_a_correct_answer_gives_back_is_not_searched(bench: Bench, searched: list[str]) -> None:
    found, run = judged(bench, WRONG, NINE_TIMES)
    assert (found["nine_times"].outcome, found["nine_times"].instead) == (Outcome.EARNED, ("thrice",))
    assert found["thrice"].evidence is not None
    assert found["thrice"].evidence.call == "thrice(7)"
    assert searched == ["thrice"]
    assert (run.rooms, run.faults) == (1, ())


def test_what_stays_wrong_is_searched_in_a_new_room(bench: Bench, searched: list[str]) -> None:
    found, run = judged(bench, WRONG, "def nine_times(n): return thrice(thrice(n)) if n < 2 else 1")
    evidence: Any = found["nine_times"].evidence
    assert (found["nine_times"].outcome, evidence.call, evidence.actual) == (Outcome.NOT_EARNED, "nine_times(2)", "1")
    assert searched == ["thrice", "nine_times"]
    assert (run.rooms, run.faults) == (2, ())


def test_a_wrong_answer_that_nothing_needs_is_searched_at_once(bench: Bench, searched: list[str]) -> None:
    found, run = judged(bench, THRICE, "def nine_times(n): return 9 * min(n, 20)")
    assert found["nine_times"].evidence is not None
    assert found["nine_times"].evidence.call == "nine_times(21)"
    assert searched == ["nine_times"]
    assert run.rooms == 1
