"""What students receive, opened to be tried out: a copy, on this machine only."""

from __future__ import annotations

import os
from typing import Any

import pytest

from assay.course.places import Course, CourseError
from assay.course.student import copied, serve
from tests.course.desk import A


def test_the_copy_is_kept_until_there_is_another_release(course: Course) -> None:
    release = course.release(A)
    first = copied(course, A)
    assert first.read_bytes() == release.read_bytes()
    first.write_text("mine", "utf-8")
    assert copied(course, A).read_text("utf-8") == "mine"
    assert release.read_text("utf-8") != "mine"
    release.write_text(release.read_text("utf-8") + "\n", "utf-8")
    assert copied(course, A) != first
    assert copied(course, A).read_bytes() == release.read_bytes()


def test_before_anything_is_given_out_that_is_said(course: Course) -> None:
    course.release(A).unlink()
    with pytest.raises(CourseError, match=r"^release/convolution/convolution\.ipynb is missing\. Run `make release` "):
        copied(course, A)


def test_it_listens_on_this_machine_only_and_leaves_the_token_to_jupyter(
        course: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    heard = list[Any]()

    monkeypatch.setattr("assay.course.student.become", lambda *arguments: heard.append(arguments))
    serve(course, A, 9999)
    (command, folder, _), = heard
    place = copied(course, A).parent
    assert {"--ServerApp.ip=127.0.0.1", "--ServerApp.port=9999", f"--ServerApp.root_dir={place}",
            f"--ServerApp.default_url=/lab/tree/{A}.ipynb"} <= set(command)
    assert folder == place
    assert not [option for option in command if "token" in option or "password" in option]
    assert ("--allow-root" in command) is (os.geteuid() == 0)
    assert capsys.readouterr().out.startswith(f".cache/student/{place.name}/{A}.ipynb is a copy: ")
