"""What feedback shows can be pasted: evaluated in the notebook it is the value that was meant."""

from __future__ import annotations

import math
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from assay.judge.explain.pasteable import SHOWN, Source, bare, is_pasteable, number, paste, show
from assay.judge.student import Local, Student
from assay.room.inside.carried import Code
from assay.room.wire import Opaque
from assay.testing.expect import identical

Array = np.ndarray[Any, Any]
FLOATS = st.floats(width=32) | st.sampled_from([0.0, -0.0, math.inf, -math.inf, math.nan, 2.0**24, 1e-45, 3.4e38])
FLOAT_ARRAYS = arrays(np.float32, array_shapes(min_dims=0, max_dims=3, min_side=0, max_side=4), elements=FLOATS)
VALUES = st.recursive(
    FLOAT_ARRAYS | st.integers() | st.booleans() | st.none() | st.text(max_size=10) | FLOATS,
    lambda inner: st.lists(inner, max_size=3) | st.lists(inner, max_size=3).map(tuple)
    | st.dictionaries(st.sampled_from(["w", "b"]), inner), max_leaves=6)


def pasted(text: str) -> Any:
    """What the notebook makes of it."""
    return eval(text, {"jnp": jnp, "np": np, "jax": jax})


def alike(first: Any, second: Any) -> bool:
    """Equal to the bit, but for which NaN; numbers as float32 holds them."""
    if isinstance(first, np.ndarray):
        second = np.asarray(second)
        nan = np.isnan(first)
        return (first.dtype, first.shape) == (second.dtype, second.shape) and bool((nan == np.isnan(second)).all()) \
            and first[~nan].tobytes() == second[~nan].tobytes()
    if isinstance(first, float):
        return alike(np.array(first, np.float32), np.array(second, np.float32))
    if isinstance(first, dict):
        return list(first) == list(second) and all(alike(first[name], second[name]) for name in first)
    if isinstance(first, (list, tuple)):
        return type(first) is type(second) and len(first) == len(second) and all(map(alike, first, second))
    return type(first) is type(second) and bool(first == second)


@given(FLOAT_ARRAYS)
def test_a_float32_array_survives_bit_for_bit(array: Array) -> None:
    assert alike(array, pasted(paste(array)))


@given(arrays(np.float32, SHOWN + 2, elements=FLOATS) | st.sampled_from([0.0, 1.0, -0.0]).map(
    lambda value: np.full((7, 8), value, np.float32)))
def test_a_large_array_survives_bit_for_bit(array: Array) -> None:
    assert alike(array, pasted(paste(array)))


@given(arrays(np.int32, array_shapes(min_dims=0, max_dims=2, max_side=8)))
def test_whole_numbers_survive(array: Array) -> None:
    assert alike(array, pasted(paste(array)))


@given(VALUES)
def test_numbers_texts_and_what_holds_them_survive(value: Any) -> None:
    assert alike(value, pasted(paste(value)))


@pytest.mark.parametrize("value, text", [
    (np.array([[0, 1]], np.float32), "jnp.array([[0., 1.]])"),
    (np.array([0.1, -0.0, 1e-45, 3e38], np.float32), "jnp.array([0.1, -0., 1e-45, 3e+38])"),
    (np.array([np.nan, np.inf, -np.inf], np.float32), "jnp.array([jnp.nan, jnp.inf, -jnp.inf])"),
    (np.array([[1, 2]], np.int32), "jnp.array([[1, 2]])"),
    (np.float32(2), "2."),
    (np.zeros((0, 3), np.float32), "jnp.zeros((0, 3))"),
    (np.zeros((10, 12), np.float32), "jnp.zeros((10, 12))"),
    (np.ones((144, 1), np.float32), "jnp.ones((144, 1))"),
    ((2, 3), "(2, 3)"), ((2,), "(2,)"), ((), "()"), ([(2, 3)], "[(2, 3)]"), ([], "[]"),
    (0.03, "0.03"), (-math.inf, "-jnp.inf"), (True, "True"), (None, "None"), ("a'b", '"a\'b"'),
    ({"key": 7}, "jax.random.key(7)"), ({"params": {"b": np.zeros(1, np.float32)}},
                                        "{'params': {'b': jnp.array([0.])}}"),
])
def test_values_are_written_as_one_would_write_them(value: Any, text: str) -> None:
    assert paste(value) == text


