"""Ctrl-C, as a terminal sends it: to everybody at once. Nothing is lost, nobody is left, no traceback is shown."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Iterator

import pytest

from assay.course.grading.grading import autograde
from assay.course.places import Course
from tests import faults
from tests.course.desk import A, filled, hand_in, settle

STOPPED = "autograde: stopped; what is done is kept, run it again to go on."
PATIENCE = 120.0


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """In the background of a shell, programs do not hear interruptions; these are to hear them."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def interrupt(run: subprocess.Popen[str], moment: Callable[[], bool]) -> tuple[int, str, int]:
    """Interrupts a run at a moment: its exit status, what it said, and how many of its processes are left."""
    deadline = time.monotonic() + PATIENCE
    while not moment():
        assert run.poll() is None, "the run ended before it could be interrupted"
        assert time.monotonic() < deadline
        time.sleep(0.01)
    everybody = faults.members(run.pid)
    os.killpg(run.pid, signal.SIGINT)
    said = run.communicate()[1]
    return run.returncode, said, faults.survivors(everybody)


def test_while_submissions_are_judged(course: Course) -> None:
    for student, style in zip(("ada", "bob"), faults.RIGHT, strict=True):
        faults.hand_in(course, student, faults.answered(faults.SOLUTIONS / "wheat" / f"{style}.py"))
    undisturbed = Course(course.root.parent / "undisturbed")
    shutil.copytree(course.root, undisturbed.root, symlinks=True)
    run = faults.start(course)
    status, said, left = interrupt(run, lambda: bool(faults.victims(run.pid)["kernel"]))
    assert (status, left) == (130, 0)
    assert "Traceback" not in said
    assert said.strip().splitlines()[-1] == STOPPED
    assert faults.to_the_end(course) == faults.to_the_end(undisturbed) == 1
    assert faults.State.of(course) == faults.State.of(undisturbed)


def test_while_grades_are_recorded(course: Course) -> None:
    students = [f"student{number:02}" for number in range(12)]
    for student in students:
        hand_in(course, student, filled(course, why_convolution=student))
        settle(course, student)
    undisturbed = Course(course.root.parent / "undisturbed")
    shutil.copytree(course.root, undisturbed.root, symlinks=True)
    run = faults.start(course)
    status, said, left = interrupt(run, lambda: course.autograded("student01", A).exists())
    assert (status, left) == (130, 0)
    assert "Traceback" not in said
    assert said.strip().splitlines()[-1] == STOPPED
    done = [student for student in students if course.autograded(student, A).exists()]
    assert 2 <= len(done) < len(students)
    assert autograde(course, A).fresh == [student for student in students if student not in done]
    autograde(undisturbed, A)
    assert faults.State.of(course) == faults.State.of(undisturbed)
