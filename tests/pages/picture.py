"""Takes the docs' picture of a feedback page anew, of a page that tests make: ``make pictures``.

What the page says there is kept in the picture, so that a test can tell when pages say something else.
"""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from bs4 import BeautifulSoup
from PIL import Image
from PIL.PngImagePlugin import PngInfo
from playwright.sync_api import Browser

from assay.course.gradebook.told import ASK
from assay.pages.student.page import as_html
from tests.here import REPOSITORY
from tests.pages.student.sheets import one_misconception
from tests.system import chromium

PICTURE = REPOSITORY / "docs" / "pictures" / "feedback.png"
QUESTION = "corr2d"
#: Under which name a PNG keeps what it shows.
SAID = "Description"
WIDTH, SCALE = 840, 4 / 3


def shown() -> str:
    """The page of a student who flips the kernel, without the other questions and what is folded below."""
    notebook, told = one_misconception()
    page = BeautifulSoup(as_html(notebook, replace(told, ask=ASK)), "html.parser")
    for part in page.select("nav, main > section"):
        if part.get("id") != QUESTION:
            part.decompose()
    return str(page)


def words(html: str) -> str:
    """What is read in a page."""
    body = BeautifulSoup(html, "html.parser").body
    return " ".join(body.get_text(" ").split()) if body else ""


def photograph(html: str, picture: Path, opened: Browser) -> None:
    """Writes a PNG of a page's top and of its question, with its words in it."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "page.html"
        path.write_text(html, "utf-8")
        page = opened.new_page(viewport={"width": WIDTH, "height": 800}, device_scale_factor=SCALE)
        page.goto(path.as_uri())
        box = page.locator(f"#{QUESTION}").bounding_box()
        assert box
        page.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH,
                                                            "height": box["y"] + box["height"] + 8})
        page.close()
    said = PngInfo()
    said.add_itxt(SAID, words(html), zip=True)
    with Image.open(picture) as taken:
        taken.convert("P", palette=Image.Palette.ADAPTIVE).save(picture, pnginfo=said, optimize=True)


def main() -> None:
    """Takes it, where there is a browser."""
    try:
        with chromium() as browser:
            photograph(shown(), PICTURE, browser)
    except pytest.skip.Exception as error:
        raise SystemExit(f"No picture is taken: it {error}.") from None


if __name__ == "__main__":
    main()
