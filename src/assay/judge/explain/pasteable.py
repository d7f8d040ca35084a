"""Values as a student can paste them into the notebook. Written from checked bytes, never from a student's ``repr``."""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.room.inside.asked import KEY, RNG, RNGS, is_seed
from assay.room.inside.carried import Code
from assay.room.wire import Opaque

Array = np.ndarray[Any, Any]
#: The most numbers of one array that are written out; of an argument's, which has to be pasted.
SHOWN, PASTED = 48, 1000
#: The most characters of an array: 48 numbers of float32, and no more of what takes more for each.
ARRAY = 800
#: The most characters of a text; of a list, tuple or dict with all that it holds; and the most items of one of those.
TEXT, ROOM, ITEMS = 200, 300, 12
#: Between these a number is as short as float32 allows.
TINIEST, LARGEST = 2.0 ** -149, float(np.finfo(np.float32).max)


@dataclass(frozen=True)
class Source:
    """An argument, and how a student can write it: read from a file that they have, for example."""

    value: Any
    text: str


def bare(value: Any) -> Any:
    """An argument without its text."""
    if isinstance(value, Source):
        return value.value
    if isinstance(value, (list, tuple)):
        items = [bare(item) for item in value]
        return items if isinstance(value, list) else tuple(items)
    return {name: bare(item) for name, item in value.items()} if isinstance(value, dict) else value


def paste(value: Any, arrays: str = "jax") -> str:
    """A value as Python source: ``jnp.array([[0., 1.]])``, ``(2, 3)``, ``jax.random.key(0)``.

    Args:
        arrays: as what arrays arrive: "jax", "numpy" or "python".
    """
    if type(value) is int:  # the most there are of
        return _whole(value)
    if isinstance(value, Code):
        return f"({value})"
    if isinstance(value, Source):
        return value.text
    if isinstance(value, np.ndarray):
        return _paste_array(value) if arrays == "jax" else _paste_exactly(value, arrays)
    if isinstance(value, (list, tuple)):
        inner = ", ".join(paste(item, arrays) for item in value)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, Mapping):
        if len(value) == 1 and (special := _special(value, arrays)):
            return special
        names = (f"{paste(name, arrays)}: {paste(item, arrays)}" for name, item in value.items())
        return "{" + ", ".join(names) + "}"
    if isinstance(value, (float, np.floating)):
        return _named(number(value)) if arrays == "jax" else _exact(value)
    return _plain(value, arrays)


def _special(value: Mapping[Any, Any], arrays: str) -> str:
    (name, inner), = value.items()
    if not is_seed(inner):  # a mapping of the student's, handed on
        return ""
    if name == KEY and arrays == "jax":
        return f"jax.random.key({_whole(int(inner))})"
    return f"{'np.random.default_rng' if name == RNG else name}({_whole(int(inner))})" if name in (RNG, RNGS) else ""


def _plain(value: Any, arrays: str) -> str:
    """What is neither an array, nor a float, nor a list, in full."""
    if isinstance(value, (set, frozenset)):
        inner = ", ".join(sorted(paste(member, arrays) for member in value))
        text = f"{{{inner}}}" if inner else "set()"
        return text if isinstance(value, set) else f"frozenset({text if inner else ''})"
    if isinstance(value, int) and not isinstance(value, bool):
        return _whole(value)
    return repr(value) if isinstance(value, (str, bytes, complex)) else show(value)


def _whole(value: int) -> str:
    return repr(value) if value.bit_length() <= 4000 else hex(value)  # Python writes no longer ones in digits


def _exact(value: Any) -> str:
    return repr(float(value)) if math.isfinite(value) else f'float("{float(value)}")'


def _paste_exactly(array: Array, arrays: str) -> str:
    """An array of its own dtype; a long one in a few words, which cannot be pasted."""
    if array.size > PASTED:
        return summary(array)
    if arrays == "python":
        return paste(array.tolist(), arrays)
    inner = _nested(array)
    usual = array.size > 0 and np.array(array.tolist()).dtype == array.dtype
    empty = f".reshape({array.shape})" if array.size == 0 else ""
    return f"np.array({inner}{'' if usual else f', np.{array.dtype.name}'}){empty}"


def _nested(array: Any) -> str:
    """The numbers of an array, each as short as its dtype reads it back, to the bit."""
    if array.ndim:
        return "[" + ", ".join(map(_nested, array)) + "]"
    if array.dtype.kind != "f":
        return repr(array.item())
    text = str(array[()]) if array.dtype.itemsize < 8 else repr(float(array))
    return re.sub(r"\b(?=(?:nan|inf)\b)", "np.", text)


def is_pasteable(text: str) -> bool:
    """Whether a call's text holds all of its arguments."""
    return "<an array of shape" not in text


def _paste_array(array: Array) -> str:
    if array.size > PASTED:
        return summary(array)
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
        return "{" + _joined(((f"{_name(name)}: ", item) for name, item in value.items()), len(value), room) + "}"
    if isinstance(value, (list, tuple)):
        inner = _joined((("", item) for item in value), len(value), room)
        return f"[{inner}]" if isinstance(value, list) else f"({inner},)" if len(value) == 1 else f"({inner})"
    if isinstance(value, (set, frozenset)):
        shown = sorted((_shown(member, room) for member in value), key=lambda text: (len(text), text))
        inner = "{" + ", ".join(shown[:ITEMS] + ["…"] * (len(shown) > ITEMS)) + "}"
        inner = inner if len(inner) <= ROOM else f"<a set of {len(value)}>"
        return (inner if value else "set()") if isinstance(value, set) else f"frozenset({inner if value else ''})"
    if isinstance(value, int) and value.bit_length() > 600:
        return f"<a whole number of {value.bit_length()} bits>"
    if isinstance(value, Opaque):
        plain = "".join(char for char in value.name[:TEXT] if char.isalnum() or char in "_. ")
        return f"an object of type {plain[:60]}"
    if isinstance(value, (float, np.floating)):
        return number(value)
    return repr(value[:TEXT] if isinstance(value, (str, bytes)) else value)[:TEXT]


def _name(name: Any) -> str:
    if not isinstance(name, str):
        return _shown(name, 40)
    return repr("".join(char if char.isprintable() else "·" for char in name[:40]))


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


def numbers(array: Array) -> str:
    """An array as nested brackets on one line."""
    if isinstance(array, str) or array.ndim == 0:
        if str(array.dtype.kind) == "U":
            return repr(str(array)[:TEXT])
        return number(array[()])
    return "[" + ", ".join(numbers(part) for part in array) + "]"


def summary(array: Array) -> str:
    """A large array in a few words."""
    return f"<an array of shape {array.shape}, {array.dtype.name}>"
