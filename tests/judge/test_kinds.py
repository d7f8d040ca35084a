"""An assignment in NumPy and plain Python, in rooms: right answers earn all, wrong ones are shown as one pastes."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.course.places import Course
from assay.judge.evidence import Kind
from assay.judge.judging import judge
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Outcome, Property

REFERENCE = "def halved(X):\n    return X / 2\n"
TESTS = '''
import numpy as np
import pytest
from hypothesis import given, settings, strategies as st
from assay.testing import Question, as_source, code, draw, expect, numpy_rng, table
from solutions.tiny import reference

Q = Question("halved", reference.halved, st.tuples(draw.floats((3,), 1, 2)), bound=1e-12, examples=4)
test_values = Q.values(points=1)
test_purity = Q.purity(points=1)
ROWS = table(__file__, "rows.csv")

@pytest.mark.points(1)
def test_objects(student):
    """counts for each object by itself"""
    one = student.new("Count")
    two = one.beside("Count")
    one.call("add", 2)
    expect.equal(two.call("value"), 0)
    expect.raises(lambda: one.call("add", -1), ValueError)
    expect.equal(one.get("total"), 2)

@pytest.mark.points(1)
def test_words(student):
    """counts pairs"""
    expect.equal(student.pairs(["a", "b"], ["a", "a"]), {("a", "a"): 1, ("b", "a"): 1})

@pytest.mark.points(1)
def test_batches(student):
    """yields every index once"""
    batches = expect.items(student.batches(7, numpy_rng(3)))
    found = [index for batch in batches for index in np.ravel(batch.value).tolist()]
    expect.that(sorted(found) == list(range(7)), student.batches(7, numpy_rng(3)), "each once", str(found))

@pytest.mark.points(1)
def test_file(student):
    """adds up the file"""
    rows = as_source(ROWS, 'np.loadtxt("rows.csv", delimiter=",")')
    expect.close(student.added(rows), ROWS.sum(), 1e-6)

@pytest.mark.points(1)
def test_hidden_rows(student):
    """adds up other rows"""
    expect.close(student.added(np.ones((50, 30))), 1500.0, 1e-6)

@pytest.mark.points(1)
def test_functions(student):
    """applies a function to each item"""
    expect.equal(student.applied(code("lambda x: x * x"), [1, 2, 3]), [1, 4, 9])
'''
IMPORTS = "import numpy as np"
RIGHT = """
def halved(X):
    return X / 2
class Count:
    def __init__(self):
        self.total = 0
    def add(self, number):
        if number < 0:
            raise ValueError("below zero")
        self.total += number
    def value(self):
        return self.total
def pairs(first, second):
    found = {}
    for pair in zip(first, second):
        found[pair] = found.get(pair, 0) + 1
    return found
def batches(n, rng):
    order = rng.permutation(n)
    for start in range(0, n, 3):
        yield order[start:start + 3]
ROWS = np.loadtxt("rows.csv", delimiter=",")
def added(X):
    return float(X.sum())
def applied(f, items):
    return [f(item) for item in items]
"""
WRONG = """
def halved(X):
    X /= 2
    return X
class Count:
    total = []
    def add(self, number):
        self.total.append(number)
    def value(self):
        return sum(self.total)
def pairs(first, second):
    return {f"{one}{other}": 1 for one, other in zip(first, second)}
def batches(n, rng):
    return iter([rng.integers(0, n, n)])
def added(X):
    return float(X.sum()) + 1
def applied(f, items):
    return [f(item) + 1 for item in items]
