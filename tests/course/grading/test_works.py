"""What was graded is read once for a whole report, and only as far as it has to be."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from assay.course.grading.works import Work, timed, works
from assay.course.intake.rebuild import MARK
from assay.course.intake.staging import graded_mark
from assay.course.places import Course
from assay.judge.verdict import Run, canonical
from tests.course.desk import LOST, A, autograde, filled, hand_in, settle

SLY = ',"room_cpu_seconds":1,"seconds":999}'


def test_verdicts_notes_refusals_and_times_are_read(course: Course) -> None:
    notebook = filled(course)
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id")
                         != "test_corr2d"]
    hand_in(course, "ada", notebook)
    hand_in(course, "bob", b"{")
    output = [{"output_type": "stream", "name": "stdout", "text": SLY}]
    settle(course, "ada", {"corr2d": LOST}, Run({"1": {"outputs": output, "count": 1, "ended": None}}, 12.5,
                                                unproven=("corr2d",)))
    autograde(course)
    ada, bob, eve = works(course, A, ["ada", "bob", "eve"])
    assert ada.verdict
    assert (ada.seconds, ada.unproven, ada.refused) == (12.5, ("corr2d",), "")
    assert ada.notes == ("The cell test_corr2d was missing; it was put back.",)
    assert bob.verdict is None
    assert bob.refused.startswith("Your notebook file is damaged")
    assert eve == Work("eve", None)


@pytest.mark.parametrize("indent", [1, None])
def test_a_mark_is_read_whatever_stands_in_the_cells(course: Course, indent: int | None) -> None:
    path = course.autograded("ada", A)
    path.parent.mkdir(parents=True)
    cell = {"source": '\n "metadata": {"grading": {"refused": "no"}}', "metadata": {MARK: {"refused": "no"}}}
    path.write_text(json.dumps({"cells": [cell], "metadata": {MARK: {"refused": "yes"}}, "nbformat": 4}, indent=indent))
    assert graded_mark(course, A, "ada") == {"refused": "yes"}


@pytest.mark.parametrize("text", ["", "{", "[]", '{"metadata": 3}', '{\n "metadata": {'])
def test_of_a_damaged_notebook_nothing_is_known(course: Course, text: str) -> None:
    path = course.autograded("ada", A)
    path.parent.mkdir(parents=True)
    path.write_text(text)
    assert graded_mark(course, A, "ada") == {}


def test_times_are_read_from_the_end_of_their_file(tmp_path: Path) -> None:
    path = tmp_path / "x.run"
    held = {"outputs": {"1": {"outputs": [{"text": SLY * 9000}]}}, "seconds": 3.0, "rooms": 1, "room_cpu_seconds": 2.0,
            "faults": [], "unproven": ["f"]}
    path.write_text(canonical(held), "ascii")
    assert timed(path) == {"room_cpu_seconds": 2.0, "rooms": 1, "seconds": 3.0, "unproven": ["f"]}


@pytest.mark.parametrize("text", ["", "{}", ',"room_cpu_seconds":', "[1, 2"])
def test_of_damaged_times_nothing_is_known(tmp_path: Path, text: str) -> None:
    (tmp_path / "x.run").write_text(text)
    assert timed(tmp_path / "x.run") == {}
    assert timed(tmp_path / "y.run") == {}
