"""Which class is graded in an assignment, and what is measured beside what; nothing is judged here."""

from __future__ import annotations

import ast
from collections import Counter

import pytest

from assay.judge.answers import read_answers
from benchmarks import grading
from benchmarks.classes import A, Cost, common, mixed, right_styles, work
from tests.here import REPOSITORY

OTHERS = ("channels", "softmax")
SOLUTIONS = REPOSITORY / "solutions"


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the benchmark runs, noted instead of run."""
    noted: list[str] = []

    def note(what: str, seconds: float) -> object:
        def noting(*given: object) -> Cost:
            noted.append(" ".join([what, *(str(each) for each in given if isinstance(each, str))]))
            return Cost(1, seconds, seconds)
        return noting

    monkeypatch.setattr(grading, "prepare", lambda *_: None)
    monkeypatch.setattr("benchmarks.stock.record", lambda: noted.append("recorded"))
    monkeypatch.setattr(grading, "common_compiled", lambda _: None)
    for name, seconds in (("ours_alone", 2.0), ("bare", 4.0), ("stock_nbgrader", 8.0), ("otter", 8.0),
                          ("ours_class", 1.0)):
        monkeypatch.setattr(grading, name, note(name, seconds))
    return noted


def test_the_class_of_convolution_is_as_it_was() -> None:
    assert mixed(20) == ["loops", "kernel_taps", "comprehension", "vmap", "im2col", "lax_conv", "fft", "einsum",
                         "row_by_row", "scan_rows", "loops", "kernel_taps", "comprehension", "vmap", "flips_kernel",
                         "forgets_plus_one", "axes_swapped", "mean_loss", "no_bias", "endless"]
    assert work("endless") == read_answers(SOLUTIONS / A / "wheat" / "loops.py") | {
        "receptive_field": "def receptive_field(kernel_sizes):\n    while True:\n        pass"}


@pytest.mark.parametrize("assignment", OTHERS)
def test_the_class_of_another_assignment_is_mixed_alike(assignment: str) -> None:
    kinds = Counter("endless" if style == "endless" else
                    "wrong" if (SOLUTIONS / assignment / "chaff" / f"{style}.py").exists() else "right"
                    for style in mixed(40, assignment))
    assert kinds == {"right": 28, "wrong": 10, "endless": 2}
    for style in mixed(20, assignment):
        for source in work(style, assignment).values():
            ast.parse(source)
    assert work(mixed(20, assignment)[-2], assignment) != work(common(assignment)[0], assignment)


@pytest.mark.parametrize("assignment", OTHERS)
def test_each_right_solution_of_another_assignment_stands_beside_the_bare_notebook(
        run: list[str], capsys: pytest.CaptureFixture[str], assignment: str) -> None:
    grading.main(["--assignment", assignment, "--students", "20"])
    styles = right_styles(assignment)
    assert sorted(styles) == sorted(path.stem for path in (SOLUTIONS / assignment / "wheat").glob("[!_]*.py"))
    assert run == [f"ours_class {assignment}",
                   *(line for style in styles for line in (f"ours_alone {style}", f"bare {style} {assignment}"))]
    said = capsys.readouterr().out
    assert said.count("Stock nbgrader and otter-grader are left out: their tests are written for convolution.\n") == 1
    assert f"{styles[0]}, processor seconds: ours 2.0, the notebook bare 4.0 (ours takes 0.50 of it)\n" in said
    assert "class of 20: ours 60.0 a minute, 1.0 s of processor each\n" in said


def test_convolution_stands_beside_the_other_graders_too(run: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    grading.main(["--skip", "class"])
    assert run == ["recorded", *(line for style in (*grading.WARMED, *grading.UNWARMED) for line in (
        f"ours_alone {style}", f"bare {style} {A}", "stock_nbgrader free", "stock_nbgrader tape"))]
    assert "stock 8.0 (4.0x)" in capsys.readouterr().out


def test_an_unknown_assignment_is_one_sentence() -> None:
    with pytest.raises(SystemExit, match=r"^There are no hidden tests for 'nosuch': [^\n]+$"):
        grading.main(["--assignment", "nosuch"])
