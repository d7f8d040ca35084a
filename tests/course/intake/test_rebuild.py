"""Notebooks rebuilt from the release: what is the student's, what is not, and what was mended."""

from __future__ import annotations

import base64
import copy
import json
import re
import time
import warnings
from collections.abc import Callable
from random import Random
from typing import Any

import nbformat
import pytest
from bs4 import BeautifulSoup
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from nbconvert import HTMLExporter
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from assay.course.intake.intake import TEXT_CAP, Refused, checked
from assay.course.intake.mended import LOST, UNCLEAR
from assay.course.intake.prose import LEFT_OUT, PROSE_CAP, TOO_MANY, harmless, joined, prose
from assay.course.intake.rebuild import MARK, grade_id, is_answer, rebuild, refusal
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from attacks.typeset import formulas
from tests.broken import cell_of
from tests.course.intake.test_intake import JSON, broken_notebooks
from tests.here import REPOSITORY
from tests.pictures import jpeg, png

A = "convolution"
RELEASE = read_release(Course(REPOSITORY), A)
ANSWERS = read_answers(REPOSITORY / "solutions" / A / "wheat" / "loops.py")
PNG = base64.b64encode(png(3, 2)).decode()
JPEG = base64.b64encode(jpeg(3, 2)).decode()

Notebook = dict[str, Any]
Cell = dict[str, Any]


def filled(**more: str) -> Notebook:
    return fill(RELEASE, {**ANSWERS, **more})


def after(change: Callable[[Notebook], object]) -> Notebook:
    """The rebuilt notebook of a student who filled everything in and then changed something."""
    submitted = filled()
    change(submitted)
    return rebuild(RELEASE, checked(submitted))


def source(notebook: Notebook, name: str) -> str:
    return str(cell_of(notebook, name)["source"])


def notes(notebook: Notebook) -> list[str]:
    return list(notebook["metadata"][MARK]["notes"])


def rendered(cell: Cell) -> str:
    """A text cell as nbconvert sets it on a page."""
    renderer = IPythonRenderer(escape=False, attachments=cell.get("attachments", {}))
    return str(MarkdownWithMath(renderer=renderer).render(cell["source"]))


def added(notebook: Notebook) -> list[Cell]:
    return [cell for cell in notebook["cells"] if cell["id"].startswith("added-") and cell["id"] != "added-notes"]


def own(text: str, kind: str = "code", **more: Any) -> Cell:
    return {"cell_type": kind, "id": "mine", "metadata": {"tags": ["given"]}, "source": text, **more}


def put_after(name: str, *cells: Cell) -> Callable[[Notebook], None]:
    def change(notebook: Notebook) -> None:
        place = notebook["cells"].index(cell_of(notebook, name)) + 1
        notebook["cells"][place:place] = cells

    return change


def parts(name: str, *sources: str) -> Callable[[Notebook], None]:
    """What Split Cell leaves: several cells that all say they are this one."""
    def change(notebook: Notebook) -> None:
        cell = cell_of(notebook, name)
        place = notebook["cells"].index(cell)
        notebook["cells"][place : place + 1] = [
            {**copy.deepcopy(cell), "id": f"part-{number}", "source": each} for number, each in enumerate(sources)]

    return change


