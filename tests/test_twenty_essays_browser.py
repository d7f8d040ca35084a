"""The same twenty essays, graded by keyboard on our page and in formgrader: what a person presses and waits for.

``benchmarks/RESULTS.md`` has the figures. Both begin at what the command opens; nobody writes a comment.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from dataclasses import astuple, dataclass
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import Page

from assay.course.manual.desk import Desk
from assay.course.manual.marks import marks
from assay.course.manual.server import Server
from assay.course.places import Course
from tests.course.manual.room import ESSAY, essay
from tests.course.test_formgrader import TOKEN, start
from tests.course.test_formgrader import Server as Formgrader
from tests.here import REPOSITORY
from tests.test_formgrader_browser import MATHJAX, at_work
from tests.test_manual_browser import HOLD, STUDENTS, browser, graded, keys_for  # noqa: F401 - fixtures

pytestmark = pytest.mark.system
POINTS = sorted(0.0 if number == 0 else float(len(HOLD[2 if number == 1 else number % len(HOLD)]))
                for number in range(len(STUDENTS)))


@dataclass
class Work:
    """What it took: keys, clicks, pages loaded."""

    keys: int = 0
    clicks: int = 0
    loads: int = 0

    def of(self, page: Page) -> Work:
        """Counts the pages that are loaded."""
        page.on("load", lambda _: self._loaded())
        return self

    def _loaded(self) -> None:
        self.loads += 1

    def press(self, page: Page, *keys: str) -> None:
        """Presses keys; one that is held with another counts once."""
        self.keys += len(keys)
        for key in keys:
            page.keyboard.press(key)

    def click(self, page: Page, where: str) -> None:
        """Clicks, and waits for the page that it leads to."""
        self.clicks += 1
        with page.expect_navigation():
            page.click(where)


@pytest.fixture
def page(browser: object) -> Iterator[Page]:  # noqa: F811
    """A page that reaches this machine alone; MathJax, which formgrader's waits for, is a stand-in."""
    context = browser.new_context()  # type: ignore[attr-defined]
    found = context.new_page()
    found.route("**/*", lambda route: route.continue_() if "//127.0.0.1:" in route.request.url else route.fulfill(
        body=MATHJAX, content_type="text/javascript"))
    yield found
    context.close()


def ours(page: Page, course: Course) -> Work:
    """On the page that `make grade` opens, with the items of the rubric ticked."""
    with Server(Desk(course, essay(course))) as up:
        thread = Thread(target=up.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        work = Work().of(page)
        page.goto(up.address)
        page.wait_for_selector("#done:text-is('0 of 20')")
        while not page.locator("#said:text-is('This was the last one.')").count():
            work.press(page, *keys_for(page.locator(".answer.current pre").inner_text().strip()))
        page.wait_for_selector("#done:text-is('20 of 20')")
        up.shutdown()
        thread.join()
    return work


def formgraders(page: Page, course: Course, folder: Path) -> Work:
    """From what `make formgrader` opens, the rubric added up in the head."""
    up = Formgrader(course)
    with start(up, folder) as process:
        try:
            up.wait()
            work = Work().of(page)
            page.goto(f"http://127.0.0.1:{up.port}/formgrader?token={TOKEN}")
            work.click(page, "a:text('Manual Grading')")
            work.click(page, "a:text('convolution')")
            work.click(page, "a:text('convolution')")
            work.click(page, "text=Submission #1")
            at_work(page)
            work.press(page, "Tab")
            for _ in STUDENTS:
                assert page.evaluate("document.activeElement.id") == ESSAY
                found = re.search(r"\[(\d*)\] +In words", page.inner_text("body"))
                before = page.url
                work.press(page, str(len(found[1]) if found else 0), "Control+.")
                page.wait_for_function("before => location.href !== before", arg=before)
                page.wait_for_load_state("load")
                if f"/{ESSAY}" not in page.url and "/submissions/" in page.url:
                    at_work(page)
        finally:
            process.terminate()
    return work


@pytest.mark.long
@pytest.mark.parametrize("where", ["ours", "formgrader"])
def test_twenty_essays_take_what_the_results_say(
        page: Page, graded: Course, tmp_path: Path, where: str) -> None:  # noqa: F811
    course = Course(shutil.copytree(graded.root, tmp_path / "course", symlinks=True))
    work = ours(page, course) if where == "ours" else formgraders(page, course, tmp_path)
    assert sorted(each.points for each in marks(course, essay(course)).values() if each.points is not None) == POINTS
    said = (REPOSITORY / "benchmarks" / "RESULTS.md").read_text("utf-8")
    name = {"ours": "`make grade`", "formgrader": "`make formgrader`"}[where]
    assert f"| {name} | {' | '.join(map(str, astuple(work)))} |" in said
