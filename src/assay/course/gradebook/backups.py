"""Copies of the gradebook, taken before it is written, and the way back to one of them.

A name begins with a number, so that the order does not hang on a clock that may jump.
"""

from __future__ import annotations

import errno
import hashlib
import os
import re
import shutil
import sqlite3
import stat
import time
from contextlib import closing
from pathlib import Path

from assay.course.gradebook.database import ailment, connected, exists
from assay.course.gradebook.postgresql import dumps
from assay.course.gradebook.postgresql.address import server_of
from assay.course.gradebook.postgresql.server import Server
from assay.course.places import CONFIG, Course, CourseError

#: How many backups are kept: the last, and as many hours' and days' last. A service that records all day would else
#: have replaced all of them within minutes.
KEPT = 10
NAME = re.compile(r"gradebook-(\d{4,})-(\d{8}T\d{6})Z\.(?:db|dump)")
#: Characters of a backup's time that say the hour, and the day.
HOUR, DATE = 11, 8
#: How the name of a backup ends: SQLite's, and PostgreSQL's.
FILE, DUMP = ".db", ".dump"
#: What SQLite may leave beside a database; it belongs to that database and to no other.
BESIDE = ("-journal", "-wal", "-shm")


def backups(course: Course) -> list[Path]:
    """The backups of the gradebook where it lies now, oldest first."""
    end = DUMP if server_of(course) else FILE
    return [path for path in every_backup(course) if path.suffix == end]


def every_backup(course: Course) -> list[Path]:
    """Those of before it was taken to PostgreSQL, or back, too; oldest first."""
    found = [path for path in course.backups.glob("gradebook-*") if NAME.fullmatch(path.name)]
    return sorted(found, key=_number)


def missing(course: Course) -> str:
    """What to do when there is no gradebook."""
    server = server_of(course)
    gone = f"{server.name} holds no gradebook" if server else "gradebook.db is missing"
    if kept := backups(course):
        return (f"{gone}, but backups/ holds {kept[-1].name}. Run `make restore` to get it back, or move backups/ away "
                "to begin anew.")
    if server and course.gradebook.exists():
        return (f"{gone}, but gradebook.db is here. Take CourseDirectory.db_url out of {CONFIG} and run `assay migrate "
                f"--to {server.shown}`, or move gradebook.db away to begin anew.")
    return f"{gone}. Run `make release` first: it tells the gradebook the assignment."


def back_up(course: Course) -> Path | None:
    """Copies the gradebook with SQLite's online backup, or by pg_dump; only whole, checked copies get a backup's name.

    Returns:
        the new backup; None if there is nothing to copy, or nothing has changed since the last.

    Raises:
        CourseError: the gradebook is damaged or locked, or its server or pg_dump fails.
        OSError: the copy cannot be written.
    """
    if not exists(course):
        return None
    if sentence := ailment(course):
        raise CourseError(sentence)
    course.backups.mkdir(mode=0o770, exist_ok=True)
    for left in course.backups.glob(".new-*"):  # by a run that was killed
        left.unlink()
    fresh = course.backups / f".new-{os.getpid()}"
    if server := server_of(course):
        return _dumped(course, server, fresh)
    _copied(course, fresh)
    if (kept := backups(course)) and _digest(kept[-1]) == _digest(fresh):
        fresh.unlink()
        return None
    return _keep(course, fresh, FILE)


def _dumped(course: Course, server: Server, fresh: Path) -> Path | None:
    """The same by pg_dump, whose files of equal databases differ: so what was backed up last is noted beside."""
    noted, state = course.cache / "backed_up", server.state()  # before: what is written meanwhile counts as new
    kept = backups(course)
    if kept and noted.exists() and noted.read_text("utf-8") == f"{kept[-1].name} {state}":
        return None
    _begin(fresh)
    try:
        dumps.dump(server, fresh)
    except BaseException:
        fresh.unlink()
        raise
    path = _keep(course, fresh, DUMP)
    noted.parent.mkdir(exist_ok=True)
    noted.write_text(f"{path.name} {state}", "utf-8")
    return path


def _keep(course: Course, fresh: Path, end: str) -> Path:
    """Gives a copy a backup's name, and takes away what is kept no longer."""
    path = course.backups / _next_name(course, end)
    _put(fresh, path)
    kept = backups(course)
    spared = set(kept[-KEPT:])
    for length in (HOUR, DATE):
        spared |= set([*{_time(each)[:length]: each for each in kept}.values()][-KEPT:])
    for old in kept:
        if old not in spared:
            old.unlink()
    return path


