"""Values out of what a room sent: each is checked by kind, count and size before anything is built from it.

An array has a known dtype, a sane shape and exactly as many bytes as they say before NumPy sees it. Nothing is ever
unpickled or evaluated. The format stands in ``inside/carried.py``.
"""

from __future__ import annotations

import json
import math
import re
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np

from assay.room.inside import carried
from assay.room.inside.carried import BITS_CAP, HEADER_CAP, ITEMS_CAP, KEYS_CAP, NODES_CAP, Drawn, Opaque

#: A reply lies around the value that the room took as deep enough.
DEPTH_CAP = carried.DEPTH_CAP + 2
ELEMENTS_CAP = 1 << 32
DTYPES = {name: np.dtype(ml_dtypes.bfloat16 if name == "bfloat16" else name) for name in carried.DTYPES}
#: What a room may have as a key or in a set, besides tuples of these.
PLAIN = (type(None), bool, int, float, complex, str, bytes, frozenset)
_WHOLE = re.compile(r"-?[0-9a-f]+")
Array = np.ndarray[Any, Any]


class Garbled(Exception):
    """The room's reply is not one: wrong magic, number, sizes or types. Somebody forged it."""


def decode(header: bytes, body: bytes) -> Any:
    """A checked value: one of Python's plain ones, ``np.ndarray``, :class:`Drawn` or :class:`Opaque`.

    Raises:
        Garbled: it is none.
    """
    try:
        node = json.loads(header.decode())
    except (ValueError, RecursionError) as error:
        raise Garbled("header") from error
    reader = _Reader(memoryview(body))
    value = reader.value(node, 0)
    if reader.body:
        raise Garbled("bytes left over")
    return value


