"""What only running an assignment shows: its notebook with its own solutions in a room, and its reference; twice."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path

import pytest

from assay.authoring.scaffold import make_course
from assay.course.check.check import look_over
from assay.course.check.overdue import Overdue
from assay.course.places import Course
from assay.judge.loading import load
from tests.course.check.making import REFERENCE, SOURCE, TESTS, A, Mistake, edit
from tests.course.check.mistakes import MISTAKES

RUN = [each for each in MISTAKES if each.runs]
#: What chance draws.
DRAWN = re.compile(r"-?\d+\.\d+")


@pytest.fixture
def hello(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    return Course(tmp_path / "mine")


@pytest.mark.parametrize("mistake", RUN, ids=[each.what for each in RUN])
def test_a_mistake_that_running_shows_gets_its_sentence(hello: Course, mistake: Mistake) -> None:
    mistake.make(hello.root)
    assert [DRAWN.sub("…", each) for each in look_over(hello, A)] == list(mistake.says)


def test_what_passed_is_run_again_only_when_something_has_changed(
        hello: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert look_over(hello, A) == []
    monkeypatch.setattr("assay.course.check.running.prepare", lambda *_: pytest.fail("it is run again"))
    assert look_over(hello, A) == []
    edit(SOURCE, "Hello", "Hallo")(hello.root)
    with pytest.raises(pytest.fail.Exception, match="it is run again"):
        look_over(hello, A)


def test_a_loop_without_an_end_is_ended_and_its_place_is_said(
        hello: Course, monkeypatch: pytest.MonkeyPatch, capfd: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr("assay.course.check.running.Overdue", partial(Overdue, told=7.0, ended=14.0))
    call = "    expect.close(student.center(x)"
    edit(TESTS, call, f"    while True: pass\n{call}")(hello.root)
    lines = (hello.root / TESTS).read_text("utf-8").splitlines()
    where = f"{TESTS}:{next(number for number, line in enumerate(lines, 1) if 'while True' in line)}"
    assert look_over(hello, A) == [f"{where} had not ended after 14 s with the reference. Mend the loop that stands "
                                   "there, or ask for less."]
    assert f"{where} has been at work for 7 s; ended after 14." in capfd.readouterr().err


def test_the_place_of_a_loop_in_a_reference_is_said(tmp_path: Path) -> None:
    overdue = Overdue(tmp_path, "solutions/hello/reference.py", told=0.2, ended=0.4)
    with pytest.raises(KeyboardInterrupt), overdue.watching():
        load("\n\nwhile True: pass\n", "\n\nwhile True: pass\n")
    assert overdue.sentence.startswith("solutions/hello/reference.py:3 had not ended after 0 s")


def test_a_reference_that_leaves_python_is_said(hello: Course) -> None:
    edit(REFERENCE, "def center", "raise SystemExit(3)\n\n\ndef center")(hello.root)
    assert look_over(hello, A) == ["solutions/hello/reference.py cannot be imported: SystemExit: 3. Mend it."]
