"""The gradebook: whether it can be used, and what its grades were made from.

It is ``gradebook.db`` unless the course's configuration names a PostgreSQL server.
"""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from assay.course.gradebook.postgresql.address import server_of
from assay.course.gradebook.tables import MADE_FROM, SIGNED, note
from assay.course.places import Course

#: How long another program may hold the gradebook before it counts as locked.
SECONDS = 30.0
#: What SQLite says, and what an instructor should read.
SAYS = {
    "locked": "is locked: another program has been writing it for {seconds:.0f} seconds. Close that program, or wait "
              "until it is done; then run this again.",
    "readonly": "cannot be written. Give yourself the right to write it and its folder, then run this again.",
    "unable to open": "cannot be opened or written. Give yourself the right to write it and its folder, then run this "
                      "again.",
    "full": "cannot be written: the disk is full. Free some space, then run this again; nothing is lost.",
    "disk I/O": "cannot be read or written: the disk failed or is full. See to the disk, then run this again.",
}
DAMAGED = ("is damaged ({error}). Nothing was written. Run `make restore`: it puts the newest backup in its place and "
           "keeps the damaged file. Without a backup, move the file away and run `make release autograde`: what was "
           "entered by hand is lost, all else comes back from verdicts/.")


def exists(course: Course) -> bool:
    """Whether there is a gradebook.

    Raises:
        CourseError: the server that should keep it does not say.
    """
    server = server_of(course)
    return server.holds() if server else course.gradebook.exists()


def name_of(course: Course) -> str:
    """What sentences call the gradebook."""
    server = server_of(course)
    return server.name if server else course.gradebook.name


def connected(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A plain connection to a database that must be there; ``mode`` is SQLite's: ro or rw."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=SECONDS, isolation_level=None)


def ailment(course: Course, path: Path | None = None) -> str:
    """One sentence on what keeps a gradebook (the course's own, if no file is given) from being used, else ""."""
    if path is None and (server := server_of(course)):
        return server.ailment()
    path = path or course.gradebook
    name = path.relative_to(course.root).as_posix()
    if path.stat().st_size == 0:
        return f"{name} {DAMAGED.format(error='it is empty')}"
    try:
        with closing(connected(path)) as database:
            database.execute("BEGIN IMMEDIATE")
            found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found == "ok":
                database.execute("SELECT count(*) FROM submitted_assignment").fetchone()
                database.execute("CREATE TABLE can_it_be_written (x)")
            database.execute("ROLLBACK")
    except sqlite3.Error as error:
        found = str(error)
    if found == "ok":
        return ""
    says = next((sentence for word, sentence in SAYS.items() if word in found), DAMAGED)
    return f"{name} {says.format(error=found.splitlines()[-1], seconds=SECONDS)}"


def sign(gradebook: Any, assignment: str, student: str, digest: str) -> None:
    """Notes in the gradebook itself what a student's grades were made from, after the last of them is written.

    A gradebook that is put back from a backup thus says itself what it does not hold yet.
    """
    note(gradebook, MADE_FROM, [{"assignment": assignment, "student": student, "digest": digest}])
    gradebook.db.commit()


def signed(course: Course, assignment: str) -> dict[str, str]:
    """What the grades in the gradebook were made from, by student; without those whose grades were taken out of it.

    Raises:
        CourseError: the server that keeps them does not say.
    """
    if server := server_of(course):
        return server.signed(assignment)
    with closing(connected(course.gradebook)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'made_from'").fetchone():
            return {}
        return dict(database.execute(SIGNED.format("?"), (assignment,)))
