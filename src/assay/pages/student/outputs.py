"""What a cell put out, as far as a page shows it: text and PNG or JPEG pictures, whatever else the notebook holds."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any

from assay.pages.student.code import Line, plain

ANSI = re.compile(r"\x1b(?:\[[0-?]*[ -/]*[@-~]|\][^\x07\x1b]*(?:\x07|\x1b\\)|[0-~])?")
BASE64 = re.compile(r"[A-Za-z0-9+/]+={0,2}")


class Mime(Enum):
    """The pictures that are shown."""

    PNG = "image/png"
    JPEG = "image/jpeg"


@dataclass(frozen=True)
class Output:
    """One output: lines of text, or a picture in base64. ``failed`` marks the text of an error."""

    lines: tuple[Line, ...] = ()
    failed: bool = False
    mime: Mime | None = None
    data: str = ""
    about: str = ""


def shown(outputs: Iterable[Mapping[str, Any]]) -> tuple[Output, ...]:
    """A cell's outputs; what a kernel printed in parts is one text again."""
    found = list[Output]()
    run = ""
    for each in outputs:
        if each.get("output_type") == "stream":
            run += joined(each.get("text"))
            continue
        found += text(run)
        run = ""
        found += _one(each)
    return (*found, *text(run))


def pictures(attachments: Mapping[str, Any], about: str) -> tuple[Output, ...]:
    """The pictures pasted into a text cell."""
    return tuple(each for held in attachments.values() if isinstance(held, Mapping) for each in _picture(held, about))


def text(said: str, *, failed: bool = False) -> tuple[Output, ...]:
    """A text of a terminal, without its colours; nothing of blanks alone."""
    said = ANSI.sub("", said).replace("\r\n", "\n").rstrip()
    return (Output(plain(said), failed),) if said.strip() else ()


def joined(value: object) -> str:
    """A text that a notebook holds whole or in lines."""
    return "".join(map(str, value)) if isinstance(value, list | tuple) else str(value or "")


def _one(output: Mapping[str, Any]) -> tuple[Output, ...]:
    if output.get("output_type") == "error":
        traceback = "\n".join(map(str, output.get("traceback") or ()))
        return text(traceback or f"{output.get('ename')}: {output.get('evalue')}", failed=True)
    data = output.get("data")
    if not isinstance(data, Mapping):
        return ()
    return _picture(data, "A picture that this cell made.") or text(joined(data.get("text/plain")))


def _picture(data: Mapping[str, Any], about: str) -> tuple[Output, ...]:
    for mime in Mime:
        held = "".join(joined(data.get(mime.value)).split())
        if BASE64.fullmatch(held):
            return (Output(mime=mime, data=held, about=about),)
    return ()
