"""The scores of an assignment, put into a table that another system has written; what is left out is said."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal

from assay.course.lms.people import People, Person
from assay.course.lms.sheet import Sheet
from assay.pages.class_report import ClassRow
from assay.pages.standing import NOT_YET
from assay.pages.words import visible

#: Why a student's cell was left as it is.
PENDING = f"{NOT_YET.capitalize()}, so left as it is"
NOTHING = "Handed in nothing, so left as it is"
STRANGERS = "In the file, and not in the class"
ABSENT = "In the class, and not in the file"
TWICE = "In the file twice, so neither was filled"
REPLACED = "Another score stood there, and was replaced"


@dataclass
class Told:
    """How many cells were filled; and under a title each, who was left out or changed."""

    filled: int = 0
    notes: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    sentences: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """All of it, a sentence each."""
        return [f"{self.filled} score{'s' * (self.filled != 1)} filled in.", *self.sentences,
                *(f"{title}: {', '.join(names)}." for title, names in self.notes.items() if names)]


def points(score: float) -> str:
    """A score as every system reads it: two decimals, a point between."""
    return str(Decimal(repr(score)).quantize(Decimal("0.01"), ROUND_HALF_UP))


def number_in(text: str) -> Decimal | None:
    """The plain number that a cell says, with a point or a comma; None where it says none."""
    found = re.fullmatch(r"(\d+)(?:[.,](\d+))?", text.strip())
    return Decimal(f"{found[1]}.{found[2] or 0}") if found else None


def put(sheet: Sheet, row: int, column: int, person: Person, found: ClassRow | None, told: Told) -> bool:
    """Fills a student's cell; returns whether it did. What is pending, or not there, leaves the cell alone."""
    if found is None or found.pending:
        told.notes[PENDING if found else NOTHING].append(visible(person.id))
        return False
    before, score = sheet.cell(row, column), points(found.total)
    told.filled += 1
    if number_in(before) == Decimal(score):
        return True
    if before.strip() not in ("", "-"):
        told.notes[REPLACED].append(f"{visible(person.id)} ({visible(before.strip())[:20]} by {score})")
    sheet.put(row, column, score)
    return True


def absent(people: People, held: Mapping[int, Person], told: Told) -> None:
    """Notes who of the class is not in the file."""
    there = {person.id for person in held.values()}
    told.notes[ABSENT] += [visible(each) for each in people.persons if each not in there]


def once(sheet: Sheet, found: Mapping[int, Person], told: Told) -> dict[int, Person]:
    """The rows of those who are in the file once."""
    rows: dict[str, list[int]] = defaultdict(list)
    for row, person in found.items():
        rows[person.id].append(row)
    told.notes[TWICE] += [f"{visible(each)} (lines {' and '.join(str(sheet.line(row)) for row in those)})"
                          for each, those in rows.items() if len(those) > 1]
    return {row: person for row, person in found.items() if len(rows[person.id]) == 1}


def named(header: Sequence[str], *names: str) -> int:
    """The place of the first of these columns that there is; -1 if there is none."""
    return next((header.index(name) for name in names if name in header), -1)
