"""Where rooms cannot be closed, nothing is graded."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assay.course.places import Course
from assay.room.walls.bubblewrap import find_bwrap
from tests.here import REPOSITORY

pytestmark = pytest.mark.system
NO_NAMESPACES = ("--unshare-user", "--disable-userns", "--dev-bind", "/", "/")


def grade(course: Course, *before: str, path: str | None = None) -> subprocess.CompletedProcess[str]:
    """Runs ``autograde`` from the command line, perhaps under another command and with another PATH."""
    environment = {**os.environ, **({"PATH": path} if path is not None else {})}
    command = [*before, sys.executable, "-m", "assay", "autograde", "--course", str(course.root)]
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def hand_in(course: Course) -> None:
    folder = course.submitted("ada", "convolution")
    folder.mkdir(parents=True)
    shutil.copy(course.release("convolution"), folder)


def test_without_user_namespaces_grading_refuses_in_one_sentence(course: Course) -> None:
    hand_in(course)
    done = grade(course, str(find_bwrap().path), *NO_NAMESPACES)  # nothing else takes them from one process alone
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    assert "sandbox" in done.stderr
    assert not list(Path(course.root).glob("verdicts/*/*.json"))
    assert not course.autograded("ada", "convolution").exists()
