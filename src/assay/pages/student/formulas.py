"""Formulas as MathML, which browsers set by themselves. For texts of the release and of nobody else.

What the library makes of TeX is not written as it comes: its elements are read, and those of the lists below are
written by a template, which escapes all texts.
"""

from __future__ import annotations

import html
from dataclasses import dataclass
from enum import Enum
from typing import Any

#: The most characters of a formula that is set; longer ones, and those that cannot be set, show their TeX.
LONGEST = 2000


class Tag(Enum):
    """The elements that are written."""

    MATH = "math"
    MI = "mi"
    MN = "mn"
    MO = "mo"
    MTEXT = "mtext"
    MSPACE = "mspace"
    MROW = "mrow"
    MSTYLE = "mstyle"
    MPADDED = "mpadded"
    MPHANTOM = "mphantom"
    MFRAC = "mfrac"
    MSQRT = "msqrt"
    MROOT = "mroot"
    MSUB = "msub"
    MSUP = "msup"
    MSUBSUP = "msubsup"
    MUNDER = "munder"
    MOVER = "mover"
    MUNDEROVER = "munderover"
    MTABLE = "mtable"
    MTR = "mtr"
    MTD = "mtd"


class Attribute(Enum):
    """The attributes that are written; none of them fetches or runs anything."""

    DISPLAY = "display"
    STRETCHY = "stretchy"
    FENCE = "fence"
    LARGEOP = "largeop"
    MOVABLELIMITS = "movablelimits"
    ACCENT = "accent"
    MINSIZE = "minsize"
    MAXSIZE = "maxsize"
    WIDTH = "width"
    MATHVARIANT = "mathvariant"
    COLUMNALIGN = "columnalign"
    LINETHICKNESS = "linethickness"
    SCRIPTLEVEL = "scriptlevel"
    DISPLAYSTYLE = "displaystyle"


TAGS = {each.value: each for each in Tag}
ATTRIBUTES = {each.value: each for each in Attribute}


@dataclass(frozen=True)
class Node:
    """An element of MathML."""

    tag: Tag
    text: str = ""
    attributes: tuple[tuple[Attribute, str], ...] = ()
    children: tuple[Node, ...] = ()


def formula(tex: str, *, display: bool) -> Node | None:
    """A formula of the release as MathML; None where it cannot be set.

    Args:
        tex: without its delimiters.
        display: whether it stands on a line of its own.
    """
    if len(tex) > LONGEST:
        return None
    from latex2mathml.converter import convert_to_element

    try:
        return _read(convert_to_element(tex, display="block" if display else "inline"))
    except Exception:  # the library's own errors, RecursionError, and what is not in the lists
        return None


def _read(element: Any) -> Node:
    """The library's element as ours.

    Raises:
        KeyError: it is none of those that are written.
    """
    attributes = tuple((ATTRIBUTES[name], str(value)) for name, value in element.attrib.items() if name != "xmlns")
    return Node(TAGS[element.tag], html.unescape(element.text or ""), attributes, tuple(map(_read, element)))
