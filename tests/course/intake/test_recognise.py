"""Answers that lost their names: found by text, by what they define, by their place; else left to a person."""

from __future__ import annotations

import base64
import copy
import itertools
import json
import time
from random import Random
from typing import Any

import pytest

from assay.course.intake.intake import checked
from assay.course.intake.mended import ELSEWHERE, LOOK, LOST
from assay.course.intake.reading.definitions import READ_CAP, read
from assay.course.intake.rebuild import MARK, rebuild
from assay.course.intake.recognise import recognise
from assay.course.intake.sheet import Sheet, grade_id
from tests.broken import cell_of
from tests.course.accidents import ACCIDENTS, ANSWERS, ESSAY, RELEASE, Accident, Notebook, at, filled, own, plain
from tests.course.intake.test_rebuild import is_sound
from tests.pictures import png

NAMES = {**{name: name for name in ANSWERS}, "conv2d": "Conv2D"}
PAIRS = Random(13).sample(list(itertools.permutations(ACCIDENTS, 2)), 150)


def rebuilt_after(notebook: Notebook, *accidents: Accident) -> Notebook:
    """The notebook as it is taken in after these; one that no longer finds what it is about does nothing."""
    for accident in accidents:
        changed = copy.deepcopy(notebook)
        try:
            accident(changed)
        except (StopIteration, KeyError):
            continue
        notebook = changed
    return rebuild(RELEASE, checked(json.loads(json.dumps(notebook))))


def shape_of(source: str, name: str) -> str:
    return next((each.shape for each in read(source).statements or () if name in each.names), "")


def seen_by_checks(notebook: Notebook) -> dict[str, str]:
    """What each question's name stands for when its check runs, in the notebook's order."""
    bound: dict[str, str] = {}
    seen = {}
    for cell in notebook["cells"]:
        question = grade_id(cell).removeprefix("test_")
        if cell["cell_type"] == "code" and question in ANSWERS and grade_id(cell) != question:
            seen[question] = bound.get(NAMES[question], "")
        for each in (read(cell["source"]).statements or ()) if cell["cell_type"] == "code" else ():
            bound |= dict.fromkeys(each.names, each.shape)
    return seen


WANTED = {question: shape_of(source, NAMES[question]) for question, source in ANSWERS.items()}


def holds(notebook: Notebook) -> None:
    """Every check sees its answer, every answer stands in its graded cell, and all that is ours is there."""
    assert seen_by_checks(notebook) == WANTED
    assert all(NAMES[name] in read(cell_of(notebook, name)["source"]).defined for name in ANSWERS)
    assert ESSAY in plain(cell_of(notebook, "why_convolution")["source"])
    assert notebook["metadata"][MARK]["unclear"] == []
    assert [name for cell in notebook["cells"] if (name := grade_id(cell))] == [
        name for cell in RELEASE["cells"] if (name := grade_id(cell))]
    assert is_sound(notebook)


@pytest.mark.parametrize("name", ACCIDENTS)
def test_no_accident_loses_an_answer(name: str) -> None:
    holds(rebuilt_after(filled(), ACCIDENTS[name]))


@pytest.mark.parametrize("one, other", PAIRS)
def test_two_accidents_lose_none_either(one: str, other: str) -> None:
    holds(rebuilt_after(filled(), ACCIDENTS[one], ACCIDENTS[other]))


@pytest.mark.parametrize("name", ACCIDENTS)
@pytest.mark.parametrize("blank", ["detect_edges", "receptive_field"])
def test_a_blank_question_stays_blank(name: str, blank: str) -> None:
    notebook = filled()
    cell_of(notebook, blank)["source"] = cell_of(RELEASE, blank)["source"]
    rebuilt = rebuilt_after(notebook, ACCIDENTS[name])
    assert rebuilt["metadata"][MARK]["unclear"] == []
    assert NAMES[blank] in read(cell_of(rebuilt, blank)["source"]).stubs
    assert {name: seen for name, seen in seen_by_checks(rebuilt).items() if name != blank} == {
        name: wanted for name, wanted in WANTED.items() if name != blank}


def without(*names: str) -> Notebook:
    notebook = filled()
    for name in names:
        del notebook["cells"][at(notebook, name)]
    return notebook


