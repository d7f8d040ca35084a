"""Each further assignment of this repository through every verb, with a few of its sample class, in real rooms."""

from __future__ import annotations

import csv
import shutil
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.course.gradebook.rows import rows
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.course.sample import ROSTER, SampleStudent, make_class
from tests.here import REPOSITORY

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]
#: Whom to grade: a right one, a wrong one, one that cannot be read.
SEATS = (0, 7, 16)


@pytest.mark.parametrize("assignment", ["channels", "softmax"])
def test_an_assignment_goes_through_every_verb(
        assignment: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    root = tmp_path / "course"
    for name in ("autograder", "solutions", "source"):
        shutil.copytree(REPOSITORY / name, root / name, ignore=shutil.ignore_patterns("__pycache__"))
    shutil.copy(REPOSITORY / "nbgrader_config.py", root)

    def run(verb: str, *arguments: str) -> str:
        capsys.readouterr()
        assert main([verb, "--course", str(root), *arguments]) == 0, capsys.readouterr().err
        return capsys.readouterr().out

    about = ("--assignment", assignment)
    assert f"source/{assignment}/{assignment}.ipynb" in run("source", *about)
    run("check", *about)
    run("release", *about)
    course = Course(root)
    sample = handed_in(course, assignment)
    run("autograde", *about, "--workers", "2")
    worth = points(course, assignment)
    found = {row.student: row for row in rows(course, assignment)}
    assert found.keys() == sample.keys()
    for student, each in sample.items():
        scores = {name: found[student].scores[name] for name in each.expected}
        full = {name: None if score is None else score == worth[name] for name, score in scores.items()}
        assert all(full[name] == wanted for name, wanted in each.expected.items() if wanted is not False), each
        # What only calls a wrong answer may be given back.
        assert False in full.values() or False not in each.expected.values(), each
    assert f"{len(sample)} feedback pages" in run("feedback", *about)
    for student in sample:
        page = course.feedback(student, assignment).read_text("utf-8")
        assert not [other for other in sample if other != student and other in page]
    assert all(student in run("report", *about) for student in sample)
    run("export")
    with (root / "grades.csv").open(newline="") as file:
        assert {row["student_id"] for row in csv.DictReader(file) if row["assignment"] == assignment} == sample.keys()
    assert "nobody" in run("regrade", *about).lower()


def points(course: Course, assignment: str) -> dict[str, float]:
    """What each question is worth, as the release says."""
    cells = [cell["metadata"].get("nbgrader", {}) for cell in read_release(course, assignment)["cells"]]
    return {cell["grade_id"].removeprefix("test_"): cell["points"] for cell in cells if cell.get("grade")}


def handed_in(course: Course, assignment: str) -> dict[str, SampleStudent]:
    """The class of a few: who stays, and what each should get."""
    staying = {ROSTER[seat] for seat in SEATS}
    sample = {each.student: each for each in make_class(course.root, assignment, course.root)
              if each.student in staying}
    for folder in (course.root / "submitted").iterdir():
        if folder.name not in staying:
            shutil.rmtree(folder)
    return sample
