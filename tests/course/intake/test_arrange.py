"""Which cells stand where: a stub that an answer is made of, and names that code binds by their texts."""

from __future__ import annotations

import copy

import pytest

from assay.course.intake.mended import ELSEWHERE, LOST
from assay.course.intake.rebuild import MARK
from assay.course.intake.sheet import grade_id
from tests.broken import cell_of
from tests.course.accidents import ANSWERS, RELEASE, Notebook, at, filled, own
from tests.course.intake.test_recognise import rebuilt_after, unclear

STUB = cell_of(RELEASE, "corr2d")["source"].rstrip()
MADE = ["before = corr2d\n\n{}", "import functools\n\n@functools.wraps(corr2d)\n{}",
        "text = corr2d.__doc__\n\n{}\ncorr2d.__doc__ = text"]


def code_of(notebook: Notebook) -> list[str]:
    return [each["source"].strip() for each in notebook["cells"] if each["cell_type"] == "code"]


@pytest.mark.parametrize("form", MADE)
def test_a_stub_that_the_answer_below_it_is_made_of_runs_above_it(form: str) -> None:
    notebook, answer = filled(), form.format(ANSWERS["corr2d"].strip())
    place = at(notebook, "corr2d")
    notebook["cells"][place]["source"] = STUB
    notebook["cells"].insert(place + 1, own(answer))
    rebuilt = rebuilt_after(notebook)
    sources = code_of(rebuilt)
    assert cell_of(rebuilt, "corr2d")["source"] == answer
    assert sources.index(STUB) == sources.index(answer) - 1


@pytest.mark.parametrize("form", MADE)
def test_a_stub_that_the_answer_is_made_of_stays_in_its_cell(form: str) -> None:
    notebook, answer = filled(), f"{STUB}\n\n{form.format(ANSWERS['corr2d'].strip())}"
    notebook["cells"][at(notebook, "corr2d")]["source"] = answer
    assert cell_of(rebuilt_after(notebook), "corr2d")["source"] == answer


def test_a_class_may_have_its_stubs_class_as_a_base() -> None:
    notebook, stub = filled(), cell_of(RELEASE, "conv2d")["source"].rstrip()
    answer = ANSWERS["conv2d"].strip().replace("(nn.Module)", "(Conv2D)")
    notebook["cells"][at(notebook, "conv2d")]["source"] = f"{stub}\n\n{answer}"
    assert cell_of(rebuilt_after(notebook), "conv2d")["source"] == f"{stub}\n\n{answer}"


@pytest.mark.parametrize("more", ["def deeper():\n    return corr2d\n", "corr2d(X, K)\n", "corr2d = jax.jit(corr2d)\n"])
def test_an_answer_that_reads_its_own_name_afterwards_needs_no_stub(more: str) -> None:
    notebook, answer = filled(), f"{ANSWERS['corr2d'].strip()}\n{more}"
    place = at(notebook, "corr2d")
    notebook["cells"][place]["source"] = STUB
    notebook["cells"].insert(place + 1, own(answer))
    assert STUB not in code_of(rebuilt_after(notebook))


BINDS = [
    "import sol\nfor name in dir(sol):\n    globals()[name] = getattr(sol, name)",
    "get_ipython().run_line_magic('run', 'sol.py')",
    "import importlib\nglobals().update(vars(importlib.import_module('sol')))",
    "with open('sol.py') as file:\n    exec(compile(file.read(), 'sol.py', 'exec'))",
]


@pytest.mark.parametrize("binds", BINDS)
@pytest.mark.parametrize("head", ["%%writefile sol.py\n", "%%bash\ncat > sol.py <<'EOF'\n"])
def test_no_stub_undoes_what_code_binds_by_its_text(head: str, binds: str) -> None:
    notebook = copy.deepcopy(RELEASE)
    notebook["cells"] = [each for each in notebook["cells"] if grade_id(each) not in ANSWERS]
    notebook["cells"][2:2] = [own(head + "\n\n".join(ANSWERS.values())), own(binds)]
    rebuilt = rebuilt_after(notebook)
    assert {cell_of(rebuilt, name)["source"] for name in ANSWERS} == {ELSEWHERE}
    assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names=", ".join(ANSWERS))], "unclear": []}


def test_no_stub_undoes_what_a_function_makes_global() -> None:
    notebook = filled()
    answer = notebook["cells"].pop(at(notebook, "corr2d"))["source"]
    inner = "\n".join(f"    {line}" for line in answer.splitlines())
    notebook["cells"].insert(2, own(f"def install():\n    global corr2d\n{inner}\n\ninstall()"))
    rebuilt = rebuilt_after(notebook)
    assert cell_of(rebuilt, "corr2d")["source"] == ELSEWHERE
    assert rebuilt["metadata"][MARK] == {"notes": [LOST.format(names="corr2d")], "unclear": []}


@pytest.mark.parametrize("scratch, wanted", [
    (["get_ipython()"], []), (["print(globals())", "x = 1"], []),
    (["get_ipython()", "def my_corr2d(X, K):\n    return X"], ["corr2d"]),
])
def test_a_deleted_answer_that_nothing_names_is_put_back(scratch: list[str], wanted: list[str]) -> None:
    notebook = filled()
    del notebook["cells"][at(notebook, "corr2d")]
    notebook["cells"] += map(own, scratch)
    assert unclear(notebook) == wanted
    assert cell_of(rebuilt_after(notebook), "corr2d")["source"].strip() == STUB
