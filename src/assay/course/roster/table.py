"""The roster as a table that people write: one student a line, with the columns that they have."""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path

from assay.course.places import CourseError, name_fault
from assay.pages.words import visible

#: How the columns may be called, in small letters with blanks for - and _; others are not used, and said.
COLUMNS = {"student": ("id", "student", "student id", "username", "login"), "first": ("first name", "given name"),
           "last": ("last name", "surname", "family name"), "email": ("email", "e mail", "email address"),
           "section": ("section", "group"), "lms": ("lms id", "lms user id", "lms")}
EXTENSION = "extension"
UNITS = {"minute": 60.0, "min": 60.0, "m": 60.0, "hour": 3600.0, "h": 3600.0, "day": 86400.0, "d": 86400.0,
         "week": 604800.0, "w": 604800.0}
LENGTH = re.compile(r"(\d+(?:\.\d+)?)\s*([a-z]+?)s?")
WIDTH = 128


@dataclass(frozen=True)
class Entry:
    """A student of the roster; ``extensions`` are by assignment, and a zero takes an earlier one back."""

    student: str
    first: str = ""
    last: str = ""
    email: str = ""
    section: str = ""
    lms: str = ""
    extensions: Mapping[str, timedelta] = field(default_factory=dict)


@dataclass(frozen=True)
class Table:
    """What a roster's file says, and which of its columns are not used."""

    entries: list[Entry]
    unused: list[str]


def read(path: Path, assignments: list[str]) -> Table:
    """Reads a roster: comma, semicolon or tab between columns, UTF-8.

    Args:
        path: the file.
        assignments: the course's; ``extension NAME`` is a column for one of them, ``extension`` for the only one.

    Raises:
        CourseError: it cannot be read, or a line of it makes no sense; nothing was taken over.
    """
    try:
        text = path.read_text("utf-8-sig")
    except OSError as error:
        raise CourseError(f"{path} cannot be read ({error.strerror}). Name a CSV file: make students "
                          "FILE=roster.csv.") from error
    except ValueError:
        raise CourseError(f"{path.name} is not UTF-8 text. Save it as CSV in UTF-8.") from None
    head = text.partition("\n")[0]
    between = max(",;\t", key=head.count)
    lines = [(number, line) for number, line in enumerate(csv.reader(text.splitlines(), delimiter=between), 1)
             if any(cell.strip() for cell in line)]
    if not lines:
        raise CourseError(f"{path.name} is empty. Its first line names the columns, such as id,last_name,first_name.")
    names = [_plain(cell) for cell in lines[0][1]]
    places = {column: names.index(each) for column, known in COLUMNS.items() for each in known if each in names}
    if "student" not in places:
        raise CourseError(f"{path.name}, line {lines[0][0]}: no column is called id. The first line names the columns, "
                          "such as id,last_name,first_name,email,section,lms_id.")
    granted = dict(_extension_columns(path, names, assignments))
    unused = [visible(lines[0][1][place]) for place, name in enumerate(names)
              if name and place not in (*places.values(), *granted)]
    entries: dict[str, int] = {}
    found = []
    for number, line in lines[1:]:
        where = f"{path.name}, line {number}"
        entry = _entry(where, line, places, granted)
        if entry.student in entries:
            raise CourseError(f"{where}: {visible(entry.student)} stands in line {entries[entry.student]} already. "
                              "Leave one of them out.")
        entries[entry.student] = number
        found.append(entry)
    if not found:
        raise CourseError(f"{path.name} names no student. A roster without students would leave nobody in the class.")
    return Table(found, unused)


def _plain(name: str) -> str:
    return " ".join(re.sub(r"[-_]", " ", name).lower().split())


def _extension_columns(path: Path, names: list[str], assignments: list[str]) -> Iterator[tuple[int, str]]:
    """The columns of extensions: place and assignment."""
    known = {_plain(each): each for each in assignments}
    for place, name in enumerate(names):
        if name == EXTENSION and len(assignments) == 1:
            yield place, assignments[0]
        elif name == EXTENSION or (name.startswith(f"{EXTENSION} ") and name.partition(" ")[2] not in known):
            raise CourseError(f"{path.name}: the column '{visible(name)}' does not say of which assignment. Call it "
                              f"{' or '.join(f'extension {each}' for each in assignments)}.")
        elif name.startswith(f"{EXTENSION} "):
            yield place, known[name.partition(" ")[2]]


def _entry(where: str, line: list[str], places: Mapping[str, int], granted: Mapping[int, str]) -> Entry:
    def cell(place: int) -> str:
        return line[place].strip() if place < len(line) else ""

    said = {column: cell(place) for column, place in places.items()}
    student = said["student"]
    if not student or "/" in student or name_fault(student):
        raise CourseError(f"{where}: '{visible(student)}' cannot be a student's id, as folders under submitted/ are "
                          "named by ids: no / * ? [ ], no dot in front, and not empty.")
    for column, text in said.items():
        if len(text) > WIDTH or not text.isprintable():
            raise CourseError(f"{where}: the {column} '{visible(text[:40])}' is longer than {WIDTH} characters or does "
                              "not print. Mend it.")
    return Entry(**said, extensions={name: _length(where, cell(place)) for place, name in granted.items()})


def _length(where: str, text: str) -> timedelta:
    """The length of an extension; none where nothing is written."""
    found = LENGTH.fullmatch(text.lower())
    if not text:
        return timedelta()
    if not found or found[2] not in UNITS or float(found[1]) > 10000:
        raise CourseError(f"{where}: the extension '{visible(text[:40])}' is no length of time. Write 2 days, "
                          "36 hours, 90 minutes or 1 week.")
    return timedelta(seconds=float(found[1]) * UNITS[found[2]])
