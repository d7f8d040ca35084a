"""The notebook as a student meets it: solved, unfilled, wrong, beside names of all kinds, and without matplotlib."""

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient
from nbgrader.utils import determine_grade

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
    "test_corr2d": ["corr2d(X, K) is [[19, 25], [37, 43]]"],
    "test_conv2d": ["w in Conv2D((3, 3)) is (3, 3)", "[0]", "[[20, 26], [38, 44]]"],
    "test_detect_edges": ["[[ 0.  1.  0.  0.  0. -1.  0.]\n"],
    "test_sgd_step": ["the loss before the step is 12\n", "[[0.36, -0.36]]"],
    "test_train_edge_kernel": ["5.007", "0.8402", "0.141", "0.02366", "0.003974", "[[0.9886, -0.9881]]"],
    "test_receptive_field": ["([]) is (1, 1)", "([(2, 2), (2, 2)]) is (3, 3)", "is (9, 9)"],
}
#: What locked cells leave behind beside names that begin with an underscore: modules, the worked example, the tools.
LEFT = {"jax", "jnp", "nn", "np", "X", "K", "band", "band_edges", "handout"}
#: Names of the student's own, in a cell above all others.
EVERYDAY = """loss losses stack params should expected answer known step error image wanted state size conv check pair
    picture board draw_grid attempt unfilled i k x y h w key keys kernel model optimizer optax variables axes
    Classifier train_classifier plt traceback run keep"""
CUT = 83  # `nbgrader validate` shows so much of a line

Cell = Any  # nbformat's cells are untyped


def read(notebook: Path) -> dict[str, Cell]:
    return {cell["id"]: cell for cell in nbformat.read(ROOT / notebook, as_version=4).cells}


def run(cells: list[Cell], folder: Path, *, allow_errors: bool) -> dict[str, Cell]:
    """Run the cells in a kernel of their own; returns them by id."""
    notebook = nbformat.v4.new_notebook(cells=cells)
    options = {"kernel_name": "python3", "timeout": 120, "resources": {"metadata": {"path": str(folder)}}}
    NotebookClient(notebook, allow_errors=allow_errors, **options).execute()
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
    return " ".join(lines)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """Between a cell that takes everyday names, and one that tells what has become of them and what else is there."""
    names = EVERYDAY.split()
    first = own("kept = dict(globals())\n" + "".join(f"{name} = {name!r}\n" for name in names))
    last = own(f"print([name for name in {names} if globals()[name] != name])\n"
               f"print(*(name for name in {{*globals()}} - {{*kept}} - {{*{names}}} if name[0] != '_'))", id="last")
    return run([first, *read(SOURCE).values(), last], tmp_path_factory.mktemp("solved"), allow_errors=False)


@pytest.fixture(scope="module")
def unfilled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """Runs to its last cell, though nothing is told to go on after an error."""
    return run(list(read(RELEASE).values()), tmp_path_factory.mktemp("unfilled"), allow_errors=False)


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


def test_the_library_learns_the_same_kernel_at_the_same_pace(solved: dict[str, Cell]) -> None:
    numbers = [line.split() for line in said(solved["show_flax"]).replace("[", "").replace("]", "").splitlines()]
    assert [int(line[1]) for line in numbers[:5]] == [2, 4, 6, 8, 10]
    losses = [float(line[3]) for line in numbers[:5]]
    assert losses == pytest.approx([5.0, 0.84, 0.14, 0.024, 0.004], rel=0.1)
    assert [float(value) for value in numbers[5][1:]] == pytest.approx([1, -1], abs=0.02)


@pytest.mark.parametrize("question, name", STUBS.items())
def test_an_unfilled_question_says_so_in_red(unfilled: dict[str, Cell], question: str, name: str) -> None:
    check = unfilled[f"test_{question}"]
    assert complaint(check).startswith(f"Not yet: {name} is still empty. Fill it in, then run this cell again: {name}")
    assert " should " in complaint(check)
    assert determine_grade(check)[0] == 0  # stock nbgrader takes red for a failure


def test_an_unfilled_notebook_runs_to_its_last_cell(unfilled: dict[str, Cell], solved: dict[str, Cell]) -> None:
    ran = [cell for cell in unfilled.values() if cell.cell_type == "code"]
    assert [cell.execution_count for cell in ran] == list(range(1, len(ran) + 1))
    red = {id for id, cell in unfilled.items() if cell.cell_type == "code" and complaint_or_picture(cell)}
    assert red == {f"test_{question}" for question in STUBS}
    assert said(unfilled["show_edges"]) == "No picture yet: detect_edges above has to pass its check first.\n"
    assert said(unfilled["show_losses"]) == "No picture yet: train_edge_kernel above has to pass its check first.\n"
    for id, cell in solved.items():
        if "given" in cell.metadata.get("tags", []):
            assert in_one_piece(unfilled[id].outputs) == in_one_piece(cell.outputs)


