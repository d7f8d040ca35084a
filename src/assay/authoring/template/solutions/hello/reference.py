"""The reference solutions of the assignment ``hello``, for vectors of any length."""

from __future__ import annotations

from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]


def center(x: Array) -> Array:
    """The vector x, of shape (n,), with its mean subtracted: shape (n,), float64."""
    wide = np.asarray(x, np.float64)
    return np.asarray(wide - wide.sum() / wide.size)