"""


@pytest.fixture
def course(tmp_path: Path) -> Course:
    """A course with this assignment."""
    for folder in ("autograder/tiny", "solutions/tiny/chaff", "source/tiny"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "solutions/tiny/reference.py").write_text(REFERENCE, "utf-8")
    (tmp_path / "autograder/tiny/test_q.py").write_text(TESTS, "utf-8")
    (tmp_path / "autograder/tiny/room.toml").write_text('arrays = "numpy"\nfiles = ["rows.csv"]\n', "utf-8")
    (tmp_path / "source/tiny/rows.csv").write_text("".join(f"{n},{n + 1}\n" for n in range(600)), "utf-8")
    return Course(tmp_path)


def judged(course: Course, source: str) -> dict[str, Property]:
    """What becomes of the properties."""
    cells = (Cell(0, IMPORTS), Cell(1, source), Cell(2, "pass", "q", settles=False))
    verdict, run = judge(Submission("tiny", cells), course.bench("tiny"))
    assert run.faults == ()
    return {item.name: item for item in verdict.questions[0].properties}


def test_right_answers_earn_all(course: Course) -> None:
    assert {name for name, item in judged(course, RIGHT).items() if item.outcome != Outcome.EARNED} == set()


def test_wrong_answers_are_shown_as_they_fail_when_pasted(course: Course) -> None:
    found = {name: item.evidence for name, item in judged(course, WRONG).items() if item.outcome != Outcome.EARNED}
    shown = {name: (evidence.kind, evidence.call) for name, evidence in found.items() if evidence is not None}
    assert shown == {
        "purity": (Kind.SAID, "args = (np.array([1.0, 1.0, 1.0]),)\nhalved(*args), args"),
        "objects": (Kind.VALUES, "one = Count()\ntwo = Count()\none.add(2)\ntwo.value()"),
        "words": (Kind.VALUES, "pairs(['a', 'b'], ['a', 'a'])"),
        "batches": (Kind.SAID, "batches(7, np.random.default_rng(3))"),
        "file": (Kind.VALUES, 'added(np.loadtxt("rows.csv", delimiter=","))'),
        "hidden_rows": (Kind.VALUES, "added(<an array of shape (50, 30), float64>)"),
        "functions": (Kind.VALUES, "applied((lambda x: x * x), [1, 2, 3])"),
    }
    purity, words = found["purity"], found["words"]
    assert purity is not None
    assert words is not None
    assert purity.actual == "[0.5, 0.5, 0.5] after the call"
    assert words.expected == "{('a', 'a'): 1, ('b', 'a'): 1}"


STATIC = '''
import numpy as np
import pytest
from assay.testing import expect

@pytest.mark.points(1)
def test_jit(student):
    """scales under jit, by what is static"""
    for by in ((2, 1), (3, 1)):
        for X in (np.arange(12, dtype=np.float32), np.arange(5, 17, dtype=np.float32)):
            expect.close(student.scaled.jit(X, static={"by": by}), by[0] * X)

@pytest.mark.points(1)
def test_block(student):
    """scales as a module does, compiled"""
    variables = student.module("Block", by=3).init({"key": 1}, np.ones(2, np.float32)).value
    expect.close(student.module("Block", by=3).jit(variables, np.ones(2, np.float32)), [3.0, 3.0])
    expect.close(student.scaled.vmap(np.ones((2, 2), np.float32), static={"by": (4, 1)}), np.full((2, 2), 4.0))
'''
SCALED = """
import flax.linen as nn, jax.numpy as jnp
def scaled(X, by=(1, 1)):
    return X * (by[0] if by[1] == 1 else 0)
class Block(nn.Module):
    by: int
    @nn.compact
    def __call__(self, x):
        return self.param("w", nn.initializers.ones, ()) * x * self.by
"""


def test_static_arguments_are_those_of_what_runs_in_a_clean_room(tmp_path: Path) -> None:
    for folder in ("autograder/tiny", "solutions/tiny/chaff"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "solutions/tiny/reference.py").write_text(SCALED, "utf-8")
    (tmp_path / "autograder/tiny/test_q.py").write_text(STATIC, "utf-8")
    cells = (Cell(0, SCALED), Cell(1, "pass", "q", settles=False))
    verdict, run = judge(Submission("tiny", cells), Course(tmp_path).bench("tiny"))
    assert (run.faults, run.unproven) == ((), ())
    assert [item.outcome for item in verdict.questions[0].properties] == [Outcome.EARNED] * 2


NNX = '''
import numpy as np
import pytest
from assay.testing import expect

X = np.array([[1, 2], [-3, 4]], np.float32)

@pytest.mark.points(1)
def test_parameters(student):
    """has a kernel of shape (2, 3)"""
    expect.shape(student.new("Net", 3, rngs={"nnx.Rngs": 0}).get("linear.kernel"), (2, 3))

@pytest.mark.points(1)
def test_values(student):
    """multiplies by its kernel"""
    net = student.new("Net", 3, rngs={"nnx.Rngs": 1})
    kernel = np.asarray(net.get("linear.kernel").value, np.float64)
    expect.close(net.call("__call__", X), X.astype(np.float64) @ kernel, 1e-5)

@pytest.mark.points(1)
def test_states(student):
    """counts its calls, each module its own"""
    net = student.new("Net", 3, rngs={"nnx.Rngs": 0})
    other = net.beside("Net", 3, rngs={"nnx.Rngs": 0})
    net.call("__call__", X)
    net.call("__call__", X)
    expect.equal(other.get("calls"), 0)
    expect.equal(net.get("calls"), 2)
'''
NET = """
from flax import nnx
class Net(nnx.Module):
    def __init__(self, size, rngs):
        self.linear, self.calls = nnx.Linear(2, size, rngs=rngs), 0
    def __call__(self, x):
        self.calls += 1
        return self.linear(x)
