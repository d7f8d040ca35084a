"""The notebook of softmax as a student meets it: solved, unfilled, wrong, beside names of all kinds."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
SOURCE, RELEASE = (ROOT / kind / "softmax" / "softmax.ipynb" for kind in ("source", "release"))
STUBS = {"softmax": "softmax", "one_hot": "one_hot", "cross_entropy": "cross_entropy", "gradient": "gradient",
         "minibatches": "minibatches", "accuracy": "Accuracy", "confusion": "confusion", "train": "train"}
SAID = {
    "test_softmax": ["[[0.125, 0.25, 0.625]]", "softmax([[10000, 0]]) is [[1, 0]]"],
    "test_one_hot": ["[[0, 0, 1, 0], [1, 0, 0, 0], [0, 0, 1, 0]]"],
    "test_cross_entropy": ["a guess among ten is 2.3026", "log 2 is 1.0397", "[1]) is 10000"],
    "test_gradient": ["dW is [[-0.078232, 0.18965,", "db is [0.23855,"],
    "test_minibatches": ["is [4, 4, 2]", "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9]"],
    "test_accuracy": ["is 0\n", "is 0.75\n", "is 0.6\n"],
    "test_confusion": ["is {('3', '3'): 2, ('8', '3'): 1}"],
    "test_train": ["the loss fell from 2.3 to 0.3", "of 400 new digits 92."],
}
#: Names of the student's own, in a cell above all others.
EVERYDAY = """X y W b O P Y n q d loss losses data rows table order batch batches rng seed epochs lr scores files check
    answer numbers same two drawn loss plt picture glyphs bars learned meter W0 found"""
CUT = 83  # `nbgrader validate` shows so much of a line
Cell = Any  # nbformat's cells are untyped


def cells_of(notebook: Path) -> dict[str, Cell]:
    return {cell["id"]: cell for cell in nbformat.read(notebook, as_version=4).cells}


def run(cells: list[Cell], folder: Path, file: bool = True) -> dict[str, Cell]:
    """Runs cells in a kernel of their own, with the data beside them; an error ends the run, and the test."""
    if file:
        shutil.copy(ROOT / "source" / "softmax" / "glyphs.csv", folder)
    notebook = nbformat.v4.new_notebook(cells=cells)
    beside = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources=beside).execute()
    return {cell["id"]: cell for cell in notebook.cells}


def own(source: str, **more: str) -> Cell:
    """A cell of the student's own."""
    return nbformat.v4.new_code_cell(source, **more)


def said(cell: Cell) -> str:
    return "".join(output["text"] for output in cell.outputs if output.output_type == "stream")


def complaint(cell: Cell) -> str:
    """What a check says in red, on one line."""
    assert all(output.output_type == "stream" for output in cell.outputs)
    lines = "".join(output["text"] for output in cell.outputs if output["name"] == "stderr").splitlines()
    assert all(len(line) <= CUT for line in lines)
    return " ".join(lines).replace("\xa0", " ")


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """Between a cell that takes everyday names, and one that tells what has become of them and what else is there."""
    names = EVERYDAY.split()
    first = own("kept = dict(globals())\n" + "".join(f"{name} = {name!r}\n" for name in names))
    last = own(f"print([name for name in {names} if globals()[name] != name])\n"
               f"print(*(name for name in {{*globals()}} - {{*kept}} - {{*{names}}} if name[0] != '_'))", id="last")
    return run([first, *cells_of(SOURCE).values(), last], tmp_path_factory.mktemp("solved"))


@pytest.fixture(scope="module")
def unfilled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """Runs to its last cell, though nothing is told to go on after an error."""
    return run(list(cells_of(RELEASE).values()), tmp_path_factory.mktemp("unfilled"))


def test_the_solved_notebook_runs_and_shows_what_it_promises(solved: dict[str, Cell]) -> None:
    for id, texts in SAID.items():
        assert complaint(solved[id]) == ""
        for text in texts:
            assert text in said(solved[id])
    assert sum(len(nbformat.v4.writes(nbformat.v4.new_notebook(cells=[cell]))) for cell in solved.values()) < 400_000


@pytest.mark.parametrize("id", ["show_glyphs", "show_softmax", "show_surprise", "show_loss", "show_weights",
                                "show_confusion"])
def test_the_solved_notebook_draws_every_picture(solved: dict[str, Cell], id: str) -> None:
    picture, = solved[id].outputs
    assert "image/png" in picture.data


def test_locked_cells_leave_no_everyday_names_and_take_none(solved: dict[str, Cell]) -> None:
    changed, left = said(solved["last"]).splitlines()
    assert changed == "[]"
    assert set(left.split()) == {"np", "handout", "kept", *STUBS.values()}


@pytest.mark.parametrize("question, name", STUBS.items())
def test_an_unfilled_question_says_so_in_red(unfilled: dict[str, Cell], question: str, name: str) -> None:
    text = complaint(unfilled[f"test_{question}"])
    assert text.startswith(f"Not yet: {name} is still empty. Fill it in, then run this cell again: ")
    assert " should " in text


