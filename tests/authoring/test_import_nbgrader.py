"""A plain nbgrader notebook becomes an assignment; what cannot be carried over is listed. Tried on nbgrader's own."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import nbgrader
import pytest

from assay.__main__ import main
from assay.audit.matrix import Here
from assay.authoring.import_nbgrader import import_notebook
from assay.authoring.imported import described
from assay.authoring.scaffold import make_course
from assay.course.check.check import look_over, looked_at
from assay.course.places import Course, CourseError
from assay.judge.evidence import Kind
from assay.judge.loading import arrays_of
from assay.judge.plugin import run_hidden_tests
from assay.judge.verdict import Outcome

EXAMPLE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source" / "ps1"


@pytest.fixture
def course(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    return Course(tmp_path / "mine")


UNDESCRIBED = "f had no docstring. A first one is there: say in it what f takes and what it gives."


def notebook(path: Path, *cells: tuple[str, dict[str, Any]]) -> Path:
    """A notebook with these code cells: source, and nbgrader's metadata."""
    written: list[dict[str, Any]] = [{"cell_type": "code", "source": source, "outputs": [], "execution_count": None,
                "metadata": {"nbgrader": {"schema_version": 3, **grading}} if grading else {}}
               for source, grading in cells]
    path.write_text(json.dumps({"nbformat": 4, "nbformat_minor": 0, "metadata": {}, "cells": written}), "utf-8")
    return path


def test_nbgraders_own_example_is_carried_over_with_what_is_left_behind(course: Course) -> None:
    written, left = import_notebook(course, EXAMPLE / "problem1.ipynb", "")
    assert written == [
        "source/problem1.py", "source/problem1/jupyter.png", "solutions/problem1/reference.py",
        "solutions/problem1/wheat/as_given.py", "solutions/problem1/stand_in.py", "autograder/problem1/test_squares.py",
        "solutions/problem1/chaff/squares_returns_nothing.py", "autograder/problem1/test_sum_of_squares.py",
        "solutions/problem1/chaff/sum_of_squares_returns_nothing.py"]
    assert left == [
        "sum_of_squares_uses_squares: `orig_squares = squares` (it uses squares without calling it) was left out. "
        "Write a property for it in autograder/.",
        "sum_of_squares_uses_squares: `del squares` (it changes the notebook's names) was left out. Write a property "
        "for it in autograder/.",
        "sum_of_squares_uses_squares: `try:` (a try of this kind is not known) was left out. Write a property for it "
        "in autograder/.",
        "sum_of_squares_uses_squares: nothing in it could be carried over, so its 0.5 points are gone.",
        "The task cell_938593c4a215c6cc is a question with a cell for the answer below it now, for a person to grade; "
        "its mark scheme, if it had one, is left behind."]
    assert looked_at(course, "problem1") == []


def test_nbgraders_own_example_runs_with_its_own_solutions(course: Course) -> None:
    import_notebook(course, EXAMPLE / "problem1.ipynb", "squares")
    assert look_over(course, "squares") == []


def test_what_no_program_grades_stays_with_people(course: Course) -> None:
    with pytest.raises(CourseError, match=r"^problem2\.ipynb asks nothing that a program grades\. Keep it in nbgrader"):
        import_notebook(course, EXAMPLE / "problem2.ipynb", "")
    assert not course.text("problem2").exists()


def test_hidden_tests_leave_the_notebook_and_each_assert_gets_its_share(course: Course, tmp_path: Path) -> None:
    old = notebook(tmp_path / "old.ipynb", ("import numpy as np", {}), (
        "def f(x):\n    return x + 1", {"grade_id": "sol-1", "solution": True}), (
        "assert f(1) == 2\n### BEGIN HIDDEN TESTS\ny = np.float64(3)\nassert f(y) == 4\nfor n in range(3):\n    assert "
        "f(n) > n\n### END HIDDEN TESTS", {"grade_id": "t", "grade": True, "points": 6}))
    _, left = import_notebook(course, old, "small")
    assert left == [UNDESCRIBED]
    assert looked_at(course, "small") == []
    text = course.text("small").read_text("utf-8")
    assert "HIDDEN" not in text
    assert "f(y)" not in text
    assert "assert f(1) == 2" in text
    assert ('def f(x):\n    """What the text above asks for."""\n    ### BEGIN SOLUTION\n    return x + 1\n'
            "    ### END SOLUTION") in text
    tests = (course.root / "autograder" / "small" / "test_f.py").read_text("utf-8")
    assert tests.count("@pytest.mark.points(2)") == 3
    assert "y = np.float64(3)\n    answer = student.f(y)" in tests
    assert "for n in range(3):\n        expect.that(bool(student.f(n).value > n)" in tests


