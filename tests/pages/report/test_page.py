"""What an instructor reads of a class, and that a page of it fetches nothing."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from assay.pages.report.page import OPEN, SLOWEST, as_html, script_digest
from tests.pages.samples import CLASS, GOLDEN, QUESTIONS, REPORT, row, written
from tests.pages.test_class_report import HOSTILE

LINK = "http://localhost:8888/formgrader/submissions/5e/"


def soup(**changes: object) -> BeautifulSoup:
    return BeautifulSoup(as_html(replace(REPORT, **changes)), "html.parser")  # type: ignore[arg-type]


def words(page: BeautifulSoup) -> str:
    return " ".join(page.get_text(" ").split())


def test_the_page_reads_as_the_golden_file() -> None:
    assert written()["class.html"] == (GOLDEN / "class.html").read_text("utf-8")


def test_the_one_script_is_the_one_that_the_policy_names() -> None:
    page = soup()
    scripts = page.find_all("script")
    assert len(scripts) == 1
    said = "sha256-" + base64.b64encode(hashlib.sha256(str(scripts[0].string).encode()).digest()).decode()
    assert script_digest() == f"'{said}'"
    policy = page.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy
    assert policy["content"] == (f"default-src 'none'; style-src 'unsafe-inline'; script-src '{said}'; "
                                 "base-uri 'none'; form-action 'none'")


def test_the_page_fetches_nothing() -> None:
    assert not soup().find_all(["link", "img", "iframe", "object", "embed", "form", "base"])
    assert not re.search(r"url\(|@import|\son\w+=|https?:", as_html(REPORT))


def test_the_top_counts_the_class() -> None:
    said = words(soup())
    assert "Due 20 November 2026, 23:59 UTC. As of 26 November 2026, 11:40 UTC." in said
    assert "handed in 4 of 5 graded in full 2 pending in part 2" in said
    assert "mean of those graded in full 33.1 of 46 their median 33.1 of 46" in said


def test_all_figures_of_the_class_leave_out_who_is_outside() -> None:
    rows = (row("ada", *[2.0] * 7), replace(row("bo", *[0.0] * 7), outside="has left"))
    page = soup(rows=rows, findings={"ada": (), "bo": (QUESTIONS["flipped"],)})
    assert "mean of those graded in full 14.0 of 46 their median 14.0 of 46" in words(page)
    foot = [cell.get_text() for cell in page.select("#students tfoot tr")[0].select("td")]
    assert foot == [*["2.0"] * 7, "", "14.0"]
    by_question = page.select('[aria-label="Points lost by question"] tbody tr')
    assert [each.select("td")[1].get_text() for each in by_question] == ["2.0"] * 7
    assert not page.select('[aria-label="Points lost by property"]')  # bo's alone would be lines there


def test_what_is_not_graded_yet_is_no_zero_and_said_in_words() -> None:
    said = words(soup())
    assert "bo The cell" not in said
    assert "35 of 42 so far, 4 not graded yet" in said
    assert "46 not graded yet" in said


def test_a_name_leads_to_the_feedback_page_that_is_there_and_to_formgrader() -> None:
    table = soup(rows=(replace(CLASS[0], page="5e"), CLASS[1])).select("#students tbody th")
    assert [[link["href"] for link in each.select("a")] for each in table] == [
        ["feedback/ada/convolution/convolution.html", LINK], []]
    assert table[0].select("a")[1]["aria-label"] == "ada in formgrader"


def test_misconceptions_name_who_holds_them() -> None:
    said = words(soup())
    assert "corr2d, flips_kernel: 2 I turn the kernel around. Who holds it bo dot" in said
    assert "Up & <up>." in said
    assert "Misconceptions" not in words(soup(beliefs=()))


@pytest.mark.parametrize("said", [
    "Waits for a person to grade it (2) bo: why_convolution",
    "Handed in nothing, and not counted in the means (1) zoe", "Could not be read, not graded (1) dot: Your notebook",
    "Perhaps not from whom it says (1) bo: It was", "Mended (1) bo: The cell test_corr2d was missing; it was put back.",
    "The slowest (2) ada : 12.3 s bo: 3 s", "What hidden tests may miss 1 × sgd_step earned"])
def test_what_there_is_to_know_is_listed(said: str) -> None:
    assert said in words(soup())


def test_long_lists_are_folded_and_only_the_slowest_are_named() -> None:
    many = {f"s{place:03}": float(place) for place in range(200)}
    page = soup(seconds=many, mended=dict.fromkeys(many, "put back"))
    titles = {str(each.summary.strong.string): each for each in page.select("#attention details")}  # type: ignore
    assert "open" not in titles["Mended"].attrs
    assert "open" in titles["The slowest"].attrs
    assert len(titles["The slowest"].select("li")) == SLOWEST <= OPEN


@pytest.mark.parametrize("bad", HOSTILE)
def test_no_students_name_becomes_a_tag(bad: str) -> None:
    def tags(name: str) -> list[tuple[str, list[str]]]:
        one = row(name, *[1.0] * 7, said=name)
        page = soup(rows=(replace(one, page="5e"),), assignment=name, refused={name: name}, mended={name: name},
                    seconds={name: 1.0}, remarks={name: {name: name}}, absent=(name,), pages={name: name})
        return [(each.name, sorted(each.attrs)) for each in page.find_all() if each.name != "span" or each.attrs]

    assert tags(bad) == tags("zed")


def test_an_empty_class_is_a_report_too() -> None:
    said = words(soup(rows=(), findings={}, beliefs=(), absent=(), refused={}, mended={}, seconds={}, remarks={}))
    assert "handed in 0 of 5" in said
    assert "How the class stands" not in said
