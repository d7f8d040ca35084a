"""A new question is green at once: read, run in a room, and rejected where it is wrong."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.audit import matrix
from assay.audit.candidates import chaffs, wheats
from assay.audit.mutants import mutants
from assay.authoring.question import add_question, new_assignment
from assay.authoring.scaffold import make_course
from assay.course.check.check import look_over, looked_at
from assay.course.check.text import read_own
from assay.course.places import Course, CourseError
from assay.course.release.build import as_notebook
from assay.judge.verdict import Outcome
from tests.course.check.making import edit, remove


@pytest.fixture
def course(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    return Course(tmp_path / "mine")


SIGNATURES = ("f(x)", "f(X, p)", "f(n: int)", "f(x, a: float, deep: bool)", "f(flag: bool, rate: float=0.1)",
              "f(X, Y, p)", "f(x, W)")


@pytest.mark.parametrize("written", SIGNATURES)
def test_a_new_question_passes_every_check_and_its_tests_tell_right_from_wrong(course: Course, written: str) -> None:
    new_assignment(course, "fresh", "g", "g(x)", 2)
    add_question(course, "fresh", "f", written, 3)
    assert looked_at(course, "fresh") == []
    questions, solutions = course.root / "autograder" / "fresh", course.root / "solutions" / "fresh"
    right, wrong = wheats(solutions), chaffs(solutions)
    assert (len(right), len(wrong)) == (3, 2)
    for each in (*right, *wrong, *mutants(right[0], ("f", "g"))):
        row = matrix.row(each, questions, solutions)
        lost = {place for place, outcome in row.cells.items() if outcome != Outcome.EARNED}
        assert bool(lost) is (each not in right), each
        assert not row.faults


@pytest.mark.parametrize("written", ["f(X, Y, p=1)", "f(x, W)"])
def test_arrays_fit_each_other_where_they_are_drawn_freely_too(course: Course, written: str) -> None:
    """As by hand, and in the search for a smallest failing input."""
    new_assignment(course, "fresh", "f", written, 3)
    done = subprocess.run([sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "autograder/fresh"],
                          cwd=course.root, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout


def test_a_new_assignment_runs_in_a_room_as_it_is_given_out(course: Course) -> None:
    new_assignment(course, "fresh", "double", "double(x)", 4)
    add_question(course, "fresh", "shifted", "shifted(X, p)", 3)
    add_question(course, "fresh", "dense", "dense(x, W, b=1)", 3)
    assert look_over(course, "fresh") == []


def test_the_table_of_points_is_filled_in_when_the_notebook_is_built(course: Course) -> None:
    new_assignment(course, "fresh", "double", "double(x)", 4)
    add_question(course, "fresh", "half", "half(x)", 2.5)
    edit("source/fresh.py", "<!-- points -->", "<!-- points -->\\n# All in all <!-- total --> points.".replace(
        "\\n", "\n"))(course.root)
    built = "".join(json.loads(as_notebook(course.text("fresh"), course.root))["cells"][0]["source"])
    assert "| `double` | 4 |\n| `half` | 2.5 |\n| all | 6.5 |" in built
    assert "All in all 6.5 points." in built
    assert "<!--" not in built


def test_what_a_question_that_is_there_lacks_is_derived_from_the_notebook(course: Course) -> None:
    missing = ("autograder/hello/test_center.py", "solutions/hello/reference.py", "solutions/hello/wheat/loop.py",
               "solutions/hello/chaff/returns_the_mean.py", "solutions/hello/chaff/subtracts_the_median.py")
    remove(*missing)(course.root)
    before = course.text("hello").read_bytes()
    assert add_question(course, "hello", "center") == [
        "solutions/hello/reference.py", "autograder/hello/test_center.py", "solutions/hello/wheat/center_otherwise.py",
        "solutions/hello/chaff/center_hands_back.py"]
    assert course.text("hello").read_bytes() == before
    assert "return x - jnp.mean(x)" in (course.root / "solutions/hello/reference.py").read_text("utf-8")
    assert looked_at(course, "hello") == []
    with pytest.raises(CourseError, match=r"^center has all that it needs: cells, reference, hidden tests, wheat and"):
        add_question(course, "hello", "center")


def test_what_a_solution_calls_has_a_stand_in_from_a_wheat(course: Course) -> None:
    add_question(course, "hello", "spread_out", "spread_out(x)", 2)
    edit("source/hello.py", "    return 2 * x\n", "    return 2 * center(x)\n")(course.root)
    for name in ("autograder/hello/test_spread_out.py", "solutions/hello/chaff/spread_out_hands_back.py",
                 "solutions/hello/wheat/spread_out_otherwise.py"):
        (course.root / name).unlink()
    assert "solutions/hello/stand_in.py" in add_question(course, "hello", "spread_out")
    assert 'NEEDS = ("center",)' in (course.root / "autograder/hello/test_spread_out.py").read_text("utf-8")
    stand_in = (course.root / "solutions/hello/stand_in.py").read_text("utf-8")
    assert "# %% center\ndef center(x):\n    total = 0.0\n" in stand_in
    assert looked_at(course, "hello") == []


def test_what_is_there_is_kept(course: Course) -> None:
    before = {path: path.read_text("utf-8") for path in course.root.rglob("*.py")}
    add_question(course, "hello", "spread_out", "spread_out(x, n)", 2)
    for path, text in before.items():
        after = iter(path.read_text("utf-8").splitlines())
        assert all(line in after for line in text.rstrip("\n").splitlines()), path  # each of them, in their order
    assert set(read_own(course.text("hello"))) == {"center", "spread_out"}
    assert looked_at(course, "hello") == []


@pytest.mark.parametrize("arguments, says", [
    (["new", "hello"], "new: source/hello.py is there already. Choose another name, or add a question to it with "
                       "`assay question --assignment hello`."),
    *((["new", name], f"new: {name!r} is no assignment's name: use letters, digits and _ only, a letter first, and no "
       "word of Python's own.") for name in ("a b", "import")),
    (["question", "--assignment", "other", "--name", "f"],
     "question: source/other.py is missing. Make the assignment first: assay new other."),
    (["question", "--name", "f", "--signature", "f(x)"],
     "question: Say what f is worth: --points 4, or another number above zero."),
    (["question", "--name", "f", "--signature", "f(x)", "--points", "0"],
     "question: Say what f is worth: --points 4, or another number above zero."),
])
def test_what_cannot_be_added_is_said_in_a_sentence_and_nothing_is_written(
        course: Course, capsys: pytest.CaptureFixture[str], arguments: list[str], says: str) -> None:
    before = {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()}
    assert main([*arguments, "--course", str(course.root)]) == 1
    assert capsys.readouterr().err == f"{says}\n"
    assert {path: path.read_bytes() for path in course.root.rglob("*") if path.is_file()} == before


def test_both_verbs_say_what_they_wrote_and_what_to_do(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["new", "pads", "--course", str(course.root)]) == 0
    assert capsys.readouterr().out.splitlines()[-1] == (
        "pads is an assignment. Change what is there, then `make check release ASSIGNMENT=pads`.")
    assert main(["question", "--course", str(course.root), "--assignment", "pads", "--name", "pad", "--signature",
                 "pad(X, p)", "--points", "3"]) == 0
    assert capsys.readouterr().out.splitlines() == [
        "  source/pads.py", "  solutions/pads/reference.py", "  autograder/pads/test_pad.py",
        "  solutions/pads/wheat/pad_otherwise.py", "  solutions/pads/chaff/pad_forgets_p.py",
        "pad is there. Change it, then `make check release ASSIGNMENT=pads`."]
