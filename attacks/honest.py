"""The honest students among the attackers, and whether they fare as they do alone."""

from __future__ import annotations

import json

from assay.audit.candidates import standing_alone
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill
from attacks.aim import USUAL, right_styles
from attacks.finding import Result
from tests.here import REPOSITORY

#: Honest students between the attackers, each in a style of their own, so that no verdict serves two.
HONEST = {"a_good_one": "loops", "d_good_one": "lax_conv", "f_good_one": "vmap", "k_good_one": "im2col",
          "p_good_one": "comprehension", "z_good_one": "kernel_taps"}


def honest(assignment: str) -> dict[str, str]:
    """The honest students' styles in an assignment: in another than convolution, those of its sample class."""
    if assignment == USUAL:
        return HONEST
    return dict(zip(HONEST, right_styles(REPOSITORY / "solutions" / assignment), strict=False))


def hand_in_honest(course: Course, assignment: str) -> None:
    """The honest students' notebooks."""
    release = read_release(course, assignment)
    for student, style in honest(assignment).items():
        folder = course.submitted(student, assignment)
        folder.mkdir(parents=True)
        answers = standing_alone(REPOSITORY / "solutions" / assignment / "wheat" / f"{style}.py", release)
        (folder / f"{assignment}.ipynb").write_text(json.dumps(fill(release, answers)), "utf-8")


def harmed(found: dict[str, Result], alone: dict[str, str]) -> list[str]:
    """How honest students fared worse among attackers."""
    said = []
    for student, verdict in alone.items():
        each = found[student]
        if each.verdict is None or any(question.earned != question.points for question in each.verdict.questions):
            said.append(f"{student} has not full marks")
        elif each.verdict.to_json() != verdict:
            said.append(f"{student} has another verdict than alone")
    return said
