"""Before anything goes out, what is not graded yet is said: asked on a terminal, said in a script."""

from __future__ import annotations

import os
import subprocess
import sys

import click
import pytest

from assay.__main__ import main
from assay.course.gradebook.pending import UNASKED, before_going_out
from assay.course.places import Course
from tests.course.desk import OPEN, A, autograde, filled, give, hand_in, settle

SAID = f"{A}: not graded yet at 2 of 3 students: why_convolution of 2, corr2d of 1."


@pytest.fixture
def three(course: Course) -> Course:
    """A course with three students: an essay waits at two, a question was not judged at one."""
    for student, answers in (("ada", {"why_convolution": "Locality."}), ("eve", {}),
                             ("bob", {"why_convolution": "Sharing.", "corr2d": "corr2d = 2"})):
        hand_in(course, student, filled(course, **answers))
        settle(course, student, {"corr2d": OPEN} if student == "bob" else {})
    assert autograde(course)["success"]
    return course


def test_in_a_script_it_goes_on_and_says_so(three: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert before_going_out(three)
    assert capsys.readouterr().err == f"{SAID}\n{UNASKED}\n"
    assert before_going_out(three, A, "eve")
    assert before_going_out(three, "pooling")
    assert capsys.readouterr().err == ""


@pytest.mark.parametrize("answer", [True, False])
def test_on_a_terminal_it_asks(three: Course, monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
    asked: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return answer

    monkeypatch.setattr(click, "confirm", confirm)
    assert before_going_out(three, A, is_asked=lambda: True) == answer
    assert asked == ["Go on all the same?"]
    assert before_going_out(three, A, "eve", is_asked=lambda: True)
    assert len(asked) == 1


def test_a_real_terminal_is_asked_and_no_writes_nothing(three: Course) -> None:
    ours, theirs = os.openpty()
    command = [sys.executable, "-m", "assay", "export", "--course", str(three.root)]
    with subprocess.Popen(command, stdin=theirs, stdout=theirs, stderr=subprocess.PIPE, text=True) as process:
        os.write(ours, b"n\n")
        _, said = process.communicate()
    os.close(ours)
    os.close(theirs)
    assert process.returncode == 1
    assert f"{SAID}\nGo on all the same? [y/N]: " in said
    assert not (three.root / "grades.csv").exists()


def test_points_for_an_earlier_answer_are_said_too(three: Course, capsys: pytest.CaptureFixture[str]) -> None:
    give(three, "ada", "why_convolution", 3.0)
    hand_in(three, "ada", filled(three, why_convolution="Locality and sharing."))
    settle(three, "ada")
    assert autograde(three)["success"]
    before_going_out(three, A, "ada")
    assert capsys.readouterr().err.splitlines()[0] == (
        f"{A}: ada has a newer answer to why_convolution than a person gave points for.")


@pytest.mark.parametrize("verb, made", [("feedback", f"feedback/bob/{A}/{A}.html"), ("export", "grades.csv")])
def test_feedback_and_export_say_it_and_stop_where_somebody_says_no(
        three: Course, verb: str, made: str, capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch) -> None:
    command = [verb, "--course", str(three.root), *(["--student", "bob"] if verb == "feedback" else [])]
    monkeypatch.setattr("assay.course.gradebook.pending.before_going_out", lambda *_: False)
    assert main(command) == 1
    assert not (three.root / made).exists()
    monkeypatch.undo()
    assert main(command) == 0
    assert "not graded yet at" in capsys.readouterr().err
    assert (three.root / made).exists()
