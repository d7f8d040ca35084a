"""The runner's own judgement: a table for people, and an exit status that cannot hide anything."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from rich.console import Console

from assay.judge.verdict import Outcome, Property, Question, Verdict
from attacks import __main__ as runner
from attacks.__main__ import COLUMNS, as_table, details, main
from attacks.finding import Findings, Result
from attacks.honest import HONEST, harmed, honest
from tests.here import REPOSITORY


def verdict(earned: bool = True, sentence: str = "is right") -> Verdict:
    outcome = Outcome.EARNED if earned else Outcome.NOT_EARNED
    return Verdict({}, (Question("corr2d", (Property("values", sentence, "", 12.0, outcome),)),))


def result(held: Verdict | None) -> Result:
    return Result(None, {}, "", held)


def shown(told: dict[str, Findings]) -> list[str]:
    console = Console(width=110, record=True)
    console.print(as_table(told))
    return [line.rstrip() for line in console.export_text().splitlines()]


def test_an_honest_student_with_full_marks_and_the_same_verdict_is_not_harmed() -> None:
    assert harmed({"ada": result(verdict())}, {"ada": verdict().to_json()}) == []


@pytest.mark.parametrize("held, said", [
    (None, "ada has not full marks"), (verdict(earned=False), "ada has not full marks"),
    (verdict(sentence="is good"), "ada has another verdict than alone"),
])
def test_an_honest_student_who_fares_worse_is_told_of(held: Verdict | None, said: str) -> None:
    assert harmed({"ada": result(held)}, {"ada": verdict().to_json()}) == [said]


def test_the_table_has_a_line_for_each_attack_and_one_with_the_sums() -> None:
    lines = shown({"spy/disk": Findings(leaked=["a", "b"]), "lie/nan": Findings(tried=False), "everybody": Findings()})
    assert lines[0].split() == ["attack", "tried", *COLUMNS]
    assert [line.split() for line in lines[1:]] == [
        ["spy/disk", "yes", "0", "2", "0", "0", "0"], ["lie/nan", "NO", "0", "0", "0", "0", "0"],
        ["everybody", "yes", "0", "0", "0", "0", "0"], ["2", "attacks", "1", "0", "2", "0", "0", "0"]]


def test_what_stands_behind_a_number_is_said_without_escapes() -> None:
    assert list(details({"spy/disk": Findings(leaked=["\x1b[2J"], tried=False)})) == [
        "spy/disk: was not made, or not graded as it must be", "spy/disk: leaked: \\x1b[2J"]


@pytest.mark.parametrize("found", [
    Findings(tried=False), Findings(gained=["x"]), Findings(leaked=["x"]), Findings(left=["x"]),
    Findings(injected=["x"]), Findings(affected=["x"]),
])
def test_anything_found_ends_with_1(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], found: Findings) -> None:
    monkeypatch.setattr(runner, "attacked", lambda *_: {"spy/disk": found, "everybody": Findings()})
    assert main(["disk"]) == 1
    assert "spy/disk" in capsys.readouterr().out


def test_nothing_found_ends_with_0(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(runner, "attacked", lambda *_: {"spy/disk": Findings(), "everybody": Findings()})
    assert main(["disk"]) == 0
    assert "1 attacks, 6 honest students" in capsys.readouterr().out


def test_an_unknown_attack_is_refused_in_a_sentence(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["nobody"]) == 1
    assert capsys.readouterr().err == "There is no attack and no kind of attack named 'nobody'.\n"


def test_the_honest_styles_are_there_and_no_two_are_the_same() -> None:
    wheat: Path = REPOSITORY / "solutions" / "convolution" / "wheat"
    assert all((wheat / f"{style}.py").exists() for style in HONEST.values())
    assert len(set(HONEST.values())) == len(HONEST)


@pytest.mark.parametrize("assignment", ["channels", "softmax"])
def test_another_assignment_has_as_many_honest_students_in_styles_of_its_own(assignment: str) -> None:
    styles = honest(assignment)
    assert styles.keys() == HONEST.keys()
    assert len(set(styles.values())) == len(HONEST)
    assert all((REPOSITORY / "solutions" / assignment / "wheat" / f"{style}.py").exists() for style in styles.values())


def test_what_is_left_out_of_another_assignment_is_said_by_number(
        monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(runner, "attacked", lambda *_: {"spy/disk": Findings(), "everybody": Findings()})
    assert main(["disk"]) == 0
    assert "Left out" not in capsys.readouterr().out
    assert main(["disk", "--assignment", "softmax"]) == 0
    said = capsys.readouterr().out
    assert re.search(r"Left out in softmax, of \d+ attacks: \d+, each of which is of convolution's questions\.", said)
    assert re.search(r"Left out in softmax, of \d+ attacks: \d+, each of which needs JAX\.", said)


@pytest.mark.parametrize("arguments, said", [
    (["--assignment", "nosuch"], "There are no hidden tests for 'nosuch'"),
    (["--assignment", "../x"], "'../x' is no assignment's name"),
    (["claims", "--assignment", "softmax"], "No attack of these can be put into 'softmax': claims is of convolution's"),
    (["compiler", "--assignment", "softmax"], "No attack of these can be put into 'softmax': compiler needs JAX."),
])
def test_an_assignment_that_cannot_be_attacked_is_refused_in_a_sentence(
        capsys: pytest.CaptureFixture[str], arguments: list[str], said: str) -> None:
    assert main(arguments) == 1
    error = capsys.readouterr().err
    assert error.startswith(said)
    assert error.count("\n") == 1
