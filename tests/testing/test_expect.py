"""What a hidden test may say of an answer: shape first, then dtype, then finiteness, then values."""

from __future__ import annotations

import math
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.explain.pasteable import number
from assay.judge.student import Local, Student
from assay.room.wire import DTYPES, Drawn, Opaque
from assay.testing import Answer, expect

CALL = "f(jnp.array([1.]))"
WANTED = np.array([[1, 2], [3, 4]])
Array = np.ndarray[Any, Any]


def answer(value: Any) -> Answer:
    return Answer(value, CALL)


def refused(check: Callable[..., object], *args: Any, **more: Any) -> Evidence:
    """The evidence of a check that does not hold."""
    with pytest.raises(Mismatch) as caught:
        check(*args, **more)
    return caught.value.evidence


def against(value: Any, tolerance: Any = 0.0) -> Evidence:
    return refused(expect.close, answer(value), WANTED, tolerance)


def test_the_first_thing_wrong_is_the_first_thing_said() -> None:
    wrong = np.full((2, 2), np.nan, np.float16)
    assert against("text").kind == Kind.STRUCTURE
    assert against(wrong[:1]).kind == Kind.SHAPE
    assert against(wrong).kind == Kind.DTYPE
    assert against(wrong.astype(np.float32)).kind == Kind.NOT_FINITE
    assert against(np.zeros((2, 2), np.float32)).kind == Kind.VALUES
    expect.close(answer(WANTED.astype(np.float32)), WANTED)


@pytest.mark.parametrize("dtype", [np.float32, np.float64])
def test_floats_of_32_and_64_bits_are_right(dtype: Any) -> None:
    expect.close(answer(WANTED.astype(dtype)), WANTED)


@pytest.mark.parametrize("name", [name for name in DTYPES if name not in ("float32", "float64")])
def test_every_other_dtype_is_refused_by_name(name: str) -> None:
    assert against(WANTED.astype(DTYPES[name])) == Evidence(Kind.DTYPE, CALL, "float32", name)


@pytest.mark.parametrize("value", [
    pytest.param([[1.0, 2.0], [3.0, 4.0]], id="lists of floats"),
    pytest.param(((1, 2), (3, 4)), id="tuples of whole numbers"),
    pytest.param([np.array([1, 2], np.float32), np.array([3, 4], np.float32)], id="a list of arrays"),
    pytest.param([[np.ones((), np.float32), 2.0], [3.0, 4]], id="mixed"),
])
def test_lists_of_numbers_count_as_arrays(value: Any) -> None:
    expect.close(answer(value), WANTED)


@pytest.mark.parametrize("value", [
    pytest.param(None, id="nothing"), pytest.param("19", id="text"), pytest.param(True, id="a truth"),
    pytest.param({"a": 1.0}, id="a dict"), pytest.param([], id="an empty list"),
    pytest.param([[1.0], [2.0, 3.0]], id="rows of unequal length"), pytest.param([True, False], id="truths"),
    pytest.param([1.0, None], id="a list with nothing in it"), pytest.param(Opaque("Yes"), id="an object"),
    pytest.param([Opaque("Yes")] * 2, id="objects"),
])
def test_what_is_no_array_is_said_to_be_none(value: Any) -> None:
    evidence = refused(expect.array, answer(value))
    assert (evidence.kind, evidence.expected) == (Kind.STRUCTURE, "an array")
    assert evidence.actual


@pytest.mark.parametrize("first", DTYPES)
def test_a_list_of_arrays_of_any_dtypes_breaks_nothing(first: str) -> None:
    for second in DTYPES:
        value = [np.ones(2, DTYPES[first]), np.ones(2, DTYPES[second])]
        kind = None
        try:
            expect.close(answer(value), np.ones((2, 2)))
        except Mismatch as mismatch:
            kind = mismatch.evidence.kind
        assert kind in (None, Kind.DTYPE, Kind.STRUCTURE)


def test_a_list_that_hides_a_narrow_dtype_is_refused() -> None:
    for narrow in (np.float16, ml_dtypes.bfloat16):
        rows = [np.ones(2, narrow), np.ones(2, narrow)]
        assert refused(expect.close, answer(rows), np.ones((2, 2))).kind == Kind.DTYPE


