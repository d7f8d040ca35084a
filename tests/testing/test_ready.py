"""Ready-made properties, judged in this process: right answers keep them, each wrong one loses its own."""

from __future__ import annotations

import textwrap
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import flax.linen as nn
import jax.numpy as jnp
import numpy as np
import pytest
from jax import lax

from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome
from assay.testing import ready
from tests.testing.tiny import judged_in

pytestmark = pytest.mark.usefixtures("as_before")
HEAD = """
import numpy as np
from hypothesis import strategies as st
from assay.testing import Question, arguments, draw, ready
from solutions.tiny import reference
"""
SCALED = HEAD + """
CASES = st.builds(arguments, draw.arrays((2, 3)), draw.kernels((2, 3)), by=st.sampled_from([2, 3]))
Q = Question("scaled", reference.scaled, CASES, terms=lambda X, K, by: 1, examples=6)
test_shape = Q.shape(points=1)
test_values = Q.values(points=1, says="multiplies, and scales")
test_dtype = Q.dtype(points=1)
test_jit = Q.jit(points=1)
test_vmap = Q.vmap(points=1)
test_gradients = Q.gradients(points=1)
test_purity = Q.purity(points=1, hints="changes: It keeps nothing.")
"""
COUNTED = HEAD + """
Q = Question("counted", reference.counted, st.tuples(st.lists(st.sampled_from("ab"), min_size=1)), exact=True)
test_values = Q.values(points=1)
test_purity = Q.purity(points=1)
"""
HALVED = HEAD + """
Q = Question("halved", reference.halved, st.tuples(draw.floats((3,), dtype=np.float32)), bound=1e-6)
test_values = Q.values(points=1)
test_dtype = Q.dtype(1, "float32")
test_purity = Q.purity(points=1)
"""
PICKED = HEAD + """
CASES = st.tuples(draw.floats((4, 3), dtype=np.float32), draw.labels(4, 3))
Q = Question("picked", reference.picked, CASES, bound=1e-6, examples=6)
test_shape = Q.shape(points=1)
test_values = Q.values(points=1)
test_jit = Q.jit(points=1)
test_gradients = Q.gradients(points=1)
"""
REFERENCE = """
import numpy as np
def picked(Z, y):
    return Z[np.arange(len(y)), y] ** 2
def scaled(X, K, by=2):
    return X * K * by
def counted(words):
    found = {}
    for word in words:
        found[word] = found.get(word, 0) + 1
    return found
def halved(X):
    return X / 2
"""


@pytest.fixture
def lost(tmp_path: Path) -> Callable[..., dict[str, Evidence | None]]:
    """The properties of a file that a function loses, with the evidence."""
    def ask(tests: str, function: Callable[..., Any], name: str, arrays: str = "jax") -> dict[str, Evidence | None]:
        judged = judged_in(tmp_path, {f"test_{name}.py": tests}, textwrap.dedent(REFERENCE), {name: function}, arrays)
        assert judged.faults == []
        return {each: item.evidence for each, item in judged.results[name].items()
                if item.outcome == Outcome.NOT_EARNED}

    return ask


def right(X: Any, K: Any, by: int = 2) -> Any:
    return K * (X * by)


def as_numpy(X: Any, K: Any, by: int = 2) -> Any:
    return jnp.asarray(np.asarray(X) * np.asarray(K) * by)


KEPT: list[Any] = []


def keeping(X: Any, K: Any, by: int = 2) -> Any:
    KEPT.append(by)
    return X * K * by + len(KEPT)


@pytest.mark.parametrize("function, wanted", [
    (right, set()), (lambda X, K, by: (X * K * by)[:1], {"shape", "values", "jit", "vmap", "gradients"}),
    (lambda X, K, by: X * K * (by + 0.5), {"values", "jit", "vmap", "gradients"}),
    (lambda X, K, by: (X * K * by).astype(jnp.float16), {"values", "dtype", "jit", "vmap", "gradients"}),
    (as_numpy, {"jit", "vmap", "gradients"}), (keeping, {"values", "jit", "vmap", "gradients", "purity"}),
])
def test_each_wrong_answer_loses_its_properties_and_the_right_one_none(
        lost: Callable[..., dict[str, Evidence | None]], function: Callable[..., Any], wanted: set[str]) -> None:
    assert lost(SCALED, function, "scaled").keys() == wanted


