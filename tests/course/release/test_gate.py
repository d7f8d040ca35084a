"""A release that a reason goes past is said to be one."""

from __future__ import annotations

from pathlib import Path
from types import SimpleNamespace

import pytest

from assay.authoring.scaffold import make_course
from assay.course.places import Course, CourseError
from assay.course.release import gate


def test_what_is_released_against_the_audit_is_said_to_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
                                                          capsys: pytest.CaptureFixture[str]) -> None:
    make_course(tmp_path / "mine")
    course = Course(tmp_path / "mine")
    monkeypatch.setattr(gate, "run_audit", lambda *_: SimpleNamespace(complaints=["A mutant survives."]))
    with pytest.raises(CourseError, match=r"^hello is not released. A mutant survives."):
        gate.prove(course, "hello")
    gate.prove(course, "hello", override="exam is today")
    assert capsys.readouterr().out == "Released all the same, as was said: exam is today\n"