def is_sound(notebook: Notebook) -> bool:
    """Valid to nbformat without repairs, and with every id there once."""
    ids = [cell["id"] for cell in notebook["cells"]]
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        nbformat.validate(nbformat.from_dict(notebook))
    return len(set(ids)) == len(ids) and (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


def test_an_untouched_notebook_is_the_release() -> None:
    rebuilt = rebuild(RELEASE, copy.deepcopy(RELEASE))
    assert rebuilt["metadata"].pop(MARK) == {"notes": [], "unclear": []}
    assert rebuilt == RELEASE


def test_only_the_answers_are_the_students() -> None:
    submitted = filled(why_convolution="Because.")
    for cell in submitted["cells"]:
        cell["metadata"].setdefault("nbgrader", {}).update(points=99, checksum="0")
        if not is_answer(cell) and cell["cell_type"] == "code":
            cell["source"] = "import numpy as np" if grade_id(cell) == "setup" else "raise SystemExit"
    rebuilt = rebuild(RELEASE, submitted)
    for given_out, cell in zip(RELEASE["cells"], rebuilt["cells"], strict=True):
        name = grade_id(given_out)
        wanted = "Because." if name == "why_convolution" else ANSWERS.get(name, given_out["source"])
        assert cell == {**given_out, "source": wanted}
    assert notes(rebuilt) == []


def test_rebuilding_leaves_its_arguments_as_they_were() -> None:
    release, submitted = copy.deepcopy(RELEASE), filled()
    put_after("corr2d", own("x = 1"))(submitted)
    before = copy.deepcopy((release, submitted))
    rebuild(release, submitted)
    assert (release, submitted) == before


def test_a_deleted_test_cell_is_put_back() -> None:
    rebuilt = after(lambda notebook: notebook["cells"].remove(cell_of(notebook, "test_corr2d")))
    assert source(rebuilt, "test_corr2d") == source(RELEASE, "test_corr2d")
    assert notes(rebuilt) == ["The cell test_corr2d was missing; it was put back."]


def test_a_deleted_answer_is_put_back_empty() -> None:
    rebuilt = after(lambda notebook: notebook["cells"].remove(cell_of(notebook, "receptive_field")))
    assert source(rebuilt, "receptive_field") == source(RELEASE, "receptive_field")
    assert notes(rebuilt) == ["Your answer cell receptive_field was missing; it counts as not filled in."]


def test_a_deleted_example_is_put_back_without_a_word() -> None:
    rebuilt = after(lambda notebook: notebook["cells"].remove(cell_of(notebook, "setup")))
    assert source(rebuilt, "setup") == source(RELEASE, "setup")
    assert notes(rebuilt) == []


def test_cells_that_were_moved_stand_where_the_release_has_them() -> None:
    rebuilt = after(lambda notebook: notebook["cells"].reverse())
    assert [cell["id"] for cell in rebuilt["cells"]] == [cell["id"] for cell in RELEASE["cells"]]
    assert source(rebuilt, "corr2d") == ANSWERS["corr2d"]
    assert notes(rebuilt) == []


def test_an_answer_that_lost_its_metadata_is_known_by_its_id() -> None:
    rebuilt = after(lambda notebook: cell_of(notebook, "corr2d").update(metadata={}))
    assert source(rebuilt, "corr2d") == ANSWERS["corr2d"]
    assert cell_of(rebuilt, "corr2d")["metadata"] == cell_of(RELEASE, "corr2d")["metadata"]
    assert (notes(rebuilt), added(rebuilt)) == ([], [])


@pytest.mark.parametrize("grading", [{}, "none", None, {"grade_id": ["corr2d"]}, {"grade_id": ""}])
def test_damaged_metadata_are_as_good_as_lost(grading: Any) -> None:
    rebuilt = after(lambda notebook: cell_of(notebook, "corr2d")["metadata"].update(nbgrader=grading))
    assert source(rebuilt, "corr2d") == ANSWERS["corr2d"]


def test_an_answer_under_another_name_is_known_by_what_it_defines() -> None:
    rebuilt = after(lambda notebook: cell_of(notebook, "corr2d")["metadata"]["nbgrader"].update(grade_id="mine"))
    assert source(rebuilt, "corr2d") == ANSWERS["corr2d"]
    assert (added(rebuilt), notes(rebuilt)) == ([], [LOST.format(names="corr2d")])


def test_of_a_cell_split_in_two_both_parts_run_and_one_is_graded() -> None:
    rebuilt = after(parts("corr2d", "def half(x):\n    return x\n", ANSWERS["corr2d"], "print(corr2d)"))
    place = rebuilt["cells"].index(cell_of(rebuilt, "corr2d"))
    assert [(cell["cell_type"], cell["source"]) for cell in rebuilt["cells"][place - 1 : place + 2]] == [
        ("code", "def half(x):\n    return x\n"), ("code", ANSWERS["corr2d"]), ("code", "print(corr2d)")]
    assert [grade_id(cell) for cell in rebuilt["cells"]].count("corr2d") == 1
    assert notes(rebuilt) == [
        "The cell corr2d was there 3 times; what is code runs in the order of your notebook."]
    assert notes(rebuilt)[0] in rebuilt["cells"][0]["source"]


def test_a_copy_to_play_in_runs_where_it_stands() -> None:
    played = {**cell_of(filled(), "corr2d"), "id": "a-copy", "source": "print(corr2d(K, K))"}
    rebuilt = after(put_after("checks", played))
    assert source(rebuilt, "corr2d") == ANSWERS["corr2d"]
    assert [(cell["cell_type"], cell["source"]) for cell in added(rebuilt)] == [("code", "print(corr2d(K, K))")]


def test_the_parts_of_an_essay_are_joined_in_their_order() -> None:
    rebuilt = after(parts("why_convolution", "Because.", "And so."))
    assert source(rebuilt, "why_convolution") == "Because.\n\nAnd so."
    assert added(rebuilt) == []
    assert notes(rebuilt) == ["The cell why_convolution was there 2 times; the texts were joined in their order."]


@pytest.mark.parametrize("below", [True, False])
def test_a_copy_of_the_empty_stub_does_not_undo_the_answer(below: bool) -> None:
    stub = {**cell_of(copy.deepcopy(RELEASE), "corr2d"), "id": "a-copy"}
    rebuilt = after(put_after("corr2d" if below else "checks", stub))
    assert source(rebuilt, "corr2d") == ANSWERS["corr2d"]
    assert added(rebuilt) == []


def test_a_copy_of_an_earlier_releases_stub_does_not_undo_the_answer() -> None:
    old = "def corr2d(X, K):\n    \"\"\"Other words.\"\"\"\n    # YOUR CODE HERE\n    raise NotImplementedError()\n"
    rebuilt = after(put_after("corr2d", {**cell_of(filled(), "corr2d"), "id": "a-copy", "source": old}))
    assert (source(rebuilt, "corr2d"), added(rebuilt)) == (ANSWERS["corr2d"], [])


def test_of_several_answers_the_last_counts() -> None:
    second = {**cell_of(filled(), "corr2d"), "id": "a-copy", "source": "corr2d = jnp.convolve"}
    rebuilt = after(put_after("corr2d", second))
    assert source(rebuilt, "corr2d") == "corr2d = jnp.convolve"
    assert "def corr2d" in added(rebuilt)[0]["source"]


def all_stripped(notebook: Notebook) -> None:
    for cell in notebook["cells"]:
        cell.pop("id")
        cell["metadata"] = {}


def test_answers_in_a_notebook_without_any_metadata_and_ids_are_found() -> None:
    rebuilt = after(all_stripped)
    assert {name: source(rebuilt, name) for name in ANSWERS} == ANSWERS
    assert (added(rebuilt), rebuilt["metadata"][MARK]["unclear"]) == ([], [])


def test_a_blank_notebook_without_any_metadata_is_blank() -> None:
    blank = copy.deepcopy(RELEASE)
    all_stripped(blank)
    rebuilt = rebuild(RELEASE, checked(blank))
    assert {name: source(rebuilt, name) for name in ANSWERS} == {name: source(RELEASE, name) for name in ANSWERS}
    assert rebuilt["metadata"][MARK] == {"notes": [], "unclear": []}


@pytest.mark.parametrize("name", ["corr2d", "conv2d", "why_convolution"])
def test_an_answer_typed_into_a_new_cell_is_found(name: str) -> None:
    def retyped(notebook: Notebook) -> None:
        place = notebook["cells"].index(cell_of(notebook, name))
        kind, text = notebook["cells"][place]["cell_type"], notebook["cells"][place]["source"]
        notebook["cells"][place] = own(text, kind)

    submitted = filled(why_convolution="Because.")
    wanted = source(submitted, name)
    retyped(submitted)
    rebuilt = rebuild(RELEASE, checked(submitted))
    assert source(rebuilt, name) == wanted
    assert (added(rebuilt), notes(rebuilt)) == ([], [LOST.format(names=name)])


@pytest.mark.parametrize("where", ["corr2d", "test_corr2d"])
def test_an_answer_below_its_stub_is_found_and_the_stub_does_not_undo_it(where: str) -> None:
    def below(notebook: Notebook) -> None:
        cell_of(notebook, "corr2d")["source"] = source(RELEASE, "corr2d")
        put_after(where, own(ANSWERS["corr2d"]))(notebook)

    rebuilt = after(below)
    assert (source(rebuilt, "corr2d"), added(rebuilt)) == (ANSWERS["corr2d"], [])


def lost_and_renamed(notebook: Notebook) -> None:
    """All metadata gone, and the answers of two neighbours under names of the student's own, in one heap."""
    names = ("corr2d", "conv2d")
    texts = [source(notebook, name).replace("def corr2d", "def mine").replace("Conv2D", "Mine") for name in names]
    notebook["cells"] = [cell for cell in notebook["cells"] if grade_id(cell) not in names]
    all_stripped(notebook)
    notebook["cells"] += [own(text) for text in texts]


def test_where_code_remains_that_no_cell_claims_the_question_is_unclear() -> None:
    rebuilt = after(lost_and_renamed)
    assert rebuilt["metadata"][MARK]["unclear"] == ["corr2d", "conv2d"]
    assert source(rebuilt, "corr2d") == source(RELEASE, "corr2d")
    assert UNCLEAR.format(name="corr2d", state="missing") in notes(rebuilt)


@pytest.mark.parametrize("scratch", ["x = 1\nprint(x)", "def show(a):\n    print(a)\nshow(1)", "%timeit 1", "# hm"])
@pytest.mark.parametrize("where", ["corr2d", "test_corr2d", "checks"])
def test_scratch_cells_make_no_blank_question_unclear(scratch: str, where: str) -> None:
    def blank(notebook: Notebook) -> None:
        for name in ANSWERS:
            cell_of(notebook, name)["source"] = source(RELEASE, name)
        put_after(where, own(scratch))(notebook)

    rebuilt = after(blank)
    assert rebuilt["metadata"][MARK] == {"notes": [], "unclear": []}
    assert {name: source(rebuilt, name) for name in ANSWERS} == {name: source(RELEASE, name) for name in ANSWERS}


def test_an_added_cell_keeps_its_place_and_loses_its_metadata() -> None:
    rebuilt = after(put_after("checks", own("helper = 1"), own("helper = 2")))
    place = rebuilt["cells"].index(cell_of(rebuilt, "checks"))
    assert rebuilt["cells"][place + 1 : place + 3] == [
        {"cell_type": "code", "id": f"added-03-{number}", "metadata": {}, "source": f"helper = {number}",
         "outputs": [], "execution_count": None} for number in (1, 2)]


def test_cells_above_the_first_one_stay_above() -> None:
    rebuilt = after(lambda notebook: notebook["cells"].insert(0, own("first = True")))
    assert rebuilt["cells"][0]["source"] == "first = True"
    assert is_sound(rebuilt)


def test_raw_cells_become_text() -> None:
    rebuilt = after(put_after("corr2d", own("<script>alert(1)</script>", "raw")))
    (cell,) = added(rebuilt)
    assert (cell["cell_type"], cell["source"]) == ("markdown", "<\u200bscript>alert(1)<\u200b/script>")


@pytest.mark.parametrize("opening", ["<script", "</p", "<!--", "<?php", "<IMG", "<a href"])
def test_no_tag_opens_in_text(opening: str) -> None:
    answer = f"one {opening} two"
    disarmed = f"one <\u200b{opening[1:]} two"
    assert harmless(answer) == disarmed
    rebuilt = after(put_after("corr2d", own(answer, "markdown")))
    assert added(rebuilt)[0]["source"] == disarmed
    assert source(rebuild(RELEASE, filled(why_convolution=answer)), "why_convolution") == disarmed


@pytest.mark.parametrize("link", [
    "[x](javascript:alert(1))", "[x]( JavaScript:alert(1))", "[x](&#106;avascript:alert(1))", "[x](<javascript:a>)",
    "[x](data:text/html,a)", "[x][r]\n\n[r]: javascript:alert(1)", "[r]\n\n[r]:\n  vbscript:x", "<javascript:alert(1)>",
    r"$\href{javascript:alert(1)}{x}$", "![x](file:///etc/passwd)", "<b onclick=a>b</b>",
])
def test_no_link_leads_to_a_script(link: str) -> None:
    exported, _ = HTMLExporter(template_name="basic").from_notebook_node(
        nbformat.v4.new_notebook(cells=[nbformat.v4.new_markdown_cell(harmless(link))]))
    assert not re.search(r"href=|src=|onclick=[^&]*>b<|\\href", exported.replace("<style", "")), exported


@pytest.mark.parametrize("text", [
    "[x](https://d2l.ai)", "[x]( http://d2l.ai 'title')", "![x](attachment:a.png)", "[x](#part)", "[x](mailto:a@b.c)",
    "[r]\n\n[r]: https://d2l.ai", "$a_{[1]} \\leq b$",
])
def test_links_to_pages_and_pictures_stay_as_they_are(text: str) -> None:
    assert harmless(text, ["a.png"]) == text


@pytest.mark.parametrize("text", ["1 < 2", "a <= b", "<3", "x << 1", "<", "a > b"])
def test_text_without_tags_stays_as_it_is(text: str) -> None:
    assert harmless(text) == text


def test_text_keeps_no_control_characters_but_tabs_and_line_ends() -> None:
    assert harmless("a\tb\nc\x1b[2J\x01\x9b\x7f\r") == "a\tb\nc[2J"


def test_code_may_hold_tags() -> None:
    code = 'page = "<script></script>"'
    assert source(rebuild(RELEASE, filled(corr2d=code)), "corr2d") == code
    assert added(after(put_after("corr2d", own(code))))[0]["source"] == code


def test_of_what_is_attached_only_pictures_are_kept() -> None:
    attached = {"a.png": {"image/png": PNG, "image/svg+xml": "<svg/>"}, "b.jpg": {"image/jpeg": JPEG},
                "c.html": {"text/html": "<script>"}, "d": {"image/png": ["no", "text"]}, "e": 7}
    linked = own("![](attachment:a.png) [b]( attachment:b.jpg 'B')", "markdown", attachments=attached)
    rebuilt = after(put_after("corr2d", linked))
    assert added(rebuilt)[0]["attachments"] == {"a.png": {"image/png": PNG}, "b.jpg": {"image/jpeg": JPEG}}


def test_pictures_may_be_part_of_a_written_answer() -> None:
    attached = {"a.png": {"image/png": PNG}}
    rebuilt = after(lambda notebook: cell_of(notebook, "why_convolution").update(
        source="![](attachment:a.png)", attachments=attached))
    assert cell_of(rebuilt, "why_convolution")["attachments"] == attached


@pytest.mark.parametrize("link", ["![x](attachment:lost.png)", "![x]( attachment:A.png)", "![x](<attachment:lost.png>)",
                                  "![x](attachment:a.png.png)", "![x][r]\n\n[r]: attachment:lost.png"])
def test_a_link_to_a_picture_that_is_not_there_keeps_no_page_from_being_made(link: str) -> None:
    """nbconvert fails at such a picture, and the whole page with it."""
    rebuilt = after(put_after("corr2d", own(link, "markdown", attachments={"a.png": {"image/png": PNG}})))
    assert "<img" not in rendered(added(rebuilt)[0])
    assert "lost" in rendered(added(rebuilt)[0]) or "png" in rendered(added(rebuilt)[0])


@pytest.mark.parametrize("name", ["a.png", "image-2.png", "image(1).png"])
def test_a_picture_that_is_there_is_shown(name: str) -> None:
    pasted = own(f"![x](attachment:{name})", "markdown", attachments={name: {"image/png": PNG}})
    assert f"data:image/png;base64,{PNG}" in rendered(added(after(put_after("corr2d", pasted)))[0])


PIECES = st.sampled_from(("![x](", "attachment:", "a.png", "lost.png", ")", "(", " ", "\n", "\n\n", "<", ">", "[", "]",
                          "[r]: ", "%20", "\\", "&#97;", "\u00e9", '"t"', "!", "http://x", "a(1).png", "$", "`", "|"))
NAMES = st.sampled_from(("a.png", "lost.png", "\u00e9.png", "a b.png", "a(1).png", "a(.png", "a%20b.png", "%20"))


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.lists(PIECES, max_size=14).map("".join), st.sets(NAMES, max_size=3))
def test_no_text_keeps_its_page_from_being_made(text: str, names: set[str]) -> None:
    pasted = own(text, "markdown", attachments={name: {"image/png": PNG} for name in names})
    rendered(added(after(put_after("corr2d", pasted)))[0])


