"""What says nothing of whose it is: an essay in code, and our own cells in pieces."""

from __future__ import annotations

import pytest

from assay.course.intake.mended import LOOK
from assay.course.intake.rebuild import MARK
from assay.course.intake.sheet import grade_id
from tests.broken import cell_of
from tests.course.accidents import ESSAY, RELEASE, Notebook, at, filled, own
from tests.course.intake.test_recognise import rebuilt_after

SAID = [f"print({ESSAY!r})", f"answer = {ESSAY!r}", f'"""\n{ESSAY}\n"""', f"# {ESSAY}", f"%%markdown\n{ESSAY}",
        f"%%html\n<p>{ESSAY}</p>", f'mo.md(\n    r"""\n    {ESSAY}\n    """\n)',
        f"from IPython.display import Markdown, display\ndisplay(Markdown({ESSAY!r}))"]


def with_empty(name: str) -> Notebook:
    """Filled but for one question."""
    notebook = filled()
    notebook["cells"][at(notebook, name)]["source"] = cell_of(RELEASE, name)["source"]
    return notebook


def at_stub(notebook: Notebook) -> int:
    return next(place for place, each in enumerate(notebook["cells"]) if grade_id(each) == "why_convolution")


@pytest.mark.parametrize("text", SAID)
@pytest.mark.parametrize("stub", ["kept", "deleted"])
def test_an_essay_in_a_cell_of_code_is_left_to_a_person(text: str, stub: str) -> None:
    notebook = with_empty("why_convolution")
    place = at_stub(notebook)
    notebook["cells"].insert(place + 1, own(text))
    if stub == "deleted":
        del notebook["cells"][place]
    rebuilt = rebuilt_after(notebook)
    assert rebuilt["metadata"][MARK]["unclear"] == ["why_convolution"]
    assert cell_of(rebuilt, "why_convolution")["source"] == LOOK
    assert text in [each["source"] for each in rebuilt["cells"]]


@pytest.mark.parametrize("text", ["", "# hm", "print('hello')", "x = 'a'", "X.sum() + K.sum() + 1 + 2", "import math"])
@pytest.mark.parametrize("name", ["why_convolution", "corr2d"])
def test_an_empty_essay_stays_empty_beside_what_says_nothing(text: str, name: str) -> None:
    notebook = with_empty("why_convolution")
    place = at_stub(notebook) if name == "why_convolution" else at(notebook, name)
    notebook["cells"].insert(place + 1, own(text))
    assert rebuilt_after(notebook)["metadata"][MARK] == {"notes": [], "unclear": []}


def test_what_is_said_in_code_elsewhere_is_no_essay() -> None:
    notebook = with_empty("why_convolution")
    notebook["cells"].append(own(f"print({ESSAY!r})"))
    assert rebuilt_after(notebook)["metadata"][MARK]["unclear"] == []


@pytest.mark.parametrize("text, wanted", [(f"`why_convolution`: {ESSAY}", ["why_convolution"]), ("My notes.", [])])
def test_a_text_that_names_an_empty_essay_may_be_it(text: str, wanted: list[str]) -> None:
    notebook = with_empty("why_convolution")
    notebook["cells"].append(own(text, "markdown"))
    assert rebuilt_after(notebook)["metadata"][MARK]["unclear"] == wanted


def test_pieces_of_our_own_cells_make_no_blank_question_unclear() -> None:
    notebook = with_empty("receptive_field")
    check = notebook["cells"][at(notebook, "test_receptive_field")]
    check["source"] = "print('now')\n" + check["source"].replace("(9, 9)", "(9.0, 9)")
    for each in notebook["cells"]:
        each["metadata"] = {}
        each.pop("id", None)
    assert rebuilt_after(notebook)["metadata"][MARK]["unclear"] == []
