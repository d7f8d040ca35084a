"""Backups of a gradebook in PostgreSQL: made by pg_dump, in its custom format, and read through before they count."""

from __future__ import annotations

import errno
import os
import re
import shutil
import subprocess
from collections.abc import Collection, Mapping
from pathlib import Path

from assay.course.gradebook.postgresql.server import Server
from assay.course.places import CourseError

NOT_WRITTEN = "The gradebook could not be backed up, so nothing was written"
INSTALL = "Install PostgreSQL's client programs (on Debian and Ubuntu: `apt install postgresql-client{version}`)"


def dump(server: Server, to: Path) -> None:
    """Writes a database into a file that is there already, for its owner only, and reads that through.

    Raises:
        CourseError: pg_dump is missing, older than the server, or fails.
        OSError: the disk is full.
    """
    settings = server.settings()
    environment = {"PGPASSWORD": str(settings.pop("password"))} if "password" in settings else {}
    from psycopg.conninfo import make_conninfo

    with server.connected() as database:
        newest = database.info.server_version // 10000
    if (ours := _version()) < newest:
        raise CourseError(f"{NOT_WRITTEN}: pg_dump {ours} is older than the server, which is PostgreSQL {newest}. "
                          f"{INSTALL.format(version=f'-{newest}')}, then run this again.")
    _run(["pg_dump", "--format=custom", "--no-owner", "--no-privileges", "--no-password", "--lock-wait-timeout=30000",
          f"--file={to}", f"--dbname={make_conninfo(**settings)}"], environment, to)
    _run(["pg_restore", "--file=/dev/null", str(to)], {}, to)


def names(backup: Path, student: str, tables: Collection[str]) -> bool:
    """Whether a backup names a student in one of these tables; where it cannot be read, it may."""
    command = ["pg_restore", "--data-only", "--file=-", *(f"--table={table}" for table in tables), str(backup)]
    try:
        done = subprocess.run(command, capture_output=True, text=True, encoding="utf-8", check=False)
    except OSError:
        return True
    written = student.replace("\\", "\\\\").replace("\t", "\\t").replace("\n", "\\n")
    return done.returncode != 0 or any(written in line.split("\t") for line in done.stdout.split("\n"))


def way_back(server: Server, backup: Path) -> str:
    """How people put a backup back: beside what is there, which stays."""
    new, user = f"{server.url.database}_restored", server.url.username
    owner, role = (f"--owner={user} ", f"--role={user} ") if user else ("", "")
    return ("A gradebook in PostgreSQL is put back beside the one that is there: make a new database "
            f"(`createdb {owner}{new}`), fill it (`pg_restore --no-owner {role}--exit-on-error --single-transaction "
            f"--dbname={new} backups/{backup.name}`), and name it in CourseDirectory.db_url; docs/gradebook.md says "
            "more.")


def _version() -> int:
    """Which PostgreSQL the pg_dump here is of.

    Raises:
        CourseError: there is none.
    """
    if not (shutil.which("pg_dump") and shutil.which("pg_restore")):
        raise CourseError(f"{NOT_WRITTEN}: pg_dump is not installed here. {INSTALL.format(version='')}, then run this "
                          "again.")
    said = subprocess.run(["pg_dump", "--version"], capture_output=True, text=True, check=False).stdout
    found = re.search(r"\d+", said)
    return int(found[0]) if found else 0


def _run(command: list[str], environment: Mapping[str, str], to: Path) -> None:
    """Runs one of PostgreSQL's programs; a password is in its environment, as everybody sees a command line."""
    done = subprocess.run(command, capture_output=True, text=True, errors="replace", check=False,
                          env={**os.environ, **environment, "LC_ALL": "C"})
    if done.returncode == 0:
        return
    said = (done.stderr.strip() or f"{command[0]} ended with status {done.returncode}").splitlines()[-1]
    if os.strerror(errno.ENOSPC) in done.stderr:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC), str(to))
    raise CourseError(f"{NOT_WRITTEN}: {said}. Mend that, then run this again.")
