"""Values as a student can paste them into the notebook. Written from checked bytes, never from a student's ``repr``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np

from autograder.judge.wire import Opaque

#: The most numbers of one array that are written out.
SHOWN = 48


def paste(value: Any) -> str:
    """A value as Python source: ``jnp.array([[0., 1.]])``, ``(2, 3)``, ``jax.random.key(0)``."""
    if isinstance(value, np.ndarray):
        return _paste_array(value)
    if isinstance(value, Mapping):
        if set(value) == {"key"}:
            return f"jax.random.key({value['key']})"
        return "{" + ", ".join(f"{name!r}: {paste(item)}" for name, item in value.items()) + "}"
    if isinstance(value, (list, tuple)):
        inner = ", ".join(paste(item) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"
    return show(value)


def _paste_array(array: np.ndarray[Any, Any]) -> str:
    if array.size <= SHOWN:
        return f"jnp.array({numbers(array)})"
    for value, name in ((0, "zeros"), (1, "ones")):
        if (array == value).all():
            return f"jnp.{name}({array.shape})"
    return f"jnp.array({numbers(array)})"


def show(value: Any) -> str:
    """A value as it is read in feedback: arrays as nested brackets, the rest as in Python."""
    if isinstance(value, np.ndarray):
        return numbers(value) if value.size <= SHOWN else summary(value)
    if isinstance(value, Mapping):
        return "{" + ", ".join(f"{str(name)[:40]!r}: {show(item)}" for name, item in list(value.items())[:8]) + "}"
    if isinstance(value, (list, tuple)):
        return _sequence(value)
    if isinstance(value, Opaque):
        return f"an object of type {''.join(char for char in value.name if char.isalnum() or char in '_. ')[:60]}"
    if isinstance(value, float):
        return number(value)
    return repr(value)[:200]


def _sequence(value: Sequence[Any]) -> str:
    shown = [show(item) for item in value[:12]] + (["…"] if len(value) > 12 else [])
    inner = ", ".join(shown)
    return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"


def number(value: Any) -> str:
    """A number, short and exact enough to tell it from its neighbours: ``1.``, ``0.1``, ``-0.``, ``nan``."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    text = str(np.float32(value)) if not isinstance(value, np.float64) else f"{float(value):.9g}"
    if isinstance(value, (complex, np.complexfloating)):
        return str(complex(value))
    return text[:-1] if text.endswith(".0") else text if any(char in text for char in ".enai") else text + "."


def numbers(array: np.ndarray[Any, Any]) -> str:
    """An array as nested brackets on one line."""
    if array.ndim == 0:
        return number(array[()])
    return "[" + ", ".join(numbers(part) for part in array) + "]"


def summary(array: np.ndarray[Any, Any]) -> str:
    """A large array in a few words."""
    return f"<an array of shape {array.shape}, {array.dtype.name}>"