def unclear(notebook: Notebook) -> list[str]:
    return list(rebuilt_after(notebook)["metadata"][MARK]["unclear"])


MINE = "def mine(x):\n    return x + 1\n"


def test_an_answer_under_a_wrong_name_is_known_by_its_place() -> None:
    notebook = without("sgd_step")
    notebook["cells"].insert(at(notebook, "test_sgd_step"), own(MINE))
    rebuilt = rebuilt_after(notebook)
    assert cell_of(rebuilt, "sgd_step")["source"] == MINE
    assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names="sgd_step")], "unclear": []}


def test_an_answer_that_is_no_python_is_known_by_its_first_line_or_its_place() -> None:
    for text in ("def sgd_step(K, X, Y, lr)\n    return K\n", "K -= lr *\n"):
        notebook = without("sgd_step")
        notebook["cells"].insert(at(notebook, "test_sgd_step"), own(text))
        assert cell_of(rebuilt_after(notebook), "sgd_step")["source"] == text


@pytest.mark.parametrize("text", ["exec(open('steps.py').read())", "%run steps.py", "from steps import *",
                                  f"exec({ANSWERS['sgd_step']!r})"])
def test_an_answer_that_is_held_elsewhere_is_known_by_its_place(text: str) -> None:
    notebook = without("sgd_step")
    notebook["cells"].insert(at(notebook, "test_sgd_step"), own(text))
    rebuilt = rebuilt_after(notebook)
    assert cell_of(rebuilt, "sgd_step")["source"] == text
    assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names="sgd_step")], "unclear": []}


MODULE = "\n\n".join(ANSWERS.values())
WRITES = ["%%writefile sol.py\n" + MODULE, f"from pathlib import Path\nPath('sol.py').write_text({MODULE!r})"]
FOLDER = ["%%writefile mine/sol.py\n" + MODULE, "from mine.sol import *"]
TAKES = ["from sol import *", "%run sol.py", "exec(open('sol.py').read())"]


@pytest.mark.parametrize("stubs", ["kept", "deleted"])
@pytest.mark.parametrize("cells", [[], FOLDER, *([writes, takes] for writes in WRITES for takes in TAKES)])
def test_all_answers_in_one_module_are_known_by_what_it_defines(cells: list[str], stubs: str) -> None:
    cells = cells or [f"exec({MODULE!r})"]
    for place in (2, len(RELEASE["cells"])):
        notebook = copy.deepcopy(RELEASE)
        notebook["cells"][place:place] = map(own, cells)
        if stubs == "deleted":
            notebook["cells"] = [each for each in notebook["cells"] if grade_id(each) not in ANSWERS]
        rebuilt = rebuilt_after(notebook)
        sources = [each["source"].strip() for each in rebuilt["cells"]]
        first = sources.index(cell_of(RELEASE, "test_corr2d")["source"].strip())
        assert [each for each in sources if each in map(str.strip, cells)] == list(map(str.strip, cells))
        assert all(sources.index(each.strip()) < first for each in cells)
        assert not [name for name in ANSWERS if "NotImplemented" in cell_of(rebuilt, name)["source"]]
        assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names=", ".join(ANSWERS))], "unclear": []}


def test_code_that_may_be_the_answer_of_a_missing_cell_makes_it_unclear() -> None:
    notebook = without("sgd_step")
    notebook["cells"].append(own(MINE))
    rebuilt = rebuilt_after(notebook)
    assert rebuilt["metadata"][MARK]["unclear"] == ["sgd_step"]
    assert cell_of(rebuilt, "sgd_step")["source"] == cell_of(RELEASE, "sgd_step")["source"]
    assert rebuilt["cells"][-1]["source"] == MINE


@pytest.mark.parametrize("scratch", ["1 + 1", "print(corr2d(X, K))", "x = 3\nfor _ in range(x):\n    x += 1", "",
                                     "# no", "%timeit corr2d(X, K)", "def corr2d(X, K):\n    return X", "import math"])
def test_a_missing_answer_stays_blank_beside_what_is_no_answer(scratch: str) -> None:
    notebook = without("sgd_step")
    notebook["cells"].append(own(scratch))
    assert unclear(notebook) == []