def test_of_a_very_long_text_the_beginning_is_shown() -> None:
    rebuilt = rebuild(RELEASE, filled(why_convolution="\\\\(" * PROSE_CAP))
    shown = source(rebuilt, "why_convolution")
    assert shown[:PROSE_CAP] == ("\\\\(" * PROSE_CAP)[:PROSE_CAP]
    assert shown[PROSE_CAP:] == "\n\n(The rest was left out: 10000 characters of a text cell are shown.)"


@pytest.mark.parametrize("written", [
    f"![x](data:image/png;base64,{PNG})", f"![](  data:image/png;base64,{PNG} 'A title')",
    f"<img width=5 src='data:image/png;base64,{PNG}' alt=\"x\"/>", f'<IMG src = "data:image/PNG;base64,{PNG}">',
    f"![a](<data:image/png;base64,{PNG}>)", f"![fig [1]](data:image/png;base64,{PNG})",
    f"<img alt='a > b' src=data:image/png;base64,{PNG} >",
    f"![x][Figure 1]\n\n[figure 1]: <data:image/png;base64,{PNG}>\n\n",
    f"![p]\n\n[p]: data:image/png;base64,{PNG} 'A title'\n\n"])
def test_a_picture_that_an_editor_writes_into_the_text_is_shown(written: str) -> None:
    rebuilt = after(lambda notebook: cell_of(notebook, "why_convolution").update(source=f"{written} Of locality."))
    assert cell_of(rebuilt, "why_convolution")["attachments"] == {"written-1.png": {"image/png": PNG}}
    page = rendered(cell_of(rebuilt, "why_convolution"))
    assert f'src="data:image/png;base64,{PNG}"' in page
    assert "Of locality." in page


