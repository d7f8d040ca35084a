"""Canvas: the table that its gradebook exports is filled, and comes back through its import.

It takes a column for an assignment by the number behind its title, and anything else for a new assignment. So only a
column that Canvas wrote is ever filled.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from assay.course.lms.fill import STRANGERS, Told, absent, named, number_in, once, put
from assay.course.lms.people import By, People, Person, Twice, plain
from assay.course.lms.sheet import Sheet
from assay.course.places import CourseError
from assay.pages.class_report import ClassRow
from assay.pages.words import number, visible

#: An assignment's column: its title and Canvas's number.
ASSIGNMENT = re.compile(r"(.+) \((\d+)\)")
#: A row above the students'.
POINTS = "Points Possible"
EXCUSED = "Excused in Canvas (EX), so left as it is"
UNASSIGNED = "Not assigned in Canvas (N/A), so left as it is"
AGAIN = "Download it in Canvas under Grades, Export, and leave it unopened."


def fill(sheet: Sheet, people: People, rows: Mapping[str, ClassRow], assignment: str, column: str,
         worth: float) -> Told:
    """Fills an assignment's column.

    Args:
        sheet: Canvas's export, which is filled.
        people: the class.
        rows: who handed in, by student.
        assignment: its name here.
        column: its title in Canvas, with or without the number, or the number; "" if it is called as here.
        worth: the points that it has here.

    Raises:
        CourseError: this is no export of Canvas's, or no column or several may be meant.
    """
    place, told = column_of(sheet, assignment, column), Told()
    found: dict[int, Person] = {}
    for row in range(1, len(sheet)):
        cells = sheet.row(row)
        if POINTS in cells[0]:
            told.sentences += _possible(sheet.header[place], cells[place:place + 1], worth)
        elif (person := _whose(sheet, row, people, told)) is not None:
            found[row] = person
    absent(people, found, told)
    for row, person in once(sheet, found, told).items():
        before = (sheet.row(row)[place:place + 1] or [""])[0].strip().upper()
        if before in ("EX", "N/A"):
            told.notes[EXCUSED if before == "EX" else UNASSIGNED].append(visible(person.id))
        else:
            put(sheet, row, place, person, rows.get(person.id), told)
    return told


def column_of(sheet: Sheet, assignment: str, column: str) -> int:
    """The place of an assignment's column. Raises CourseError as ``fill`` does."""
    header = sheet.header
    first = next((name for name in ("Student", "LastName") if header[0].strip() == name), "")
    missing = [name for name in ("ID", "Section") if name not in header] if first else ["Student"]
    if missing:
        raise CourseError(f"{sheet.name} is not what Canvas exports: no column is called {' or '.join(missing)}. "
                          + AGAIN)
    titles = {place: found for place, name in enumerate(header) if (found := ASSIGNMENT.fullmatch(name.strip()))}
    wanted = column or assignment
    places = [place for place, found in titles.items() if wanted in (header[place], found[0], found[2])] or [
        place for place, found in titles.items() if _loose(found[1]) == _loose(wanted)]
    if len(places) == 1:
        return places[0]
    listed = ", ".join(f"'{visible(header[place])}'" for place in places or titles) or "none"
    if places:
        raise CourseError(f"{sheet.name}: several columns may be {visible(wanted)}: {listed}. Say which with COLUMN=…, "
                          "by its number.")
    raise CourseError(f"{sheet.name}: no column is called {visible(wanted)}, and a new one would be a new assignment "
                      f"in Canvas. Say which it is with COLUMN=…: {listed}.")


def _loose(title: str) -> str:
    return re.sub(r"[\s_-]+", " ", plain(title))


def _possible(title: str, cells: list[str], worth: float) -> list[str]:
    """What is to be said of the row that holds the points an assignment has in Canvas."""
    said = (cells or [""])[0].strip()
    if "read only" in said.lower():
        return [f"Canvas calls the column '{visible(title)}' read only, so it may not take the scores."]
    if (there := number_in(said)) is not None and float(there) != worth:
        return [f"Canvas has {visible(said)} points for it, here it has {number(worth)}; scores are written as they "
                "are here."]
    return []


def _whose(sheet: Sheet, row: int, people: People, told: Told) -> Person | None:
    """Whose row it is; who is not in the class is noted. Rows without an id, such as that of posting, are nobody's."""
    header, cells = sheet.header, sheet.row(row)

    def cell(name: str) -> str:
        place = named(header, name)
        return cells[place].strip() if 0 <= place < len(cells) else ""

    known = [cell(name) for name in ("ID", "SIS User ID", "SIS Login ID")]
    if not any(known):
        return None
    name, (own, sis, login) = cells[0].strip(), known
    try:
        person = people.find((By.LMS, own), (By.LMS, sis), (By.LOGIN, sis), (By.LOGIN, login), (By.EMAIL, login))
    except Twice as error:
        told.sentences.append(f"{sheet.name}, line {sheet.line(row)} was left as it is: {error}.")
        return None
    if person is None:
        told.notes[STRANGERS].append(f"{visible(name)[:60]} ({visible(own or sis or login)[:40]})")
    return person
