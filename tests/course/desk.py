"""Handing in, and a verdict in the judge's place: what the judge would have stored, written by hand."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

from assay.course.gradebook.rows import opened
from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.intake.staging import Staged, read_release, submission_of, take_in
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question, Run, Verdict
from tests.here import REPOSITORY

A = "convolution"
POINTS = MappingProxyType({"corr2d": 12.0, "conv2d": 8.0, "detect_edges": 4.0, "sgd_step": 6.0,
                           "train_edge_kernel": 8.0, "receptive_field": 4.0})
TIME = "2026-09-14 12:00:00.000000 UTC"
ANSWERS = read_answers(REPOSITORY / "solutions" / A / "wheat" / "lax_conv.py")
EARNED, LOST, OPEN = Outcome.EARNED, Outcome.NOT_EARNED, Outcome.NOT_JUDGED
FAILURE = Evidence(Kind.VALUES, "corr2d(jnp.array([[0., 1.]]), jnp.array([[0., 1.]]))", "[[1.]]", "[[0.]]")

Notebook = dict[str, Any]


def filled(course: Course, **answers: str) -> Notebook:
    """A student's notebook: all of an example's answers, some of them replaced."""
    return fill(read_release(course, A), {**ANSWERS, **answers})


def hand_in(course: Course, student: str, notebook: Notebook | bytes, time: str = TIME) -> Path:
    """Puts a notebook where nbgrader would; returns its folder."""
    folder = course.submitted(student, A)
    folder.mkdir(parents=True, exist_ok=True)
    content = notebook if isinstance(notebook, bytes) else json.dumps(notebook).encode()
    (folder / f"{A}.ipynb").write_bytes(content)
    (folder / "timestamp.txt").write_text(time, "utf-8")
    return folder


def taken(course: Course, student: str) -> Staged:
    return take_in(course, student, A, read_release(course, A))


def settle(course: Course, student: str, outcomes: Mapping[str, Outcome] | None = None, run: Run | None = None) -> None:
    """Stores a verdict on what a student handed in: half of each question is earned, the other half is as told."""
    basis = course.bench(A).basis(submission_of(A, taken(course, student).notebook))
    questions = tuple(Question(name, (half("shape", points, EARNED), half("values", points, (outcomes or {}).get(
        name, EARNED)))) for name, points in POINTS.items())
    course.store(A).put(Verdict(basis, questions), run or Run())


def half(name: str, points: float, outcome: Outcome) -> Property:
    return Property(name, f"has the right {name}", "Think again.", points / 2, outcome,
                    FAILURE if outcome == LOST else None, "MemoryError" if outcome == OPEN else "")


def autograde(course: Course, student: str = "*", *, force: bool = True) -> dict[str, Any]:
    """nbgrader's own autograde, through its Python interface."""
    with nbgrader_at_work():
        said: dict[str, Any] = api(course).autograde(A, student, force=force)
    return said


def graded(course: Course, student: str) -> Notebook:
    """The autograded notebook."""
    read: Notebook = json.loads(course.autograded(student, A).read_text("utf-8"))
    for cell in read["cells"]:
        cell["source"] = "".join(cell["source"])
    return read


def grade(course: Course, student: str, cell: str) -> tuple[float | None, float | None, bool]:
    """What the gradebook says of a cell: automatic score, manual score, whether a person must look."""
    with opened(course) as gradebook:
        found = gradebook.find_grade(cell, A, A, student)
        return found.auto_score, found.manual_score, bool(found.needs_manual_grade)


def scores(course: Course, student: str) -> dict[str, float | None]:
    return {name: grade(course, student, f"test_{name}")[0] for name in POINTS}


def give(course: Course, student: str, cell: str, points: float | None, comment: str = "") -> None:
    """What formgrader does when a person gives points, lets them stand (the same again), or takes them back (None)."""
    with opened(course) as gradebook:
        found = gradebook.find_grade(cell, A, A, student)
        found.manual_score = points
        found.needs_manual_grade = points is None and found.auto_score is None
        if comment:
            gradebook.find_comment(cell.removeprefix("test_"), A, A, student).manual_comment = comment
        gradebook.db.commit()
