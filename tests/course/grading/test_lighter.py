from __future__ import annotations

import base64
import io
from typing import Any

import numpy as np
from PIL import Image

from assay.course.grading.lighter import lighter
from assay.judge.explain.pictures import png_size
from tests.pictures import png


def output(data: bytes) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {"image/png": base64.b64encode(data).decode(),
                                                                    "text/plain": "<Figure>"}}


def drawn(mode: str = "RGBA", alpha: int = 255) -> bytes:
    """A picture of thousands of colours."""
    picture = Image.new("RGBA", (200, 150))
    picture.putdata([(x % 256, y, (x * y) % 256, alpha) for y in range(150) for x in range(200)])
    file = io.BytesIO()
    picture.convert(mode).save(file, "PNG")
    return file.getvalue()


def test_a_picture_becomes_lighter_and_keeps_its_size_and_its_colours_nearly() -> None:
    before = drawn()
    after = lighter(output(before))
    held = base64.b64decode(after["data"]["image/png"])
    assert len(held) < 0.7 * len(before)
    assert png_size(held) == (200, 150)
    assert after["data"]["text/plain"] == "<Figure>"
    old, new = (np.asarray(Image.open(io.BytesIO(data)).convert("RGB"), int) for data in (before, held))
    assert np.abs(old - new).max(axis=2).mean() < 25


def test_the_same_picture_becomes_the_same_bytes() -> None:
    assert lighter(output(drawn())) == lighter(output(drawn()))


def test_what_would_not_become_lighter_or_can_be_seen_through_stays() -> None:
    for data in (png(1, 1), drawn(alpha=100)):
        assert lighter(output(data)) == output(data)


def test_a_text_stays() -> None:
    printed = {"output_type": "stream", "name": "stdout", "text": "x"}
    assert lighter(printed) == printed
