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
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import accumulate

#: Characters of one submission that are read as Python: a second's work. Cells beyond are taken as they are.
READ_CAP = 100_000
#: How many times as long as its source a program may be. Deep lines, of two letters each, become two hundred of blanks.
LONGER, SLACK = 4, 2000
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
            if len(text) > LONGER * len(source) + SLACK:
                return source
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


@dataclass(frozen=True, eq=False)
class Given:
    """A cell as a student wrote it, and what of it a room is given: its program, or the same text."""

    source: str
    text: str

    @cached_property
    def lines(self) -> tuple[int, ...]:
        """The line of the source, from 1, where that begins which each line of the program says."""
        found: dict[int, int] = {}
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            trees = ast.parse(self.text), ast.parse(self.source)
        for ours, theirs in zip(*map(ast.walk, trees), strict=True):
            if (line := getattr(ours, "lineno", 0)) > 0:
                found[line] = min(found.get(line, theirs.lineno), theirs.lineno)
        count = len(self.text.split("\n"))
        told = accumulate(range(1, count + 1), lambda last, line: found.get(line, last), initial=1)
        return tuple(told)[1:]

    def written(self, line: str | int) -> str:
        """Where in the source a line of the program stands."""
        number = int(line)
        known = self.text != self.source and 0 < number <= len(self.lines)
        return str(self.lines[number - 1] if known else number)


def as_written(frame: str, cells: Mapping[int, Given]) -> str:
    """A frame of IPython's traceback, with the lines of the cells as students see them.

    Args:
        frame: text of the student's process, so it may be anything.
        cells: by execution count.
    """
    head = _HEAD.search(frame)
    cell = cells.get(int(head[2])) if head else None
    if head is None or cell is None:
        return frame

    def numbered(found: re.Match[str]) -> str:
        line = cell.written(found[4])
        return f"{found[1]}{found[2][max(0, len(line) - len(found[4])):]}{found[3]}{line}"

    return _NUMBER.sub(numbered, _HEAD.sub(lambda found: found[1] + cell.written(found[3]), frame, count=1))


@lru_cache(maxsize=2)
def programs(sources: tuple[str, ...]) -> tuple[str, ...]:
    """The program of each of a submission's cells, in order; the source itself where much came before."""
    ends = accumulate(map(len, sources))
    return tuple(program(source) if end <= READ_CAP else source for source, end in zip(sources, ends, strict=True))


def digest(texts: Iterable[str]) -> str:
    """SHA-256 over what a room is given to run, in hex; what is empty is not run."""
    return hashlib.sha256(json.dumps([text for text in texts if text.strip()]).encode()).hexdigest()
