"""Values as a student can paste them into the notebook. Written from checked bytes, never from a student's ``repr``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np

from assay.room.wire import Opaque

#: The most numbers of one array that are written out.
SHOWN = 48
#: The most characters of an array: 48 numbers of float32, and no more of what takes more for each.
ARRAY = 800
#: The most characters of a text; of a list, tuple or dict with all that it holds; and the most items of one of those.
TEXT, ROOM, ITEMS = 200, 300, 12
#: Between these a number is as short as float32 allows.
TINIEST, LARGEST = 2.0 ** -149, float(np.finfo(np.float32).max)


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
    if isinstance(value, (float, np.floating)):
        return _named(number(value))
    return show(value)


def _paste_array(array: np.ndarray[Any, Any]) -> str:
    if 0 < array.size <= SHOWN:
        return f"jnp.array({_named(numbers(array))})"
    dtype = "" if array.dtype == np.float32 else f", jnp.{array.dtype.name}"
    for name, filled in (("zeros", np.zeros_like(array)), ("ones", np.ones_like(array))):
        if array.tobytes() == filled.tobytes():  # to the bit: -0. is not 0.
            return f"jnp.{name}({array.shape}{dtype})"
    return f"jnp.array({_named(numbers(array))})"


def _named(text: str) -> str:
    """Numbers as source: nan and inf are no Python."""
    return re.sub(r"\b(?=(?:nan|inf)\b)", "jnp.", text)


def show(value: Any) -> str:
    """A value as it is read in feedback: arrays as nested brackets, the rest as in Python, cut where it gets long."""
    if isinstance(value, np.ndarray):
        text = numbers(value) if 0 < value.size <= SHOWN else ""
        return text if 0 < len(text) <= ARRAY else summary(value)
    return _shown(value, ROOM)


def _shown(value: Any, room: int) -> str:
    """A value in about ``room`` characters; what does not fit is left out, not cut in the middle."""
    if isinstance(value, np.ndarray):
        text = show(value)
        return text if len(text) <= max(room, TEXT) else summary(value)
    if isinstance(value, Mapping):
        return "{" + _joined(((f"{_name(name)!r}: ", item) for name, item in value.items()), len(value), room) + "}"
    if isinstance(value, (list, tuple)):
        inner = _joined((("", item) for item in value), len(value), room)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, Opaque):
        plain = "".join(char for char in value.name[:TEXT] if char.isalnum() or char in "_. ")
        return f"an object of type {plain[:60]}"
    if isinstance(value, (float, np.floating)):
        return number(value)
    return repr(value[:TEXT] if isinstance(value, str) else value)[:TEXT]


def _name(name: Any) -> str:
    return "".join(char if char.isprintable() else "·" for char in str(name)[:40])


def _joined(items: Iterable[tuple[str, Any]], count: int, room: int) -> str:
    parts: list[str] = []
    for prefix, item in items:
        if len(parts) == ITEMS or room <= 0:
            break
        parts.append(prefix + _shown(item, room - len(prefix) - 2))
        room -= len(parts[-1]) + 2
    return ", ".join(parts + (["…"] if len(parts) < count else []))


def number(value: Any) -> str:
    """A number, short and exact enough to tell it from its neighbours: ``1.``, ``0.1``, ``-0.``, ``nan``."""
    if isinstance(value, (bool, np.bool_)):
        return str(bool(value))
    if isinstance(value, (int, np.integer)):
        return str(int(value))
    if isinstance(value, (complex, np.complexfloating)):
        return str(complex(value))
    wide = isinstance(value, np.float64) or (float(value) != 0 and not TINIEST <= abs(float(value)) <= LARGEST)
    text = f"{float(value):.9g}" if wide and math.isfinite(value) else str(np.float32(value))
    return text[:-1] if text.endswith(".0") else text if any(char in text for char in ".enai") else text + "."


def numbers(array: np.ndarray[Any, Any]) -> str:
    """An array as nested brackets on one line."""
    if array.ndim == 0:
        return number(array[()])
    return "[" + ", ".join(numbers(part) for part in array) + "]"


def summary(array: np.ndarray[Any, Any]) -> str:
    """A large array in a few words."""
    return f"<an array of shape {array.shape}, {array.dtype.name}>"