@pytest.mark.parametrize("value", [1.5, np.array(1.5), np.array(1.5, np.float32)])
def test_a_number_is_an_array_of_no_axes(value: Any) -> None:
    expect.close(answer(value), 1.5)
    assert refused(expect.shape, answer(value), (1,)) == Evidence(Kind.SHAPE, CALL, "(1,)", "()")


def test_a_shape_that_would_broadcast_is_refused() -> None:
    for shape in [(), (1,), (2,), (1, 2), (2, 1), (1, 2, 2), (4,)]:
        assert against(np.ones(shape, np.float32)).kind == Kind.SHAPE


@given(st.integers(0, 3), st.sampled_from([math.nan, math.inf, -math.inf]))
def test_one_number_that_is_not_finite_is_enough(place: int, strange: float) -> None:
    value = WANTED.astype(np.float32)
    value.flat[place] = strange
    for tolerance in (0.0, math.inf, np.full((2, 2), math.inf)):
        evidence = against(value, tolerance)
        assert evidence.kind == Kind.NOT_FINITE
        assert ("nan" if math.isnan(strange) else "inf") in evidence.actual


@given(st.floats(0, 1e6))
def test_the_tolerance_itself_is_allowed(tolerance: float) -> None:
    got = np.array([tolerance, -tolerance])
    expect.close(answer(got), np.zeros(2), tolerance)
    further = np.array([0, np.nextafter(tolerance, math.inf)])
    assert refused(expect.close, answer(further), np.zeros(2), tolerance).kind == Kind.VALUES


def test_a_tolerance_may_differ_from_place_to_place() -> None:
    bound = np.array([[0, 0], [0, 1]])
    expect.close(answer(np.array([[1, 2], [3, 5]], np.float32)), WANTED, bound)
    assert against(np.array([[1, 2], [4, 4]], np.float32), bound).kind == Kind.VALUES


@pytest.mark.parametrize("tolerance", [math.nan, math.inf, np.array([[0, 0], [0, math.inf]])])
def test_a_tolerance_that_is_no_finite_number_allows_nothing(tolerance: Any) -> None:
    assert against(WANTED.astype(np.float32), tolerance).kind == Kind.VALUES


def test_negative_zero_is_zero() -> None:
    expect.close(answer(np.array([-0.0], np.float32)), [0.0])


def test_the_evidence_says_what_should_be_and_what_is() -> None:
    got = np.array([[1, 2], [3, 0.1]], np.float32)
    assert against(got) == Evidence(Kind.VALUES, CALL, "[[1., 2.], [3., 4.]]", "[[1., 2.], [3., 0.1]]")
    named = refused(expect.close, answer(got), WANTED, name="the gradient by X")
    assert named.detail == "the gradient by X"


def test_large_arrays_are_told_apart_by_the_first_place_that_differs() -> None:
    wanted, got = np.zeros((7, 8)), np.zeros((7, 8), np.float32)
    got[2, 3], got[5, 5] = 0.5, 1
    evidence = refused(expect.close, answer(got), wanted)
    assert evidence.detail == "at [2, 3] it should be 0. and is 0.5"
    assert evidence.actual == "<an array of shape (7, 8), float32>"
    assert refused(expect.close, answer(got), wanted, name="K").detail.startswith("K: at [2, 3]")


@pytest.mark.parametrize("value", [1e300, -1e39, 1e-300])
def test_values_beyond_float32_are_shown_as_they_are(value: float) -> None:
    evidence = refused(expect.close, answer(np.array([value])), [1.0])
    assert (evidence.expected, evidence.actual) == ("[1.]", f"[{number(np.float64(value))}]")


def test_a_pair_is_two_things_in_a_list_or_tuple() -> None:
    for value in ((1, 2.0), [1, 2.0]):
        first, second = expect.pair(answer(value), "K", "loss")
        assert (first, second) == (answer(1), answer(2.0))
    for none in (None, (1,), (1, 2, 3), np.zeros(2), "ab", {"a": 1, "b": 2}, Opaque("tuple")):
        evidence = refused(expect.pair, answer(none), "K", "loss")
        assert (evidence.kind, evidence.expected) == (Kind.STRUCTURE, "a pair (K, loss)")