def test_a_helper_that_an_answer_uses_is_no_lost_answer() -> None:
    notebook = without("sgd_step")
    cell = notebook["cells"][at(notebook, "receptive_field")]
    cell["source"] = cell["source"].replace("return ", "mine(1)\n    return ", 1)
    assert unclear({**notebook, "cells": [*notebook["cells"], own(MINE)]}) == []
    inner = "def inner(x):\n    return x\n"
    used = MINE.replace("x + 1", "inner(x)")
    assert unclear({**notebook, "cells": [*notebook["cells"], own(inner), own(used)]}) == []


@pytest.mark.parametrize("lost, wanted", [(False, []), (True, ["sgd_step"])])
def test_beside_a_stub_that_knows_its_name_other_code_is_a_trial(lost: bool, wanted: list[str]) -> None:
    notebook = filled()
    place = at(notebook, "sgd_step")
    notebook["cells"][place]["source"] = cell_of(RELEASE, "sgd_step")["source"]
    notebook["cells"].insert(place + 1, own(MINE))
    if lost:
        ACCIDENTS["all metadata lost"](notebook)
    assert unclear(notebook) == wanted


def test_an_essay_that_stands_elsewhere_is_left_to_a_person() -> None:
    """nbgrader gives a written answer that is as it was given out a zero, and asks nobody."""
    notebook = without("why_convolution")
    notebook["cells"].append(own(ESSAY, "markdown"))
    rebuilt = rebuilt_after(notebook)
    assert rebuilt["metadata"][MARK]["unclear"] == ["why_convolution"]
    assert cell_of(rebuilt, "why_convolution")["source"] == LOOK
    assert rebuilt["cells"][-1]["source"] == ESSAY


def test_an_essay_written_into_the_question_is_found() -> None:
    notebook = filled()
    place = at(notebook, "why_convolution")
    del notebook["cells"][place]
    notebook["cells"][place - 1]["source"] += f"\n\n{ESSAY}"
    assert cell_of(rebuilt_after(notebook), "why_convolution")["source"] == ESSAY


def test_what_stands_around_two_fences_becomes_comments() -> None:
    notebook = filled()
    answer = notebook["cells"][at(notebook, "corr2d")]
    source = answer["source"]
    answer.update(cell_type="markdown", source=f"First:\n```python\nimport math\n```\nthen\n```python\n{source}\n```")
    assert cell_of(rebuilt_after(notebook), "corr2d")["source"] == f"# First:\nimport math\n# then\n{source}"


def test_pictures_of_an_essays_parts_stay_apart() -> None:
    notebook = filled()
    place = at(notebook, "why_convolution")
    picture = {number: base64.b64encode(png(width, 2)).decode() for number, width in (("A", 3), ("B", 4))}
    notebook["cells"][place:place + 1] = [
        {**copy.deepcopy(notebook["cells"][place]), "source": f"{number} ![](attachment:image.png)",
         "attachments": {"image.png": {"image/png": data}}} for number, data in picture.items()]
    cell: dict[str, Any] = cell_of(rebuilt_after(notebook), "why_convolution")
    assert cell["source"] == "A ![](attachment:image.png)\n\nB ![](attachment:1-image.png)"
    assert {name: shown["image/png"] for name, shown in cell["attachments"].items()} == {
        "image.png": picture["A"], "1-image.png": picture["B"]}


def test_a_helper_moved_with_its_answer_stays_above_it() -> None:
    notebook = filled()
    cell = notebook["cells"].pop(at(notebook, "corr2d"))
    notebook["cells"] += [own("from functools import partial"), cell]
    rebuilt = rebuilt_after(notebook)
    place = rebuilt["cells"].index(cell_of(rebuilt, "corr2d"))
    assert rebuilt["cells"][place - 1]["source"] == "from functools import partial"


def test_a_check_that_was_copied_and_changed_runs_as_the_students_own() -> None:
    notebook = filled()
    place = at(notebook, "test_corr2d")
    notebook["cells"].insert(place + 1, {**copy.deepcopy(notebook["cells"][place]), "source": MINE})
    assert [cell["source"] for cell in rebuilt_after(notebook)["cells"] if cell["id"].startswith("added-13")] == [MINE]


