"""The judge's side of the wire: it packs requests, and believes nothing of what comes back.

A reply is read in full, under a deadline and a size cap, and every array is checked (known dtype, sane shape, exactly
as many bytes as they say) before NumPy sees it. Nothing is ever unpickled or evaluated.
"""

from __future__ import annotations

import json
import math
import select
import socket
import time
from collections.abc import Callable
from typing import Any

import ml_dtypes
import numpy as np

from assay.room.inside import kernel
from assay.room.inside.kernel import FRAME, HEADER_CAP, MAGIC, NODES_CAP, pack

DEPTH_CAP = 12
ELEMENTS_CAP = 1 << 32
REQUEST_HEADER_CAP = 1 << 26
BODY_SLACK = 1 << 21
#: Headers up to here are read whatever the answer may hold: what was raised has to fit, in any alphabet.
HEADER_LEAST = 1 << 15
DTYPES = {name: np.dtype(ml_dtypes.bfloat16 if name == "bfloat16" else name) for name in kernel.DTYPES}

__all__ = ["Garbled", "HungUp", "Opaque", "Overdue", "TooMuch", "decode", "exchange", "pack", "read_frame"]


class Garbled(Exception):
    """The room's reply is not one: wrong magic, number, sizes or types. Somebody forged it."""


class HungUp(Exception):
    """The room closed the wire."""


class Overdue(Exception):
    """No reply before the deadline."""


class TooMuch(Exception):
    """The reply is whole and larger than wanted; it was thrown away unread, and the room may be asked on."""


class Opaque:
    """Stands for an answer that is no number, array, text or container of them. Holds its type's name."""

    def __init__(self, name: str) -> None:
        self.name = name


def _read(sock: socket.socket, size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not _readable(sock, left):
            raise Overdue
        try:
            part = sock.recv(min(size - len(parts), 1 << 20))
        except ConnectionError as error:
            raise HungUp from error
        if not part:
            raise HungUp
        parts += part
    return bytes(parts)


def _skip(sock: socket.socket, size: int, deadline: float) -> None:
    """Reads so many bytes and keeps none."""
    while size:
        size -= len(_read(sock, min(size, 1 << 16), deadline))


def _readable(sock: socket.socket, seconds: float) -> bool:
    waiting = select.poll()
    waiting.register(sock, select.POLLIN)
    return bool(waiting.poll(seconds * 1000))


def read_frame(sock: socket.socket, number: int, deadline: float, body_cap: int, most: int | None = None) -> Any:
    """The reply to request ``number``, decoded.

    Args:
        deadline: on ``time.monotonic()``'s clock, seconds.
        body_cap: the most bytes of arrays that can be a reply.
        most: the most bytes of arrays, or of anything else, that are wanted; as many as can be, if None.

    Raises:
        Garbled, HungUp, Overdue, TooMuch: see there.
    """
    magic, got, header_size, body_size = FRAME.unpack(_read(sock, FRAME.size, deadline))
    if magic != MAGIC or got != number or header_size > HEADER_CAP or body_size > body_cap + BODY_SLACK:
        raise Garbled("frame")
    if most is not None and (body_size > most or header_size > max(most, HEADER_LEAST)):
        _skip(sock, header_size + body_size, deadline)
        raise TooMuch
    header = _read(sock, header_size, deadline)
    return decode(header, _read(sock, body_size, deadline))


def exchange(sock: socket.socket, number: int, message: Any, deadline: float, body_cap: int,
             most: int | None = None) -> Any:
    """Sends a request and waits for its reply; errors as in :func:`read_frame`."""
    try:
        sock.settimeout(max(0.01, deadline - time.monotonic()))
        sock.sendall(pack(number, message, REQUEST_HEADER_CAP))
    except TimeoutError as error:
        raise Overdue from error
    except OSError as error:
        raise HungUp from error
    return read_frame(sock, number, deadline, body_cap, most)


def decode(header: bytes, body: bytes) -> Any:
    """A checked value: None, bool, int, float, str, list, tuple, dict, ``np.ndarray`` or :class:`Opaque`."""
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
        self.nodes = 0

    def value(self, node: Any, depth: int) -> Any:
        self.nodes += 1
        if depth > DEPTH_CAP or self.nodes > NODES_CAP:
            raise Garbled("too deep or too many")
        if node is None or isinstance(node, bool) or (isinstance(node, int) and abs(node) < 1 << 63):
            return node
        if not isinstance(node, dict) or len(node) != 1:
            raise Garbled("node")
        (tag, inner), = node.items()
        readers: dict[str, Callable[[Any, int], Any]] = {
            "s": self._text, "f": self._float, "l": self._items, "t": self._items, "d": self._pairs,
            "o": self._opaque, "a": self._array}
        read = readers.get(tag)
        if read is None:
            raise Garbled("tag")
        value = read(inner, depth)
        return tuple(value) if tag == "t" else value

    def _text(self, inner: Any, _: int) -> str:
        if not isinstance(inner, str) or len(inner) > HEADER_CAP:
            raise Garbled("text")
        return inner

    def _float(self, inner: Any, _: int) -> float:
        try:
            return float.fromhex(self._text(inner, 0))
        except (ValueError, OverflowError) as error:
            raise Garbled("float") from error

    def _items(self, inner: Any, depth: int) -> list[Any]:
        if not isinstance(inner, list):
            raise Garbled("items")
        return [self.value(item, depth + 1) for item in inner]

    def _pairs(self, inner: Any, depth: int) -> dict[str, Any]:
        if not isinstance(inner, list):
            raise Garbled("pairs")
        pairs: dict[str, Any] = {}
        for pair in inner:
            if not isinstance(pair, list) or len(pair) != 2:
                raise Garbled("pair")
            pairs[self._text(pair[0], 0)] = self.value(pair[1], depth + 1)
        return pairs

    def _opaque(self, inner: Any, _: int) -> Opaque:
        return Opaque(self._text(inner, 0))

    def _array(self, inner: Any, _: int) -> np.ndarray[Any, Any]:
        if not isinstance(inner, list) or len(inner) != 2 or not isinstance(inner[0], str):
            raise Garbled("array")
        dtype, shape = DTYPES.get(inner[0]), inner[1]
        if dtype is None or not isinstance(shape, list) or len(shape) > 8:
            raise Garbled("dtype or rank")
        if not all(type(side) is int and 0 <= side <= 1 << 24 for side in shape):
            raise Garbled("shape")
        if math.prod(side or 1 for side in shape) > ELEMENTS_CAP:  # NumPy refuses shapes too large, even of nothing
            raise Garbled("shape")
        size = dtype.itemsize * math.prod(shape)
        if size > len(self.body):
            raise Garbled("too few bytes")
        part, self.body = self.body[:size], self.body[size:]
        return np.frombuffer(part, dtype).reshape(shape)
