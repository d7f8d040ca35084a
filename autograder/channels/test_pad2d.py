"""Hidden properties of ``pad2d(X, padding)``, 4 points."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Answer, Student, expect, spread
from assay.testing import draw as drawn
from autograder.channels.cases import cotangent, filled
from autograder.channels.own import Truth, Way, compiled, pulled, real
from autograder.channels.truth import Array, Pair, padded

Case = tuple[Array, Pair]
#: H, W, padding.
SHAPES = {"one_pixel": (1, 1, (1, 1)), "uneven": (2, 3, (1, 2)), "down": (3, 2, (2, 0)), "across": (2, 2, (0, 1)),
          "none": (3, 4, (0, 0)), "wide_frame": (1, 3, (4, 3))}


@st.composite
def framed(draw: st.DrawFn, *only: str) -> Case:
    """An image and a padding of every class, or of the named ones."""
    H, W, padding = draw(spread(**{name: st.just(SHAPES[name]) for name in (only or SHAPES)}))
    return draw(drawn.arrays((H, W))), padding


#: One for two properties, so that they ask the same.
CASES = framed()


@pytest.mark.points(1)
@pytest.mark.fixed("numbers that are not moved about are lost elsewhere")
@settings(max_examples=6)
@given(case=CASES)
def test_shape(student: Student, case: Case) -> None:
    """answers with shape (H + 2p, W + 2q), the image's numbers somewhere in it

    shape: p rows lie above and p below, q columns left and q right: each axis grows by twice its padding.

    said: All numbers of the image are still there, each as often as before.

    raised TypeError: Arguments may come by name, and are called as in the stub.
    """
    X, padding = case
    X = X if X.all() else filled(X.shape)
    answer = student.pad2d(X=X, padding=padding)
    expect.floats(answer, padded(X, padding).shape)
    holds_image(answer, X)


def holds_image(answer: Answer, X: Array) -> None:
    """All numbers of the image are in the answer, each as often as there."""
    missing = Counter(X.ravel().tolist()) - Counter(real(answer).ravel().tolist())
    expect.that(not missing, answer, "an array that holds all numbers of the image",
                f"one without {min(missing, default=0):g}")


@pytest.mark.points(2)
@settings(max_examples=6)
@given(case=CASES)
def test_values(student: Student, case: Case) -> None:
    """keeps the image in the middle and puts zeros around it

    values: Rows come first: padding[0] counts rows above and below, padding[1] columns left and right. All of the frame
    is zero.

    shape: p rows lie above and p below, q columns left and q right: each axis grows by twice its padding.

    dtype: The image is float32, and so is its frame.
    """
    X, padding = case
    for image in (X, filled(X.shape)):
        expect.close(student.pad2d(image, padding), padded(image, padding))


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=2)
@given(case=st.tuples(drawn.whole((2, 3)), spread(uneven=st.just((1, 2)), none=st.just((0, 0)))))
def test_transforms(student: Student, case: Case) -> None:
    """works under jax.jit, with padding static, and lets jax.grad through

    raised: Under jit the image is a tracer: its shape is known, its values are not, so float(), if, and NumPy do not
    work on it. Use jnp.

    values: Where the gradient is zero, nothing leads back from the answer to the image.
    """
    X, padding = case
    image = filled((2, 2))
    holds_image(expect.before(lambda: student.pad2d(image, (1, 1)), "the image within zeros"), image)
    way, right = Way(student, "pad2d", padding=padding), padded(X, padding)
    (p, q), (H, W) = padding, X.shape
    gradient = np.asarray(cotangent(right.shape), np.float64)[p:p + H, q:q + W]
    known = Truth(right, 0.0, [(gradient, 1e-5)], ["X"])
    compiled(way, (X,), known)
    other = filled(X.shape)
    pulled(way, (X,), known, ((other,), known._replace(answer=padded(other, padding))))
