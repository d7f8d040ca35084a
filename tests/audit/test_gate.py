"""The gate before a release, on a tiny assignment: it lets sound hidden tests pass and refuses broken ones."""

from __future__ import annotations

import itertools
import time
from dataclasses import replace
from pathlib import Path

import pytest

from assay.audit.candidates import Candidate, Role, chaffs, wheats
from assay.audit.fair import said
from assay.audit.gate import complaints, idle, misnamed, suggested, survivors
from assay.audit.matrix import limit, row
from assay.audit.mutants import mutants
from assay.audit.rows import Row
from assay.judge.answers import read_answers, read_misconception
from assay.judge.evidence import Evidence, Kind, RoomEnded
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
    known = run_hidden_tests(questions, None).results
    return complaints(rows, [(question, each) for question, items in known.items() for each in items], {})


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


@pytest.mark.parametrize(("name", "old", "new", "sentence"), [
    ("unfair", "student.double(3), 6)", "student.double(3), 7)",
     "double.example is not passed by the reference: double(3) should be 7. and is 6. Mend the property, or the "
     "reference."),
    ("flaky", 'expect.close(student.double(3), 6)',
     'global asked\n    asked += 1\n    expect.close(student.double(3), 6 + asked % 2)',
     "double.example is flaky: on the reference, once it holds, and once double(3) should be 7. and is 6."),
    ("invalid", "st.integers(-9, -1)", 'st.just("two")',
     "double.values draws an input on which the reference raises: double('two') raises TypeError: "),
    ("nothing_drawn", "st.integers(0, 9)", "st.integers(9, 0)",
     "double.values cannot be judged, not even on the reference: JudgeFault: "),
])
def test_a_test_that_no_solution_passes_is_refused_with_the_call_and_with_what_is_wrong(
        tmp_path: Path, solutions: Path, name: str, old: str, new: str, sentence: str) -> None:
    assert old in TESTS
    reference = REFERENCE.replace("x * 2", "x * 2 if x == x + 0 else x")
    (solutions / "reference.py").write_text(reference, "utf-8")
    found = audited(tmp_path, solutions, "asked = 0\n" + TESTS.replace(old, new), name)
    assert next(each for each in found if "reference" in each).startswith(sentence), found
    assert not [each for each in found if "right solution adds" in each], "it is said once"


def test_a_right_solution_that_loses_something_is_named_with_its_smallest_call(tmp_path: Path, solutions: Path) -> None:
    wrong = WHEAT.replace("x + x", "x + x if x < 5 else 0")
    (solutions / "wheat" / "adds.py").write_text(wrong, "utf-8")
    found = audited(tmp_path, solutions, TESTS, "wrong_wheat")
    assert found == ["The right solution adds loses double.values: double(5) should be 10. and is 0."]


def test_an_input_that_only_the_reference_takes_is_said_as_that(tmp_path: Path, solutions: Path) -> None:
    for name in ("adds", "adds_too"):
        wheat = WHEAT.replace("return x + x", f"return x + x if x >= 0 else [][x]  # {name}")
        (solutions / "wheat" / f"{name}.py").write_text(wheat, "utf-8")
    found = audited(tmp_path, solutions, TESTS, "too_wide")
    assert found == ["double.values draws an input on which every right solution but the reference raises: "
                     "double(-1) raises IndexError: list index out of range. Let its strategy not draw such inputs, "
                     "or mend the solutions."]


def test_a_property_that_rejects_nothing_at_all_is_refused(tmp_path: Path, solutions: Path) -> None:
    tests = TESTS + """

@pytest.mark.points(1)
def test_defined(student: Student) -> None:
    \"\"\"answers\"\"\"
    expect.answers(lambda: student.double(3), "NameError")
"""
    assert audited(tmp_path, solutions, tests, "mute") == [
        "double.defined rejects nothing: no misconception and no mutant loses it. Add a misconception that it is there "
        "for, or remove it."]


def test_a_property_that_rejects_what_others_reject_too_is_no_fault(tmp_path: Path, solutions: Path) -> None:
    assert audited(tmp_path, solutions, TESTS, "redundant") == []