def test_data_files_that_code_names_come_along_into_the_rooms(course: Course, tmp_path: Path) -> None:
    for name in ("rows.csv", "other.csv"):
        (tmp_path / name).write_text("1,2\n", "utf-8")
    old = notebook(tmp_path / "old.ipynb", ("ROWS = open('rows.csv').read()", {}), (
        "def f(x):\n    return x + 1", {"grade_id": "sol-1", "solution": True}), (
        "assert f(1) == 2", {"grade_id": "t", "grade": True, "points": 6}))
    written, _ = import_notebook(course, old, "small")
    assert written[:3] == ["source/small.py", "source/small/rows.csv", "autograder/small/room.toml"]
    assert (course.root / written[2]).read_text("utf-8") == 'files = ["rows.csv"]\n'
    assert looked_at(course, "small") == []


@pytest.mark.parametrize("source, wanted", [
    ("def f(\n        x):\n    # ours\n\n    ### BEGIN SOLUTION\n    y = x\n    ### END SOLUTION\n",
     "def f(\n        x):\n    {}\n    # ours\n\n    ### BEGIN SOLUTION\n    y = x\n    ### END SOLUTION\n"),
    ("### BEGIN SOLUTION\ndef f(x): return x\n### END SOLUTION", ""),
    ("def f(x): return x", ""), ("def f(x:", ""), ("", ""),
    ("class F:\n    def f(self):\n        ### BEGIN SOLUTION\n        pass\n        ### END SOLUTION",
     "class F:\n    {}\n    def f(self):\n        ### BEGIN SOLUTION\n        pass\n        ### END SOLUTION"),
    ("def f(x):\n    'It.'\n    ### BEGIN SOLUTION\n    pass\n    ### END SOLUTION", "")])
def test_what_students_fill_gets_a_first_docstring_where_it_has_none(source: str, wanted: str) -> None:
    new, names = described(source)
    assert new == (wanted.format('"""What the text above asks for."""') or source)
    assert len(names) == bool(wanted)


@pytest.mark.parametrize("content, says", [
    ("{", "is no notebook of format 4. Open it in Jupyter, save it, and try again."),
    ('{"cells": [{"cell_type": "code", "source": "", "metadata": {"nbgrader": {"schema_version": 1}}}]}',
     "old.ipynb is of an older nbgrader. Run `nbgrader update"),
])
def test_what_is_no_such_notebook_is_said(course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str],
                                          content: str, says: str) -> None:
    (tmp_path / "old.ipynb").write_text(content, "utf-8")
    assert main(["import", str(tmp_path / "old.ipynb"), "--course", str(course.root)]) == 1
    assert says in capsys.readouterr().err
    assert main(["import", str(tmp_path / "none.ipynb"), "--course", str(course.root)]) == 1
    assert capsys.readouterr().err == f"import: {tmp_path / 'none.ipynb'} cannot be read: No such file or directory.\n"
    assert main(["import", str(EXAMPLE / "problem1.ipynb"), "--assignment", "hello", "--course", str(course.root)]) == 1
    assert capsys.readouterr().err == "import: source/hello.py is there already. Choose another --assignment.\n"


@pytest.mark.usefixtures("as_before")
def test_asserts_of_libraries_are_asserts_alone_and_in_loops_and_what_is_none_is_listed(
        course: Course, tmp_path: Path) -> None:
    old = notebook(tmp_path / "old.ipynb", ("import numpy as np\nfrom numpy.testing import assert_equal", {}), (
        "def f(x):\n    return x + 1", {"grade_id": "sol-1", "solution": True}), (
        "np.testing.assert_allclose(f(1), 2.0)\nassert f(2) == 3\nfor n in range(3):\n    assert_equal(f(n), n + 1)\n"
        "np.testing.assert_allclose(f(np.zeros(2)), elsewhere)\nprint(f(3))\nnp.array_equal(f(1), 2)\n"
        "### HASHED AUTOTEST f(7)\n", {"grade_id": "t", "grade": True, "points": 6}))
    _, left = import_notebook(course, old, "small")
    assert left == [UNDESCRIBED, *(f"t: {what} was left out. Write a property for it in autograder/." for what in (
        "`### HASHED AUTOTEST f(7)` (nbgrader makes a test of it from the solution)",
        "`np.testing.assert_allclose(f(np.zeros(2)), elsewhere)` (elsewhere is from elsewhere in the notebook)",
        "`np.array_equal(f(1), 2)` (it is no assert)"))]
    assert look_over(course, "small") == []
    tests = (course.root / "autograder" / "small" / "test_f.py").read_text("utf-8")
    assert tests.count("@pytest.mark.points(2)") == 3
    assert '"""holds that np.testing.assert_allclose(f(1), 2.0)"""' in tests
    assert '"""f(2) gives 3"""' in tests
    questions = course.root / "autograder" / "small"
    lost = {answer: [each.outcome for each in run_hidden_tests(questions, Here(
        {"f": lambda _, answer=answer: answer}, arrays_of(questions))).results["f"].values()]
        for answer in (2, None)}
    earned, not_earned = Outcome.EARNED, Outcome.NOT_EARNED
    assert lost == {2: [earned, not_earned, not_earned], None: [not_earned] * 3}

    def divides(_: object) -> float:
        return 1 / 0

    found = run_hidden_tests(questions, Here({"f": divides}, arrays_of(questions))).results["f"]
    assert [each.evidence and each.evidence.kind for each in found.values()] == [Kind.RAISED] * 3
