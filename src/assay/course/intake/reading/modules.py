"""Modules that a notebook writes itself, and the names that they define: for a cell that takes in all of them."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping

from assay.course.intake.reading.definitions import read
from assay.course.intake.reading.magics import files
from assay.course.intake.reading.syntax import parsed

#: By a module's file, the names that a star takes in.
Modules = Mapping[str, frozenset[str]]
#: What a cell that takes in a whole module says.
TAKES_ALL = re.compile(r"import[ \t]*+(?:\([ \t]*+)?\*|%run\b|\bexec\b")
_HEAD = re.compile(r"\s*%%(?:writefile|file)\b[^\r\n]*(?:\r\n|\r|\n)")


def written(cells: Iterable[tuple[str, int]]) -> Modules:
    """What the modules' files that these cells write define; no name that begins with a bar, which a star leaves out.

    Args:
        cells: sources, each with how much of it is read as Python.
    """
    found = defaultdict[str, frozenset[str]](frozenset)
    for source, cap in cells:
        names = files(source) if len(source) <= cap else frozenset[str]()
        for text in _texts(source) if names else ():
            defined = frozenset(name for name in read(text, cap).defined if not name.startswith("_"))
            for name in names:
                found[name] |= defined
    return found


def _texts(source: str) -> Iterator[str]:
    """What may be a module: all below a ``%%writefile``, else each text of more than a line."""
    if head := _HEAD.match(source):
        yield source[head.end():]
        return
    tree, _ = parsed(source)
    for node in ast.walk(tree) if tree else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and "\n" in node.value:
            yield node.value
