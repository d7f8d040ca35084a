"""What README shows of a terminal is what a terminal shows: its transcripts are run, here by the program itself."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assay.course.demo import PARTS, make_course
from assay.course.places import Course
from tests.here import REPOSITORY

README = (REPOSITORY / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"^```\n(\$ .*?)^```$", README, re.MULTILINE | re.DOTALL)
#: What differs from run to run, or from a terminal to a file: times, bars, how many seconds.
TIMES = re.compile(r"\d+:\d\d:\d\d|in \d+ s|left about \d+ s|, \d+ s|━+")


def steps(block: str) -> list[tuple[str, list[str]]]:
    """The commands of a transcript, each with the lines that are shown of what it prints."""
    found = [part.split("\n") for part in re.split(r"^\$ ", block, flags=re.MULTILINE)[1:]]
    return [(command, [TIMES.sub("", line).rstrip() for line in lines if line.strip() not in ("", "…")])
            for command, *lines in found]


def assert_shown(lines: list[str], said: str) -> None:
    """All lines stand in what was said, in this order."""
    left = iter([TIMES.sub("", line).rstrip() for line in said.split("\n")])
    for line in lines:
        assert any(line == each for each in left), f"{line!r} is not in, or not in this order:\n{said}"


def run(*arguments: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "assay", *arguments], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "COLUMNS": "100"}, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_transcript_is_run_here() -> None:
    assert [command for block in BLOCKS for command, _ in steps(block)] == [
        "python3 -m venv env && env/bin/pip install ./assay-0.1.0-py3-none-any.whl", "env/bin/assay course mine",
        "cd mine && make install release", "make demo"]


def test_a_new_course_is_released_at_once(tmp_path: Path) -> None:
    _, made, released = steps(BLOCKS[0])
    assert_shown(made[1], run("course", "mine", folder=tmp_path))
    assert_shown(released[1], run("release", folder=tmp_path / "mine"))


def test_the_demo_prints_what_readme_shows(tmp_path: Path) -> None:
    course = make_course(Course(REPOSITORY), "convolution", tmp_path / "course")
    assert all((course.root / name).exists() for name in PARTS)
    shutil.rmtree(course.root / "release")
    (_, lines), = steps(BLOCKS[1])
    bars = ("Judging", "Recording", "Feedback ")  # in a terminal only
    assert_shown([line for line in lines if not line.startswith(bars)], run("demo", folder=course.root))


@pytest.mark.parametrize("said", ["make autograde", "make feedback", "assay doctor"])
def test_a_transcript_that_says_something_else_is_found(said: str) -> None:
    with pytest.raises(AssertionError, match="is not in"):
        assert_shown([said, "b"], f"b\n{said}\n")
