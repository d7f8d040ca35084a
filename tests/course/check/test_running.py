"""What only running an assignment shows: its notebook with its own solutions in a room, and its reference; twice."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.authoring.scaffold import make_course
from assay.course.check.check import look_over
from assay.course.places import Course
from tests.course.check.making import SOURCE, A, Mistake, edit
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
