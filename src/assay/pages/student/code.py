"""Code, line by line, in pieces that a template colours."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from itertools import groupby

#: The most characters of a cell that are coloured; reading longer ones takes time, and nobody reads them.
LONGEST = 50_000


class Ink(Enum):
    """The colours, by the class of the style sheet."""

    PLAIN = ""
    KEYWORD = "k"
    NAME = "f"
    STRING = "s"
    NUMBER = "n"
    COMMENT = "c"


@dataclass(frozen=True)
class Piece:
    """Characters of one colour."""

    text: str
    ink: Ink = Ink.PLAIN


Line = tuple[Piece, ...]


def plain(source: str) -> tuple[Line, ...]:
    """Lines without colours; none of an empty text."""
    return tuple((Piece(line),) if line else () for line in source.expandtabs(4).split("\n")) if source else ()


def highlighted(source: str, language: str = "python") -> tuple[Line, ...]:
    """Lines of Python in colours; of anything else, and of what is too long, without."""
    source = source.rstrip("\n").expandtabs(4)
    if len(source) > LONGEST or language.partition(" ")[0] not in ("python", "py", "ipython"):
        return plain(source)
    from pygments.lexers.python import PythonLexer

    tokens = PythonLexer(stripnl=False, ensurenl=False).get_tokens(source)
    lines: list[list[Piece]] = [[]]
    for ink, group in groupby(((_ink(kind), text) for kind, text in tokens), key=lambda each: each[0]):
        first, *rest = "".join(text for _, text in group).split("\n")
        lines[-1] += [Piece(first, ink)] if first else []
        lines += [[Piece(line, ink)] if line else [] for line in rest]
    return tuple(map(tuple, lines))


def _ink(kind: object) -> Ink:
    """The colour of one of Pygments's kinds, which are named as ``Token.Keyword.Constant``."""
    names = str(kind).split(".")[1:]
    if names[:1] == ["Keyword"] or names == ["Operator", "Word"]:
        return Ink.KEYWORD
    if names[:1] == ["Comment"]:
        return Ink.COMMENT
    if names[:2] in (["Name", "Function"], ["Name", "Class"], ["Name", "Decorator"]):
        return Ink.NAME
    literal = names[1] if names[:1] == ["Literal"] and names[1:] else ""
    return {"String": Ink.STRING, "Number": Ink.NUMBER}.get(literal, Ink.PLAIN)
