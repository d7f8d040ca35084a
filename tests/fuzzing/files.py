"""Damage to a notebook's bytes and to its JSON text: what disks, editors, mail and archivers do to a file."""

from __future__ import annotations

import base64
import bz2
import gzip
import io
import json
import lzma
import re
import tarfile
import zipfile
from collections.abc import Callable, Mapping
from random import Random

Spoil = Callable[[Random, bytes], bytes]


def replaced(old: str, new: str) -> Spoil:
    """The first match of a pattern in the text replaced."""
    return lambda _, data: re.sub(old, lambda _: new, data.decode(), count=1).encode()


def recoded(codec: str) -> Spoil:
    return lambda _, data: data.decode().replace("a", "é", 1).encode(codec, "replace")


def somewhere(piece: bytes) -> Spoil:
    """A piece put in at a place that is drawn."""
    def spoil(rng: Random, data: bytes) -> bytes:
        place = rng.randrange(len(data))
        return data[:place] + piece + data[place:]

    return spoil


def flipped(rng: Random, data: bytes) -> bytes:
    changed = bytearray(data)
    for _ in range(rng.randint(1, 8)):
        changed[rng.randrange(len(changed))] ^= 1 << rng.randrange(8)
    return bytes(changed)


def block_lost(rng: Random, data: bytes) -> bytes:
    """A disk's block that was never written."""
    place = rng.randrange(len(data) // 512) * 512
    return data[:place] + bytes(512) + data[place + 512:]


def block_doubled(rng: Random, data: bytes) -> bytes:
    place = rng.randrange(len(data) - 600)
    return data[:place + 600] + data[place:]


def in_zip(_: Random, data: bytes) -> bytes:
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(zipfile.ZipInfo("convolution.ipynb"), data)
    return held.getvalue()


def in_tar(_: Random, data: bytes) -> bytes:
    held = io.BytesIO()
    with tarfile.open(fileobj=held, mode="w") as archive:
        entry = tarfile.TarInfo("convolution.ipynb")
        entry.size = len(data)
        archive.addfile(entry, io.BytesIO(data))
    return held.getvalue()


def as_script(_: Random, data: bytes) -> bytes:
    """What `Download as Python` gives."""
    cells = json.loads(data)["cells"]
    return "\n\n".join("".join(cell["source"]) for cell in cells if cell["cell_type"] == "code").encode()


BYTES: Mapping[str, Spoil] = {
    "cut": lambda rng, data: data[:rng.randrange(1, len(data))],
    "headless": lambda rng, data: data[rng.randrange(1, len(data)):],
    "flipped": flipped,
    "block_lost": block_lost,
    "block_doubled": block_doubled,
    "zeros_behind": lambda _, data: data + bytes(4096),
    "zero_inside": somewhere(b"\0"),
    "nothing": lambda *_: b"",
    "blanks": lambda *_: b" \r\n\t" * 50,
    "noise": lambda rng, _: rng.randbytes(2000),
    "half_a_character": somewhere(b"\xed\xa0\x80"),
    "overlong": somewhere(b"\xc0\xaf"),
    "conflict": somewhere(b"\n<<<<<<< HEAD\n=======\n>>>>>>> mine\n"),
    "byte_order_mark": lambda _, data: b"\xef\xbb\xbf" + data,
    "two_marks": lambda _, data: b"\xef\xbb\xbf" * 2 + data,
    "dos_lines": lambda _, data: data.replace(b"\n", b"\r\n"),
    "old_mac_lines": lambda _, data: data.replace(b"\n", b"\r"),
    "twice": lambda _, data: data + data,
    "in_base64": lambda _, data: base64.encodebytes(data),
    "web_page": lambda _, data: b"<!DOCTYPE html><html><body><pre>" + data + b"</pre></body></html>",
    "a_script": as_script,
    "a_pdf": lambda _, data: b"%PDF-1.7\n" + data,
    **{codec.replace("-", "_"): recoded(codec) for codec in ("utf-16", "utf-32", "utf-16-be", "latin-1", "utf-7",
                                                            "cp037", "cp1252")},
}
ARCHIVES: Mapping[str, Spoil] = {
    "zip": in_zip,
    "zip_cut": lambda rng, data: in_zip(rng, data)[:1000],
    "zip_of_zip": lambda rng, data: in_zip(rng, in_zip(rng, data)),
    "tar": in_tar,
    "tar_gz": lambda rng, data: gzip.compress(in_tar(rng, data), mtime=0),
    "gzip": lambda _, data: gzip.compress(data, mtime=0),
    "bzip2": lambda _, data: bz2.compress(data),
    "xz": lambda _, data: lzma.compress(data),
}
JSON: Mapping[str, Spoil] = {
    "key_twice": replaced(r'"nbformat":', '"nbformat": 3, "nbformat":'),
    "cells_twice": lambda _, data: data.rstrip().rstrip(b"}") + b', "cells": []}',
    "not_a_number": replaced(r'"nbformat_minor": \d+', '"nbformat_minor": NaN'),
    "infinity": replaced(r'"execution_count": \w+', '"execution_count": -Infinity'),
    "overflow": replaced(r'"nbformat_minor": \d+', '"nbformat_minor": 1e999'),
    "big_number": replaced(r'"nbformat_minor": \d+', '"nbformat_minor": ' + "9" * 400),
    "endless_number": replaced(r'"nbformat_minor": \d+', '"nbformat_minor": ' + "9" * 5000),
    "comment": replaced(r"\{", "{ // my notebook\n"),
    "comma": lambda _, data: data.rstrip().rstrip(b"}") + b",}",
    "single_quotes": lambda _, data: data.replace(b'"', b"'"),
    "python": lambda _, data: repr(json.loads(data)).encode(),
    "in_a_list": lambda _, data: b"[" + data + b"]",
    "in_an_object": lambda _, data: b'{"notebook": ' + data + b"}",
    "in_a_text": lambda _, data: json.dumps(data.decode()).encode(),
    "escaped_key": replaced('"nbformat"', '"\\u006ebformat"'),
    "deep": replaced(r'"nbformat":', '"deep": ' + "[" * 90_000 + "]" * 90_000 + ', "nbformat":'),
    "fairly_deep": replaced(r'"nbformat":', '"deep": ' + "[" * 500 + "]" * 500 + ', "nbformat":'),
    "half_in_key": replaced(r'"nbformat":', '"\\ud800": 1, "nbformat":'),
    "half_in_source": replaced(r'"source": (\[\s*)?"', '"source": ["\\udfff'),
    "zero_in_source": replaced(r'"source": \[\s*"', '"source": ["\\u0000'),
    "lone_backslash": somewhere(b"\\"),
    "lone_quote": somewhere(b'"'),
    "lone_brace": somewhere(b"}"),
    "lines": lambda _, data: b"\n".join(json.dumps(cell).encode() for cell in json.loads(data)["cells"]),
    "only_cells": lambda _, data: json.dumps(json.loads(data)["cells"]).encode(),
    "null": lambda *_: b"null",
    "a_number": lambda *_: b"46",
}
