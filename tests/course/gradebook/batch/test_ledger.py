"""One student's rows: what steps see of them, what is written of them, and what is left to nbgrader."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager
from datetime import datetime

import pytest
from nbgrader.api import MissingEntry
from sqlalchemy import create_engine

from assay.course.gradebook.batch.assigned import Otherwise, read_assignment
from assay.course.gradebook.batch.ledger import Ledger
from assay.course.gradebook.reading import address
from assay.course.gradebook.rows import opened
from assay.course.places import Course
from tests.course.desk import A, give, grade

TIME = datetime(2026, 9, 14, 12)


@contextmanager
def ledger(course: Course, student: str, name: str = A) -> Iterator[Ledger]:
    """A student's, written at the end."""
    engine = create_engine(address(course))
    with engine.begin() as connection:
        yield (held := Ledger(connection, read_assignment(connection, name), student, TIME))
        held.write()
    engine.dispose()


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")  # nbgrader's own way with its tables
def test_who_hands_in_for_the_first_time_gets_the_rows_that_nbgrader_would_make(course: Course) -> None:
    with ledger(course, "ada") as held:
        held.find_grade("test_corr2d", A, A, "ada").auto_score = 6.0
        held.find_comment("corr2d", A, A, "ada").auto_comment = "No response."
    with opened(course) as gradebook:
        gradebook.add_student("eve")
        gradebook.add_submission(A, "eve", timestamp=TIME)
        ada, eve = (gradebook.find_submission(A, name) for name in ("ada", "eve"))
        assert {each.name for each in ada.notebooks[0].grades} == {each.name for each in eve.notebooks[0].grades}
        assert {each.name for each in ada.notebooks[0].comments} == {each.name for each in eve.notebooks[0].comments}
        assert (ada.timestamp, ada.notebooks[0].flagged, ada.score) == (eve.timestamp, False, 6.0)
        assert gradebook.find_comment("corr2d", A, A, "ada").comment == "No response."
    assert grade(course, "ada", "test_corr2d") == (6.0, None, True)


def test_of_a_grade_only_what_the_judge_says_is_written_so_that_what_people_enter_meanwhile_stays(
        course: Course) -> None:
    with ledger(course, "ada"):
        pass
    engine = create_engine(address(course))
    with closing(engine.connect()) as connection:
        held = Ledger(connection, read_assignment(connection, A), "ada", None)
        for name in ("test_corr2d", "test_conv2d"):
            held.find_grade(name).auto_score = 4.0
        give(course, "ada", "test_corr2d", 2.0, "Half of it.")
        held.write()
        connection.commit()
    engine.dispose()
    assert [grade(course, "ada", name)[:2] for name in ("test_corr2d", "test_conv2d")] == [(4.0, 2.0), (4.0, None)]


def test_cells_that_nobody_knows_are_missing_as_nbgrader_says_it(course: Course) -> None:
    with ledger(course, "ada") as held:
        for find in (held.find_source_cell, held.find_graded_cell, held.find_grade, held.find_comment):
            with pytest.raises(MissingEntry, match="No such cell: mine"):
                find("mine")


def test_a_student_whose_rows_are_of_other_cells_is_left_to_nbgrader(course: Course) -> None:
    with ledger(course, "ada"):
        pass
    with opened(course) as gradebook:
        gradebook.db.delete(gradebook.find_grade("test_corr2d", A, A, "ada"))
        gradebook.db.commit()
    with pytest.raises(Otherwise, match="ada has other cells than convolution"), ledger(course, "ada") as held:
        held.find_grade("test_conv2d")


def test_an_assignment_that_nobody_knows_is_left_to_nbgrader(course: Course) -> None:
    with pytest.raises(Otherwise, match="other is no assignment of one notebook"), ledger(course, "ada", "other"):
        pass