@pytest.mark.parametrize("function, wanted", [
    (lambda Z, y: jnp.take_along_axis(Z, y[:, None], 1)[:, 0] ** 2, set()),
    (lambda Z, y: Z[jnp.arange(len(y)), -y] ** 2, {"values", "jit", "gradients"}),
    (lambda Z, y: lax.stop_gradient(Z[jnp.arange(len(y)), y]) ** 2, {"gradients"})])
def test_labels_stay_whole_numbers_for_the_reference_and_have_no_gradient(
        lost: Callable[..., dict[str, Evidence | None]], function: Callable[..., Any], wanted: set[str]) -> None:
    assert lost(PICKED, function, "picked").keys() == wanted


def test_words_are_the_defaults_or_the_authors(tmp_path: Path) -> None:
    judged = judged_in(tmp_path, {"test_scaled.py": SCALED}, textwrap.dedent(REFERENCE), {"scaled": keeping})
    found = judged.results["scaled"]
    assert found["shape"].sentence == "answers with the right shape"
    assert found["values"].sentence == "multiplies, and scales"
    assert found["purity"].hint == "It keeps nothing."
    assert [item.points for item in found.values()] == [1.0] * 7
    evidence = found["jit"].evidence
    assert evidence is not None
    assert evidence.call.startswith("jax.jit(scaled, static_argnames=('by',))(")


def sorting(words: list[str]) -> dict[str, int]:
    words.sort()
    return {word: words.count(word) for word in words}


@pytest.mark.parametrize("function, wanted", [
    (lambda words: {word: words.count(word) for word in set(words)}, set()), (sorting, {"purity"}),
    (lambda words: {word: str(words.count(word)) for word in words}, {"values"}),
    (lambda words: [(word, words.count(word)) for word in words], {"values"}),
])
def test_plain_values_are_held_against_a_reference_in_plain_python(
        lost: Callable[..., dict[str, Evidence | None]], function: Callable[..., Any], wanted: set[str]) -> None:
    assert lost(COUNTED, function, "counted", "python").keys() == wanted


def in_place(X: Any) -> Any:
    X /= 2
    return X


@pytest.mark.parametrize("function, wanted", [
    (lambda X: X * 0.5, set()), (in_place, {"purity"}), (lambda X: X.astype(np.float64) / 2, {"dtype"}),
    (lambda X: X / 3, {"values"}),
])
def test_numpys_arrays_are_held_against_a_reference_in_float64(
        lost: Callable[..., dict[str, Evidence | None]], function: Callable[..., Any], wanted: set[str]) -> None:
    found = lost(HALVED, function, "halved", "numpy")
    assert found.keys() == wanted
    for evidence in found.values():
        assert evidence is not None
        assert "np.array([" in evidence.call
        assert ", np.float32)" in evidence.call


def test_jax_is_not_asked_of_an_assignment_without_it(tmp_path: Path) -> None:
    judged = judged_in(tmp_path, {"test_scaled.py": SCALED}, textwrap.dedent(REFERENCE), {"scaled": right}, "numpy")
    assert judged.results["scaled"]["jit"].outcome == Outcome.NOT_JUDGED
    assert any('asks for JAX: room.toml says arrays = "numpy"' in fault for fault in judged.faults)


class Block(nn.Module):  # type: ignore[misc]
    """What it was made with, and what each wrong one has otherwise."""

    features: int
    kernel: tuple[int, ...] = (2, 3)
    scale: str = "scale"
    inner: str = "inner"
    dtype: Any = jnp.float32
    bias: bool = True
    more: bool = False

    @nn.compact  # type: ignore[untyped-decorator]
    def __call__(self, x: Any) -> Any:
        kernel = self.param("kernel", nn.initializers.ones, self.kernel, self.dtype)
        self.param(self.scale, nn.initializers.ones, (self.features,))
        if self.more:
            self.param("more", nn.initializers.ones, ())
        return nn.Dense(4, use_bias=self.bias, name=self.inner)(x @ kernel.astype(jnp.float32))


