"""A student's formulas: what only draws stays, and nothing else does, however it is written."""

from __future__ import annotations

import json
import re
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st
from nbconvert.filters.markdown_mistune import IPythonRenderer, MarkdownWithMath

from assay.course.intake.formulas import COMMANDS, ENVIRONMENTS, SHUT, tame
from tests.here import REPOSITORY

#: What defines, moves, hides, colours, links, or loads more.
FORBIDDEN = (
    *("newcommand", "renewcommand", "providecommand", "def", "gdef", "edef", "xdef", "let", "newenvironment"),
    *("require", "renewenvironment", "DeclareMathOperator", "href", "style", "class", "cssId", "unicode", "bbox"),
    *("mmlToken", "char", "kern", "mkern", "hskip", "mskip", "hspace", "mspace", "raise", "lower", "moveleft"),
    *("moveright", "rlap", "llap", "smash", "rule", "Rule", "Space", "phantom", "verb", "label", "ref", "eqref"),
    *("color", "colorbox", "Huge", "tiny", "begingroup", "global", "csname", "toggle", "mathtip", "texttip"),
    *("data", "includegraphics", "mathchoice", "genfrac", "abovewithdelims", "above", "skew", "leftroot", "uproot"),
    *("newtagform", "usetagform", "long", "futurelet", "write"),
)
HARMLESS = (
    r"$\frac{\partial L}{\partial K} = \sum_{i,j} X_{i+a,\,j+b}\,\delta_{i,j}$",
    r"$$\begin{aligned} a &= b \\ c &< d \end{aligned}$$",
    r"$$\begin{pmatrix} 1 & 0 \\[x] 0 & 1 \end{pmatrix}$$",
    r"\begin{align*} x &\mapsto \mathbb{E}\left[\log \sigma(x)\right] \\ & \quad \text{for all } x \end{align*}",
    r"$(X \circledast K)_{ij} \triangleq \operatorname*{argmax}_{\mathbf{x} \in \mathbb{R}^{n}} \lVert x \rVert_2\;\!$",
    r"\\[ O(n \log n) \\] and \\( \hat\theta \\)",
    r"$\begin {cases} 1 & x \ge 0 \\ 0 & \text{else} \end {cases}$",
    r"A price of \$5, a path C:\\temp, `x[\n]`, AT&T, &copy; &lt; &amp; &nbsp; x &lt; y",
)
#: What Markdown and HTML make of these is a backslash with a command behind it.
WRITTEN = (r"\\newcommand", r"&#92;newcommand", r"&#x5c;newcommand", r"&#x0000000000000000005C;newcommand",
           r"&bsol;newcommand", r"\\&#110;ewcommand", r"&#092;&#0110;ewcommand", r"\\\\newcommand")


def on_page(source: str) -> str:
    """The text of a text cell as its page holds it."""
    page = MarkdownWithMath(renderer=IPythonRenderer(escape=False)).render(source)
    return re.sub(r"&(?:#92|#x5c|bsol);", "\\\\", page)


@pytest.mark.parametrize("source", HARMLESS)
def test_a_formula_that_only_draws_stays_as_it_is(source: str) -> None:
    assert tame(source).replace(SHUT, "") == source
    assert "\\temp" in source or tame(source) == source


def test_the_formulas_of_the_release_would_stay_as_they_are() -> None:
    release = json.loads((REPOSITORY / "release" / "convolution" / "convolution.ipynb").read_text("utf-8"))
    texts = ["".join(cell["source"]) for cell in release["cells"] if cell["cell_type"] == "markdown"]
    assert any("\\frac" in text for text in texts)
    assert [tame(text) for text in texts] == texts


@pytest.mark.parametrize("command", FORBIDDEN)
def test_a_command_that_does_more_than_draw_is_shut(command: str) -> None:
    assert command not in COMMANDS
    assert tame(f"$\\{command}{{a}}$") == f"$\\{SHUT}{command}{{a}}$"
    assert tame(f"$\\\\\\{command}$") == f"$\\\\\\{SHUT}{command}$"


@pytest.mark.parametrize("command", FORBIDDEN)
def test_no_longer_or_other_name_passes_for_a_known_one(command: str) -> None:
    assert tame(f"\\alpha\\{command}") == f"\\alpha\\{SHUT}{command}"
    assert tame("\\alphabet") == f"\\{SHUT}alphabet"
    assert tame("\\Alpha") == f"\\{SHUT}Alpha"


@pytest.mark.parametrize("environment", ["prooftree", "CD", "", "xy", "alignat", "document"])
def test_an_environment_that_is_not_known_is_shut(environment: str) -> None:
    assert environment not in ENVIRONMENTS
    said = f"\\begin{{{environment}}} x \\end{{{environment}}}"
    assert tame(said).count(SHUT) == 2


@pytest.mark.parametrize("way", WRITTEN)
def test_no_way_to_write_it_brings_a_command_onto_the_page(way: str) -> None:
    around = (("\\$", "\\$"), ("$", "$"), ("&#36;", "&dollar;"), ("\\\\(", "\\\\)"), ("", ""))
    sources = [f"{open_} {way}{{\\frac}}{{12}} {close}" for open_, close in around]
    assert any("\\newcommand" in on_page(source) for source in sources)
    assert not any("\\newcommand" in on_page(tame(source)) for source in sources)


@pytest.mark.parametrize("written", ["&#36;x&#36;", "&dollar;x&dollar;", "&#40;", "&lbrace;", "&#x41;", "&fjlig;"])
def test_what_would_become_a_sign_of_tex_is_shut(written: str) -> None:
    assert tame(written) == written.replace("&", f"&{SHUT}")


@pytest.mark.parametrize("row", [r"\\[-100em]", r"\\ [ - 9 e m ]", r"\\*[-1.5ex]", r"\\[{-9}pt]", r"\cr[-3em]"])
def test_rows_do_not_lie_on_what_stands_above(row: str) -> None:
    assert SHUT in tame(f"$$\\begin{{array}}{{c}} a {row} b \\end{{array}}$$")


@given(st.text(st.sampled_from("\\${}&#;[]()aemnpx19-. \n*"), max_size=60))
def test_nothing_is_lost_and_nothing_but_blanks_is_added(source: str) -> None:
    tamed = tame(source)
    assert tamed.replace(SHUT, "") == source
    assert tame(tamed) == tamed


@pytest.mark.parametrize("text", ["\\\\" + " " * 9990, "\\begin{" + " " * 9990, "\\\\[" + "{" * 9990, "\\a" * 3300])
def test_a_text_is_read_in_one_pass(text: str) -> None:
    """A submission holds a hundred such."""
    began = time.process_time()
    for _ in range(20):
        tame(text)
    assert time.process_time() - began < 3
