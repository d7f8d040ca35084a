"""The page for grading one question by hand: all answers, equal ones together."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from assay.pages.templates import render

#: The page's script and style: files of their own, so that nothing that stands in the page itself is ever run.
SERVED = Path(__file__).with_name("served")
#: Items of a rubric that have a key.
KEYS = 9


@dataclass(frozen=True)
class Group:
    """An answer, what is to be said of it, its pictures as data URIs; who gave it, each with what stands, as JSON."""

    text: str
    remark: str
    pictures: tuple[str, ...]
    rows: tuple[tuple[str, str], ...]


def as_html(assignment: str, question: str, points: str, items: Sequence[tuple[str, str]], groups: Sequence[Group],
            comments: Sequence[str], about: tuple[str, str], *, is_code: bool) -> str:
    """The page; its script is what makes it answer to keys.

    Args:
        assignment: whose.
        question: which.
        points: what it is worth.
        items: of the rubric, points and text.
        groups: the answers.
        comments: what may be said again.
        about: the question itself and a right answer, "" where they are not known.
        is_code: whether the answers are code.
    """
    return render(
        "manual", title=f"{question}: grading by hand", question=question, assignment=assignment, points=points,
        kind="code" if is_code else "prose",
        weights=json.dumps([float(worth) for worth, _ in items]), comments=json.dumps(list(comments)),
        about=[{"name": name, "lines": lines_of(text.expandtabs(4))}
               for name, text in zip(("The question", "A right answer"), about, strict=True) if text],
        groups=[{"number": place, "all": len(groups), "count": len(group.rows), "remark": group.remark,
                 "lines": lines_of(group.text.expandtabs(4)), "pictures": list(group.pictures),
                 "rows": [{"student": student, "state": state} for student, state in group.rows],
                 "rubric": [{"key": str(key) if key <= KEYS else "", "place": key - 1, "worth": worth, "text": text}
                           for key, (worth, text) in enumerate(items, 1)]}
                for place, group in enumerate(groups, 1)])


def lines_of(text: str) -> list[str]:
    """The lines of a text, as Python ends them: not at a form feed, nor at others that Unicode counts as ends. What
    stands behind one of those is still a comment, and no line of its own.
    """
    lines = re.split(r"\r\n|\r|\n", text)
    return lines if lines[-1] else lines[:-1]