class Head(nn.Module):  # type: ignore[misc]
    """Where ``kept`` is not "params", no gradient step finds its numbers."""

    features: int
    kept: str = "params"

    @nn.compact  # type: ignore[untyped-decorator]
    def __call__(self, x: Any) -> Any:
        return x @ self.variable(self.kept, "kernel", jnp.ones, (2, self.features)).value


NAMES = "exactly the parameters inner.bias, inner.kernel, kernel, scale"
TREE = HEAD + """
SHAPES = {"kernel": (2, 3), "scale": (3,), "inner.kernel": (3, 4), "inner.bias": (4,)}
test_tree = ready.parameters("Block", SHAPES, 2, fields={"features": 3}, input=(5, 2))
test_head = ready.parameters("Head", {"kernel": (2, 6)}, 1, {"features": 6}, (1, 2), says="has its own")
"""


@pytest.mark.parametrize("fields, kind, expected, actual, part", [
    ({"scale": "gain"}, Kind.SAID, NAMES, "parameters named gain, inner.bias, inner.kernel, kernel", ""),
    ({"bias": False}, Kind.SAID, NAMES, "parameters named inner.kernel, kernel, scale", ""),
    ({"more": True}, Kind.SAID, NAMES, "parameters named inner.bias, inner.kernel, kernel, more, scale", ""),
    ({"inner": "outer"}, Kind.SAID, NAMES, "parameters named kernel, outer.bias, outer.kernel, scale", ""),
    ({"kernel": (2, 1)}, Kind.SHAPE, "(2, 3)", "(2, 1)", "kernel"),
    ({"kernel": (1, 2, 3)}, Kind.SHAPE, "(2, 3)", "(1, 2, 3)", "kernel"),
    ({"dtype": jnp.float16}, Kind.DTYPE, "float32", "float16", "kernel"),
    ({"dtype": jnp.int32}, Kind.DTYPE, "float32", "int32", "kernel")])
def test_a_wrong_parameter_tree_is_lost_by_what_is_wrong_with_it(
        tmp_path: Path, fields: dict[str, Any], kind: Kind, expected: str, actual: str, part: str) -> None:
    judged = judged_in(tmp_path, {"test_q.py": TREE}, REFERENCE, {"Block": partial(Block, **fields), "Head": Head})
    assert judged.faults == []
    evidence = judged.results["q"]["tree"].evidence
    assert evidence is not None
    assert (evidence.kind, evidence.expected, evidence.actual, evidence.detail) == (kind, expected, actual, part)
    assert evidence.call == f"Block(features=3).init(jax.random.key(0), jnp.array([{', '.join(['[0., 0.]'] * 5)}]))"
    assert judged.results["q"]["head"].outcome == Outcome.EARNED


@pytest.mark.parametrize("kept, wanted", [("params", None), ("state", "parameters named nothing")])
def test_the_right_tree_is_kept_and_what_no_gradient_step_finds_is_none(
        tmp_path: Path, kept: str, wanted: str | None) -> None:
    names = {"Block": Block, "Head": partial(Head, kept=kept)}
    found = judged_in(tmp_path, {"test_q.py": TREE}, REFERENCE, names).results["q"]
    evidence = found["head"].evidence
    assert (evidence.actual if evidence is not None else None) == wanted
    assert (found["tree"].outcome, found["tree"].points, found["head"].points) == (Outcome.EARNED, 2, 1)
    assert found["tree"].sentence == ("has the parameters kernel, scale, inner.kernel, inner.bias, float32, of the "
                                      "right shapes")
    assert found["head"].sentence == "has its own"


def test_words_that_there_are_not_are_named() -> None:
    with pytest.raises(TypeError, match="has no say: there are says, hints"):
        ready.parameters("Net", {"w": (2,)}, 1, {}, (2,), say="it")