@pytest.mark.parametrize(("kind", "sentence"), [
    ("wheat", "double has no right solution besides the reference: write a section `# %% double` in a file of wheat/."),
    ("chaff", "double has no misconception: write a section `# %% double` in a file of chaff/."),
])
def test_a_question_without_wheat_or_chaff_is_refused(tmp_path: Path, solutions: Path, kind: str,
                                                      sentence: str) -> None:
    for path in (solutions / kind).iterdir():
        path.unlink()
    assert sentence in audited(tmp_path, solutions, TESTS, f"no_{kind}")


def test_names_that_nothing_bears_are_said_with_what_was_meant() -> None:
    places = [("double", "example"), ("double", "values")]
    wrong = [Candidate("off", Role.CHAFF, "", ("double",), "", {"double": ("valeus",)}),
             Candidate("sum", Role.CHAFF, "", ("dubble",), "", {"dubble": ("values",)}),
             Candidate("far", Role.CHAFF, "", ("double",), "", {"double": ("gradients",)}),
             Candidate("good", Role.CHAFF, "", ("double",), "", {"double": ("values",)})]
    assert misnamed(wrong, places) == [
        "FAILS of the misconception off names double.valeus, but there is no property valeus; did you mean values?",
        "The misconception sum answers 'dubble', but there are no hidden tests of that name; did you mean double?",
        "FAILS of the misconception sum names 'dubble', but there is no such question; did you mean double?",
        "FAILS of the misconception far names double.gradients, but there is no property gradients; there are example, "
        "values."]


def test_a_misconception_that_keeps_what_it_should_lose_is_said_with_what_it_loses(
        tmp_path: Path, solutions: Path) -> None:
    chaff = CHAFF.format(name="half", code="return x * 2 if x >= 0 else 0", fails="example")
    (solutions / "chaff" / "half.py").write_text(chaff, "utf-8")
    assert audited(tmp_path, solutions, TESTS, "kept") == [
        "The misconception half keeps double.example, which its FAILS says it loses: it loses double.values."]


def mutant(outcome: Outcome) -> Row:
    return Row(Candidate("m-1", Role.MUTANT, "import math\n\n\ndef q(x):\n    return b\n", ("q",), "r: a → b"),
               {("q", "p"): outcome})


def test_a_mutant_that_survives_is_refused_unless_it_is_explained() -> None:
    alive, others = mutant(Outcome.EARNED), [
        Row(Candidate("w", Role.WHEAT, "", (), "", answers=("q",)), {("q", "p"): Outcome.EARNED}),
        Row(Candidate("c", Role.CHAFF, "", ("q",), ""), {("q", "p"): Outcome.NOT_EARNED})]
    assert survivors([alive]) == [alive]
    places = [("q", "p")]
    assert complaints([alive, *others], places, {}) == [
        "The mutant r: a → b survives: add a property that rejects it, with the misconception that audit.html "
        "suggests, or explain it in survivors.toml."]
    assert complaints([alive, *others], places, {"r: a → b": "it is the same"}) == []
    assert complaints([mutant(Outcome.NOT_EARNED), *others], places, {}) == []


def test_a_survivor_suggests_a_misconception_that_can_be_read(tmp_path: Path) -> None:
    file = tmp_path / "draft.py"
    file.write_text(suggested(mutant(Outcome.EARNED)), "utf-8")
    assert read_answers(file) == {"q": "def q(x):\n    return b"}
    assert read_misconception(file).fails == {"q": ("…",)}
    assert "import math" in file.read_text("utf-8")


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


def test_a_difference_in_digits_that_are_not_shown_is_said_to_be_one() -> None:
    told = Evidence(Kind.VALUES, call="mean(x)", expected="0.33333334", actual="0.33333334")
    assert said(told) == ("mean(x) is 0.33333334 as it should be, but not in the digits that are not shown: where "
                          "answers are rounded, give expect.close a tolerance")
    assert said(replace(told, actual="0.3")) == "mean(x) should be 0.33333334 and is 0.3"
