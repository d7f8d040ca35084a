"""Rebuilds a student's notebook from the release: only the solution cells are the student's.

Locked cells, tests, points and metadata come from the release whatever happened to them. A cell that the student added
is kept where it stood, as it may hold a helper function; it has no say in the grading.
"""

from __future__ import annotations

import base64
import binascii
import copy
import re
from collections import defaultdict
from collections.abc import Iterable
from typing import Any

Notebook = dict[str, Any]
Cell = dict[str, Any]
#: Where the outcome of the intake is kept, in the rebuilt notebook's own metadata.
MARK = "grading"
# What opens an HTML tag; a link's address, unless it is plainly harmless; a link in a formula.
_OPENING = re.compile(r"<(?=[A-Za-z/!?])|](?=\((?!\s*(?:https?://|mailto:|attachment:|#)))|](?=:(?!\s*https?://))|"
                      r"\\(?=href)", re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
_PICTURES = {"image/png": b"\x89PNG\r\n\x1a\n", "image/jpeg": b"\xff\xd8\xff"}
# What stands in a link as it is: nbconvert fails at a picture whose name it does not find.
_PICTURE_NAME = re.compile(r"(?=.{1,200}$)(?:[A-Za-z0-9_.,+\-]|\([A-Za-z0-9]+\))+")
# A picture written into the text itself, as Colab does it; it is not shown, and the answer may stand behind it.
_WRITTEN_OUT = re.compile(r"data:[\w/+.;=\-]{0,80},[A-Za-z0-9+/=%]{200,}")
#: The most characters shown of a student's text cell: to set a page takes time that grows with their square.
PROSE_CAP = 10_000


def rebuild(release: Notebook, submitted: Notebook) -> Notebook:
    """The release with the student's answers and added cells; what was mended stands in its metadata.

    Args:
        release: the notebook that students received, nbformat 4 as plain JSON.
        submitted: a checked notebook, see ``autograder.course.intake``.
    """
    rebuilt = copy.deepcopy(release)
    known = {cell_id: place for place, cell in enumerate(rebuilt["cells"]) for cell_id in _names(cell)}
    answers: dict[int, list[Cell]] = defaultdict(list)
    extras: dict[int, list[Cell]] = defaultdict(list)
    last = -1
    for cell in submitted["cells"]:
        place = _place(cell, known, rebuilt["cells"])
        if place is None:
            extras[last].append(cell)
        else:
            last = place
            answers[place].append(cell)
    notes = [note for place, cell in enumerate(rebuilt["cells"]) for note in _take(cell, answers[place], extras, place)]
    cells = []
    for place in range(-1, len(rebuilt["cells"])):
        cells += [rebuilt["cells"][place]] if place >= 0 else []
        cells += [_extra(cell, f"added-{place + 1:02}-{number}") for number, cell in enumerate(extras[place], 1)]
    rebuilt["cells"] = cells
    rebuilt["metadata"][MARK] = {"notes": notes}
    return rebuilt


def refusal(release: Notebook, sentence: str) -> Notebook:
    """The release with the sentence that says why the submission could not be read, on top."""
    rebuilt = copy.deepcopy(release)
    text = f"**This submission could not be read.** {harmless(sentence)}\n\nNothing was graded; a person will look."
    rebuilt["cells"].insert(0, {"cell_type": "markdown", "id": "refused", "metadata": {}, "source": text})
    rebuilt["metadata"][MARK] = {"notes": [], "refused": sentence}
    return rebuilt


def grade_id(cell: Cell) -> str:
    """A cell's grade_id; "" where there is none that is a text."""
    grading = cell["metadata"].get("nbgrader")
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    return name if isinstance(name, str) else ""


def is_answer(cell: Cell) -> bool:
    """Whether a cell of the release is for the student to fill."""
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def harmless(source: str, pictures: Iterable[str] = ()) -> str:
    """Markdown that runs nothing where it is shown: an invisible blank keeps HTML tags and ``javascript:`` shut.

    Args:
        pictures: the names of the cell's attachments; links to others are kept shut too.
    """
    source = _WRITTEN_OUT.sub("data:", _CONTROL.sub("", source))
    if len(source) > PROSE_CAP:
        source = f"{source[:PROSE_CAP]}\n\n(The rest was left out: {PROSE_CAP} characters of a text cell are shown.)"
    there = "|".join(map(re.escape, pictures)) or "(?!)"
    source = re.sub(rf"](?=\(\s*attachment:(?!(?:{there})[\s)]))", "]\u200b", source)
    return _OPENING.sub("\\g<0>\u200b", source)


def _names(cell: Cell) -> list[str]:
    """What a cell of the release may be recognised by: its grade_id, else its id."""
    name = grade_id(cell)
    return [f"grade:{name}"] if name else [f"id:{cell['id']}"]


def _place(cell: Cell, known: dict[str, int], cells: list[Cell]) -> int | None:
    """Which cell of the release this is; an answer that lost its metadata is still known by its id."""
    name = grade_id(cell)
    if name:
        return known.get(f"grade:{name}")
    by_id = cell.get("id")
    if isinstance(by_id, str) and (place := known.get(f"id:{by_id}", known.get(f"grade:{by_id}"))) is not None:
        return place
    same = [place for place in known.values() if cells[place]["source"] == cell["source"]]
    return same[0] if same else None


def _take(cell: Cell, found: list[Cell], extras: dict[int, list[Cell]], place: int) -> list[str]:
    """Puts the student's text into a cell of the release; returns what had to be mended."""
    name = grade_id(cell)
    if not is_answer(cell):
        if cell["cell_type"] == "markdown" and not name and found and found[0]["source"] != cell["source"]:
            cell["source"] = harmless(found[0]["source"])
        missing = [f"The cell {name} was missing; it was put back."] if name and not found else []
        return missing if name.startswith("test_") else []
    if not found:
        return [f"Your answer cell {name} was missing; it counts as not filled in."]
    changed = [each for each in found if each["source"] != cell["source"]]
    chosen = changed[-1] if changed else found[0]
    # Copies of an answer are shown but not run: a copy of the empty stub below the answer would undo it.
    extras[place] = [{**each, "cell_type": "copy"} for each in found if each is not chosen] + extras[place]
    cell |= _prose(chosen) if cell["cell_type"] == "markdown" else {"source": chosen["source"]}
    return [f"The cell {name} was there {len(found)} times; the last one you changed counts."] if found[1:] else []


def _extra(cell: Cell, name: str) -> Cell:
    """A cell that is the student's own, with fresh metadata."""
    kept: Cell = {"cell_type": cell["cell_type"], "id": name, "metadata": {}, "source": cell["source"]}
    if cell["cell_type"] == "code":
        return kept | {"outputs": [], "execution_count": None}
    if cell["cell_type"] == "copy":
        code = "\n".join(f"    {line}" for line in cell["source"].splitlines())
        return kept | {"cell_type": "markdown", "source": f"A second copy of this cell, not run:\n\n{harmless(code)}"}
    return kept | {"cell_type": "markdown"} | _prose(cell)


def _prose(cell: Cell) -> Cell:
    """A student's text with its pictures, as a text cell shows it."""
    pictures = _attachments(cell)
    return {"source": harmless(cell["source"], pictures.get("attachments", ())), **pictures}


def _attachments(cell: Cell) -> Cell:
    """The pictures pasted into a text cell, PNG and JPEG only."""
    held = cell.get("attachments")
    kept = {name: shown for name, pictures in (held.items() if isinstance(held, dict) else ())
            if _PICTURE_NAME.fullmatch(name) and isinstance(pictures, dict)
            and (shown := {mime: data for mime, data in pictures.items() if _is_picture(mime, data)})}
    return {"attachments": kept} if kept else {}


def _is_picture(mime: str, data: Any) -> bool:
    """Whether this is a picture of that kind in base64."""
    if mime not in _PICTURES or not isinstance(data, str):
        return False
    try:
        return base64.b64decode(data.replace("\n", ""), validate=True).startswith(_PICTURES[mime])
    except (binascii.Error, ValueError):
        return False
