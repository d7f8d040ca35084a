"""What bounds a watcher when its clock is set back, its policy changes, or one of its assignments cannot be graded."""

from __future__ import annotations

import sqlite3
import subprocess
import sys
import time
from datetime import timedelta
from typing import Any

import pytest

from assay.course.gradebook.rows import opened
from assay.course.grading.grading import Graded
from assay.course.places import Course, CourseError
from assay.course.watch import showing, watching
from assay.course.watch.policy import Policy, When
from assay.course.watch.watching import Watcher
from tests.course.desk import A, scores
from tests.course.watch.test_watching import START, Days
from tests.here import REPOSITORY


def test_after_the_clock_was_set_back_a_page_is_shown_once(course: Course) -> None:
    term = Days(course, Policy(When.AT_ONCE, 5))
    term.hands_in("ada", 1)
    assert term.after(1)
    term.hands_in("ada", 2)
    assert term.after(-1)
    assert "mark2" in term.page("ada")
    assert term.after(0.1)
    assert term.after(0.1)
    assert term.shown("ada") == 2


def test_a_clock_that_was_wrong_by_years_keeps_nobody_waiting_for_years(course: Course) -> None:
    term = Days(course, Policy(When.AT_ONCE, 1))
    term.hands_in("ada", 1)
    assert term.after(24 * 3650)
    term.hands_in("ada", 2)
    assert term.after(-24 * 3650)
    assert "mark2" in term.page("ada")
    term.hands_in("ada", 3)
    assert term.after(1)
    assert "mark2" in term.page("ada")
    assert term.after(24)
    assert "mark3" in term.page("ada")


@pytest.mark.parametrize("stricter", [Policy(When.NEVER), Policy(When.AFTER_DEADLINE)])
def test_a_page_that_was_cut_short_is_not_shown_by_a_stricter_policy(
        course: Course, monkeypatch: pytest.MonkeyPatch, stricter: Policy) -> None:
    term = Days(course, Policy(When.AT_ONCE, 1))
    term.hands_in("ada", 1)

    def killed(*_: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(showing, "pages", killed)
        with pytest.raises(KeyboardInterrupt):
            term.after()
    term.watcher = Watcher(term.course, [A], stricter, 10.0, now=lambda: term.now)
    assert term.after(1)
    assert term.page("ada") == ""


def test_an_extension_that_nbgrader_was_told_counts_too(course: Course) -> None:
    term = Days(course, Policy(When.AFTER_DEADLINE))
    with opened(term.course) as gradebook:
        gradebook.find_assignment(A).duedate = (START + timedelta(hours=1)).replace(tzinfo=None)
        gradebook.db.commit()
    term.hands_in("ada", 1)
    assert term.after()
    with opened(term.course) as gradebook:
        gradebook.grant_extension(A, "ada", hours=2)
    assert term.after(2)
    assert term.page("ada") == ""
    assert term.after(1.5)
    assert "mark1" in term.page("ada")


def test_an_assignment_that_cannot_be_graded_keeps_no_other_waiting(
        course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    watcher, slept, asked = Watcher(course, ["bad", "good"], Policy(), 10.0), list[float](), list[str]()
    monkeypatch.setattr(watching, "looks", lambda *_: {})
    monkeypatch.setattr(Course, "students", lambda *_: ["ada"])
    monkeypatch.setattr(watching, "exists", lambda *_: False)

    def fails(_: Course, name: str, **__: Any) -> Graded:
        asked.append(name)
        if name == "bad":
            raise CourseError("The release is missing.")
        return Graded([], left=["ada"])

    def sleep(seconds: float) -> None:
        slept.append(seconds)
        if len(slept) == 8:
            raise KeyboardInterrupt

    monkeypatch.setattr(watching, "autograde", fails)
    monkeypatch.setattr(time, "sleep", sleep)
    with pytest.raises(KeyboardInterrupt):
        watcher.run()
    assert asked.count("good") == 8
    assert max(slept) <= 10.0
    assert asked.count("bad") < 8
    assert watcher.status.error == "bad: The release is missing."


def test_a_gradebook_that_is_locked_while_it_is_read_does_not_end_it(
        course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    term = Days(course, Policy())
    term.hands_in("ada", 1)

    def locked(*_: Any, **__: Any) -> Any:
        raise sqlite3.OperationalError("database is locked")

    monkeypatch.setattr(watching, "autograde", locked)
    assert not term.after()
    assert "gradebook.db could not be used (database is locked)" in term.watcher.status.error


def test_a_notebook_that_is_still_being_written_costs_no_page(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    term = Days(course, Policy(When.AT_ONCE, 1))
    term.hands_in("ada", 1)
    path = term.course.submitted("ada", A) / f"{A}.ipynb"
    whole = path.read_bytes()
    path.write_bytes(whole[:len(whole) // 2])
    assert term.after()
    assert term.page("ada") == ""
    path.write_bytes(whole)
    assert term.after()
    assert "mark1" in term.page("ada")
    term.hands_in("bob", 2)
    term.course.submitted("bob", A).joinpath(f"{A}.ipynb").write_bytes(whole[:100])
    monkeypatch.setattr(showing, "WRITING", 0.0)  # what stays so is said
    assert term.after()
    assert "could not be read" in term.page("bob")


MENDED = """
import sys
from pathlib import Path
from assay.course.grading.grading import autograde
from assay.course.places import Course
from assay.room.room import Isolation
from tests.course.desk import A, settle
course = Course(Path(sys.argv[1]), Isolation.NONE)
settle(course, "ada")
autograde(course, A)
"""


def test_hidden_tests_that_were_mended_meanwhile_are_not_undone(course: Course) -> None:
    term = Days(course, Policy(When.NEVER))
    term.hands_in("ada", 1)
    assert term.after()
    assert scores(course, "ada")["corr2d"] == 6.0
    path = course.root / "autograder" / A / "test_corr2d.py"
    text = path.read_text("utf-8")
    path.unlink()  # it may be a link
    path.write_text(f"{text}\n# mended\n", "utf-8")
    subprocess.run([sys.executable, "-c", MENDED, str(course.root)], cwd=REPOSITORY, check=True)
    assert scores(course, "ada")["corr2d"] == 12.0
    term.watcher._seen.clear()  # as every ten minutes
    assert term.after()
    assert scores(course, "ada")["corr2d"] == 12.0
