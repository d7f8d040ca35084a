"""Wrong answers replaced by correct ones: what that gives back is not searched, what stays wrong is."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.judge.bench import Bench
from assay.judge.examples.search import Search
from assay.judge.judging import judge
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Outcome, Property, Run

TEST = '''
import pytest
from hypothesis import given, settings, strategies as st
from assay.testing import expect

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
    look = Search.look

    def noted(search: Search) -> None:
        found.append(search.best().evidence.call.split("(")[0])
        look(search)

    monkeypatch.setattr(Search, "look", noted)
    return found


def judged(bench: Bench, thrice: str, nine_times: str) -> tuple[dict[str, Property], Run]:
    cells = (Cell(0, thrice), Cell(1, "", "thrice"), Cell(2, nine_times), Cell(3, "", "nine_times"))
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


def test_no_correct_answer_can_be_reached_where_it_is_judged_or_not_needed(bench: Bench) -> None:
    """A third question that needs both others, and takes whatever it finds; so does the second."""
    (bench.questions / "test_last.py").write_text(TEST.format(name="last", factor=9, needs=("thrice", "nine_times")))
    stand_in = bench.solutions / "stand_in.py"
    stand_in.write_text(f"{stand_in.read_text()}\n\n# %% nine_times\n{NINE_TIMES}\n")
    steals = """
def nine_times(n):
    found = globals()["nine_times"]
    return found(n) if found is not own else 0
own = nine_times
"""
    cells = (Cell(0, WRONG), Cell(1, "", "thrice"), Cell(2, steals), Cell(3, "", "nine_times"),
             Cell(4, "def last(n): return nine_times(n)"), Cell(5, "", "last"))
    verdict, run = judge(Submission("a", cells), bench)
    found = {each.grade_id: each.properties[0] for each in verdict.questions}
    assert {name: item.outcome for name, item in found.items()} == {
        "thrice": Outcome.NOT_EARNED, "nine_times": Outcome.NOT_EARNED, "last": Outcome.EARNED}
    assert found["last"].instead == ("thrice", "nine_times")
    assert run.faults == ()


def test_what_the_tests_of_one_question_overlook_costs_no_other_question(bench: Bench) -> None:
    """Thrice is right wherever it is asked, and wrong where only the second question needs it."""
    blind = "def thrice(n): return 3 * n if n < 510 else 0"
    found, run = judged(bench, blind, NINE_TIMES)
    assert (found["thrice"].outcome, found["nine_times"].outcome) == (Outcome.EARNED, Outcome.EARNED)
    assert found["nine_times"].instead == ("thrice",)
    assert (run.faults, run.rooms) == ((), 1)


def test_what_nobody_can_attribute_is_left_to_a_person_and_what_is_earned_stands(bench: Bench) -> None:
    cells = (Cell(0, WRONG), Cell(1, "", "thrice"),
             Cell(2, "def nine_times(n): return 9 * n"), Cell(3, "", "nine_times"))
    verdict, _ = judge(Submission("a", cells, ("thrice", "nine_times")), bench)
    found = {each.grade_id: each.properties[0] for each in verdict.questions}
    assert (found["thrice"].outcome, found["thrice"].fault) == (Outcome.NOT_JUDGED, "unclear")
    assert found["nine_times"].outcome == Outcome.EARNED
    assert (verdict.judged, verdict.complete) == (False, True)
