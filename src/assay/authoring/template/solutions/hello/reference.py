"""The reference solutions of the assignment ``hello``, for vectors of any length."""

from __future__ import annotations

import numpy as np


def center(x: np.ndarray) -> np.ndarray:
    """The vector x, of shape (n,), with its mean subtracted: shape (n,), float64."""
    wide = np.asarray(x, np.float64)
    return wide - wide.sum() / wide.size
