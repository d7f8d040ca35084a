"""docs/authoring.md, followed to the letter by somebody who reads nothing else."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.audit import matrix
from assay.audit.candidates import chaffs, wheats
from assay.audit.gate import complaints
from assay.audit.mutants import mutants
from assay.authoring.scaffold import make_course
from assay.course.check.check import look_over
from assay.course.places import Course
from tests.here import REPOSITORY

PAGE = (REPOSITORY / "docs" / "authoring.md").read_text("utf-8")
BLOCK = re.compile(r"<!-- file: (\S+) -->\n```python\n(.*?)```", re.DOTALL)


def follow(course: Course) -> None:
    """The commands of the first section, then each edit: what is replaced begins as the page's own text does."""
    name, signature, points = re.findall(r'NAME=(\w+) SIGNATURE="(.*)" POINTS=(\d)', PAGE)[0]
    assert main(["new", "--course", str(course.root), "pads"]) == 0
    assert main(["question", "--course", str(course.root), "--assignment", "pads", "--name", name, "--signature",
                 signature, "--points", points]) == 0
    for place, text in BLOCK.findall(PAGE):
        path = course.root / place
        held = path.read_text("utf-8") if path.exists() else ""
        whole = not held or text.startswith('"""')
        first = text.splitlines()[1 if text.startswith("# %% [markdown]") else 0]
        if whole:
            held = text
        elif text.startswith("FAILS"):
            held = re.sub(r"FAILS = .*\n", text, held)
        else:
            start = held.index("@pytest.mark.points" if first.startswith("@") else first)
            start = held.rindex("# %%", 0, start) if text.startswith("# %%") else start
            held = held[:start] + text
        path.write_text(held, "utf-8")


@pytest.fixture
def course(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    follow(Course(tmp_path / "mine"))
    return Course(tmp_path / "mine")


def test_what_the_page_writes_passes_both_stages(course: Course) -> None:
    assert look_over(course, "pads") == []


def test_what_the_page_writes_tells_right_from_wrong(course: Course) -> None:
    questions, solutions = course.root / "autograder" / "pads", course.root / "solutions" / "pads"
    right, wrong = wheats(solutions), chaffs(solutions)
    assert {each.name for each in wrong} == {"double_hands_back", "zero_pad_behind_only", "zero_pad_forgets_p"}
    small = mutants(right[0], ("double", "zero_pad"))
    rows = [matrix.row(each, questions, solutions) for each in (*right, *wrong, *small)]
    places = sorted({place for each in rows for place in each.cells})
    assert complaints(rows, places, {}) == []
