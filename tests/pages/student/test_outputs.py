from __future__ import annotations

from typing import Any

import pytest

from assay.pages.student.outputs import Mime, Output, pictures, shown


def said(outputs: tuple[Output, ...]) -> list[str]:
    return ["\n".join("".join(piece.text for piece in line) for line in each.lines) for each in outputs]


def stream(text: str) -> dict[str, Any]:
    return {"output_type": "stream", "name": "stdout", "text": text}


def display(**data: str) -> dict[str, Any]:
    return {"output_type": "display_data", "metadata": {}, "data": {
        {"png": "image/png", "jpeg": "image/jpeg", "svg": "image/svg+xml", "html": "text/html", "text": "text/plain",
         "script": "application/javascript"}[name]: value for name, value in data.items()}}


def test_what_was_printed_in_parts_is_one_text() -> None:
    assert said(shown([stream("a\n"), stream("b\n"), display(text="c"), stream("d")])) == ["a\nb", "c", "d"]


def test_colours_of_a_terminal_are_left_out() -> None:
    assert said(shown([stream("\x1b[1;31mred\x1b[0m\x1b]0;title\x07 x\x1bc")])) == ["red x"]


def test_an_error_shows_its_traceback_and_is_marked() -> None:
    found = shown([{"output_type": "error", "ename": "E", "evalue": "v", "traceback": [
        "\x1b[31mline 1\x1b[0m", "E: v"]}, {"output_type": "error", "ename": "E", "evalue": "v", "traceback": []}])
    assert said(found) == ["line 1\nE: v", "E: v"]
    assert all(each.failed for each in found)


@pytest.mark.parametrize("output", [display(html="<b>x</b>"), display(svg="<svg/>"), display(script="alert(1)"),
                                    display(png='AAAA" onerror="x'), display(png=""), stream("  \n"),
                                    {"output_type": "x"}])
def test_nothing_that_could_run_is_shown(output: dict[str, Any]) -> None:
    assert shown([output]) == ()


def test_a_picture_stands_in_place_of_its_text_and_a_text_in_place_of_what_is_no_picture() -> None:
    assert shown([display(png="iVBO\nRw0K", text="<Figure>")])[0].data == "iVBORw0K"
    assert shown([display(jpeg="AAAA")])[0].mime == Mime.JPEG
    assert said(shown([display(png="<", text="<Figure>")])) == ["<Figure>"]


def test_pictures_pasted_into_a_text_are_shown_below_it() -> None:
    found = pictures({"a.png": {"image/png": "AAAA"}, "b": {"image/svg+xml": "<svg/>"}, "c": "no"}, "An answer.")
    assert [(each.data, each.about) for each in found] == [("AAAA", "An answer.")]


@pytest.mark.parametrize("no_picture", [" " * 1_000_000 + "!", "A " * 500_000 + "!", "\n" * 999_999, "A=" * 500_000])
def test_what_is_no_picture_is_told_as_fast_as_it_is_read(no_picture: str) -> None:
    assert pictures({"a.png": {"image/png": no_picture}}, "An answer.") == ()
    assert said(shown([display(png=no_picture, text="<Figure>")])) == ["<Figure>"]
