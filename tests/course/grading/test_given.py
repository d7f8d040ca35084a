"""What is the same for everybody is run once, without anybody's work, and stands on every page."""

from __future__ import annotations

import json
import shutil
from typing import Any

import nbformat
import pytest
from nbformat import from_dict

from assay.course.grading import given
from assay.course.grading.given import cells_of, fill_given, given_outputs
from assay.course.intake.rebuild import grade_id
from assay.course.intake.staging import GIVEN, read_release, submission_of
from assay.course.places import Course
from assay.judge.evidence import JudgeFault
from tests.broken import cell_of
from tests.course.desk import A, autograde, filled, graded, hand_in, settle, taken


def code(name: str, source: str, *tags: str, **grading: Any) -> dict[str, Any]:
    marks = {"grade_id": name, "locked": True, "grade": False, "solution": False, **grading}
    return {"cell_type": "code", "id": name, "metadata": {"tags": list(tags), "nbgrader": marks}, "source": source,
            "outputs": [], "execution_count": None}


@pytest.fixture
def small(course: Course) -> Course:
    """A course whose release is of a few cells, quickly run; nothing is shown yet."""
    (course.cache / "given").unlink()
    cells = [code("tools", "print('tools')\nword = 'the same'"),
             code("answer", "raise NotImplementedError()", solution=True, locked=False),
             code("test_answer", "raise AssertionError('a check')", grade=True, points=1),
             code("drawn", "raise AssertionError('a picture of an answer')", "picture"),
             code("shown", "print(word)", GIVEN),
             code("broken", "print('half')\n1 / 0", GIVEN),
             code("silent", "pass", GIVEN)]
    write(course, cells)
    return course


def write(course: Course, cells: list[dict[str, Any]]) -> None:
    notebook = {"nbformat": 4, "nbformat_minor": 5, "metadata": {}, "cells": cells}
    course.release(A).write_text(json.dumps(notebook), "utf-8")


def said(outputs: Any) -> str:
    return "".join(output["text"] for output in outputs)


def test_given_cells_show_what_they_show_without_anybodys_work_and_a_broken_one_shows_nothing(
        small: Course) -> None:
    outputs = given_outputs(small, A)
    assert outputs == {"shown": [{"output_type": "stream", "name": "stdout", "text": "the same\n"}], "broken": [],
                       "silent": []}


def test_they_are_run_once_and_again_when_the_release_has_changed(small: Course) -> None:
    folder = small.cache / "given"
    first = given_outputs(small, A)
    (kept,) = folder.iterdir()
    kept.write_text(kept.read_text("ascii").replace("the same", "kept"), "ascii")
    assert said(given_outputs(small, A)["shown"]) == "kept\n"
    kept.write_text("{", "ascii")
    assert given_outputs(small, A) == first
    cells = read_release(small, A)["cells"]
    cells[0]["source"] = "word = 'another'"
    write(small, cells)
    assert said(given_outputs(small, A)["shown"]) == "another\n"
    assert len(list(folder.iterdir())) == 2


def test_where_no_room_can_be_had_nothing_is_shown_and_nothing_kept(
        small: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise JudgeFault("the room did not start")

    with monkeypatch.context() as patch:
        patch.setattr(given, "run", fails)
        assert given_outputs(small, A) == {}
    assert said(given_outputs(small, A)["shown"]) == "the same\n"


def test_a_folder_that_cannot_be_written_costs_only_time(small: Course) -> None:
    (small.cache / "given").write_text("no folder", "utf-8")
    assert said(given_outputs(small, A)["shown"]) == "the same\n"


def test_a_release_without_such_cells_needs_no_room(course: Course) -> None:
    (course.cache / "given").unlink()
    write(course, [code("tools", "while True: pass")])
    assert given_outputs(course, A) == {}
    assert not (course.cache / "given").exists()


def test_outputs_stand_under_the_releases_own_cells_alone(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    notebook = from_dict(taken(course, "ada").notebook)
    stream = {"output_type": "stream", "name": "stdout", "text": "kernel\n"}
    fill_given(notebook, {"show_flax": [stream], "corr2d": [stream], "nowhere": [stream]})
    assert {grade_id(cell) for cell in notebook.cells if cell.get("outputs")} == {"show_flax"}
    assert cell_of(notebook, "show_flax")["outputs"] == [stream]


def test_every_cell_is_run_for_the_student_or_for_everybody_or_for_both(course: Course) -> None:
    release = read_release(course, A)
    places = {place for place, cell in enumerate(release["cells"]) if cell["cell_type"] == "code"}
    theirs = {cell.place for cell in submission_of(A, release).cells}
    ours = {cell.place for cell in cells_of(release)}
    assert theirs | ours == places
    names = {grade_id(release["cells"][place]) for place in ours - theirs}
    assert names == {"show_window", "show_flax", "show_field", "show_filters"}


def test_a_page_shows_what_an_own_run_shows(course: Course) -> None:
    (course.cache / "given").unlink()
    release = read_release(course, A)
    # The last picture trains a network, which takes longer than all the rest; tests of the notebook run it.
    write(course, [cell for cell in release["cells"] if grade_id(cell) != "show_filters"])
    outputs = given_outputs(course, A)
    for name in ("show_window", "show_field"):
        (picture,) = outputs[name]
        assert "image/png" in picture["data"]
    assert said(outputs["show_flax"]).splitlines()[-1] == "kernel [[ 0.989 -0.988]]"
    kept = course.cache / "given"
    (first,) = [path.read_bytes() for path in kept.iterdir()]
    shutil.rmtree(kept)
    assert given_outputs(course, A) == outputs
    assert [path.read_bytes() for path in kept.iterdir()] == [first]


def test_a_graded_page_shows_them_whatever_became_of_those_cells_and_a_page_that_was_not_read_shows_none(
        course: Course) -> None:
    notebook = filled(course)
    cell_of(notebook, "show_flax").update(source="print('mine')", outputs=[], execution_count=7)
    notebook["cells"].remove(cell_of(notebook, "show_field"))
    hand_in(course, "ada", notebook)
    settle(course, "ada")
    hand_in(course, "ben", b"{")
    for student in ("ada", "ben"):
        assert autograde(course, student)["success"]
    page, wanted = nbformat.read(course.autograded("ada", A), as_version=4), given_outputs(course, A)
    assert wanted.keys() == {"show_window", "show_flax", "show_field", "show_filters"}
    for name, outputs in wanted.items():
        assert outputs
        assert cell_of(page, name)["outputs"] == outputs
        assert "mine" not in cell_of(page, name)["source"]
    assert not any(cell.get("outputs") for cell in graded(course, "ben")["cells"])
