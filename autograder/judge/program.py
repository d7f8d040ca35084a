"""A cell's program: its code without comments, blanks and line breaks. It is all that a room is given of the cell.

Further examples are drawn from a digest of all programs of a submission. No comment may change them, and so the room
must not get one either: code can read its own cells, and a table in a comment, exchanged, would leave the digest as is.
"""

from __future__ import annotations

import ast
import hashlib
import io
import json
import tokenize
import warnings
from collections.abc import Iterable
from functools import lru_cache
from itertools import accumulate

#: Characters of one submission that are read as Python: a second's work. Cells beyond are taken as they are.
READ_CAP = 100_000
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


@lru_cache(maxsize=2)
def programs(sources: tuple[str, ...]) -> tuple[str, ...]:
    """The program of each of a submission's cells, in order; the source itself where much came before."""
    ends = accumulate(map(len, sources))
    return tuple(program(source) if end <= READ_CAP else source for source, end in zip(sources, ends, strict=True))


def digest(texts: Iterable[str]) -> str:
    """SHA-256 over what a room is given to run, in hex; what is empty is not run."""
    return hashlib.sha256(json.dumps([text for text in texts if text.strip()]).encode()).hexdigest()
