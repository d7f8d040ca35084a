"""Scores, labels and small problems of every kind of shape.

The classes are named for what they catch: a solution that takes the largest of the whole array passes "one_row" and
fails "apart"; one that counts its classes from the labels fails "few_labels". Every run draws from each class.
"""

from __future__ import annotations

from typing import Any

import numpy as np
from hypothesis import strategies as st

from assay.testing import spread

Array = np.ndarray[Any, Any]
Shape = tuple[int, int]

#: (rows, columns), the simplest first.
SHAPES = spread(square=st.just((2, 2)), one_row=st.just((1, 3)), one_column=st.just((3, 1)), tall=st.just((6, 2)),
                wide=st.just((2, 7)), any=st.tuples(st.integers(1, 5), st.integers(2, 5)))
#: Of the two dtypes that are asked for.
DTYPES = spread(float64=st.just(np.float64), float32=st.just(np.float32))


def _table(draw: st.DrawFn, shape: Shape, numbers: st.SearchStrategy[float]) -> Array:
    """An array of this shape, each number for itself."""
    count = shape[0] * shape[1]
    return np.array(draw(st.lists(numbers, min_size=count, max_size=count)), np.float64).reshape(shape)


@st.composite
def scores(draw: st.DrawFn) -> Array:
    """Ordinary scores, from -48 to 48: quarters, equal ones, negative ones, rows far from each other."""
    shape = draw(SHAPES)
    quarters = st.integers(-16, 16).map(lambda number: number / 4)
    table = _table(draw, shape, quarters)
    levels = np.resize([40.0, -40.0], shape[0])[:, None]
    moved = draw(spread(plain=st.just(table), equal=st.just(table[:, :1] + 0 * table), negative=st.just(table - 8),
                        spaced=st.just(table * 3), apart=st.just(table + levels)))
    return np.asarray(moved, draw(DTYPES))


@st.composite
def large_scores(draw: st.DrawFn) -> Array:
    """Scores as large as they may be: at the ends, close together there, rows at opposite ends, all in between."""
    shape = draw(SHAPES)
    ends = _table(draw, shape, st.sampled_from([10000.0, -10000.0, 0.0, 9999.0, -9998.0]))
    close = _table(draw, shape, st.integers(0, 8).map(float))
    sides = np.resize([9990.0, -10000.0], shape[0])[:, None]
    table = draw(spread(ends=st.just(ends), high=st.just(9990 + close), low=st.just(close - 10000),
                        apart=st.just(close + sides),
                        between=st.just(_table(draw, shape, st.integers(-100, 100).map(lambda tens: 100.0 * tens)))))
    return np.asarray(table, draw(DTYPES))


@st.composite
def labels(draw: st.DrawFn, n: int, q: int, *, gaps: bool = False) -> Array:
    """Labels (n,) from 0 to q - 1: any, all the first, all the last; with ``gaps``, the last and the first in turn."""
    some = draw(st.lists(st.integers(0, q - 1), min_size=n, max_size=n))
    more = {"gaps": st.just(([q - 1, 0] * n)[:n])} if gaps else {}
    found = draw(spread(any=st.just(some), first=st.just([0] * n), last=st.just([q - 1] * n), **more))
    return np.array(found, np.int64)


@st.composite
def scored(draw: st.DrawFn, rows: st.SearchStrategy[Array]) -> tuple[Array, Array]:
    """Scores, and a label for each row."""
    table = draw(rows)
    return table, draw(labels(*table.shape))


@st.composite
def labelled(draw: st.DrawFn) -> tuple[Array, int]:
    """Labels and the number of classes, of which the last ones may not occur."""
    n, q = draw(spread(few=st.just((3, 4)), one_row=st.just((1, 5)), one_column=st.just((3, 1)), many=st.just((9, 3)),
                       above_nine=st.just((4, 13)), any=st.tuples(st.integers(1, 6), st.integers(1, 6))))
    return draw(labels(n, q, gaps=True)), q


@st.composite
def problems(draw: st.DrawFn, scale: float = 1.0) -> tuple[Array, Array, Array, Array]:
    """(W, b, X, y): whole numbers and halves, so that sums are exact in float32; W and b times ``scale``."""
    n, d, q = draw(spread(small=st.just((2, 2, 2)), one_row=st.just((1, 3, 2)), one_pixel=st.just((3, 1, 4)),
                          one_column=st.just((2, 3, 1)), many_rows=st.just((7, 2, 3)), many_pixels=st.just((2, 6, 3)),
                          square=st.just((3, 3, 3)), any=st.tuples(*[st.integers(1, 4)] * 3)))
    halves = st.integers(-4, 4).map(lambda number: number / 2)
    W, b = scale * _table(draw, (d, q), halves), scale * _table(draw, (1, q), halves)[0]
    X = _table(draw, (n, d), spread(halves=halves, ink=st.sampled_from([0.0, 0.25, 1.0]),
                                      bright=st.sampled_from([0.0, 8.0])))
    dtype = draw(DTYPES)
    return W.astype(dtype), b.astype(dtype), X.astype(dtype), draw(labels(n, q, gaps=True))


def corners(example: dict[str, Any]) -> list[str]:
    """The corner classes that a drawn example belongs to; the audit counts them."""
    case = next(iter(example.values()))
    first = case[0] if isinstance(case, tuple) else case
    if not isinstance(first, np.ndarray):
        return []
    facts = {"float32": first.dtype == np.float32, "float64": first.dtype == np.float64}
    if first.ndim == 2:
        n, q = first.shape
        facts |= {"one row": n == 1, "one column": q == 1, "tall": n > q > 1, "wide": q > n > 1,
                  "rows apart": n > 1 and bool(np.ptp(first.max(axis=1)) >= 60),
                  "equal scores": q > 1 and bool((np.ptp(first, axis=1) == 0).all()),
                  "negative": bool((first < 0).all()), "far below": bool(first.max() < -9000)}
    else:
        q = case[1]
        facts |= {"one row": len(first) == 1, "one column": q == 1, "few labels": bool(first.max() < q - 1)}
    return [name for name, holds in facts.items() if holds]


_DTYPES, _THIN = ("float32", "float64"), ("one row", "one column")
#: What must occur in every run of these properties.
CORNERS = {("softmax", "values"): (*_DTYPES, *_THIN, "tall", "wide", "rows apart", "equal scores", "negative"),
           ("softmax", "large"): (*_DTYPES, *_THIN, "rows apart", "far below"),
           ("cross_entropy", "values"): (*_DTYPES, *_THIN, "tall", "wide", "rows apart"),
           ("cross_entropy", "large"): (*_DTYPES, *_THIN, "rows apart", "far below"),
           ("one_hot", "columns"): (*_THIN, "few labels"), ("one_hot", "places"): _THIN,
           ("gradient", "weights"): _DTYPES, ("gradient", "biases"): _DTYPES}
