"""A person's points and a newer answer: named until a person decides; the same answer reopens nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from nbformat import from_dict

from assay.course.gradebook.answers import Answer, Held, answer_in, held_of_all, look
from assay.course.gradebook.rows import opened, rows
from assay.course.places import Course
from tests.course.desk import LOST, OPEN, A, autograde, filled, give, grade, hand_in, settle

ESSAY, TEST = "why_convolution", "test_corr2d"
FIRST = Answer("first", "code", 6.0)
ANOTHER = replace(FIRST, own="another")


@pytest.mark.parametrize("now, is_another", [
    (FIRST, False),
    (ANOTHER, True),
    (replace(FIRST, points=12.0), False),
    (replace(FIRST, code="helper"), False),
    (replace(FIRST, code="helper", points=12.0), True),
], ids=["the same", "another answer", "other tests", "other code to no effect", "other code to an effect"])
def test_an_answer_is_newer_when_it_or_what_it_calls_was_written_anew(now: Answer, is_another: bool) -> None:
    assert now.is_another_than(FIRST) == is_another


def test_another_picture_in_the_same_text_is_another_answer() -> None:
    def written(**more: object) -> Answer:
        cell = {"cell_type": "markdown", "metadata": {"nbgrader": {"grade_id": "essay", "solution": True}},
                "source": "![](attachment:page.png)", **more}
        return answer_in(from_dict({"cells": [cell]}), "essay", None)

    one, other, none = written(attachments={"page.png": {"image/png": "AAAA"}}), written(
        attachments={"page.png": {"image/png": "BBBB"}}), written()
    assert other.is_another_than(one)
    assert none.is_another_than(one)
    assert not written(attachments={"page.png": {"image/png": "AAAA"}}).is_another_than(one)
    assert none == written(attachments={})


def test_points_are_for_the_answer_that_was_recorded_when_a_person_looked() -> None:
    undecided = Held(ANOTHER, FIRST)
    assert look(None, replace(FIRST, points=None), None, open_=False) == (True, None)
    assert look(Held(FIRST, None), FIRST, 5.0, open_=False) == (False, FIRST)
    assert look(Held(FIRST, None), ANOTHER, 5.0, open_=False) == (True, FIRST)
    assert look(undecided, ANOTHER, 5.0, open_=True) == (True, FIRST)
    assert look(undecided, FIRST, 5.0, open_=True) == (False, FIRST)
    assert look(undecided, ANOTHER, 5.0, open_=False) == (False, ANOTHER)


@pytest.fixture
def ada(course: Course) -> Course:
    """A course after Ada has handed in, and a person has given 5 of 12 and 3 of 4 points."""
    hand_in(course, "ada", filled(course, why_convolution="Locality."))
    settle(course, "ada", {"corr2d": LOST})
    assert autograde(course)["success"]
    give(course, "ada", TEST, 5.0, "Half of it.")
    give(course, "ada", ESSAY, 3.0)
    return course


def again(course: Course, **answers: str) -> None:
    """Ada hands in once more, and is graded; all of her code is right now."""
    hand_in(course, "ada", filled(course, **({"why_convolution": "Locality."} | answers)))
    settle(course, "ada")
    assert autograde(course)["success"]


def test_graded_stays_graded(ada: Course) -> None:
    for _ in range(2):
        assert autograde(ada)["success"]
        assert grade(ada, "ada", TEST) == (6.0, 5.0, False)
        assert grade(ada, "ada", ESSAY) == (None, 3.0, False)
    (row,) = rows(ada, A)
    assert (row.needs_person, row.conflicts, row.pending, row.total) == ((), (), 0, 38.0)


def test_other_tests_reopen_nothing_that_a_person_graded(ada: Course) -> None:
    settle(ada, "ada")
    assert autograde(ada)["success"]
    assert grade(ada, "ada", TEST) == (12.0, 5.0, False)


def test_a_comment_and_an_answer_to_another_question_reopen_nothing(ada: Course) -> None:
    again(ada, receptive_field="receptive_field = None")
    assert grade(ada, "ada", ESSAY) == (None, 3.0, False)


def test_a_newer_answer_is_named_and_the_persons_points_stand_until_a_person_decides(ada: Course) -> None:
    again(ada, corr2d="corr2d = 1", why_convolution="Sharing.")
    for _ in range(2):  # grading once more decides nothing
        assert grade(ada, "ada", TEST) == (12.0, 5.0, True)
        assert grade(ada, "ada", ESSAY) == (None, 3.0, True)
        (row,) = rows(ada, A)
        assert row.conflicts == row.needs_person == (ESSAY, "corr2d")
        assert (row.scores["corr2d"], row.judged["corr2d"], row.pending) == (5.0, 12.0, 0)
        assert autograde(ada)["success"]
    give(ada, "ada", TEST, None)
    give(ada, "ada", ESSAY, 3.0)
    assert autograde(ada)["success"]
    (row,) = rows(ada, A)
    assert (row.conflicts, row.needs_person, row.scores["corr2d"], row.scores[ESSAY]) == ((), (), 12.0, 3.0)


def test_code_that_an_answer_calls_is_part_of_it_where_it_changes_the_points(ada: Course) -> None:
    again(ada, receptive_field="receptive_field = None")
    assert grade(ada, "ada", TEST) == (12.0, 5.0, True)


def test_who_hands_in_the_first_answer_again_is_in_no_conflict(ada: Course) -> None:
    again(ada, why_convolution="Sharing.")
    again(ada)
    assert grade(ada, "ada", ESSAY) == (None, 3.0, False)


def test_a_damaged_file_after_a_persons_points_is_a_newer_answer(ada: Course) -> None:
    hand_in(ada, "ada", b"{")
    assert autograde(ada)["success"]
    (row,) = rows(ada, A)
    assert (row.scores[ESSAY], row.scores["corr2d"], row.scores["conv2d"]) == (3.0, 5.0, None)
    assert row.conflicts == (ESSAY, "corr2d")


def test_a_notebook_of_another_name_keeps_what_a_person_decided(ada: Course) -> None:
    again(ada, corr2d="corr2d = 1")
    folder = ada.submitted("ada", A)
    (folder / f"{A}.ipynb").rename(folder / "mine.ipynb")
    settle(ada, "ada")
    assert autograde(ada)["success"]
    assert grade(ada, "ada", TEST) == (12.0, 5.0, True)
    assert grade(ada, "ada", ESSAY) == (None, 3.0, False)


def test_what_a_person_has_judged_in_the_judges_place_is_judged(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    settle(course, "ada", {"corr2d": OPEN})
    assert autograde(course)["success"]
    assert rows(course, A)[0].unjudged == ("corr2d",)
    give(course, "ada", TEST, 9.0)
    assert autograde(course)["success"]
    (row,) = rows(course, A)
    assert (row.unjudged, row.pending, row.total) == ((), 0, 39.0)


def test_before_anything_is_graded_nothing_is_held(course: Course) -> None:
    with opened(course) as gradebook:
        assert held_of_all(gradebook, A) == {}
