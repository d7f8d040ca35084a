"""Draws the pictures of digits anew, byte for byte the same: ``python -m autograder.softmax.draw``.

It writes ``source/softmax/glyphs.csv``, which students receive, and ``autograder/softmax/unseen.csv``, which they do
not: other draws, and one font more. A line is ``label,p0,...,p63``: the digit, and an 8×8 picture of it, row by row, in
whole numbers from 0 (paper) to 16 (ink).

The outlines come from the fonts that Matplotlib ships (DejaVu, Computer Modern, STIX). A picture starts as 32×32 points
that lie inside the outline or do not; a pixel counts those of its 4×4 that do. All that is drawn at random is a whole
number, and floats only meet in sums and products, so the bytes hang neither on the machine nor on a font renderer.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

Array = np.ndarray[Any, Any]

ROOT = Path(__file__).parents[2]
#: What students receive, and what only the judge has: where, the seed, and pictures of each digit in each font.
GIVEN, UNSEEN = ROOT / "source" / "softmax" / "glyphs.csv", ROOT / "autograder" / "softmax" / "unseen.csv"
FONTS = ("DejaVuSans", "DejaVuSans-Bold", "DejaVuSansMono-Oblique", "DejaVuSerif", "STIXGeneral", "STIXGeneralItalic",
         "cmr10", "cmss10")
ONE_MORE = "cmtt10"
#: Points across and down, and how many of them each way make a pixel.
POINTS, EACH = 32, 4
#: Straight pieces of each curve: a power of two, so that all their corners are exact in float64.
PIECES = 4
MOVE, LINE, CURVE, CLOSE = 1, 2, 3, 79


@cache
def outline(font: str, digit: int) -> Array:
    """The outline of a digit, closed polygons as line segments: shape (segments, 2 ends, 2), the box's centre at 0.

    The box that just holds it is 2 high.
    """
    import matplotlib as mpl
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextPath

    file = Path(mpl.get_data_path()) / "fonts" / "ttf" / f"{font}.ttf"
    path = TextPath((0, 0), str(digit), size=128, prop=FontProperties(fname=file))
    segments = np.array(list(_segments(path.vertices, path.codes)))
    low, high = segments.min(axis=(0, 1)), segments.max(axis=(0, 1))
    return np.asarray((segments - (low + high) / 2) * (2 / (high - low)[1]))


def _segments(vertices: Array, codes: Array) -> Iterator[tuple[Array, Array]]:
    start = at = vertices[0]
    place = 0
    while place < len(codes):
        code, point = codes[place], vertices[place]
        if code == MOVE:
            start = at = point
        elif code == CURVE:  # a parabola: the next vertex is its end, this one steers it
            end, before = vertices[place + 1], at
            for step in range(1, PIECES + 1):
                t = step / PIECES
                following = (1 - t) * (1 - t) * before + 2 * t * (1 - t) * point + t * t * end
                yield at, following
                at = following
            place += 1
        elif code in (LINE, CLOSE):
            point = start if code == CLOSE else point
            yield at, point
            at = point
        else:
            raise ValueError(f"an outline with a piece of kind {code}: this font is of another format")
        place += 1


def inside(segments: Array, x: Array, y: Array) -> Array:
    """Whether points lie inside an outline: its segments wind around them, counted with their direction."""
    (x0, y0), (x1, y1) = segments[:, 0].T, segments[:, 1].T
    x, y = x[..., None], y[..., None]
    side = (x1 - x0) * (y - y0) - (y1 - y0) * (x - x0)
    up, down = (y0 <= y) & (y < y1) & (side > 0), (y1 <= y) & (y < y0) & (side < 0)
    return np.asarray(up.sum(axis=-1) != down.sum(axis=-1))


def picture(font: str, digit: int, random: np.random.Generator) -> Array:
    """One picture: 64 pixels, row by row, from 0 to 16. Size, slant, place and noise are drawn."""
    height, width, slant = random.integers(25, 31), random.integers(15, 21), random.integers(-4, 5)
    right, down = random.integers(-2, 3, size=2)
    y, x = np.mgrid[:POINTS, :POINTS] - (POINTS - 1) / 2
    y, x = (down - y) * (2 / height), (x - right) * (2 / height)
    ink = inside(outline(font, digit), (x - y * (slant / 16)) * (16 / width), y)
    pixels = ink.reshape(POINTS // EACH, EACH, POINTS // EACH, EACH).sum(axis=(1, 3)).ravel()
    noise = random.integers(-2, 3, size=pixels.size) + random.integers(-2, 3, size=pixels.size)
    return np.asarray(np.clip(pixels + noise, 0, EACH * EACH))


def lines(fonts: tuple[str, ...], each: int, seed: int) -> str:
    """A whole file: ``each`` pictures of every digit in every font, in an order that is drawn too."""
    random = np.random.default_rng(seed)
    kinds = [(font, digit) for font in fonts for digit in range(10) for _ in range(each)]
    order = random.permutation(len(kinds))
    drawn = (kinds[place] for place in order)
    rows = ((digit, *picture(font, digit, random)) for font, digit in drawn)
    return "".join(",".join(map(str, row)) + "\n" for row in rows)


def given() -> str:
    """``glyphs.csv``: 2,000 lines."""
    return lines(FONTS, 25, 20260901)


def unseen() -> str:
    """``unseen.csv``: 1,080 lines."""
    return lines((*FONTS, ONE_MORE), 12, 20261126)


def main() -> None:
    """Writes both files."""
    for path, text in ((GIVEN, given()), (UNSEEN, unseen())):
        path.write_text(text, encoding="ascii", newline="\n")


if __name__ == "__main__":
    main()
