from __future__ import annotations

import pytest

from assay.pages.student.prose import Kind, Part, text


def outline(parts: tuple[Part, ...]) -> str:
    """Kinds with what is in them, on one line."""
    return " ".join(f"{part.kind.value}({outline(part.parts) or part.text})" for part in parts)


def kinds(parts: tuple[Part, ...]) -> set[Kind]:
    return {part.kind for part in parts}.union(*(kinds(part.parts) for part in parts))


@pytest.mark.parametrize("source, wanted", [
    ("# A *b* `c`", "heading(text(A ) emphasis(text(b)) text( ) literal(c))"),
    ("a\nb", "paragraph(text(a) text( ) text(b))"),
    ("- x\n- **y**", "list(item(plain(text(x))) item(plain(strong(text(y)))))"),
    ("1. x", "numbered(item(plain(text(x))))"),
    ("> q", "quote(paragraph(text(q)))"),
    ("---", "rule()"),
    ("| a |\n|---|\n| 1 |", "table(row(head(text(a))) row(cell(text(1))))"),
    ("![a cat](cat.png)", "paragraph(text((a picture: ) text(a cat) text()))"),
    ("~~x~~", "paragraph(struck(text(x)))"), ("", "")])
def test_markdown_becomes_a_tree(source: str, wanted: str) -> None:
    assert outline(text(source)) == wanted


def test_headings_begin_below_the_pages_own() -> None:
    assert [part.level for part in text("# a\n\n## b\n\n###### c")] == [3, 4, 6]
    assert text("# a", top=4)[0].level == 4


@pytest.mark.parametrize("address, wanted", [
    ("https://d2l.ai", "https://d2l.ai"), ("mailto:a@b.c", "mailto:a@b.c"), ("javascript:alert(1)", ""),
    ("JavaScript:alert(1)", ""), ("data:text/html,x", ""), ("//elsewhere.org", ""), ("file:///etc", "")])
def test_only_links_that_are_plainly_harmless_stay_links(address: str, wanted: str) -> None:
    found = [part for part in text(f"[x]({address})")[0].parts if part.kind == Kind.LINK]
    assert [part.link for part in found] == ([wanted] if wanted else [])


def test_html_is_left_out_and_its_text_stays() -> None:
    assert outline(text("a <b onclick='x'>c</b><!-- d -->")) == "paragraph(text(a ) text(c))"
    assert outline(text("<div>\nlocal\n</div>")) == "text( local  )"


@pytest.mark.parametrize("source, wanted", [
    ("$x$ and $$y$$", ["x", "y"]), (r"\(x\) \[y\]", ["x", "y"]), ("\\begin{align}x\\end{align}", ["\\begin"]),
    ("`$x$` \\$5 and 6\\$", []), ("```\n$x$\n```", []), ("it costs 5$ or 6$", []), ("$$\na_1 * b_2 * c\n$$", ["a"])])
def test_formulas_are_found_as_jupyter_finds_them(source: str, wanted: list[str]) -> None:
    def found(parts: tuple[Part, ...]) -> list[Part]:
        return [each for part in parts for each in ([part] if part.kind == Kind.MATH else found(part.parts))]

    math = found(text(source, formulas=True))
    assert len(math) == len(wanted)
    assert all(start in part.text for part, start in zip(math, wanted, strict=True))
    assert found(text(source)) == []


def test_no_underscore_of_a_formula_is_emphasis() -> None:
    assert kinds(text("$a_1$ and $b_2$ and _c_", formulas=True)) == {
        Kind.PARAGRAPH, Kind.MATH, Kind.TEXT, Kind.EMPHASIS}


def test_a_formula_that_cannot_be_set_shows_its_source() -> None:
    part = text(r"$\href{javascript:x}{y}$", formulas=True)[0].parts[0]
    assert part.math is None
    assert part.text == r"$\href{javascript:x}{y}$"


def test_nobody_can_write_the_mark_of_a_formula() -> None:
    assert Kind.MATH not in kinds(text("\ue0000\ue001 $x", formulas=True))
    assert "\ue000" not in outline(text("\ue0000\ue001"))
