"""Damage to a notebook that stays JSON: its format, its metadata, its cells, its size."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from random import Random
from typing import Any

from assay.course.intake.intake import CELLS_CAP, FILE_CAP, TEXT_CAP

Notebook = dict[str, Any]
#: Changes a notebook in place.
Change = Callable[[Random, Notebook], object]
#: What stands where something else should.
ODD: tuple[Any, ...] = (None, True, -1, 0, 7.5, 10**30, "", "x", "\u202e\x00", "../..", [], [[]], {}, {"a": 1}, ["x"],
                        "y" * 5000, float("nan"))


def odd(rng: Random) -> Any:
    return rng.choice(ODD)


def places(value: Any) -> Iterator[tuple[Any, Any]]:
    """Every (container, key) in a JSON value."""
    for key in list(value) if isinstance(value, dict) else range(len(value)) if isinstance(value, list) else ():
        yield value, key
        yield from places(value[key])


def somewhere(change: Callable[[Random, Any, Any], object]) -> Change:
    """A change at any place in the notebook: change(rng, container, key)."""
    return lambda rng, notebook: change(rng, *rng.choice(list(places(notebook))))


def put(container: Any, key: Any, value: Any) -> None:
    container[key] = value


def of_cell(change: Callable[[Random, dict[str, Any]], object], wanted: str = "") -> Change:
    """A change of one cell, perhaps of one type."""
    return lambda rng, notebook: change(rng, rng.choice(
        [cell for cell in notebook["cells"] if wanted in ("", cell["cell_type"])]))


def of_grading(change: Callable[[Random, dict[str, Any]], object]) -> Change:
    """A change of one cell's nbgrader metadata."""
    return lambda rng, notebook: change(rng, rng.choice(
        [cell["metadata"]["nbgrader"] for cell in notebook["cells"] if "nbgrader" in cell["metadata"]]))


def updated(**entries: Any) -> Change:
    return lambda _, notebook: notebook.update(entries)


def added(kind: str, source: Any, number: int = 1, **more: Any) -> Change:
    """So many new cells, above the last one."""
    def change(_: Random, notebook: Notebook) -> None:
        fresh: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
        notebook["cells"][-1:-1] = [{"cell_type": kind, "metadata": {}, "source": source, **fresh, **more}
                                    for _ in range(number)]

    return change


def worksheets(_: Random, notebook: Notebook) -> None:
    sheet = {"cells": [{"cell_type": cell["cell_type"], "input": cell["source"]} for cell in notebook.pop("cells")]}
    notebook.update(nbformat=3, nbformat_minor=0, worksheets=[sheet])


def all_ids(make: Callable[[int], Any]) -> Change:
    def change(_: Random, notebook: Notebook) -> None:
        for number, cell in enumerate(notebook["cells"]):
            cell["id"] = make(number)

    return change