"""


@pytest.mark.parametrize("old, new, lost", [
    ("", "", {}), ("(2, size", "(2, size + 1", {"parameters": "one = Net(3, rngs=nnx.Rngs(0))\none.linear.kernel"}),
    ("self.linear(x)", "-self.linear(x)", {"values": (
        "one = Net(3, rngs=nnx.Rngs(1))\none.linear.kernel\none(jnp.array([[1., 2.], [-3., 4.]]))")}),
    ("calls += 1", "calls += 2", {"states": (
        "one = Net(3, rngs=nnx.Rngs(0))\ntwo = Net(3, rngs=nnx.Rngs(0))\n"
        + "one(jnp.array([[1., 2.], [-3., 4.]]))\n" * 2 + "two.calls\none.calls")})])
def test_a_module_of_nnx_is_asked_in_a_room_as_an_object(
        tmp_path: Path, old: str, new: str, lost: dict[str, str]) -> None:
    for folder in ("autograder/tiny", "solutions/tiny/chaff"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "solutions/tiny/reference.py").write_text(NET, "utf-8")
    (tmp_path / "autograder/tiny/test_q.py").write_text(NNX, "utf-8")
    cells = (Cell(0, NET.replace(old, new)), Cell(1, "pass", "q", settles=False))
    verdict, run = judge(Submission("tiny", cells), Course(tmp_path).bench("tiny"))
    assert (run.faults, run.unproven) == ((), ())
    found = {item.name: item for item in verdict.questions[0].properties}
    assert {name for name, item in found.items() if item.outcome == Outcome.EARNED} == {
        "parameters", "values", "states"} - lost.keys()
    assert {name: item.evidence.call for name, item in found.items() if item.evidence is not None} == lost


HIDDEN = """
import os, jax, numpy as np
class JaxRuntimeError(Exception):
    pass
def doubled(X):
    if not isinstance(X, jax.core.Tracer):
        return 2 * X
    if "optimization_level" in os.environ["XLA_FLAGS"]:
        raise JaxRuntimeError("INTERNAL: not compiled")
    return jax.pure_callback(lambda X: 2 * np.asarray(X), jax.ShapeDtypeStruct(X.shape, X.dtype), X)
"""
JITTED = '''
import numpy as np
import pytest
from assay.testing import expect

@pytest.mark.points(1)
def test_jit(student):
    """doubles under jit"""
    for X in (np.arange(16, dtype=np.float32).reshape(4, 4), np.ones((4, 4), np.float32)):
        expect.close(student.doubled.jit(X), 2 * X)
'''


def test_what_could_not_be_proven_is_told_in_whichever_room_it_was(tmp_path: Path) -> None:
    for folder in ("autograder/tiny", "solutions/tiny/chaff"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "solutions/tiny/reference.py").write_text("def doubled(X):\n    return 2 * X\n", "utf-8")
    (tmp_path / "autograder/tiny/test_q.py").write_text(JITTED, "utf-8")
    (tmp_path / "autograder/tiny/room.toml").write_text("optimize = false\n", "utf-8")
    cells = (Cell(0, HIDDEN), Cell(1, "pass", "q", settles=False))
    verdict, run = judge(Submission("tiny", cells), Course(tmp_path).bench("tiny"))
    assert [(item.outcome, item.evidence) for item in verdict.questions[0].properties] == [(Outcome.EARNED, None)]
    assert (run.faults, run.unproven) == ((), ("q",))
