"""nbgrader's autograde on staged submissions: who is graded, when again, and what reaches ``autograded/``."""

from __future__ import annotations

import dataclasses
import importlib
import os
import subprocess
import sys
from pathlib import Path

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generateassignmentapp
import nbgrader.converters
import pytest

from assay.course.gradebook.converter import FORMGRADER, StagedAutograde, install
from assay.course.gradebook.rows import rows
from assay.course.manual.formgrader_pages import Exporter
from assay.course.places import Course
from assay.course.release.generate import GatedAssignment
from assay.room.limits import Limits
from tests.broken import CELLS, METADATA, Breaker
from tests.course.desk import ANSWERS, LOST, POINTS, A, autograde, filled, graded, hand_in, scores, settle
from tests.here import REPOSITORY

MENDED: dict[str, Breaker] = {**METADATA, **CELLS}


def stamp(course: Course, student: str) -> int:
    """Changes whenever the autograded notebook is written."""
    return course.autograded(student, A).stat().st_mtime_ns


@pytest.fixture
def ada(course: Course) -> Course:
    """The course after Ada was graded."""
    hand_in(course, "ada", filled(course))
    settle(course, "ada")
    assert autograde(course, "ada")["success"]
    return course


def test_nbgrader_finds_our_converters_wherever_it_looks() -> None:
    install()
    places = (nbgrader.converters, nbgrader.apps.api, nbgrader.apps.autogradeapp)
    assert [place.Autograde for place in places] == [StagedAutograde] * 3
    places = (nbgrader.converters, nbgrader.apps.api, nbgrader.apps.generateassignmentapp)
    assert [place.GenerateAssignment for place in places] == [GatedAssignment] * 3


def test_formgrader_makes_pages_within_bounds_whoever_serves_it() -> None:
    importlib.import_module(FORMGRADER)
    install()
    assert vars(sys.modules[FORMGRADER])["HTMLExporter"] is Exporter


@pytest.mark.parametrize("name", ["$(shell touch x)", "{student_id}", "-rf", "\\d+", "a#b 'c' \"d\"", "größe+1"])
def test_any_name_that_prints_selects_itself(course: Course, name: str) -> None:
    for student in (name, "ada"):
        hand_in(course, student, filled(course))
        settle(course, student)
    assert autograde(course, name)["success"]
    assert [row.student for row in rows(course, A) if course.autograded(row.student, A).exists()] == [name]


def test_what_has_not_changed_is_skipped(ada: Course) -> None:
    before = stamp(ada, "ada")
    assert autograde(ada, "ada", force=False)["success"]
    assert stamp(ada, "ada") == before


def test_a_changed_answer_is_graded_again_without_force(ada: Course) -> None:
    hand_in(ada, "ada", filled(ada, corr2d="corr2d = None"))
    settle(ada, "ada", {"corr2d": LOST})
    assert autograde(ada, "ada", force=False)["success"]
    assert scores(ada, "ada")["corr2d"] == 6
    assert any(cell["source"] == "corr2d = None" for cell in graded(ada, "ada")["cells"])


def test_a_changed_judge_grades_again_without_force(ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    changed = dataclasses.replace(ada.bench(A), limits=Limits(call_seconds=1))
    monkeypatch.setattr(Course, "bench", lambda *_: changed)
    settle(ada, "ada", {"conv2d": LOST})
    assert autograde(ada, "ada", force=False)["success"]
    assert scores(ada, "ada") == {**POINTS, "conv2d": 4.0}


def test_an_earlier_time_than_before_is_taken_over_too(ada: Course) -> None:
    hand_in(ada, "ada", filled(ada), time="2026-09-01 12:00:00.000000 UTC")
    assert autograde(ada, "ada", force=False)["success"]
    assert (ada.autograded("ada", A).parent / "timestamp.txt").read_text("utf-8").startswith("2026-09-01")


def test_only_the_notebook_and_its_time_reach_the_autograded_folder(ada: Course) -> None:
    folder = ada.submitted("ada", A)
    (folder / "gradebook").symlink_to(ada.gradebook)
    (folder / "source").symlink_to(ada.root / "source")
    (folder / "numpy.py").write_text("raise SystemExit", "utf-8")
    (folder / "data.csv").write_text("1,2", "utf-8")
    (folder / "other.ipynb").write_text("{}", "utf-8")
    assert autograde(ada)["success"]
    assert {path.name for path in ada.autograded("ada", A).parent.iterdir()} == {f"{A}.ipynb", "timestamp.txt"}


def test_the_submitted_folder_stays_as_it_was(ada: Course) -> None:
    folder = ada.submitted("ada", A)
    before = {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*")}
    autograde(ada)
    assert {path: (path.read_bytes(), path.stat().st_mtime_ns) for path in folder.rglob("*")} == before


def test_who_takes_a_submission_back_is_no_longer_staged(ada: Course) -> None:
    hand_in(ada, "eve", filled(ada))
    settle(ada, "eve")
    autograde(ada)
    ada.submitted("ada", A).rename(ada.root / "taken_back")
    autograde(ada)
    assert [path.name for path in ada.staged.iterdir()] == ["eve"]


def test_one_students_trouble_is_not_anothers(course: Course) -> None:
    """Stock nbgrader stops the whole class at several of these."""
    release = course.release(A).read_bytes()
    for name, breaker in MENDED.items():
        breaker.write(release, ANSWERS, course.submitted(name, A))
        settle(course, name)
    hand_in(course, "truncated", release[:999])
    said = autograde(course)
    assert said["success"], said["log"]
    assert {row.student for row in rows(course, A)} == {*MENDED, "truncated"}
    assert {name: scores(course, name) for name in MENDED} == dict.fromkeys(MENDED, POINTS)
    assert scores(course, "truncated") == dict.fromkeys(POINTS)


def test_nbgraders_own_command_takes_the_same_way(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    # Told in a process of its own: the judge's sources, whose digest this one has kept, may have been edited since.
    told = ("from pathlib import Path\nfrom tests.course.desk import *\n"
            f"settle(Course(Path({str(course.root)!r})), 'ada', {{'corr2d': LOST}})")
    subprocess.run([sys.executable, "-W", "ignore", "-c", told], cwd=REPOSITORY, check=True)
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    environment.pop("PYTHONPATH", None)
    done = subprocess.run([sys.executable, "-P", "-m", "nbgrader", "autograde", A], cwd=course.root, env=environment,
                          capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert scores(course, "ada") == {**POINTS, "corr2d": 6.0}
    assert "verdict" in graded(course, "ada")["metadata"]["grading"]
