"""Every value of every template comes out harmless, whatever it is, and none can be forgotten."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from dataclasses import fields, is_dataclass, replace
from html import escape
from html.parser import HTMLParser
from itertools import count
from pathlib import Path
from typing import Any

import pytest
from jinja2 import TemplateAssertionError, UndefinedError
from markupsafe import Markup

from assay.pages.feedback import Card, Line
from assay.pages.report.distribution import Bar, Plot
from assay.pages.report.losses import Loss
from assay.pages.report.page import Belief, Entry, Listed, Row, Student
from assay.pages.student.code import Ink, Piece
from assay.pages.student.drawing import Cell, Grid, Picture
from assay.pages.student.formulas import Attribute, Node, Tag
from assay.pages.student.outputs import Mime, Output
from assay.pages.student.page import Asked, Shown, State
from assay.pages.student.prose import Kind, Part
from assay.pages.templates import FOLDER, Bare, environment, render, shown
from assay.pages.words import Reason, visible
from attacks.typeset import formulas
from tests.here import REPOSITORY
from tests.pages.test_feedback import FORMULAS, HOSTILE, MATHJAX

WHY = Reason("raised", "f(1)\nf(2)", (("should be", "1"), ("yours is", "2")), "hint")
LINES = ((Piece("def", Ink.KEYWORD), Piece(" f")), (Piece("pass"),))
OUTPUTS = (Output(LINES), Output(LINES, failed=True), Output(mime=Mime.PNG, data="AAAA", about="a picture"))
MATH = Node(Tag.MATH, "", ((Attribute.DISPLAY, "block"),), (Node(Tag.MI, "x"),))
TEXT = (Part(Kind.TEXT, "words"),)
PROSE = (
    Part(Kind.PARAGRAPH, parts=(*TEXT, Part(Kind.LITERAL, "f"), Part(Kind.BREAK), Part(Kind.LINK, "", TEXT, 0, "to"))),
    Part(Kind.HEADING, parts=TEXT, level=3), Part(Kind.CODE, lines=LINES), Part(Kind.RULE), Part(Kind.PLAIN, "", TEXT),
    Part(Kind.MATH, math=MATH, display=True), Part(Kind.MATH, math=MATH), Part(Kind.MATH, "$x$"),
    *(Part(kind, parts=TEXT) for kind in (Kind.LIST, Kind.NUMBERED, Kind.ITEM, Kind.QUOTE, Kind.TABLE, Kind.ROW,
                                          Kind.HEAD, Kind.CELL, Kind.STRONG, Kind.EMPHASIS, Kind.STRUCK)))
PICTURE = Picture((Grid("X", "1 × 1", "X: 1", 40, 30, True, (Cell(0, 0, "#fff", "#000", "1", True),)),), "colours")
ADA = Student("ada", "feedback/ada", "http://there")
CARD = Card("", "1 of 2", "by hand", None, (Line("x", "lost", "", "is so", "0 / 1", WHY),))
ASKED = (Asked("f", "1 of 2", State.PART, "some", Shown(lines=LINES, is_code=True, outputs=OUTPUTS, remark="not run"),
               OUTPUTS, CARD, (PICTURE,), (), "a remark", PROSE, (("+1", "an item"), ("", "of before"))),
         Asked("g", "0 of 2", State.NONE, "none", Shown(lines=LINES), (),
               replace(CARD, common=Reason("unfilled"), properties=())),
         Asked("h", "0 of 2", State.PENDING, "open", None, told=LINES))
#: Values for each template that make it write all that it can write.
VALUES: Mapping[str, dict[str, Any]] = {
    "audit": {
        "assignment": "one", "summary": ["passed"], "places": ["f.values"],
        "matrices": [("Right", [{"name": "loops", "about": "by loops", "cells": [("v", "yes")]}])],
        "survivors": [("a to b", "open", "# a file")], "idle": ["f.shape"], "corners": ["empty"],
        "figures": [("call", "0.2", "loops", "f: f(1)", 1, [("call_seconds", "0.3", True)])],
        "drawn": [("f.jit", ["12"])]},
    "card": {
        "name": "f", "score": "1 of 2", "person": "by hand", "common": Reason("unfilled"),
        "properties": [{"mark": "x", "spoken": "lost", "ink": "#123", "sentence": "is so", "worth": "0 / 1",
                        "why": WHY}]},
    "class_report": {
        "policy": "'sha256-x'", "assignment": "one", "made": "today", "due": "tomorrow",
        "facts": [("3 of 4", "handed in")],
        "people": ["a person"], "plot": Plot((Bar(3, "0–9 %", 0, 10, 20),), "three"), "questions": [("f", "4")],
        "rows": [Row(ADA, ("3",), "late")], "summary": [["mean", "2"]],
        "by_question": [Loss("f", "", "4", 1, "2", 50, "1.5")], "by_property": [Loss("g", "is so", "4", 1, "2", 50)],
        "beliefs": [Belief("g", "flips", "I flip.", 1, (ADA,), False)], "missed": ["a gap"],
        "lists": [Listed("Late", 1, (Entry(ADA, "by an hour"),), True)]},
    "student_name": {"student": ADA},
    "share": {"width": 40},
    "sort_script": {},
    "similar": {
        "assignment": "one", "solutions": "2", "students": "3", "count": 2, "most": 1, "pairs": [{
            "students": ("ada", "ben"), "parts": [{"question": "f", "likeness": "90 %", "usual": "1", "here": "2"}],
            "texts": [{"name": "f", "sides": [{"student": "ada", "lines": [(True, "x"), (False, "y")]}]}]}]},
    "manual": {
        "title": "f by hand", "question": "f", "assignment": "one", "points": "4", "kind": "prose", "weights": "[1]",
        "comments": "[]", "about": [{"name": "The question", "lines": ["Why?"]}],
        "groups": [{"number": 1, "all": 2, "count": 3, "remark": "empty", "lines": ["Because."], "pictures": ["data:"],
                    "rows": [{"student": "ada", "state": "{}"}],
                    "rubric": [{"key": "1", "place": 0, "worth": "1", "text": "says so"}]}]},
    "not_shown": {"why": "too long"},
    "why": {"why": WHY},
    "said": {"text": "is so"},
    "student": {
        "assignment": "one", "student": "ada", "handed_in": "today", "standing": "3 of 4", "bar": (750, 100),
        "lost": "lost 1", "lines": ("late",), "ask": "ask", "notes": ("put back",), "refused": "damaged",
        "questions": ASKED, "rest": (Shown(parts=PROSE),), "receipt": (("of", "5e"),)},
    "findings": {"each": Asked("", "", State.PART, "", card=Card("", "", "", Reason("unfilled"), CARD.properties),
                               pictures=(PICTURE,))},
    "reason": {"why": WHY, "picture": PICTURE},
    "picture": {"picture": PICTURE},
    "cell": {"cell": Shown(PROSE, LINES, False, OUTPUTS, "not run"), "label": "a cell"},
    "lines": {"lines": LINES, "label": "code"},
    "outputs": {"outputs": OUTPUTS, "label": "a cell"},
    "math": {"node": MATH},
    "text": {"part": PROSE[0]},
    "style": {},
}
TEXTS = (*HOSTILE, *FORMULAS, "o" + "\u0338" * 6, "a\u2066b")
#: The one way to a script: a file of its own, served beside the page.
SCRIPT = re.compile(r'<script src="(marks|page)\.js" defer></script>')
#: Elements without an end.
VOID = {"meta", "img", "br", "hr", "rect", "link", "input"}


class Page(HTMLParser):
    """A page's tags in their order and its attributes, without the elements of TeX's signs, and where texts stand."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.built: list[tuple[str, tuple[str, ...]]] = []
        self.attributes: list[str] = []
        self.text = self.title = ""
        self._open: list[str] = []
        self.feed(page)
        self.close()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._open += [tag] if tag not in VOID else []
        self.attributes += [value or "" for _, value in attrs]
        if (tag, attrs) != ("span", []):
            self.built.append((tag, tuple(name for name, _ in attrs)))

    def handle_endtag(self, tag: str) -> None:
        while tag not in VOID and self._open.pop() != tag:  # audit.html leaves some open, as it may
            pass

    def handle_data(self, data: str) -> None:
        if self._open[-1:] == ["title"]:
            self.title += data
        else:
            self.text += data


