"""Whole numbers that Python reads and does not write: a student's answer like others, judged in every question."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from assay.judge import second_look
from assay.judge.bench import Bench
from assay.judge.judging import judge
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Outcome

TEST = '''
import pytest
from hypothesis import given, settings, strategies as st
from assay.testing import expect

@pytest.mark.points(1)
@settings(max_examples=6)
@given(n=st.integers(0, 500))
def test_doubles(student, n):
    """doubles"""
    expect.equal(student.lengthened(n), 2 * n)

@pytest.mark.points(1)
def test_same(student):
    """gives the same twice"""
    expect.same(student.lengthened.twice(3))

@pytest.mark.points(1)
def test_words(student):
    """is put into words"""
    answer = student.lengthened(4)
    expect.that(answer.value == 8, answer, "8", f"{answer.value}")

@pytest.mark.points(1)
def test_names(student):
    """has no names"""
    expect.near(student.names(), {"a": 1.0})
'''
LONG = "def lengthened(n): return 10 ** 15000 + n\ndef names(): return {10 ** 15000: 1.0}"
CHAFF = '"""Adds.\n\nHint: Do not add.\n"""\n\n\n# %% lengthened\ndef lengthened(n): return n + 2\n'


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    questions, solutions = tmp_path / "questions", tmp_path / "solutions"
    questions.mkdir()
    (solutions / "chaff").mkdir(parents=True)
    (questions / "test_lengthened.py").write_text(TEST)
    (solutions / "reference.py").write_text("def lengthened(n): return 2 * n\n\n\ndef names(): return {'a': 1.0}\n")
    (solutions / "chaff" / "adds.py").write_text(CHAFF)
    return Bench(questions, solutions)


def outcomes(bench: Bench) -> tuple[list[Outcome], tuple[str, ...]]:
    verdict, run = judge(Submission("a", (Cell(0, LONG), Cell(1, "", "lengthened"))), bench)
    return [item.outcome for item in verdict.questions[0].properties], run.faults


def test_a_whole_number_that_python_does_not_write_is_an_answer_like_others(bench: Bench) -> None:
    before = sys.get_int_max_str_digits()
    lost, earned = Outcome.NOT_EARNED, Outcome.EARNED
    assert outcomes(bench) == ([lost, earned, lost, lost], ())
    assert sys.get_int_max_str_digits() == before


def test_what_fails_while_misconceptions_are_told_apart_costs_no_verdict(
        bench: Bench, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise ValueError("strange")

    monkeypatch.setattr(second_look, "match", fails)
    found, faults = outcomes(bench)
    assert Outcome.NOT_JUDGED not in found
    assert faults == ("lengthened, its misconceptions: ValueError: strange",)
