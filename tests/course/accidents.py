"""What honest tools and habits do to a filled notebook: each leaves every answer in it, somewhere, in some form."""

from __future__ import annotations

import copy
import re
from collections.abc import Callable, Mapping
from typing import Any

from assay.course.intake.sheet import grade_id, is_answer
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from tests.broken import cell_of
from tests.here import REPOSITORY

A = "convolution"
RELEASE = read_release(Course(REPOSITORY), A)
ANSWERS = read_answers(REPOSITORY / "solutions" / A / "wheat" / "loops.py")
ESSAY = "Weights are shared, and only near pixels count."
OLD_STUB = 'def corr2d(X, K):\n    """As it was last year."""\n    # YOUR CODE HERE\n    raise NotImplementedError()\n'

Notebook = dict[str, Any]
Cell = dict[str, Any]
#: Changes a notebook in place; does nothing where it cannot.
Accident = Callable[[Notebook], object]


def filled() -> Notebook:
    return fill(copy.deepcopy(RELEASE), {**ANSWERS, "why_convolution": ESSAY})


def own(text: str, kind: str = "code") -> Cell:
    return {"cell_type": kind, "metadata": {}, "source": text}


def at(notebook: Notebook, name: str) -> int:
    """The place of the cell that holds an answer or a check, by whatever is left to know it by."""
    texts = {**ANSWERS, "why_convolution": ESSAY, **{grade_id(cell): cell["source"] for cell in RELEASE["cells"]
                                                     if grade_id(cell) and not is_answer(cell)}}
    return next(place for place, cell in enumerate(notebook["cells"]) if texts[name] in plain(cell["source"]))


def plain(text: str) -> str:
    return "\n".join(line.expandtabs(4).rstrip() for line in text.splitlines())


