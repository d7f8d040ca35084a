"""The notebook's own ``check``: one sentence says what should be and what is, and the cells below run all the same."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import jax.numpy as jnp
import nbformat
import numpy as np
import pytest
from nbclient import NotebookClient

from assay.authoring.question import add_question, new_assignment
from assay.authoring.scaffold import make_course
from assay.course.check.check import look_over, looked_at
from assay.course.places import Course
from assay.course.release.build import as_notebook, build_release, build_source, is_fresh
from assay.course.release.checks import as_calls, folded
from tests.course.check.making import BY_HAND, DECLARED, SOURCE, TESTS, A, edit, write

MARK = '# %% nbgrader={"grade_id": "checks", "locked": true}\n### CHECK\n\n# %% [markdown]\n# ### `center`'
ANSWERS = '''
def echo(value): return value
def empty(x): raise NotImplementedError()
def calls(x): return empty(x)
def fails(x): raise TypeError("no\\nmore.")
def nothing(x): pass
class Net:
    def __init__(self, n): raise NotImplementedError()
'''


@pytest.fixture
def names() -> dict[str, Any]:
    """A notebook's names, after what is folded into it and some answers, and with names that get in the way."""
    held: dict[str, Any] = {"jnp": jnp, "np": np}
    exec(folded(), held)
    exec(ANSWERS, held)
    return held | {"list": 1, "print": 2, "type": 3, "_make_check": 4}


def said(names: dict[str, Any], capsys: pytest.CaptureFixture[str], call: str) -> tuple[str, str]:
    exec(call, names)
    out, err = capsys.readouterr()
    return out.strip(), " ".join(err.split())


@pytest.mark.parametrize("call, right", [
    ("check('echo(jnp.array([1., 2.]))', [1, 2])", "echo(jnp.array([1., 2.])) should be [1, 2]"),
    ("check('echo([1, 2.0000001])', (jnp.array([1, 2])).tolist())", "echo([1, 2.0000001]) should be [1, 2]"),
    ("check('echo(np.float32(0.1))', 0.1)", "echo(np.float32(0.1)) should be 0.1"),
    ("check('echo(np.eye(2))', jnp.eye(2))", "echo(np.eye(2)) should be [[1, 0], [0, 1]]"),
    ("check('echo((1, \"a\"))', (1, 'a'))", "echo((1, \"a\")) should be (1, 'a')"),
    ("check('echo({1: [0.5]})', {1: [0.52]}, within=0.03)", "echo({1: [0.5]}) should be {1: [0.52]}"),
    ("check('echo(True)', True)", "echo(True) should be True"), ("check('echo(2)', 2.0)", "echo(2) should be 2"),
    ("check('echo(None)', None)", "echo(None) should be None"),
])
def test_what_is_right_is_said_so(
        names: dict[str, Any], capsys: pytest.CaptureFixture[str], call: str, right: str) -> None:
    assert said(names, capsys, call) == (f"✓ {right}, and it is.", "")


@pytest.mark.parametrize("call, wrong", [
    ("check('echo(jnp.array([1., 2.5]))', [1, 2])", "echo(jnp.array([1., 2.5])) should be [1, 2], but it is [1, 2.5]."),
    ("check('echo(np.zeros((1, 2)))', [0, 0])", "echo(np.zeros((1, 2))) should be [0, 0], but it is [[0, 0]]."),
    ("check('echo((1, 2))', [1, 2])", "echo((1, 2)) should be [1, 2], but it is (1, 2) (tuple)."),
    ("check('echo(1)', True)", "echo(1) should be True, but it is 1 (int)."),
    ("check('echo(100001)', 100000)", "echo(100001) should be 100000, but it is 100001."),
    ("check('echo(1.0000001)', 1, within=0)", "echo(1.0000001) should be 1, but it is 1 (float)."),
    ("check('echo(float(\"nan\"))', 0.5)", 'echo(float("nan")) should be 0.5, but it is nan.'),
    ("check('echo({1: 2})', {1: 3})", "echo({1: 2}) should be {1: 3}, but it is {1: 2}."),
    ("check('empty(1)', 2)", "empty(1) should be 2, but empty is still empty."),
    ("check('calls(1)', 2)", "calls(1) should be 2, but empty is still empty."),
    ("check('Net(1)', 2)", "Net(1) should be 2, but Net is still empty."),
    ("check('unknown(1)', 2)", "unknown(1) should be 2, but unknown is still empty."),
    ("check('fails(1)', 2)", "fails(1) should be 2, but it raises TypeError: no."),
    ("check('nothing(1)', 2)", "nothing(1) should be 2, but it is None: is the `return` missing?"),
])
def test_what_is_not_is_one_sentence_and_nothing_is_raised(
        names: dict[str, Any], capsys: pytest.CaptureFixture[str], call: str, wrong: str) -> None:
    assert said(names, capsys, call) == ("", f"Not yet: {wrong}")