def test_written_pictures_go_beside_those_that_are_attached() -> None:
    held = {"written-1.jpeg": {"image/png": PNG}}
    text = f"![](attachment:written-1.jpeg) ![](data:image/jpg;base64,{JPEG}) <img src=\"data:image/png;base64,{PNG}\">"
    rebuilt = after(put_after("corr2d", own(text, "markdown", attachments=held)))
    assert added(rebuilt)[0]["source"] == (
        "![](attachment:written-1.jpeg) ![](attachment:written-2.jpeg) ![](attachment:written-3.png)")
    assert added(rebuilt)[0]["attachments"] == {
        **held, "written-2.jpeg": {"image/jpeg": JPEG}, "written-3.png": {"image/png": PNG}}


def test_a_photograph_in_the_text_is_no_megabyte_of_text() -> None:
    photograph = base64.b64encode(png(3, 2, Random(1).randbytes(1_500_000))).decode()
    assert len(photograph) > TEXT_CAP
    for text in (f"![x](data:image/png;base64,{photograph})", f"![x][p]\n\n[p]: <data:image/png;base64,{photograph}>"):
        assert "Of locality." in source(rebuild(RELEASE, filled(why_convolution=f"{text} Of locality.")),
                                        "why_convolution")


@pytest.mark.parametrize("kind", ["gif", "svg+xml"])
def test_an_answer_behind_another_picture_that_is_written_out_is_shown(kind: str) -> None:
    text = f"![x](data:image/{kind};base64,{PNG * 1000}) Because of locality."
    assert source(rebuild(RELEASE, filled(why_convolution=text)), "why_convolution") == (
        "![x]\u200b(data:) Because of locality.")


