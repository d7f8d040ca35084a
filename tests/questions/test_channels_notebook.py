"""The notebook of channels as a student meets it: solved, and unfilled."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import nbformat
import pytest
from nbclient import NotebookClient

ROOT = Path(__file__).parents[2]
SOURCE, RELEASE = (ROOT / folder / "channels" / "channels.ipynb" for folder in ("source", "release"))
STUBS = {"output_shape": "output_shape", "pad2d": "pad2d", "corr2d_strided": "corr2d_strided",
         "corr2d_multi_in": "corr2d_multi_in", "corr2d_multi_in_out": "corr2d_multi_in_out", "conv_1x1": "conv_1x1",
         "pool2d": "pool2d", "conv_block": "ConvBlock"}
WORKED_NUMBERS = {
    "test_output_shape": ["(3, 3), (2, 2), (1, 1), (3, 2)) is (2, 2)"],
    "test_pad2d": ["[[0, 0, 1, 0], [0, 2, 3, 0]]"],
    "test_corr2d_strided": ["(3, 2)) is [[0, 8], [6, 8]]", "[[19, 25], [37, 43]]"],
    "test_corr2d_multi_in": ["[[56, 72], [104, 120]]"],
    "test_corr2d_multi_in_out": ["[[[56, 72], [104, 120]], [[52, 68], [100, 116]]]"],
    "test_conv_1x1": ["[[0.5, 1.5], [3.5, 4.5]]"],
    "test_pool2d": ["(2, 2)) is [[4]]", "[[4, 5], [7, 8]]", "[[2, 3], [5, 6]]", '"min") raises a ValueError'],
    "test_conv_block": ["(4, 2, 3, 3)", "[[[0, 12], [44, 60]], [[24, 8], [0, 0]]]", "[[[0, 12]], [[24, 8]]]"],
}
PICTURES = {"show_stop", "show_padded", "show_strides", "show_channels", "show_colors", "show_pooled"}
#: What locked cells leave behind beside names that begin with an underscore: modules, the worked examples, the tools.
LEFT = {"jax", "jnp", "nn", "np", "X", "K", "X_channels", "K_channels", "handout"}
EVERYDAY = """image images photo spots weights kernel kernels size padding stride rows columns shape should what both
    known block params wanted windows values check picture keep run same refuses figure panels y x n i j a b s t"""

Cell = Any  # nbformat's cells are untyped


def run(path: Path, folder: Path, *around: Cell) -> dict[str, Cell]:
    """Runs a notebook, between a cell or two of our own; returns its cells by id."""
    notebook = nbformat.read(path, as_version=4)
    notebook.cells = [*around[:1], *notebook.cells, *around[1:]]
    place = {"metadata": {"path": str(folder)}}
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources=place).execute()
    return {cell["id"]: cell for cell in notebook.cells}


def said(cell: Cell, name: str = "stdout") -> str:
    return "".join(output["text"] for output in cell.outputs if output.get("name") == name)


@pytest.fixture(scope="module")
def solved(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    names = EVERYDAY.split()
    first = nbformat.v4.new_code_cell("kept = dict(globals())\n" + "".join(f"{name} = {name!r}\n" for name in names))
    last = nbformat.v4.new_code_cell(
        f"print([name for name in {names} if globals()[name] != name])\n"
        f"print(*(name for name in {{*globals()}} - {{*kept}} - {{*{names}}} if name[0] != '_'))", id="last")
    return run(SOURCE, tmp_path_factory.mktemp("solved"), first, last)


@pytest.fixture(scope="module")
def unfilled(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Cell]:
    return run(RELEASE, tmp_path_factory.mktemp("unfilled"))


def test_the_solved_notebook_runs_and_shows_the_worked_numbers(solved: dict[str, Cell]) -> None:
    for name, numbers in WORKED_NUMBERS.items():
        for number in numbers:
            assert number in said(solved[name])
    assert not any(said(cell, "stderr") for cell in solved.values() if cell.cell_type == "code")


def test_the_solved_notebook_draws_every_picture(solved: dict[str, Cell]) -> None:
    drawn = {name for name, cell in solved.items() for output in cell.get("outputs", [])
             if "image/png" in output.get("data", {})}
    assert drawn == PICTURES


def test_locked_cells_leave_no_everyday_names_and_take_none(solved: dict[str, Cell]) -> None:
    changed, left = said(solved["last"]).splitlines()
    assert changed == "[]"
    assert set(left.split()) == LEFT | set(STUBS.values()) | {"kept"}


def test_an_unfilled_notebook_runs_to_its_last_cell_and_says_what_is_empty(unfilled: dict[str, Cell]) -> None:
    ran = {name: cell for name, cell in unfilled.items() if cell.cell_type == "code"}
    assert [cell.execution_count for cell in ran.values()] == list(range(1, len(ran) + 1))
    red = {name: " ".join(said(cell, "stderr").split()) for name, cell in ran.items() if said(cell, "stderr")}
    assert red.keys() == {f"test_{question}" for question in STUBS}
    for question, name in STUBS.items():
        assert red[f"test_{question}"].startswith(f"Not yet: {name} is still empty. Fill it in, then run this cell")
    assert said(unfilled["show_colors"]) == "No picture yet: conv_1x1 above has to pass its check first.\n"
    assert said(unfilled["show_pooled"]) == "No picture yet: pool2d above has to pass its check first.\n"
