"""An assignment's text, cell by cell, with the lines they stand in: also what Jupytext would drop in silence."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

#: What begins a cell in Jupytext's percent format.
MARK = re.compile(r"^# ?%%(?!%)(.*)$")
#: What stands around a solution.
BEGIN, END = "### BEGIN SOLUTION", "### END SOLUTION"
#: In a test cell, this line becomes a check of the example that the question's hidden tests declare.
EXAMPLE = "### EXAMPLE"
#: In a locked cell, this line becomes the function ``check``, which such checks are made with.
CHECK = "### CHECK"
_KIND = re.compile(r"\[(markdown|md|raw)\]")
_ENTRY = re.compile(r"(?:^|\s)([A-Za-z_][\w.\-]*)\s*=\s*(?=[{\[\"'])")
_ABOUT = re.compile(r"\bnbgrader\b")


@dataclass(frozen=True)
class Cell:
    """A cell of the text. ``line`` is its header's, ``first`` that of its source; ``grading`` nbgrader's metadata."""

    line: int
    first: int
    is_code: bool
    grading: dict[str, Any]
    source: str
    is_raw: bool = False

    @property
    def name(self) -> str:
        """Its grade_id, "" without one."""
        return str(self.grading.get("grade_id", ""))

    @property
    def is_answer(self) -> bool:
        """Whether students fill it."""
        return bool(self.grading.get("solution"))

    @property
    def is_graded(self) -> bool:
        """Whether it has points."""
        return bool(self.grading.get("grade"))


def read_cells(text: str, where: str) -> tuple[list[Cell], list[str]]:
    """The cells of a text, and a sentence for each header that cannot be read.

    Args:
        text: in percent format.
        where: its file, as a sentence names it.
    """
    lines, cells, complaints = text.splitlines(), list[Cell](), list[str]()
    starts = [number for number, line in enumerate(lines) if MARK.match(line)]
    for start, end in zip(starts, [*starts, len(lines)][1:], strict=True):
        found = MARK.match(lines[start])
        entries, why = read_header(found[1] if found else "")
        if why:
            complaints.append(f"{where}:{start + 1}: {why}")
        grading = entries.get("nbgrader", {})
        if not isinstance(grading, dict):
            complaints.append(f"{where}:{start + 1}: nbgrader={grading!r} is no table. Write "
                              'nbgrader={"grade_id": "name", …}.')
            grading = {}
        first = next((place for place in range(start + 1, end) if lines[place].strip()), start + 1)
        kind = _KIND.search(found[1]) if found else None
        cells.append(Cell(start + 1, first + 1, kind is None, grading, "\n".join(lines[first:end]).rstrip(),
                          kind is not None and kind[1] == "raw"))
    return cells, complaints


def read_header(header: str) -> tuple[dict[str, Any], str]:
    """The entries of a cell's header, ``name=JSON`` each, and why they cannot be read, "" if they can."""
    entries, place, decoder = dict[str, Any](), 0, json.JSONDecoder()
    while found := _ENTRY.search(header, place):
        try:
            entries[found[1]], place = decoder.raw_decode(header, found.end())
        except json.JSONDecodeError as error:
            near = header[max(found.end(), error.pos - 12):error.pos + 12].strip()
            return {}, (f"what follows {found[1]}= is no JSON ({error.msg}, near '{near}'), so the cell would lose its "
                        "name, points and lock. JSON has double quotes, true and false, and a comma between entries.")
    rest = _KIND.sub("", header[place:]).strip()
    if "nbgrader" in entries and rest:
        return {}, (f"'{rest}' behind nbgrader={{…}} cannot be read, so the cell would lose its name, points and lock. "
                    "Take it away, or write it as name=JSON.")
    if "nbgrader" not in entries and _ABOUT.search(header):
        return {}, 'nbgrader stands here without nbgrader={…}. Write nbgrader={"grade_id": "name", …}.'
    return entries, ""


def read_own(path: Path) -> dict[str, str]:
    """The notebook's own solutions, by grade_id, without the marks around them."""
    cells, _ = read_cells(path.read_text("utf-8"), path.name)
    return {cell.name: without_marks(cell.source) for cell in cells if cell.is_code and cell.is_answer}


def marked(source: str, mark: str) -> bool:
    """Whether one of a cell's lines is this mark."""
    return mark in map(str.strip, source.splitlines())


def without_marks(source: str) -> str:
    """A solution cell's source as students would have written it."""
    return "\n".join(line for line in source.splitlines() if line.strip() not in (BEGIN, END))
