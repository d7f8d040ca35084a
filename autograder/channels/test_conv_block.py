"""Hidden properties of ``class ConvBlock(nn.Module)``, 8 points."""

from __future__ import annotations

from typing import Any, NamedTuple

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.testing import Answer, Student, expect, laws, spread
from assay.testing import draw as drawn
from assay.testing.bounds import U
from autograder.channels import truth, variance
from autograder.channels.cases import cotangent, filled
from autograder.channels.own import Arrays, Truth, Way, compiled, pulled, sound
from autograder.channels.truth import ONE, Array, Pair

#: Whose mistakes may show here; the judge then looks again with correct ones in their place.
NEEDS = ("output_shape", "pad2d", "corr2d_strided", "corr2d_multi_in", "corr2d_multi_in_out")

KEYS = tuple({"key": seed} for seed in (1, 22, 333, 4444, 55555, 7, 8, 1001))
#: The start is looked at where every mistake about the axes gives another variance: features, C, h, w.
LARGE = (10, 2, 5, 3)
#: And another size of window, for whoever starts with the same law whatever the shape.
FEW = (24, 2, 2, 2)


class Layer(NamedTuple):
    """A block's parameters, its input, and its stride."""

    w: Array
    b: Array
    x: Array
    stride: Pair = ONE

    @property
    def arrays(self) -> Arrays:
        """What gradients go to."""
        return self.w, self.b, self.x


#: C, D, H, W, h, w, stride. Sizes are those that other questions ask of too, as each is compiled anew.
SHAPES: dict[str, tuple[int, int, int, int, int, int, Pair]] = {
    "one_of_each": (1, 1, 1, 1, 1, 1, (1, 1)),
    "more_out": (2, 4, 3, 3, 2, 2, (1, 1)),
    "more_in": (3, 1, 2, 4, 1, 3, (1, 1)),
    "leftover": (1, 2, 5, 7, 2, 3, (2, 3)),
    "steps_across": (2, 4, 3, 3, 2, 2, (3, 1)),
    "long_stride": (2, 1, 3, 4, 2, 2, (5, 7)),
}


@st.composite
def layers(draw: st.DrawFn, *only: str) -> Layer:
    """Parameters and an image of every class, or of the named ones."""
    C, D, H, W, h, w, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in (only or SHAPES)}))
    return Layer(draw(drawn.kernels((D, C, h, w))), draw(drawn.kernels((D,))), draw(drawn.arrays((C, H, W))), stride)


@st.composite
def clear(draw: st.DrawFn, *only: str) -> Layer:
    """As above, with sums that are whole numbers and a half: none is near zero, where the ReLU has no slope."""
    C, D, H, W, h, w, stride = draw(spread(**{name: st.just(SHAPES[name]) for name in only}))
    b = draw(drawn.whole((D,))) + np.float32(0.5)
    return Layer(draw(drawn.whole((D, C, h, w))), b, draw(drawn.whole((C, H, W))), stride)


def known(layer: Layer, *, gradients: bool = False) -> Truth:
    """What is right: before the ReLU, which adds no error, sums and a bias."""
    w, b, x, stride = layer
    before = truth.corr(x, w, stride=stride) + b.astype(np.float64)[:, None, None]
    bound = truth.corr_bound(x, w, stride=stride) + 4 * U * (np.abs(before) + np.abs(b)[:, None, None])
    if not gradients:
        return Truth(np.maximum(before, 0), bound)
    G = np.where(before > 0, cotangent(before.shape), 0)
    (by_x, by_w), (off_x, off_w) = truth.pull(x, w, G, stride=stride), truth.pull_bounds(x, w, G, stride=stride)
    by_b, off_b = G.sum(axis=(1, 2)), 4 * U * (G[0].size + 2) * np.abs(G).sum(axis=(1, 2))
    return Truth(np.maximum(before, 0), bound, [(by_w, off_w), (by_b, off_b), (by_x, off_x)], ["w", "b", "x"])


