"""A release as it is looked up while a submission is rebuilt: by name, by id, by text, and by what its stubs define."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import Any

from assay.course.intake.reading.definitions import Code, read

Notebook = dict[str, Any]
Cell = dict[str, Any]
#: Characters of a text that is not kept in memory; most cells of a class are shorter, and the same.
LONG = 10_000
_LINE_END = re.compile(r"\r\n|\r|\n")


def grade_id(cell: Cell) -> str:
    """A cell's grade_id; "" where there is none that is a text."""
    grading = cell["metadata"].get("nbgrader")
    name = grading.get("grade_id") if isinstance(grading, dict) else None
    return name if isinstance(name, str) else ""


def is_answer(cell: Cell) -> bool:
    """Whether a cell of the release is for the student to fill."""
    return bool(cell["metadata"].get("nbgrader", {}).get("solution"))


def flat(text: str) -> str:
    """Text as it is compared: without blanks at the ends of lines and empty lines around it, tabs as four blanks."""
    return _flat(text) if len(text) < LONG else _flat.__wrapped__(text)


@lru_cache(maxsize=1000)
def _flat(text: str) -> str:
    return "\n".join(map(_even, _LINE_END.split(text))).strip("\n")


def _even(line: str) -> str:
    return line.expandtabs(4).rstrip()


@dataclass(frozen=True)
class Question:
    """A cell that the student fills.

    ``names`` are those that its stub defines, ``own`` those of them that no other cell of the release defines,
    ``given`` the shapes of the stub's statements, ``check`` the place of its check, or else its own.
    """

    place: int
    name: str
    is_code: bool
    stub: str
    names: frozenset[str]
    own: frozenset[str]
    given: frozenset[str]
    check: int


class Sheet:
    """The cells of a release, and what they are known by."""

    def __init__(self, release: Notebook) -> None:
        self.cells: list[Cell] = release["cells"]
        self.codes = [read(cell["source"]) if cell["cell_type"] == "code" else None for cell in self.cells]
        self.by_name = {name: place for place, cell in enumerate(self.cells) if (name := grade_id(cell))}
        self.by_id = {str(cell["id"]): place for place, cell in enumerate(self.cells) if not grade_id(cell)}
        self.by_id |= {name: place for name, place in self.by_name.items() if name not in self.by_id}
        self._by_text: dict[object, list[int]] = defaultdict(list)
        for place, cell in enumerate(self.cells):
            for key in () if is_answer(cell) else _keys(cell["source"], self.codes[place]):
                self._by_text[key].append(place)

    @cached_property
    def questions(self) -> dict[int, Question]:
        """The cells that the student fills, by place."""
        times = Counter(name for code in self.codes if code for name in code.defined | code.stubs)
        return {place: self._question(place, cell, times) for place, cell in enumerate(self.cells) if is_answer(cell)}

    @cached_property
    def owners(self) -> dict[str, int]:
        """Which question a name belongs to, of names that only one cell of the release defines."""
        return {name: place for place, question in self.questions.items() for name in question.own}

    @cached_property
    def taken(self) -> frozenset[str]:
        """All names that the release binds."""
        return frozenset[str]().union(*(code.defined | code.stubs for code in self.codes if code))

    @cached_property
    def methods(self) -> dict[str, frozenset[str]]:
        """The methods that a question's stub asks for, by class; of classes alone."""
        return {name: each.lacks for place in self.questions if (code := self.codes[place])
                for each in code.statements or () if each.lacks for name in each.names}

    def _question(self, place: int, cell: Cell, times: Counter[str]) -> Question:
        code = self.codes[place]
        names = code.defined | code.stubs if code else frozenset()
        return Question(place, grade_id(cell), code is not None, flat(cell["source"]), names,
                        frozenset(name for name in names if times[name] == 1), frozenset(code.shape if code else ()),
                        self.by_name.get(f"test_{grade_id(cell)}", place))

    def given(self, source: str, code: Code | None) -> list[int]:
        """The cells of ours that have this text, or for code the same syntax; none of them is an answer."""
        return next((places for key in _keys(source, code) if (places := self._by_text.get(key))), [])

    def is_check(self, text: str) -> bool:
        """Whether this flat text is that of a cell that earns points."""
        places = self._by_text.get(text, ())
        return any(self.cells[place]["metadata"].get("nbgrader", {}).get("grade") for place in places)

    def within(self, kind: str, source: str) -> list[tuple[int, int]]:
        """The cells of ours whose whole text stands in a longer one, as the first lines and the ends of their lines.

        Code that only imports does not count: everybody's does.
        """
        text, found = "\n".join(("", *map(_even, _LINE_END.split(source)), "")), list[tuple[int, int]]()
        for place, cell in enumerate(self.cells):
            part = flat(cell["source"])
            alike = (cell["cell_type"] == "code") == (kind == "code") and part and not is_answer(cell)
            if alike and not self._only_imports(place) and (start := text.find(f"\n{part}\n")) >= 0:
                first = text.count("\n", 0, start)
                found.append((first, first + part.count("\n") + 1))
        return sorted(found)

    def _only_imports(self, place: int) -> bool:
        code = self.codes[place]
        return code is not None and all(each.imports for each in code.statements or ())


def _keys(source: str, code: Code | None) -> Iterator[object]:
    """What equal cells have in common, the surer first."""
    if text := flat(source):
        yield text
    if code is not None and code.shape:
        yield code.shape
