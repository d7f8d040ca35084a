"""Moodle: the grading worksheet that an assignment exports is filled, and comes back through its upload.

Moodle reads a worksheet by its column names in the site's language, and passes over rows that are locked or out of
range without a word.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from decimal import Decimal

from assay.course.lms.fill import STRANGERS, Told, absent, named, number_in, once, points, put
from assay.course.lms.people import By, People, Person, Twice
from assay.course.lms.sheet import Sheet
from assay.course.places import CourseError
from assay.pages.class_report import ClassRow
from assay.pages.words import visible

IDENTIFIER, NAME, GRADE, MAXIMUM = "Identifier", "Full name", "Grade", "Maximum Grade"
CHANGEABLE, CHANGED, COMMENTS = "Grade can be changed", "Last modified (grade)", "Feedback comments"
#: Without these Moodle takes no row.
NEEDED = (IDENTIFIER, GRADE, CHANGED)
PARTICIPANT = re.compile(r"\D*(\d+)")
LOCKED = "Locked in Moodle, which would pass over them, so left as it is"
BEYOND = "More points than Moodle's maximum, so it would pass over them, and they were left as they are"
SCALE = "Graded by a scale in Moodle, so left as it is"
#: The columns by which a student may be known, beside the name.
LOGINS = {"Username": By.LOGIN, "ID number": By.LOGIN, "Email address": By.EMAIL}


def fill(sheet: Sheet, people: People, rows: Mapping[str, ClassRow], participants: Mapping[str, str],
         comments: Mapping[str, str]) -> Told:
    """Fills the grades of a worksheet, and the feedback where there is a column for it and none is written yet.

    Args:
        sheet: Moodle's worksheet, which is filled.
        people: the class.
        rows: who handed in, by student.
        participants: the students whose work was collected from this assignment, by Moodle's number for them there.
        comments: the feedback, by student.

    Raises:
        CourseError: a column that Moodle needs is not there, or is there twice.
    """
    header, told = sheet.header, Told()
    missing = [name for name in NEEDED if name not in header]
    if missing:
        raise CourseError(
            f"{sheet.name}: no column is called {' or '.join(missing)}. Moodle names them in the language that you "
            "have chosen there: choose English, and download the grading worksheet of this assignment again; upload it "
            f"in English too. Its columns are {', '.join(f'{visible(name)[:40]!r}' for name in header[:20])}.")
    if twice := [name for name in NEEDED if header.count(name) > 1]:
        raise CourseError(f"{sheet.name}: several columns are called {' or '.join(twice)}, and nobody can tell which "
                          "one Moodle takes. Rename the field that shows there, and download it again.")
    found = {row: person for row in range(1, len(sheet))
             if (person := _whose(sheet, row, people, participants, told)) is not None}
    absent(people, found, told)
    grade, comment = header.index(GRADE), named(header, COMMENTS)
    for row, person in once(sheet, found, told).items():
        if title := _refuses(sheet, row, rows.get(person.id)):
            told.notes[title].append(visible(person.id))
            continue
        empty = comment >= 0 and not "".join(sheet.row(row)[comment:comment + 1]).strip()
        if put(sheet, row, grade, person, rows.get(person.id), told) and empty:
            sheet.put(row, comment, html.escape(comments.get(person.id, ""), quote=False))
    return told


def _refuses(sheet: Sheet, row: int, found: ClassRow | None) -> str:
    """Why Moodle would take no grade in a row; "" where it would."""
    cells = dict(zip(sheet.header, sheet.row(row), strict=False))
    if cells.get(CHANGEABLE, "Yes").strip() != "Yes":
        return LOCKED
    said = cells.get(MAXIMUM, "").strip()
    maximum = number_in(said)
    if maximum is None:
        return SCALE if said else ""
    return BEYOND if found and not found.pending and Decimal(points(found.total)) > maximum else ""


def _whose(sheet: Sheet, row: int, people: People, participants: Mapping[str, str], told: Told) -> Person | None:
    """Whose row it is; who is not in the class is noted."""
    cells = {name: text.strip() for name, text in zip(sheet.header, sheet.row(row), strict=False)}
    identifier, name = cells.get(IDENTIFIER, ""), cells.get(NAME, "")
    if not identifier:
        return None
    number = PARTICIPANT.fullmatch(identifier)
    student = participants.get(number[1] if number else identifier, "")
    clues = (*((by, cells.get(column, "")) for column, by in LOGINS.items()), (By.LMS, cells.get("ID number", "")),
             (By.NAME, name))
    try:
        person = people.persons.get(student) or people.find(*clues)
    except Twice as error:
        told.sentences.append(f"{sheet.name}, line {sheet.line(row)} was left as it is: {error}.")
        return None
    if person is not None and student and (other := people.rival(person, *clues)) is not None:
        told.sentences.append(f"{sheet.name}, line {sheet.line(row)} was left as it is: by its number it is "
                              f"{visible(person.id)}'s, by the rest {visible(other.id)}'s. Moodle's numbers are others "
                              "in each assignment: download the worksheet of this one.")
        return None
    if person is None:
        shown = visible(identifier)[:40]
        told.notes[STRANGERS].append(f"{visible(name)[:60]} ({shown})" if name else shown)
    return person