def parameters(answer: Answer, shape: tuple[int, ...]) -> tuple[Answer, Answer]:
    """The parameters ``w`` and ``b`` of a set of variables, checked for names, shapes, dtypes and finite numbers."""
    tree: Any = answer.value
    held = tree.get("params") if isinstance(tree, dict) else None
    names = sorted(map(str, held)) if isinstance(held, dict) else []
    expect.that(isinstance(held, dict) and names == ["b", "w"], answer,
                "exactly two parameters, named b and w", f"parameters named {', '.join(names) or 'nothing'}")
    assert isinstance(held, dict)
    w, b = Answer(held["w"], answer.call), Answer(held["b"], answer.call)
    expect.floats(w, shape, "w")
    expect.floats(b, shape[:1], "b")
    return w, b


class Block(Way):
    """A block, asked with its parameters as arrays: w, b, x. A stride of None is left out."""

    def __init__(self, student: Student, layer: Layer, stride: Pair | None) -> None:
        fields = {} if stride is None else {"stride": stride}
        D, _, *kernel_size = layer.w.shape
        self._module = student.module("ConvBlock", features=D, kernel_size=tuple(kernel_size), **fields)

    def plain(self, *arrays: Array) -> Answer:
        """Its output."""
        return self._module.apply(*_variables(arrays))

    def jit(self, *arrays: Array) -> Answer:
        """Its output under jit."""
        return self._module.jit(*_variables(arrays))

    def vjp(self, *arrays: Array, G: Array) -> tuple[Answer, list[Answer]]:
        """The call that asks for the gradients, and those by w, by b and by x."""
        answer = self._module.vjp(*_variables(arrays), cotangent=G)
        by_variables, by_x = expect.pair(answer.part(1), "by the parameters", "by x")
        return answer, [*parameters(by_variables, arrays[0].shape), by_x]


def _variables(arrays: Arrays) -> tuple[dict[str, Any], Array]:
    w, b, x = arrays
    return {"params": {"w": w, "b": b}}, x


#: The worked example, and kernels that look the same from all sides; no bias, and nothing for the ReLU to cut.
X2 = np.stack([np.arange(9, dtype=np.float32).reshape(3, 3), np.arange(1, 10, dtype=np.float32).reshape(3, 3)])
K2 = np.array([[[0, 1], [2, 3]], [[1, 2], [3, 4]]], np.float32)
WORKED = Layer(np.stack([K2, 2 * K2]), np.zeros(2, np.float32), X2)
BOX = Layer(np.ones((2, 2, 2, 2), np.float32), np.zeros(2, np.float32), X2)


def sound_block(student: Student) -> None:
    """Whether something of it is right, so that more can be asked."""
    sound([(Block(student, each, None), each.arrays, known(each).answer) for each in (WORKED, BOX)])


def nearby(layer: Layer) -> tuple[Arrays, Truth]:
    """Parameters and an input of the same shapes, all positive, so that the ReLU cuts nothing."""
    w, b, x = (np.abs(filled(each.shape)) for each in layer.arrays)
    other = Layer(w, b, x, layer.stride)
    return other.arrays, known(other)


@pytest.mark.points(1)
@pytest.mark.fixed("only shapes count")
@settings(max_examples=3)
@given(shape=spread(**{name: st.just(SHAPES[name]) for name in ("more_out", "leftover", "more_in")}))
def test_parameters(student: Student, shape: tuple[int, int, int, int, int, int, Pair]) -> None:
    """has two parameters, float32: w of shape (features, C, h, w), b of shape (features,)

    said: self.param("w", …) and self.param("b", …) name them; there are no others.

    shape: C is how many channels the input has, x.shape[0]. The size of the image does not matter.
    """
    C, D, H, W, h, w, _ = shape
    block = student.module("ConvBlock", features=D, kernel_size=(h, w))
    parameters(block.init(KEYS[0], filled((C, H, W))), (D, C, h, w))