class _Reader:
    def __init__(self, body: memoryview) -> None:
        self.body = body
        self.nodes = self.keys = 0
        self._readers: dict[str, Callable[[Any, int], Any]] = {
            "s": self._text, "f": self._float, "i": self._whole, "c": self._complex, "b": self._bytes,
            "l": self._items, "t": lambda inner, depth: tuple(self._items(inner, depth)),
            "e": lambda inner, depth: set(self._members(inner, depth)),
            "z": lambda inner, depth: frozenset(self._members(inner, depth)),
            "d": self._pairs, "m": self._keyed, "g": self._drawn, "o": self._opaque, "a": self._array,
            "u": self._array_of_texts, "n": self._numbers, "w": self._texts}

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > DEPTH_CAP or self.nodes > NODES_CAP:
            raise Garbled("too deep or too many")
        if node is None or isinstance(node, bool) or (isinstance(node, int) and abs(node) < 1 << 63):
            return node
        if not isinstance(node, dict) or len(node) != 1:
            raise Garbled("node")
        (tag, inner), = node.items()
        if tag not in self._readers:
            raise Garbled("tag")
        return self._readers[tag](inner, depth)

    def _take(self, size: int) -> memoryview:
        if not 0 <= size <= len(self.body):
            raise Garbled("too few bytes")
        part, self.body = self.body[:size], self.body[size:]
        return part

    def _count(self, inner: Any) -> int:
        if type(inner) is not int or not 0 <= inner <= ITEMS_CAP:
            raise Garbled("count")
        return inner

    def _text(self, inner: Any, _: int = 0) -> str:
        if not isinstance(inner, str) or len(inner) > HEADER_CAP:
            raise Garbled("text")
        return inner

    def _float(self, inner: Any, _: int = 0) -> float:
        try:
            return float.fromhex(self._text(inner))
        except (ValueError, OverflowError) as error:
            raise Garbled("float") from error

    def _whole(self, inner: Any, _: int) -> int:
        if not _WHOLE.fullmatch(self._text(inner)) or len(inner) > BITS_CAP // 4 + 2:
            raise Garbled("whole number")
        return int(inner, 16)

    def _complex(self, inner: Any, _: int) -> complex:
        if not isinstance(inner, list) or len(inner) != 2:
            raise Garbled("complex")
        return complex(self._float(inner[0]), self._float(inner[1]))

    def _bytes(self, inner: Any, _: int) -> bytes:
        if type(inner) is not int:
            raise Garbled("bytes")
        return bytes(self._take(inner))

    def _items(self, inner: Any, depth: int) -> list[Any]:
        if not isinstance(inner, list):
            raise Garbled("items")
        return [self.value(item, depth + 1) for item in inner]

    def _members(self, inner: Any, depth: int) -> list[Any]:
        if not isinstance(inner, list):
            raise Garbled("members")
        return [self._key(item, depth) for item in inner]

    def _key(self, node: Any, depth: int) -> Any:
        """A key or member: few enough in all that none of a forger's choosing make a dict slow."""
        self.keys += 1
        value = self.value(node, depth + 1)
        if self.keys > KEYS_CAP or not _is_plain(value):
            raise Garbled("key")
        return value

    def _split(self, inner: Any) -> list[list[Any]]:
        if not isinstance(inner, list) or not all(isinstance(pair, list) and len(pair) == 2 for pair in inner):
            raise Garbled("pairs")
        return inner

    def _pairs(self, inner: Any, depth: int) -> dict[str, Any]:
        return {self._text(name): self.value(item, depth + 1) for name, item in self._split(inner)}

    def _keyed(self, inner: Any, depth: int) -> dict[Any, Any]:
        return {self._key(name, depth): self.value(item, depth + 1) for name, item in self._split(inner)}

    def _opaque(self, inner: Any, _: int) -> Opaque:
        return Opaque(self._text(inner))

    def _drawn(self, inner: Any, depth: int) -> Drawn:
        if not isinstance(inner, list) or len(inner) != 2:
            raise Garbled("drawn")
        items = self.value(inner[1], depth + 1)
        if not isinstance(items, tuple):
            raise Garbled("drawn")
        return Drawn(self._text(inner[0]), items)

    def _list(self, inner: Any, read: Callable[[int, Any], list[Any]]) -> Any:
        """A long list, or tuple: which, and of how many."""
        if not isinstance(inner, list) or len(inner) != 2 or inner[0] not in ("l", "t"):
            raise Garbled("long list")
        items = read(self._count(inner[1]), self._take)
        return items if inner[0] == "l" else tuple(items)

    def _numbers(self, inner: Any, _: int) -> Any:
        return self._list(inner, carried.numbers)

    def _texts(self, inner: Any, _: int = 0) -> Any:
        try:
            return self._list(inner, carried.texts)
        except UnicodeDecodeError as error:
            raise Garbled("text") from error

    def _shape(self, shape: Any) -> list[int]:
        if not isinstance(shape, list) or len(shape) > 8:
            raise Garbled("rank")
        if not all(type(side) is int and 0 <= side <= 1 << 24 for side in shape):
            raise Garbled("shape")
        if math.prod(side or 1 for side in shape) > ELEMENTS_CAP:  # NumPy refuses shapes too large, even of nothing
            raise Garbled("shape")
        return shape

    def _array(self, inner: Any, _: int) -> Array:
        if not isinstance(inner, list) or len(inner) != 2 or not isinstance(inner[0], str):
            raise Garbled("array")
        dtype, shape = DTYPES.get(inner[0]), self._shape(inner[1])
        if dtype is None:
            raise Garbled("dtype")
        return np.frombuffer(self._take(dtype.itemsize * math.prod(shape)), dtype).reshape(shape)

    def _array_of_texts(self, inner: Any, _: int) -> Array:
        shape = self._shape(inner)
        items = self._texts(["l", math.prod(shape)])
        if len(items) * max(map(len, items), default=0) > ITEMS_CAP:  # NumPy gives each as much as the longest takes
            raise Garbled("texts")
        array = np.array(items, np.str_).reshape(shape)
        array.flags.writeable = False
        return array


def _is_plain(value: Any) -> bool:
    """Whether a value can be a key: nothing that holds what is not."""
    if isinstance(value, tuple):
        return all(map(_is_plain, value))
    return isinstance(value, PLAIN) or type(value) is Opaque
