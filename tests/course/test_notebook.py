"""The notebook as a student meets it: solved, unfilled, wrong, and without matplotlib."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).resolve().parents[2]
SOURCE = Path("source/convolution/convolution.ipynb")
RELEASE = Path("release/convolution/convolution.ipynb")

STUBS = {
    "corr2d": "corr2d",
    "conv2d": "Conv2D",
    "detect_edges": "detect_edges",
    "sgd_step": "sgd_step",
    "train_edge_kernel": "train_edge_kernel",
    "receptive_field": "receptive_field",
}
WORKED_NUMBERS = {
    "test_corr2d": ["[[19. 25.]\n [37. 43.]]"],
    "test_conv2d": ["9 weights and 1 bias"],
    "test_detect_edges": ["[[ 0.  1.  0.  0.  0. -1.  0.]\n"],
    "test_sgd_step": ["loss 12.00", "[[ 0.36 -0.36]]"],
    "test_train_edge_kernel": ["5.007", "0.840", "0.141", "0.024", "0.004", "[[ 0.989 -0.988]]"],
    "test_receptive_field": ["([]) = (1, 1)", "([(2, 2), (2, 2)]) = (3, 3)", "= (9, 9)"],
}

Cell = Any  # nbformat's cells are untyped


def read(notebook: Path) -> dict[str, Cell]:
    return {cell["id"]: cell for cell in nbformat.read(ROOT / notebook, as_version=4).cells}


def run(cells: list[Cell], folder: Path, *, allow_errors: bool) -> dict[str, Cell]:
    """Run the cells in a kernel of their own; returns them by id."""
    notebook = nbformat.v4.new_notebook(cells=cells)
    options = {"kernel_name": "python3", "timeout": 120, "resources": {"metadata": {"path": str(folder)}}}
    NotebookClient(notebook, allow_errors=allow_errors, **options).execute()
    return {cell["id"]: cell for cell in notebook.cells}


def said(cell: Cell) -> str:
    return "".join(output["text"] for output in cell.outputs if output.output_type == "stream")


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    return run(list(read(SOURCE).values()), tmp_path_factory.mktemp("solved"), allow_errors=False)


@pytest.fixture(scope="module")
def unfilled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    return run(list(read(RELEASE).values()), tmp_path_factory.mktemp("unfilled"), allow_errors=True)


def test_the_solved_notebook_runs_and_shows_the_worked_numbers(solved: dict[str, Cell]) -> None:
    for id, numbers in WORKED_NUMBERS.items():
        for number in numbers:
            assert number in said(solved[id])
    outputs = [output for cell in solved.values() for output in cell.get("outputs", [])]
    assert not [output for output in outputs if output.get("name") == "stderr"]
    assert sum(len(nbformat.v4.writes(nbformat.v4.new_notebook(cells=[cell]))) for cell in solved.values()) < 300_000


@pytest.mark.parametrize("id", ["show_window", "show_edges", "show_losses", "show_field", "show_filters"])
def test_the_solved_notebook_draws_every_picture(solved: dict[str, Cell], id: str) -> None:
    (picture,) = solved[id].outputs
    assert "image/png" in picture.data


@pytest.mark.parametrize("question, name", STUBS.items())
def test_an_unfilled_question_fails_with_one_sentence(unfilled: dict[str, Cell], question: str, name: str) -> None:
    (error,) = unfilled[f"test_{question}"].outputs
    assert error.output_type == "error"
    assert "should" in error.evalue
    assert error.evalue.endswith(f"but {name} is still empty. Fill in {name} first, then run this cell again.")
    assert error.traceback == [f"Not yet: {error.evalue}"]


def test_only_the_checks_of_an_unfilled_notebook_fail(unfilled: dict[str, Cell]) -> None:
    wrong = {id for id, cell in unfilled.items() for o in cell.get("outputs", []) if o.output_type == "error"}
    assert wrong == {f"test_{question}" for question in STUBS}
    assert said(unfilled["show_edges"]) == "No picture yet: fill in detect_edges above, then run this cell again.\n"


def test_the_notebook_runs_without_matplotlib(tmp_path: Path) -> None:
    hidden = nbformat.v4.new_code_cell("import sys\nsys.modules['matplotlib'] = None", id="hide")
    cells = read(SOURCE)
    kept = ["setup", "checks", "pictures", "example_window", "show_window", "corr2d", "test_corr2d"]
    ran = run([hidden, *(cells[id] for id in kept)], tmp_path, allow_errors=False)
    assert said(ran["show_window"]) == "No picture: matplotlib is not installed. The questions do not need it.\n"


WRONG = {
    "None": ("corr2d", "def corr2d(X, K): pass", "should be [[19.0, 25.0], [37.0, 43.0]], but it is None. Is the"),
    "a list": ("corr2d", "def corr2d(X, K): return [[19, 25], [37, 43]]", "as an array, but it is of type list."),
    "a shape": ("corr2d", "def corr2d(X, K): return X", "of shape (2, 2), but its shape is (3, 3)."),
    "values": ("corr2d", "def corr2d(X, K): return 0 * K", "but it is [[0.0, 0.0], [0.0, 0.0]]."),
    "nan": ("corr2d", "def corr2d(X, K): return K / 0 * 0", "but it is [[nan, nan], [nan, nan]]."),
    "an error": ("corr2d", "def corr2d(X, K): return X @ K", "with TypeError: "),
    "an edge map": ("detect_edges", "def detect_edges(X, axis): return X[:, 1:] - X[:, :-1]", "should be 1 at [0, 1]"),
    "no weights": (
        "conv2d",
        "class Conv2D(nn.Module):\n kernel_size: tuple\n def __call__(self, x): return x",
        "it has none",
    ),
    "one value": ("sgd_step", "def sgd_step(K, X, Y, lr): return K", "should return (K_new, loss), but it returned"),
    "late losses": (
        "train_edge_kernel",
        "def train_edge_kernel(X, Y, size, *, key, lr=0.03, steps=10): return jnp.zeros(size), jnp.ones(9)",
        "the shape of losses after ten steps should be [10.0], but it is [9.0].",
    ),
    "a number": ("receptive_field", "def receptive_field(sizes): return 2", "should be (2, 2), but it is 2."),
}


@pytest.fixture(scope="module")
def wrong_answers(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """One run with every wrong answer, each followed by its check and the right answer."""
    cells = read(SOURCE)
    order = ["setup", "checks", "example_window", "example_band", *STUBS]
    chosen = [cells[id] for id in order]
    for number, (question, code, _) in enumerate(WRONG.values()):
        check = nbformat.v4.new_code_cell(cells[f"test_{question}"].source, id=f"wrong-{number}")
        chosen += [nbformat.v4.new_code_cell(code), check, nbformat.v4.new_code_cell(cells[question].source)]
    emptied = nbformat.v4.new_code_cell(read(RELEASE)["corr2d"].source)
    chosen += [emptied, *(cells[f"test_{question}"] for question in STUBS)]
    return run(chosen, tmp_path_factory.mktemp("wrong"), allow_errors=True)


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_answer_is_told_what_should_be_and_what_is(wrong_answers: dict[str, Cell], kind: str) -> None:
    error = wrong_answers[f"wrong-{list(WRONG).index(kind)}"].outputs[-1]
    assert error.ename == "NotYetError"
    assert "should" in error.evalue
    assert WRONG[kind][2] in error.evalue
    assert "\n" not in error.evalue


@pytest.mark.parametrize("question", ["conv2d", "detect_edges", "sgd_step", "train_edge_kernel"])
def test_a_question_that_needs_corr2d_says_so_while_corr2d_is_empty(
    wrong_answers: dict[str, Cell], question: str
) -> None:
    error = wrong_answers[f"test_{question}"].outputs[-1]
    assert error.evalue.endswith("but corr2d is still empty. Fill in corr2d first, then run this cell again.")
