"""Submissions that are broken in one way each, as they arrive in real courses, and what should become of them.

The rule behind ``expectation``: what is no valid notebook of format 4 in UTF-8, lying as a plain file where it should,
is ``refused`` with a sentence for the student. All else is ``graded``, whatever happened to nbgrader's metadata.
Questions outside ``costs`` must then earn all that the answers deserve.
"""

import json
import os
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

from assay.judge.answers import fill

QUESTIONS = frozenset({"corr2d", "conv2d", "detect_edges", "sgd_step", "train_edge_kernel", "receptive_field"})
HUGE = 200 * 2**20
TIMESTAMP = "2026-09-14 12:00:00.000000 UTC"
MARKUP = (
    "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"> \x1b[31mred\x1b[0m =cmd()"
)

Notebook = dict[str, Any]
Writer = Callable[[Path], None]
Maker = Callable[[bytes, Mapping[str, str]], bytes | Writer]
Change = Callable[[Notebook], object]


@dataclass(frozen=True)
class Breaker:
    """A broken submission: its making, what should become of it, and the questions that it may cost points."""

    description: str
    expectation: Literal["graded", "refused"]
    make: Maker
    costs: frozenset[str] = frozenset()

    def write(self, release: bytes, answers: Mapping[str, str], folder: Path) -> None:
        """Hand it in: folder is submitted/<student>/<assignment>."""
        folder.mkdir(parents=True, exist_ok=True)
        (folder / "timestamp.txt").write_text(TIMESTAMP, encoding="utf-8")
        made = self.make(release, answers)
        if isinstance(made, bytes):
            (folder / f"{folder.name}.ipynb").write_bytes(made)
        else:
            made(folder)


def text_of(notebook: Notebook) -> str:
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def good(release: bytes, answers: Mapping[str, str]) -> Notebook:
    return fill(json.loads(release), answers)


def edited(change: Change) -> Maker:
    """The good notebook after a change in place."""

    def make(release: bytes, answers: Mapping[str, str]) -> bytes:
        notebook = good(release, answers)
        change(notebook)
        return text_of(notebook).encode()

    return make


def encoded(encode: Callable[[str], bytes]) -> Maker:
    """The good notebook, written in another way."""
    return lambda release, answers: encode(text_of(good(release, {**answers, "why_convolution": "Café, naïvement."})))


def begun_with(grade_id: str, code: str) -> Maker:
    """The good notebook with a line above the answer."""
    return lambda release, answers: edited(
        lambda notebook: cell_of(notebook, grade_id).update(source=f"{code}\n{answers[grade_id]}")
    )(release, answers)


def instead(write: Callable[[Path, bytes], object]) -> Maker:
    """Whatever write(path, notebook) puts where the notebook should be."""

    def make(release: bytes, answers: Mapping[str, str]) -> Writer:
        notebook = text_of(good(release, answers)).encode()

        def put(folder: Path) -> None:
            write(folder / f"{folder.name}.ipynb", notebook)

        return put

    return make


def cell_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    return next(cell for cell in notebook["cells"] if cell["metadata"].get("nbgrader", {}).get("grade_id") == grade_id)


def grading_of(notebook: Notebook, grade_id: str) -> dict[str, Any]:
    grading: dict[str, Any] = cell_of(notebook, grade_id)["metadata"]["nbgrader"]
    return grading


def regraded(grade_id: str, /, **entries: object) -> Maker:
    return edited(lambda notebook: grading_of(notebook, grade_id).update(entries))


def ungraded(grade_id: str, entry: str) -> Maker:
    return edited(lambda notebook: grading_of(notebook, grade_id).pop(entry))


def without(grade_id: str) -> Maker:
    return edited(lambda notebook: notebook["cells"].remove(cell_of(notebook, grade_id)))


def with_copy(grade_id: str) -> Maker:
    """A cell copied below itself, as notebook editors do it: with its metadata, and a new id."""

    def change(notebook: Notebook) -> None:
        cell = cell_of(notebook, grade_id)
        notebook["cells"].insert(notebook["cells"].index(cell) + 1, {**cell, "id": "a-copy"})

    return edited(change)


def saved_output(size: int) -> Maker:
    """A notebook that was saved with `size` characters of output."""
    output = {"output_type": "stream", "name": "stdout", "text": "x" * size}
    return edited(lambda notebook: cell_of(notebook, "receptive_field").update(outputs=[output], execution_count=1))


def printed_output(size: int) -> Maker:
    """A notebook that prints `size` characters when it is run."""
    return begun_with("receptive_field", f'for _ in range({size} // 1024):\n    print("x" * 1023)')


def with_body(body: str) -> Maker:
    """The good notebook with another corr2d."""
    return edited(lambda notebook: cell_of(notebook, "corr2d").update(source=f"def corr2d(X, K):\n    {body}"))


def as_format_3(release: bytes, answers: Mapping[str, str]) -> bytes:
    cells = [
        {"cell_type": "code", "input": "".join(cell["source"]), "language": "python", "metadata": {}, "outputs": []}
        for cell in good(release, answers)["cells"]
        if cell["cell_type"] == "code"
    ]
    sheet = {"cells": cells, "metadata": {}}
    return text_of({"metadata": {"name": ""}, "nbformat": 3, "nbformat_minor": 0, "worksheets": [sheet]}).encode()


def with_markup(notebook: Notebook) -> None:
    cell_of(notebook, "why_convolution")["source"] = MARKUP
    html = {"output_type": "display_data", "data": {"text/html": MARKUP, "text/plain": MARKUP}, "metadata": {}}
    javascript = {"output_type": "display_data", "data": {"application/javascript": "alert(1)"}, "metadata": {}}
    cell_of(notebook, "corr2d").update(outputs=[html, javascript], execution_count=1)
    notebook["cells"].append({"cell_type": "markdown", "id": "mine", "metadata": {}, "source": MARKUP})


def linked(path: Path, notebook: bytes) -> None:
    """The notebook is good, but lies elsewhere: following links would hand in any file of the machine."""
    elsewhere = path.with_name("elsewhere.ipynb")
    elsewhere.write_bytes(notebook)
    path.symlink_to(elsewhere)


def badly_timed(path: Path, notebook: bytes) -> None:
    path.write_bytes(notebook)
    path.with_name("timestamp.txt").write_text("yesterday, around noon", encoding="utf-8")


def refused(description: str, make: Maker) -> Breaker:
    return Breaker(description, "refused", make)


def graded(description: str, make: Maker, costs: frozenset[str] = frozenset()) -> Breaker:
    return Breaker(description, "graded", make, costs)


LAST = frozenset({"receptive_field"})
# What the other answers call: a broken corr2d may cost them too.
CORR2D = QUESTIONS - {"receptive_field"}
MEMORY_BOMB = "hoard = []\nwhile True:\n    hoard.append(np.ones(2**24))"

FILES = {
    "truncated": refused("The file ends in the middle.", encoded(lambda text: text.encode()[: len(text) // 2])),
    "latin_1": refused("Saved as Latin-1.", encoded(lambda text: text.encode("latin-1", errors="replace"))),
    "utf_16": refused("Saved as UTF-16.", encoded(lambda text: text.encode("utf-16"))),
    "byte_order_mark": graded("Saved with a byte order mark.", encoded(lambda text: text.encode("utf-8-sig"))),
    "empty_file": refused("The file is empty.", lambda *_: b""),
    "null_bytes": refused("The file is full of zeros, as after a crash.", lambda *_: bytes(4096)),
    "a_list": refused("The file holds [].", lambda *_: b"[]"),
    "deep_json": refused("Brackets a hundred thousand deep.", lambda *_: b"[" * 100_000 + b"]" * 100_000),
    "symlink": refused("A symbolic link in place of the notebook.", instead(linked)),
    "named_pipe": refused("A named pipe in place of the notebook.", instead(lambda path, _: os.mkfifo(path))),
    "folder": refused("A folder in place of the notebook.", instead(lambda path, _: path.mkdir())),
    "wrong_name": graded(
        "The notebook has another name.",
        instead(lambda path, notebook: path.with_name("convolution (1).ipynb").write_bytes(notebook)),
    ),
    "no_file": refused("The folder is empty.", instead(lambda *_: None)),
    "huge_saved_output": refused("Saved with 200 MB of output.", lambda *given: saved_output(HUGE)(*given)),
    "bad_timestamp": graded("timestamp.txt cannot be parsed.", instead(badly_timed)),
}

FORMATS = {
    "nbformat_3": refused("Saved by a notebook of 2013.", as_format_3),
    "nbformat_5": refused("A format of the future.", edited(lambda notebook: notebook.update(nbformat=5))),
    "nbformat_missing": refused("No format number.", edited(lambda notebook: notebook.pop("nbformat"))),
    "cells_missing": refused("No list of cells.", edited(lambda notebook: notebook.pop("cells"))),
    "cells_not_a_list": refused("The cells are no list.", edited(lambda notebook: notebook.update(cells={}))),
    "cell_not_a_dict": refused("A cell is a number.", edited(lambda notebook: notebook["cells"].append(7))),
    "cell_without_type": refused(
        "A cell has no type.", edited(lambda notebook: cell_of(notebook, "corr2d").pop("cell_type"))
    ),
    "source_a_number": refused(
        "The source of a cell is a number.", edited(lambda notebook: cell_of(notebook, "corr2d").update(source=7))
    ),
    "cell_metadata_a_list": refused(
        "The metadata of a cell are a list.", edited(lambda notebook: notebook["cells"][0].update(metadata=[1]))
    ),
    "metadata_a_text": refused(
        "The metadata of the notebook are a text.", edited(lambda notebook: notebook.update(metadata="none"))
    ),
    "lone_surrogate": refused(
        "Half of a character in an answer.",
        encoded(lambda text: text.replace("Café", "\\ud800").encode()),
    ),
    "no_cells": graded("All cells deleted.", edited(lambda notebook: notebook.update(cells=[])), QUESTIONS),
}

METADATA = {
    "nbgrader_empty": graded(
        "Empty nbgrader metadata on a test cell.",
        edited(lambda notebook: cell_of(notebook, "test_corr2d")["metadata"].update(nbgrader={})),
    ),
    "nbgrader_a_text": graded(
        "The nbgrader metadata of a test cell are a text.",
        edited(lambda notebook: cell_of(notebook, "test_corr2d")["metadata"].update(nbgrader="none")),
    ),
    "schema_missing": graded("No schema_version.", ungraded("test_corr2d", "schema_version")),
    "schema_1": graded("schema_version 1.", regraded("test_corr2d", schema_version=1)),
    "schema_9": graded("schema_version 9.", regraded("corr2d", schema_version=9)),
    "points_a_text": graded("Points are a text.", regraded("test_corr2d", points="many")),
    "points_a_million": graded("Points are a million.", regraded("test_corr2d", points=1_000_000)),
    "flags_changed": graded("The test cell is marked as a solution.", regraded("test_corr2d", solution=True)),
    "grade_id_missing": graded("No grade_id on a test cell.", ungraded("test_corr2d", "grade_id")),
    "grade_id_a_list": graded("A grade_id is a list.", regraded("test_corr2d", grade_id=["test_corr2d"])),
    "grade_id_renamed": graded("A test cell with another grade_id.", regraded("test_corr2d", grade_id="mine")),
    "answer_renamed": graded("An answer with another grade_id.", regraded("receptive_field", grade_id="mine")),
    "wrong_kernel": graded(
        "A kernel that nobody has.",
        edited(lambda notebook: notebook["metadata"].update(kernelspec={"name": "julia-9", "display_name": "J"})),
    ),
    "kernel_missing": graded("No kernel.", edited(lambda notebook: notebook.update(metadata={}))),
}

CELLS = {
    "unfilled": graded("The notebook as it was given out.", lambda release, _: release, QUESTIONS),
    "test_deleted": graded("A test cell is deleted.", without("test_corr2d")),
    "answer_deleted": graded("A solution cell is deleted.", without("receptive_field"), LAST),
    "answer_copied": graded("A solution cell is there twice.", with_copy("corr2d")),
    "test_copied": graded("A test cell is there twice.", with_copy("test_corr2d")),
    "order_reversed": graded("The cells stand upside down.", edited(lambda notebook: notebook["cells"].reverse())),
    "markup": graded("Markup and scripts in text and outputs.", edited(with_markup)),
}

RUNS = {
    "loop_at_top": graded("A cell never ends.", begun_with("corr2d", "while True:\n    pass"), CORR2D),
    "exit_at_top": graded("A cell ends the process.", begun_with("corr2d", "import os\nos._exit(0)"), CORR2D),
    "exit_in_corr2d": graded("corr2d ends the process.", with_body("import os; os._exit(0)"), CORR2D),
    "loop_in_corr2d": graded("corr2d never returns.", with_body("while True: pass"), CORR2D),
    "memory_bomb": graded("A cell eats the memory.", begun_with("receptive_field", MEMORY_BOMB), LAST),
    "huge_printed_output": graded("A cell prints 200 MB.", printed_output(HUGE), LAST),
    "syntax_error": graded("An answer is no Python.", begun_with("receptive_field", "def ("), LAST),
}

BROKEN: dict[str, Breaker] = {**FILES, **FORMATS, **METADATA, **CELLS, **RUNS}
