"""A small part of ``make faults``: kills while a class is recorded, with real processes; and what is compared."""

from __future__ import annotations

import dataclasses
import random
import shutil
from functools import partial

import pytest
from sqlalchemy import text

from assay.course.gradebook.rows import opened
from assay.course.grading.grading import autograde
from assay.course.places import Course
from assay.room.room import Isolation
from tests import faults
from tests.cluster.farm import found
from tests.course.desk import A, filled, hand_in, settle

FLAGS = ("--without-sandbox",)


@pytest.fixture
def graded(course: Course) -> Course:
    """Three whose verdicts are there, recorded; a person has entered a score. There is no sandbox to test."""
    bare = Course(course.root, Isolation.NONE)
    for student in ("ada", "bob", "eve"):
        hand_in(bare, student, filled(bare, why_convolution=student))
        settle(bare, student)
    autograde(bare, A)
    faults.by_hand(bare)
    return bare


def seen(course: Course, number: int) -> float:
    """Waits until so many students' notebooks stand in autograded/, and then no longer."""
    found(lambda: len(list((course.root / "autograded").glob("*/*"))) >= number)
    return 0.0


def test_a_run_killed_while_it_records_loses_nothing_and_writes_nothing_twice(graded: Course) -> None:
    wanted = faults.State.of(graded)
    assert 2.5 in [row[3] for row in wanted.rows["grade"]]
    chance = random.Random(5)
    shutil.rmtree(graded.root / "autograded")
    kills = [each for number in (1, 2, 3)
             for each in faults.disturbed(graded, chance, partial(seen, graded, number), ("run",), 1, 3, FLAGS)]
    assert kills
    assert {each.survivors for each in kills} == {0}
    assert faults.to_the_end(graded, FLAGS) == 1
    assert faults.State.of(graded).against(wanted) == {"lost": 0, "twice": 0, "differs": 0}
    assert autograde(graded, A).fresh == []


def test_a_run_that_ended_between_the_grades_and_the_signature_is_taken_up_again(graded: Course) -> None:
    wanted = faults.State.of(graded)
    with opened(graded) as gradebook:
        gradebook.find_grade("test_corr2d", A, A, "bob").auto_score = 0.0
        gradebook.db.execute(text("DELETE FROM made_from WHERE student = 'bob'"))
        gradebook.db.commit()
    assert autograde(graded, A).fresh == ["bob"]
    assert faults.State.of(graded) == wanted


def test_the_comparison_sees_what_is_lost_twice_or_different(graded: Course) -> None:
    wanted = faults.State.of(graded)
    grades = wanted.rows["grade"]
    for rows, said in ((grades[1:], {"lost": 1, "twice": 0, "differs": 0}),
                       ([*grades, grades[0]], {"lost": 0, "twice": 1, "differs": 0}),
                       ([(*grades[0][:2], 1.0, *grades[0][3:]), *grades[1:]], {"lost": 0, "twice": 0, "differs": 1})):
        assert dataclasses.replace(wanted, rows={**wanted.rows, "grade": rows}).against(wanted) == said
    name = next(iter(wanted.verdicts))
    lost = {other: content for other, content in wanted.verdicts.items() if other != name}
    assert dataclasses.replace(wanted, verdicts=lost).against(wanted)["lost"] == 1
    assert dataclasses.replace(wanted, verdicts={**lost, name: b"{}"}).against(wanted)["differs"] == 1
