"""A student's text as it may be shown: it runs nothing, names no picture that is not there, and is not endless."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from itertools import count
from typing import Any

from assay.course.intake.formulas import tame
from assay.judge.explain.pictures import NoPicture, size_in_base64
from assay.pages.words import TEX

Cell = dict[str, Any]
# What opens an HTML tag; a link's address, unless it is plainly harmless.
_OPENING = re.compile(r"<(?=[A-Za-z/!?])|](?=\((?!\s*(?:https?://|mailto:|attachment:|#)))|](?=:(?!\s*https?://))",
                      re.IGNORECASE)
_CONTROL = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
# A picture that an editor writes into the text itself, as Colab does: in a link, a tag, or a note that links name.
_DATA = r"data:image/(?P<kind>png|jpe?g);base64,(?P<data>[A-Za-z0-9+/=]+)"
_ALT = r"(?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){0,400}"
_WRITTEN = re.compile(rf"(?P<before>!\[{_ALT}\]\(\s{{0,9}})<?{_DATA}>?", re.IGNORECASE)
_TAG = re.compile(rf"<img\b[^<]{{0,400}}?\bsrc\s*=\s*[\"']?{_DATA}[\"']?[^<>]{{0,400}}>", re.IGNORECASE)
_NOTE = re.compile(rf"^ {{0,3}}\[(?P<label>[^\[\]\n]{{1,200}})\]:\s{{0,9}}<?{_DATA}>?[^\n]*$",
                   re.IGNORECASE | re.MULTILINE)
_NAMED = re.compile(r"!\[(?P<alt>[^\[\]\n]{0,400})\](?:\[(?P<label>[^\[\]\n]{0,200})\]|(?![\[(:]))")
# What remains written into a text: a picture of another kind, or one that no link shows.
_REST = re.compile(r"data:[\w/+.;=\-]{0,80},[A-Za-z0-9+/=%]{200,}")
# What stands in a link as it is: nbconvert fails at a picture whose name it does not find.
_NAME = r"(?:[A-Za-z0-9_.,+\-]|\([A-Za-z0-9]+\))+"
_PICTURE_NAME = re.compile(rf"(?=.{{1,200}}$){_NAME}")
# Where a link to a picture begins, and its name, if it can be one.
_LINK = re.compile(rf"](?=\(\s*attachment:(?:({_NAME})(?=[\s)]))?)")
_MENTIONED = re.compile(rf"(?<=attachment:){_NAME}(?=[\s)])")
#: In a cell whose pictures were attached: its text as it was handed in.
AS_WRITTEN = "as_written"
#: The most characters shown of a student's text cell: to set a page takes time that grows with their square.
PROSE_CAP = 10_000
#: The most pixels of one picture, a telephone's photograph of a page among them, and of all that are pasted into a
#: notebook: each takes four bytes of the browser that shows it. And the most characters of the latter, which are more
#: than a submission has: a page holds a picture once for each link to it.
PHOTO_PIXELS = 64_000_000
PASTED_PIXELS = 128_000_000
PASTED_CHARACTERS = 24 << 20
LEFT_OUT = "\n\n(A picture was left out: it is no whole PNG or JPEG file, or has more than 64 million pixels.)"
TOO_MANY = ("\n\n(A picture was left out: all pictures of a notebook together may have 128 million pixels "
            "and take 24 MB.)")


def attach(cell: dict[str, Any]) -> None:
    """Attaches the PNG and JPEG pictures that a text cell holds in its text, as Jupyter keeps them.

    So they are shown to whoever reads the answer, and no photograph is taken for a megabyte of text.
    """
    held = cell.get("attachments")
    kept: dict[str, Any] = dict(held) if isinstance(held, dict) else {}
    numbers = count(1)

    def attached(found: re.Match[str]) -> str:
        kind = "png" if found["kind"].lower() == "png" else "jpeg"
        name = next(each for number in numbers if (each := f"written-{number}.{kind}") not in kept)
        kept[name] = {f"image/{kind}": found["data"]}
        return f"attachment:{name}"

    notes: dict[str, str] = {}

    def noted(found: re.Match[str]) -> str:
        notes[found["label"].casefold()] = attached(found)
        return ""

    def linked(found: re.Match[str]) -> str:
        name = notes.get((found["label"] or found["alt"]).casefold())
        return f"![{found['alt']}]({name})" if name else found[0]

    text = _WRITTEN.sub(lambda found: found["before"] + attached(found), cell["source"])
    text = _TAG.sub(lambda found: f"![]({attached(found)})", text)
    text = _NAMED.sub(linked, rest) if (rest := _NOTE.sub(noted, text)) != text else text
    if text != cell["source"]:
        cell |= {"source": text, "attachments": kept, AS_WRITTEN: cell["source"]}


def without(text: str) -> str:
    """The text without what of pictures is still written into it."""
    return _REST.sub("data:", text)


def harmless(source: str, pictures: Iterable[str] = ()) -> str:
    """Markdown that runs nothing where it is shown, and whose formulas define nothing.

    An invisible blank keeps HTML tags, ``javascript:`` and such commands shut.

    Args:
        pictures: the names of the cell's attachments; links to others are kept shut too.
    """
    source = without(_CONTROL.sub("", source))
    if len(source) > PROSE_CAP:
        source = f"{source[:PROSE_CAP]}\n\n(The rest was left out: {PROSE_CAP} characters of a text cell are shown.)"
    return tame(_OPENING.sub("\\g<0>\u200b", _only_to(pictures, source)))


def plain(sentence: str) -> str:
    """A sentence of ours as Markdown: what a student named, such as a file, is set as no formula in it."""
    return TEX.sub(lambda sign: f"<span>&#{ord(sign[0])};</span>", harmless(sentence))


def _only_to(pictures: Iterable[str], source: str) -> str:
    """The text whose links to other pictures than these are shut."""
    there = set(pictures)
    return _LINK.sub(lambda link: "]" if link[1] in there else "]\u200b", source)


def prose(cell: Cell) -> Cell:
    """A student's text with the pictures that it shows, as a text cell shows it."""
    pasted = _pasted(cell)
    whole = {name: shown for name, shown in pasted.items() if shown}
    source = harmless(cell["source"], whole) + (LEFT_OUT if len(whole) < len(pasted) else "")
    links = _links(source)
    kept = {name: shown for name, shown in whole.items() if links[name]}
    return {"source": source, **({"attachments": kept} if kept else {})}


