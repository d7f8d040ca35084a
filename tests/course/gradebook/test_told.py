"""What a student's page says of scores: pending is no zero, a person's points stand, how to ask again."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from bs4 import BeautifulSoup

from assay.course.gradebook.feedback import give_feedback
from assay.course.places import CONFIG, Course
from tests.course.desk import LOST, OPEN, A, autograde, filled, give, hand_in, settle

CONFIGURED = '''
c.Tell.requests = "Write to <ta@example.org>."
'''


def page(course: Course, student: str = "ada") -> str:
    """A student's page as text, all blanks alike."""
    give_feedback(course, A, student)
    return " ".join(BeautifulSoup(course.feedback(student, A).read_text("utf-8"), "html.parser").get_text(" ").split())


@pytest.fixture
def ada(course: Course) -> Course:
    """A course after Ada's work was graded: an essay waits, a question lost points."""
    hand_in(course, "ada", filled(course, why_convolution="Locality."))
    settle(course, "ada", {"corr2d": LOST})
    assert autograde(course)["success"]
    return course


def test_an_essay_that_nobody_read_is_not_a_zero(ada: Course) -> None:
    said = page(ada)
    assert f"{A}: 36 of 42 so far, 4 not graded yet" in said
    assert "why_convolution pending: not graded yet, 4 points" in said
    assert "why_convolution not graded yet, 4 points Your answer Locality." in said
    assert "corr2d some points lost: 6 of 12" in said
    assert "You lost 6 points, all in corr2d." in said
    assert "Score: 0" not in said
    give(ada, "ada", "why_convolution", 3.0, "Say more on sharing.")
    said = page(ada)
    assert f"{A}: 39 of 46" in said
    assert "not graded yet" not in said
    assert "Comment Say more on sharing." in said


@pytest.mark.filterwarnings("ignore")
def test_nbgraders_own_command_says_who_is_not_graded_yet(ada: Course) -> None:
    """As it is typed, in the course's folder."""
    def typed() -> str:
        done = subprocess.run([sys.executable, "-m", "nbgrader", "generate_feedback", A, "--force"], cwd=ada.root,
                              env={**os.environ, "PYTHONPATH": os.pathsep.join(sys.path)}, capture_output=True,
                              text=True, check=True)
        return done.stderr

    assert "ada: 36 of 42 so far, 4 not graded yet\n" in typed()
    give(ada, "ada", "why_convolution", 3.0)
    assert "not graded yet" not in typed()


def test_under_a_damaged_file_nothing_is_a_zero_and_nobody_gave_no_response(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    settle(course, "ada")
    autograde(course)
    assert "No response." in page(course)
    hand_in(course, "ada", b"{")
    autograde(course)
    said = page(course)
    assert f"{A}: 46 not graded yet" in said
    assert "Your file could not be read." in said
    assert "Your answer" not in said
    assert "No response." not in said
    assert " 0 of" not in said


def test_what_was_not_judged_is_not_a_zero(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    settle(course, "ada", {"corr2d": OPEN})
    autograde(course)
    said = page(course)
    assert f"{A}: 30 of 34 so far, 12 not graded yet" in said
    assert "6 of 6 so far, 6 not graded yet" in said
    assert "We could not judge this; a person will look." in said
    give(course, "ada", "test_corr2d", 11.0)
    said = page(course)
    assert "corr2d 11 of 12 points A person gave these points; they stand." in said
    assert "a person will look" not in said


def test_a_card_says_that_a_persons_score_stands_and_whether_a_newer_answer_came_in(ada: Course) -> None:
    give(ada, "ada", "test_corr2d", 5.0, "You flip the kernel.")
    assert ("corr2d 5 of 12 points A person gave these points; they stand. The tests by themselves: 6 of 12 points."
            in page(ada))
    hand_in(ada, "ada", filled(ada, corr2d="corr2d = 1", why_convolution="Locality."))
    settle(ada, "ada")
    autograde(ada)
    said = page(ada)
    assert ("corr2d 5 of 12 points A person gave these points for an earlier answer; they stand until a person has "
            "looked at the newer one. The tests by themselves: 12 of 12 points.") in said
    assert "given for an earlier" not in said.split("corr2d 5 of 12")[0]
    assert "Comment You flip the kernel." in said
    give(ada, "ada", "test_corr2d", None)
    assert "A person gave" not in (said := page(ada))
    assert "corr2d 12 of 12 points Comment You flip the kernel." in said


def test_an_essay_says_that_its_points_are_for_an_earlier_text(ada: Course) -> None:
    give(ada, "ada", "why_convolution", 3.0)
    hand_in(ada, "ada", filled(ada, why_convolution="Sharing."))
    settle(ada, "ada")
    autograde(ada)
    assert "why_convolution 3 of 4 A person gave these points for an earlier answer; they stand until" in page(ada)


def test_a_page_says_how_to_ask_for_a_regrade_and_the_answer_stands_on_the_next_one(ada: Course) -> None:
    assert "Is a score wrong? Tell those who grade" in page(ada)
    config = Path(ada.root / CONFIG)
    config.write_text(config.read_text("utf-8") + CONFIGURED, "utf-8")
    assert "Write to <ta@example.org>." in page(ada)
    give(ada, "ada", "test_corr2d", 12.0, "You are right: the test was too strict.")
    said = page(ada)
    assert "corr2d full points: 12 of 12" in said
    assert "Comment You are right: the test was too strict." in said
