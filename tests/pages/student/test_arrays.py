from __future__ import annotations

import math

import pytest

from assay.pages.student.arrays import Array, Named, arguments, array, parameters, shape

KNOWN = {"corr2d": ("X", "K"), "train": ("X", "Y", "size")}


@pytest.mark.parametrize("text, wanted", [
    ("[[19., 25.], [37., 43.]]", Array((2, 2), (19.0, 25.0, 37.0, 43.0))),
    ("[1, -2.5]", Array((2,), (1.0, -2.5))),
    ("[[[1.], [2.]]]", Array((1, 2, 1), (1.0, 2.0))),
    ("[inf, -inf]", Array((2,), (math.inf, -math.inf))),
    ("1.", None), ("(1, 2)", None), ("[]", None), ("[[1.], [2., 3.]]", None), ("['a']", None), ("[1., [2.]]", None),
    ("<an array of shape (20, 20), float32>", None), ("[" * 5000, None), ("[1.", None), ("[f(1)]", None)])
def test_an_array_is_read_from_its_text_and_nothing_else_is(text: str, wanted: Array | None) -> None:
    assert array(text) == wanted


def test_what_is_no_number_is_read_too() -> None:
    found = array("[nan]")
    assert found
    assert math.isnan(found.numbers[0])


@pytest.mark.parametrize("text, wanted", [("(2, 3)", (2, 3)), ("(4,)", (4,)), ("()", ()), ("[2]", None),
                                          ("(2.5,)", None), ("(-1, 2)", None), ("2", None), ("(" * 99, None)])
def test_a_shape_is_read_from_its_text(text: str, wanted: tuple[int, ...] | None) -> None:
    assert shape(text) == wanted


def named(*found: tuple[str, tuple[int, ...]]) -> list[tuple[str, tuple[int, ...]]]:
    return list(found)


@pytest.mark.parametrize("call, wanted", [
    ("corr2d(jnp.array([[0., 1.]]), jnp.array([[0.]]))", named(("X", (1, 2)), ("K", (1, 1)))),
    ("corr2d(K=jnp.array([1.]), X=jnp.zeros((2, 3)))", named(("K", (1,)), ("X", (2, 3)))),
    ("jax.jit(corr2d)(np.array([[0.]]), np.array([[1.]], np.float32))", named(("X", (1, 1)), ("K", (1, 1)))),
    ("jax.vjp(corr2d, jnp.array([[0.]]), jnp.ones((2,)))[1](jnp.array([1., 2.]))",
     named(("X", (1, 1)), ("K", (2,)), ("", (2,)))),
    ("Conv2D((2, 2)).apply({'params': {'w': jnp.array([[1.]]), 'b': jnp.array([0.5])}}, jnp.array([[0.]]))",
     named(("w", (1, 1)), ("b", (1,)), ("", (1, 1)))),
    ("train(jnp.array([1.]), jnp.array([2.]), (1, 2), key=jax.random.key(22))", named(("X", (1,)), ("Y", (1,)))),
    ("y = 1\nother([1., 2.], [3.])", named(("", (2,)), ("", (1,)))),
    ("corr2d(jnp.zeros((99999, 9)), 'a')", []), ("corr2d(", []), ("", []), ("import os", []), ("(" * 3000, [])])
def test_the_arrays_of_a_call_are_found_with_their_names(call: str, wanted: list[tuple[str, tuple[int, ...]]]) -> None:
    assert [(each.name, each.array.shape) for each in arguments(call, KNOWN)] == wanted


def test_zeros_and_ones_are_filled() -> None:
    assert arguments("f(jnp.ones((2,)))", {}) == [Named("", Array((2,), (1.0, 1.0)))]


def test_parameters_are_those_of_functions_at_the_top_of_cells_that_can_be_read() -> None:
    sources = ["def corr2d(X, K):\n    def inner(a): pass\nclass C: pass", "def broken(", "def f(a, /, b): 1"]
    assert parameters(sources) == {"corr2d": ("X", "K"), "f": ("a", "b")}
