"""The page of alike answers: who stands on it, beside what is normal, in words that accuse nobody."""

from __future__ import annotations

import json
import re
import stat
from typing import Any

import pytest
from bs4 import BeautifulSoup

from assay.__main__ import main
from assay.course.places import Course
from assay.course.privacy import close
from tests.course.lms.classroom import A
from tests.course.similar.test_likeness import LOOPS, OTHER, RENAMED

STUB = "def corr(X, K):\n    raise NotImplementedError"
SETUP = "import jax\nimport jax.numpy as jnp\n\ndef given_helper(values):\n    return [value * 2 for value in values]\n"
ESSAY = "A kernel is shared over the whole image, so there are far fewer parameters than in a dense layer."
THIRD = """\
def corr(X, K):
    rows = [jnp.stack([jnp.vdot(X[i:i + K.shape[0], j:j + K.shape[1]], K, precision="highest")
                       for j in range(X.shape[1] - K.shape[1] + 1)]) for i in range(X.shape[0] - K.shape[0] + 1)]
    return jnp.stack(rows)
"""


def cell(source: str, grade_id: str = "", kind: str = "code") -> dict[str, Any]:
    mark = {"nbgrader": {"grade_id": grade_id, "solution": True, "grade": kind == "markdown", "locked": False,
                         "schema_version": 3, "task": False, **({"points": 4} if kind == "markdown" else {})}}
    rest: dict[str, Any] = {"outputs": [], "execution_count": None} if kind == "code" else {}
    return {"cell_type": kind, "id": grade_id or "setup", "metadata": mark if grade_id else {}, "source": source} | rest


def notebook(corr: str, why: str = "") -> dict[str, Any]:
    return {"nbformat": 4, "nbformat_minor": 5, "metadata": {},
            "cells": [cell(SETUP), cell(corr, "corr"), cell(why or "Why?", "why", "markdown")]}


@pytest.fixture
def course(unmarked: Course) -> Course:
    """Ada and Ben have the same loops under other names, Cleo has found her own way, Dan has left the stub."""
    files = {"release": notebook(STUB)}
    for name, text in (("loops", LOOPS), ("patches", OTHER)):
        path = unmarked.root / "solutions" / A / "wheat" / f"{name}.py"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(f'"""In {name}."""\n\n# %% corr\n{text}', "utf-8")
    path = unmarked.release(A)
    path.parent.mkdir(parents=True)
    path.write_text(json.dumps(files["release"]), "utf-8")
    hand_in(unmarked, ada=notebook(LOOPS, ESSAY), ben=notebook(RENAMED), cleo=notebook(THIRD), dan=notebook(STUB))
    return unmarked


def hand_in(course: Course, **notebooks: dict[str, Any]) -> None:
    for student, each in notebooks.items():
        folder = course.submitted(student, A)
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"{A}.ipynb").write_text(json.dumps(each), "utf-8")


def compared(course: Course, capsys: pytest.CaptureFixture[str]) -> tuple[list[str], BeautifulSoup]:
    capsys.readouterr()
    assert main(["similar", "--course", str(course.root)]) == 0
    return (capsys.readouterr().out.splitlines(),
            BeautifulSoup((course.root / "similar.html").read_text("utf-8"), "html.parser"))


def test_two_who_are_more_alike_than_right_solutions_stand_side_by_side(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    said, page = compared(course, capsys)
    assert re.fullmatch(r"  ada and ben: corr \d\d%", said[0])
    assert said[1:] == ["1 pair is more alike than any two right solutions. That is a reason to look, and no more: "
                        "similar.html"]
    section, = page.find_all("section")
    assert [each.get_text() for each in section.find_all("h2")] == ["ada and ben"]
    assert [each.get_text() for each in section.find_all("th")] == [
        "question", "alike", "right solutions among themselves", "this class", "all code together", "corr"]
    one, other = section.find_all("pre")
    assert one.get_text().strip() == LOOPS.strip()
    assert other.get_text().strip() == RENAMED.strip()
    marked = [each.get_text() for each in one.find_all("mark")]
    assert "    for i in range(Y.shape[0]):" in marked


def test_it_is_worded_as_a_reason_to_look(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    said, page = compared(course, capsys)
    words = page.get_text() + "\n".join(said)
    assert "Please look at these pairs." in words
    assert not re.search(r"plagiar|cheat|copied from (ada|ben)|guilt|suspic|offen[cs]e|dishonest", words, re.IGNORECASE)


def test_the_page_is_one_file_that_fetches_and_runs_nothing_and_is_its_owner_s(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    _, page = compared(course, capsys)
    assert not page.find_all(["script", "link", "img", "iframe"])
    assert not re.search(r"https?:|url\(|@import", str(page))
    assert [each["lang"] for each in page.find_all("html")] == ["en"]
    assert page.find("meta", attrs={"name": "viewport"})
    path = course.root / "similar.html"
    assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0
    path.chmod(0o644)
    close(course.root, shared=False)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600


def test_starter_code_and_untouched_stubs_make_nobody_alike(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(course, ada=notebook(f"{SETUP}\n{OTHER}"), ben=notebook(f"{SETUP}\n{THIRD}"),
            cleo=notebook(f"{STUB}\n"), eve=notebook(STUB))
    said, page = compared(course, capsys)
    assert said == ["0 pairs are more alike than any two right solutions. That is a reason to look, and no more: "
                    "similar.html"]
    assert "No pair is more alike than normal." in page.get_text()


def test_what_right_solutions_share_too_is_normal(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    wheat = course.root / "solutions" / A / "wheat"
    (wheat / "again.py").write_text(f'"""Once more."""\n\n# %% corr\n{LOOPS}', "utf-8")
    said, _ = compared(course, capsys)
    assert said[0].startswith("0 pairs are")


def test_essays_are_compared_by_their_words(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(course, cleo=notebook(THIRD, ESSAY.upper()))
    said, page = compared(course, capsys)
    assert "  ada and cleo: why 100%" in said
    assert "not known" in page.get_text()  # wheat holds no essay


def test_what_students_write_is_text_on_the_page(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    evil = LOOPS + "    # <script>alert(1)</script> \x1b[2J\u202e {{ 7 * 7 }} </pre></mark>\n"
    hand_in(course, ada=notebook(evil), ben=notebook(evil), **{"<b>eve": notebook(evil)})
    _, page = compared(course, capsys)
    assert not page.find_all(["script", "b"])
    text = page.get_text()
    assert "<script>alert(1)</script> \\x1b[2J\\u202e {{ 7 * 7 }} </pre></mark>" in text
    assert "<b>eve" in text


def test_fewer_than_two_are_one_sentence(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    for student in ("ada", "ben", "cleo"):
        (course.submitted(student, A) / f"{A}.ipynb").write_text("{", "utf-8")
    assert main(["similar", "--course", str(course.root)]) == 1
    assert capsys.readouterr().err == (
        f"similar: Fewer than two students have handed in {A} as files that can be read, so nothing can be compared.\n")


def test_of_many_pairs_the_furthest_beyond_normal_are_shown(
        course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.course.similar.similar.SHOWN", 2)
    hand_in(course, eve=notebook(LOOPS), finn=notebook(LOOPS))
    said, page = compared(course, capsys)
    assert said[-1].startswith("6 pairs are more alike")
    assert "6 pairs are more alike than normal; the 2 that are so furthest stand here." in page.get_text()
    assert [each.get_text() for each in page.find_all("h2")] == ["ada and eve", "ada and finn"]
