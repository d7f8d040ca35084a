"""Markdown as a tree, which a template writes: no HTML of the text's own comes through.

Formulas are taken out before the Markdown is read, as JupyterLab does it, so that no underscore in them is emphasis.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from assay.pages.student.code import Line, highlighted
from assay.pages.student.formulas import Node, formula


class Kind(Enum):
    """What a part of a text is; the template knows each by its name."""

    PARAGRAPH = "paragraph"
    PLAIN = "plain"
    HEADING = "heading"
    LIST = "list"
    NUMBERED = "numbered"
    ITEM = "item"
    QUOTE = "quote"
    CODE = "code"
    RULE = "rule"
    TABLE = "table"
    ROW = "row"
    HEAD = "head"
    CELL = "cell"
    TEXT = "text"
    BREAK = "break"
    STRONG = "strong"
    EMPHASIS = "emphasis"
    STRUCK = "struck"
    LITERAL = "literal"
    LINK = "link"
    MATH = "math"


@dataclass(frozen=True)
class Part:
    """A part of a text, and what is in it. ``level`` is a heading's; ``lines`` are code's; ``link`` an address."""

    kind: Kind
    text: str = ""
    parts: tuple[Part, ...] = ()
    level: int = 0
    link: str = ""
    lines: tuple[Line, ...] = ()
    math: Node | None = None
    display: bool = False


#: Where a formula stood: signs that no font has, so that nobody writes them.
MARK = re.compile("\ue000(\\d+)\ue001")
# What is code, or a sign that is meant; then the formulas, as JupyterLab finds them.
_FORMULA = re.compile(
    r"(?P<kept>^ {0,3}(?P<fence>```+|~~~+)[\s\S]*?^ {0,3}(?P=fence)|(?P<tick>`+)[\s\S]*?(?<!`)(?P=tick)(?!`)"
    r"|\\\\(?![(\[])|\\\$)|\$\$(?P<display>[\s\S]+?)\$\$|\\\\?\[(?P<bracket>[\s\S]+?)\\\\?\]|\\\\?\((?P<round>[\s\S]+?)\\\\?\)"
    r"|(?P<block>\\begin\{(?P<name>\w+\*?)\}[\s\S]+?\\end\{(?P=name)\})|\$(?P<inline>(?!\s)[^$]+?(?<!\s))\$",
    re.MULTILINE)
_PLAIN = {"paragraph": Kind.PARAGRAPH, "block_text": Kind.PLAIN, "list_item": Kind.ITEM, "block_quote": Kind.QUOTE,
          "thematic_break": Kind.RULE, "table": Kind.TABLE, "table_row": Kind.ROW, "table_head": Kind.ROW,
          "linebreak": Kind.BREAK, "strong": Kind.STRONG, "emphasis": Kind.EMPHASIS, "strikethrough": Kind.STRUCK}
_HARMLESS = re.compile(r"(?:https?://|mailto:)", re.IGNORECASE)
_TAG = re.compile(r"<!--[\s\S]*?-->|</?[A-Za-z][^>]*>")


def text(source: str, *, formulas: bool = False, top: int = 3) -> tuple[Part, ...]:
    """A text cell's parts.

    Args:
        source: Markdown.
        formulas: whether formulas in it are set: only for what the release says.
        top: the level of the page's heading that its largest heading becomes.
    """
    import mistune

    set_apart: list[Part] = []
    read = mistune.create_markdown(renderer=None, plugins=["table", "strikethrough"])
    tree: Any = read(_without_formulas(source, set_apart) if formulas else source.replace("\ue000", ""))
    return tuple(_parts(tree, set_apart, top))


def _without_formulas(source: str, found: list[Part]) -> str:
    """The text with marks in place of formulas, which are put into ``found``."""
    def taken(match: re.Match[str]) -> str:
        if match["kept"]:
            return match[0]
        tex = match["display"] or match["bracket"] or match["round"] or match["block"] or match["inline"]
        display = not (match["inline"] or match["round"])
        found.append(Part(Kind.MATH, match[0], math=formula(tex.strip(), display=display), display=display))
        return f"\ue000{len(found) - 1}\ue001"

    return _FORMULA.sub(taken, MARK.sub("", source))


def _parts(tokens: Iterable[Mapping[str, Any]], math: list[Part], top: int) -> Iterator[Part]:
    for token in tokens:
        yield from _part(token, math, top)


def _part(token: Mapping[str, Any], math: list[Part], top: int) -> Iterator[Part]:
    kind, raw, attributes = token["type"], str(token.get("raw", "")), token.get("attrs", {})
    parts = tuple(_parts(token.get("children", ()), math, top))
    if kind in _PLAIN:
        yield Part(_PLAIN[kind], parts=parts)
    elif kind == "heading":
        yield Part(Kind.HEADING, parts=parts, level=min(6, attributes["level"] + top - 1))
    elif kind == "list":
        yield Part(Kind.NUMBERED if attributes["ordered"] else Kind.LIST, parts=parts)
    elif kind == "table_body":
        yield from parts
    elif kind == "table_cell":
        yield Part(Kind.HEAD if attributes["head"] else Kind.CELL, parts=parts)
    elif kind == "block_code":
        yield Part(Kind.CODE, lines=highlighted(raw, str(attributes.get("info") or "")))
    elif kind == "codespan":
        yield Part(Kind.LITERAL, raw)
    elif kind == "link":
        address = str(attributes["url"])
        yield Part(Kind.LINK, parts=parts, link=address) if _HARMLESS.match(address) else Part(Kind.PLAIN, parts=parts)
    elif kind == "image":
        yield from (Part(Kind.TEXT, "(a picture: "), *parts, Part(Kind.TEXT, ")"))
    else:
        yield from _text(_TAG.sub("", raw) if "html" in kind else "\n" if kind == "softbreak" else raw, math)


def _text(raw: str, math: list[Part]) -> Iterator[Part]:
    """A text, and the formulas in it."""
    for number, piece in enumerate(MARK.split(raw)):
        if number % 2 and int(piece) < len(math):
            yield math[int(piece)]
        elif piece and not number % 2:
            yield Part(Kind.TEXT, piece.replace("\n", " "))