def test_it_needs_nothing_but_python() -> None:
    imported = {line.split()[1] for line in folded().splitlines() if line.strip().startswith(("import ", "from "))}
    assert imported == {"sys", "textwrap", "builtins"}
    assert folded().startswith("# Courtesy checks: ")
    assert folded().endswith("\ncheck = _make_check()")


@pytest.mark.parametrize("text, wanted", [
    ("assert jnp.allclose(f(jnp.array([1., 2.]), by=3), jnp.array([3., 6.])), 'it'",
     "check('f(jnp.array([1., 2.]), by=3)', jnp.array([3., 6.]))"),
    ("assert np.allclose(f(2), 3.5, atol=0.01), 'it'", "check('f(2)', 3.5, within=0.01)"),
    ("assert f([1, 'a']) == 2, 'it'", "check(\"f([1, 'a'])\", 2, within=0)"),
    ("assert abs(f(0.5) - 1.) <= 1e-06, 'it'", "check('f(0.5)', 1., within=1e-06)"),
    ("assert f(1) == 2\nassert g(1) > 2, 'it'", "check('f(1)', 2, within=0)\nassert g(1) > 2, 'it'")])
def test_a_declared_example_is_a_call_of_check(text: str, wanted: str) -> None:
    assert as_calls(text) == wanted


@pytest.fixture
def course(tmp_path: Path) -> Course:
    make_course(tmp_path / "mine")
    return Course(tmp_path / "mine")


def test_the_mark_is_folded_in_and_an_example_is_made_with_it(course: Course) -> None:
    for change in (write(TESTS, DECLARED), edit(SOURCE, BY_HAND, "### EXAMPLE\n"),
                   edit(SOURCE, "# %% [markdown]\n# ### `center`", MARK)):
        change(course.root)
    assert look_over(course, A) == []
    build_source(course.root, A)
    build_release(course.root, A)
    assert is_fresh(course.root, A) == []
    for folder in ("source", "release"):
        cells = {cell["id"]: cell.source for cell in nbformat.read(
            course.root / folder / A / f"{A}.ipynb", as_version=4).cells}
        assert cells["checks"] == folded()
        assert cells["test_center"] == ("check('center(jnp.array([1., 2., 6.]))', jnp.array([-2., -1., 3.]), "
                                        "within=0.0001)")
    edit(SOURCE, "return x - jnp.mean(x)", "return x")(course.root)
    assert look_over(course, A)[0] == (
        "source/hello.py:38: the check test_center does not hold for the notebook's own solution: Not yet: "
        "center(jnp.array([1., 2., 6.])) should be [-2, -1, 3], but it is [1, 2, 6]. Mend the check or the solution.")


def test_a_new_notebook_unfilled_runs_to_its_last_cell_and_says_what_is_empty(course: Course, tmp_path: Path) -> None:
    new_assignment(course, "fresh", "double", "double(x)", 4)
    add_question(course, "fresh", "shifted", "shifted(X, p)", 3)
    build_source(course.root, "fresh")
    notebook = nbformat.read(build_release(course.root, "fresh"), as_version=4)
    NotebookClient(notebook, kernel_name="python3", timeout=120, resources={"metadata": {"path": str(
        tmp_path)}}).execute()
    red = {cell["id"]: " ".join(cell.outputs[0].text.split()) for cell in notebook.cells
           if cell["id"].startswith("test_")}
    assert red == {
        "test_double": "Not yet: double(jnp.array([1.0, 2.0, 4.0])) should be [2, 4, 8], but double is still empty.",
        "test_shifted": "Not yet: shifted(jnp.array([[1.0, 2.0], [3.0, 4.0]]), 3) should be [[4, 5], [6, 7]], but "
                        "shifted is still empty."}
    ran = [cell for cell in notebook.cells if cell["id"] in ("double", "shifted")]
    assert [cell.outputs for cell in ran] == [[], []]


def test_a_notebook_without_the_mark_keeps_asserts(course: Course) -> None:
    add_question(course, A, "twice", "twice(x)", 3)
    assert "check(" not in course.text(A).read_text("utf-8")
    assert "def check" not in "".join("".join(cell["source"]) for cell in json.loads(
        as_notebook(course.text(A), course.root))["cells"])


@pytest.mark.parametrize("old, new", [
    ("### CHECK", "## CHECK"), ("### CHECK", "### CHECKS"), (', "locked": true}\n### CHECK', "}\n### CHECK")])
def test_a_mark_that_would_become_nothing_is_said(course: Course, old: str, new: str) -> None:
    edit(SOURCE, "# %% [markdown]\n# ### `center`", MARK.replace(old, new))(course.root)
    line = next(line for line in new.splitlines() if "#" in line)
    assert looked_at(course, A) == [
        f"source/hello.py:23: '{line}' becomes the function check only in a locked cell without points, and only as "
        "'### CHECK'. Write it so, there."]
