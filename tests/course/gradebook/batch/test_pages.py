"""A class's pages made by nbgrader's converter and without it: the same files to the byte."""

from __future__ import annotations

import json
from contextlib import closing
from typing import Any

import nbformat
import pytest

from assay.course.gradebook import feedback, told
from assay.course.gradebook.batch import pages
from assay.course.gradebook.batch.assigned import Otherwise
from assay.course.gradebook.batch.pages import PageMaker
from assay.course.gradebook.batch.recorder import Recorder
from assay.course.gradebook.lateness import put_right
from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.intake.staging import take_in_all
from assay.course.places import CONFIG, Course
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, give, hand_in, settle
from tests.course.gradebook.batch.test_recorder import mixed_class
from tests.course.gradebook.postgresql.test_class import TENTH


def recorded(course: Course, students: list[str]) -> Course:
    """The same course, with these recorded as the converter would."""
    with nbgrader_at_work(), closing(Recorder(course, A, api(course))) as recorder:
        for staged in take_in_all(course, A, students):
            recorder.record(staged)
    put_right(course, A)
    return course


def left(course: Course) -> dict[str, Any]:
    """All that lies under ``feedback/``: rights, and bytes."""
    folder = course.root / "feedback"
    return {path.relative_to(folder).as_posix(): (
        oct(path.stat().st_mode), path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")}


@pytest.fixture
def ada(course: Course) -> Course:
    """A course where Ada is graded."""
    hand_in(course, "ada", filled(course))
    settle(course, "ada", {"corr2d": LOST})
    return recorded(course, ["ada"])


def test_pages_made_both_ways_are_the_same_bytes(course: Course) -> None:
    with (course.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(TENTH)
    here = Course(course.root, Isolation.NONE)
    mixed_class(here)
    students = here.students(A)
    recorded(here, students)
    give(here, "wrong", "test_corr2d", 0.1, "Half of *it*.")
    assert feedback.pages(here, A, students[:7], 1, lambda: None) == {}
    for student in students:
        assert feedback.by_nbgrader(here, A, student) == {}
    wanted = left(here)
    with closing(PageMaker(here, A, api(here))) as maker:
        for student in students:
            maker.make(student)
    assert left(here) == wanted
    assert len([name for name in wanted if name.endswith(".html")]) == len(students) == 20
    assert b"taken off" in wanted[f"late/{A}/{A}.html"][1]
    assert b"Half of <em>it</em>." in wanted[f"wrong/{A}/{A}.html"][1]


@pytest.mark.parametrize("line, said", [
    ("c.GenerateFeedback.preprocessors = []", "GenerateFeedback"),
    ("c.GenerateFeedback.permissions = 600", "GenerateFeedback"),
    ("c.FeedbackExporter.file_extension = '.htm'", "FeedbackExporter"),
    ("c.CourseDirectory.feedback_directory = 'pages'", "CourseDirectory.feedback_directory")])
def test_a_course_that_is_set_up_in_another_way_is_left_to_nbgrader(course: Course, line: str, said: str) -> None:
    with (course.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(f"\n{line}\n")
    with pytest.raises(Otherwise, match=f"^settings of {said}$"):
        PageMaker(course, A, api(course))
    assert feedback.made(course, A) is None


def test_a_page_that_fails_leaves_the_old_one_and_is_left_to_nbgrader(
        ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(PageMaker(ada, A, api(ada))) as maker:
        maker.make("ada")
        before = left(ada)
        path = ada.autograded("ada", A)
        path.chmod(0o644)
        notebook = json.loads(path.read_text("utf-8"))
        for wrong, said in (({"nbformat": 3}, "it is no notebook of format 4"),
                            ({"cells": [{"cell_type": "code", "id": "a", "metadata": {}}]}, "required property")):
            path.write_text(json.dumps({**notebook, **wrong}), "utf-8")
            with pytest.raises((Otherwise, nbformat.ValidationError), match=said):
                maker.make("ada")
            assert left(ada) == before
        monkeypatch.setattr(feedback, "by_nbgrader", lambda _course, _name, student: {student: "why"})
        assert feedback.make_page(ada, A, "ada", maker) == {"ada": "why"}


@pytest.mark.filterwarnings("ignore::pytest.PytestUnraisableExceptionWarning")  # the bell may ring in a destructor
def test_a_page_that_takes_too_long_is_not_tried_twice_and_there_is_none(
        ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    with closing(PageMaker(ada, A, api(ada))) as maker:
        maker.make("ada")
        monkeypatch.setattr(pages, "PAGE_SECONDS", 0.5)
        monkeypatch.setattr(told, "as_html", lambda *_: sum(1 for _ in iter(int, 1)))  # for ever
        monkeypatch.setattr(feedback, "by_nbgrader", lambda *_: pytest.fail("it was tried again"))
        assert feedback.make_page(ada, A, "ada", maker) == {
            "ada": "TimeoutError: it took longer than 0.5 seconds."}
    assert not ada.feedback("ada", A).exists()
