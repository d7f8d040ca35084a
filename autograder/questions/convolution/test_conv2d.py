"""Hidden properties of ``class Conv2D(nn.Module)``, 8 points."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings

from autograder.judge import Answer, Student, expect
from autograder.questions.convolution import laws
from autograder.questions.convolution.bounds import corr2d_bound, exactly, pull, pull_bounds
from autograder.questions.convolution.cases import Array, images_and_kernels
from solutions.convolution import reference

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("corr2d",)

KEYS = tuple({"key": seed} for seed in (1, 22, 333, 4444, 55555, 666666))
LARGE = (8, 8)


def parameters(answer: Answer, kernel_size: tuple[int, int]) -> tuple[Answer, Answer]:
    """The parameters ``w`` and ``b`` of a set of variables, checked for names and shapes."""
    tree: Any = answer.value
    held = tree.get("params") if isinstance(tree, dict) else None
    names = sorted(held) if isinstance(held, dict) else []
    expect.that(isinstance(held, dict) and names == ["b", "w"], answer,
                "exactly two parameters, named b and w", f"parameters named {', '.join(names) or 'nothing'}")
    assert isinstance(held, dict)
    w, b = Answer(held["w"], answer.call), Answer(held["b"], answer.call)
    expect.shape(w, kernel_size, "w")
    expect.shape(b, (1,), "b")
    return w, b


@pytest.mark.points(2)
@pytest.mark.stays("it says which name or shape is wrong; nothing else works without them")
@settings(max_examples=7)
@given(case=images_and_kernels("one_pixel", "one_row", "tall", "square", "kernel_fills_image"))
def test_parameters(student: Student, case: tuple[Array, Array]) -> None:
    """has two parameters: w of shape kernel_size, b of shape (1,)

    However large the image, a layer has h * w weights and one bias.
    """
    X, K = case
    h, w = K.shape
    parameters(student.module("Conv2D", kernel_size=(h, w)).init(KEYS[0], X), (h, w))


@pytest.mark.points(2)
@pytest.mark.stays("it alone looks at the start")
def test_initial_values(student: Student) -> None:
    """starts with w drawn by nn.initializers.uniform() from the key, and b zero

    nn.initializers.uniform() draws evenly between 0 and 0.01.
    """
    X = np.zeros(LARGE, np.float32)
    answers = [student.module("Conv2D", kernel_size=LARGE).init(key, X) for key in KEYS]
    drawn = []
    for answer in answers:
        w, b = parameters(answer, LARGE)
        expect.close(b, np.zeros(1), name="b")
        drawn.append(expect.floats(w, LARGE, "w"))
    expect.that(len({values.tobytes() for values in drawn}) == len(KEYS), answers[1],
                "other weights for another key", "the same weights for each key")
    values = np.concatenate([values.ravel() for values in drawn])
    expect.that(bool(values.min() >= 0 and values.max() <= 0.01 and laws.fits_uniform(values / 0.01)), answers[0],
                "weights spread evenly between 0 and 0.01", laws.described(values))


@pytest.mark.points(3)
@pytest.mark.stays("it is the definition; the gradients follow from it")
@settings(max_examples=26)
@given(case=images_and_kernels())
def test_forward(student: Student, case: tuple[Array, Array]) -> None:
    """computes corr2d(x, w) + b for any image and any parameters"""
    X, K = case
    b = np.array([K[0, 0] + 0.5], np.float32)
    layer = student.module("Conv2D", kernel_size=K.shape)
    answer = layer.apply({"params": {"w": K, "b": b}}, X)
    wanted = exactly(reference.corr2d, X, K) + float(b[0])
    expect.close(answer, wanted, corr2d_bound(X, K) + 2.0 ** -22 * np.abs(wanted) + 2.0 ** -22 * abs(float(b[0])))


@pytest.mark.points(1)
@pytest.mark.stays("a wrong forward fails here too; a frozen parameter fails only here")
@settings(max_examples=10)
@given(case=images_and_kernels("one_row", "one_column", "kernel_fills_image", "even_square"))
def test_gradients(student: Student, case: tuple[Array, Array]) -> None:
    """lets gradients reach both w and b

    Without them the layer could not learn.
    """
    X, K = case
    G = np.resize(np.array([1, -2, 3, 0.5], np.float32), tuple(np.subtract(X.shape, K.shape) + 1))
    variables = {"params": {"w": K, "b": np.zeros(1, np.float32)}}
    layer = student.module("Conv2D", kernel_size=K.shape)
    expect.close(layer.apply(variables, X), exactly(reference.corr2d, X, K), corr2d_bound(X, K))
    answer = layer.vjp(variables, X, cotangent=G)
    by_variables, _ = expect.pair(answer.part(1), "by the parameters", "by x")
    by_w, by_b = parameters(by_variables, (K.shape[0], K.shape[1]))
    expect.close(by_w, pull(reference.corr2d, (X, K), G)[1], pull_bounds(X, K, G)[1], "the gradient by w")
    total = float(G.astype(np.float64).sum())
    expect.close(by_b, [total], 2.0 ** -22 * (G.size + 2) * float(np.abs(G).sum()), "the gradient by b")
