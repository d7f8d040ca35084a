"""What a picture's file says of its size, and files that lie."""

from __future__ import annotations

import base64
import io
import struct
import zlib

import matplotlib.pyplot as plt
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PIL import Image

from assay.judge.explain.pictures import CHUNKS, PNG, SCANS, NoPicture, jpeg_size, png_size, size_in_base64
from tests.pictures import chunk, header, png


def saved(form: str, **more: bool) -> bytes:
    file = io.BytesIO()
    Image.new("RGB", (321, 123)).save(file, form, **more)
    return file.getvalue()


def test_pictures_of_other_programs_tell_their_size() -> None:
    figure = plt.figure(figsize=(4, 3), dpi=50)
    drawn = io.BytesIO()
    figure.savefig(drawn, format="png")
    plt.close(figure)
    assert png_size(drawn.getvalue()) == (200, 150)
    assert png_size(saved("PNG")) == (321, 123)
    assert jpeg_size(saved("JPEG")) == (321, 123)
    assert jpeg_size(saved("JPEG", progressive=True)) == (321, 123)


def test_what_follows_a_whole_picture_is_no_matter() -> None:
    """Tools that crop screenshots leave the old end behind the new one."""
    assert png_size(png(3, 2) + b"<html>") == (3, 2)


def test_all_frames_of_an_animation_count() -> None:
    frames = chunk(b"fcTL", bytes(26)) * 1000
    whole = png(3, 2)
    assert png_size(whole[:33] + frames + whole[33:]) == (3, 2000)


IDAT, END = chunk(b"IDAT", zlib.compress(bytes(8))), chunk(b"IEND")
BAD_PNG = {
    "nothing": b"",
    "another kind": b"GIF89a" + png(3, 2),
    "only the first bytes": PNG,
    "no header": PNG + IDAT + END,
    "a header that is not the first": PNG + chunk(b"tEXt", b"a\0b") + header(3, 2) + IDAT + END,
    "a second header": PNG + header(3, 2) + header(50_000, 50_000) + IDAT + END,
    "a header that is short": PNG + chunk(b"IHDR", bytes(4)) + IDAT + END,
    "a header that is long": PNG + chunk(b"IHDR", struct.pack(">IIBBBBBB", 3, 2, 8, 0, 0, 0, 0, 0)) + IDAT + END,
    "no width": PNG + header(0, 2) + IDAT + END,
    "no height": PNG + header(3, 0) + IDAT + END,
    "an unknown colour": PNG + header(3, 2, 8, 5) + IDAT + END,
    "a depth that its colour has not": PNG + header(3, 2, 4, 2) + IDAT + END,
    "no pixels": PNG + header(3, 2) + END,
    "no end": PNG + header(3, 2) + IDAT,
    "a chunk longer than the file": PNG + header(3, 2) + struct.pack(">I4s", 2**32 - 1, b"IDAT") + bytes(99),
    "a wrong sum": png(3, 2)[:-1] + b"x",
    "chunks without end": PNG + header(3, 2) + chunk(b"IDAT") * CHUNKS + END,
}


@pytest.mark.parametrize("data", BAD_PNG.values(), ids=BAD_PNG)
def test_a_png_file_that_is_not_whole_or_lies_has_no_size(data: bytes) -> None:
    with pytest.raises(NoPicture):
        png_size(data)


@pytest.mark.parametrize("data", [
    pytest.param(b"", id="nothing"),
    pytest.param(b"\xff\xd8\xff", id="only the first bytes"),
    pytest.param(b"\xff\xd8" + b"\xff" * 999, id="nothing but fill bytes"),
    pytest.param(b"\xff\xd8\xff\xe0" + bytes(999), id="no frame"),
    pytest.param(saved("JPEG")[:100], id="half a file"),
    pytest.param(b"\xff\xd8\xff\xc0\x00\x0b\x08" + bytes(20), id="a frame of no size"),
    pytest.param(saved("JPEG") + b"\xff\xda" * SCANS, id="more passes than any picture needs"),
])
def test_a_jpeg_file_that_is_none_has_no_size(data: bytes) -> None:
    with pytest.raises(NoPicture):
        jpeg_size(data)


@given(st.binary(), st.sampled_from([png_size, jpeg_size]), st.sampled_from([b"", png(3, 2)[:29], saved("JPEG")[:200]]))
def test_any_bytes_have_a_size_or_none(data: bytes, size_of: object, start: bytes) -> None:
    assert callable(size_of)
    try:
        width, height = size_of(start + data)
    except NoPicture:
        return
    assert min(width, height) > 0


def test_a_picture_in_base64_may_stand_on_several_lines() -> None:
    said = base64.encodebytes(png(30, 20)).decode()
    assert "\n" in said.strip()
    assert size_in_base64("image/png", said) == (30, 20)


@pytest.mark.parametrize("mime, said", [("image/svg+xml", ""), ("image/png", None), ("image/png", ["a"]),
                                        ("image/png", "<script>"), ("image/png", "ö"), ("image/jpeg", "iVBORw0KGgo=")])
def test_what_is_no_picture_in_base64_has_no_size(mime: str, said: object) -> None:
    with pytest.raises(NoPicture):
        size_in_base64(mime, said)
