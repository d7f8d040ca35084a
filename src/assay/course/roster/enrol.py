"""Makes a roster's file the class, and says what that changes."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from nbgrader.api import Gradebook

from assay.course.gradebook.lateness import grant, put_right
from assay.course.gradebook.lock import writing
from assay.course.gradebook.rows import opened, students_of
from assay.course.gradebook.tables import ROSTER, note
from assay.course.places import Course
from assay.course.roster.members import LEFT, RENAMED, STRANGER, Member, members, twice
from assay.course.roster.table import Entry, Table, read
from assay.pages.words import visible


def read_roster(course: Course, path: Path) -> list[str]:
    """Makes a file's students the class; returns what is to be said.

    Raises:
        CourseError: there is no gradebook, or the file makes no sense; nothing was changed.
    """
    with opened(course) as gradebook:
        table = read(path, [each.name for each in gradebook.assignments])
    unused = [f"Columns that are not used: {', '.join(table.unused)}."] if table.unused else []
    return [*take_over(course, table), *unused, f"{len(table.entries)} students are in the class."]


def take_over(course: Course, table: Table) -> list[str]:
    """Makes a file's students the class; returns what has changed, a sentence each.

    Nobody's work or grades are touched. nbgrader keeps names, addresses and LMS ids; a column that the file does not
    have changes nothing.
    """
    with writing(course):
        with opened(course) as gradebook:
            before, known = members(gradebook), {each.id: _kept(each) for each in students_of(gradebook)}
            now = {entry.student: entry for entry in table.entries}
            renamed = _renamed(before, known, now)
            said = list(_changes(before, known, now, renamed))
            for entry in table.entries:
                gradebook.update_or_create_student(entry.student, **_fields(entry))
            _write(gradebook, before, now, renamed)
            for entry in table.entries:
                for assignment, extension in entry.extensions.items():
                    grant(gradebook, assignment, entry.student, extension)
            gradebook.db.commit()
            said += [f"{visible(name)} {why}." for name, why in twice(gradebook, now).items()]
        for assignment in {name for entry in table.entries for name in entry.extensions}:
            put_right(course, assignment)
    return said


def _write(gradebook: Gradebook, before: dict[str, Member], now: dict[str, Entry], renamed: dict[str, str]) -> None:
    """Writes the roster: who is there, and of those who are not, whether under another name."""
    members_now = {student: Member(each.section, here=False, now=renamed.get(student, ""))
                   for student, each in before.items()}
    members_now |= {student: Member(before[student].section if student in before else "", here=False, now=new)
                    for student, new in renamed.items()}
    members_now |= {student: Member(entry.section or (before[student].section if student in before else ""), here=True)
                    for student, entry in now.items()}
    note(gradebook, ROSTER, [{"student": student, "section": each.section, "here": int(each.here), "now": each.now}
                             for student, each in members_now.items()])


Kept = tuple[str, str, str, str]


def _kept(student: object) -> Kept:
    first, last, email, lms = (str(getattr(student, name) or "")
                               for name in ("first_name", "last_name", "email", "lms_user_id"))
    return first, last, email, lms


def _fields(entry: Entry) -> dict[str, str]:
    said = {"first_name": entry.first, "last_name": entry.last, "email": entry.email, "lms_user_id": entry.lms}
    return {name: value for name, value in said.items() if value}


def _renamed(before: dict[str, Member], known: dict[str, Kept], now: dict[str, Entry]) -> dict[str, str]:
    """Old and new ids of those who share an LMS id or an address with somebody who is gone."""
    new = [entry for entry in now.values() if entry.student not in before and entry.student not in known]
    found = {student: each.now for student, each in before.items() if each.now in now and student not in now}
    for student, (_, _, email, lms) in known.items():
        same = [entry.student for entry in new if (lms and entry.lms == lms) or
                (email and entry.email.lower() == email.lower())]
        if student not in now and len(same) == 1:
            found[student] = same[0]
    return found


def _changes(before: dict[str, Member], known: dict[str, Kept], now: dict[str, Entry],
             renamed: dict[str, str]) -> Iterable[str]:
    """What the new roster changes, a sentence each."""
    told = {student for student, each in before.items() if each.now}
    for student, new in ((each, renamed[each]) for each in renamed if each not in told):
        yield f"{visible(student)} {RENAMED.format(student=visible(student), now=visible(new))}."
    for student, each in before.items():
        if each.here and student not in now and student not in renamed:
            yield f"{visible(student)} {LEFT}."
        elif not each.here and student in now:
            yield f"{visible(student)} is back."
    for student in known:
        if student not in before and student not in now and student not in renamed:
            yield f"{visible(student)} {STRANGER}."
    for student, entry in now.items():
        first, last, *_ = known.get(student, ("", "", "", ""))
        old, new = f"{first} {last}".strip(), f"{entry.first or first} {entry.last or last}".strip()
        if old and old != new:
            yield f"{visible(student)}: {visible(old)} is called {visible(new)} now."