def test_a_key_survives() -> None:
    key = pasted(paste({"key": 22}))
    assert jax.random.key_data(key).tolist() == jax.random.key_data(jax.random.key(22)).tolist()


@pytest.mark.parametrize("value, text", [
    (1.0, "1."), (0.1, "0.1"), (-0.0, "-0."), (1e20, "1e+20"), (math.nan, "nan"), (-math.inf, "-inf"),
    (1e300, "1e+300"), (1e-300, "1e-300"), (-3.5e38, "-3.5e+38"),
    (np.float32(16777216), "1.6777216e+07"), (np.float64(1 / 3), "0.333333333"), (7, "7"), (np.int8(-7), "-7"),
    (np.bool_(True), "True"), (np.complex64(1 + 2j), "(1+2j)"), (np.float64(1e300), "1e+300"),
])
def test_numbers_are_short(value: Any, text: str) -> None:
    assert number(value) == text


@pytest.mark.parametrize("value, text", [
    (np.array([[0, np.nan]], np.float32), "[[0., nan]]"),
    (np.zeros((0, 3), np.float32), "<an array of shape (0, 3), float32>"),
    (np.zeros((7, 7), np.float16), "<an array of shape (7, 7), float16>"),
    ([1.0, 2.0], "[1., 2.]"), ((1,), "(1,)"), (list(range(13)), "[0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, …]"),
    ({"a": [1]}, "{'a': [1]}"), (None, "None"), ("<b>", "'<b>'"),
])
def test_values_are_shown_as_one_reads_them(value: Any, text: str) -> None:
    assert show(value) == text


def test_long_texts_and_names_are_cut() -> None:
    assert len(show("a" * 1000)) == 200
    assert len(show({"n" * 1000: 1})) < 60
    assert len(show(Opaque("n" * 1000))) < 90


DEEP: Any = "x" * 999
for _ in range(60):
    DEEP = [DEEP, "\0" * 999, {"\U000e0001" * 99: DEEP}]


@pytest.mark.parametrize("value", [
    ["x" * 190] * 12, [["x" * 190] * 12] * 12, [[[["\0" * 190] * 12] * 12] * 12] * 12, "\0" * 999, DEEP,
    {"\0" * 40 + str(n): "\0" * 190 for n in range(99)}, {n: {n: "\0" * 999} for n in range(99)}, 10**4000, [10**4000],
    np.full(48, -1.2345678e-30 - 1.2345678e-30j), np.full((2, 24), -(2**62)), (np.full(48, -1.234567e-5),) * 9,
    [2.0**-149] * 99, Opaque("n" * 999), [np.full(12, -1.2345678e-30 - 1.2345678e-30j)] * 12,
], ids=lambda value: type(value).__name__)
def test_no_value_shows_more_than_a_few_hundred_characters(value: Any) -> None:
    """Else whoever keeps what they are asked could have a page show it all."""
    assert len(show(value)) <= 800


@given(st.recursive(st.text() | st.floats() | st.integers() | FLOAT_ARRAYS,
                    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner)))
def test_nothing_shows_more_than_a_few_hundred_characters(value: Any) -> None:
    assert len(show(value)) <= 800


def test_as_many_numbers_as_are_shown_fit_whatever_float32_they_are() -> None:
    assert "…" not in show(np.full((6, 8), -1.2345678e-30, np.float32))
    assert show(np.full((6, 8), -1.2345678e-30, np.float32)).count("-1.2345678e-30") == 48


@pytest.mark.parametrize("name, shown", [
    ("Tensor", "an object of type Tensor"), ("array of object", "an object of type array of object"),
    ("<script>alert(1)</script>", "an object of type scriptalert1script"),
    ("\x1b[31m\n'\"=cmd()", "an object of type 31mcmd"), ("\ud800", "an object of type "),
])
def test_an_objects_type_is_named_in_plain_characters(name: str, shown: str) -> None:
    assert show(Opaque(name)) == shown