def restore(course: Course, name: str = "") -> tuple[Path, Path | None]:
    """Puts a backup in the gradebook's place; the newest, if none is named. What stood there is kept.

    Returns:
        the backup, and where the gradebook that stood there lies now (None if there was none).

    Raises:
        CourseError: there is no such backup, or it is damaged, or somebody is writing the gradebook; or the gradebook
            lies in PostgreSQL, where people do this.
    """
    chosen = _chosen(course, name)
    if server := server_of(course):
        raise CourseError(dumps.way_back(server, chosen))
    if sentence := ailment(course, chosen):
        raise CourseError(f"backups/{chosen.name} cannot be used. {sentence} Choose another: "
                          f"{', '.join(path.name for path in backups(course) if path != chosen) or 'there is none'}.")
    fresh = course.gradebook.with_name("gradebook.db.new")
    fresh.unlink(missing_ok=True)
    _begin(fresh)
    fresh.write_bytes(chosen.read_bytes())
    before = _set_aside(course)
    _put(fresh, course.gradebook)
    return chosen, before


def _set_aside(course: Course) -> Path | None:
    """Keeps the present gradebook: as a backup if it is sound, else as it is; and what SQLite left beside it."""
    there = course.gradebook.exists()
    sentence = ailment(course) if there else ""
    if there and not sentence:
        return back_up(course) or backups(course)[-1]
    if "is locked" in sentence:
        raise CourseError(sentence)
    aside = course.backups / f"damaged-{_next_name(course, FILE)}"
    if there:
        shutil.copyfile(course.gradebook, aside)
        aside.chmod(stat.S_IMODE(course.gradebook.stat().st_mode))
    for end in BESIDE:  # a journal would be played back into the backup
        beside = course.gradebook.with_name(course.gradebook.name + end)
        if beside.exists():
            shutil.move(beside, aside.with_name(aside.name + end))
    return aside if there else None


def _chosen(course: Course, name: str) -> Path:
    kept = backups(course)
    if not kept:
        raise CourseError("There is no backup: backups/ holds none. `make autograde` makes one before it writes the "
                          "gradebook.")
    found = {path.name: path for path in kept} | {path.stem: path for path in kept}
    if name and name not in found:
        raise CourseError(f"There is no backup {name!r}. Choose one of these: "
                          f"{', '.join(path.name for path in kept)}.")
    return found[name] if name else kept[-1]


def _copied(course: Course, to: Path) -> Path:
    _begin(to)
    try:
        with closing(connected(course.gradebook)) as source, closing(sqlite3.connect(to)) as target:
            source.execute("BEGIN")
            # A lock is waited for here, for a while; the copy itself would wait for ever.
            source.execute("SELECT count(*) FROM sqlite_master").fetchone()
            source.backup(target)
        sentence = ailment(course, to)
    except sqlite3.Error as error:
        if "full" in str(error):
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(to)) from error
        sentence = str(error)
    if sentence:
        raise CourseError(f"gradebook.db could not be backed up, so nothing was written: {sentence}")
    return to


def _begin(fresh: Path) -> None:
    """Makes an empty file that others cannot read, as it will hold students' records."""
    os.close(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o660))


def _put(fresh: Path, path: Path) -> None:
    """Gives a whole file its name; after a crash the old one stands there or the new."""
    _sync(fresh)
    fresh.replace(path)
    _sync(path.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _next_name(course: Course, end: str) -> str:
    names = [path.name for path in course.backups.glob("*gradebook-*")]
    numbers = [int(found) for name in names for found in re.findall(r"gradebook-(\d+)-", name)]
    return f"gradebook-{max(numbers, default=0) + 1:04}-{time.strftime('%Y%m%dT%H%M%SZ', time.gmtime())}{end}"


def _number(path: Path) -> int:
    found = NAME.fullmatch(path.name)
    assert found is not None
    return int(found[1])


def _time(path: Path) -> str:
    found = NAME.fullmatch(path.name)
    assert found is not None
    return found[2]


def _digest(path: Path) -> str:
    return hashlib.sha256(path.read_bytes()).hexdigest()
