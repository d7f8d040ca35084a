"""Twenty essays graded by keyboard in a real browser, by one assistant and by two at once."""

from __future__ import annotations

import shutil
from collections.abc import Iterator
from threading import Thread
from typing import Any

import pytest
from playwright.sync_api import Browser, Page

from assay.course.manual.desk import Desk
from assay.course.manual.marks import marks
from assay.course.manual.server import Server
from assay.course.places import Course
from tests.course.desk import autograde, filled, give, grade, hand_in, settle
from tests.course.manual.room import ESSAY, essay
from tests.system import chromium, serious

pytestmark = pytest.mark.system
STUDENTS = [f"student{number:02}" for number in range(20)]
HOSTILE = "<script>document.title='owned'</script><img src=x onerror=\"document.title='owned'\"><b>Locality</b>"
SAID = "Say what it saves: j, u and 1 are text here."
#: The items of the rubric that hold for an answer, as its author has written them down in it.
HOLD = [(), (1,), (2,), (1, 2), (3, 4), (1, 2, 3), (2, 3, 4), (1, 2, 3, 4)]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with chromium() as found:
        yield found


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """Twenty students, of whom each wrote something else but two."""
    folder = tmp_path_factory.mktemp("twenty") / "course"
    shutil.copytree(course_template.root, folder, symlinks=True)
    twenty = Course(folder)
    for number, student in enumerate(STUDENTS):
        items = HOLD[number % len(HOLD)]
        text = HOSTILE if number == 0 else f"[{''.join(map(str, items))}] In words of {max(number, 2)}."
        hand_in(twenty, student, filled(twenty, why_convolution=text))
        settle(twenty, student)
    hand_in(twenty, STUDENTS[1], filled(twenty, why_convolution="[2]  In words\nof 2."))
    assert autograde(twenty)["success"]
    return twenty


@pytest.fixture
def server(graded: Course, tmp_path: Any) -> Iterator[Server]:
    shutil.copytree(graded.root, tmp_path / "course", symlinks=True)
    twenty = Course(tmp_path / "course")
    with Server(Desk(twenty, essay(twenty))) as up:
        thread = Thread(target=up.serve_forever, kwargs={"poll_interval": 0.01})
        thread.start()
        yield up
        up.shutdown()
        thread.join()


class Opener:
    """Opens the page in a browser that reaches no other server; ``faults`` holds what went wrong in it."""

    def __init__(self, browser: Browser, server: Server) -> None:
        self.browser, self.server, self.faults = browser, server, list[str]()

    def __call__(self, **how: Any) -> Page:
        page, ours = self.browser.new_context(**how).new_page(), f"http://127.0.0.1:{self.server.server_port}/"
        page.on("pageerror", lambda error: self.faults.append(str(error)))
        page.on("console", lambda message: self.faults.append(message.text)
                if message.type == "error" and "409 (Conflict)" not in message.text else None)
        page.on("request", lambda request: None if request.url.startswith(("data:", ours)) else self.faults.append(
            request.url))
        page.goto(self.server.address)
        return page


@pytest.fixture
def opened(browser: Browser, server: Server) -> Iterator[Opener]:
    opener = Opener(browser, server)
    yield opener
    for context in browser.contexts:
        context.close()
    assert opener.faults == []


def keys_for(text: str) -> list[str]:
    """What an assistant presses for an answer: its items, or all less what is missing; then on to the next."""
    hold = [each for each in "1234" if each in text.partition("]")[0]] if text.startswith("[") else []
    lacking = [each for each in "1234" if each not in hold]
    ticked = ["0"] if not hold else min(hold, ["a", *lacking], key=len)
    return [*ticked, "Enter"]


def current(page: Page) -> Any:
    return page.locator(".answer.current")


def settled(page: Page, standing: str) -> None:
    page.wait_for_selector(f".answer.current .standing:text-is({standing!r})")


def test_twenty_essays_take_three_keys_each_at_most(opened: Opener, server: Server) -> None:
    page, pressed = opened(), []
    page.wait_for_selector("#done:text-is('0 of 20')")
    assert "19" in page.locator(".answer h2").first.inner_text()
    while not page.locator("#said:text-is('This was the last one.')").count():
        keys = keys_for(current(page).locator("pre").inner_text().strip())
        pressed.append(len(keys))
        for key in keys:
            page.keyboard.press(key)
    page.wait_for_selector("#done:text-is('20 of 20')")
    assert len(pressed) == 19  # two have written the same
    assert max(pressed) == 3
    assert sum(pressed) <= 50
    for number, student in enumerate(STUDENTS):
        hold = HOLD[2 if number == 1 else number % len(HOLD)]
        assert grade(server.desk.course, student, ESSAY) == (None, 0.0 if number == 0 else float(len(hold)), False)
    assert page.title() == f"20 of 20: {ESSAY}"


def test_no_script_of_a_student_runs_and_names_are_hidden_until_they_are_asked_for(
        opened: Opener) -> None:
    page = opened()
    assert page.get_by_text(HOSTILE).count() == 1
    assert "owned" not in page.title()
    assert page.locator(".answer img, .answer b").count() == 0
    assert not page.get_by_text("student00").is_visible()
    page.keyboard.press("h")
    assert page.get_by_text("student00").is_visible()
    page.keyboard.press("h")
    assert not page.get_by_text("student00").is_visible()
    assert page.evaluate("fetch('http://localhost:9/').then(() => 'sent', () => 'kept')") == "kept"
    assert {"Content Security Policy" in opened.faults.pop() for _ in range(len(opened.faults))} == {True}