@pytest.mark.parametrize("value", [
    (3, 5), [3, 5], np.array([3, 5]), np.array([3, 5], np.int8), (np.array(3), 5), [np.array([3]), np.array(5)],
    (3.0, 5.0), np.array([3, 5], np.float32),
])
def test_whole_numbers_may_come_in_any_row(value: Any) -> None:
    expect.integers(answer(value), (3, 5))


@pytest.mark.parametrize("value, kind", [
    ((5, 3), Kind.VALUES), ([3, 6], Kind.VALUES), (np.array([3, 6]), Kind.VALUES), ((3.5, 5), Kind.VALUES),
    ((3,), Kind.STRUCTURE), ((3, 5, 1), Kind.STRUCTURE), (8, Kind.STRUCTURE), (None, Kind.STRUCTURE),
    ("35", Kind.STRUCTURE), (np.array([[3, 5]]), Kind.STRUCTURE), (np.array(3), Kind.STRUCTURE),
    ([np.array([3, 5]), 5], Kind.VALUES), ([np.zeros(0), 5], Kind.VALUES), ((3, [5]), Kind.VALUES),
    ({"a": 3, "b": 5}, Kind.STRUCTURE), (Opaque("range"), Kind.STRUCTURE),
])
def test_other_numbers_are_refused(value: Any, kind: Kind) -> None:
    evidence = refused(expect.integers, answer(value), (3, 5))
    assert evidence.kind == kind
    assert "(3, 5)" in evidence.expected


@pytest.mark.parametrize("value", [(True, True), [True, 1], np.array([True, True])])
def test_truths_are_no_whole_numbers(value: Any) -> None:
    assert refused(expect.integers, answer(value), (1, 1)).call == CALL


STRUCTURES = st.recursive(st.none() | st.integers(0, 1) | st.booleans() | st.sampled_from(
    [0.0, -0.0, math.nan, np.zeros(1), np.zeros((1, 1)), np.zeros(1, np.float32), -np.zeros(1), np.full(1, np.nan)]),
    lambda inner: st.lists(inner, max_size=2) | st.tuples(inner) | st.dictionaries(st.sampled_from("ab"), inner))


@given(STRUCTURES)
def test_whatever_is_given_twice_is_the_same(value: Any) -> None:
    expect.same(answer((value, value)))
    expect.unchanged(answer(value), answer(value))


@pytest.mark.parametrize("first, second", [
    (np.zeros(1), np.zeros(1, np.float32)), (np.zeros(1), np.zeros((1, 1))), (np.zeros(1), -np.zeros(1)),
    (np.zeros(1), np.array([1e-45])), (0.0, -0.0), (0, 0.0), (1, True), ((1,), (2,)), ([1], [1, 2]),
    ({"a": 1}, {"b": 1}), ({"a": 1}, {"a": 2}), (np.zeros(1), 0.0), (None, 0),
])
def test_answers_that_differ_by_a_bit_are_not_the_same(first: Any, second: Any) -> None:
    assert refused(expect.same, answer((first, second))).kind == Kind.CHANGES
    assert refused(expect.unchanged, answer(first), answer(second)).kind == Kind.CHANGES


def test_a_condition_has_its_own_words() -> None:
    expect.that(True, answer(1), "a", "b")
    assert refused(expect.that, False, answer(1), "some", "none") == Evidence(Kind.SAID, CALL, "some", "none")


def fails(error: Exception) -> Callable[[], Answer]:
    """A call of a function that raises this."""
    def f() -> None:
        raise error

    return lambda: Student(Local({"f": f})).f()


class Own(KeyError):
    """An error of the student's own."""


def test_an_error_is_the_one_that_is_wanted_or_one_of_its_kind() -> None:
    for error in (KeyError("x"), Own("x")):
        expect.raises(fails(error), KeyError)
        expect.raises(fails(error), LookupError)
    other = refused(expect.raises, fails(TypeError("no")), ValueError)
    assert other == Evidence(Kind.SAID, "f()", "a ValueError", "TypeError: no")
    none = refused(expect.raises, lambda: answer(np.zeros(1, np.float32)), ArithmeticError, "a mode")
    assert none == Evidence(Kind.SAID, CALL, "a mode: an ArithmeticError", "[0.]")