@pytest.mark.parametrize("data", ['"><script>alert(1)</script>', "\ud800", "", "AAAA"])
def test_a_picture_that_is_none_is_dropped(data: str) -> None:
    attached = {"a.png": {"image/png": data}}
    rebuilt = after(lambda notebook: cell_of(notebook, "why_convolution").update(attachments=attached))
    assert "attachments" not in cell_of(rebuilt, "why_convolution")
    assert source(rebuilt, "why_convolution").endswith(LEFT_OUT)


def huge(width: int, height: int, form: str = "png") -> dict[str, str]:
    """A picture that claims this size."""
    made = png(width, height, b"") if form == "png" else jpeg(width, height)
    return {f"image/{form}": base64.b64encode(made).decode()}


@pytest.mark.parametrize("form", ["png", "jpeg"])
def test_a_picture_that_claims_to_be_huge_is_a_sentence(form: str) -> None:
    attached = {"a": huge(50_000, 50_000, form), "b": huge(8000, 6000, form)}
    pasted = own("![](attachment:a) ![](attachment:b)", "markdown", attachments=attached)
    cell = added(after(put_after("corr2d", pasted)))[0]
    assert cell["attachments"] == {"b": attached["b"]}
    assert cell["source"] == "![]\u200b(attachment:a) ![](attachment:b)" + LEFT_OUT
    rendered(cell)


