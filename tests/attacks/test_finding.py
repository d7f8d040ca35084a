"""The detectors detect: each is shown a student who got away with something, and must say so."""

from __future__ import annotations

import re
from dataclasses import replace
from typing import Any

import pytest

from assay.course.intake.rebuild import MARK
from assay.course.places import Course
from assay.judge.verdict import Outcome, Property, Question, Verdict
from assay.pages.class_report import ClassRow
from assay.pages.student.page import as_html
from attacks.corpus import CANARY, Attack, Told, corpus
from attacks.finding import DRAWN, Findings, Result, in_table, in_terminal, injected, judged, results
from tests.here import REPOSITORY
from tests.pages.student.sheets import PAGES

A = "convolution"
TOLD = Told(course="/courses/deep", repository="/courses/kit")
PAGE = "<html><script>ours()</script><strong>3 of 12 points</strong></html>"
FORGER, SPY, REFUSED = (corpus(name)[0] for name in ("claims", "disk", "format_number"))


def verdict(outcome: Outcome = Outcome.NOT_EARNED) -> Verdict:
    return Verdict({}, (Question("corr2d", (Property("values", "is right", "", 12.0, outcome),)),))


def printed(text: str) -> dict[str, Any]:
    outputs = [{"output_type": "stream", "name": "stdout", "text": text}]
    return {"metadata": {MARK: {}}, "cells": [{"cell_type": "code", "source": "", "outputs": outputs}]}


def found(text: str = "FOUND: []", score: float | None = 3.0, page: str = PAGE) -> Result:
    row = ClassRow("eve", {"corr2d": score}, (), 0.0, score or 0.0, 46.0, "")
    return Result(row, printed(text), page, verdict())


def judging(attack: Attack, result: Result) -> Findings:
    return judged(attack, result, TOLD, PAGE)


def test_an_attack_that_did_nothing_is_harmless() -> None:
    assert judging(FORGER, found()).harmless
    assert judging(SPY, found(score=0.0)).harmless


def test_who_cannot_be_a_student_because_of_a_name_is_among_the_results(course: Course) -> None:
    for student in ("eve", "\x1b]0;owned\x07\x1bcx", "*"):
        course.submitted(student, A).mkdir(parents=True)
    assert set(results(course, A)) == {"eve", "\x1b]0;owned\x07\x1bcx", "*"}
    assert results(course, A)["*"] == Result(None, {}, "", None)


def test_points_above_the_honest_ones_are_gained() -> None:
    assert judging(FORGER, found(score=3.5)).gained == ["3.5 points, where at most 3 are honest"]
    assert not judging(FORGER, found(score=3.5)).harmless


def test_any_score_of_a_refused_submission_is_gained() -> None:
    result = replace(found(score=0.0), notebook={"metadata": {MARK: {"refused": "No."}}, "cells": []}, verdict=None)
    assert judging(REFUSED, result).gained == ["0 points in corr2d"]
    assert judging(REFUSED, replace(result, row=found(score=None).row)).harmless


@pytest.mark.parametrize("text", ['FOUND: ["/course: gradebook.db"]', f"FOUND: []{CANARY}", "see /courses/deep/x",
                                  "def images_and_kernels", "/courses/kit/autograder"])
def test_a_secret_in_the_outputs_is_leaked(text: str) -> None:
    assert judging(FORGER, found(text)).leaked


def test_a_secret_in_the_page_is_leaked() -> None:
    assert judging(FORGER, found(page=PAGE + CANARY)).leaked == [CANARY]


def test_a_spy_that_says_nothing_was_not_tried() -> None:
    assert not judging(SPY, found("", score=0.0)).tried


@pytest.mark.parametrize("result", [replace(found(), verdict=None), found(page="")])
def test_an_attack_without_a_verdict_or_a_page_was_not_tried(result: Result) -> None:
    assert not judging(FORGER, result).tried


def test_a_submission_that_should_have_been_refused_and_was_not_is_told() -> None:
    assert not judging(REFUSED, found(score=None)).harmless


def test_a_question_that_could_not_be_judged_is_an_effect() -> None:
    result = replace(found(score=None), verdict=verdict(Outcome.NOT_JUDGED))
    assert judging(FORGER, result).affected == ["corr2d was not judged"]


@pytest.mark.parametrize("markup", [
    "<script>alert(1)</script>", "<img src=x onerror=alert(1)>", "<a href='java\nscript:alert(1)'>x</a>", "<svg></svg>",
    "<a href=' JaVaScRiPt:alert(1)'>x</a>", "<iframe></iframe>", "<img src='data:text/html,x'>", "<base href='//evil'>",
    "<a href='file:///etc/passwd'>x</a>", "<style>*{}</style>", "$\\href{javascript:x}{y}$", "\x1b[2J", "\x9b2J",
    "\\(\\newcommand{a}{b}\\)",
    "<strong>12 of 12 points</strong>", "<p onclick=x>", "<meta http-equiv=refresh>",
])
def test_what_is_live_in_a_page_is_found(markup: str) -> None:
    assert injected(PAGE + markup, PAGE)


@pytest.mark.parametrize("markup", [
    "&lt;script&gt;", "<a href='https://example.org'>x</a>", "<img src='data:image/png;base64,iVBORw0KGgo='>",
    "12 of 12", "<pre>onerror=alert(1)</pre>", "<img alt='javascript:'>",
])
def test_what_only_shows_something_is_not(markup: str) -> None:
    assert injected(PAGE + markup, PAGE) == []


@pytest.mark.parametrize("text", ["\x1b[2J", "a\x07", "\x9b", "a\rb"])
def test_escapes_in_the_terminal_are_found(text: str) -> None:
    assert in_terminal(f" eve {text} 12\n", [])


def test_a_name_that_makes_a_line_of_its_own_is_found() -> None:
    assert in_terminal(" eve\n ada_okafor  4\n", ["eve\n ada_okafor  4"])
    assert in_terminal(" eve\\n ada_okafor  4\n", ["eve\n ada_okafor  4"]) == []


@pytest.mark.parametrize("cell", ["=cmd()", "+1+cmd()", "-2+cmd()", "@SUM(A1)", '"\t=cmd()"', '"\r=cmd()"'])
def test_a_formula_in_the_table_is_found(cell: str) -> None:
    assert in_table(f"student_id,score\n{cell},3.0\n")


def test_numbers_and_quoted_formulas_in_the_table_are_no_formulas() -> None:
    assert in_table("student_id,score\n'=cmd(),-3.5\nada,+1e-05\n") == []


def test_the_pictures_of_a_page_of_ours_are_not_live() -> None:
    page = as_html(*PAGES["wrong"]())
    assert page.count("<svg") > 10
    assert injected(page, as_html(*PAGES["right"]())) == []


def test_every_picture_that_a_template_draws_is_known_by_its_attributes() -> None:
    """A picture that is not would count as injected wherever an attacker's page or report draws more of them."""
    folder = REPOSITORY / "src" / "assay" / "pages" / "templates"
    opened = [tag for path in folder.glob("*.j2") for tag in re.findall(r"<svg [^>]*>", path.read_text("utf-8"))]
    assert len(opened) > 3
    assert not [tag for tag in opened if " ".join(re.findall(r' ([a-zA-Z-]+)="', tag)).lower() not in DRAWN]
