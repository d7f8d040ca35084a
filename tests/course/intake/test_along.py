"""What an answer needs goes with it where it is moved up; nothing else does."""

from __future__ import annotations

import copy

import pytest

from assay.course.intake.along import Spot, bring_along
from assay.course.intake.found import Found
from assay.course.intake.reading.definitions import read
from assay.course.intake.rebuild import rebuild
from assay.course.intake.sheet import grade_id
from tests.course.accidents import ANSWERS, RELEASE, Cell, Notebook, at, filled, own

CHECK = next(each["source"].strip() for each in RELEASE["cells"] if each["metadata"].get("nbgrader", {}).get(
    "grade_id") == "test_receptive_field")
TIMED = "def timed(f):\n    return f\n"


def cell(number: int, source: str) -> Found:
    return Found({"cell_type": "code", "metadata": {}, "source": source}, number, code=read(source))


def moved(sources: list[str], answers: dict[int, int], spots: dict[int, Spot]) -> dict[Spot, list[str]]:
    """Where the student's own cells stand in the end; answers and spots by the number of the cell."""
    found = [cell(number, source) for number, source in enumerate(sources)]
    extras: dict[Spot, list[Found]] = {}
    for number, spot in spots.items():
        extras.setdefault(spot, []).append(found[number])
    bring_along(found, {place: found[number] for number, place in answers.items()}, extras)
    return {spot: [each.source for each in cells] for spot, cells in extras.items() if cells}


def test_what_is_used_at_once_comes_along_with_what_it_uses_itself() -> None:
    sources = ["z = 1", "a = z", "b = 2", "f = a"]
    assert moved(sources, {3: 5}, {0: (7, True), 1: (8, True), 2: (8, True)}) == {
        (5, False): ["z = 1", "a = z"], (8, True): ["b = 2"]}


def test_it_stands_in_the_notebooks_order_before_what_already_went_with_the_answer() -> None:
    assert moved(["a = 1", "b = a", "f = b"], {2: 5}, {0: (7, True), 1: (5, False)}) == {(5, False): ["a = 1", "b = a"]}


@pytest.mark.parametrize("sources, spots", [
    (["f = lambda: a", "a = 1"], {1: (7, True)}),           # it stood below the answer already
    (["def f(a): return a", "a = 1"], {1: (7, True)}),
    (["a = 1", "def f(a): return a"], {0: (7, True)}),      # another of that name
    (["a = 1", "f = a"], {0: (3, True)}),                   # it runs above already
])
def test_all_else_stays(sources: list[str], spots: dict[int, Spot]) -> None:
    answer = next(number for number in range(2) if number not in spots)
    assert moved(sources, {answer: 5}, spots) == {spot: [sources[number]] for number, spot in spots.items()}


def test_of_several_cells_the_last_above_the_answer_counts() -> None:
    sources = ["a = 1", "a = 2", "f = a", "a = 3"]
    spots: dict[int, Spot] = {0: (6, True), 1: (7, True), 3: (8, True)}
    assert moved(sources, {2: 5}, spots) == {(6, True): ["a = 1"], (5, False): ["a = 2"], (8, True): ["a = 3"]}


def names_run(notebook: Notebook) -> list[Cell]:
    return [each for each in notebook["cells"] if each["cell_type"] == "code"]


@pytest.mark.parametrize("helper, answer", [
    (TIMED, "@timed\n" + ANSWERS["sgd_step"]),
    (ANSWERS["sgd_step"].replace("def sgd_step", "def _step"), "sgd_step = jax.jit(_step)\n"),
    ("RATE = 0.1\n", "def sgd_step(K, X, Y, lr, rate=RATE):\n    return K, rate\n"),
    ("class Base:\n    x = 1\n", "class sgd_step(Base):\n    y = 2\n"),
])
def test_an_answer_below_its_check_finds_what_was_defined_between(helper: str, answer: str) -> None:
    notebook = filled()
    notebook["cells"][at(notebook, "sgd_step")] = copy.deepcopy(
        next(each for each in RELEASE["cells"] if "def sgd_step" in each["source"]))
    notebook["cells"].insert(at(notebook, "test_sgd_step") + 1, own(helper))
    notebook["cells"].append(own(answer))
    run = [each["source"].strip() for each in names_run(rebuild(RELEASE, notebook))]
    check = next(each["source"].strip() for each in RELEASE["cells"] if each["metadata"].get("nbgrader", {}).get(
        "grade_id") == "test_sgd_step")
    assert run.index(helper.strip()) < run.index(answer.strip()) < run.index(check)


