"""Which misconceptions the class holds, counted from its verdicts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from autograder.course.places import Course
from autograder.course.staging import graded_verdict
from autograder.judge.answers import read_misconception
from autograder.report.classreport import Held


def held(course: Course, assignment: str) -> Counter[tuple[str, str]]:
    """How many students hold each misconception that was recognised: (question, name) to number."""
    found: Counter[tuple[str, str]] = Counter()
    for student in course.students(assignment):
        verdict = graded_verdict(course, assignment, student)
        questions = verdict.questions if verdict else ()
        found.update((each.grade_id, each.misconception) for each in questions if each.misconception)
    return found


def counted(course: Course, assignment: str) -> list[Held]:
    """The misconceptions in words, the most common first."""
    chaff = course.bench(assignment).solutions / "chaff"
    found = sorted(held(course, assignment).items(), key=lambda item: (-item[1], item[0]))
    return [Held(number, question, name, belief(chaff / f"{name}.py")) for (question, name), number in found]


def belief(path: Path) -> str:
    """What a misconception says of itself, or nothing if it is there no more."""
    return read_misconception(path).belief if path.exists() else ""
