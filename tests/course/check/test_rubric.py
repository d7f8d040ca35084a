"""A rubric is read from the source's own answer, and students receive nothing of it."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.course.check.rubric import Item, Rubric, by_hand, read_item, rubric_of
from assay.course.check.text import read_cells
from assay.course.places import Course
from assay.course.release.build import build_release, build_source
from tests.course.desk import A
from tests.here import REPOSITORY

TEXT = """# %% [markdown] nbgrader={"grade_id": "why", "grade": true, "solution": true, "points": 3}
# Because of *this*.
#
# Rubric:
# - 2: names it
# * 1.5 : says why: it saves weights
#
# - -1: names what has nothing to do with it

# %% nbgrader={"grade_id": "f", "solution": true}
# Rubric:
# - 1: of a question that is graded by program
"""


def test_a_rubric_stands_below_the_answer(tmp_path: Path) -> None:
    text = tmp_path / "one.py"
    text.write_text(TEXT, "utf-8")
    assert rubric_of(text, "why") == Rubric((Item(2, "names it"), Item(1.5, "says why: it saves weights"),
                                             Item(-1, "names what has nothing to do with it")), "Because of *this*.")


@pytest.mark.parametrize("question", ["f", "unknown"])
def test_where_none_is_written_there_is_none(tmp_path: Path, question: str) -> None:
    text = tmp_path / "one.py"
    assert rubric_of(text, question) == Rubric()
    text.write_text(TEXT, "utf-8")
    assert rubric_of(text, question) == Rubric()


@pytest.mark.parametrize("line", ["- names it", "1: names it", "- 1:", "- 1.2.3: it", "- nan: it", "- 1 names it", "-"])
def test_what_is_no_item_is_none(line: str) -> None:
    assert read_item(line) is None


@pytest.mark.parametrize("assignment, question, points", [
    ("convolution", "why_convolution", 4), ("channels", "why_padding", 3), ("softmax", "why_softmax", 3)])
def test_each_question_that_a_person_reads_here_has_a_rubric_of_a_point_an_item(
        assignment: str, question: str, points: int) -> None:
    text = Course(REPOSITORY).text(assignment)
    by_hands = [cell for cell in read_cells(text.read_text("utf-8"), text.name)[0] if by_hand(cell)]
    assert [(cell.name, cell.grading["points"]) for cell in by_hands] == [(question, points)]
    found = rubric_of(text, question)
    assert [item.points for item in found.items] == [1] * points
    assert found.answer
    assert "Rubric" not in Course(REPOSITORY).release(assignment).read_text("utf-8")


def test_students_receive_the_same_bytes_with_a_rubric_and_without(course: Course) -> None:
    given, text = course.release(A).read_bytes(), course.text(A)
    assert [item.points for item in rubric_of(text, "why_convolution").items] == [1] * 4
    head, rubric = text.read_text("utf-8").split("#\n# Rubric:\n")
    text.write_text(f"{head}\n# %% [markdown]{rubric.partition('# %% [markdown]')[2]}", "utf-8")
    assert rubric_of(text, "why_convolution").items == ()
    build_source(course.root, A)
    assert build_release(course.root, A).read_bytes() == given == Course(REPOSITORY).release(A).read_bytes()
    assert b"Rubric" not in given
