"""Code, line by line, in pieces that a template colours."""

from __future__ import annotations

import re
from dataclasses import dataclass
from enum import Enum
from itertools import groupby

#: The most characters of a cell that are coloured; reading longer ones takes time, and nobody reads them.
LONGEST = 50_000
#: Characters in a row that a lexer of Pygments's takes for several things at once, so that it tries all ways to part
#: them: blanks and line ends before what may be a docstring, and the flags and the width of a format. Its time grows
#: with the square of such a row: half a minute for 20,000 zeros.
_ROW = re.compile(r"\s{200}|[-#0 +\d]{200}")
#: Characters by their names, of which each that is not closed is looked for to the end of its line; and how many.
_NAMED, NAMED = "\\N{", 500


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


def is_quick(source: str) -> bool:
    """Whether Pygments reads this in a time that grows with its length; so it is with what people write."""
    return not _ROW.search(source) and source.count(_NAMED) <= NAMED


def highlighted(source: str, language: str = "python") -> tuple[Line, ...]:
    """Lines of Python in colours; of anything else, and of what takes too long to read, without."""
    source = source.rstrip("\n").expandtabs(4)
    if len(source) > LONGEST or not is_quick(source) or language.partition(" ")[0] not in ("python", "py", "ipython"):
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
