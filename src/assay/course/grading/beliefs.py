"""Which misconceptions the class holds, counted from its verdicts."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

from assay.course.intake.staging import graded_verdict
from assay.course.places import Course
from assay.judge.answers import read_misconception
from assay.pages.class_report import Held

BLIND = ("{number} × {name} earned all its points, but {place} holds only with a correct one in its place: "
         "the tests of {name} miss something. Find out what, and add it to chaff/.")


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


def blind_spots(course: Course, assignment: str) -> list[str]:
    """Where hidden tests let something pass that another question showed, one sentence each, the most common first.

    A question that earned everything had to be replaced by a correct one for a property of another one to hold.
    """
    found: Counter[tuple[str, str]] = Counter()
    for student in course.students(assignment):
        verdict = graded_verdict(course, assignment, student)
        for question in verdict.questions if verdict else ():
            for item in question.properties:
                passed = [name for name in item.instead if (held := verdict and verdict.question(name))
                          and held.earned == held.points and not any(each.instead for each in held.properties)]
                found.update((name, f"{question.grade_id}.{item.name}") for name in passed)
    return [BLIND.format(number=number, name=name, place=place)
            for (name, place), number in sorted(found.items(), key=lambda each: (-each[1], each[0]))]


def belief(path: Path) -> str:
    """What a misconception says of itself, or nothing if it is there no more."""
    return read_misconception(path).belief if path.exists() else ""
