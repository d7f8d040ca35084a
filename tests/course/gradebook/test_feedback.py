"""Feedback pages: for whom, and what stops which. No room is opened."""

from __future__ import annotations

import pytest
from bs4 import BeautifulSoup

from assay.course import page_limit
from assay.course.gradebook import told
from assay.course.gradebook.feedback import give_feedback, make_page
from assay.course.grading.grading import autograde
from assay.course.places import Course, CourseError
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Run
from assay.room.room import Isolation
from attacks.typeset import formulas
from tests.course import desk
from tests.course.desk import LOST, A, filled, hand_in, settle


@pytest.fixture
def two(course: Course) -> Course:
    """A course where Ada and Eve have handed in different work; there is no sandbox to test."""
    hand_in(course, "ada", filled(course))
    hand_in(course, "eve", filled(course, corr2d="corr2d = None"))
    return Course(course.root, Isolation.NONE)


def test_feedback_needs_something_graded(two: Course) -> None:
    with pytest.raises(CourseError) as caught:
        give_feedback(two, A)
    assert str(caught.value) == "Nothing of convolution is autograded yet. Run `make autograde` first."


def test_feedback_is_for_those_who_were_graded(two: Course) -> None:
    settle(two, "eve")
    autograde(two, A, "eve")
    assert give_feedback(two, A) == ["eve"]
    assert two.feedback("eve", A).exists()
    assert not two.feedback("ada", A).exists()


def test_a_page_shows_of_folded_cells_what_they_put_out_and_of_all_others_the_source(two: Course) -> None:
    """A student who folds an answer hides nothing: only locked cells are folded."""
    notebook = filled(two)
    for cell in notebook["cells"]:
        if cell["metadata"].get("nbgrader", {}).get("grade_id") == "corr2d":
            cell["metadata"]["jupyter"] = {"source_hidden": True}
    hand_in(two, "eve", notebook)
    settle(two, "eve")
    autograde(two, A, "eve")
    give_feedback(two, A, "eve")
    text = BeautifulSoup(two.feedback("eve", A).read_text("utf-8"), "html.parser").get_text()
    assert "def draw_grid" not in text
    assert "def draw_window" not in text
    assert "def corr2d" in text
    assert "band_edges = " in text


TEX = "$\\rlap{12 of 12 points}$ \\(x\\) \\[y\\] \\begin{equation}z\\end{equation}"


def test_nothing_that_a_student_puts_out_or_provokes_is_set_as_a_formula(
        two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """Neither in the judge's card nor among the notebook's own outputs and code."""
    hand_in(two, "eve", filled(two, corr2d=f"corr2d = None  # {TEX}"))
    put_out = [{"output_type": "stream", "name": "stdout", "text": TEX},
               {"output_type": "display_data", "metadata": {}, "data": {"text/plain": TEX}},
               {"output_type": "error", "ename": TEX, "evalue": TEX, "traceback": [f"\x1b[31m{TEX}\x1b[0m"]}]
    monkeypatch.setattr(desk, "FAILURE", Evidence(Kind.RAISED, f"corr2d('{TEX}')", actual=f"ValueError: {TEX}"))
    settle(two, "ada")
    settle(two, "eve", {"corr2d": LOST}, Run({str(place): {"outputs": put_out, "count": 1, "ended": None}
                                              for place in range(40)}))
    autograde(two, A)
    give_feedback(two, A)
    quiet, loud = (two.feedback(student, A).read_text("utf-8") for student in ("ada", "eve"))
    assert BeautifulSoup(loud, "html.parser").get_text().count("\\rlap{12 of 12 points}") > 20
    assert formulas(loud) == formulas(quiet) == []
    assert loud.count("<math") == quiet.count("<math") > 10


def test_a_page_that_cannot_be_made_stops_no_other(two: Course) -> None:
    for student in ("ada", "eve"):
        settle(two, student)
    autograde(two, A)
    path = two.autograded("ada", A)
    path.chmod(0o644)
    path.write_text("{", "utf-8")
    with pytest.raises(CourseError) as caught:
        give_feedback(two, A)
    assert str(caught.value).startswith("1 of 2 feedback pages could not be made, the others are there. "
                                        "The first is that of ada: ")
    assert two.feedback("eve", A).exists()
    assert not two.feedback("ada", A).exists()


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the bell may ring in a destructor
def test_a_page_that_takes_too_long_is_given_up(two: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    settle(two, "ada")
    autograde(two, A, "ada")
    monkeypatch.setattr(page_limit, "PAGE_SECONDS", 0.01)
    monkeypatch.setattr(told, "as_html", lambda *_: sum(1 for _ in iter(int, 1)))  # for ever
    assert "it took longer than 0.01 seconds." in make_page(two, A, "ada")["ada"]
    monkeypatch.undo()
    assert make_page(two, A, "ada") == {}
