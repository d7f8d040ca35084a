"""The page of alike answers in a real browser: for a phone and the dark too, and for those who do not see it."""

from __future__ import annotations

from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe

from assay.course.similar.documents import Documents
from assay.course.similar.similar import as_html, find
from tests.course.similar.test_likeness import LOOPS, OTHER, RENAMED
from tests.system import chromium

pytestmark = pytest.mark.system


@pytest.mark.parametrize("width, scheme", [(1280, "light"), (390, "dark")])
def test_nothing_is_wider_than_the_screen_and_axe_finds_nothing(tmp_path: Path, width: int, scheme: str) -> None:
    long = "x" * 60
    found = Documents(("corr", "why"), frozenset({"why"}), [], {
        f"ada_{long}": {"corr": LOOPS, "why": long}, "ben": {"corr": RENAMED, "why": long}, "cleo": {"corr": OTHER}},
        {"loops": {"corr": LOOPS}, "patches": {"corr": OTHER}})
    pairs, count = find(found)
    assert count
    page = tmp_path / "similar.html"
    page.write_text(as_html(found, pairs, count, "kernels"), "utf-8")
    with chromium() as browser:
        tab = browser.new_page(viewport={"width": width, "height": 900},
                               color_scheme="dark" if scheme == "dark" else "light")
        fetched: list[str] = []
        tab.on("request", lambda request: fetched.append(request.url))
        tab.goto(page.as_uri())
        assert tab.evaluate("document.documentElement.scrollWidth") <= width
        assert [each["id"] for each in Axe().run(tab).response["violations"]] == []
        assert fetched == [page.as_uri()]
