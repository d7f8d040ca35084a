"""What a PNG or JPEG file says of its size, read without decoding: a browser takes memory for every pixel of it.

The formats: https://www.w3.org/TR/png-3, ITU-T T.81.
"""

from __future__ import annotations

import base64
import binascii
import struct
import zlib

PNG = b"\x89PNG\r\n\x1a\n"
JPEG = b"\xff\xd8\xff"
#: The bit depths that PNG allows, by its type of colour: grey, RGB, palette, grey and RGB with transparency.
DEPTHS = {0: (1, 2, 4, 8, 16), 2: (8, 16), 3: (1, 2, 4, 8), 4: (8, 16), 6: (8, 16)}
#: The most chunks of a PNG file. Writers fill chunks of 8 KB and more, so an honest one has a fifth of these at 15 MB.
CHUNKS = 10_000
#: The most passes in which a JPEG file may draw the whole picture; writers make a dozen.
SCANS = 32


class NoPicture(ValueError):
    """This is no whole picture."""


def size_in_base64(mime: str, text: object) -> tuple[int, int]:
    """Width and height, in pixels, of a picture as notebooks hold it; of an animated one, all frames in a column.

    Raises:
        NoPicture: it is not a whole one of this kind.
    """
    if mime not in SIZES or not isinstance(text, str):
        raise NoPicture
    try:
        data = base64.b64decode(text.replace("\n", ""), validate=True)
    except (binascii.Error, ValueError):
        raise NoPicture from None
    return SIZES[mime](data)


def png_size(data: bytes) -> tuple[int, int]:
    """Width and height of a PNG file whose chunks are whole, in pixels.

    Raises:
        NoPicture: they are not.
    """
    if not data.startswith(PNG):
        raise NoPicture
    place, kinds = len(PNG), list[bytes]()
    while not kinds or kinds[-1] != b"IEND":
        if len(kinds) == CHUNKS or len(data) - place < 12:
            raise NoPicture
        length, kind = struct.unpack_from(">I4s", data, place)
        end = place + 8 + length
        if len(data) - end < 4 or struct.unpack_from(">I", data, end)[0] != zlib.crc32(memoryview(data)[place + 4:end]):
            raise NoPicture
        kinds.append(kind)
        place = end + 4
    if kinds[0] != b"IHDR" or kinds.count(b"IHDR") != 1 or b"IDAT" not in kinds or len(data) < 33:
        raise NoPicture
    length, width, height, depth, colour = struct.unpack_from(">I4xIIBB", data, len(PNG))
    if length != 13 or not (width and height) or depth not in DEPTHS.get(colour, ()):
        raise NoPicture
    return width, height * max(1, kinds.count(b"fcTL"))


def jpeg_size(data: bytes) -> tuple[int, int]:
    """Width and height of a JPEG file, in pixels.

    Raises:
        NoPicture: it has no frame, or too many passes.
    """
    if not data.startswith(JPEG) or data.count(b"\xff\xda") > SCANS:
        raise NoPicture
    place = 2
    while len(data) - place >= 9 and data[place] == 0xFF:
        marker = data[place + 1]
        if marker == 0xFF:  # a fill byte
            place += 1
        elif 0xC0 <= marker <= 0xCF and marker not in (0xC4, 0xC8, 0xCC):
            height, width = struct.unpack_from(">HH", data, place + 5)
            if not (width and height):
                break
            return width, height
        else:
            place += 2 + max(2, struct.unpack_from(">H", data, place + 2)[0])
    raise NoPicture


SIZES = {"image/png": png_size, "image/jpeg": jpeg_size}
