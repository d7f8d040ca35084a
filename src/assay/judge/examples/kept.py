"""What was drawn stays as it was: a reference that writes into it would have students judged on something else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields, is_dataclass
from typing import Any

import numpy as np

from assay.judge.evidence import JudgeFault

#: What is said of one that does.
WRITES = "the property or its reference changes what was drawn, so the student is asked something else; copy it first"


@contextmanager
def kept(example: dict[str, Any]) -> Iterator[None]:
    """Closes the arrays of an example, for good, and holds its lists, sets and dicts against what they were.

    Raises:
        JudgeFault: what runs within has written into one of them.
    """
    before = _written(example, close=True)
    try:
        yield
    except ValueError as error:
        if "read-only" in str(error):
            raise JudgeFault(WRITES) from error
        raise
    if _written(example) != before:
        raise JudgeFault(WRITES)


def _written(value: Any, *, close: bool = False) -> str:
    """All of a value but its arrays, as text; with ``close``, nobody writes into these any more."""
    if isinstance(value, np.ndarray):
        if close:
            value.setflags(write=False)
        return ""
    if is_dataclass(value) and not isinstance(value, type):
        return _written([getattr(value, each.name) for each in fields(value)], close=close)
    if isinstance(value, dict):
        return _written([*value, "", *value.values()], close=close)
    if isinstance(value, list | tuple):
        return f"[{', '.join([_written(each, close=close) for each in value])}]"
    return repr(sorted(map(repr, value))) if isinstance(value, set) else f"{value!r:.9999}"
