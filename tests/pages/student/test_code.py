from __future__ import annotations

import time

import pytest

from assay.pages.student.code import LONGEST, Ink, Line, highlighted, plain


def source(lines: tuple[Line, ...]) -> str:
    return "\n".join("".join(piece.text for piece in line) for line in lines)


def test_python_is_coloured_line_by_line() -> None:
    lines = highlighted('def f(x):\n    """Two\n    lines."""\n    return 1.5  # why')
    found = {piece.text.strip(): piece.ink for line in lines for piece in line}
    assert found["def"] == found["return"] == Ink.KEYWORD
    assert found["f"] == Ink.NAME
    assert found['"""Two'] == found['lines."""'] == Ink.STRING
    assert found["1.5"] == Ink.NUMBER
    assert found["# why"] == Ink.COMMENT


@pytest.mark.parametrize("text", ["x = 1", "a\n\nb", "if (", "\\", "'", "é\x0cb", "x = '''\n", "\n\nx",
                                  "  x\n y", "%matplotlib"])
def test_no_character_is_lost(text: str) -> None:
    assert source(highlighted(text)) == text.rstrip("\n")


def test_tabs_are_blanks() -> None:
    assert source(highlighted("if x:\n\ty")) == "if x:\n    y"


@pytest.mark.parametrize("text, language", [("def f(): 1", "text"), ("x" * (LONGEST + 1), "python")])
def test_what_is_no_python_or_too_long_has_one_colour(text: str, language: str) -> None:
    assert highlighted(text, language) == plain(text)
    assert {piece.ink for line in plain(text) for piece in line} == {Ink.PLAIN}


@pytest.mark.parametrize("text", ["x = '%" + "0" * 49_000 + "'", "\n " * 24_000, "'" + "\\N{" * 16_000,
                                  ("\n" * 198 + "x") * 250, ("'%" + "0" * 198 + "'\n") * 240])
def test_what_a_lexer_would_take_minutes_for_takes_none(text: str) -> None:
    began = time.process_time()
    assert source(highlighted(text)) == text.rstrip("\n")
    assert time.process_time() - began < 10


def test_an_empty_text_has_no_lines() -> None:
    assert plain("") == highlighted("") or highlighted("") == ((),)
