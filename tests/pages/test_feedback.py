from __future__ import annotations

import html
import re
from dataclasses import replace
from html.parser import HTMLParser

import nbformat
import pytest
from nbconvert import HTMLExporter

from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Question
from assay.pages.feedback import SHOWN, WIDTH, Person, as_html, as_text, cell_outputs, score
from assay.pages.words import NOT_JUDGED, visible
from attacks.typeset import formulas
from tests.pages.samples import CALL, FAULT, GOLDEN, LIMITS, QUESTIONS, corr2d, written

HOSTILE = ("<script>alert(1)</script>", "</pre></div><h1>100 of 100</h1>", "a & b &lt;", '" onmouseover="x',
           "' style='x", "\x1b[2J\x1b[31m", "\u202egnp.exe\u2066", "one\n✓ two  4 / 4\r\u2028three",
           "\x00\x07\x7f\ud800")
FORMULAS = ("$x$", "$$x$$", "a $\\rlap{12 of 12 points}$", "\\(x\\)", "\\[x\\]", "\\begin{equation}x\\end{equation}",
            "$\\unicode{x41}$", "\\$5 and $y$")
MATHJAX = HTMLExporter().from_notebook_node(nbformat.v4.new_notebook())[0].partition("<body")[0]
FEEDBACK = [name for name in written() if not name.startswith(("audit", "class"))]


