"""Takes all of a student's data away: work, grades, pages, verdicts, notes. What is left elsewhere is named."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import closing, suppress
from pathlib import Path
from typing import Any

from nbgrader.api import MissingEntry
from nbgrader.utils import notebook_hash
from sqlalchemy import delete, inspect, update

from assay.course.gradebook.backups import DUMP, every_backup
from assay.course.gradebook.database import connected, exists
from assay.course.gradebook.export import export
from assay.course.gradebook.lock import writing
from assay.course.gradebook.postgresql import dumps
from assay.course.gradebook.postgresql.address import server_of
from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import OURS, ROSTER, noted
from assay.course.grading.origin import inbound_of
from assay.course.intake.rebuild import MARK
from assay.course.places import Course, CourseError
from assay.course.watch import downloads, status
from assay.judge.verdict import replace_file
from assay.pages.words import visible

#: Where each student has a folder.
FOLDERS = ("submitted", "autograded", "feedback", ".cache/staged")
#: Pages and tables of the whole class; they can be made again.
OF_ALL = ("report.html", "similar.html")
#: What nbgrader's exchange names a page by, beside the notebook's name.
SECRET = "submission_secret.txt"


def forget(course: Course, student: str) -> list[str]:
    """Takes a student's data out of a course; returns what is to be said, a sentence each. Run again, it goes on.

    No backup is made, as it would hold the student; those that there are stay, and are named.

    Raises:
        CourseError: nobody knows the student.
    """
    if not known(course, student):
        raise CourseError(f"Nobody is called {visible(student)!r}: neither the gradebook nor a folder of the course "
                          "knows "
                          "the name.")
    said = []
    with writing(course, backed_up=False):
        gone, before = _verdicts(course, student), _before(course, student)
        shown = released(course, student)
        for path in (*gone, *shown):  # before the folders, which say whose they are
            path.unlink(missing_ok=True)
        if shown:
            said.append(f"Of the pages in nbgrader's exchange, {len(shown)} removed. What {visible(student)} has "
                        "fetched of them is not ours.")
        for path in _folders(course, student):
            path.unlink() if path.is_symlink() else shutil.rmtree(path)
        _notes(course, student)
        said += _rows(course, student)
        for path in [*(course.root / name for name in OF_ALL), *(course.root / "exports").glob("*")]:
            if path.exists():
                shutil.rmtree(path) if path.is_dir() else path.unlink()
                named = visible(str(path.relative_to(course.root)))
                said.append(f"{named} named the class and is removed; make it again.")
    if (course.root / "grades.csv").exists():
        said.append(f"{export(course, course.root / 'grades.csv').name} is written again.")
    said += [f"{visible(each)} was the same student before, and is still there: forget that one too."
             for each in before]
    return [f"{visible(student)} is forgotten: work, grades, pages, notes and {len(gone)} files of verdicts.", *said,
            *left(course, student)]


def _before(course: Course, student: str) -> list[str]:
    """Under which ids the student went before, by the roster."""
    if not exists(course):
        return []
    with opened(course) as gradebook:
        return sorted(each.student for each in noted(gradebook, ROSTER, now=student))


def known(course: Course, student: str) -> bool:
    """Whether anything of a student is there."""
    if any(True for _ in _folders(course, student)):
        return True
    if server := server_of(course):
        return server.holds() and server.knows(student, _columns())
    return course.gradebook.exists() and _knows(course.gradebook, student)


def left(course: Course, student: str) -> Iterator[str]:
    """What still holds the student, and is not ours to change: a sentence each."""
    holding = [path.name for path in every_backup(course) if _knows(path, student)]
    if holding:
        yield (f"These backups still hold {visible(student)}: {', '.join(holding)}. New ones push them out in time; "
               "to be sure, remove them from backups/.")
    if server_of(course) and course.gradebook.exists() and _knows(course.gradebook, student):
        yield (f"gradebook.db, of before the gradebook lay in PostgreSQL, still holds {visible(student)}: it is not in "
               "use, remove it.")
    roster = course.root / "roster.csv"
    with suppress(OSError, ValueError):
        lines = [str(number) for number, line in enumerate(roster.read_text("utf-8-sig").splitlines(), 1)
                 if student in (cell.strip(' "') for cell in line.replace(";", ",").replace("\t", ",").split(","))]
        if lines:
            yield (f"roster.csv, line {' and '.join(lines)}, still names {visible(student)}: take it out, or `make "
                   "students` "
                   "brings the name back.")
    with suppress(OSError):
        if any(path.name.startswith(f"{student}+") for path in inbound_of(course).iterdir()):
            yield f"nbgrader's exchange still holds what {visible(student)} handed in: {inbound_of(course)}."


def released(course: Course, student: str) -> list[Path]:
    """The student's pages that `assay watch`, formgrader or nbgrader put into the exchange, of all that was handed in.

    There a page bears no name: only who handed in, and we, know the secret that its file is called by.
    """
    inbound = inbound_of(course)
    kept = [(path.parent.name, path) for name in FOLDERS for path in (course.root / name / student).glob(f"*/{SECRET}")]
    with suppress(OSError):
        kept += [(path.name.split("+")[1], path / SECRET) for path in inbound.iterdir()
                 if path.name.startswith(f"{student}+") and path.name.count("+") > 1]
    found = set[Path]()
    for assignment, path in kept:
        notebooks = {assignment, *(page.stem for page in course.feedback(student, assignment).parent.glob("*.html"))}
        with suppress(OSError, ValueError):
            secret = path.read_text("utf-8")
            found |= {inbound.with_name("feedback") / f"{notebook_hash(secret=secret, notebook_id=name)}.html"
                      for name in notebooks if secret}
    return sorted(path for path in found if path.exists())


def _folders(course: Course, student: str) -> Iterator[Path]:
    if student and Path(student).name == student and student != "..":
        yield from (path for name in FOLDERS if (path := course.root / name / student).is_symlink() or path.is_dir())


def _knows(database: Path, student: str) -> bool:
    """Whether a gradebook, or a backup of one, has a row of a student's."""
    if database.suffix == DUMP:
        return dumps.names(database, student, [table for table, _ in _columns()])
    try:
        with closing(connected(database, "ro")) as reading:
            tables = {name for name, in reading.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
            return any(reading.execute(f'SELECT 1 FROM "{table}" WHERE "{column}" = ? LIMIT 1', (student,)).fetchone()
                       for table, column in _columns() if table in tables)
    except sqlite3.Error:
        return False


def _columns() -> list[tuple[str, str]]:
    """Where a gradebook names students: tables, each with its column."""
    return [("student", "id"), *((table.name, "student") for table in OURS.sorted_tables if "student" in table.c)]


def _verdicts(course: Course, student: str) -> list[Path]:
    """The files of verdicts that no other student's grades or regrades rest on.

    A verdict holds no name: those of a student's earlier answers can only be told by being nobody else's.
    """
    gone = []
    for folder in sorted((course.root / "verdicts").glob("*/")):
        if not any((course.root / name / student / folder.name).exists() for name in ("submitted", "autograded")):
            continue
        used = {_verdict_of(path) for path in (course.root / "autograded").glob(f"*/{folder.name}/{folder.name}.ipynb")
                if path.parts[-3] != student}
        for diff in (course.root / "regrades" / folder.name).glob("*.json"):
            used |= {str(each.get(name)) for each in _read(diff).get("changed", ()) if each.get("student") != student
                     for name in ("before", "after")}
        gone += [path for path in sorted(folder.iterdir()) if path.stem not in used]
    return gone


def _verdict_of(path: Path) -> str:
    return str(_read(path).get("metadata", {}).get(MARK, {}).get("verdict", ""))


def _read(path: Path) -> dict[str, Any]:
    try:
        found = json.loads(path.read_text("utf-8"))
        return found if isinstance(found, dict) else {}
    except (OSError, ValueError):
        return {}


def _notes(course: Course, student: str) -> None:
    """Takes a student out of the notes of earlier runs, and out of what regrades said."""
    for path in (course.root / ".cache" / "settled").glob("*.json"):
        if (held := _read(path)).pop(student, None) is not None:
            replace_file(path, json.dumps(held))
    watched = _read(status.place(course))
    faults = {each: fault for each, fault in watched.get("faults", {}).items() if each.partition("/")[2] != student}
    if len(faults) < len(watched.get("faults", {})) or watched.get("downloads"):
        replace_file(status.place(course), json.dumps(watched | {"faults": faults, "downloads": {}}))
    downloads.unsay(course)
    for path in (course.root / "regrades").glob("*/*.json"):
        held = _read(path)
        before = json.dumps(held)
        held["changed"] = [each for each in held.get("changed", []) if each.get("student") != student]
        held["first_time"] = [each for each in held.get("first_time", []) if each != student]
        if json.dumps(held) != before:
            replace_file(path, json.dumps(held, indent=1) + "\n")


def _rows(course: Course, student: str) -> list[str]:
    """Takes a student out of the gradebook, and out of the pages that the database has set free; what is to be said."""
    if not exists(course):
        return []
    with opened(course) as gradebook:
        with suppress(MissingEntry):
            for name in [each.assignment.name for each in gradebook.find_student(student).submissions]:
                gradebook.remove_submission(name, student)
            gradebook.remove_student(student)
        there = inspect(gradebook.db.connection()).get_table_names()
        for table in OURS.sorted_tables:
            if table.name in there and "student" in table.c:
                gradebook.db.execute(delete(table).where(table.c.student == student))
        if ROSTER.name in there:  # who went by another id before
            gradebook.db.execute(update(ROSTER).where(ROSTER.c.now == student).values(now=""))
        gradebook.db.commit()
    if server := server_of(course):
        return [said] if (said := server.rewrite()) else []
    with closing(connected(course.gradebook)) as database:
        database.execute("VACUUM")
    return []
