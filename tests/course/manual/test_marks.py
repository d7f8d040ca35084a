"""What a person gives is what formgrader reads, and nothing is written over what was not read."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace
from threading import Barrier, Thread

import pytest

from assay.course.gradebook.rows import opened, rows
from assay.course.manual.marks import Conflict, Mark, find_question, given_before, marks, save
from assay.course.places import Course, CourseError
from tests.course.desk import LOST, A, autograde, filled, give, grade, hand_in, settle
from tests.course.manual.room import ESSAY, essay, given, mark


def comment(course: Course, student: str) -> str | None:
    with opened(course) as gradebook:
        said: str | None = gradebook.find_comment(ESSAY, A, A, student).manual_comment
        return said


def test_the_question_for_people_is_found_by_itself_and_others_by_name(five: Course) -> None:
    assert find_question(five, A) == essay(five)
    assert (essay(five).cell, essay(five).points) == (ESSAY, 4.0)
    assert find_question(five, A, "corr2d").cell == "test_corr2d"
    with pytest.raises(CourseError, match=r"^convolution has no question 'corr3d'\. It has why_convolution, corr2d, "):
        find_question(five, A, "corr3d")


def test_points_ticks_and_a_comment_are_saved_as_formgrader_saves_them(five: Course) -> None:
    before = mark(five, "ada")
    assert (before.points, before.open, before.comment, before.ticks) == (None, True, "", ())
    after = given(five, before, points=3.0, comment="Say more.", ticks=("names it",))
    assert grade(five, "ada", ESSAY) == (None, 3.0, False)
    assert comment(five, "ada") == "Say more."
    assert after == mark(five, "ada") == replace(before, points=3.0, comment="Say more.", ticks=("names it",),
                                                 open=False)
    assert grade(five, "bob", ESSAY) == (None, None, True)
    assert given_before(marks(five, essay(five)).values()) == ["Say more."]
    given(five, after, points=None, comment="")
    assert grade(five, "ada", ESSAY) == (None, None, True)
    assert comment(five, "ada") is None


def test_what_formgrader_gave_is_read(five: Course) -> None:
    give(five, "ada", ESSAY, 2.0, "So so.")
    assert (mark(five, "ada").points, mark(five, "ada").comment, mark(five, "ada").open) == (2.0, "So so.", False)


def test_a_question_that_the_judge_grades_may_be_graded_by_a_person(five: Course) -> None:
    question = find_question(five, A, "corr2d")
    before = mark(five, "ada", question)
    assert (before.judged, before.points, before.open) == (12.0, None, False)
    given(five, before, question, points=9.0, comment="Well tried.")
    assert grade(five, "ada", "test_corr2d") == (12.0, 9.0, False)
    given(five, mark(five, "ada", question), question, points=None)
    assert grade(five, "ada", "test_corr2d") == (12.0, None, False)


@pytest.mark.parametrize("change", [
    lambda course: give(course, "ada", ESSAY, 1.0),
    lambda course: give(course, "ada", ESSAY, None, "Hm."),
    lambda course: given(course, mark(course, "ada"), ticks=("names it",)),
    lambda course: hand_in_again(course),
], ids=["points", "a comment", "a tick", "a newer answer"])
def test_nothing_is_written_over_what_was_not_read(five: Course, change: object) -> None:
    before = mark(five, "ada")
    change(five)  # type: ignore[operator]
    now = mark(five, "ada")
    with pytest.raises(Conflict) as caught:
        given(five, before, points=4.0)
    assert caught.value.marks == {before.id: now}
    assert mark(five, "ada") == now


def hand_in_again(course: Course) -> None:
    hand_in(course, "ada", filled(course, why_convolution="Something else."))
    settle(course, "ada", {"corr2d": LOST})
    assert autograde(course)["success"]


def test_of_several_answers_all_are_written_or_none(five: Course) -> None:
    before = {each.id: each for each in (mark(five, "ada"), mark(five, "bob"))}
    give(five, "bob", ESSAY, 1.0)
    with pytest.raises(Conflict):
        save(five, essay(five), {name: replace(each, points=4.0) for name, each in before.items()},
             {name: each.version for name, each in before.items()})
    assert grade(five, "ada", ESSAY) == (None, None, True)


def test_of_two_at_the_same_moment_one_is_told(five: Course) -> None:
    before, met, told = mark(five, "ada"), Barrier(2), list[float]()

    def give_at_once(points: float) -> None:
        met.wait()
        try:
            given(five, before, points=points)
        except Conflict:
            told.append(points)

    both = [Thread(target=give_at_once, args=(points,)) for points in (1.0, 4.0)]
    for thread in both:
        thread.start()
    for thread in both:
        thread.join()
    assert len(told) == 1
    assert {mark(five, "ada").points, *told} == {1.0, 4.0}


def test_an_answer_that_is_no_more_is_a_conflict(five: Course) -> None:
    before = replace(mark(five, "ada"), id="0" * 32)
    with pytest.raises(Conflict) as caught:
        given(five, before, points=1.0)
    assert caught.value.marks == {}


def test_points_for_an_earlier_answer_stand_when_they_are_saved_again_and_undo_puts_the_question_back(
        five: Course) -> None:
    given(five, mark(five, "ada"), points=3.0)
    hand_in_again(five)
    before = mark(five, "ada")
    assert (before.points, before.open, before.newer) == (3.0, True, True)
    after = given(five, before)
    assert (after.points, after.open, after.newer) == (3.0, False, False)
    save(five, essay(five), {after.id: after}, {after.id: after.version}, {after.id: True})
    assert mark(five, "ada") == before
    given(five, before)
    assert autograde(five)["success"]
    assert next(row for row in rows(five, A) if row.student == "ada").needs_person == ()


def test_a_run_that_writes_is_waited_for(five: Course) -> None:
    """By the database's own lock, as formgrader does."""
    before = mark(five, "ada")
    with closing(sqlite3.connect(five.gradebook, isolation_level=None)) as other:
        other.execute("BEGIN IMMEDIATE")
        writer = Thread(target=given, args=(five, before), kwargs={"points": 2.0})
        writer.start()
        writer.join(0.5)
        assert writer.is_alive()
        other.execute("COMMIT")
        writer.join()
    assert mark(five, "ada").points == 2.0


def test_equal_states_have_equal_versions_and_others_do_not() -> None:
    first = Mark("1", "ada", None, None, True, "", (), "digest")
    others = [replace(first, judged=0.0), replace(first, points=0.0), replace(first, open=False),
              replace(first, comment="a"), replace(first, ticks=("a",)), replace(first, answer="other")]
    assert replace(first, id="2", student="bob").version == first.version
    assert len({first.version, *(each.version for each in others)}) == 7