def no_ids(_: Random, notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell.pop("id", None)


FORMAT: Mapping[str, Change] = {
    **{f"nbformat_{number}": updated(nbformat=number) for number in (0, 1, 2, 3, 5, 99)},
    **{f"minor_{number}": updated(nbformat_minor=number) for number in (-1, 0, 3, 99)},
    "nbformat_text": updated(nbformat="4"),
    "nbformat_float": updated(nbformat=4.0),
    "nbformat_true": updated(nbformat=True),
    "nbformat_gone": lambda _, notebook: notebook.pop("nbformat"),
    "worksheets": worksheets,
    "cells_gone": lambda _, notebook: notebook.pop("cells"),
    "cells_by_name": lambda _, notebook: notebook.update(cells=dict(enumerate(notebook["cells"]))),
    "no_cells": updated(cells=[]),
    "no_ids": no_ids,
    "same_ids": all_ids(lambda _: "same"),
    "number_ids": all_ids(lambda number: number),
    "long_ids": all_ids(lambda number: f"{number}" * 70),
    "odd_ids": all_ids(lambda number: f"../{number} <b>"),
    "ids_of_others": all_ids(lambda number: ("corr2d", "test_corr2d", "conv2d", "checks")[number % 4]),
    "unknown_type": of_cell(lambda _, cell: cell.update(cell_type="heading", level=1)),
    "capital_type": of_cell(lambda _, cell: cell.update(cell_type="Code")),
    "odd_value": somewhere(lambda rng, container, key: put(container, key, odd(rng))),
    "gone": somewhere(lambda _, container, key: container.pop(key)),
    "a_list_of_it": somewhere(lambda _, container, key: put(container, key, [container[key]])),
    "more_keys": updated(orig_nbformat=2, widgets={"state": {}}, **{"__class__": "x", "": None}),
}


def set_odd(key: str) -> Change:
    return of_grading(lambda rng, grading: put(grading, key, odd(rng)))


def left_out(key: str) -> Change:
    return of_grading(lambda _, grading: grading.pop(key, None))


def with_schema(number: int) -> Change:
    return of_grading(lambda _, grading: put(grading, "schema_version", number))


GRADING = ("grade_id", "points", "locked", "schema_version", "grade", "solution", "task", "cell_type", "checksum")
METADATA: Mapping[str, Change] = {
    **{f"odd_{key}": set_odd(key) for key in GRADING},
    **{f"no_{key}": left_out(key) for key in GRADING},
    **{f"schema_{number}": with_schema(number) for number in (0, 1, 2, 4, 99)},
    "huge_points": of_grading(lambda _, grading: grading.update(points=1e300, grade=True)),
    "same_grade_id": of_grading(lambda _, grading: grading.update(grade_id="test_corr2d")),
    "all_a_solution": of_cell(lambda _, cell: cell["metadata"].update(nbgrader={
        "grade_id": "mine", "points": 99, "grade": True, "solution": True, "locked": False, "schema_version": 3})),
    "nbgrader_odd": of_cell(lambda rng, cell: cell["metadata"].update(nbgrader=odd(rng))),
    "cell_odd": of_cell(lambda rng, cell: cell.update(metadata=odd(rng))),
    "tags_odd": of_cell(lambda rng, cell: cell["metadata"].update(tags=odd(rng))),
    "tagged_given": of_cell(lambda _, cell: cell["metadata"].update(tags=["given", "picture"])),
    "notebook_odd": lambda rng, notebook: notebook.update(metadata=odd(rng)),
    "marked": lambda _, notebook: notebook["metadata"].update(grading={"refused": "x", "notes": 7, "made_from": []}),
    "kernel_odd": lambda rng, notebook: notebook["metadata"].update(kernelspec=odd(rng)),
    "kernel_julia": lambda _, notebook: notebook["metadata"].update(kernelspec={"name": "julia", "display_name": "J"}),
    "language_odd": lambda rng, notebook: notebook["metadata"].update(language_info=odd(rng)),
    "huge": lambda _, notebook: notebook["metadata"].update(papermill={"x": ["y" * 1000] * 1000}),
    "widgets": lambda _, notebook: notebook["metadata"].update(
        widgets={"application/vnd.jupyter.widget-state+json": {"state": {"a": {}}}}),
}


def split(rng: Random, notebook: Notebook) -> None:
    """A cell cut in two, as Ctrl-Shift-Minus does it."""
    place = rng.randrange(len(notebook["cells"]))
    cell = notebook["cells"][place]
    half = len(cell["source"]) // 2
    first = {**cell, "source": cell["source"][:half], "id": "first-half"}
    notebook["cells"][place:place + 1] = [first, {**cell, "source": cell["source"][half:]}]


def merged(rng: Random, notebook: Notebook) -> None:
    place = rng.randrange(len(notebook["cells"]) - 1)
    below = notebook["cells"].pop(place + 1)
    notebook["cells"][place]["source"] += "\n" + below["source"]


def swapped(rng: Random, notebook: Notebook) -> None:
    cells = notebook["cells"]
    one, other = rng.sample(range(len(cells)), 2)
    cells[one], cells[other] = cells[other], cells[one]


def made(kind: str) -> Change:
    return of_cell(lambda _, cell: put(cell, "cell_type", kind))


def with_outputs(held: Any) -> Change:
    return of_cell(lambda _, cell: put(cell, "outputs", held), "code")


OUTPUTS: tuple[Any, ...] = (
    [], [{}], [7], "text", {"output_type": "stream"}, [{"output_type": "unheard_of"}],
    [{"output_type": "stream", "name": "stdin", "text": ["a", 7]}],
    [{"output_type": "error", "ename": 7, "traceback": "no list"}],
    [{"output_type": "execute_result", "data": {"text/plain": "46"}, "metadata": {}, "execution_count": 1}],
    [{"output_type": "display_data", "metadata": [], "data": dict.fromkeys((
        "text/html", "text/latex", "text/markdown", "image/png", "image/svg+xml", "application/javascript",
        "application/pdf", "application/json", "application/vnd.plotly.v1+json", "no mime"), "<script>x</script>")}],
)
CELLS: Mapping[str, Change] = {
    "deleted": lambda rng, notebook: notebook["cells"].pop(rng.randrange(len(notebook["cells"]))),
    "doubled": lambda rng, notebook: notebook["cells"].insert(0, dict(rng.choice(notebook["cells"]))),
    "swapped": swapped,
    "shuffled": lambda rng, notebook: rng.shuffle(notebook["cells"]),
    "reversed": lambda _, notebook: notebook["cells"].reverse(),
    "merged": merged,
    "split": split,
    **{f"made_{kind}": made(kind) for kind in ("code", "markdown", "raw")},
    "source_lines": of_cell(lambda _, cell: cell.update(source=cell["source"].splitlines(keepends=True))),
    "source_nested": of_cell(lambda _, cell: cell.update(source=[[cell["source"]]])),
    "source_odd": of_cell(lambda rng, cell: cell.update(source=odd(rng))),
    "count_odd": of_cell(lambda rng, cell: cell.update(execution_count=odd(rng)), "code"),
    "outputs_odd": of_cell(lambda rng, cell: cell.update(outputs=rng.choice(OUTPUTS)), "code"),
    **{f"outputs_{number}": with_outputs(held) for number, held in enumerate(OUTPUTS)},
    "attachments_odd": of_cell(lambda rng, cell: cell.update(attachments=odd(rng)), "markdown"),
    "picture_lost": added("markdown", "![x](attachment:lost.png) and ![y]( attachment:image%20(1).png 'z')"),
    "picture_named_oddly": added("markdown", "![x](attachment:é.png)", attachments={
        "é.png": {"image/png": "iVBORw0KGgo="}}),
    "markup": added("markdown", "<script>x</script> [a](javascript:b) \x1b[31m {{ self }} {% raw %} <!--"),
    "no_python": added("code", "def ("),
    "controls": added("code", "x = '\x00\x08\u2028\u202e'"),
    "shell": added("code", "!ls /; %cd ..\n%%bash\nexit 3"),
    "asks": added("code", "name = input('Who are you? ')"),
    "raises": added("code", "raise SystemExit('\\ud800')"),
}
SIZES: Mapping[str, Change] = {
    "many_cells": added("markdown", "more", CELLS_CAP - 60),
    "too_many_cells": added("markdown", "more", CELLS_CAP),
    "many_empty_cells": added("raw", "", 200_000),
    "long_line": added("raw", "x" * (TEXT_CAP - 100_000)),
    "too_long_line": added("raw", "x" * TEXT_CAP),
    "many_lines": added("raw", "x\n" * 200_000),
    "formulas": added("markdown", "\\\\(" * 100_000),
    "begins": added("markdown", "\\begin{a}" * 50_000),
    "brackets": added("markdown", "[" * 300_000),
    "hashes": added("markdown", "# a\n" * 100_000),
    "written_picture": added("markdown", f"![x](data:image/png;base64,{'iVBO' * 100_000})"),
    "quotes": added("code", "f'{" * 10_000),
    "large_file": lambda _, notebook: notebook.update(more="x" * (FILE_CAP - 2_000_000)),
    "too_large_file": lambda _, notebook: notebook.update(more="x" * FILE_CAP),
}
