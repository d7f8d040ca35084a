"""Judging again after a change: only what it can reach, and the same bytes as judging everything."""

from __future__ import annotations

import itertools
import shutil
import sys
import textwrap
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.judge import judging, reuse, second_look
from assay.judge.bench import Bench, digests_of_tests
from assay.judge.evidence import Evidence, Kind
from assay.judge.plugin import Judged, run_hidden_tests
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Outcome, Property, Question, Run, Verdict

PRELUDE = "import pytest\nfrom assay.testing import expect\n"
TESTS = {
    "double": '''
        @pytest.mark.points(2)
        def test_values(student):
            """doubles"""
            expect.close(student.double(3.0), 6.0)
        ''',
    "quad": '''
        NEEDS = ("double",)
        @pytest.mark.points(2)
        def test_values(student):
            """doubles twice"""
            expect.close(student.quad(3.0), 12.0)
        @pytest.mark.points(1)
        def test_zero(student):
            """leaves nothing as it is"""
            expect.close(student.quad(0.0), 0.0)
        ''',
    "half": '''
        @pytest.mark.points(2)
        def test_values(student):
            """halves"""
            expect.close(student.half(3.0), 1.5)
        ''',
}
MORE = '''
@pytest.mark.points(1)
def test_more(student):
    """holds for five too"""
    expect.close(student.{name}(5.0), {answer})
'''
#: A further property for one question, and for the one that tells everybody wrong.
CHANGES = {"half": MORE.format(name="half", answer=2.5), "double": MORE.format(name="double", answer=10.0),
           "quad": MORE.format(name="quad", answer=20.0), "harsher": MORE.format(name="double", answer=11.0)}
RIGHT = {"double": "def double(x): return 2 * x", "quad": "def quad(x): return double(double(x))",
         "half": "def half(x): return x / 2"}
STUDENTS: Mapping[str, dict[str, str]] = {
    "right": {}, "wrong double": {"double": "def double(x): return 3 * x"},
    "wrong half": {"half": "def half(x): return x / 3"}, "no half": {"half": ""},
    "wrong quad": {"quad": "def quad(x): return double(x)"},
    "wrong at five": {"double": "def double(x): return 2 * x + (x == 5)", "half": "def half(x): return x"},
}
#: Which questions are asked about at first, by change and student; all, where the change may reach the others.
ASKED: Mapping[tuple[str, str], list[tuple[str, ...]]] = {
    ("half", "wrong double"): [("half",)], ("half", "wrong half"): [("half",)], ("half", "right"): [("half",)],
    ("half", "no half"): [("half",)],
    ("quad", "wrong double"): [("quad",), ("quad",)], ("quad", "wrong quad"): [("quad",), ("quad",)],
    ("double", "right"): [("double",)], ("double", "wrong at five"): [("double",)],
    ("double", "wrong double"): [("double",), (), ("quad",)], ("harsher", "right"): [("double",)],
    ("harsher", "wrong quad"): [("double",), (), ("quad",)],
}
_names = itertools.count()


def bench(folder: Path, changes: Mapping[str, str] | None = None) -> Bench:
    """Hidden tests of three questions, the second of which needs the first; a folder of its own for each version."""
    questions, solutions = folder / f"q{next(_names)}", folder / "solutions"
    questions.mkdir()
    for name, text in TESTS.items():
        more = (changes or {}).get(name, "")
        (questions / f"test_{name}.py").write_text(PRELUDE + textwrap.dedent(text) + more)
    (solutions / "chaff").mkdir(parents=True, exist_ok=True)
    (solutions / "reference.py").write_text("\n\n".join(RIGHT.values()) + "\n")
    (solutions / "stand_in.py").write_text('"""Right."""\n\n# %% double\n' + RIGHT["double"] + "\n")
    return Bench(questions, solutions)


def submission(answers: Mapping[str, str]) -> Submission:
    return Submission("a", tuple(cell for place, (name, source) in enumerate({**RIGHT, **answers}.items())
                                 for cell in (Cell(2 * place, source), Cell(2 * place + 1, "", name))))


def judge(handed_in: Submission, on: Bench, before: Verdict | None = None) -> tuple[Verdict, Run]:
    """Judges as a process of its own would: pytest keeps modules by name, and two versions have the same names."""
    for name in TESTS:
        sys.modules.pop(f"test_{name}", None)
    return judging.judge(handed_in, on, before)


def file_of(change: str) -> str:
    return "double" if change == "harsher" else change


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """The questions of each round of hidden tests; () for all."""
    rounds: list[tuple[str, ...]] = []

    def run(folder: Path, session: Any, *, only: tuple[str, ...] = (), **more: Any) -> Judged:
        rounds.append(only)
        return run_hidden_tests(folder, session, only=only, **more)

    monkeypatch.setattr(second_look, "run_hidden_tests", run)
    return rounds