def _links(source: str) -> Counter[str]:
    """How often a text shows which picture."""
    return Counter(link[1] for link in _LINK.finditer(source) if link[1])


def few_pictures(cells: Iterable[Cell]) -> None:
    """Takes from students' text cells the pictures that are too many for one notebook, and says so there."""
    pixels_left, characters_left = PASTED_PIXELS, PASTED_CHARACTERS
    for cell in cells:
        kept: dict[str, dict[str, str]] = {}
        held, links = cell.get("attachments", {}), _links(cell["source"])
        for name, shown in held.items():
            pixels = links[name] * sum(_pixels(mime, data) for mime, data in shown.items())
            characters = links[name] * sum(map(len, shown.values()))
            if pixels <= pixels_left and characters <= characters_left:
                kept[name] = shown
                pixels_left, characters_left = pixels_left - pixels, characters_left - characters
        if len(kept) < len(held):
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
        pasted = _pasted(cell)
        fresh = {name: name if pictures.get(name, shown) == shown else f"{number}-{name}"
                 for name, shown in pasted.items()}
        pictures |= {fresh[name]: shown for name, shown in pasted.items()}
        text = _renamed(str(cell["source"]), fresh)
        if text.strip() not in texts:
            texts.append(text.strip() if cells[1:] else text)
    return {"source": "\n\n".join(texts), **({"attachments": pictures} if pictures else {})}


def _renamed(source: str, fresh: dict[str, str]) -> str:
    """The text with other names for its pictures."""
    return _MENTIONED.sub(lambda name: fresh.get(name[0], name[0]), source)
