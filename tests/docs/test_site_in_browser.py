"""The site in a real browser: on a phone, on a wide screen, by day and by night, without a network."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, Route

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


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_can_be_heard(browser: Browser, site: Path, scheme: Any) -> None:
    found = {}
    with browser.new_context(color_scheme=scheme) as context:
        page = context.new_page()
        for file in sorted(site.glob("*.html")):
            page.goto(file.as_uri())
            found[file.name] = serious(page)
    assert len(found) > 20
    assert {name: said for name, said in found.items() if said} == {}


def test_a_word_that_is_sought_is_found_without_a_server(browser: Browser, site: Path) -> None:
    with browser.new_context() as context:
        page = context.new_page()
        page.goto(f"{(site / 'search.html').as_uri()}?q=extension")
        page.wait_for_selector("#search-results li a")
        assert "deadlines.html" in page.inner_html("#search-results")
