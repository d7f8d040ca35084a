"""Code in a text cell, as Markdown sets it off by fences; found in one pass, whatever a student wrote."""

from __future__ import annotations

import re

from assay.course.intake.reading.definitions import lines

#: The line that opens code, and the one that closes it.
OPENING = re.compile(r" {0,3}(`{3,}+|~{3,}+)[^\r\n`]*[\r\n]+")
CLOSING = re.compile(r" {0,3}(`{3,}+|~{3,}+)[`~]*[ \t]*[\r\n]*")


def fenced(source: str) -> list[str]:
    """A text cut at its fences: what is around them and what is in them, in turn. One that nothing closes is none."""
    whole = lines(source)
    closing = [match[1] if (match := CLOSING.fullmatch(line)) else "" for line in whole]
    longest = [{"`": 0, "~": 0}]
    for end in reversed(closing):  # of the fences further down that may close one, how long the longest are
        longest.append({**longest[-1], end[0]: max(longest[-1][end[0]], len(end))} if end else longest[-1])
    parts, fence = [list[str]()], ""
    for line, end, below in zip(whole, closing, longest[-2::-1], strict=True):
        opening = OPENING.fullmatch(line)
        if fence and end.startswith(fence):
            fence = ""
        elif not fence and opening and below[opening[1][0]] >= len(opening[1]):
            fence = opening[1]
        else:
            parts[-1].append(line)
            continue
        parts.append([])
    return ["".join(part) for part in parts]