@given(st.text(st.characters()), st.text(st.characters()))
def test_what_is_shown_is_printable_and_on_one_line(text: str, name: str) -> None:
    assert show([text, {name: Opaque(text)}]).isprintable()


@given(FLOAT_ARRAYS)
def test_a_call_can_be_pasted(array: Array) -> None:
    names: dict[str, Any] = {"double": lambda x, by: x * by}
    answer = Student(Local(names)).double(array, by=2.0)
    assert alike(answer.value, eval(answer.call, {**names, "jnp": jnp, "jax": jax}))


ARRAYS = [np.array([0.1, 1 / 3]), np.array([0.1, 3e30], np.float32), np.array([[1, 2]]), np.array([[1]], np.uint8),
          np.array([np.nan, np.inf, -np.inf, -0.0]), np.array([True]), np.array([1j]), np.zeros((0, 3)),
          np.zeros((2, 0), np.int16), np.array(2.5), np.array(["a", "it's"]), np.array([0.1], np.float16)]


@pytest.mark.parametrize("array", ARRAYS, ids=repr)
def test_numpys_arrays_are_pasted_to_the_bit_with_their_dtype(array: Any) -> None:
    assert identical(eval(paste(array, "numpy"), {"np": np}), array)


@pytest.mark.parametrize("array", ARRAYS, ids=repr)
def test_without_numpy_arrays_are_pasted_as_lists(array: Any) -> None:
    assert repr(eval(paste(array, "python"))) == repr(array.tolist())


@pytest.mark.parametrize("value", [{1: "a", ("b", None): [True]}, {"it's": b"\x00"}, {3, 1}, set(), frozenset({"a"}),
                                   frozenset(), "x" * 500, 10**30, 1 << 5000, -(1 << 5000), 0.1 + 0.2, 1e400, (1j,)],
                         ids=lambda value: type(value).__name__)
def test_plain_values_are_pasted_in_full(value: Any) -> None:
    assert eval(paste(value, "python")) == value


def test_an_argument_too_long_to_paste_says_so_or_shows_how_it_is_read() -> None:
    long = paste(np.zeros(1001), "numpy")
    assert long == "<an array of shape (1001,), float64>"
    assert not is_pasteable(f"f({long})")
    assert is_pasteable(f"f({paste(np.zeros(1000), 'numpy')})")
    assert paste([Source(np.zeros(1001), "rows[1:]")]) == "[rows[1:]]"
    assert bare({"a": (Source(3, "x"), [4])}) == {"a": (3, [4])}


def test_what_stands_for_itself_is_pasted_as_that() -> None:
    assert paste({"numpy.random.default_rng": 3}, "python") == "np.random.default_rng(3)"
    assert paste(Code("lambda x: x")) == "(lambda x: x)"
    assert paste([Code("abs")]) == "[(abs)]"
    assert paste({"key": 3}, "numpy") == "{'key': 3}"
    assert paste({"nnx.Rngs": 0}) == "nnx.Rngs(0)"
    assert paste({"key": 1 << 20_000}).startswith("jax.random.key(0x1000")


def test_an_answer_that_is_handed_on_is_pasted_as_text_and_numbers() -> None:
    assert paste({"source code": "print(1)"}) == "{'source code': 'print(1)'}"
    assert paste({"key": "0) + print(1"}) == "{'key': '0) + print(1'}"
    assert paste({"numpy.random.default_rng": [1]}, "numpy") == "{'numpy.random.default_rng': [1]}"


def test_sets_keys_and_long_numbers_are_shown_short_and_in_one_order() -> None:
    assert show({3, 1, 20}) == "{1, 3, 20}"
    assert show(set()) == "set()"
    assert show({1: {("a", 2): None}}) == "{1: {('a', 2): None}}"
    assert show(1 << 5000) == "<a whole number of 5001 bits>"
    assert show(set(range(1000))).endswith(", …}")
    assert show(b"\x00" * 10**6).startswith("b'")
    assert len(show({"a" * 400, "b" * 400})) < 500
