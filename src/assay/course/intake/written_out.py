"""Pictures that an editor writes into a cell's text, as Colab does: they become attachments, as Jupyter keeps them.

So they are shown to whoever reads the answer, and no photograph is taken for a megabyte of text.
"""

from __future__ import annotations

import re
from itertools import count
from typing import Any

_DATA = r"data:image/(?P<kind>png|jpe?g);base64,(?P<data>[A-Za-z0-9+/=]+)"
_LINK = re.compile(rf"(?P<before>!\[[^\[\]]{{0,400}}\]\(\s*){_DATA}", re.IGNORECASE)
_TAG = re.compile(rf"<img\b[^<>]{{0,400}}?\bsrc\s*=\s*[\"']{_DATA}[\"'][^<>]{{0,400}}>", re.IGNORECASE)
#: What remains written into a text: a picture of another kind, or one that no link shows.
_REST = re.compile(r"data:[\w/+.;=\-]{0,80},[A-Za-z0-9+/=%]{200,}")


def attach(cell: dict[str, Any]) -> None:
    """Attaches the PNG and JPEG pictures that a text cell holds in its text; the text then links to them."""
    held = cell.get("attachments")
    kept: dict[str, Any] = dict(held) if isinstance(held, dict) else {}
    numbers = count(1)

    def attached(found: re.Match[str]) -> str:
        kind = "png" if found["kind"].lower() == "png" else "jpeg"
        name = next(each for number in numbers if (each := f"written-{number}.{kind}") not in kept)
        kept[name] = {f"image/{kind}": found["data"]}
        return f"attachment:{name}"

    text = _LINK.sub(lambda found: found["before"] + attached(found), cell["source"])
    text = _TAG.sub(lambda found: f"![]({attached(found)})", text)
    if text != cell["source"]:
        cell |= {"source": text, "attachments": kept}


def without(text: str) -> str:
    """The text without what of pictures is still written into it."""
    return _REST.sub("data:", text)
