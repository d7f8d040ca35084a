"""What a student reads, and that nothing in the page fetches or runs anything."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from assay.pages.student.page import UNCHANGED, as_html
from attacks.typeset import formulas
from tests.pages.student.sheets import (
    PAGES,
    a_pending_page,
    a_refused_page,
    a_wrong_page,
    graded,
    one_misconception,
    told,
)
from tests.pages.test_feedback import FORMULAS, HOSTILE

#: Bytes of a page of a plain submission, at most.
MOST = 200_000


def page(name: str) -> str:
    return as_html(*PAGES[name]())


def words(html: str) -> str:
    return " ".join(BeautifulSoup(html, "html.parser").body.get_text(" ").split())  # type: ignore[union-attr]


@pytest.mark.parametrize("name", PAGES)
def test_a_page_is_one_small_file_that_fetches_nothing_and_runs_nothing(name: str) -> None:
    html = page(name)
    assert len(html.encode()) < MOST
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(["script", "link", "iframe", "object", "embed", "base", "form"])
    assert {str(each["src"]).partition(",")[0] for each in soup.find_all("img")} <= {"data:image/png;base64"}
    assert not re.search(r"url\(|@import|\son\w+=", html)
    policy = soup.find("meta", {"http-equiv": "Content-Security-Policy"})
    assert policy
    assert policy["content"] == ("default-src 'none'; img-src data:; style-src 'unsafe-inline'; base-uri 'none'; "
                                 "form-action 'none'")


@pytest.mark.parametrize("name", PAGES)
def test_equal_work_gets_equal_bytes(name: str) -> None:
    assert page(name) == page(name)


def test_the_top_says_how_it_stands_what_was_lost_and_why() -> None:
    said = words(as_html(*one_misconception()))
    assert ("convolution Feedback for Ada Lovelace (ada) Handed in 14 September 2026, 12:00 UTC 33 of 42 so far, 4 not "
            "graded yet You lost 9 points, all in corr2d: your answers match true convolution, which flips") in said


def test_questions_are_linked_by_name() -> None:
    soup = BeautifulSoup(page("wrong"), "html.parser")
    links = [each["href"] for each in soup.select("nav a")]
    assert "#corr2d" in links
    assert len(links) == 7
    assert all(soup.find(id=link[1:]) for link in links)


def test_a_question_has_the_answer_the_check_the_findings_and_the_picture() -> None:
    section = BeautifulSoup(page("wrong"), "html.parser").find(id="corr2d")
    assert section
    said = " ".join(section.get_text(" ").split())
    places = [said.index(part) for part in ("3 of 12 points", "Your answer", "the kernel is turned by 180°",
                                            "own check said", "Not yet: corr2d", "What the tests found", "✗",
                                            "corr2d(jnp.array([[0., 1., 2.]", "should be [[19., 25.]", "X, 3 × 3",
                                            "−14")]
    assert places == sorted(places)
    assert [each["aria-label"] for each in section.select("svg")][:2] == [
        "X, 3 × 3: 0, 1, 2, 3, 4, 5, 6, 7, 8", "K, 2 × 2: 0, 1, 2, 3"]
    assert len(section.select("svg")) == 10  # the third failure is of the second's numbers


def test_a_comment_is_set_and_a_students_text_is_not() -> None:
    section = BeautifulSoup(page("right"), "html.parser").find(id="why_convolution")
    assert section
    assert section.find("a", href="https://d2l.ai")
    assert "<b>It saves</b>" in section.get_text()
    assert "the *same* weights" in section.get_text()
    assert "$h w$" in section.get_text()


def test_formulas_are_set_in_the_releases_text_alone() -> None:
    notebook, known = one_misconception()
    honest = as_html(notebook, known)
    assert honest.count("<math") > 10
    notebook["cells"].append({"cell_type": "markdown", "id": "added-1", "metadata": {}, "source": "$x$ $$y$$"})
    notebook["cells"][0]["source"] += " $z$"  # no longer the release's
    assert as_html(notebook, known).count("<math") == honest.count("<math")
    assert formulas(as_html(notebook, known)) == []


def test_cells_that_were_not_run_say_so() -> None:
    notebook, known = a_pending_page()
    section = BeautifulSoup(as_html(notebook, known), "html.parser").find(id="train_edge_kernel")
    assert section
    assert "This cell was not run." in section.get_text()
    assert "This cell was not run." not in page("right")


def test_a_persons_points_stand_on_top_of_the_findings() -> None:
    said = words(page("pending"))
    assert "corr2d 5 of 12 points A person gave these points for an earlier answer; they stand until" in said
    assert "Comment A fine loop; but jit ?" in said
    assert "sgd_step 2 of 2 so far, 4 not graded yet" in said
    assert "We could not judge this; a person will look." in said


def test_what_was_judged_in_part_is_said_so_in_the_list_of_questions_too() -> None:
    rows = BeautifulSoup(page("pending"), "html.parser").select("nav li")
    links = [" ".join(each.get_text(" ").split()) for each in rows]
    assert "sgd_step pending: 2 of 2 so far, 4 not graded yet" in links
    assert "why_convolution pending: not graded yet, 4 points" in links


def test_of_a_refused_file_no_answer_is_shown() -> None:
    said = words(as_html(*a_refused_page()))
    assert "46 not graded yet Your file could not be read. Your notebook file is damaged: it ends in the" in said
    assert "Your answer" not in said
    assert "raise NotImplementedError" not in said
    assert "You lost" not in said


def test_an_untouched_cell_is_told_and_not_shown() -> None:
    notebook, known = a_refused_page()
    said = words(as_html(notebook, replace(known, refused="")))
    assert said.count(UNCHANGED) == 7


def test_a_task_has_no_cell_of_its_own_and_its_text_stays_among_the_rest() -> None:
    notebook, known = graded(), told()
    mark = {"grade_id": "draw", "task": True, "solution": False, "grade": False}
    notebook["cells"].append({"cell_type": "markdown", "metadata": {"nbgrader": mark}, "source": "Draw a **cat**."})
    known = replace(known, worth={**known.worth, "draw": 2.0}, scores={**known.scores, "draw": 1.0},
                    comments={"draw": "A fine cat."}, release=known.release | {"Draw a **cat**."})
    soup = BeautifulSoup(as_html(notebook, known), "html.parser")
    assert words(str(soup)).count("Draw a cat .") == 1
    section = soup.find(id="draw")
    assert section
    assert " ".join(section.get_text(" ").split()) == "draw 1 of 2 Comment A fine cat."


def test_notes_lateness_and_receipt_are_told() -> None:
    said = words(as_html(*a_wrong_page()))
    assert "Handed in 3 hours late, 2 points taken off. When your notebook was taken in: The cell test_" in said
    assert f"Answers: {'5e' * 32} Receipt: {'a1' * 32}" in said


def test_a_card_whose_verdict_is_gone_is_shown_as_it_was() -> None:
    notebook = graded()
    check = {each["metadata"].get("nbgrader", {}).get("grade_id"): each for each in notebook["cells"]}["test_conv2d"]
    check["outputs"].append({"output_type": "display_data", "metadata": {},
                             "data": {"text/html": "<b>card</b>", "text/plain": "conv2d  8 of 8 points\n"}})
    html = as_html(notebook, told(questions={}, limits=None))
    assert "conv2d  8 of 8 points" in html
    assert "<b>card" not in html


@pytest.mark.parametrize("bad", (*HOSTILE, *FORMULAS))
def test_no_text_of_a_student_changes_the_page(bad: str) -> None:
    def built(text: str) -> tuple[str, list[str]]:
        notebook = graded(corr2d=f"x = 1  # {text}", why_convolution=text)
        data = {"text/plain": f"a {text}", "text/html": text}
        output = [{"output_type": "stream", "name": "stdout", "text": f"a {text}"},
                  {"output_type": "error", "ename": text, "evalue": text, "traceback": []},
                  {"output_type": "display_data", "metadata": {}, "data": data}]
        for cell in notebook["cells"]:
            cell["outputs"] = output
        html = as_html(notebook, replace(told(notes=(text,), lines=(text,)), student=text))
        soup = BeautifulSoup(html, "html.parser")
        return html, [(each.name, sorted(each.attrs)) for each in soup.find_all() if each.name != "span"]  # type: ignore

    html, tags = built(bad)
    _, plain = built("a\nb" if "\n" in bad else "a")
    assert tags == plain
    assert formulas(html) == []
    assert all(char.isprintable() or char == "\n" for char in html)
