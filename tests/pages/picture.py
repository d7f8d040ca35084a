"""Takes the docs' picture of a feedback page anew: ``make demo``, then ``python -m tests.pages.picture``."""

from __future__ import annotations

from pathlib import Path

from playwright.sync_api import Browser

from tests.here import REPOSITORY
from tests.system import chromium

#: The student of the demo who flips the kernel.
PAGE = REPOSITORY / "demo" / "feedback" / "goran_petrov" / "convolution" / "convolution.html"
PICTURE = REPOSITORY / "docs" / "pictures" / "feedback.png"
WIDTH, SCALE = 840, 4 / 3


def photograph(page: Path, question: str, picture: Path, opened: Browser) -> None:
    """Writes a PNG of a page's top and of one of its questions."""
    shown = opened.new_page(viewport={"width": WIDTH, "height": 800}, device_scale_factor=SCALE)
    shown.goto(page.as_uri())
    shown.evaluate("(name) => document.querySelectorAll('nav, main > section').forEach("
                   "(each) => each.id === name || each.remove())", question)
    box = shown.locator(f"#{question}").bounding_box()
    assert box, f"{page.name} has no question {question}"
    shown.screenshot(path=picture, full_page=True, clip={"x": 0, "y": 0, "width": WIDTH,
                                                         "height": box["y"] + box["height"] + 8})
    shown.close()


if __name__ == "__main__":
    if not PAGE.exists():
        raise SystemExit("This takes the demo's pages: run `make demo` first.")
    with chromium() as browser:
        photograph(PAGE, "corr2d", PICTURE, browser)