@pytest.mark.parametrize("top", [
    "from functools import partial\n", "def partial(f):\n    return f\n\n", "a = 1\npartial = a\n",
])
def test_what_several_answers_of_one_cell_need_stands_above_the_first(top: str) -> None:
    notebook = filled()
    names = ("receptive_field", "corr2d", "detect_edges")
    notebook["cells"] = [each for each in notebook["cells"] if each["source"] not in {ANSWERS[name] for name in names}]
    notebook["cells"].append(own(top + "".join(f"\n@partial\n{ANSWERS[name]}\n" for name in names)))
    run = [each["source"].strip() for each in names_run(rebuild(RELEASE, notebook))]
    assert run.index(top.strip()) < run.index(f"@partial\n{ANSWERS['corr2d']}".strip())
    assert all(f"@partial\n{ANSWERS[name]}".strip() in run for name in names)


@pytest.mark.parametrize("head", ["from functools import partial\n", "from functools import partial; twice = 2\n"])
@pytest.mark.parametrize("named", [True, False])
def test_what_stands_in_another_answers_cell_comes_along_where_the_answers_are_out_of_order(
        head: str, named: bool) -> None:
    notebook = filled()
    easy, hard = (notebook["cells"].pop(at(notebook, name)) for name in ("receptive_field", "corr2d"))
    easy["source"] = head + easy["source"]
    hard["source"] = "@partial(jax.jit)\n" + hard["source"]
    notebook["cells"][4:4] = [easy, hard] if named else [own(easy["source"]), own(hard["source"])]
    run = [each["source"].strip() for each in names_run(rebuild(RELEASE, notebook))]
    assert run.index(head.strip()) < run.index(hard["source"].strip()) < run.index(ANSWERS["receptive_field"].strip())


def test_two_statements_on_one_line_are_not_cut() -> None:
    fields = "import functools; receptive_field = functools.partial(max, (1, 1))"
    notebook = filled()
    del notebook["cells"][at(notebook, "receptive_field")]
    notebook["cells"].insert(4, own(fields))
    rebuilt = rebuild(RELEASE, notebook)
    assert [each["source"] for each in rebuilt["cells"] if grade_id(each) == "receptive_field"] == [fields]


def test_what_a_module_gives_under_no_name_comes_along() -> None:
    assert moved(["from m import *", "f = a"], {1: 5}, {0: (7, True)}) == {(5, False): ["from m import *"]}


WRITTEN = "%%writefile fields.py\n" + ANSWERS["receptive_field"]
SAVED = f"from pathlib import Path\nPath('fields.py').write_text({ANSWERS['receptive_field']!r})\n"


@pytest.mark.parametrize("writes", [WRITTEN, SAVED])
@pytest.mark.parametrize("takes", ["from fields import receptive_field\n",
                                   "import fields as f\nreceptive_field = f.receptive_field\n",
                                   "def receptive_field(k):\n    import fields\n    return fields.receptive_field(k)"])
@pytest.mark.parametrize("accident", ["in_its_cell", "with_the_writer", "below", "retyped"])
def test_a_module_that_the_notebook_writes_is_there_for_the_answer(writes: str, takes: str, accident: str) -> None:
    notebook = filled()
    answer = at(notebook, "receptive_field")
    if accident == "in_its_cell":
        notebook["cells"][answer]["source"] = takes
        notebook["cells"].insert(answer, own(writes))
    elif accident == "with_the_writer":
        notebook["cells"][answer]["source"] = writes
        notebook["cells"].insert(answer + 1, own(takes))
    else:
        notebook["cells"][answer] = copy.deepcopy(
            next(each for each in RELEASE["cells"] if "def receptive_field" in each["source"]))
        if accident == "retyped":
            del notebook["cells"][answer]
        notebook["cells"] += [own(writes), own(takes)]
    run = [each["source"].strip() for each in names_run(rebuild(RELEASE, notebook))]
    check = next(number for number, each in enumerate(run) if each == CHECK)
    assert run.index(writes.strip()) < run.index(takes.strip()) < check
    assert not [each for each in run if "NotImplementedError" in each and "def receptive_field" in each]


@pytest.mark.parametrize("takes", ["%run fields.py\n", "%run -i './fields.py'\n", "from fields import *\n"])
def test_a_module_whose_names_are_all_taken_in_comes_along_with_its_file(takes: str) -> None:
    assert moved([WRITTEN, takes, "f = a"], {2: 5}, {0: (7, True), 1: (7, True)}) == {(5, False): [WRITTEN, takes]}
