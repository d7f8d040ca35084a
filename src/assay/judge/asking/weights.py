"""What values and calls are known by, and how much there is to them."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from typing import Any

from assay.room.inside import carried
from assay.room.wire import Drawn

#: What a value counts beside its bytes: Python's own for it.
VALUE = 128


def digest(name: str, mode: str, args: Sequence[Any], more: dict[str, Any]) -> str:
    """A call's identity, in hex: equal for equal names, modes and argument bytes."""
    return marked([name, mode, list(args), more])


def marked(value: Any) -> str:
    """A value's digest, in hex; its structure, dtypes and shapes count."""
    return hashlib.sha256(carried.pack(0, value, 1 << 26)).hexdigest()


def size_of(value: Any) -> int:
    """The bytes of all arrays in a value."""
    if isinstance(value, dict):
        return sum(map(size_of, value.values()))
    return sum(map(size_of, value)) if isinstance(value, (list, tuple)) else getattr(value, "nbytes", 0)


def weight(value: Any) -> int:
    """About how many bytes of memory a value takes."""
    if isinstance(value, dict):
        return VALUE + sum(weight(name) - VALUE + weight(item) for name, item in value.items())
    if isinstance(value, Drawn):
        return weight(value.items)
    if isinstance(value, (list, tuple, set, frozenset)):
        return VALUE + sum(map(weight, value))
    return VALUE + (len(value) if isinstance(value, (str, bytes)) else getattr(value, "nbytes", 0))
