"""Which misconceptions the class holds, counted from its verdicts."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from autograder.course.places import Course
from autograder.course.rebuild import MARK
from autograder.judge.answers import read_misconception
from autograder.judge.verdict import Verdict


def held(course: Course, assignment: str) -> Counter[tuple[str, str]]:
    """How many students hold each misconception that was recognised: (question, name) to number."""
    found: Counter[tuple[str, str]] = Counter()
    for student in course.students(assignment):
        try:
            mark = json.loads(course.autograded(student, assignment).read_text("utf-8"))["metadata"][MARK]
            path = course.store(assignment).folder / f"{mark['verdict']}.json"
            verdict = Verdict.from_json(path.read_text("ascii"))
        except (OSError, ValueError, KeyError):
            continue
        found.update((each.grade_id, each.misconception) for each in verdict.questions if each.misconception)
    return found


def lines(course: Course, assignment: str) -> list[str]:
    """The misconceptions in words, the most common first."""
    chaff = course.bench(assignment).solutions / "chaff"
    counted = sorted(held(course, assignment).items(), key=lambda item: (-item[1], item[0]))
    return [f"{number} × {question}, {name}: {belief(chaff / f'{name}.py')}" for (question, name), number in counted]


def belief(path: Path) -> str:
    """What a misconception says of itself, or nothing if it is there no more."""
    return read_misconception(path).belief if path.exists() else ""
