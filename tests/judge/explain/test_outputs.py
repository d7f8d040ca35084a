"""A notebook's outputs on their way to whoever opens it: text, errors and PNG, and nothing that runs."""

from __future__ import annotations

import base64
import json
from typing import Any

import nbformat
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.judge.explain import outputs
from assay.judge.explain.outputs import FRAME, TRUNCATED, Budget, checked_outputs, text
from tests.pictures import png

PICTURE = base64.b64encode(png(3, 2)).decode()
JSON = st.recursive(st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8),
                    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(
                        st.sampled_from(["output_type", "data", "text", "text/plain", "image/png", "traceback"]),
                        inner | st.sampled_from(["stream", "display_data", "error", "execute_result"]), max_size=4))


def replied(outputs: Any, count: Any = 3) -> dict[str, Any]:
    return {"count": count, "outputs": np.frombuffer(json.dumps(outputs).encode(), np.uint8)}


def kept(*outputs: Any) -> list[dict[str, Any]]:
    """What is left of a cell's outputs."""
    found, _ = checked_outputs(replied(list(outputs)))
    return found


def display(**data: Any) -> dict[str, Any]:
    return {"output_type": "display_data", "data": {name.replace("_", "/", 1): value for name, value in data.items()}}


def test_html_javascript_and_svg_are_dropped() -> None:
    data = {"text/html": "<script>", "application/javascript": "x()", "image/svg+xml": "<svg>", "text/markdown": "#",
            "text/latex": "$", "application/json": {}, "text/plain": "kept"}
    assert kept({"output_type": "display_data", "data": data, "metadata": {"x": 1}, "transient": {}}) == \
        [{"output_type": "display_data", "metadata": {}, "data": {"text/plain": "kept"}}]


def test_an_output_of_nothing_that_may_be_shown_is_dropped() -> None:
    assert kept({"output_type": "display_data", "data": {"text/html": "<script>"}}) == []


def test_a_result_becomes_something_to_look_at_and_no_score() -> None:
    found, = kept({"output_type": "execute_result", "data": {"text/plain": "12.0"}, "execution_count": 1})
    assert found == {"output_type": "display_data", "metadata": {}, "data": {"text/plain": "12.0"}}


def test_a_picture_is_kept() -> None:
    lines = "\n".join([PICTURE[:10], PICTURE[10:], ""])
    assert kept(display(image_png=lines))[0]["data"]["image/png"] == lines


@pytest.mark.parametrize("picture", [
    pytest.param(base64.b64encode(b"<svg onload=x()>").decode(), id="not a PNG"),
    pytest.param("<script>", id="not base64"),
    pytest.param(PICTURE + '"><script>', id="more than base64"),
    pytest.param("iVBORw0KGgö=", id="not ASCII"),
    pytest.param("", id="nothing"),
    pytest.param([PICTURE], id="a list"),
    pytest.param(base64.b64encode(png(3, 2)[:-20]).decode(), id="half a PNG"),
])
def test_a_picture_that_is_none_is_a_sentence(picture: Any) -> None:
    assert plain(display(image_png=picture)) == ["[A picture was left out: it is not a whole PNG file.]"]
    assert plain(display(image_png=picture, text_plain="<Figure>")) == [
        "<Figure>\n[A picture was left out: it is not a whole PNG file.]"]


def plain(*outputs: dict[str, Any]) -> list[str]:
    """What is left of displays, in words."""
    found = kept(*outputs)
    assert all(set(output["data"]) == {"text/plain"} for output in found)
    return [output["data"]["text/plain"] for output in found]


def shown(width: int, height: int) -> dict[str, Any]:
    """A display of a picture that claims to be this large."""
    return display(image_png=base64.b64encode(png(width, height, b"")).decode())


def test_a_picture_that_claims_to_be_huge_is_a_sentence() -> None:
    assert plain(shown(50_000, 50_000)) == [
        "[A picture was left out: it has 50000 × 50000 pixels, and at most 16 million are shown.]"]
    assert "image/png" in kept(shown(4000, 4000))[0]["data"]


def test_all_pictures_together_are_bounded() -> None:
    budget = Budget()
    found = [output for _ in range(6) for output in checked_outputs(replied([shown(4000, 4000)]), budget)[0]]
    assert ["image/png" in output["data"] for output in found] == [True] * 4 + [False] * 2
    assert found[-1]["data"]["text/plain"] == ("[A picture was left out: all pictures of a notebook together may have "
                                               "64 million pixels.]")


def test_streams_keep_their_names_and_unknown_ones_become_stdout() -> None:
    found = kept(*({"output_type": "stream", "name": name, "text": "a"} for name in ("stderr", "stdout", "x", 3)))
    assert [output["name"] for output in found] == ["stderr", "stdout", "stdout", "stdout"]


def test_errors_keep_their_traceback() -> None:
    said = {"output_type": "error", "ename": "ValueError", "evalue": "no", "traceback": ["\x1b[31mred\x1b[0m", 3]}
    assert kept(said) == [{**said, "traceback": ["\x1b[31mred\x1b[0m", ""]}]


@pytest.mark.parametrize("given_, expected", [
    ("a\x00b\x07c\rd\x08", "abcd"),
    ("tab\tand\nline", "tab\tand\nline"),
    ("\x1b[1;31mred\x1b[0m", "\x1b[1;31mred\x1b[0m"),
    ("\x1b]0;title\x07\x1b[2J\x1b[1A\x1bc", "]0;title[2J[1Ac"),
    ("\x7f\x9b31m\x85", "31m"),
    ("\ud800 half", "? half"),
    ("größe ✓ 𝔸", "größe ✓ 𝔸"),
    (None, ""), (3, ""), (["a"], ""),
])
def test_text_loses_what_steers_a_terminal(given_: Any, expected: str) -> None:
    assert text(given_) == expected


