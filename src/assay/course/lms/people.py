"""Who is meant in another system's files: students of the class by LMS id, login, address or name."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from assay.course.gradebook.rows import students_of
from assay.course.roster.members import members
from assay.pages.words import visible

#: What Moodle takes out of a name before it calls a file by it; lines become blanks.
NO_FILE_S = re.compile(r"[&<>\"`|':\\/]")


class By(StrEnum):
    """By what a student is known; the value is how people call it."""

    LMS = "LMS id"
    LOGIN = "id"
    EMAIL = "e-mail address"
    NAME = "name"


@dataclass(frozen=True)
class Person:
    """A student of the class, with what the roster says."""

    id: str
    last: str = ""
    first: str = ""
    email: str = ""
    lms: str = ""
    section: str = ""

    def known(self) -> Iterator[tuple[By, str]]:
        """All that the student is known by; a full name may begin with either name."""
        yield By.LMS, self.lms
        yield By.LOGIN, self.id
        yield By.EMAIL, self.email
        yield By.NAME, f"{self.first} {self.last}"
        yield By.NAME, f"{self.last} {self.first}"


class Twice(Exception):
    """Several students are known by the same; the text says which."""


class People:
    """The class: those whom the roster names, or, without one, all of whom the gradebook knows."""

    def __init__(self, persons: Iterable[Person]) -> None:
        self.persons = {each.id: each for each in persons}
        self._known: dict[tuple[By, str], set[str]] = defaultdict(set)
        for person in self.persons.values():
            for by, text in person.known():
                if compared := _compared(by, text):
                    self._known[by, compared].add(person.id)

    @classmethod
    def of(cls, gradebook: Any) -> People:
        """The class of an open gradebook."""
        roster = members(gradebook)
        return cls(each for each in everybody(gradebook) if not roster or (each.id in roster and roster[each.id].here))

    def find(self, *clues: tuple[By, str]) -> Person | None:
        """Who is meant by the first of some clues that tells anything; None where none does.

        Raises:
            Twice: it tells of several.
        """
        for by, text in clues:
            found = sorted(self._known.get((by, _compared(by, text)), ()))
            if len(found) > 1:
                raise Twice(f"the {by.value} '{visible(text)}' is that of {' and of '.join(map(visible, found))}")
            if found:
                return self.persons[found[0]]
        return None

    def rival(self, person: Person, *clues: tuple[By, str]) -> Person | None:
        """Somebody else whom one of some clues means, and the person not; None where there is nobody."""
        for by, text in clues:
            found = sorted(self._known.get((by, _compared(by, text)), ()))
            if found and person.id not in found:
                return self.persons[found[0]]
        return None


def everybody(gradebook: Any) -> Iterator[Person]:
    """All whom a gradebook knows, in the class or not, by id."""
    roster = members(gradebook)
    for each in sorted(students_of(gradebook), key=lambda student: str(student.id)):
        yield Person(str(each.id), each.last_name or "", each.first_name or "", each.email or "",
                     str(each.lms_user_id or ""), roster[each.id].section if each.id in roster else "")


def plain(text: str) -> str:
    """Text as it is compared: no difference by capitals, blanks, the way that accents are written, or marks that nobody
    sees, such as those of writing to the left.
    """
    seen = "".join(char for char in unicodedata.normalize("NFKC", text) if unicodedata.category(char) != "Cf")
    return " ".join(seen.casefold().split())


def _compared(by: By, text: str) -> str:
    return plain(NO_FILE_S.sub("", text).replace("_", " ") if by == By.NAME else text)