def test_all_pictures_of_a_notebook_together_are_bounded() -> None:
    def paste(notebook: dict[str, Any]) -> None:
        for name in ("corr2d", "conv2d", "sgd_step"):
            put_after(name, own("![](attachment:b.png)", "markdown",
                                attachments={"b.png": huge(8000, 7000)}))(notebook)

    first, second, third = added(after(paste))
    assert [list(cell["attachments"]) for cell in (first, second, third)] == [["b.png"], ["b.png"], []]
    assert first["source"] == second["source"] == "![](attachment:b.png)"
    assert third["source"] == "![]\u200b(attachment:b.png)" + TOO_MANY
    rendered(third)


def test_a_picture_is_held_as_often_as_it_is_linked() -> None:
    """By a page, which would be a thousand times as large as the submission."""
    large = base64.b64encode(jpeg(3, 2) + bytes(3 << 20)).decode()
    attached = {"a.jpg": {"image/jpeg": large}, "b.png": {"image/png": PNG}, "c.png": {"image/png": PNG}}
    often = own("![](attachment:a.jpg)" * 6 + "![](attachment:b.png)" * 6, "markdown", attachments=attached)
    seldom = own("![](attachment:a.jpg)" * 2, "markdown", attachments=attached)
    first, second = added(after(lambda notebook: (put_after("corr2d", often)(notebook),
                                                  put_after("conv2d", seldom)(notebook))))
    assert list(first["attachments"]) == ["b.png"]
    assert first["source"].count("]\u200b(attachment:a.jpg") == 6
    assert first["source"].endswith(TOO_MANY)
    assert (list(second["attachments"]), second["source"]) == (["a.jpg"], seldom["source"])
    assert len(rendered(first)) < 10_000 + len(large)