@pytest.mark.parametrize("change, student", ASKED)
def test_only_what_a_change_can_reach_is_judged_and_the_bytes_are_those_of_judging_all(
        tmp_path: Path, asked: list[tuple[str, ...]], change: str, student: str) -> None:
    handed_in = submission(STUDENTS[student])
    before, _ = judge(handed_in, bench(tmp_path))
    changed = bench(tmp_path, {file_of(change): CHANGES[change]})
    asked.clear()
    found, run = judge(handed_in, changed, Verdict.from_json(before.to_json()))
    assert asked == ASKED[change, student]
    wanted, whole = judge(handed_in, changed)
    assert found.to_json() == wanted.to_json() != before.to_json()
    assert run.outputs.keys() == whole.outputs.keys()


@pytest.mark.parametrize("ends", ["half", "double"])
def test_where_a_room_ends_before_or_now_all_is_judged_anew(
        tmp_path: Path, asked: list[tuple[str, ...]], ends: str) -> None:
    condition = "x == 5" if ends == "double" else "True"
    source = f"import ctypes\ndef {ends}(x): return ctypes.CDLL(None)._exit(0) if {condition} else 2 * x"
    handed_in = submission({ends: source})
    before, _ = judge(handed_in, bench(tmp_path))
    asked.clear()
    found, _ = judge(handed_in, bench(tmp_path, {"double": CHANGES["double"]}), before)
    assert asked == ([("double",), ()] if ends == "double" else [()])
    assert {each.grade_id: each.earned for each in found.questions} == (
        {"double": 2.0, "quad": 3.0, "half": 2.0} if ends == "double" else {"double": 3.0, "quad": 3.0, "half": 0.0})


ONE = Property("values", "is right", "", 2.0, Outcome.EARNED)
LOST = replace(ONE, outcome=Outcome.NOT_EARNED, evidence=Evidence(Kind.VALUES, "f(1)", "1", "2"))


def verdict(basis: Mapping[str, Any], **items: Property) -> Verdict:
    return Verdict(basis, tuple(Question(name, (items.get(name, ONE),)) for name in TESTS))


@pytest.fixture
def bases(tmp_path: Path) -> tuple[dict[str, Any], dict[str, Any]]:
    """What verdicts depended on before and after a change to one file."""
    return tuple(bench(tmp_path, changes).basis(submission({})) for changes in ({}, {"half": CHANGES["half"]}))  # type: ignore[return-value]


def test_the_question_whose_file_has_changed_is_named(bases: tuple[dict[str, Any], dict[str, Any]]) -> None:
    before, after = bases
    assert reuse.changed(verdict(before), after) == ("half",)
    assert reuse.changed(verdict(before), before) == ()
    assert reuse.changed(None, after) == ()


@pytest.mark.parametrize("name", ["submission", "reference", "chaff", "stand_in", "judge", "versions", "seed", "limits",
                                  "isolation"])
def test_where_anything_else_has_changed_nothing_is_taken_over(
        bases: tuple[dict[str, Any], dict[str, Any]], name: str) -> None:
    before, after = bases
    assert reuse.changed(verdict({**before, name: "other"}), after) == ()


def test_where_shared_or_other_questions_have_changed_nothing_is_taken_over(
        bases: tuple[dict[str, Any], dict[str, Any]]) -> None:
    before, after = bases
    shared = {**before, "tests": {**before["tests"], "shared": "other"}}
    fewer = {**before, "tests": {**before["tests"], "questions": {"half": "1"}}}
    assert reuse.changed(verdict(shared), after) == reuse.changed(verdict(fewer), after) == ()


@pytest.mark.parametrize("item", [
    replace(ONE, outcome=Outcome.NOT_JUDGED),
    *(replace(LOST, evidence=Evidence(kind)) for kind in (Kind.CALL_TIMEOUT, Kind.SUBMISSION_TIMEOUT, Kind.MEMORY,
                                                          Kind.DIED, Kind.NOT_TRIED, Kind.CHANGES))])
def test_what_hung_on_time_or_on_a_state_is_not_taken_over(
        bases: tuple[dict[str, Any], dict[str, Any]], item: Property) -> None:
    before, after = bases
    assert reuse.changed(verdict(before, double=item), after) == ()


def test_a_file_that_another_names_is_shared(tmp_path: Path) -> None:
    folder = bench(tmp_path).questions
    assert digests_of_tests(folder)["questions"].keys() == TESTS.keys()
    other = tmp_path / "other"
    shutil.copytree(folder, other)
    (other / "test_half.py").write_text("from .test_double import test_values\n")
    assert digests_of_tests(other)["questions"].keys() == {"half", "quad"}
    assert digests_of_tests(other)["shared"] != digests_of_tests(folder)["shared"]


def test_a_second_look_that_fails_through_our_fault_leaves_the_property_to_a_person() -> None:
    broken = replace(ONE, outcome=Outcome.NOT_JUDGED, fault="MemoryError")
    found = second_look.looked_at(LOST, broken, ("double",))
    assert (found.outcome, found.evidence, found.fault) == (Outcome.NOT_JUDGED, None, "MemoryError")
    assert second_look.looked_at(LOST, replace(broken, fault=""), ("double",)).fault == "JudgeFault"
    assert second_look.looked_at(LOST, LOST, ("double",)) == LOST
    assert second_look.looked_at(ONE, broken, ("double",)) == ONE
    assert second_look.looked_at(LOST, ONE, ("double",)) == replace(ONE, instead=("double",))