def in_one_piece(outputs: list[Any]) -> list[Any]:
    """Outputs, with what was printed in two pieces, as a busy machine does, put together."""
    whole: list[Any] = []
    for output in outputs:
        last = whole[-1] if whole else {}
        if output["output_type"] == "stream" and last.get("name") == output["name"]:
            whole[-1] = {**last, "text": last["text"] + output["text"]}
        else:
            whole.append(dict(output))
    return whole


def complaint_or_picture(cell: Cell) -> str:
    """What a cell says in red; it may draw, too."""
    assert {output.output_type for output in cell.outputs} <= {"stream", "display_data"}
    return "".join(output["text"] for output in cell.outputs if output.get("name") == "stderr")


def test_the_notebook_runs_without_matplotlib(tmp_path: Path) -> None:
    hidden = own("import sys\nsys.modules['matplotlib'] = None")
    cells = read(SOURCE)
    kept = ["setup", "checks", "pictures", "example_window", "show_window", "corr2d", "test_corr2d"]
    ran = run([hidden, *(cells[id] for id in kept)], tmp_path, allow_errors=False)
    assert said(ran["show_window"]) == "No picture: matplotlib is not installed. The questions do not need it.\n"


# Answers that need no built-in function, as the names of all of those are taken here.
OWN_CORR2D = """
def corr2d(X, K):
    (H, W), (h, w) = X.shape, K.shape
    Y = 0.0
    for a in jax.numpy.arange(h):
        for b in jax.numpy.arange(w):
            Y = Y + K[a, b] * jax.lax.dynamic_slice(X, (a, b), (H - h + 1, W - w + 1))
    return Y
"""
#: In a cell of the student's own: where it stands, and what it says.
NAMES = {
    "the worked example's": ("corr2d", "X = K = band = band_edges = 3"),
    "the tools'": (
        "corr2d",
        "def check(*_): 1 / 0\npair = attempt = picture = board = keep = run = same = numbers = answer = two = check",
    ),
    "modules'": ("corr2d", "plt = sys = types = traceback = textwrap = re = optax = 3\nimport numpy as jnp"),
    "every function's of Python": (
        "corr2d",
        "import builtins\nglobals().update({_name: None for _name in dir(builtins) if _name[0].islower()})",
    ),
    "all of jax.numpy's": ("setup", "from jax.numpy import *"),
}


@pytest.mark.parametrize("kind", NAMES)
def test_checks_pass_beside_any_names_of_the_students(kind: str, tmp_path: Path) -> None:
    after, source = NAMES[kind]
    cells = {id: nbformat.v4.new_code_cell(cell.source, id=id) for id, cell in read(SOURCE).items()
             if cell.cell_type == "code" and id in ("setup", "checks", "pictures", "example_window", "corr2d",
                                                    "test_corr2d", "example_band", "detect_edges",
                                                    "test_detect_edges", "sgd_step", "test_sgd_step")}
    cells["corr2d"].source = OWN_CORR2D
    order = [each for id, cell in cells.items() for each in ([cell, own(source)] if id == after else [cell])]
    ran = run(order, tmp_path, allow_errors=False)
    for question in ("corr2d", "detect_edges", "sgd_step"):
        assert complaint(ran[f"test_{question}"]) == ""
        assert said(ran[f"test_{question}"]).startswith("✓ ")


def test_locked_cells_leave_no_everyday_names_and_take_none(solved: dict[str, Cell]) -> None:
    changed, left = said(solved["last"]).splitlines()
    assert changed == "[]"
    assert set(left.split()) == LEFT | set(STUBS.values()) | {"kept"}


