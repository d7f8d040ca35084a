"""The site in a real browser: on a phone, on a wide screen, by day and by night, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

from assay.pages.student.page import as_html
from tests.pages.picture import photograph
from tests.pages.student.sheets import PAGES
from tests.system import chromium, serious

pytestmark = pytest.mark.system
#: Whether a table has to be pushed aside to be read.
WIDER = "[...document.querySelectorAll('.table-wrapper')].some((each) => each.scrollWidth > each.clientWidth)"


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


def followed(page: Page, asked: list[str], said: list[str]) -> None:
    """Notes what a page asks of others, and what it complains about."""
    def ask(route: Route) -> None:
        if route.request.url.startswith(("file:", "data:")):
            route.continue_()
        else:
            asked.append(route.request.url)
            route.abort()

    page.route("**/*", ask)
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_every_page_fits_the_screen_and_fetches_nothing(browser: Browser, site: Path, width: int, scheme: Any) -> None:
    asked, said, wide = list[str](), list[str](), list[str]()
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        page = context.new_page()
        followed(page, asked, said)
        for file in sorted(site.glob("*.html")):
            page.goto(file.as_uri())
            if page.evaluate("document.documentElement.scrollWidth") > width:
                wide.append(file.name)
            if page.evaluate(WIDER):
                wide.append(f"a table of {file.name}")
    assert (wide, asked, said) == ([], [], [])


@pytest.mark.parametrize("name", ["index", "start", "verbs", "testing", "coming-from-nbgrader"])
def test_a_page_can_be_heard(browser: Browser, site: Path, name: str) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto((site / f"{name}.html").as_uri())
        assert serious(page) == []


def test_a_word_that_is_sought_is_found_without_a_server(browser: Browser, site: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{(site / 'search.html').as_uri()}?q=extension")
        page.wait_for_selector("#search-results li a")
        assert "deadlines.html" in page.inner_html("#search-results")


def test_the_picture_of_a_feedback_page_can_be_taken(browser: Browser, tmp_path: Path) -> None:
    page = tmp_path / "page.html"
    page.write_text(as_html(*PAGES["misconception"]()), "utf-8")
    photograph(page, "corr2d", tmp_path / "picture.png", browser)
    data = (tmp_path / "picture.png").read_bytes()
    assert data[:4] == b"\x89PNG"
    assert (int.from_bytes(data[16:20]), len(data) < 1 << 20) == (1120, True)