def test_a_cell_that_answers_thousands_of_times_is_not_cut_to_pieces() -> None:
    notebook = filled()
    for name in ("corr2d", "sgd_step"):
        cell_of(notebook, name)["source"] = ""
    notebook["cells"].append({"cell_type": "code", "id": "all", "metadata": {}, "execution_count": None, "outputs": [],
                              "source": "corr2d = 0\nsgd_step = 0\n" * 2000})
    assert len(rebuild(RELEASE, checked(notebook))["cells"]) <= len(notebook["cells"]) + 1


def test_helpers_of_helpers_are_found_in_one_pass() -> None:
    notebook = filled()
    cell_of(notebook, "sgd_step")["source"] = ""
    cell_of(notebook, "corr2d")["source"] += "\n\nf0"
    for number in range(1500):
        notebook["cells"].append({"cell_type": "code", "id": f"x{number}", "metadata": {}, "execution_count": None,
                                  "outputs": [], "source": f"def f{number}():\n    return f{number + 1}()"})
    began = time.process_time()
    assert rebuild(RELEASE, checked(notebook))["metadata"][MARK]["unclear"] == []
    assert time.process_time() - began < 10


def test_a_megabyte_of_statements_is_not_read_and_hides_no_answer() -> None:
    honest = filled()
    wanted = {each["id"]: each["source"] for each in rebuild(RELEASE, honest)["cells"] if grade_id(each)}
    flood = [own(f"b{number}\n" + "a;" * 24_000) for number in range(20)]
    stuffed = {**honest, "cells": [*flood, *honest["cells"]]}
    found = recognise(Sheet(RELEASE), stuffed).found
    assert 2 * sum(len(each.code.statements or ()) for each in found if each.code) <= READ_CAP
    assert {each["id"]: each["source"] for each in rebuild(RELEASE, stuffed)["cells"] if grade_id(each)} == wanted


MAGIC = "%matplotlib inline\n{}\n\nprint('%d'\n      % 3)\n\"\"\"\nIs it right?\n\"\"\"\n"


def with_stubs(*names: str) -> Notebook:
    """A filled notebook in which these questions are as they were given out."""
    notebook = filled()
    for name in names:
        notebook["cells"][at(notebook, name)] = copy.deepcopy(cell_of(RELEASE, name))
    return notebook


@pytest.mark.parametrize("removed", [False, True])
def test_all_answers_in_one_cell_of_ipythons_are_told_apart(removed: bool) -> None:
    notebook = with_stubs(*ANSWERS)
    if removed:
        notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) not in ANSWERS]
    notebook["cells"].append(own(MAGIC.format("\n\n\n".join(ANSWERS.values()))))
    rebuilt = rebuilt_after(notebook)
    assert seen_by_checks(rebuilt) == WANTED
    assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names=", ".join(ANSWERS))], "unclear": []}


@pytest.mark.parametrize("removed", [False, True])
def test_a_statement_that_binds_two_answers_is_both_and_no_stub_undoes_it(removed: bool) -> None:
    notebook = with_stubs("detect_edges", "receptive_field")
    text = f"{ANSWERS['detect_edges']}\n\n{ANSWERS['receptive_field']}"
    notebook["cells"].append(own(f"{text.replace('def ', 'def _')}\n\n"
                                 "detect_edges, receptive_field = _detect_edges, _receptive_field\n"))
    if removed:
        gone = ("detect_edges", "receptive_field")
        notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) not in gone]
    rebuilt = rebuilt_after(notebook)
    pair = shape_of("detect_edges, receptive_field = _detect_edges, _receptive_field", "detect_edges")
    assert seen_by_checks(rebuilt) == {**WANTED, "detect_edges": pair, "receptive_field": pair}
    assert cell_of(rebuilt, "receptive_field")["source"] == ELSEWHERE
    assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names="detect_edges, receptive_field")], "unclear": []}


@pytest.mark.parametrize("extra", ["\n    def other(self, y):\n        raise NotImplementedError()\n", ""])
def test_a_class_that_lacks_only_what_nobody_asked_for_is_an_answer(extra: str) -> None:
    notebook = with_stubs("conv2d")
    text = ANSWERS["conv2d"].rstrip() + "\n" + extra
    cells = [own(text)] if extra else [own(text.replace("Conv2D", "Own")), own("class Conv2D(Own):\n    pass\n")]
    place = at(notebook, "test_conv2d")
    notebook["cells"][place:place] = cells
    rebuilt = rebuilt_after(notebook)
    assert seen_by_checks(rebuilt)["conv2d"] == shape_of(cells[-1]["source"], "Conv2D")
    assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names="conv2d")], "unclear": []}