def test_an_unfilled_notebook_runs_to_its_last_cell(unfilled: dict[str, Cell]) -> None:
    ran = [cell for cell in unfilled.values() if cell.cell_type == "code"]
    assert [cell.execution_count for cell in ran] == list(range(1, len(ran) + 1))
    for id in ("show_loss", "show_weights", "show_confusion"):
        assert said(unfilled[id]) == "No picture yet: train above has to pass its check first.\n"
    for id in ("show_glyphs", "show_softmax", "show_surprise"):
        assert "image/png" in unfilled[id].outputs[0].data


def test_checks_pass_beside_names_that_stand_for_something_else(tmp_path: Path) -> None:
    kept = ["setup", "checks", "pictures", "softmax", "test_softmax", "confusion", "test_confusion"]
    cells = [cell for id, cell in cells_of(SOURCE).items() if id in kept]
    taken = own("import builtins\nglobals().update({_name: None for _name in dir(builtins) if _name[0].islower()})\n"
                "from builtins import zip\ncheck = same = answer = require = sys = re = 3")
    ran = run([*cells[:3], taken, *cells[3:]], tmp_path)
    for question in ("softmax", "confusion"):
        assert complaint(ran[f"test_{question}"]) == ""
        assert said(ran[f"test_{question}"]).startswith("✓ ")


#: A question, a wrong answer to it, and what its check says.
WRONG = {
    "None": ("softmax", "def softmax(O): pass",
             "softmax([[log 1, log 2, log 5]]) is None: is the `return` missing? It should be [[0.125, 0.25, 0.625]]."),
    "another value": ("softmax", "def softmax(O): return np.exp(O) / np.exp(O).sum()",
                      "softmax([[0, 0], [3, 3]]) should be [[0.5, 0.5], [0.5, 0.5]], but it is [[0.0237129, "),
    "another shape": ("one_hot", "def one_hot(y, q): return np.eye(3)[y]",
                      "one_hot([2, 0, 2], 4) has the shape (3, 3). It should be [[0, 0, 1, 0], [1, 0, 0, 0], "),
    "an error": ("one_hot", "def one_hot(y, q):\n    return np.eye(q)[yy]",
                 "NameError in your line `return np.eye(q)[yy]`: name 'yy' is not defined. But one_hot([2, 0, 2], 4) "),
    "no pair": ("gradient", "def gradient(W, b, X, y): return 0 * W",
                "gradient(W, b, X, y) is an array of float64. It should return the pair (dW, db)."),
    "portions too many": ("minibatches", "def minibatches(n, batch_size, rng): return [np.arange(4)] * 3",
                          "the sizes of minibatches(10, 4, rng) should be [4, 4, 2], but it is [4, 4, 4]."),
    "no order": ("minibatches", "def minibatches(n, k, rng): return [np.arange(n)[i:i + k] for i in range(0, n, k)]",
                 "The order of the indices should be random, but it is 0, 1, 2 and so on."),
    "no portions": ("minibatches", "def minibatches(n, batch_size, rng): return n",
                    "minibatches(10, 4, rng) is of type int. It should be portions of 4, 4 and 2 indices, one after "),
    "a list": ("confusion", "def confusion(truth, predicted): return list(zip(truth, predicted))",
               "confusion(['3', '8', '3'], ['3', '3', '3']) is of type list. It should be the dict {('3', '3'): 2, "),
    "no training": ("train", "def train(X, y, q, **more): return np.zeros((64, q)), np.zeros(q)",
                    "The loss should fall from 2.3 to about 0.3, but after training it is 2.30."),
}


@pytest.fixture(scope="module")
def wrong(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    cells = cells_of(SOURCE)
    begun = [cells[id] for id in ("setup", "checks", "pictures")]
    tried = []
    for what, (question, source, _) in WRONG.items():
        tried += [own(source), own(cells[f"test_{question}"].source, id=f"cell-{list(WRONG).index(what)}")]
    return run([*begun, *tried], tmp_path_factory.mktemp("wrong"))


@pytest.mark.parametrize("what", WRONG)
def test_a_wrong_answer_gets_a_sentence(wrong: dict[str, Cell], what: str) -> None:
    assert f"Not yet: {WRONG[what][2]}" in complaint(wrong[f"cell-{list(WRONG).index(what)}"])


def test_without_the_file_a_sentence_says_where_it_belongs(tmp_path: Path) -> None:
    cells = cells_of(SOURCE)
    ran = run([cells[id] for id in ("setup", "checks", "pictures", "show_glyphs", "test_train")], tmp_path, file=False)
    assert complaint(ran["test_train"]).startswith("Not yet: glyphs.csv cannot be read (")
    assert complaint(ran["test_train"]).endswith("It belongs beside this notebook.")
    assert said(ran["show_glyphs"]).startswith("No picture: glyphs.csv cannot be read")
