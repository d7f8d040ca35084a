"""What the class has answered to a question, equal answers together."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

from assay.course.intake.rebuild import MARK, grade_id
from assay.course.intake.staging import read_release
from assay.course.manual.marks import Mark, Question
from assay.course.places import Course
from assay.judge.verdict import digest
from assay.pages.manual import lines_of

NOTHING = "As it was given out: nothing was written here."
MISSING = "The graded notebook is missing: run make autograde."
#: How much of one answer is shown, in characters, and of all pictures together: more would keep a browser busy.
SHOWN, PICTURES = 20_000, 64 << 20
CUT = "Only the first {most:,} characters are shown here; formgrader has the whole."
UNSHOWN = "Pictures were pasted into it that are not shown here, as there are too many; formgrader shows them."
#: What the intake puts into a text to keep it from being markup; here it is shown as text anyhow.
KEPT_SHUT = "\u200b"


@dataclass(frozen=True)
class Answer:
    """What a student wrote: the text, what has to be said of it, and the pictures pasted into it, as data URIs."""

    text: str = ""
    remark: str = ""
    pictures: tuple[str, ...] = ()

    def same_as(self, *, is_code: bool) -> str:
        """Equal for equal answers, whatever blanks stand between their words; in code, those at the front of a line
        are part of it.
        """
        lines = [line.rstrip() for line in lines_of(self.text) if line.strip()]
        return digest(["\n".join(lines) if is_code else " ".join(self.text.split()), self.remark, self.pictures])


    def shown(self, room: int) -> Answer:
        """What of it a page shows, with that much room for pictures."""
        remarks, pictures = [self.remark] if self.remark else [], self.pictures
        if len(self.text) > SHOWN:
            remarks.append(CUT.format(most=SHOWN))
        if sum(map(len, pictures)) > room:
            remarks, pictures = [*remarks, UNSHOWN], ()
        return Answer(self.text[:SHOWN], " ".join(remarks), pictures)


@dataclass(frozen=True)
class Group:
    """An answer, and what stands of all who gave it."""

    answer: Answer
    marks: tuple[Mark, ...]


def groups(course: Course, question: Question, known: Iterable[Mark]) -> list[Group]:
    """The answers, those first of which one has to be looked at, then the most frequent; else in no order of names."""
    given_out = _cell(read_release(course, question.assignment), question.name)
    is_code = given_out.get("cell_type") == "code"
    together, answers = defaultdict[str, list[Mark]](list), dict[str, Answer]()
    for mark in sorted(known, key=lambda each: each.student):
        path = course.autograded(mark.student, question.assignment)
        answer = read_answer(path, path.stat().st_mtime_ns if path.exists() else 0, question.name,
                             str(given_out.get("source", "")))
        key = answer.same_as(is_code=is_code)
        together[key].append(mark)
        answers.setdefault(key, answer)
    order = sorted(together, key=lambda key: (not any(mark.open for mark in together[key]), -len(together[key]), key))
    return [Group(answers[key], tuple(together[key])) for key in order]


@lru_cache(maxsize=4000)
def read_answer(path: Path, _changed: int, question: str, given_out: str) -> Answer:
    """The answer in a graded notebook; what is wrong with it, where none can be read."""
    try:
        notebook = json.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        return Answer(remark=MISSING)
    if refused := notebook["metadata"].get(MARK, {}).get("refused"):
        return Answer(remark=f"This submission could not be read. {refused}")
    cell = _cell(notebook, question)
    text = "".join(cell.get("source", "")).replace(KEPT_SHUT, "")
    pictures = tuple(f"data:{kind};base64,{''.join(data)}" for held in cell.get("attachments", {}).values()
                     for kind, data in held.items() if kind in ("image/png", "image/jpeg"))
    return Answer(text, NOTHING if text.strip() in ("", given_out.strip()) and not pictures else "", pictures)


def asked(course: Course, question: Question) -> str:
    """The text above a question's cell, as students have it; "" where there is none."""
    cells = read_release(course, question.assignment)["cells"]
    place = next((place for place, cell in enumerate(cells) if grade_id(cell) == question.name), 0)
    above = cells[place - 1] if place else {}
    return str(above["source"]) if above.get("cell_type") == "markdown" else ""


def _cell(notebook: Any, name: str) -> dict[str, Any]:
    return next((cell for cell in notebook["cells"] if grade_id(cell) == name), {})
