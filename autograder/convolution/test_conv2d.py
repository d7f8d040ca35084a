"""Hidden properties of ``class Conv2D(nn.Module)``, 8 points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from assay.testing import Answer, Array, Student, exactly, expect, laws
from autograder.convolution import own
from autograder.convolution.bounds import corr2d_bound, pull, pull_bounds
from autograder.convolution.cases import images_and_kernels
from solutions.convolution import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("corr2d",)

KEYS = tuple({"key": seed} for seed in (1, 22, 333, 4444, 55555, 1001))
LARGE = (8, 8)


def parameters(answer: Answer, kernel_size: tuple[int, int]) -> tuple[Answer, Answer]:
    """The parameters ``w`` and ``b`` of a set of variables, checked for names, shapes, dtypes and finite numbers."""
    tree: Any = answer.value
    held = tree.get("params") if isinstance(tree, dict) else None
    names = sorted(map(str, held)) if isinstance(held, dict) else []
    expect.that(isinstance(held, dict) and names == ["b", "w"], answer,
                "exactly two parameters, named b and w", f"parameters named {', '.join(names) or 'nothing'}")
    assert isinstance(held, dict)
    w, b = Answer(held["w"], answer.call), Answer(held["b"], answer.call)
    expect.floats(w, kernel_size, "w")
    expect.floats(b, (1,), "b")
    return w, b


@pytest.mark.points(2)
@pytest.mark.fixed("only shapes count")
@settings(max_examples=6)
@given(case=images_and_kernels("one_pixel", "one_row", "tall", "square", "kernel_fills_image"))
def test_parameters(student: Student, case: tuple[Array, Array]) -> None:
    """has two parameters, float32: w of shape kernel_size, b of shape (1,)

    shape: However large the image, a layer has h * w weights and one bias.
    """
    X, K = case
    h, w = K.shape
    parameters(student.module("Conv2D", kernel_size=(h, w)).init(KEYS[0], X), (h, w))


@pytest.mark.points(2)
def test_initial_values(student: Student) -> None:
    """starts with w drawn by nn.initializers.uniform() from the key, each weight for itself, and b zero

    said: nn.initializers.uniform() draws each weight for itself, evenly between 0 and 0.01, from the key it is given.
    """
    X = np.zeros(LARGE, np.float32)
    answers = [student.module("Conv2D", kernel_size=LARGE).init(key, X) for key in KEYS]
    drawn = []
    for answer in answers:
        w, b = parameters(answer, LARGE)
        expect.close(b, np.zeros(1), name="b")
        drawn.append(expect.floats(w, LARGE, "w"))
        expect.that(*laws.apart(drawn[-1], 0.005, answer))
    twins = laws.twins(drawn)
    expect.that(not twins, [answers[place] for place in twins], "other weights for another key", "the same weights")
    expect.that(*laws.free(drawn, 0.005, 0.01 / np.sqrt(12), answers[0]))
    values = np.concatenate([values.ravel() for values in drawn])
    expect.that(bool(values.min() >= 0 and values.max() <= 0.01 and laws.fits_uniform(values / 0.01)), answers[0],
                "weights spread evenly between 0 and 0.01", f"with {len(KEYS)} keys, {laws.described(values)}")


def applied(student: Student, w: Array, b: Array, X: Array) -> Answer:
    """The layer's output for these parameters."""
    return student.module("Conv2D", kernel_size=w.shape).apply({"params": {"w": w, "b": b}}, X)


@pytest.mark.points(3)
@settings(max_examples=26)
@given(case=images_and_kernels())
def test_forward(student: Student, case: tuple[Array, Array]) -> None:
    """computes corr2d(x, w) + b for any image and any parameters"""
    X, K = case
    check(student, K, np.array([K[0, 0] + 0.5], np.float32), X)


def check(student: Student, w: Array, b: Array, X: Array) -> None:
    """The layer's output is that of the definition."""
    wanted = exactly(reference.corr2d, X, w) + float(b[0])
    bound = corr2d_bound(X, w) + 2.0 ** -22 * np.abs(wanted) + 2.0 ** -22 * abs(float(b[0]))
    expect.close(applied(student, w, b, X), wanted, bound)


def right(student: Student, w: Array, b: Array, X: Array) -> bool:
    """Whether the layer's output is that of the definition."""
    return expect.holds(lambda: check(student, w, b, X))


#: Where the layer's output is wrong, its gradients are held against its own slopes here.
IMAGE, W0 = own.filled(np.zeros((4, 4), np.float32), np.zeros((2, 2), np.float32))
HALF = np.array([0.5], np.float32)
G0 = np.array([[1, -2, 3], [0.5, 1, -1], [2, 0.5, -3]], np.float32)


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=5)
@given(case=images_and_kernels("one_row", "one_column", "kernel_fills_image", "even_square"))
def test_gradients(student: Student, case: tuple[Array, Array]) -> None:
    """lets gradients reach w, b and the image

    values: Without them the layer could not learn.
    """
    X, K = case
    no_bias = np.zeros(1, np.float32)
    if not all(right(student, *each) for each in ((W0, HALF, IMAGE), (K, no_bias, X))):
        own_gradients(student)
        return
    G = np.resize(np.array([1, -2, 3, 0.5], np.float32), tuple(np.subtract(X.shape, K.shape) + 1))
    by_w, by_b, by_x = gradients(student, K, no_bias, X, G)[1:]
    wanted, bounds = pull(reference.corr2d, (X, K), G), pull_bounds(X, K, G)
    expect.close(by_w, wanted[1], bounds[1], "the gradient by w")
    expect.close(by_x, wanted[0], bounds[0], "the gradient by x")
    total = float(G.astype(np.float64).sum())
    expect.close(by_b, [total], 2.0 ** -22 * (G.size + 2) * float(np.abs(G).sum()), "the gradient by b")


def gradients(student: Student, w: Array, b: Array, X: Array, G: Array) -> tuple[Answer, Answer, Answer, Answer]:
    """The call that asks for the gradients of the output, summed up with G, and those by w, by b and by x."""
    variables = {"params": {"w": w, "b": b}}
    answer = student.module("Conv2D", kernel_size=w.shape).vjp(variables, X, cotangent=G)
    by_variables, by_x = expect.pair(answer.part(1), "by the parameters", "by x")
    return answer, *parameters(by_variables, (w.shape[0], w.shape[1])), by_x


def own_gradients(student: Student) -> None:
    """Where the output is wrong, the gradients are at least those of what was computed, and neither is zero."""
    own.numbers(expect.before(lambda: applied(student, W0, HALF, IMAGE), "an array of shape (3, 3)"), G0.shape)
    answer, by_w, by_b, by_x = gradients(student, W0, HALF, IMAGE, G0)
    fit = own.fit(lambda w, b, X: own.numbers(applied(student, w, b, X), G0.shape), (W0, HALF, IMAGE),
                  (own.numbers(by_w, W0.shape), own.numbers(by_b, (1,)), own.numbers(by_x, IMAGE.shape)), G0)
    expect.that(fit, answer, "gradients that fit your layer's own outputs near these values, none of them zero",
                "gradients that do not")
