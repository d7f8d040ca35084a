"""One small class judged three ways, in real rooms: here, in slices that are killed, and on a Dask cluster."""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("distributed")

from assay.__main__ import main
from assay.authoring.scaffold import make_course
from assay.course.gradebook.rows import rows
from assay.course.grading.grading import autograde
from assay.course.intake.staging import read_release
from assay.course.judging.elsewhere import Scheduler
from assay.course.places import Course
from assay.judge.answers import fill
from tests.broken import TIMESTAMP
from tests.cluster.farm import Farm, found
from tests.here import REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]
ANSWERS = {"right": "return x - jnp.mean(x)", "other": "return x - jnp.sum(x) / len(x)", "median":
           "return x - jnp.median(x)", "mean": "return jnp.mean(x)", "raises": "raise ValueError(x)",
           "copy": "return x - jnp.mean(x)"}


@pytest.fixture(scope="module")
def handed_in(tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A new course, whose class has handed in and was not graded."""
    course = Course(tmp_path_factory.mktemp("hello") / "course")
    make_course(course.root)
    assert main(["release", "--course", str(course.root)]) == 0
    for student, answer in ANSWERS.items():
        notebook = fill(read_release(course, "hello"), {"center": f"def center(x):\n    {answer}"})
        folder = course.submitted(student, "hello")
        folder.mkdir(parents=True)
        (folder / "hello.ipynb").write_text(json.dumps(notebook), "utf-8")
        (folder / "timestamp.txt").write_text(TIMESTAMP, "utf-8")
    return course


def copied(course: Course, folder: Path) -> Course:
    subprocess.run(["cp", "-a", str(course.root), str(folder)], check=True)
    return Course(folder)


@pytest.fixture(scope="module")
def graded(handed_in: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """The class, graded on this machine."""
    course = copied(handed_in, tmp_path_factory.mktemp("here") / "course")
    assert autograde(course, "hello").faults == {}
    return course


def verdicts(course: Course) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in course.store("hello").folder.glob("*.json")}


def scores(course: Course) -> dict[str, float | None]:
    return {row.student: row.total for row in rows(course, "hello")}


def test_the_class_is_what_it_should_be(graded: Course) -> None:
    assert len(verdicts(graded)) == len(ANSWERS) - 1
    found = scores(graded)
    assert (found["right"], found["other"], found["copy"]) == (4.0, 4.0, 4.0)
    assert found["median"] is not None
    assert found["median"] < 4


@pytest.fixture
def farm(tmp_path: Path) -> Iterator[Farm]:
    farm = Farm(tmp_path)
    yield farm
    farm.close()


def test_on_a_cluster_verdicts_are_the_same_bytes_and_the_gradebook_is_the_same(
        handed_in: Course, graded: Course, farm: Farm, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    course = copied(handed_in, tmp_path / "course")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    farm.worker()
    lost = farm.worker()
    found(lambda: (tmp_path / "worker.log").exists())
    time.sleep(5)
    killer = subprocess.Popen([sys.executable, "-c", f"import os, time; time.sleep(12); os.kill({lost.pid}, 9)"])
    done = autograde(course, "hello", scheduler=Scheduler(farm.address))
    killer.wait()
    assert (done.faults, done.left) == ({}, [])
    assert verdicts(course) == verdicts(graded)
    assert scores(course) == scores(graded)
    assert autograde(course, "hello").fresh == []


def test_slices_that_are_killed_and_submitted_again_end_in_the_same_gradebook(
        handed_in: Course, graded: Course, tmp_path: Path) -> None:
    course = copied(handed_in, tmp_path / "course")
    chance = random.Random(7)

    def submit(part: int) -> subprocess.Popen[bytes]:
        return subprocess.Popen([sys.executable, "-m", "assay", "judge", "--course", str(course.root), "--workers", "1",
                                 "--slice", f"{part}/3"], env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")})

    jobs, kills = {part: submit(part) for part in (1, 2, 3)}, 4
    while jobs:
        time.sleep(chance.uniform(2.0, 6.0))
        for part, job in list(jobs.items()):
            if job.poll() is None and kills and chance.random() < 0.4:
                kills -= 1
                job.kill()
                job.wait()
            if job.poll() == 0:
                del jobs[part]
            elif job.poll() is not None:
                jobs[part] = submit(part)
    assert kills < 4
    assert verdicts(course) == verdicts(graded)
    before = {path: path.stat().st_mtime_ns for path in course.store("hello").folder.iterdir()}
    assert autograde(course, "hello").faults == {}
    assert {path: path.stat().st_mtime_ns for path in course.store("hello").folder.iterdir()} == before
    assert scores(course) == scores(graded)
