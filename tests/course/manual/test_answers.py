"""Equal answers stand together, once; what cannot be read says so."""

from __future__ import annotations

import base64
import json

import pytest

from assay.course.manual.answers import CUT, MISSING, NOTHING, SHOWN, UNSHOWN, Answer, asked, groups
from assay.course.manual.marks import Question, find_question, marks
from assay.course.places import Course
from tests.course.desk import A
from tests.course.manual.room import ESSAY, essay, given, mark
from tests.pictures import png


def laid_out(course: Course, question: Question) -> list[tuple[str, str, list[str]]]:
    return [(group.answer.text, group.answer.remark, [each.student for each in group.marks])
            for group in groups(course, question, marks(course, question).values())]


def test_equal_answers_are_one_and_those_that_wait_come_first(five: Course) -> None:
    found = laid_out(five, essay(five))
    assert found[0] == ("Locality, and sharing.", "", ["ada", "bob"])
    assert ("It is fast.", "", ["cleo"]) in found[1:3]
    assert [remark for _, remark, who in found if who == ["eve"]] == [
        "This submission could not be read. Your notebook file is damaged: it ends in the middle. Open your notebook "
        "in Jupyter, save it, and submit it again."]
    assert found[-1] == ("YOUR ANSWER HERE", NOTHING, ["dan"])
    given(five, mark(five, "ada"), points=1.0)
    given(five, mark(five, "bob"), points=1.0)
    assert laid_out(five, essay(five))[-2:] == [found[0], found[-1]]
    assert [who for *_, who in laid_out(five, find_question(five, A, "corr2d"))] == [["eve"], ["ada", "bob", "cleo",
                                                                                             "dan"]]
    assert asked(five, essay(five)).startswith("### Question 1: `why_convolution` (4 points)")
    path = five.autograded("cleo", A)
    path.chmod(0o644)
    path.write_text("{")
    assert ("", MISSING, ["cleo"]) in laid_out(five, essay(five))
    picture = base64.b64encode(png(2, 2)).decode()
    notebook = json.loads(five.autograded("ada", A).read_text("utf-8"))
    cell = next(cell for cell in notebook["cells"] if cell["id"] == ESSAY)
    cell |= {"source": "<b>]\u200b(javascript:1)", "attachments": {"a.png": {"image/png": picture, "text/html": "<b>"}}}
    five.autograded("ada", A).chmod(0o644)
    five.autograded("ada", A).write_text(json.dumps(notebook), "utf-8")
    shown, = (group.answer for group in groups(five, essay(five), [mark(five, "ada")]))
    assert shown == Answer("<b>](javascript:1)", "", (f"data:image/png;base64,{picture}",))


@pytest.mark.parametrize("one, other, is_code, equal", [
    ("a  b\n\nc", " a b c ", False, True),
    ("a b", "ab", False, False),
    ("if x:\n    y\n\nz  ", "if x:\n    y\nz", True, True),
    ("x  # \u2028y", "x  #\ny", True, False),
    ("x  # \x0cy", "x  #\ny", True, False),
    ("x\r\ny", "x\ny", True, True),
    ("if x:\n    y\n    z", "if x:\n    y\nz", True, False),
])
def test_blanks_tell_answers_apart_only_where_they_mean_something(
        one: str, other: str, is_code: bool, equal: bool) -> None:
    assert (Answer(one).same_as(is_code=is_code) == Answer(other).same_as(is_code=is_code)) is equal
    assert Answer(one).same_as(is_code=is_code) != Answer(one, "damaged").same_as(is_code=is_code)


def test_what_would_keep_a_browser_busy_is_cut_and_that_is_said() -> None:
    long = Answer("\u202e" * 1_000_000, "Odd.", ("data:" + "a" * 100,))
    shown = long.shown(50)
    assert (len(shown.text), shown.pictures) == (SHOWN, ())
    assert shown.remark == f"Odd. {CUT.format(most=SHOWN)} {UNSHOWN}"
    assert Answer("short", "", ("data:",)).shown(50) == Answer("short", "", ("data:",))
