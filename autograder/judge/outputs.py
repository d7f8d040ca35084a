"""A notebook's own outputs, as far as they may leave the room: text, errors and PNG pictures.

HTML, JavaScript and SVG would run in the browser of whoever opens formgrader, so they stay behind.
"""

from __future__ import annotations

import base64
import binascii
import json
import re
from typing import Any

import numpy as np

Output = dict[str, Any]
TEXT_CAP = 1 << 20
CONTROL = re.compile(r"\x1b(?!\[[\d;]*m)|[\x00-\x08\x0b-\x1a\x1c-\x1f\x7f-\x9f]")
PNG = b"\x89PNG\r\n\x1a\n"
TRUNCATED: Output = {"output_type": "stream", "name": "stdout",
                     "text": "\n[The rest of this cell's output was left out: a notebook may print 1 MB.]\n"}


def checked_outputs(reply: dict[str, Any]) -> tuple[list[Output], int | None]:
    """A cell's outputs as nbformat holds them, and its execution count; what is not an output is dropped."""
    raw, count = reply.get("outputs"), reply.get("count")
    outputs: Any = []
    if isinstance(raw, np.ndarray) and raw.dtype == np.uint8:
        try:
            outputs = json.loads(raw.tobytes())
        except (ValueError, RecursionError):
            outputs = []
    checked = [_checked(output) for output in outputs if isinstance(output, dict)] if isinstance(outputs, list) else []
    number = count if type(count) is int and 0 < count < 1 << 31 else None
    return [output for output in checked if output is not None], number


def _checked(output: dict[str, Any]) -> Output | None:
    kind = output.get("output_type")
    if kind == "truncated":
        return TRUNCATED
    if kind == "stream":
        name = "stderr" if output.get("name") == "stderr" else "stdout"
        return {"output_type": "stream", "name": name, "text": text(output.get("text"))}
    if kind in ("display_data", "execute_result"):
        # An execute_result is a score to nbgrader; a student's result is only something to look at.
        data = _data(output.get("data"))
        return {"output_type": "display_data", "metadata": {}, "data": data} if data else None
    if kind == "error":
        lines = output.get("traceback")
        return {"output_type": "error", "ename": text(output.get("ename")), "evalue": text(output.get("evalue")),
                "traceback": [text(line) for line in lines] if isinstance(lines, list) else []}
    return None


def _data(data: Any) -> dict[str, str]:
    if not isinstance(data, dict):
        return {}
    kept = {}
    if isinstance(data.get("text/plain"), str):
        kept["text/plain"] = text(data["text/plain"])
    picture = data.get("image/png")
    if isinstance(picture, str) and _is_png(picture):
        kept["image/png"] = picture
    return kept


def _is_png(picture: str) -> bool:
    try:
        return base64.b64decode(picture.replace("\n", ""), validate=True).startswith(PNG)
    except (binascii.Error, ValueError):
        return False


def text(value: Any) -> str:
    """A student's text without control characters (but newline, tab and colour codes) and lone surrogates."""
    if not isinstance(value, str):
        return ""
    return CONTROL.sub("", value[:TEXT_CAP]).encode("utf-8", "replace").decode("utf-8")