def test_very_many_pictures_are_looked_through_once() -> None:
    pasted = {f"{number}.png": {"image/png": PNG} for number in range(40_000)}
    text = "".join(f"![](attachment:{number}.png)" for number in range(40_000))[:900_000]
    parts = [own(text, "markdown", attachments=pasted), own("![](attachment:1.png)", "markdown", attachments={
        "1.png": {"image/jpeg": JPEG}})]
    began = time.process_time()
    shown = prose(joined(parts))
    assert time.process_time() - began < 20
    assert 300 < len(shown["attachments"]) < 500
    assert joined([own("![](attachment:1.png)", "markdown", attachments={"1.png": {"image/png": PNG}}),
                   parts[1]])["source"] == "![](attachment:1.png)\n\n![](attachment:1-1.png)"


@pytest.mark.parametrize("name", ["$x$.ipynb", "$$x$$", "\\(x\\)", "\\[x\\]", "\\begin{align}x\\end{align}",
                                  "&#36;x&#36;"])
def test_no_name_of_a_file_is_set_as_a_formula_in_a_sentence_of_ours(name: str) -> None:
    told = rebuild(RELEASE, filled(), [f"The only notebook handed in is called {name!r}."])
    for notebook in (told, refusal(RELEASE, f"Your submission holds {name!r}.")):
        page = MarkdownWithMath(renderer=IPythonRenderer(escape=False)).render("".join(notebook["cells"][0]["source"]))
        assert formulas(f"<body>{page}</body>") == []
        assert repr(name) in BeautifulSoup(page, "html.parser").get_text().replace("\u200b", "")


def test_a_formula_draws_and_defines_nothing() -> None:
    text = r"Since $\frac{1}{2} \sum x$, $\newcommand{\sum}{12}$."
    assert source(rebuild(RELEASE, filled(why_convolution=text)), "why_convolution") == (
        "Since $\\frac{1}{2} \\sum x$, $\\\u200bnewcommand{\\sum}{12}$.")


