"""docs/coming-from-nbgrader.md: a hidden test becomes what the page says; what it advises tells right from wrong."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

from assay.authoring.import_nbgrader import import_notebook
from assay.authoring.scaffold import make_course
from assay.course.places import Course, CourseError
from assay.judge.verdict import Outcome
from tests.authoring.test_import_nbgrader import notebook
from tests.docs.shown import PAGES
from tests.test_docs import HEAD
from tests.testing.tiny import judged_in

BEFORE, AFTER, DRAWN = re.findall(r"^```python\n(.*?)^```$", PAGES["docs/coming-from-nbgrader.md"],
                                  re.MULTILINE | re.DOTALL)
SQUARES = 'def squares(n):\n    """The first n squares."""\n    return [i * i for i in range(1, n + 1)]'
SOLUTION = (SQUARES, {"grade_id": "squares", "solution": True})
TESTS = {"grade_id": "test_squares", "grade": True, "points": 2}


def imported(folder: Path, tests: str) -> tuple[Course, list[str]]:
    make_course(folder / "mine")
    course = Course(folder / "mine")
    return course, import_notebook(course, notebook(folder / "ps1.ipynb", SOLUTION, (tests, TESTS)), "")[1]


def test_a_hidden_assert_becomes_the_property_that_the_page_shows(tmp_path: Path) -> None:
    course, left = imported(tmp_path, BEFORE)
    assert left == []
    made = (course.root / "autograder" / "ps1" / "test_squares.py").read_text("utf-8")
    assert AFTER in made
    assert made.count("@pytest.mark.points(1)") == 2
    text = course.text("ps1").read_text("utf-8")
    assert "assert squares(1) == [1]" in text
    assert "[1, 4]" not in text


@pytest.mark.parametrize("test", ["print(squares(1))", "### AUTOTEST squares(2)",
                                  "same = squares\nassert same(1) == [1]", "del squares", "assert Net(3).depth == 3"])
def test_what_the_page_names_is_not_carried_over(tmp_path: Path, test: str) -> None:
    with pytest.raises(CourseError, match="asks nothing that a program grades"):
        imported(tmp_path, test)


@pytest.mark.usefixtures("as_before")
@pytest.mark.parametrize("answer, outcome", [
    (lambda n: [i * i for i in range(1, n + 1)], Outcome.EARNED),
    (lambda n: {1: [1], 2: [1, 4]}.get(n, []), Outcome.NOT_EARNED)])
def test_the_property_that_the_page_advises_takes_no_table_of_answers(
        tmp_path: Path, answer: Any, outcome: Outcome) -> None:
    judged = judged_in(tmp_path, {"test_all.py": f"{HEAD}\nfrom assay.testing import Student\n{DRAWN}"}, SQUARES, {
        "squares": answer})
    assert judged.faults == []
    assert [each.outcome for each in judged.results["all"].values()] == [outcome]
