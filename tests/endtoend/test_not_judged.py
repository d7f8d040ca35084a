"""Faults of ours, from end to end: stored, waiting for a person, listed with what to do, and tried again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from assay.course.places import Course
from assay.room.walls.bubblewrap import find_bwrap
from tests.course.desk import A, filled, grade, hand_in
from tests.here import REPOSITORY

#: A bubblewrap that fails when it is asked for more rooms than ``left`` says.
FAILS = """#!/bin/sh
[ "$1" = --version ] && exec {bwrap} "$@"
left=$(cat {left})
echo $((left - 1)) > {left}
[ "$left" -gt 0 ] || {{ echo "bwrap: no space for namespaces" >&2; exit 1; }}
exec {bwrap} "$@"
"""
RAISES = "\n\ndef receptive_field(kernel_sizes):\n    raise OSError('our own fault')\n"
#: An answer as it was given out: nobody filled it.
UNFILLED = "raise NotImplementedError"
#: The proofs before the first student's room: of the run, of its worker, of the warm process.
PROOFS = 3


def autograde(course: Course, path: str = "") -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "assay", "autograde", "--course", str(course.root), "--workers", "1"]
    environment = {**os.environ, "PATH": f"{path}{os.pathsep}{os.environ['PATH']}" if path else os.environ["PATH"]}
    return subprocess.run(command, cwd=REPOSITORY, env=environment, capture_output=True, text=True, check=False)


def only_receptive_field(course: Course) -> None:
    names = ("corr2d", "conv2d", "detect_edges", "sgd_step", "train_edge_kernel")
    hand_in(course, "ada", filled(course, **dict.fromkeys(names, UNFILLED)))


@pytest.mark.system
def test_a_room_that_cannot_start_is_no_zero_and_is_tried_again(course: Course, tmp_path: Path) -> None:
    only_receptive_field(course)
    tools, left = tmp_path / "tools", tmp_path / "left"
    tools.mkdir()
    (tools / "bwrap").write_text(FAILS.format(bwrap=find_bwrap().path, left=left), "utf-8")
    (tools / "bwrap").chmod(0o755)
    left.write_text(str(PROOFS), "utf-8")
    first = autograde(course, path=str(tools))
    assert first.returncode == 0, first.stderr
    assert grade(course, "ada", "test_receptive_field") == (None, None, True)
    assert "Not judged, through no fault of the student's:\n  ada: the room did not start: " in first.stdout
    assert "no space for namespaces" in " ".join(first.stdout.split())
    assert "Run `make autograde` again" in first.stdout
    left.write_text("1000", "utf-8")
    second = autograde(course, path=str(tools))
    assert second.returncode == 0, second.stderr
    assert grade(course, "ada", "test_receptive_field") == (4.0, None, False)
    assert "Not judged" not in second.stdout


def test_a_reference_that_raises_is_no_zero(course: Course) -> None:
    with (course.root / "solutions" / A / "reference.py").open("a", encoding="utf-8") as reference:
        reference.write(RAISES)
    only_receptive_field(course)
    for _ in range(2):  # what is not judged is tried again by each run
        done = autograde(course)
        assert done.returncode == 0, done.stderr
        assert grade(course, "ada", "test_receptive_field") == (None, None, True)
        assert "ada: " in done.stdout.split("Not judged, through no fault of the student's:")[1]
        assert "our own fault" in " ".join(done.stdout.split())
        assert "1 graded anew" in done.stdout
