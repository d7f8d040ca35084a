"""A watcher of a real course, in real rooms, killed twenty times while students hand in."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.authoring.scaffold import make_course
from assay.course.gradebook.rows import opened, rows
from assay.course.gradebook.tables import SHOWN, noted
from assay.course.grading.grading import autograde
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill
from tests.broken import TIMESTAMP
from tests.here import REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]
KILLS, PER_DAY = 20, 2
STUDENTS = ("ada", "bob", "cyd", "dan", "eve")
ANSWERS = ("return x", "return x - jnp.median(x)", "return jnp.mean(x)", "return x - jnp.mean(x)")


def hand_in(course: Course, student: str, number: int) -> None:
    answer = ANSWERS[number % len(ANSWERS)]
    notebook = fill(read_release(course, "hello"), {"center": f"def center(x):\n    mark{number} = 0\n    {answer}"})
    folder = course.submitted(student, "hello")
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "timestamp.txt").write_text(TIMESTAMP, "utf-8")
    fresh = folder / ".new"
    fresh.write_text(json.dumps(notebook), "utf-8")
    fresh.replace(folder / "hello.ipynb")


def test_twenty_kills_lose_nothing_and_show_nobody_too_much(tmp_path: Path) -> None:
    course = Course(tmp_path / "course")
    make_course(course.root)
    assert main(["release", "--course", str(course.root)]) == 0
    chance, last = random.Random(11), dict[str, int]()

    def start() -> subprocess.Popen[bytes]:
        return subprocess.Popen(
            [sys.executable, "-m", "assay", "watch", "--course", str(course.root), "--every", "0.3", "--feedback",
             "at-once", "--per-day", str(PER_DAY)], env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")})

    watcher = start()
    try:
        for number in range(KILLS):
            student = STUDENTS[number % len(STUDENTS)]
            hand_in(course, student, number)
            last[student] = number
            time.sleep(chance.uniform(1.0, 7.0))
            watcher.kill()
            watcher.wait()
            watcher = start()
        end = time.monotonic() + 300
        while time.monotonic() < end and not all(
                graded(course, student, last[student]) and course.feedback(student, "hello").exists()
                for student in STUDENTS):
            time.sleep(0.5)
        assert watcher.poll() is None
        assert main(["watch", "--status", "--course", str(course.root)]) == 0
    finally:
        watcher.terminate()
        assert watcher.wait(timeout=60) in (130, 0)
    found = {row.student: row.total for row in rows(course, "hello")}
    assert autograde(course, "hello").fresh == []
    assert found == {student: 4.0 if last[student] % len(ANSWERS) == 3 else found[student] for student in STUDENTS}
    assert {found[student] == 4.0 for student in STUDENTS} == {True, False}
    with opened(course) as gradebook:
        shown = {student: noted(gradebook, SHOWN, assignment="hello", student=student) for student in STUDENTS}
    for student in STUDENTS:
        assert 1 <= len(shown[student]) <= PER_DAY
        assert course.feedback(student, "hello").exists()


def graded(course: Course, student: str, number: int) -> bool:
    path = course.autograded(student, "hello")
    return path.exists() and f"mark{number}" in path.read_text("utf-8")
