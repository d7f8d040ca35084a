"""What MathJax would set as a formula in a page, read as its tex2jax does with the page's own settings.

Tags that are skipped and the class that is heeded are the defaults of MathJax 2.7, which pages of nbconvert load.
"""

from __future__ import annotations

import re

from bs4 import BeautifulSoup
from bs4.element import Comment, NavigableString, Tag

SKIPPED = {"script", "noscript", "style", "textarea", "pre", "code", "annotation", "annotation-xml"}
IGNORED = "tex2jax_ignore"
#: Elements that a formula may reach across.
THROUGH = {"br", "wbr"}
#: As nbconvert and JupyterLab set them.
DELIMITERS = {"$": "$", "\\(": "\\)", "$$": "$$", "\\[": "\\]"}
PAIR = re.compile(r"\[\s*['\"](.+?)['\"]\s*,\s*['\"](.+?)['\"]\s*\]")


def delimiters(page: str) -> dict[str, str]:
    """How formulas begin and end, by the page's own settings where it has some."""
    if "inlineMath" not in page:
        return DELIMITERS
    told = re.findall(r"(?:inlineMath|displayMath): \[(.*)\]", page)
    pairs = [pair for line in told for pair in PAIR.findall(line.replace("\\\\", "\\"))]
    found: dict[str, str] = dict(pairs)
    assert found == DELIMITERS
    assert "skipTags" not in page
    assert "ignoreClass" not in page
    return found


def formulas(page: str) -> list[str]:
    """Every formula in a page, from delimiter to delimiter."""
    ends = delimiters(page)
    begins = re.compile("|".join(map(re.escape, sorted(ends, key=len, reverse=True))) + r"|\\begin\{([^}]*)\}|\\\$")
    whole = BeautifulSoup(page, "html.parser")
    return [formula for run in _runs(whole.body or whole) for formula in _in(run, begins, ends)]


def _runs(element: Tag) -> list[str]:
    """The texts that formulas are looked for in: a formula does not reach across elements."""
    if element.name in SKIPPED or IGNORED in element.get_attribute_list("class"):
        return []
    runs, open_run = [], ""
    for child in element.children:
        if isinstance(child, Comment) or (isinstance(child, Tag) and child.name in THROUGH):
            continue
        if isinstance(child, NavigableString):
            open_run += str(child)
        elif isinstance(child, Tag):
            runs += [open_run, *_runs(child)]
            open_run = ""
    return [*runs, open_run]


def _in(run: str, begins: re.Pattern[str], ends: dict[str, str]) -> list[str]:
    found, place = [], 0
    while start := begins.search(run, place):
        place = start.end()
        if start[0] == "\\$":
            continue
        close = f"\\end{{{start[1]}}}" if start[1] is not None else ends[start[0]]
        end = _end(run, place, close)
        if end > 0:
            found.append(run[start.start():end])
            place = end
    return found


def _end(run: str, place: int, close: str) -> int:
    """Where a formula ends: at its delimiter outside braces; 0 where it does not."""
    depth = 0
    while place < len(run):
        if depth == 0 and run.startswith(close, place):
            return place + len(close)
        depth += {"{": 1, "}": -1}.get(run[place], 0)
        place += 2 if run[place] == "\\" else 1
    return 0
