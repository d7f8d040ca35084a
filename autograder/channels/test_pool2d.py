"""Hidden properties of ``pool2d(X, size, mode="max", stride=None)``, 6 points."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Student, expect, spread
from assay.testing import draw as drawn
from autograder.channels.cases import cotangent
from autograder.channels.own import Truth, Way, compiled, pulled
from autograder.channels.own import sound as some_right
from autograder.channels.truth import Array, Pair, pool, pool_bound, pool_pull

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("output_shape", "pad2d", "corr2d_strided")


class Pooling(NamedTuple):
    """An image, and how it is pooled."""

    X: Array
    size: Pair
    stride: Pair


#: H, W, size, stride.
SHAPES: dict[str, tuple[int, int, Pair, Pair]] = {
    "one_pixel": (1, 1, (1, 1), (1, 1)),
    "left_out": (5, 7, (2, 3), (2, 3)),
    "overlapping": (4, 3, (3, 2), (1, 1)),
    "gaps": (5, 6, (1, 2), (3, 4)),
    "uneven": (4, 3, (2, 2), (3, 1)),
    "whole_image": (3, 2, (3, 2), (5, 4)),
    "one_row": (1, 7, (1, 3), (1, 2)),
}
SIDE_BY_SIDE = ("one_pixel", "left_out", "whole_image", "one_row")
STEPPING = ("overlapping", "gaps", "uneven", "one_row")


@st.composite
def poolings(draw: st.DrawFn, *only: str) -> Pooling:
    """An image and a window of the named classes; some images are below zero everywhere."""
    H, W, size, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in only}))
    X = np.clip(draw(drawn.arrays((H, W))), -2.0 ** 20, 2.0 ** 20)
    below = -1 - np.abs(X)
    return Pooling(draw(spread(any=st.just(X), below=st.just(below))), size, stride)


@st.composite
def untied(draw: st.DrawFn, *only: str) -> Pooling:
    """As above, with numbers that all differ by a quarter at least."""
    H, W, size, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in only}))
    order = draw(st.permutations(range(H * W)))
    return Pooling(((np.array(order, np.float32) - 5) / 4).reshape(H, W), size, stride)


IMAGE = np.array([[3, -2, 5, 1], [0.5, 4, -1, 2]], np.float32)


def sound(student: Student) -> None:
    """Whether something of it is right, so that more can be asked."""
    some_right([(Way(student, "pool2d", size=(2, 2), mode=mode, stride=(2, 2)), (IMAGE,),
                 pool(IMAGE, (2, 2), mode, (2, 2))) for mode in ("max", "avg")])


def check(student: Student, case: Pooling, mode: str, **stride: Pair) -> None:
    """The answer agrees with the definition, exactly where it is the largest number."""
    X, size, _ = case
    steps = stride.get("stride", size)
    wanted, bound = pool(X, size, mode, steps), pool_bound(X, size, mode, steps)
    expect.close(student.pool2d(X, size, mode, **stride), wanted, bound)


#: One for two properties, so that what they ask has the same shapes.
CASES = poolings(*SIDE_BY_SIDE)


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=CASES)
def test_max(student: Student, case: Pooling) -> None:
    """with mode "max", keeps the largest number of each window, windows side by side

    values: The largest of a window of negative numbers is negative: no zero comes in from outside.

    shape: Unless stride says otherwise, windows lie side by side: (H − h) // h + 1 down and (W − w) // w + 1 across.
    What is left over is left out.
    """
    check(student, case, "max")


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=CASES)
def test_avg(student: Student, case: Pooling) -> None:
    """with mode "avg", keeps the mean of each window, windows side by side

    values: The mean is the sum of the window, divided by h * w.

    shape: Unless stride says otherwise, windows lie side by side: (H − h) // h + 1 down and (W − w) // w + 1 across.
    What is left over is left out.
    """
    check(student, case, "avg")


@pytest.mark.points(1)
@settings(max_examples=5)
@given(case=poolings(*STEPPING))
def test_stride(student: Student, case: Pooling) -> None:
    """takes windows a stride apart when it is told one, in both modes

    values: Windows start at rows 0, s, 2s, … and columns 0, t, 2t, …; they may overlap, or leave gaps.

    shape: Windows start at 0, s, 2s, … as long as they fit: (H − h) // s + 1 down and (W − w) // t + 1 across.
    """
    check(student, case, "max", stride=case.stride)
    check(student, case, "avg", stride=case.stride)


@pytest.mark.points(1)
def test_other_modes(student: Student) -> None:
    """pools by "max" unless it is told otherwise, and raises a ValueError for a mode that it does not know

    values: Left out, mode is "max" and stride is the size.

    raised TypeError: mode and stride may be left out; they are then "max" and the size. Arguments may come by
    name, and are called as in the stub.

    said: raise ValueError(…) for any mode other than "max" and "avg".
    """
    expect.close(student.pool2d(X=IMAGE, size=(2, 2)), [[4, 5]])
    for mode in ("min", "mean", "sum", "MAX", "maximum", "average", "ma", "", "avgs", "max avg"):
        expect.raises(lambda mode=mode: student.pool2d(IMAGE, (2, 2), mode=mode), ValueError)  # type: ignore[misc]


def known(case: Pooling, mode: str) -> Truth:
    """What is right, with the gradient."""
    wanted = pool(case.X, case.size, mode, case.stride)
    G = cotangent(wanted.shape)
    gradient = pool_pull(case.X, G, case.size, mode, case.stride)
    return Truth(wanted, pool_bound(case.X, case.size, mode, case.stride), [(gradient, 1e-4)], ["X"])


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=untied("uneven"))
def test_jit(student: Student, case: Pooling) -> None:
    """gives the same under jax.jit, with size, mode and stride static

    raised: Under jit the image is a tracer: its shape is known, its values are not, so float(), if, and NumPy do not
    work on it. size, mode and stride are what they are without jit.
    """
    sound(student)
    for mode in ("max", "avg"):
        way = Way(student, "pool2d", size=case.size, mode=mode, stride=case.stride)
        compiled(way, (case.X,), known(case, mode))


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(case=untied("uneven"))
def test_gradients(student: Student, case: Pooling) -> None:
    """lets jax.grad through: to the largest number of each window, or to all of it alike

    raised: jax.grad follows jnp operations from X to the answer. It does not go through NumPy, through float() or int()
    of a value, nor backwards through while_loop or a callback.

    values: A number that is largest in several windows gets the gradient of all of them. A mean gives each of its
    numbers a share of 1 / (h * w).
    """
    sound(student)
    for mode in ("max", "avg"):
        way = Way(student, "pool2d", size=case.size, mode=mode, stride=case.stride)
        truth = known(case, mode)
        pulled(way, (case.X,), truth, ((case.X,), truth))
