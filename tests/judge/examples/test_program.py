"""What a room is given of a cell, and the digest that further examples are drawn from."""

from __future__ import annotations

import ast
import warnings
from pathlib import Path

import pytest

from assay.judge.answers import read_answers
from assay.judge.examples import program as module
from assay.judge.examples.program import Given, as_written, digest, program, programs

ANSWERS = sorted((Path(__file__).parents[3] / "solutions/convolution").glob("*/*.py"))
CODE = 'def f(x, by=2.5):\n    """Says so."""\n    return x * by + 3\nf(1)\n'


def given(source: str) -> Given:
    return Given(source, program(source))


@pytest.mark.parametrize("written", [
    CODE + "# f(2)", "# one more\n\n" + CODE, CODE.replace("\n", "  # what?\n", 1), CODE.replace("    ", "\t"),
    CODE.replace("\n", "\n\n\n"), CODE.replace(" * ", "*"),
    CODE.replace("x * by + 3", "(x *\n  by + 3  # in brackets\n)"),
    CODE.replace("\n", "\r\n"), CODE.replace('"""', "'"), CODE.replace("x * by", "(x * by)"),
])
def test_comments_blanks_and_lines_change_no_digest_and_are_not_there_to_be_read(written: str) -> None:
    assert program(written) == program(CODE)
    assert digest(programs((written,))) == digest(programs((CODE,)))


@pytest.mark.parametrize("written", [
    CODE.replace("2.5", "2.6"), CODE.replace("+ 3", "+ 4"), CODE.replace("Says so.", "Says so"), CODE.replace("f", "g"),
    CODE.replace("Says so.", "Says  so."), CODE.rstrip() + ";", CODE + "f(1)", CODE.replace("x * by + 3", "3 + x * by"),
])
def test_a_changed_number_name_text_or_step_changes_the_digest(written: str) -> None:
    assert digest(programs((written,))) != digest(programs((CODE,)))


def test_the_digest_tells_cells_and_their_order_apart_and_passes_over_those_that_are_not_run() -> None:
    assert digest(["a", "b"]) != digest(["b", "a"]) != digest(["a\nb"])
    assert digest(["a", "", " \n", "b"]) == digest(["a", "b"])
    assert programs(("# nothing", "a")) == ("", "a")


@pytest.mark.parametrize("source", ["%time f(1)  # how long", "!ls # here", "f?", "if:", "x = 0x" + "f" * 5000, "\0",
                                    "\ud800", "(" * 50_000, "'" * 3, "lambda: " * 9000 + "1", "x = 1\n\\\n"])
def test_what_is_no_plain_python_is_given_and_digested_as_it_is(source: str) -> None:
    assert program(source) == source
    assert digest(programs((source + " ",))) != digest(programs((source,)))


@pytest.mark.parametrize("source, text", [
    ("plot(1);  # no; words\n\n# more;", "plot(1);"), ("x  # show;", "x"), ("x = 'a;'", "x = 'a;'"), ("x;\n", "x;"),
    ("a; b", "a\nb"),
])
def test_a_last_semicolon_keeps_what_it_says(source: str, text: str) -> None:
    assert program(source) == text


@pytest.mark.parametrize("path", ANSWERS, ids=lambda path: path.stem)
def test_programs_of_right_and_wrong_solutions_do_the_same(path: Path) -> None:
    for source in () if path.stem == "__init__" else read_answers(path).values():
        assert ast.dump(ast.parse(program(source))) == ast.dump(ast.parse(source))
        assert program(program(source)) == program(source)
        assert "#" not in program(source).replace("'#'", "")


def test_a_strange_escape_is_no_warning_of_ours() -> None:
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        assert program("x = '\\d'  # a digit") == "x = '\\\\d'"


def test_only_so_much_is_read(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "READ_CAP", 20)
    assert programs(("a = 1  # one", "b = 2 # two", "c # three")) == ("a = 1", "b = 2 # two", "c # three")


LONG = "# one\n\n@wrap\ndef f(x):  # two\n    \"\"\"Says\n    so.\"\"\"\n\n    y = (x +\n         1)\n    if y:\n" \
       "        pass\n    else:\n        # three\n        z = 1; w = 2\n    return y\n"


def test_each_line_of_a_program_is_found_in_the_source() -> None:
    found = dict(zip(program(LONG).split("\n"), given(LONG).lines, strict=True))
    assert {text.strip(): line for text, line in found.items()} == {
        "@wrap": 3, "def f(x):": 4, '"""Says': 5, 'so."""': 5, "y = x + 1": 8, "if y:": 10, "pass": 11, "else:": 11,
        "z = 1": 14, "w = 2": 14, "return y": 15}
    assert [given(LONG).written(line) for line in ("2", 0, 99, -1)] == ["4", "0", "99", "-1"]


def test_lines_of_what_is_given_as_it_is_stay() -> None:
    assert [given("%time f\r\n# two\rx").written(line) for line in (1, 2, 3, 9)] == ["1", "2", "3", "9"]


def test_a_traceback_has_the_lines_that_the_student_sees() -> None:
    """As IPython 9 writes it, in its colours."""
    red, off = "\x1b[31m", "\x1b[39m"
    frame = (f"{red}Cell{off} {red}In[7]{off}{red}, line 2{off}, in f\n{red}      1{off} def f():\n"
             f"{red}----> {off}{red}2{off}     x")
    wanted = (f"{red}Cell{off} {red}In[7]{off}{red}, line 12{off}, in f\n{red}      2{off} def f():\n"
              f"{red}---> {off}{red}12{off}     x")
    source = "# one\ndef f():\n" + "\n" * 9 + "    x\n"
    assert as_written(frame, {7: given(source)}) == wanted
    assert as_written(frame, {6: given(source)}) == frame
    assert as_written("In[7], line 99999999999999", {7: given(source)}) == "In[7], line 99999999999999"


@pytest.mark.parametrize("text", ["", "no frame", "In[7]", "In[7], line ", "\x1b[" * 5000, "In[7]" + "\x1b[1m" * 5000,
                                  "-" * 50_000, "In[7], line 1\n" + " " * 50_000])
def test_what_is_no_traceback_stays_as_it_is(text: str) -> None:
    assert as_written(text, {7: given("x")}) == text


def test_a_program_that_would_be_much_longer_is_taken_as_it_is() -> None:
    """A hundred kilobytes of two letters a line, a hundred blanks deep, would become twenty megabytes."""
    deep = "".join(" " * depth + "if x:\n" for depth in range(90)) + " " * 90
    assert program(deep + "x;" * 40_000) == deep + "x;" * 40_000
    assert program("if x: y; y; y") == "if x:\n    y\n    y\n    y"


def test_cells_are_read_once_however_many_frames_name_them(monkeypatch: pytest.MonkeyPatch) -> None:
    cells = {number: given(f"# {number}\nx") for number in range(100)}
    parsed, parse = list[str](), ast.parse

    def noted(text: str) -> ast.Module:
        parsed.append(text)
        return parse(text)

    monkeypatch.setattr(ast, "parse", noted)
    for number in [*range(100)] * 3:
        assert as_written(f"In[{number}], line 1", cells) == f"In[{number}], line 2"
    assert len(parsed) == 200
