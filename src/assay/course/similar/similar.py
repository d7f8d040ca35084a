"""Pairs of students whose answers are more alike than any two right solutions: a page to look at, no accusation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assay.course.grading.progress import Advance, bar
from assay.course.places import Course, CourseError
from assay.course.similar.documents import OWN, Documents, documents
from assay.course.similar.likeness import (
    Normal,
    Prints,
    alike,
    normal,
    prints_of,
    shared_lines,
    starter_prints,
    together,
)
from assay.pages.templates import render

#: What is less alike than this is not worth a look, whatever right solutions are.
LEAST = 0.5
#: The most pairs that are shown.
SHOWN = 50
#: How all code together is called.
TOGETHER = "all code together"


@dataclass(frozen=True)
class Look:
    """One question of a class: how alike each two are, how long each is; what is normal in wheat, and here."""

    likeness: Any
    sizes: Any
    wheat: Normal | None
    here: Normal | None

    @property
    def bound(self) -> float:
        """What is not worth a look: no two right solutions go beyond it."""
        return max(LEAST, self.wheat.most) if self.wheat else LEAST


@dataclass(frozen=True)
class Part:
    """One question of a pair: how alike the two are there."""

    question: str
    likeness: float
    look: Look


@dataclass(frozen=True)
class Pair:
    """Two students, all code together first, then each question that is more alike than normal."""

    students: tuple[str, str]
    whole: Part
    parts: tuple[Part, ...]


def similar(course: Course, assignment: str) -> tuple[Path, list[Pair], int]:
    """Writes similar.html; returns it, the pairs shown, and how many there are.

    Raises:
        CourseError: fewer than two handed in what can be read.
    """
    found = documents(course, assignment)
    if len(found.students) < 2:
        raise CourseError(f"Fewer than two students have handed in {assignment} as files that can be read, so nothing "
                          "can be compared.")
    with bar("Comparing", len(found.questions) + 1) as advance:
        pairs, count = find(found, advance)
    page = course.root / "similar.html"
    page.write_text(as_html(found, pairs, count, assignment) + "\n", "utf-8")
    return page, pairs, count


def find(found: Documents, advance: Advance = lambda: None) -> tuple[list[Pair], int]:
    """The pairs that go beyond what is normal, those that do so furthest first, and how many there are."""
    names, starter = list(found.students), starter_prints(found.starter)
    prints = {}
    for name in (*found.questions, OWN):
        prints[name] = (_prints(found.students, found, name, starter), _prints(found.wheat, found, name, starter))
        advance()
    sides = [together(*(prints[name][side] for name in found.code)) for side in (0, 1)]
    looks = {name: _look(*each) for name, each in ({TOGETHER: (sides[0], sides[1])} | prints).items() if name != OWN}
    weight = np.zeros((len(names), len(names)))
    for look in looks.values():
        weight += np.clip(look.likeness - look.bound, 0, None) * np.minimum(look.sizes[:, None], look.sizes[None, :])
    rows, columns = np.nonzero(np.triu(weight, 1))
    order = np.lexsort((columns, rows, -weight[rows, columns]))
    return [_pair(names, looks, int(rows[each]), int(columns[each])) for each in order[:SHOWN]], len(order)


def _prints(texts: Mapping[str, Mapping[str, str]], found: Documents, name: str, starter: set[int]) -> list[Prints]:
    return prints_of((each.get(name, "") for each in texts.values()), starter, prose=name in found.prose)


def _look(students: list[Prints], wheat: list[Prints]) -> Look:
    likeness = alike(students)
    return Look(likeness, np.array([len(each) for each in students]), normal(alike(wheat), wheat),
                normal(likeness, students, 0.95))


def _pair(names: list[str], looks: Mapping[str, Look], one: int, other: int) -> Pair:
    whole, *parts = (Part(name, float(look.likeness[one, other]), look) for name, look in looks.items())
    return Pair((names[one], names[other]), whole, tuple(each for each in parts if each.likeness > each.look.bound))


def as_html(found: Documents, pairs: list[Pair], count: int, assignment: str) -> str:
    """The page: it fetches nothing and runs nothing."""
    shown = [{"students": pair.students,
              "parts": [_words(part) for part in (pair.whole, *pair.parts)],
              "texts": [{"name": name, "sides": _sides(found, pair, name, texts)}
                        for name, texts in _texts(found, pair)]}
             for pair in pairs]
    return render("similar", assignment=assignment, pairs=shown, count=count, students=len(found.students),
                  solutions=len(found.wheat), most=SHOWN)


def _texts(found: Documents, pair: Pair) -> list[tuple[str, list[str]]]:
    """Which texts are set side by side; all code only where no question by itself stands out."""
    if pair.parts:
        return [(part.question, [found.students[each].get(part.question, "") for each in pair.students])
                for part in pair.parts]
    return [(TOGETHER, ["\n\n".join(filter(None, (found.students[each].get(name, "") for name in found.code)))
                        for each in pair.students])]


def _words(part: Part) -> dict[str, str]:
    usual = [f"{each.middle:.0%}, at most {each.most:.0%}" if each else "not known"
             for each in (part.look.wheat, part.look.here)]
    return {"question": part.question, "likeness": f"{part.likeness:.0%}", "usual": usual[0], "here": usual[1]}


def _sides(found: Documents, pair: Pair, question: str, texts: list[str]) -> list[dict[str, Any]]:
    """Both texts as lines, those marked that are alike."""
    marks = shared_lines(*texts, prose=question in found.prose)
    return [{"student": student, "lines": [(number in marked, line) for number, line in enumerate(text.split("\n"))]}
            for student, text, marked in zip(pair.students, texts, marks, strict=True)]