def changed(value: Any, write: Callable[[str], str]) -> Any:
    """The same values with other texts, where there are any."""
    if isinstance(value, str):
        return write(value) if value else value
    if isinstance(value, dict):
        return {name: changed(each, write) for name, each in value.items()}
    if isinstance(value, list | tuple):
        return type(value)(changed(each, write) for each in value)
    if is_dataclass(value) and not isinstance(value, type):
        return replace(value, **{each.name: changed(getattr(value, each.name), write) for each in fields(value)})
    return value


def without_one(value: Any) -> Iterator[tuple[str, Any]]:
    """The same values, each time without one name, wherever it stands."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield name, {other: kept for other, kept in value.items() if other != name}
            yield from ((below, {**value, name: less}) for below, less in without_one(each))
    elif isinstance(value, list | tuple):
        for place, each in enumerate(value):
            for name, less in without_one(each):
                yield name, type(value)([*value[:place], less, *value[place + 1:]])


def in_a_line(bad: str) -> Callable[[str], str]:
    return lambda _: bad


def test_the_samples_are_of_all_templates() -> None:
    assert {path.name for path in FOLDER.iterdir()} == {f"{name}.html.j2" for name in VALUES}


@pytest.mark.parametrize("name", VALUES)
def test_the_samples_are_written_in_full(name: str) -> None:
    """Else what follows would show nothing of a value that no sample reaches."""
    numbers = count(100)
    values = changed(VALUES[name], lambda _: f"text{next(numbers)}")
    page = render(name, **values)
    unwritten = {f"text{number}" for number in range(100, next(numbers)) if f"text{number}" not in page}
    assert unwritten == set()


@pytest.mark.parametrize("bad", TEXTS)
@pytest.mark.parametrize("name", VALUES)
def test_no_value_is_markup_a_formula_or_unprintable(name: str, bad: str) -> None:
    page = Page(whole := render(name, **changed(VALUES[name], in_a_line(bad))))
    plain = Page(render(name, **changed(VALUES[name], in_a_line("a"))))
    if "\n" not in bad:  # a call of two lines is two values
        assert page.built == plain.built
        assert visible(bad) in page.text or changed(VALUES[name], in_a_line(bad)) == VALUES[name]
    assert {tag for tag, _ in page.built} == {tag for tag, _ in plain.built}
    assert all(char.isprintable() or char == "\n" for char in whole)
    assert not any("<span>" in text for text in (*page.attributes, page.title))
    body = re.sub("<title>.*?</title>|tex2jax_ignore", "", whole)
    assert formulas(f"{MATHJAX}<body>{body}</body>") == []


@pytest.mark.parametrize("name, missing, values", [
    (name, missing, less) for name, values in VALUES.items() for missing, less in without_one(values)])
def test_a_value_that_is_not_given_is_an_error(name: str, missing: str, values: dict[str, Any]) -> None:
    with pytest.raises(UndefinedError, match=missing):
        render(name, **values)


@pytest.mark.parametrize("source", [
    "{{ x }}", "{{ x | bare }}", "{{ x ~ '' }}", "{{ (x | bare) ~ x }}", "{{ [x] }}", "{{ x.__class__(x) }}",
    "{% autoescape false %}{{ x }}{% endautoescape %}", "{% set y %}{{ x }}{% endset %}{{ y }}",
    "{% macro m() %}{{ x }}{% endmacro %}{{ m() }}", "{% macro m() %}{% endmacro %}{{ m() ~ x }}"])
@pytest.mark.parametrize("kind", [str, Markup])
def test_no_template_can_write_a_value_as_it_is(source: str, kind: Callable[[str], str]) -> None:
    try:
        page = environment().from_string(source).render(x=kind("<b>\u202e"))
    except TypeError:
        return
    assert "<b>" not in page
    assert page.isprintable()


@pytest.mark.parametrize("filter_name", ["safe", "escape", "e", "forceescape", "tojson", "xmlattr", "urlize"])
def test_no_filter_makes_a_value_safe(filter_name: str) -> None:
    with pytest.raises(TemplateAssertionError):
        environment().from_string(f"{{{{ x | {filter_name} }}}}")


@pytest.mark.parametrize("path", sorted(FOLDER.iterdir()), ids=lambda path: path.name)
def test_no_template_tries(path: Path) -> None:
    """The one script of a page is named by its digest, and no value stands in it."""
    source = SCRIPT.sub("", path.read_text("utf-8"))
    if path.name == "sort_script.html.j2":
        assert "{{" not in source
        source = source.replace("<script>", "")
    assert not re.search(r"\|\s*(safe|e|escape)\b|\bautoescape\b|\bMarkup\b|<script|https?:|url\(|@import", source)
    inside = re.findall(r"<[a-z][^<>]*?(\{\{.*?\}\})", source)
    assert all(written.endswith("| bare }}") for written in inside)


def test_html_is_made_in_templates_only() -> None:
    """One place in Markdown keeps signs of TeX apart, as ``shown`` does; one writes what Moodle reads as HTML; one
    keeps what formgrader's own templates show from being markup.
    """
    made = re.compile(r"</[a-z]|html\.escape|\bMarkup\(")
    files = {path.relative_to(REPOSITORY).as_posix() for path in (REPOSITORY / "src").rglob("*.py")
             if made.search(path.read_text("utf-8"))}
    assert files == {"src/assay/pages/templates.py", "src/assay/course/intake/prose.py",
                     "src/assay/course/lms/moodle.py", "src/assay/course/manual/formgrader_pages.py"}


def test_texts_are_spelled_out_escaped_and_kept_apart() -> None:
    assert shown("<i>'\"&\u202e $") == "&lt;i&gt;&#x27;&quot;&amp;<span>\\</span>u202e <span>$</span>"
    assert shown(Bare("<i> $\\")) == "&lt;i&gt; $\\"
    assert shown(12) == "12"


@pytest.mark.parametrize("value", [None, 1.5, [], ["<b>"], Bare(None), object()])
def test_what_is_neither_text_nor_a_whole_number_is_an_error(value: object) -> None:
    with pytest.raises(TypeError, match="A page shows text and whole numbers"):
        shown(value)


@pytest.mark.parametrize(("words", "codes"), [
    ("Pass `lr` on to `step`.", ["lr", "step"]), ("`a<b` holds", ["a<b"]), ("of ``x`` and `y`", ["x", "y"]),
    ("no code", []), ("one ` alone", [])])
def test_words_of_an_author_between_backticks_are_code(words: str, codes: list[str]) -> None:
    page = Page(made := render("said", text=words))
    assert re.findall(r"<code[^>]*>(.*?)</code>", made) == [escape(code) for code in codes]
    assert page.text == (words.replace("`", "") if codes else words)