@pytest.mark.parametrize("form", ["    {}", ">>> {}", "In [3]: {}"])
def test_an_answer_pasted_with_its_prompts_is_known(form: str) -> None:
    first, *rest = ANSWERS["receptive_field"].rstrip().splitlines()
    more = {"    {}": "    ", ">>> {}": "... ", "In [3]: {}": "   ...: "}[form]
    notebook = with_stubs("receptive_field")
    notebook["cells"].append(own("\n".join([form.format(first), *(f"{more}{line}" for line in rest)])))
    assert seen_by_checks(rebuilt_after(notebook)) == WANTED


@pytest.mark.parametrize("text, wanted", [
    ("from functools import partial\n\n{}\nfrom jax import lax, vmap\n",
     "from functools import partial\nfrom jax import lax, vmap"),
    ("{}\n@jax.jit\ndef half(x):\n    return x / 2\n\nSEED = 3; handout = None\n",
     "@jax.jit\ndef half(x):\n    return x / 2"),
    ("{}\nSEED = 3; RATE = 0.1\n", "SEED = 3; RATE = 0.1"),
    ("import jax, flax.linen as nn; import numpy as np; from functools import partial; import jax.numpy as jnp\n",
     "import jax, flax.linen as nn\nfrom functools import partial"),
    ("{}; SEED = 3; import math\n", "SEED = 3\nimport math"),
    ("{}\nhandout, mine = None, 1\nnp = jnp\nprint(1)\ndef later(): pass\n", "print(1)"),
    ("%matplotlib inline\n{}\njax.config.update('jax_enable_x64', True)\nnp.float = float\n'a text'\n",
     "jax.config.update('jax_enable_x64', True)\nnp.float = float"),
    ("import jax\n", ""),
    ("import flax.linen as nn\nimport jax\nimport jax.numpy as jnp\nimport jax.numpy as np\n",
     "import jax.numpy as np"),
])
def test_what_was_added_to_a_cell_of_ours_runs_below_it(text: str, wanted: str) -> None:
    notebook = filled()
    cell = cell_of(notebook, "setup")
    cell["source"] = text.format(cell["source"])
    rebuilt = rebuilt_after(notebook)
    place = next(number for number, each in enumerate(rebuilt["cells"]) if grade_id(each) == "setup")
    assert rebuilt["cells"][place]["source"] == cell_of(RELEASE, "setup")["source"]
    below = rebuilt["cells"][place + 1]
    assert (below["source"] if not grade_id(below) else "") == wanted


def test_what_binds_nothing_and_was_added_to_a_check_does_not_run_twice() -> None:
    notebook = filled()
    cell = cell_of(notebook, "test_corr2d")
    cell["source"] = cell["source"].replace("corr2d(", "corr2d (1 + ") + "\nprint(1)\nmine = 1\n"
    rebuilt = rebuilt_after(notebook)
    assert [each["source"] for each in rebuilt["cells"] if each["id"].startswith("added-")] == ["mine = 1"]


def test_what_fills_a_table_that_was_added_to_a_cell_of_ours_runs_with_it() -> None:
    notebook = filled()
    cell = cell_of(notebook, "example_window")
    cell["source"] = f"sizes = {{}}\n{cell['source']}\nprint(X)\nsizes['h'] = K.shape[0]\nsizes.update(w=2)\n"
    rebuilt = rebuilt_after(notebook)
    assert [each["source"] for each in rebuilt["cells"] if each["id"].startswith("added-")] == [
        "sizes = {}\nsizes['h'] = K.shape[0]\nsizes.update(w=2)"]


def test_an_essay_in_the_comments_of_an_exported_script_is_left_to_a_person() -> None:
    parts = [each["source"] if each["cell_type"] == "code" else "\n".join(
        f"# {line}" for line in each["source"].splitlines()) for each in filled()["cells"]]
    rebuilt = rebuilt_after({**filled(), "cells": [own("\n\n# In[ ]:\n\n\n".join(parts))]})
    assert rebuilt["metadata"][MARK]["unclear"] == ["why_convolution"]
    assert cell_of(rebuilt, "why_convolution")["source"] == LOOK
    assert seen_by_checks(rebuilt) == WANTED