@given(st.text(st.characters()))
def test_text_can_always_be_written_out(value: str) -> None:
    assert text(value).encode() is not None


def test_what_was_left_out_is_said() -> None:
    assert kept({"output_type": "truncated", "text": "12.0"}) == [TRUNCATED]
    assert "1 MB" in TRUNCATED["text"]


def test_all_cells_together_are_bounded_whatever_the_room_let_through() -> None:
    budget = Budget(10_000)
    cells = [checked_outputs(replied([printed("x" * 3000)]), budget)[0] for _ in range(900)]
    assert [len(cell[0]["text"]) for cell in cells[:3]] == [3000] * 3
    assert 0 < len(cells[3][0]["text"]) < 1000
    assert cells[3][1:] == [TRUNCATED]
    assert cells[4:] == [[TRUNCATED]] * 896
    assert budget.size == 0


def test_a_printed_text_is_cut_between_characters_and_all_else_is_left_out_whole() -> None:
    assert checked_outputs(replied([printed("ö" * 999)]), Budget(FRAME + 100))[0][0]["text"] == "ö" * 50
    error = {"output_type": "error", "ename": "E" * 200, "evalue": "", "traceback": []}
    assert checked_outputs(replied([error, printed("no more")]), Budget(FRAME + 100))[0] == [TRUNCATED]


def test_what_costs_nothing_is_counted_too() -> None:
    """Ten thousand displays of nothing, or notes that something was left out, are a large page."""
    assert len(kept(*[printed("")] * 10_000)) < 5000
    assert kept(*[{"output_type": "truncated"}] * 10_000) == [TRUNCATED]


def test_a_cell_that_puts_nothing_out_is_not_told_that_something_is_missing() -> None:
    assert checked_outputs(replied([]), Budget(0))[0] == []


@pytest.mark.parametrize("budget", [Budget(0), Budget(unread=8)])
def test_what_nobody_will_see_is_not_read(budget: Budget, monkeypatch: pytest.MonkeyPatch) -> None:
    much = replied([printed("x" * 1000)])
    monkeypatch.setattr(json, "loads", lambda _: pytest.fail("it is read"))
    assert checked_outputs(much, budget) == ([TRUNCATED], 3)


def test_outputs_that_are_dropped_are_read_up_to_a_bound_for_all_cells_together() -> None:
    budget = Budget(unread=3000)
    html = display(text_html="x" * 800)
    assert [checked_outputs(replied([html]), budget)[0] for _ in range(5)] == [[], [], [], [TRUNCATED], [TRUNCATED]]


def printed(said: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": said}


def test_a_text_with_more_colours_than_a_terminal_has_reason_to_show_is_shown_without() -> None:
    code = "\x1b[31m"
    assert text(f"{code}x" * outputs.COLOURS) == f"{code}x" * outputs.COLOURS
    assert text(f"{code}x" * (outputs.COLOURS + 1)) == "x" * (outputs.COLOURS + 1)


def test_a_colour_code_is_short_and_of_plain_digits() -> None:
    assert text("\x1b[" + "0;" * 20 + "m") == "\x1b[" + "0;" * 20 + "m"
    assert text("\x1b[" + "0;" * 21 + "m") == "[" + "0;" * 21 + "m"
    assert text("\x1b[٣m") == "[٣m"


@pytest.mark.parametrize("reply", [
    pytest.param({}, id="nothing"),
    pytest.param({"outputs": None}, id="no outputs"),
    pytest.param({"outputs": "[]"}, id="a text"),
    pytest.param({"outputs": np.zeros(3, np.float32)}, id="floats"),
    pytest.param({"outputs": np.frombuffer(b"[", np.uint8)}, id="not JSON"),
    pytest.param({"outputs": np.frombuffer(b"\xff\xff\xff", np.uint8)}, id="not UTF-8"),
    pytest.param({"outputs": np.frombuffer(b"[" * 100_000, np.uint8)}, id="deep nesting"),
    pytest.param({"outputs": np.zeros((), np.uint8)}, id="one byte"),
    pytest.param(replied({"output_type": "stream"}), id="no list"),
    pytest.param(replied([1, None, "stream", []]), id="no outputs in the list"),
    pytest.param(replied([{}, {"output_type": "pager"}, {"output_type": ["stream"]}]), id="unknown outputs"),
    pytest.param(replied([{"output_type": "display_data", "data": [1]}]), id="data that is a list"),
])
def test_a_reply_that_holds_no_outputs_gives_none(reply: dict[str, Any]) -> None:
    assert checked_outputs(reply)[0] == []


@pytest.mark.parametrize("count, expected", [(1, 1), (0, None), (-1, None), (2**31, None), ("1", None), (None, None),
                                             (1.0, None), (True, None)])
def test_an_execution_count_is_a_small_whole_number(count: Any, expected: int | None) -> None:
    found = checked_outputs(replied([], count))[1]
    assert found == expected
    assert not isinstance(found, bool)


@given(JSON, JSON)
def test_whatever_comes_the_notebook_stays_valid(outputs: Any, count: Any) -> None:
    found, number = checked_outputs(replied([outputs], count))
    cell = nbformat.v4.new_code_cell(outputs=[nbformat.from_dict(output) for output in found], execution_count=number)
    nbformat.validate(nbformat.v4.new_notebook(cells=[cell]))