@pytest.mark.points(2)
def test_initial_values(student: Student) -> None:
    """starts with weights of mean 0 and variance 1 / (C h w), each drawn for itself from the key, and b zero

    values: The bias starts at zero.

    said: nn.initializers.lecun_normal(in_axis=1, out_axis=0) has this law for the shape (features, C, h, w).
    """
    D, C, h, w = LARGE
    deviation = float(1 / np.sqrt(C * h * w))
    block = student.module("ConvBlock", features=D, kernel_size=(h, w))
    answers = [block.init(key, np.ones((C, h + 2, w + 1), np.float32)) for key in KEYS]
    starts = []
    for answer in answers:
        weights, b = parameters(answer, LARGE)
        expect.close(b, np.zeros(D), name="b")
        starts.append(expect.floats(weights, LARGE, "w"))
        expect.that(*variance.apart(starts[-1], answer))
    twins = laws.twins(starts)
    expect.that(not twins, [answers[place] for place in twins], "other weights for another key", "the same weights")
    values = np.concatenate([each.ravel() for each in starts])
    expect.that(*variance.wide(values, deviation, answers[0]))
    expect.that(*variance.centred(values, deviation, answers[0]))
    expect.that(*laws.free(starts, 0.0, deviation, answers[0]))
    D, C, h, w = FEW
    block = student.module("ConvBlock", features=D, kernel_size=(h, w))
    answers = [block.init(key, np.ones((C, h + 2, w + 1), np.float32)) for key in KEYS[:4]]
    values = np.concatenate([expect.floats(parameters(answer, FEW)[0], FEW, "w").ravel() for answer in answers])
    expect.that(*variance.wide(values, float(1 / np.sqrt(C * h * w)), answers[0]))


@pytest.mark.points(2)
@settings(max_examples=5)
@given(layer=layers("more_out", "one_of_each", "more_in", "leftover"))
def test_forward(student: Student, layer: Layer) -> None:
    """computes the ReLU of the cross-correlation over channels plus b, for any parameters and any image

    values: Channel d is corr2d_multi_in(x, w[d]) + b[d], and what is negative then becomes zero.

    shape: Without a stride the output has shape (features, H − h + 1, W − w + 1).

    raised TypeError: stride may be left out: it is then (1, 1).
    """
    once = layer._replace(stride=ONE)
    right_answer = known(once)
    expect.close(Block(student, once, None).plain(*once.arrays), right_answer.answer, right_answer.bound)


@pytest.mark.points(1)
@settings(max_examples=5)
@given(layer=layers("leftover", "steps_across", "long_stride"))
def test_stride(student: Student, layer: Layer) -> None:
    """takes every s-th row and every t-th column, from the first, when it has a stride

    values: stride is (down, to the right), and windows start at 0, s, 2s, …

    shape: There are (H − h) // s + 1 rows and (W − w) // t + 1 columns.
    """
    right_answer = known(layer)
    expect.close(Block(student, layer, layer.stride).plain(*layer.arrays), right_answer.answer, right_answer.bound)


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(layer=clear("steps_across"))
def test_jit(student: Student, layer: Layer) -> None:
    """gives the same when its apply is compiled with jax.jit

    raised: Under jit the parameters and the image are tracers: their shapes are known, their values are not, so
    float(), if, and NumPy do not work on them. Use jnp.
    """
    sound_block(student)
    compiled(Block(student, layer, layer.stride), layer.arrays, known(layer))


@pytest.mark.points(1)
@pytest.mark.fixed("wrong values are lost elsewhere")
@settings(max_examples=1)
@given(layer=clear("steps_across"))
def test_gradients(student: Student, layer: Layer) -> None:
    """lets gradients reach w, b and the image

    values: Without them the block could not learn. Through the ReLU they pass where it let the sum pass.
    """
    sound_block(student)
    pulled(Block(student, layer, layer.stride), layer.arrays, known(layer, gradients=True), nearby(layer))
