"""Images and kernels of every shape.

The classes are named for what they catch: a square-only solution passes "square" and fails "tall"; one that assumes
two rows fails "one_row". Every run draws from each class.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from assay.testing import Array, draw, exactly, pooled, spread
from solutions.convolution import reference

Shape = tuple[int, int, int, int]
arrays, kernels, whole = draw.arrays, draw.kernels, draw.whole


@st.composite
def _any_shape(draw: st.DrawFn, most: int = 5) -> Shape:
    h, w = draw(st.integers(1, 3)), draw(st.integers(1, 3))
    return draw(st.integers(h, most)), draw(st.integers(w, most)), h, w


#: What stands for any shape when examples are recorded: sizes that all differ, both ways round, and a small one.
ODD: tuple[Shape, ...] = ((4, 5, 3, 2), (5, 4, 2, 3), (2, 3, 1, 2))
CLASSES: dict[str, Shape] = {
    "one_pixel": (1, 1, 1, 1),
    "one_row": (1, 6, 1, 3),
    "one_column": (6, 1, 3, 1),
    "kernel_fills_image": (3, 4, 3, 4),
    "one_weight": (3, 5, 1, 1),
    "flat_kernel": (4, 5, 1, 4),
    "upright_kernel": (5, 4, 4, 1),
    "square": (5, 5, 3, 3),
    "even_square": (4, 4, 2, 2),
    "tall": (6, 3, 2, 2),
    "wide": (3, 20, 2, 6),
    "larger": (7, 9, 5, 6),
    # Asked under jit and nowhere else, so that what a function keeps by shape is first met there.
    "fresh": (2, 8, 2, 4),
    # As wide as few outputs allow: a step of descent goes through each of them forwards and back.
    "broad": (2, 13, 2, 6),
}
#: The classes that are drawn where no class is named.
COMMON = tuple(name for name in CLASSES if name not in ("fresh", "broad"))


def shapes(*only: str) -> st.SearchStrategy[Shape]:
    """(H, W, h, w) of every class, or of the named ones, and others that are small."""
    return spread(any=pooled(_any_shape(), ODD), **{name: st.just(CLASSES[name]) for name in (only or COMMON)})


@st.composite
def images_and_kernels(draw: st.DrawFn, *only: str) -> tuple[Array, Array]:
    """An image and a kernel that fits into it."""
    H, W, h, w = draw(shapes(*only))
    return draw(arrays((H, W))), draw(kernels((h, w)))


@st.composite
def descents(draw: st.DrawFn) -> tuple[Array, Array, Array, float]:
    """(K, X, Y, lr) for a step of descent: a kernel, an image, any target, a learning rate."""
    H, W, h, w = draw(shapes("one_pixel", "one_row", "one_column", "kernel_fills_image", "square", "tall", "broad"))
    K, X = draw(kernels((h, w))), draw(whole((H, W)))
    Y = draw(kernels((H - h + 1, W - w + 1)))
    if draw(spread(far=st.just(False), near=st.just(True))):  # sums of products of these are exact in float32
        Y = (exactly(reference.corr2d, X, K) + np.clip(Y, -1, 1) / 16).astype(np.float32)
    return K, X, Y, draw(spread(half=st.just(0.5), eighth=st.just(0.125), small=st.just(2.0 ** -7), odd=st.just(0.03),
                                 none=st.just(0.0)))


def corners(example: dict[str, Any]) -> list[str]:
    """The corner classes that a drawn example belongs to; the audit counts them."""
    arrays_in = [value for value in _leaves(example) if isinstance(value, np.ndarray)]
    if not arrays_in:
        return []
    image = max(arrays_in, key=lambda array: array.size)
    kernel = arrays_in[1] if len(arrays_in) == 2 else None
    (H, W), flat = image.shape, np.concatenate([array.ravel() for array in arrays_in])
    facts = {"one pixel": H == W == 1, "one row": H == 1 < W, "one column": W == 1 < H, "square": H == W > 1,
             "tall": H >= 2 * W > 2, "wide": W >= 2 * H > 2, "negative": bool((flat < 0).any()),
             "zeros": not image.any(), "negative zero": bool((np.signbit(image) & (image == 0)).any()),
             "faint": bool(0 < np.abs(image).max() <= 0.03),
             "mixed magnitudes": _spans(image), "large": bool(np.abs(image).max() >= 2.0 ** 20)}
    if kernel is not None:
        facts |= {"kernel fills image": kernel.shape == image.shape, "one weight": kernel.size == 1 < image.size,
                  "flat kernel": kernel.shape[0] == 1 < kernel.shape[1],
                  "upright kernel": kernel.shape[1] == 1 < kernel.shape[0],
                  "square kernel": kernel.shape[0] == kernel.shape[1] > 1}
    return [name for name, holds in facts.items() if holds]


def _leaves(value: Any) -> list[Any]:
    if isinstance(value, dict):
        return _leaves(list(value.values()))
    return [leaf for item in value for leaf in _leaves(item)] if isinstance(value, (list, tuple)) else [value]


def _spans(image: Array) -> bool:
    sizes = np.abs(image[image != 0])
    return bool(sizes.size > 1 and sizes.max() >= 2.0 ** 12 * sizes.min())


_SHAPES = ("one pixel", "one row", "one column", "square", "tall", "wide")
_KERNELS = ("kernel fills image", "one weight", "flat kernel", "upright kernel", "square kernel")
_VALUES = ("negative", "zeros", "negative zero", "faint", "mixed magnitudes", "large")
#: What must occur in every run of these properties.
CORNERS = {("corr2d", "shape"): (*_SHAPES, *_KERNELS), ("corr2d", "values"): (*_SHAPES, *_KERNELS, *_VALUES),
           ("conv2d", "forward"): (*_SHAPES, *_KERNELS, *_VALUES),
           ("detect_edges", "horizontal"): ("one row", "square", "tall", "wide", "faint"),
           ("detect_edges", "vertical"): ("one column", "square", "tall", "wide", "faint")}
