"""Lessons for ``train_edge_kernel``: what there is to learn, how fast, and in how many steps."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np
from hypothesis import strategies as st

from assay.testing import Answer, Array, Student, exactly, expect, spread
from autograder.convolution.bounds import curvature
from autograder.convolution.cases import Shape, kernels, whole
from solutions.convolution import reference

KEYS = tuple({"key": seed} for seed in (1, 22, 333, 4444, 55555, *range(7, 27)))
#: Keys whose last digits, bits or bytes are those of the first.
ALIKE = ({"key": 1001}, {"key": 257}, {"key": 65537})
EDGE: Shape = (2, 3, 1, 2)


class Lesson(NamedTuple):
    """An image, the kernel to find, a learning rate and a number of steps."""

    X: Array
    K: Array
    lr: float
    steps: int

    @property
    def shape(self) -> Shape:
        """(H, W, h, w)."""
        (H, W), (h, w) = self.X.shape, self.K.shape
        return H, W, h, w


@st.composite
def lessons(draw: st.DrawFn) -> Lesson:
    """Lessons with the largest power of two for which descent surely contracts; or half of it; or far too much.

    With 16 times as much, the loss grows by up to 200 times a step. Shapes with many outputs stand where they meet few
    steps: a step goes through all of them.
    """
    H, W, h, w = draw(spread(edge=st.just(EDGE), fills=st.just((2, 5, 2, 5)), square=st.just((3, 3, 2, 2)),
                             row=st.just((1, 4, 1, 2)), upright=st.just((12, 1, 7, 1))))
    X, K = draw(whole((H, W))), draw(kernels((h, w)))
    X[0, 0] += 4  # never all zeros, so there is something to learn from
    rate, steps = draw(spread(one=st.just((0.5, 1)), two=st.just((1.0, 2)), growing=st.just((16.0, 4)),
                              many=st.just((1.0, 11))))
    return Lesson(X, K, rate * 2.0 ** -int(np.ceil(np.log2(max(curvature(X, (h, w)), 1.0)))), steps)


def target(X: Array, K: Array) -> Array:
    """What the kernel makes of the image, as float32."""
    wanted: Array = exactly(reference.corr2d, X, K)
    return wanted.astype(np.float32)


def trained(student: Student, lesson: Lesson, key: dict[str, int]) -> tuple[Answer, Answer]:
    """The kernel and the losses that a student returns."""
    Y = target(lesson.X, lesson.K)
    answer = student.train_edge_kernel(lesson.X, Y, lesson.shape[2:], key=key, lr=lesson.lr, steps=lesson.steps)
    return expect.pair(answer, "K", "losses")
