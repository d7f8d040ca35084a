"""A cell's program: its code without comments, blanks and line breaks. It is all that a room is given of the cell.

Further examples are drawn from a digest of all programs of a submission. No comment may change them, and so the room
must not get one either: code can read its own cells, and a table in a comment, exchanged, would leave the digest as is.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import re
import tokenize
import warnings
from collections.abc import Iterable, Mapping
from functools import lru_cache
from itertools import accumulate

#: Characters of one submission that are read as Python: a second's work. Cells beyond are taken as they are.
READ_CAP = 100_000
#: Where IPython's traceback names a cell and a line of it, and where it numbers the lines that it shows.
_CODES = r"(?:\x1b\[[\d;]{0,40}m){0,9}"
_HEAD = re.compile(rf"(In\[(\d{{1,6}})\]{_CODES}, line )(\d{{1,6}})")
_NUMBER = re.compile(rf"^({_CODES})(-+> | +)({_CODES})(\d{{1,6}})", re.MULTILINE)
#: Tokens that are no code.
_NOTHING = {tokenize.COMMENT, tokenize.NL, tokenize.NEWLINE, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER}


@lru_cache(maxsize=256)  # most cells of a class are ours
def program(source: str) -> str:
    """The same program, written in one way; the source itself where it is no plain Python, such as magics."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            tree = ast.parse(source)
            text = ast.unparse(tree)
            same = ast.dump(ast.parse(text)) == ast.dump(tree)
            quiet = _ends_in_semicolon(source)
        except (SyntaxError, tokenize.TokenError, ValueError, RecursionError, MemoryError):
            return source
    return text + ";" * quiet if same else source


def _ends_in_semicolon(source: str) -> bool:
    """Whether IPython is told not to show the last value."""
    code = [token.string for token in tokenize.generate_tokens(io.StringIO(source).readline)
            if token.type not in _NOTHING]
    return code[-1:] == [";"]


@lru_cache(maxsize=32)
def lines(source: str) -> tuple[int, ...]:
    """The line of the source, from 1, where that begins which each line of its program says."""
    text = program(source)
    if text == source:
        return tuple(range(1, len(re.findall("\r\n|\r|\n", source)) + 2))
    found: dict[int, int] = {}
    for ours, theirs in zip(ast.walk(ast.parse(text)), ast.walk(ast.parse(source)), strict=True):
        if (line := getattr(ours, "lineno", 0)) > 0:
            found[line] = min(found.get(line, theirs.lineno), theirs.lineno)  # type: ignore[attr-defined]
    told = accumulate(range(1, len(text.split("\n")) + 1), lambda last, line: found.get(line, last), initial=1)
    return tuple(told)[1:]


def as_written(frame: str, cells: Mapping[int, str]) -> str:
    """A frame of IPython's traceback, with the lines of the cells as students see them.

    Args:
        frame: text of the student's process, so it may be anything.
        cells: the sources by execution count.
    """
    head = _HEAD.search(frame)
    source = cells.get(int(head[2])) if head else None
    if head is None or source is None:
        return frame

    def numbered(found: re.Match[str]) -> str:
        line = written(source, found[4])
        return f"{found[1]}{found[2][max(0, len(line) - len(found[4])):]}{found[3]}{line}"

    return _NUMBER.sub(numbered, _HEAD.sub(lambda found: found[1] + written(source, found[3]), frame, count=1))


def written(source: str, line: str | int) -> str:
    """Where in the source a line of its program stands."""
    places, number = lines(source), int(line)
    return str(places[number - 1] if 0 < number <= len(places) else number)


@lru_cache(maxsize=2)
def programs(sources: tuple[str, ...]) -> tuple[str, ...]:
    """The program of each of a submission's cells, in order; the source itself where much came before."""
    ends = accumulate(map(len, sources))
    return tuple(program(source) if end <= READ_CAP else source for source, end in zip(sources, ends, strict=True))


def digest(texts: Iterable[str]) -> str:
    """SHA-256 over what a room is given to run, in hex; what is empty is not run."""
    return hashlib.sha256(json.dumps([text for text in texts if text.strip()]).encode()).hexdigest()
