"""nbgrader's own example, taken over, is released and graded, in real rooms."""

from __future__ import annotations

import json
from pathlib import Path

import nbgrader
import pytest

from assay.__main__ import main
from assay.authoring.scaffold import make_course
from assay.course.gradebook.rows import rows
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill
from tests.broken import TIMESTAMP

pytestmark = [pytest.mark.long, pytest.mark.filterwarnings("ignore")]
EXAMPLE = Path(nbgrader.__file__).parent / "docs/source/user_guide/source/ps1/problem1.ipynb"
SQUARES = """
def squares(n):
    if n < 1:
        raise ValueError("n must be greater than or equal to 1")
    return [i * i for i in range(1, n + 1)]
"""
SUM = "def sum_of_squares(n):\n    return sum(squares(n))"
NEVER_RAISES = SQUARES.replace('raise ValueError("n must be greater than or equal to 1")', "n = 1")
#: What is handed in, and what it is due: (squares, sum_of_squares).
CLASS = {"right": (SQUARES, SUM, (2.0, 0.5)), "never_raises": (NEVER_RAISES, SUM, None),
         "off_by_one": (SQUARES.replace("n + 1", "n"), SUM, None), "blank": ("", "", (0.0, 0.0))}


def test_nbgraders_example_is_released_and_graded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    course = Course(tmp_path / "mine")
    make_course(course.root)
    about = ("--course", str(course.root), "--assignment", "ps1")
    assert main(["import", *about, "--", str(EXAMPLE)]) == 0
    assert main(["check", *about]) == 0
    assert main(["release", *about]) == 0
    for student, (squares, sums, _) in CLASS.items():
        answers = {name: text for name, text in (("squares", squares), ("sum_of_squares", sums)) if text}
        folder = course.submitted(student, "ps1")
        folder.mkdir(parents=True)
        (folder / "ps1.ipynb").write_text(json.dumps(fill(read_release(course, "ps1"), answers)), "utf-8")
        (folder / "timestamp.txt").write_text(TIMESTAMP, "utf-8")
    assert main(["autograde", *about, "--workers", "2"]) == 0
    found = {row.student: (row.scores["squares"], row.scores["sum_of_squares"]) for row in rows(course, "ps1")}
    for student, (*_, wanted) in CLASS.items():
        assert wanted is None or found[student] == wanted
    assert 0 < (found["never_raises"][0] or 0) < 2
    assert (found["off_by_one"][0] or 0) < 2
    assert main(["feedback", *about]) == 0
    capsys.readouterr()
    assert main(["report", *about]) == 0
    assert "never_raises" in capsys.readouterr().out
