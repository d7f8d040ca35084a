"""The judge's side of the wire: it packs requests, and believes nothing of what comes back.

A reply is read in full, under a deadline and a size cap, and only then looked at: see ``reader``.
"""

from __future__ import annotations

import select
import socket
import time
from typing import Any

from assay.room.inside.carried import FRAME, HEADER_CAP, MAGIC, Drawn, Opaque, pack
from assay.room.reader import DEPTH_CAP, DTYPES, Garbled, decode

REQUEST_HEADER_CAP = 1 << 26
BODY_SLACK = 1 << 21
#: Headers up to here are read whatever the answer may hold: what was raised has to fit, in any alphabet.
HEADER_LEAST = 1 << 15

__all__ = ["DEPTH_CAP", "DTYPES", "Drawn", "Garbled", "HungUp", "Opaque", "Overdue", "TooMuch", "decode", "exchange",
           "pack", "read_frame"]


class HungUp(Exception):
    """The room closed the wire."""


class Overdue(Exception):
    """No reply before the deadline."""


class TooMuch(Exception):
    """The reply is whole and larger than wanted; it was thrown away unread, and the room may be asked on."""


def _read(sock: socket.socket, size: int, deadline: float) -> bytes:
    parts = bytearray()
    while len(parts) < size:
        left = deadline - time.monotonic()
        if left <= 0 or not _readable(sock, left):
            raise Overdue
        try:
            part = sock.recv(min(size - len(parts), 1 << 20))
        except TimeoutError as error:  # a byte out of band is there to be seen, and not to be read
            raise Overdue from error
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
