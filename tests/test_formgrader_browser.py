"""formgrader in a real browser, beside our own page: points, comments, other points, Autograde, the table of grades."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page

from assay.course.manual.marks import marks
from assay.course.places import Course
from tests.course.desk import A, autograde, filled, grade, hand_in, settle
from tests.course.manual.room import ESSAY, essay
from tests.course.test_formgrader import TOKEN, Server, serving
from tests.system import chromium

pytestmark = pytest.mark.system
MATHJAX = ("window.MathJax = {Hub: {Config() {}, Queue() {}, Startup: {signal: {Interest: f => "
           "setTimeout(f, 0, 'End')}}}}")
OTHERS = ("bob", "cleo", "dan")


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture
def server(course: Course, tmp_path: Path) -> Iterator[Server]:
    """Ada, who wrote no essay, and three others, graded but for theirs."""
    for student in OTHERS:
        hand_in(course, student, filled(course, why_convolution=f"Locality, says {student}."))
        settle(course, student)
        assert autograde(course, student)["success"]
    with serving(course, tmp_path) as up:
        yield up


@pytest.fixture
def page(browser: Browser, server: Server) -> Iterator[Page]:
    """formgrader's first page, without a network: MathJax, which it waits for, is a stand-in that says it is done."""
    context = browser.new_context()
    page = context.new_page()
    page.route("**/*", lambda route: route.continue_() if "//127.0.0.1:" in route.request.url else route.fulfill(
        body=MATHJAX, content_type="text/javascript"))
    page.goto(f"http://127.0.0.1:{server.port}/formgrader?token={TOKEN}")
    yield page
    context.close()


def at_work(page: Page) -> None:
    """The page of a submission, when its script is ready and has chosen a field."""
    page.wait_for_function("window.formgrader && formgrader.loaded && MathJax.loaded && formgrader.grades.loaded && "
                           "formgrader.comments.loaded")


def to_first(page: Page, server: Server) -> None:
    """Opens the list of submissions and the first of them, as a person does: two clicks."""
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/gradebook/{A}/{A}")
    page.click("text=Submission #1")
    at_work(page)


def settled(server: Server, wanted: list[float | None]) -> None:
    """Waits until these points, and no others, stand in the gradebook."""
    for _ in range(100):
        found = [each.points for each in marks(server.course, essay(server.course)).values()]
        if sorted(map(str, found)) == sorted(map(str, wanted)):
            return
        time.sleep(0.1)
    raise AssertionError(f"{found} stand in the gradebook, not {wanted}")


def test_a_person_grades_in_formgrader_and_our_page_has_the_same(page: Page, server: Server) -> None:
    """A Tab first, then two keys for each essay, and a page loaded for each; ``benchmarks/RESULTS.md`` has twenty."""
    to_first(page, server)
    pressed, loaded = ["Tab"], 0
    page.keyboard.press("Tab")
    for _ in range(4):
        assert page.evaluate("document.activeElement.id") == ESSAY
        before = page.url
        for key in ("3", "Control+."):
            page.keyboard.press(key)
            pressed.append(key)
        page.wait_for_function("before => location.href !== before", arg=before)
        loaded += 1
        if loaded < 4:
            at_work(page)
    settled(server, [3.0] * 4)
    assert (len(pressed), loaded) == (9, 4)
    assert {grade(server.course, student, ESSAY) for student in OTHERS} == {(None, 3.0, False)}


def test_comments_other_points_autograde_and_the_table_of_grades(page: Page, server: Server) -> None:
    course = server.course
    to_first(page, server)
    page.fill(f"#{ESSAY}", "2")
    page.fill(f"#{ESSAY}-comment", "What does it save?")
    page.press(f"#{ESSAY}-comment", "Escape")
    settled(server, [2.0, None, None, None])
    page.fill(f"#{ESSAY}", "4")
    page.press(f"#{ESSAY}", "Escape")
    settled(server, [4.0, None, None, None])
    graded, = (each for each in marks(course, essay(course)).values() if each.points)
    assert (graded.comment, graded.open) == ("What does it save?", False)
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/manage_submissions/{A}")
    page.click(f"tr:has-text('{graded.student}') .autograde a")
    page.get_by_text("Successfully autograded").wait_for(timeout=120_000)
    assert grade(course, graded.student, ESSAY)[1:] == (4.0, False)
    page.goto(f"http://127.0.0.1:{server.port}/formgrader/gradebook/{A}/{A}")
    page.get_by_text("46 / 46").wait_for()
    assert page.get_by_text("42 / 46").count() == 3
