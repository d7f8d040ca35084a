"""What README shows of a terminal is what a terminal shows: its transcripts are run, here by the program itself.

So is what ``docs/start.md`` has typed that needs a room.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

from assay.course.demo import PARTS, make_course
from assay.course.places import Course
from tests.docs.shown import assert_printed, commands
from tests.here import REPOSITORY

SHOWN = {each.typed: each.printed for each in commands("README.md") if each.printed}


def run(*arguments: str, folder: Path) -> str:
    done = subprocess.run([sys.executable, "-m", "assay", *arguments], cwd=folder, capture_output=True, text=True,
                          env={**os.environ, "COLUMNS": "100"}, check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_every_transcript_is_run_here() -> None:
    assert list(SHOWN) == ["env/bin/assay course mine", "cd mine && make install release", "make demo"]


def test_a_new_course_is_released_at_once(tmp_path: Path) -> None:
    assert_printed(SHOWN["env/bin/assay course mine"], run("course", "mine", folder=tmp_path))
    assert_printed(SHOWN["cd mine && make install release"], run("release", folder=tmp_path / "mine"))


def test_a_new_machine_and_a_new_course_are_tried_as_the_first_course_says(tmp_path: Path) -> None:
    assert run("selftest", folder=tmp_path) == "Rooms are closed here.\n"
    run("course", "mine", folder=tmp_path)
    run("release", folder=tmp_path / "mine")
    said = run("demo", folder=tmp_path / "mine")
    assert "20 feedback pages: feedback/STUDENT/hello/hello.html\n" in said
    assert (tmp_path / "mine" / "demo" / "feedback" / "goran_petrov" / "hello" / "hello.html").is_file()


def test_the_demo_prints_what_readme_shows(tmp_path: Path) -> None:
    course = make_course(Course(REPOSITORY), "convolution", tmp_path / "course")
    assert all((course.root / name).exists() for name in PARTS)
    shutil.rmtree(course.root / "release")
    bars = ("Judging", "Recording", "Feedback ")  # in a terminal only
    said = run("demo", folder=course.root)
    assert_printed([line for line in SHOWN["make demo"] if not line.startswith(bars)], said)