def test_on_paper_are_answers_marks_and_comments_and_nothing_to_press(opened: Opener) -> None:
    page = opened(color_scheme="dark")
    page.keyboard.press("1")
    page.emulate_media(media="print")
    assert page.evaluate("getComputedStyle(document.body).backgroundColor") == "rgb(255, 255, 255)"
    assert [each for each in page.locator("button, kbd").all() if each.is_visible()] == []
    shown = page.locator(".answer").first
    assert shown.locator(".text").is_visible()
    assert shown.locator("input.points").is_visible()
    assert page.pdf(format="A4").startswith(b"%PDF")


def test_comments_are_kept_offered_again_and_taken_back(opened: Opener, server: Server) -> None:
    page = opened()
    page.keyboard.press("c")
    page.keyboard.type(SAID)
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#left:text-is('20 left, in 19 answers')")
    page.keyboard.press("r")
    page.keyboard.press("1")
    page.keyboard.press("3")
    settled(page, "1 of 4")
    known = marks(server.desk.course, server.desk.question).values()
    assert sorted(each.comment for each in known if each.comment) == [SAID] * 3
    assert current(page).locator("textarea").input_value() == SAID
    page.keyboard.press("u")
    settled(page, "not graded yet")
    page.keyboard.press("u")
    page.keyboard.press("u")
    page.wait_for_selector("#undo:disabled")
    assert {each.comment for each in marks(server.desk.course, server.desk.question).values()} == {""}
    assert not any(each.points for each in marks(server.desk.course, server.desk.question).values())


def test_points_by_number_and_moving_about(opened: Opener) -> None:
    page = opened()
    first = current(page).inner_text()
    page.keyboard.press("p")
    page.keyboard.type("2,5")
    page.keyboard.press("Enter")
    assert current(page).inner_text() != first
    page.keyboard.press("k")
    settled(page, "2.5 of 4")
    page.keyboard.press("p")
    page.keyboard.type("9")
    page.keyboard.press("Enter")
    settled(page, "not saved: points are a number from 0 to 4")
    page.keyboard.press("a")
    settled(page, "4 of 4")
    page.keyboard.press("l")
    page.keyboard.press("j")
    page.keyboard.press("k")
    assert current(page).inner_text() != first
    assert page.locator(".answer:visible").count() == 18


def test_of_two_assistants_who_grade_the_same_both_are_shown_and_nothing_is_lost(
        opened: Opener, server: Server) -> None:
    one, other = opened(), opened()
    one.keyboard.press("a")
    settled(one, "4 of 4")
    other.keyboard.press("0")
    settled(other, "somebody else has graded this meanwhile")
    assert "It stands at: 4 points. Yours: 0 points." in current(other).locator(".conflict").inner_text()
    other.keyboard.press("t")
    settled(other, "4 of 4")
    one.keyboard.press("0")
    settled(one, "0 of 4")
    other.keyboard.press("1")
    settled(other, "somebody else has graded this meanwhile")
    other.keyboard.press("m")
    settled(other, "3 of 4")
    assert server.desk.course
    for each in (one, other):
        each.close()


def test_a_mark_of_formgraders_is_not_written_over(opened: Opener, server: Server) -> None:
    page, course = opened(), server.desk.course
    state = page.evaluate("cards[here].rows[0].id")
    student = marks(course, server.desk.question)[state].student
    give(course, student, ESSAY, 1.0, "From formgrader.")
    page.keyboard.press("a")
    settled(page, "somebody else has graded this meanwhile")
    assert "1 point, “From formgrader.”" in current(page).locator(".conflict").inner_text()
    assert grade(course, student, ESSAY) == (None, 1.0, False)


def test_points_for_an_answer_that_nobody_has_read_are_not_saved(opened: Opener, server: Server) -> None:
    page, course = opened(), server.desk.course
    student = marks(course, server.desk.question)[page.evaluate("cards[here].rows[0].id")].student
    hand_in(course, student, filled(course, why_convolution="Something newer."))
    settle(course, student)
    assert autograde(course, student)["success"]
    page.keyboard.press("a")
    settled(page, "somebody else has graded this meanwhile")
    assert "The answer itself is another one now" in current(page).locator(".conflict").inner_text()
    assert not current(page).locator(".mine").is_visible()
    page.keyboard.press("m")
    page.reload()
    page.get_by_text("Something newer.").wait_for()
    assert grade(course, student, ESSAY) == (None, None, True)


def test_what_could_not_be_saved_is_said_and_saved_with_the_next_key(opened: Opener, server: Server) -> None:
    page = opened()
    page.route("**/save", lambda route: route.abort())
    page.keyboard.press("a")
    settled(page, "not saved: the server does not answer. Start it again, and open its new address.")
    assert page.locator("#done").inner_text() == "0 of 20"
    page.unroute("**/save")
    opened.faults.clear()
    page.keyboard.press("c")
    page.keyboard.type("Good.")
    page.keyboard.press("Escape")
    settled(page, "4 of 4")
    assert any(each.comment == "Good." for each in marks(server.desk.course, server.desk.question).values())


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_page_keeps_nobody_out(opened: Opener, width: int, scheme: str) -> None:
    page = opened(viewport={"width": width, "height": 800}, color_scheme=scheme, bypass_csp=True)
    page.keyboard.press("a")
    settled(page, "4 of 4")
    page.keyboard.press("h")
    assert serious(page) == []
    assert page.evaluate("document.documentElement.scrollWidth") == width
    page.keyboard.press("?")
    assert page.locator("#help").is_visible()
    assert serious(page) == []
    page.keyboard.press("Escape")
    assert not page.locator("#help").is_visible()
