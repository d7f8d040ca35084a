"""A student's text as it may be shown: it runs nothing, names no picture that is not there, and is not endless."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from typing import Any

from autograder.course.formulas import tame
from autograder.judge.pictures import NoPicture, size_in_base64
from autograder.report.feedback import TEX

Cell = dict[str, Any]
# What opens an HTML tag; a link's address, unless it is plainly harmless.
_OPENING = re.compile(r"<(?=[A-Za-z/!?])|](?=\((?!\s*(?:https?://|mailto:|attachment:|#)))|](?=:(?!\s*https?://))",
                      re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# What stands in a link as it is: nbconvert fails at a picture whose name it does not find.
_PICTURE_NAME = re.compile(r"(?=.{1,200}$)(?:[A-Za-z0-9_.,+\-]|\([A-Za-z0-9]+\))+")
# A picture written into the text itself, as Colab does it; it is not shown, and the answer may stand behind it.
_WRITTEN_OUT = re.compile(r"data:[\w/+.;=\-]{0,80},[A-Za-z0-9+/=%]{200,}")
#: The most characters shown of a student's text cell: to set a page takes time that grows with their square.
PROSE_CAP = 10_000
#: The most pixels of one picture, a telephone's photograph of a page among them, and of all that are pasted into a
#: notebook: each takes four bytes of the browser that shows it.
PHOTO_PIXELS = 64_000_000
PASTED_PIXELS = 128_000_000
LEFT_OUT = "\n\n(A picture was left out: it is no whole PNG or JPEG file, or has more than 64 million pixels.)"
TOO_MANY = "\n\n(A picture was left out: all pictures of a notebook together may have 128 million pixels.)"


def harmless(source: str, pictures: Iterable[str] = ()) -> str:
    """Markdown that runs nothing where it is shown, and whose formulas define nothing.

    An invisible blank keeps HTML tags, ``javascript:`` and such commands shut.

    Args:
        pictures: the names of the cell's attachments; links to others are kept shut too.
    """
    source = _WRITTEN_OUT.sub("data:", _CONTROL.sub("", source))
    if len(source) > PROSE_CAP:
        source = f"{source[:PROSE_CAP]}\n\n(The rest was left out: {PROSE_CAP} characters of a text cell are shown.)"
    return tame(_OPENING.sub("\\g<0>\u200b", _only_to(pictures, source)))


def plain(sentence: str) -> str:
    """A sentence of ours as Markdown: what a student named, such as a file, is set as no formula in it."""
    return TEX.sub(lambda sign: f"<span>&#{ord(sign[0])};</span>", harmless(sentence))


def _only_to(pictures: Iterable[str], source: str) -> str:
    """The text whose links to other pictures than these are shut."""
    there = "|".join(map(re.escape, pictures)) or "(?!)"
    return re.sub(rf"](?=\(\s*attachment:(?!(?:{there})[\s)]))", "]\u200b", source)


def prose(cell: Cell) -> Cell:
    """A student's text with its pictures, as a text cell shows it."""
    pasted = _pasted(cell)
    kept = {name: shown for name, shown in pasted.items() if shown}
    source = harmless(cell["source"], kept) + (LEFT_OUT if len(kept) < len(pasted) else "")
    return {"source": source, **({"attachments": kept} if kept else {})}


def few_pictures(cells: Iterable[Cell]) -> None:
    """Takes from students' text cells the pictures that are too many for one notebook, and says so there."""
    left = PASTED_PIXELS
    for cell in cells:
        kept: dict[str, dict[str, str]] = {}
        for name, shown in cell.get("attachments", {}).items():
            pixels = sum(_pixels(mime, data) for mime, data in shown.items())
            if pixels <= left:
                kept[name] = shown
                left -= pixels
        if len(kept) < len(cell.get("attachments", ())):
            cell["attachments"] = kept
            cell["source"] = _only_to(kept, cell["source"]) + TOO_MANY


def _pasted(cell: Cell) -> dict[str, dict[str, str]]:
    """The pictures pasted into a text cell, PNG and JPEG only, by name; nothing under a name whose picture is none."""
    held = cell.get("attachments")
    return {name: {mime: data for mime, data in (pictures.items() if isinstance(pictures, dict) else ())
                   if 0 < _pixels(mime, data) <= PHOTO_PIXELS}
            for name, pictures in (held.items() if isinstance(held, dict) else ()) if _PICTURE_NAME.fullmatch(name)}


def _pixels(mime: str, data: object) -> int:
    """How many a picture in base64 has; 0 where it is none."""
    try:
        width, height = size_in_base64(mime, data)
    except NoPicture:
        return 0
    return width * height


def joined(cells: Sequence[Cell]) -> Cell:
    """The texts of several cells as one, with all their pictures; of equal texts the first."""
    texts, pictures = list[str](), dict[str, Any]()
    for number, cell in enumerate(cells):
        text = str(cell["source"])
        for name, shown in _pasted(cell).items():
            fresh = name if pictures.get(name, shown) == shown else f"{number}-{name}"
            text = re.sub(rf"attachment:{re.escape(name)}(?=[\s)])", f"attachment:{fresh}", text)
            pictures[fresh] = shown
        if text.strip() not in texts:
            texts.append(text.strip() if cells[1:] else text)
    return {"source": "\n\n".join(texts), **({"attachments": pictures} if pictures else {})}
