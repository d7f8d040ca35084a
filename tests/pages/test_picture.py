"""The docs' picture of a feedback page is of the page as it is now."""

from __future__ import annotations

from pathlib import Path

import pytest
from PIL import Image

from assay.course.gradebook.told import ASK
from tests.pages.picture import PICTURE, SAID, WIDTH, photograph, shown, words
from tests.system import chromium


def test_the_picture_says_what_pages_say_now() -> None:
    """Where this fails, pages have other words: take it anew with `make pictures`, and look at it."""
    with Image.open(PICTURE) as picture:
        assert picture.info[SAID] == words(shown())
    assert ASK in words(shown())


@pytest.mark.system
def test_a_picture_can_be_taken(tmp_path: Path) -> None:
    with chromium() as browser:
        photograph(shown(), tmp_path / "page.png", browser)
    with Image.open(tmp_path / "page.png") as taken, Image.open(PICTURE) as kept:
        assert taken.info[SAID] == kept.info[SAID]
        assert taken.width == kept.width == WIDTH * 4 // 3
        assert len(taken.getcolors(1 << 24) or ()) > 20
