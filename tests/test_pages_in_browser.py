"""Our pages in a real browser: no network, nothing wider than the screen, nothing that cannot be heard."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, Route

from assay.pages import audit
from assay.pages.class_report import ClassRow
from assay.pages.report import page as class_page
from assay.pages.student.page import as_html
from tests.pages.samples import AUDIT, REPORT, row
from tests.pages.student.sheets import PAGES, WORTH
from tests.system import chromium, serious

pytestmark = pytest.mark.system
NAMES = [*PAGES, "report"]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """All pages, as files."""
    place = tmp_path_factory.mktemp("pages")
    for name, make in PAGES.items():
        (place / f"{name}.html").write_text(as_html(*make()), "utf-8")
    rows: tuple[ClassRow, ...] = tuple(replace(each, page="5e") for each in REPORT.rows)
    (place / "report.html").write_text(class_page.as_html(replace(REPORT, rows=rows)), "utf-8")
    return place


class Seen:
    """A page that may fetch nothing, and what it did."""

    def __init__(self, context: BrowserContext, path: Path) -> None:
        self.asked: list[str] = []
        self.said: list[str] = []
        self.page: Page = context.new_page()
        self.page.route("**/*", lambda route: self._ask(route, path))
        self.page.on("console", lambda message: self.said.append(message.text))
        self.page.on("pageerror", lambda error: self.said.append(str(error)))
        self.page.goto(path.as_uri())
        self.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")

    def _ask(self, route: Route, path: Path) -> None:
        if route.request.url == path.as_uri():
            route.continue_()
        elif not route.request.url.startswith("data:"):
            self.asked.append(route.request.url)
            route.abort()

    def get(self, script: str) -> Any:
        return self.page.evaluate(script)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
@pytest.mark.parametrize("name", NAMES)
def test_a_page_fits_the_screen_fetches_nothing_and_can_be_heard(
        browser: Browser, folder: Path, name: str, width: int, scheme: Any) -> None:
    """Unfolded in full; by axe-core's rules, in both colour schemes, as contrast is one of them.

    No content policy stops axe-core, as the browser itself puts it into the page.
    """
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        seen = Seen(context, folder / f"{name}.html")
        assert seen.get("document.documentElement.scrollWidth") <= width
        assert serious(seen.page) == []
        assert (seen.asked, seen.said) == ([], [])


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_audits_page_fits_the_screen_fetches_nothing_and_can_be_heard(
        browser: Browser, tmp_path: Path, width: int, scheme: Any) -> None:
    path = tmp_path / "audit.html"
    path.write_text(audit.as_html(AUDIT), "utf-8")
    with browser.new_context(viewport={"width": width, "height": 800}, color_scheme=scheme) as context:
        seen = Seen(context, path)
        assert seen.get("document.documentElement.scrollWidth") <= width
        assert serious(seen.page) == []
        assert (seen.asked, seen.said) == ([], [])
        dark = seen.get("getComputedStyle(document.body).backgroundColor") != "rgb(255, 255, 255)"
        assert dark == (scheme == "dark")
        seen.page.emulate_media(media="print")
        assert seen.get("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"


@pytest.mark.parametrize("name", NAMES)
def test_without_script_a_page_says_the_same(browser: Browser, folder: Path, name: str) -> None:
    texts = []
    for script in (True, False):
        with browser.new_context(java_script_enabled=script) as context:
            page = context.new_page()
            page.goto((folder / f"{name}.html").as_uri())
            texts.append(" ".join(page.inner_text("main").split()))
    assert texts[0] == texts[1]


@pytest.mark.parametrize("name", NAMES)
def test_a_page_can_be_printed(browser: Browser, folder: Path, name: str, tmp_path: Path) -> None:
    with browser.new_context(color_scheme="dark") as context:
        seen = Seen(context, folder / f"{name}.html")
        seen.page.emulate_media(media="print")
        assert seen.get("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
        assert seen.get("getComputedStyle(document.querySelector('.skip')).display") == "none"
        assert seen.page.pdf(path=tmp_path / "page.pdf", format="A4").startswith(b"%PDF")


@pytest.mark.parametrize("script", [True, False])
def test_on_paper_a_report_has_all_columns_and_all_entries(browser: Browser, tmp_path: Path, script: bool) -> None:
    """On A4 between usual margins; a list of more than twelve is folded on a screen."""
    rows = tuple(replace(row(f"student_with_a_long_name_{place:02}", None, *[4.5] * 6, late=10.25,
                             needs=("why_convolution",)), page="5e", seconds_late=5400.0) for place in range(20))
    path = tmp_path / "report.html"
    path.write_text(class_page.as_html(replace(REPORT, rows=rows)), "utf-8")
    with browser.new_context(viewport={"width": 718, "height": 1000}, java_script_enabled=script) as context:
        page = context.new_page()
        page.goto(path.as_uri())
        last = page.locator("#attention li", has_text="student_with_a_long_name_19").first
        assert not last.is_visible()
        page.emulate_media(media="print")
        assert last.is_visible()
        for table in page.locator("table").all():
            box = table.bounding_box()
            assert box
            assert box["x"] >= 0
            assert box["x"] + box["width"] <= 718
        paper = page.pdf(path=tmp_path / "report.pdf", format="A4")
        assert paper.startswith(b"%PDF")


def test_a_keyboard_skips_to_the_questions(browser: Browser, folder: Path) -> None:
    with browser.new_context() as context:
        seen = Seen(context, folder / "wrong.html")
        seen.page.keyboard.press("Tab")
        assert seen.get("document.activeElement.textContent") == "Skip to the questions"
        assert seen.get("document.activeElement.getBoundingClientRect().left") >= 0
        seen.page.keyboard.press("Enter")
        assert seen.get("document.activeElement.id") == "questions"


def test_headings_stand_in_order(browser: Browser, folder: Path) -> None:
    with browser.new_context() as context:
        for name in NAMES:
            seen = Seen(context, folder / f"{name}.html")
            levels = [int(each[1]) for each in seen.get(
                "[...document.querySelectorAll('h1,h2,h3,h4,h5,h6')].map((each) => each.tagName)")]
            assert levels[0] == 1
            assert all(after - before <= 1 for before, after in pairwise(levels))
            tags = seen.get("[...document.body.querySelectorAll('*')].map((each) => each.tagName)")
            assert {"HEADER", "MAIN", "NAV"} <= set(tags)


def test_no_script_of_a_student_runs(browser: Browser, folder: Path) -> None:
    """Not even one that got past everything else: the policy stops it."""
    bad = "<script>document.title = 'owned'</script></main>"
    html = (folder / "right.html").read_text("utf-8").replace("</main>", bad)
    (folder / "owned.html").write_text(html, "utf-8")
    with browser.new_context() as context:
        seen = Seen(context, folder / "owned.html")
        assert seen.page.title() != "owned"
        assert any("Content Security Policy" in each for each in seen.said)


def test_a_report_of_a_thousand_opens_and_sorts(browser: Browser, tmp_path: Path) -> None:
    rows = tuple(row(f"s{number:04}", *[min(points, float((number * 7 + place) % 13)) for place, points in
                                        enumerate(WORTH.values())]) for number in range(1000))
    path = tmp_path / "report.html"
    path.write_text(class_page.as_html(replace(REPORT, rows=rows)), "utf-8")
    with browser.new_context() as context:
        seen = Seen(context, path)
        rows_seen = "[...document.querySelectorAll('#students tbody tr')]"
        total = f"{rows_seen}.map((each) => parseFloat(each.cells[9].textContent))"
        head = seen.page.locator("#students thead button").last
        for order, wanted in (("ascending", sorted), ("descending", lambda each: sorted(each, reverse=True))):
            head.click()
            assert seen.page.locator("#students thead th").last.get_attribute("aria-sort") == order
            found = seen.get(total)
            assert len(found) == 1000
            assert found == wanted(found)
        seen.page.locator("#students thead button").first.click()
        assert seen.get("document.querySelector('#students tbody th').textContent").startswith("s0000")
        assert seen.said == []
