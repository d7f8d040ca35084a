"""What the page asks for is done in full or answered with a sentence, and what students wrote is text."""

from __future__ import annotations

import html
import json
import re
from typing import Any

import pytest
from bs4 import BeautifulSoup

from assay.course.gradebook.feedback import give_feedback
from assay.course.manual.desk import COMMENT, Desk, Unfit
from assay.course.places import Course
from assay.pages.words import number
from tests.course.desk import A, autograde, filled, give, grade, hand_in, settle
from tests.course.manual.room import ESSAY, essay, mark

HOSTILE = "<script>document.title='owned'</script>\n<img src=x onerror=alert(1)> $\\def\\a{}$ & 'so' \"on\""


def row(desk: Desk, student: str, **change: object) -> dict[str, Any]:
    """What the page sends of a student's answer."""
    now = mark(desk.course, student)
    return {"id": now.id, "version": now.version, "points": now.points, "comment": now.comment, "ticks": [], **change}


def told(page: str) -> list[dict[str, Any]]:
    """What the page holds of each student."""
    return [json.loads(html.unescape(state)) for state in re.findall(r'data-state="([^"]*)"', page)]


def test_what_is_asked_for_is_saved_and_told(five: Course) -> None:
    desk = Desk(five, essay(five))
    asked = [row(desk, name, points=3, comment=" Say more. ", ticks=[0, 2]) for name in ("ada", "bob")]
    done, rows = desk.save({"rows": asked})
    assert done
    assert [(each["points"], each["open"], each["comment"], each["ticks"]) for each in rows] == [
        (3.0, False, "Say more.", [0, 2])] * 2
    assert mark(five, "bob").ticks == tuple(desk.rubric.items[place].text for place in (0, 2))
    by_id = {each["id"]: each for each in rows}  # the page's order is drawn, and tells nothing of who it is
    assert {each["id"]: each for each in told(desk.page()) if each["points"]} == by_id
    back = [{**each, "points": None, "comment": "", "open": True} for each in rows]
    assert desk.save({"rows": back})[0]
    assert grade(five, "ada", ESSAY) == (None, None, True)


def test_where_somebody_else_was_first_both_are_told(five: Course) -> None:
    desk = Desk(five, essay(five))
    asked = row(desk, "ada", points=4.0)
    give(five, "ada", ESSAY, 1.0, "No.")
    done, rows = desk.save({"rows": [asked]})
    assert not done
    assert [(each["points"], each["comment"]) for each in rows] == [(1.0, "No.")]
    assert grade(five, "ada", ESSAY) == (None, 1.0, False)


@pytest.mark.parametrize("change, sentence", [
    ({"points": 4.5}, "Points are a number from 0 to 4."),
    ({"points": -1}, "Points are a number from 0 to 4."),
    ({"points": float("nan")}, "Points are a number from 0 to 4."),
    ({"comment": "a" * (COMMENT + 1)}, f"A comment has at most {COMMENT} characters; this one has {COMMENT + 1}."),
    ({"comment": "So \ud83d"}, "The comment holds half a character. Delete it, and write it anew."),
    ({"id": "\ud83d"}, "This could not be understood. Load the page again."),
    ({"points": "many"}, "This could not be understood. Load the page again."),
    ({"ticks": [99]}, "This could not be understood. Load the page again."),
    ({"ticks": None}, "This could not be understood. Load the page again."),
])
def test_what_cannot_be_is_said(five: Course, change: dict[str, object], sentence: str) -> None:
    desk = Desk(five, essay(five))
    with pytest.raises(Unfit) as caught:
        desk.save({"rows": [row(desk, "ada", **change)]})
    assert str(caught.value) == sentence
    assert grade(five, "ada", ESSAY) == (None, None, True)


@pytest.mark.parametrize("request_", [None, [], "a", {"rows": [{}]}, {"rows": 3}, {"rows": [[]]}, {"more": []}])
def test_what_is_no_request_changes_nothing(five: Course, request_: object) -> None:
    with pytest.raises(Unfit, match=r"^This could not be understood\. Load the page again\.$"):
        Desk(five, essay(five)).save(request_)


def test_what_students_write_is_text(five: Course) -> None:
    hand_in(five, "fay", filled(five, why_convolution=HOSTILE))
    settle(five, "fay")
    assert autograde(five, "fay")["success"]
    give(five, "ada", ESSAY, 1.0, "</main><script>alert(1)</script>")
    page = Desk(five, essay(five)).page()
    assert page.count("<script") == 2
    assert "&lt;script&gt;document.title=&#x27;owned&#x27;&lt;/script&gt;" in page
    assert re.findall(r"<img[^>]*>|onerror=alert\(1\)>", page) == []
    assert {each["comment"] for each in told(page)} == {"", "</main><script>alert(1)</script>"}


def test_the_page_shows_the_question_a_right_answer_and_the_rubric(five: Course) -> None:
    page = Desk(five, essay(five)).page()
    for text in ("Question 1: `why_convolution` (4 points)", "Together they bring a layer on a megapixel image",
                 "it saves weights: only a small window is left"):
        assert text in page
    assert "Rubric:" not in page
    assert page.count('class="answer"') == 4
    assert A in page


def test_what_is_ticked_stands_on_the_students_page_and_what_is_not_stays_behind(five: Course) -> None:
    desk = Desk(five, essay(five))
    first, second, third = desk.rubric.items[:3]
    assert desk.save({"rows": [row(desk, "ada", points=3, comment="Say more.", ticks=[2, 0])]})[0]
    give_feedback(five, A, "ada")
    said = " ".join(BeautifulSoup(five.feedback("ada", A).read_text("utf-8"), "html.parser").get_text(" ").split())
    ticked = [f"{item.text} (+{number(item.points)})" for item in (first, third)]
    assert f"What was found {ticked[0]} {ticked[1]} Comment Say more." in said
    assert second.text not in said
    text = five.text(A)
    text.write_text(text.read_text("utf-8").replace(first.text, "another item"), "utf-8")
    give_feedback(five, A, "ada")
    said = " ".join(BeautifulSoup(five.feedback("ada", A).read_text("utf-8"), "html.parser").get_text(" ").split())
    assert f"What was found {ticked[1]} {first.text} Comment" in said
    assert desk.save({"rows": [row(desk, "ada", points=None, comment="", ticks=[0], open=True)]})[0]
    give_feedback(five, A, "ada")
    assert "What was found" not in five.feedback("ada", A).read_text("utf-8")
