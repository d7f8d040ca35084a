"""How formgrader is served: to this machine, with the course as its root."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from autograder.course.formgrader import serve
from autograder.course.places import Course, CourseError


class Served:
    """Stands in for the server."""

    def __init__(self) -> None:
        self.command: list[str] = []
        self.more: dict[str, Any] = {}

    def __call__(self, command: list[str], **more: Any) -> subprocess.CompletedProcess[str]:
        self.command, self.more = command, more
        return subprocess.CompletedProcess(command, 3)


@pytest.fixture
def served(monkeypatch: pytest.MonkeyPatch) -> Served:
    stand_in = Served()
    monkeypatch.setattr("autograder.course.formgrader.subprocess.run", stand_in)
    return stand_in


def test_it_listens_on_this_machine_only_and_shows_the_course(course: Course, served: Served) -> None:
    assert serve(course, 9999) == 3
    for option in ("--ServerApp.ip=127.0.0.1", "--ServerApp.port=9999", f"--ServerApp.root_dir={course.root}",
                   "--ServerApp.default_url=/formgrader"):
        assert option in served.command
    assert served.more["cwd"] == course.root
    assert not [option for option in served.command if "token" in option or "password" in option]


def test_nbgraders_commands_are_found_without_an_activated_environment(course: Course, served: Served) -> None:
    serve(course, 9999)
    assert served.more["env"]["PATH"].split(os.pathsep)[0] == str(Path(sys.executable).parent)


@pytest.mark.parametrize("user, allowed", [(0, True), (1000, False)])
def test_root_is_allowed_only_where_it_is_root_that_asks(
        course: Course, served: Served, monkeypatch: pytest.MonkeyPatch, user: int, allowed: bool) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: user)
    serve(course, 9999)
    assert ("--allow-root" in served.command) is allowed


def test_a_folder_that_is_no_course_is_not_served(tmp_path: Path, served: Served) -> None:
    with pytest.raises(CourseError, match=r"is no course folder: it has no nbgrader_config\.py\.$"):
        serve(Course(tmp_path), 9999)
    assert served.command == []
