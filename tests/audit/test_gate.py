"""The gate before a release, on a tiny assignment: it lets sound hidden tests pass and refuses broken ones."""

from __future__ import annotations

import itertools
import time
from pathlib import Path

import pytest

from assay.audit.candidates import Candidate, Role, chaffs, wheats
from assay.audit.gate import complaints, idle, survivors
from assay.audit.matrix import Row, limit, row
from assay.audit.mutants import mutants
from assay.judge.evidence import RoomEnded
from assay.judge.plugin import run_hidden_tests
from assay.judge.verdict import Outcome

REFERENCE = '"""The reference."""\n\n\ndef double(x):\n    return x * 2\n'
WHEAT = '"""Adds."""\n\n\n# %% double\ndef double(x):\n    return x + x\n'
CHAFF = ('"""It {name}.\n\nA hint.\n"""\n\nFAILS = {{"double": ["{fails}"]}}\n\n\n'
         "# %% double\ndef double(x):\n    {code}\n")
TESTS = '''
import pytest
from hypothesis import given, settings, strategies as st
from assay.testing import Student, expect, spread

NUMBERS = spread(small=st.integers(0, 9), negative=st.integers(-9, -1))


@pytest.mark.points(1)
@pytest.mark.stays("it is what students have seen")
def test_example(student: Student) -> None:
    """doubles three"""
    expect.close(student.double(3), 6)


@pytest.mark.points(2)
@settings(max_examples=10)
@given(x=NUMBERS)
def test_values(student: Student, x: int) -> None:
    """doubles any number"""
    expect.close(student.double(x), 2 * x)
'''
NAMES = {"squares": ("return x * x", "values"), "rounds_up": ("return abs(x) * 2", "values"),
         "off": ("return x * 2 + 0.25", "values"), "only_three": ("return 6 if x == 3 else 0", "values")}


@pytest.fixture
def solutions(tmp_path: Path) -> Path:
    folder = tmp_path / "solutions"
    for name in ("wheat", "chaff"):
        (folder / name).mkdir(parents=True)
    (folder / "reference.py").write_text(REFERENCE, "utf-8")
    (folder / "wheat" / "adds.py").write_text(WHEAT, "utf-8")
    for name, (code, fails) in NAMES.items():
        (folder / "chaff" / f"{name}.py").write_text(CHAFF.format(name=name, code=code, fails=fails), "utf-8")
    return folder


def audited(tmp_path: Path, solutions: Path, tests: str, name: str) -> list[str]:
    """The complaints about these hidden tests."""
    questions = tmp_path / name
    questions.mkdir()
    (questions / "__init__.py").write_text("", "utf-8")
    (questions / "test_double.py").write_text(tests, "utf-8")
    right = wheats(solutions)
    rows = [row(each, questions, solutions)
            for each in [*right, *chaffs(solutions), *mutants(right[0], ["double"])]]
    return complaints(rows, run_hidden_tests(questions, None).stays, {})


def test_sound_tests_pass(tmp_path: Path, solutions: Path) -> None:
    assert audited(tmp_path, solutions, TESTS, "sound") == []


@pytest.mark.parametrize(("name", "old", "new", "culprit"), [
    ("loosened", "2 * x)", "2 * x, 0.5)", "off"),
    ("a_class_dropped", ", negative=st.integers(-9, -1)", "", "rounds_up"),
    ("compared_with_itself", "expect.close(student.double(x), 2 * x)",
     "expect.close(student.double(x), student.double(x).value)", "off"),
    # Nothing is skipped here: a test that somebody skipped is what the gate must notice.
    ("skipped", "@pytest.mark.points(2)", '@pytest.mark.skip(reason="later")\n@pytest.mark.points(2)', "double.values"),
    ("errors_swallowed", "    expect.close(student.double(x), 2 * x)",
     "    try:\n        expect.close(student.double(x), 2 * x)\n    except Exception:\n        pass", "off"),
])
def test_tests_broken_by_hand_are_refused_with_the_culprit_named(
        tmp_path: Path, solutions: Path, name: str, old: str, new: str, culprit: str) -> None:
    assert old in TESTS
    found = audited(tmp_path, solutions, TESTS.replace(old, new), name)
    assert any(culprit in complaint for complaint in found), found


def test_a_test_that_refuses_a_right_solution_is_refused(tmp_path: Path, solutions: Path) -> None:
    found = audited(tmp_path, solutions, TESTS.replace("student.double(3), 6)", "student.double(3), 7)"), "unfair")
    assert "The right solution adds loses double.example." in found


def test_a_property_that_rejects_nothing_alone_must_say_why_it_stays(tmp_path: Path, solutions: Path) -> None:
    mute = TESTS.replace('@pytest.mark.stays("it is what students have seen")\n', "")
    assert any(each.startswith("double.example kills nothing") for each in audited(tmp_path, solutions, mute, "mute"))


def mutant(outcome: Outcome) -> Row:
    return Row(Candidate("m-1", Role.MUTANT, "", (), "r: a → b"), {("q", "p"): outcome})


def test_a_mutant_that_survives_is_refused_unless_it_is_explained() -> None:
    alive = mutant(Outcome.EARNED)
    assert survivors([alive]) == [alive]
    stays = {("q", "p"): "why"}
    assert complaints([alive], stays, {}) == [
        "The mutant r: a → b survives: add a property, or explain it in survivors.toml."]
    assert complaints([alive], stays, {"r: a → b": "it is the same"}) == []
    assert complaints([mutant(Outcome.NOT_EARNED)], stays, {}) == []


def test_a_property_that_alone_rejects_something_is_not_idle() -> None:
    assert idle([mutant(Outcome.NOT_EARNED)]) == []
    assert idle([mutant(Outcome.EARNED)]) == [("q", "p")]


def test_a_call_is_ended_by_what_it_works_and_not_by_what_it_waits() -> None:
    with limit(0.2, "f()"):
        time.sleep(0.5)
    with pytest.raises(RoomEnded), limit(0.2, "f()"):
        for _ in itertools.count():
            pass
    with pytest.raises(RoomEnded), limit(0.02, "f()"):
        time.sleep(60)
