"""A release that nbgrader would stop at, as students are graded by cells that are gone, is refused in a sentence."""

from __future__ import annotations

import warnings
from pathlib import Path

import pytest
from nbgrader.api import Gradebook
from sqlalchemy.exc import SAWarning

from assay.__main__ import main
from assay.authoring.scaffold import make_course
from assay.course.config import BuildError
from assay.course.places import Course, CourseError
from assay.course.release.build import build_release, build_source
from assay.course.release.cells import keep_cells
from tests.course.check.making import SOURCE, A, edit


@pytest.fixture
def given_out(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    course = Course(tmp_path / "mine")
    build_source(course.root, A)
    build_release(course.root, A)
    return course


@pytest.fixture
def graded(given_out: Course) -> Course:
    with warnings.catch_warnings(), Gradebook(f"sqlite:///{given_out.gradebook}") as gradebook:
        warnings.simplefilter("ignore", SAWarning)  # of nbgrader's about itself
        gradebook.add_student("ada")
        gradebook.add_submission(A, "ada")
    return given_out


def test_a_cell_that_grades_hang_on_is_neither_taken_out_nor_renamed_nor_added(
        graded: Course, capsys: pytest.CaptureFixture[str]) -> None:
    edit(SOURCE, '"grade_id": "setup"', '"grade_id": "begin"')(graded.root)
    before = {path: path.read_bytes() for path in graded.root.rglob("*") if path.is_file()}
    assert main(["release", "--course", str(graded.root)]) == 1
    assert capsys.readouterr().err == (
        "release: hello is not released. Students are graded already, and source/hello.py is now without setup and "
        "with begin: undo that, as their grades hang on these cells. A question that is to count no more gets hidden "
        "tests that everybody passes, and `make regrade`.\n")
    assert {path: path.read_bytes() for path in before} == before


def test_so_nbgrader_itself_would_not_stop_at_what_is_let_through(graded: Course) -> None:
    edit(SOURCE, '"points": 4', '"points": 9')(graded.root)
    text = graded.text(A)
    text.write_text(text.read_text("utf-8") + '\n# %% [markdown] nbgrader={"grade_id": "end"}\n# The end.\n', "utf-8")
    keep_cells(graded, A)
    build_source(graded.root, A)
    build_release(graded.root, A)
    assert "The end." in graded.release(A).read_text("utf-8")


def test_what_it_refuses_nbgrader_would_stop_at(graded: Course) -> None:
    edit(SOURCE, '"grade_id": "setup"', '"grade_id": "begin"')(graded.root)
    with pytest.raises(CourseError, match="without setup and with begin"):
        keep_cells(graded, A)
    build_source(graded.root, A)
    with pytest.raises(BuildError, match="Cannot add or remove cells"):
        build_release(graded.root, A)


def test_as_long_as_nobody_is_graded_cells_come_and_go(given_out: Course, tmp_path: Path) -> None:
    edit(SOURCE, '"grade_id": "setup"', '"grade_id": "begin"')(given_out.root)
    keep_cells(given_out, A)
    make_course(tmp_path / "new")
    keep_cells(Course(tmp_path / "new"), A)