def test_what_is_not_there_raises_nothing_that_could_be_wanted() -> None:
    assert refused(expect.raises, fails(NotImplementedError()), RuntimeError).kind == Kind.UNFILLED
    assert refused(expect.raises, lambda: Student(Local({})).f(), NameError).kind == Kind.UNDEFINED


@pytest.mark.parametrize("value", [[1, 2], (1, 2), Drawn("generator", (1, 2)), np.array([1, 2])])
def test_items_are_those_of_lists_generators_and_arrays(value: Any) -> None:
    assert [item.value for item in expect.items(answer(value))] == [1, 2]
    assert refused(expect.items, answer(3)).kind == Kind.STRUCTURE


def test_near_reaches_through_containers_and_names_the_part() -> None:
    value = (np.zeros(2, np.float32), {"b": np.ones(1, np.float32)})
    expect.near(answer(value), (np.zeros(2), {"b": [1.0]}), names=("dW",))
    expect.near(answer(list(value)), (np.zeros(2), {"b": [1.5]}), (0.0, {"b": 0.5}))
    assert refused(expect.near, answer(value), (np.zeros(2), {"b": [2.0]}), names=("dW", "rest")).detail == "rest.b"
    assert refused(expect.near, answer(value), (np.zeros(2), {"c": [1.0]})).expected == "a dict of c"
    assert refused(expect.near, answer(value[0]), (np.zeros(2), 1), names=("dW", "db")).expected == "(dW, db)"


def test_numbers_lie_between_their_bounds() -> None:
    for value in (1, 1.0, np.array([1.0]), np.array(1, np.int8)):
        assert expect.one_number(answer(value), 0, 1) == 1.0
    assert refused(expect.one_number, answer(2), 0, 1).expected == "at least 0 and at most 1"
    assert refused(expect.one_number, answer(math.nan)).kind == Kind.NOT_FINITE
    for other in (True, "1", 1j, [1, 2]):
        assert refused(expect.one_number, answer(other)).kind == Kind.STRUCTURE
    assert expect.one_number(answer(10**400)) > 1e308


def test_real_numbers_are_of_any_dtype_but_truths_and_complex_ones() -> None:
    for dtype in ("int8", "float16", "bfloat16", "uint64"):
        assert expect.real(answer(np.ones(2, DTYPES[dtype])), (2,)).dtype == np.float64
    for dtype in ("bool", "complex64"):
        assert refused(expect.real, answer(np.ones(2, dtype)), (2,)).kind == Kind.DTYPE
    assert refused(expect.real, answer(np.array([np.inf])), (1,)).kind == Kind.NOT_FINITE
    assert refused(expect.real, answer(np.array(["a"])), (1,)).kind == Kind.STRUCTURE


def test_a_dtype_is_one_of_those_named() -> None:
    expect.dtype(answer(np.zeros(1, np.int32)), "int64", "int32")
    assert refused(expect.dtype, answer(np.zeros(1)), "int64", "int32").expected == "int64 or int32"


@pytest.mark.parametrize("arrays", ["jax", "numpy", "python"])
def test_arguments_are_untouched_or_shown_as_they_were_left(arrays: str) -> None:
    X, more = np.array([2.0, 1.0]), [3, 1]
    names = {"keep": lambda X, more: (X, sorted(more)), "sort": lambda X, more: (X, more.sort())}
    student = Student(Local(names, arrays), arrays)
    expect.untouched(student.keep.after(X, more), X, more)
    evidence = refused(expect.untouched, student.sort.after(X, more), X, more)
    assert (evidence.expected, evidence.actual) == ("[3, 1], left as it was", "[1, 3] after the call")


def test_numbers_too_large_for_floats_are_no_array() -> None:
    for value in (10**400, [10**400, 1], [1.0, 10**400]):
        assert refused(expect.array, answer(value)).kind == Kind.STRUCTURE