def each_source(change: Callable[[str], str]) -> Accident:
    def accident(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            cell["source"] = change(cell["source"])

    return accident


def fenced(name: str, form: str = "```python\n{}\n```\n") -> Accident:
    def accident(notebook: Notebook) -> None:
        cell = notebook["cells"][at(notebook, name)]
        cell.update(cell_type="markdown", source=form.format(cell["source"]))

    return accident


def without_metadata(*kinds: str) -> Accident:
    def accident(notebook: Notebook) -> None:
        for cell in notebook["cells"]:
            cell.pop("id", None)
            cell["metadata"] = {} if cell["cell_type"] in kinds else cell["metadata"]

    return accident


def new_ids(notebook: Notebook) -> None:
    for number, cell in enumerate(notebook["cells"]):
        cell["id"] = f"{number:08x}"


def without_nbgrader(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell["metadata"].pop("nbgrader", None)


def without_nbgrader_and_ids(notebook: Notebook) -> None:
    without_nbgrader(notebook)
    new_ids(notebook)


def inserted(name: str, below: bool, *cells: Cell) -> Accident:
    def accident(notebook: Notebook) -> None:
        place = at(notebook, name) + below
        notebook["cells"][place:place] = copy.deepcopy(list(cells))

    return accident


def retyped(name: str, kind: str = "code") -> Accident:
    """The answer's cell deleted, and its text typed into a new one."""
    def accident(notebook: Notebook) -> None:
        place = at(notebook, name)
        notebook["cells"][place] = own(notebook["cells"][place]["source"], kind)

    return accident


def stub_left(name: str, above: bool) -> Accident:
    """The answer typed into a new cell beside the stub, which is left as it is."""
    def accident(notebook: Notebook) -> None:
        place = at(notebook, name)
        typed = own(notebook["cells"][place]["source"], notebook["cells"][place]["cell_type"])
        notebook["cells"][place]["source"] = cell_of(RELEASE, name)["source"]
        notebook["cells"].insert(place + above, typed)

    return accident


def merged(upper: str, lower: str) -> Accident:
    """Merge Cells: the text of both in the upper one's cell, whose metadata stay."""
    def accident(notebook: Notebook) -> None:
        place, other = at(notebook, upper), at(notebook, lower)
        if place != other:
            notebook["cells"][place]["source"] += "\n\n" + notebook["cells"][other]["source"]
            del notebook["cells"][other]

    return accident


def into_check(notebook: Notebook) -> None:
    """The answer typed above the check in the check's own cell."""
    place, other = at(notebook, "corr2d"), at(notebook, "test_corr2d")
    if place != other:
        notebook["cells"][other]["source"] = (f"{notebook['cells'][place]['source']}\n\n"
                                              f"{notebook['cells'][other]['source']}")
        del notebook["cells"][place]


def one_cell(head: str = "") -> Accident:
    """All code pasted into one cell."""
    def accident(notebook: Notebook) -> None:
        code = [cell["source"] for cell in notebook["cells"] if cell["cell_type"] == "code"]
        text = [cell for cell in notebook["cells"] if cell["cell_type"] != "code"]
        notebook["cells"] = [*text, own(head + "\n\n".join(code))]

    return accident


def of_kind(name: str, kind: str) -> Accident:
    return lambda notebook: notebook["cells"][at(notebook, name)].update(cell_type=kind)


def moved(name: str, to: int) -> Accident:
    def accident(notebook: Notebook) -> None:
        cell = notebook["cells"].pop(at(notebook, name))
        notebook["cells"].insert(to if to >= 0 else len(notebook["cells"]), cell)

    return accident


def all_on_top(notebook: Notebook) -> None:
    """Answers gathered below the first three cells."""
    held = [notebook["cells"].pop(at(notebook, name)) for name in ("corr2d", "conv2d", "detect_edges", "sgd_step")]
    notebook["cells"][4:4] = held


def swapped_metadata(notebook: Notebook) -> None:
    one, other = (notebook["cells"][at(notebook, name)] for name in ("corr2d", "sgd_step"))
    for key in ("metadata", "id"):
        if key in one and key in other:
            one[key], other[key] = other[key], one[key]


def renamed(notebook: Notebook) -> None:
    for name in ("corr2d", "conv2d", "train_edge_kernel"):
        grading = notebook["cells"][at(notebook, name)]["metadata"].get("nbgrader", {})
        grading.update(grade_id=f"my_{name}")


def copied(name: str, text: str = "") -> Accident:
    """The cell copied below itself, with all metadata; perhaps with another text."""
    def accident(notebook: Notebook) -> None:
        place = at(notebook, name)
        cell = notebook["cells"][place]
        notebook["cells"].insert(place + 1, {**copy.deepcopy(cell), "source": text or cell["source"]})

    return accident


def begun_with(name: str, line: str) -> Accident:
    def accident(notebook: Notebook) -> None:
        cell = notebook["cells"][at(notebook, name)]
        cell["source"] = line + cell["source"]

    return accident


def without(wanted: Callable[[Cell], bool]) -> Accident:
    def accident(notebook: Notebook) -> None:
        notebook["cells"] = [cell for cell in notebook["cells"] if not wanted(cell)]

    return accident


def is_check(cell: Cell) -> bool:
    return any(cell["source"] == each["source"] for each in RELEASE["cells"] if grade_id(each).startswith("test_"))


def is_our_text(cell: Cell) -> bool:
    texts = {plain(each["source"]) for each in RELEASE["cells"] if each["cell_type"] == "markdown"}
    return plain(cell["source"]).strip() in texts


STUB = cell_of(RELEASE, "corr2d")
ACCIDENTS: Mapping[str, Accident] = {
    "code loses all metadata": without_metadata("code"),
    "all metadata lost": without_metadata("code", "markdown"),
    "new ids": new_ids,
    "no nbgrader": without_nbgrader,
    "no nbgrader, new ids": without_nbgrader_and_ids,
    "no ids": lambda notebook: [cell.pop("id", None) for cell in notebook["cells"]],
    "carriage returns": each_source(lambda text: text.replace("\r\n", "\n").replace("\n", "\r\n")),
    "blanks at ends": each_source(lambda text: re.sub(r"(?<=\S)(?=\r?\n)", "  ", text) + "\n\n"),
    "tabs": each_source(lambda text: re.sub(r"^(?: {4})+", lambda found: "\t" * (len(found[0]) // 4), text,
                                            flags=re.MULTILINE)),
    "retyped": retyped("conv2d"),
    "first retyped": retyped("corr2d"),
    "essay retyped": retyped("why_convolution", "markdown"),
    "essay as code": of_kind("why_convolution", "code"),
    "essay retyped as raw": retyped("why_convolution", "raw"),
    "essay below its stub": stub_left("why_convolution", above=True),
    "essay above its stub": stub_left("why_convolution", above=False),
    "stub above": stub_left("sgd_step", above=True),
    "stub below": stub_left("sgd_step", above=False),
    "stub copied below": inserted("corr2d", True, STUB),
    "stub copied above": inserted("corr2d", False, STUB),
    "stub copied to the end": lambda notebook: notebook["cells"].append(copy.deepcopy(STUB)),
    "stub pasted as text": inserted("corr2d", True, own(STUB["source"])),
    "old stub copied below": inserted("corr2d", True, {**STUB, "source": OLD_STUB}),
    "old stub pasted": inserted("corr2d", True, own(OLD_STUB)),
    "merged with its check": merged("corr2d", "test_corr2d"),
    "two answers merged": merged("corr2d", "conv2d"),
    "three answers merged": lambda notebook: (merged("conv2d", "detect_edges")(notebook),
                                              merged("corr2d", "conv2d")(notebook)),
    "merged with the check above": merged("test_corr2d", "conv2d"),
    "typed into the check": into_check,
    "one cell": one_cell(),
    "one cell, timed": one_cell("%%time\n"),
    "became text": of_kind("conv2d", "markdown"),
    "became text in a fence": fenced("conv2d"),
    "became text around a fence": fenced("conv2d", "My answer:\n\n~~~\n{}\n~~~\nIt's done."),
    "became raw": of_kind("conv2d", "raw"),
    "moved to the end": moved("corr2d", -1),
    "moved to the top": moved("sgd_step", 0),
    "all on top": all_on_top,
    "metadata swapped": swapped_metadata,
    "renamed": renamed,
    "copied": copied("corr2d"),
    "copied to play": copied("corr2d", "print(corr2d(K, K))"),
    "helper split off": lambda notebook: (copied("corr2d")(notebook), notebook["cells"][at(notebook, "corr2d")].update(
        source="def helper(x):\n    return x\n")),
    "begins with a magic": begun_with("sgd_step", "%matplotlib inline\n"),
    "asks the shell": begun_with("sgd_step", "!pip list\nfiles = !ls\nnp?\n"),
    "no text of ours": without(is_our_text),
    "no checks": without(is_check),
    "scratch": inserted("test_corr2d", True, own("1 + 1"), own("def trial(x):\n    return x\n\ntrial(1)"), own("")),
    "notes": inserted("test_corr2d", True, own("## My notes", "markdown")),
}
