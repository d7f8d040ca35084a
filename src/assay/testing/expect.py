"""What a hidden test says of an answer. Each check raises :class:`Mismatch` with the evidence."""

from __future__ import annotations

from assay.testing.calls import answers, before, holds, identical, raises, same, shown, that, unchanged, untouched
from assay.testing.containers import items, near, pair
from assay.testing.equality import equal
from assay.testing.numbers import array, close, detail, dtype, floats, integers, number_in, one_number, real, row, shape

__all__ = ["answers", "array", "before", "close", "detail", "dtype", "equal", "floats", "holds", "identical",
           "integers", "items", "near", "number_in", "one_number", "pair", "raises", "real", "row", "same",
           "shape", "shown", "that", "unchanged", "untouched"]