CORR2D = "corr2d(X, K) should be [[19, 25], [37, 43]]"
SHOULD = "It should be [[19, 25], [37, 43]]"
#: A question, a wrong answer to it, and what its check says.
WRONG = {
    "None": ("corr2d", "def corr2d(X, K): pass", f"corr2d(X, K) is None: is the `return` missing? {SHOULD}."),
    "a word": (
        "corr2d",
        "def corr2d(X, K): return 'Y'",
        f"corr2d(X, K) is of type str. {SHOULD}, as an array of numbers.",
    ),
    "complex numbers": (
        "corr2d",
        "def corr2d(X, K): return 1j * K",
        f"corr2d(X, K) is an array of complex64. {SHOULD}, as an array of numbers.",
    ),
    "rows of unequal length": (
        "corr2d",
        "def corr2d(X, K): return [[19, 25], [37]]",
        f"corr2d(X, K) is of type list. {SHOULD}, as an array of numbers.",
    ),
    "a shape": (
        "corr2d",
        "def corr2d(X, K): return X",
        f"corr2d(X, K) has the shape (3, 3). {SHOULD}, of shape (2, 2).",
    ),
    "values": ("corr2d", "def corr2d(X, K): return 0 * K", f"{CORR2D}, but it is [[0, 0], [0, 0]]."),
    "nan": ("corr2d", "def corr2d(X, K): return K / 0 * 0", f"{CORR2D}, but it is [[nan, nan], [nan, nan]]."),
    "an error": (
        "corr2d",
        "def corr2d(X, K): raise ValueError('no idea.')",
        f"ValueError in your line `def corr2d(X, K): raise ValueError('no idea.')`: no idea. But {CORR2D}.",
    ),
    "an argument too few": (
        "corr2d",
        "def corr2d(X): return X",
        f"TypeError: corr2d() takes 1 positional argument but 2 were given. But {CORR2D}.",
    ),
    "an edge map": (
        "detect_edges",
        "def detect_edges(X, axis): return X[:, 1:] - X[:, :-1]",
        "detect_edges(band, axis=1) should be 1 at [0, 1], but it is -1 there.",
    ),
    "no weights": (
        "conv2d",
        "class Conv2D(nn.Module):\n kernel_size: tuple\n def __call__(self, x): return x",
        "Conv2D((3, 3)) should have exactly the parameters w and b, but it has none.",
    ),
    "one value": (
        "sgd_step",
        "def sgd_step(K, X, Y, lr): return K",
        "sgd_step(K, X, Y, lr) is an array of float32. It should return the pair (K_new, loss).",
    ),
    "three values": (
        "sgd_step",
        "def sgd_step(K, X, Y, lr): return K, K, K",
        "sgd_step(K, X, Y, lr) is a tuple of 3. It should return the pair (K_new, loss).",
    ),
    "late losses": (
        "train_edge_kernel",
        "def train_edge_kernel(X, Y, size, *, key, lr=0.03, steps=10): return jnp.zeros(size), jnp.ones(9)",
        "losses has the shape (9,). It should be an array with the loss before each step, of shape (10,).",
    ),
    "a number": (
        "receptive_field",
        "def receptive_field(sizes): return 2",
        "receptive_field([(2, 2)]) has the shape (). It should be (2, 2), of shape (2,).",
    ),
    "another pair": (
        "receptive_field",
        "def receptive_field(sizes): return [4, 2.5]",
        "receptive_field([(2, 2)]) should be (2, 2), but it is (4, 2.5).",
    ),
}
#: Right answers in the forms that the contract allows, given with the reference's name for the answer above.
RIGHT = {
    "a list for an array": ("corr2d", "corr2d", "lambda X, K: above(X, K).tolist()"),
    "a list of rows": ("corr2d", "corr2d", "lambda X, K: [*above(X, K)]"),
    "float64": ("corr2d", "corr2d", "lambda X, K: np.asarray(above(X, K), np.float64)"),
    "lists for a map": ("detect_edges", "detect_edges", "lambda X, axis: above(X, axis).tolist()"),
    "a list for a pair": ("sgd_step", "sgd_step", "lambda *args: [*above(*args)]"),
    "a number for a scalar": (
        "sgd_step",
        "sgd_step",
        "lambda *args: (above(*args)[0].tolist(), float(above(*args)[1]))",
    ),
    "a list of losses": (
        "train_edge_kernel",
        "train_edge_kernel",
        "lambda *args, **more: (above(*args, **more)[0], [*above(*args, **more)[1]])",
    ),
    "a list of two": ("receptive_field", "receptive_field", "lambda sizes: [*above(sizes)]"),
    "an array of two": ("receptive_field", "receptive_field", "lambda sizes: jnp.array(above(sizes))"),
    "two floats": ("receptive_field", "receptive_field", "lambda sizes: np.array(above(sizes), float)"),
}


@pytest.fixture(scope="module")
def tried(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    """One run with every answer of both kinds, each followed by its check and the reference's."""
    cells = read(SOURCE)
    chosen = [cells[id] for id in ("setup", "checks", "example_window", "example_band", *STUBS)]
    answers = [(kind, question, code) for kind, (question, code, _) in WRONG.items()]
    answers += [(kind, question, f"above = {name}\n{name} = {code}") for kind, (question, name, code) in RIGHT.items()]
    for kind, question, code in answers:
        check = nbformat.v4.new_code_cell(cells[f"test_{question}"].source, id=kind.replace(" ", "-"))
        chosen += [own(code), check, own(cells[question].source)]
    chosen += [own(read(RELEASE)["corr2d"].source), *(cells[f"test_{question}"] for question in STUBS)]
    return run(chosen, tmp_path_factory.mktemp("tried"), allow_errors=False)


@pytest.mark.parametrize("kind", WRONG)
def test_a_wrong_answer_is_told_what_is_and_what_should_be(tried: dict[str, Cell], kind: str) -> None:
    assert complaint(tried[kind.replace(" ", "-")]) == f"Not yet: {WRONG[kind][2]}"


@pytest.mark.parametrize("kind", RIGHT)
def test_a_right_answer_may_have_any_form_that_the_contract_allows(tried: dict[str, Cell], kind: str) -> None:
    check = tried[kind.replace(" ", "-")]
    assert complaint(check) == ""
    assert said(check).startswith("✓ ")


@pytest.mark.parametrize("question", ["conv2d", "detect_edges", "sgd_step", "train_edge_kernel"])
def test_a_question_that_needs_corr2d_says_so_while_corr2d_is_empty(tried: dict[str, Cell], question: str) -> None:
    sentence = "Not yet: corr2d is still empty. Fill it in, then run this cell again: "
    assert complaint(tried[f"test_{question}"]).startswith(sentence)
