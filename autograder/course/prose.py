"""A student's text as it may be shown: it runs nothing, names no picture that is not there, and is not endless."""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterable, Sequence
from typing import Any

Cell = dict[str, Any]
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


def prose(cell: Cell) -> Cell:
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


def joined(cells: Sequence[Cell]) -> Cell:
    """The texts of several cells as one, with all their pictures; of equal texts the first."""
    texts, pictures = list[str](), dict[str, Any]()
    for number, cell in enumerate(cells):
        text = str(cell["source"])
        for name, shown in _attachments(cell).get("attachments", {}).items():
            fresh = name if pictures.get(name, shown) == shown else f"{number}-{name}"
            text = re.sub(rf"attachment:{re.escape(name)}(?=[\s)])", f"attachment:{fresh}", text)
            pictures[fresh] = shown
        if text.strip() not in texts:
            texts.append(text.strip() if cells[1:] else text)
    return {"source": "\n\n".join(texts), **({"attachments": pictures} if pictures else {})}