@pytest.mark.parametrize("name", ["\ud800", '"><script>'])
def test_a_picture_with_an_impossible_name_is_dropped(name: str) -> None:
    attached = {name: {"image/png": PNG}}
    rebuilt = after(lambda notebook: cell_of(notebook, "why_convolution").update(attachments=attached))
    assert "attachments" not in cell_of(rebuilt, "why_convolution")


def test_a_text_of_the_release_that_the_student_wrote_in_is_kept_and_disarmed() -> None:
    rebuilt = after(lambda notebook: notebook["cells"][0].update(source="# Mine <b>"))
    assert rebuilt["cells"][0]["source"] == "# Mine <\u200bb>"
    assert added(rebuilt) == []


def test_a_text_of_the_release_that_nobody_touched_may_hold_tags() -> None:
    release = copy.deepcopy(RELEASE)
    release["cells"][0]["source"] = "# <b>Bold</b>"
    assert rebuild(release, copy.deepcopy(release))["cells"][0]["source"] == "# <b>Bold</b>"


def test_a_refusal_is_the_release_under_the_sentence() -> None:
    refused = refusal(RELEASE, "Your file holds <b>.")
    first, *rest = refused["cells"]
    assert first["source"] == ("**This submission could not be read.** Your file holds <\u200bb>.\n\n"
                               "Nothing was graded; a person will look.")
    assert rest == RELEASE["cells"]
    assert refused["metadata"][MARK] == {"notes": [], "unclear": [], "refused": "Your file holds <b>."}
    assert is_sound(refused)


def test_a_student_cannot_mark_the_notebook_as_refused_or_graded() -> None:
    rebuilt = after(lambda notebook: notebook["metadata"].update({MARK: {"refused": "no", "made_from": "x"}}))
    assert rebuilt["metadata"][MARK] == {"notes": [], "unclear": []}


CHEAP = settings(max_examples=120, deadline=None, derandomize=True, database=None,
                 suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large, HealthCheck.filter_too_much])
TESTS = {grade_id(cell): cell for cell in RELEASE["cells"] if grade_id(cell) and not is_answer(cell)}


def keeps_the_release(rebuilt: Notebook) -> None:
    assert is_sound(rebuilt)
    assert {name: cell_of(rebuilt, name) for name in TESTS} == TESTS
    json.dumps(rebuilt, ensure_ascii=False).encode()
    for cell in rebuilt["cells"]:
        assert cell["cell_type"] == "code" or not re.search(r"<[A-Za-z/!?]", cell["source"]) or cell in RELEASE["cells"]


@CHEAP
@given(broken_notebooks())
def test_whatever_is_taken_in_is_rebuilt_with_every_test(broken: Any) -> None:
    try:
        submitted = checked(json.loads(json.dumps(broken)))
    except Refused:
        assume(False)
    keeps_the_release(rebuild(RELEASE, submitted))


CELLS = st.fixed_dictionaries(
    {"cell_type": st.sampled_from(("code", "markdown", "raw")),
     "metadata": st.fixed_dictionaries({}, optional={"nbgrader": JSON | st.fixed_dictionaries(
         {"grade_id": st.sampled_from((*TESTS, *ANSWERS, "why_convolution", "stranger")) | JSON}), "tags": JSON}),
     "source": st.sampled_from(("x = 1", "<b>", "", "a\r\n\x00b", RELEASE["cells"][0]["source"]))},
    optional={"id": st.sampled_from([cell["id"] for cell in RELEASE["cells"]] + ["added-01-1"]) | JSON,
              "attachments": JSON | st.dictionaries(st.text(max_size=3) | st.just("\ud800"), st.dictionaries(
                  st.sampled_from(("image/png", "image/svg+xml")), st.sampled_from((PNG, "<svg/>")) | JSON)),
              "outputs": JSON, "execution_count": JSON})


@CHEAP
@given(st.lists(CELLS, max_size=12))
def test_whatever_cells_there_are_the_tests_stay(cells: list[Cell]) -> None:
    keeps_the_release(rebuild(RELEASE, checked({"nbformat": 4, "metadata": {}, "cells": cells})))
