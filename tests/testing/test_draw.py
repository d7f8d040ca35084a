"""Arrays that are drawn: of any rank, and of every class of values in a recorded run."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from assay.judge.examples import tape
from assay.testing import draw


@pytest.mark.parametrize("shape", [(), (3,), (2, 1, 2, 2)])
@pytest.mark.parametrize("kind", [draw.arrays, draw.kernels, draw.whole])
def test_arrays_of_any_rank_are_float32(kind: Any, shape: tuple[int, ...]) -> None:
    @settings(max_examples=6)
    @given(array=kind(shape))
    def drawn(student: object, array: Any) -> None:
        del student, array

    arrays = [example["array"] for _, example in tape.record(drawn, {"student": None})]
    assert {(array.shape, array.dtype) for array in arrays} == {(shape, np.dtype(np.float32))}
    assert len({array.tobytes() for array in arrays}) > 1


@settings(max_examples=20)
@given(st.data())
def test_floats_and_labels_lie_within_their_bounds(data: st.DataObject) -> None:
    array = data.draw(draw.floats((2, 3), -1, 2, np.float32))
    assert (array.shape, array.dtype) == ((2, 3), np.float32)
    assert np.abs(array - 0.5).max() <= 1.5
    labels = data.draw(draw.labels(4, 3))
    assert labels.dtype == np.int64
    assert set(labels.tolist()) <= {0, 1, 2}