class Page(HTMLParser):
    """The tags of a page, and its text as a browser shows it; fails where tags are not closed in order."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(page)
        self.close()
        assert not self.open

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.open.append(tag)
        self.tags.add(tag)
        self.attributes |= {name for name, _ in attrs}

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


@pytest.mark.parametrize("name", FEEDBACK)
def test_feedback_reads_as_the_golden_file(name: str) -> None:
    assert written()[name] == (GOLDEN / name).read_text("utf-8")


@pytest.mark.parametrize("name", [name for name in FEEDBACK if name.endswith(".html")])
def test_a_card_is_closed_fetches_nothing_and_runs_nothing(name: str) -> None:
    page = written()[name]
    assert Page(page).tags <= {"div", "span", "strong", "pre", "code"}
    assert Page(page).attributes <= {"class", "style", "role", "title", "aria-label"}
    assert not re.search(r"url\(|https?:|<script|@import", page)


@pytest.mark.parametrize("bad", HOSTILE)
@pytest.mark.parametrize("kind", [Kind.VALUES, Kind.RAISED, Kind.UNFILLED])
def test_no_text_of_a_student_escapes_its_card(bad: str, kind: Kind) -> None:
    question = corr2d(Evidence(kind, bad, bad, f"{bad}2", bad), None, FAULT, None)
    harmless = corr2d(Evidence(kind, "a", "b", "c", "d"), None, FAULT, None)
    page, plain = Page(as_html(question, LIMITS)), Page(as_html(harmless, LIMITS))
    assert page.tags == plain.tags
    assert page.attributes == plain.attributes
    assert page.text.replace("\n", "").isprintable()  # lines end in calls, which the judge writes


@pytest.mark.parametrize("bad", FORMULAS)
@pytest.mark.parametrize("kind", [Kind.VALUES, Kind.RAISED, Kind.UNFILLED, Kind.CHANGES])
def test_nothing_in_a_card_is_set_as_a_formula(bad: str, kind: Kind) -> None:
    """Twice over: by the class that MathJax heeds, and by elements that no formula reaches across."""
    question = replace(corr2d(Evidence(kind, bad, bad, f"{bad}2", bad), None, FAULT, None), grade_id=bad)
    card = as_html(question, LIMITS)
    assert card.startswith('<div class="tex2jax_ignore mathjax_ignore" ')
    for page in (card, card.replace("tex2jax_ignore", ""), f"<pre>{html.escape(as_text(question, LIMITS))}</pre>"):
        assert formulas(f"{MATHJAX}<body>{page}</body>") == []
    assert visible(bad) in Page(card).text
    assert formulas(f"{MATHJAX}<body>{html.escape(bad)}</body>") != []


@pytest.mark.parametrize("kind", [Kind.VALUES, Kind.RAISED, Kind.CHANGES])
def test_a_text_of_a_student_is_shown_up_to_a_length_and_a_call_in_full(kind: Kind) -> None:
    long, call = "x" * 100_000, "corr2d(" + "1," * 5000 + ")"
    question = corr2d(Evidence(kind, call, long, f"{long}2"), None, None, None)
    for said in (as_html(question, LIMITS), as_text(question, LIMITS)):
        assert call in said
        assert 0 < said.count("x") < 3 * SHOWN


@pytest.mark.parametrize("bad", HOSTILE)
def test_no_text_of_a_student_commands_a_terminal_or_forges_a_line(bad: str) -> None:
    text = as_text(corr2d(Evidence(Kind.VALUES, bad, bad, f"{bad}2", bad), None, None, None), LIMITS)
    lines = text.splitlines()
    assert all(line.isprintable() for line in lines)
    assert [line[0] for line in lines if not line.startswith(" ")] == ["c", "✗", "✓", "✓", "✓"]


def test_the_name_of_a_question_is_escaped_too() -> None:
    question = replace(QUESTIONS["earned"], grade_id="<b>corr2d</b>")
    assert "<b>" not in as_html(question, LIMITS)


def test_lines_keep_their_width_except_those_to_paste_or_compare() -> None:
    for name in FEEDBACK:
        for line in written()[name].splitlines() if name.endswith(".txt") else ():
            assert len(line) <= WIDTH or line.startswith(("    corr2d(", "    jax.jit("))


def test_the_call_stays_on_one_line_so_that_it_can_be_pasted() -> None:
    assert f"    {CALL}\n" in as_text(QUESTIONS["flipped"], LIMITS)
    assert f">{CALL}</code></pre>" in as_html(QUESTIONS["flipped"], LIMITS)


def test_an_earned_property_takes_one_line() -> None:
    assert len(as_text(QUESTIONS["earned"], LIMITS).splitlines()) == 1 + len(QUESTIONS["earned"].properties)


def test_a_question_not_filled_in_is_told_so_once() -> None:
    for said in (as_text(QUESTIONS["unfilled"], LIMITS), as_html(QUESTIONS["unfilled"], LIMITS)):
        assert said.count("not filled in yet") == 1
        assert "✗" not in said


def test_one_property_that_differs_is_told_apart() -> None:
    unfilled = Evidence(Kind.UNFILLED, CALL, detail="corr2d")
    text = as_text(corr2d(unfilled, unfilled, unfilled, None), LIMITS)
    assert text.count("✗") == 3


def test_points_not_judged_are_not_counted_as_lost() -> None:
    assert score(QUESTIONS["mixed"]) == "1 of 7.5 so far, 2 not graded yet"
    assert score(QUESTIONS["earned"]) == "9.5 of 9.5 points"
    assert score(QUESTIONS["all_faults"]) == "9.5 points not graded yet"


def test_outcomes_can_be_told_apart_without_colour() -> None:
    assert {"✓", "✗", "?"} <= set(Page(as_html(QUESTIONS["mixed"], LIMITS)).text)


def test_the_outputs_of_the_graded_cell_are_valid_and_earn_nothing_by_themselves() -> None:
    outputs = cell_outputs(QUESTIONS["flipped"], LIMITS)
    cell = nbformat.v4.new_code_cell("", outputs=[nbformat.from_dict(output) for output in outputs])
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
    assert [output["output_type"] for output in outputs] == ["display_data"]
    assert set(outputs[0]["data"]) == {"text/html", "text/plain"}


def test_a_question_without_properties_is_only_its_head() -> None:
    assert as_text(Question("corr2d", ()), LIMITS).split() == ["corr2d", "0", "of", "0", "points"]


def test_marks_do_not_stack_up_over_other_lines() -> None:
    assert visible("e\u0301 \u0e01\u0e35\u0e48") == "e\u0301 \u0e01\u0e35\u0e48"
    assert visible("o" + "\u0338" * 6) == "o" + "\u0338" * 4 + "\\u0338" * 2


@pytest.mark.parametrize("name, person, score_said, sentence", [
    ("flipped", Person(5.0), "5 of 9.5 points", "A person gave these points; they stand. "
     "The tests by themselves: 2 of 9.5 points."),
    ("earned", Person(5.0, newer=True), "5 of 9.5 points",
     "A person gave these points for an earlier answer; they stand until a person has looked at the newer one. "
     "The tests by themselves: 9.5 of 9.5 points."),
    ("all_faults", Person(0.0), "0 of 9.5 points", "A person gave these points; they stand."),
])
def test_a_card_says_that_a_persons_points_stand(name: str, person: Person, score_said: str, sentence: str) -> None:
    text, page = (write(QUESTIONS[name], LIMITS, person) for write in (as_text, as_html))
    for said in (" ".join(text.split()), page):
        assert score_said in said
        assert sentence in said
        assert NOT_JUDGED not in said
