"""PNG and JPEG files, whole ones and liars."""

from __future__ import annotations

import struct
import zlib

from assay.judge.explain.pictures import PNG


def chunk(kind: bytes, data: bytes = b"") -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def header(width: int, height: int, depth: int = 8, colour: int = 0) -> bytes:
    return chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, depth, colour, 0, 0, 0))


def png(width: int, height: int, pixels: bytes | None = None) -> bytes:
    """A grey picture; it claims its size whatever stands in ``pixels``."""
    rows = bytes((width + 1) * height) if pixels is None else pixels
    return PNG + header(width, height) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND")


def jpeg(width: int, height: int) -> bytes:
    """The beginning of a JPEG file, up to where it tells its size."""
    return b"\xff\xd8\xff\xc0\x00\x0b\x08" + struct.pack(">HH", height, width) + b"\x01\x01\x11\x00"
