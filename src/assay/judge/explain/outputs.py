"""A notebook's own outputs, as far as they may leave the room: text, errors and PNG pictures.

HTML, JavaScript and SVG would run in the browser of whoever opens formgrader, so they stay behind. What all cells
together may put out is counted here, since the room's own count is the student's.
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import Any

import numpy as np

from assay.judge.explain.pictures import NoPicture, size_in_base64

Output = dict[str, Any]
TEXT_CAP = 1 << 20
#: Colour codes are the one thing of a terminal's that is kept, if short: nbconvert's time grows with their square.
COLOUR = re.compile(r"\x1b\[[0-9;]{0,40}m")
CONTROL = re.compile(rf"(?!{COLOUR.pattern})\x1b|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]")
#: The most colour codes in one text; one with more is shown without. Each costs nbconvert a copy of the text.
COLOURS = 1000
#: How many bytes of all a notebook's outputs are read, of what is not kept too; reading a megabyte takes a seventh of a
#: second.
READ = 16 << 20
#: What an output takes on a page besides its text, in bytes.
FRAME = 200
#: The most pixels of one picture, and of all that a notebook shows. A figure of 20 by 20 inches has a quarter of the
#: first; each pixel takes four bytes of the browser that shows it.
PICTURE_PIXELS = 16_000_000
NOTEBOOK_PIXELS = 64_000_000
TRUNCATED: Output = {"output_type": "stream", "name": "stdout",
                     "text": "\n[The rest of this cell's output was left out: a notebook may print 1 MB.]\n"}
MORE: Output = {"output_type": "truncated"}
LEFT_OUT = "[A picture was left out: {}.]"
BROKEN = "it is not a whole PNG file"
TOO_LARGE = "it has {} × {} pixels, and at most {} million are shown"
TOO_MANY = "all pictures of a notebook together may have {} million pixels"


@dataclass
class Budget:
    """What the outputs of a notebook may still take: bytes, pixels of pictures, and bytes that are read at all."""

    size: int = 1 << 20
    pixels: int = NOTEBOOK_PIXELS
    unread: int = READ

    def take(self, output: Output) -> Output | None:
        """The output, paid for; the beginning of a printed text that has no room as a whole; None of anything else."""
        cost = FRAME + len(json.dumps(output, ensure_ascii=False).encode())
        if cost > self.size:
            left = max(0, self.size - FRAME)
            self.size = 0
            if left and output["output_type"] == "stream":
                return {**output, "text": output["text"].encode()[:left].decode("utf-8", "ignore")}
            return None
        self.size -= cost
        return output

    def refusal(self, picture: object) -> str:
        """Why a picture in base64 is not shown, as half a sentence; "" if it is, and paid for."""
        try:
            width, height = size_in_base64("image/png", picture)
        except NoPicture:
            return BROKEN
        if width * height > PICTURE_PIXELS:
            return TOO_LARGE.format(width, height, PICTURE_PIXELS // 10**6)
        if width * height > self.pixels:
            return TOO_MANY.format(NOTEBOOK_PIXELS // 10**6)
        self.pixels -= width * height
        return ""


def checked_outputs(reply: dict[str, Any], budget: Budget | None = None) -> tuple[list[Output], int | None]:
    """A cell's outputs as nbformat holds them, and its execution count; what is not an output is dropped.

    Args:
        reply: what the room answered.
        budget: what the notebook's outputs may still take; this cell's are paid from it.
    """
    raw, count = reply.get("outputs"), reply.get("count")
    outputs: Any = []
    budget = budget or Budget()
    if isinstance(raw, np.ndarray) and raw.dtype == np.uint8:
        budget.unread -= raw.size
        is_read = budget.size > 0 and budget.unread >= 0
        try:
            outputs = json.loads(raw.tobytes()) if is_read else [MORE] * (raw.size > len("[]"))
        except (ValueError, RecursionError):
            outputs = []
    number = count if type(count) is int and 0 < count < 1 << 31 else None
    return _kept(outputs if isinstance(outputs, list) else [], budget), number


def _kept(outputs: list[Any], budget: Budget) -> list[Output]:
    """As many of a cell's outputs as there is room for, and a sentence where some are missing."""
    kept: list[Output] = []
    for output in outputs:
        checked = _checked(output, budget) if isinstance(output, dict) else None
        if checked is None:
            continue
        paid = None if checked is TRUNCATED else budget.take(checked)
        kept += [paid] if paid else []
        if paid is not checked:
            return [*kept, TRUNCATED]
    return kept


def _checked(output: dict[str, Any], budget: Budget) -> Output | None:
    kind = output.get("output_type")
    if kind == "truncated":
        return TRUNCATED
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": text(output.get("text"))}
    if kind in ("display_data", "execute_result"):
        # An execute_result is a score to nbgrader; a student's result is only something to look at.
        data = _data(output.get("data"), budget)
        return {"output_type": "display_data", "metadata": {}, "data": data} if data else None
    if kind == "error":
        lines = output.get("traceback")
        return {"output_type": "error", "ename": text(output.get("ename")), "evalue": text(output.get("evalue")),
                "traceback": [text(line) for line in lines] if isinstance(lines, list) else []}
    return None


def _data(data: Any, budget: Budget) -> dict[str, str]:
    if not isinstance(data, dict):
        return {}
    kept = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = text(data["text/plain"])
    picture = data.get("image/png")
    if picture is not None and (why := budget.refusal(picture)):
        kept["text/plain"] = f"{kept.get('text/plain', '')}\n{LEFT_OUT.format(why)}".lstrip("\n")
    elif picture is not None:
        kept["image/png"] = picture
    return kept


def text(value: Any) -> str:
    """A student's text without control characters (but newline, tab and some colour codes) and lone surrogates."""
    if not isinstance(value, str):
        return ""
    said = CONTROL.sub("", value[:TEXT_CAP])
    if said.count("\x1b") > COLOURS:
        said = COLOUR.sub("", said)
    return said.encode("utf-8", "replace").decode("utf-8")
