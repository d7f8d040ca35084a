"""A class that waits for a person: four essays, two of them equal, one empty, one unreadable."""

from __future__ import annotations

from dataclasses import replace

from assay.course.manual.marks import Mark, Question, find_question, marks, save
from assay.course.places import Course
from tests.course.desk import A, autograde, filled, hand_in, settle

ESSAY = "why_convolution"
ESSAYS = {"ada": "Locality, and sharing.", "bob": "Locality,\n  and   sharing.", "cleo": "It is fast.",
          "dan": "YOUR ANSWER HERE"}


def waiting(course: Course) -> Course:
    """The class, graded as far as the judge can."""
    for student, essay in ESSAYS.items():
        hand_in(course, student, filled(course, why_convolution=essay))
        settle(course, student)
    hand_in(course, "eve", b"{")
    assert autograde(course)["success"]
    return course


def essay(course: Course) -> Question:
    return find_question(course, A, ESSAY)


def mark(course: Course, student: str, question: Question | None = None) -> Mark:
    found, = (each for each in marks(course, question or essay(course)).values() if each.student == student)
    return found


def given(course: Course, before: Mark, question: Question | None = None, **change: object) -> Mark:
    """One mark changed, by who has read it as it was."""
    wanted = {before.id: replace(before, **change)}  # type: ignore[arg-type]
    return save(course, question or essay(course), wanted, {before.id: before.version})[before.id]
