"""A table of all that the hidden tests hold earns what any function earns that is right on the worked example."""

from __future__ import annotations

import json
import re
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assay.course.intake.staging import read_release, submission_of
from assay.course.places import Course
from assay.judge import second_look
from assay.judge.examples.program import digest, programs
from assay.judge.judging import judge
from assay.judge.plugin import Judged, run_hidden_tests
from assay.judge.submission import Submission
from assay.judge.verdict import Outcome
from attacks.corpus import Told, corpus

A = "convolution"
EARNED = {"worked_example": 1.0, "shape": 2.0, "values": 0.0, "purity": 1.0, "jit": 2.0, "gradients": 0.0}


def handed_in(name: str, course: Course, folder: Path) -> Submission:
    attack, = corpus(name)
    attack.write(read_release(course, A), Told(), folder / A)
    return submission_of(A, json.loads((folder / A / f"{A}.ipynb").read_text("utf-8")))


def points(submission: Submission, course: Course) -> dict[str, float]:
    """What each property of corr2d earns, in a real room; nothing else is asked."""
    bench = course.bench(A)
    questions = course.root / "corr2d_alone" / A
    questions.mkdir(parents=True, exist_ok=True)
    shutil.copy(bench.questions / "test_corr2d.py", questions)
    verdict, run = judge(submission, replace(bench, questions=questions))
    assert run.faults == ()
    corr2d = next(each for each in verdict.questions if each.grade_id == "corr2d")
    return {item.name: item.points * (item.outcome == Outcome.EARNED) for item in corr2d.properties}


@pytest.mark.parametrize("name", ["table_of_all_inputs", "table_in_a_comment"])
def test_a_table_earns_nothing_for_values(course_template: Course, tmp_path: Path, name: str) -> None:
    assert points(handed_in(name, course_template, tmp_path), course_template) == EARNED


def test_without_what_is_drawn_for_it_the_table_would_earn_all_values(
        course_template: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def fixed_part(*args: object, program: str = "", **more: object) -> Judged:
        del program
        return run_hidden_tests(*args, **more)  # type: ignore[arg-type]

    monkeypatch.setattr(second_look, "run_hidden_tests", fixed_part)
    earned = points(handed_in("table_of_all_inputs", course_template, tmp_path), course_template)
    assert earned == EARNED | {"values": 4.0}


def test_the_table_in_a_comment_holds_what_is_drawn_for_its_own_notebook(course_template: Course,
                                                                         tmp_path: Path) -> None:
    """Else the test above would show nothing."""
    submission = handed_in("table_in_a_comment", course_template, tmp_path)
    source = next(cell.source for cell in submission.cells if "# table: " in cell.source)
    bare = "\n".join(line for line in source.split("\n") if not line.startswith("# table: ") and line.strip())
    assert digest(programs((source,))) == digest(programs((bare,)))
    (known,), (own,) = (re.findall(pattern, source) for pattern in ('table = "([^"]{99,})"', "# table: (.*) :table"))
    assert known != own
