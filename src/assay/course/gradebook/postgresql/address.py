"""What ``CourseDirectory.db_url`` says: the file in the course's folder, or a database on a PostgreSQL server."""

from __future__ import annotations

import re
from functools import lru_cache
from pathlib import Path
from typing import TYPE_CHECKING

from assay.course.config import SERVER, course_config, with_driver
from assay.course.places import CONFIG, Course, CourseError

if TYPE_CHECKING:  # SQLAlchemy takes a quarter of a second, and gradebook.db can be found without it
    from assay.course.gradebook.postgresql.server import Server

#: What an address looks like.
LIKE = "postgresql://USER@HOST/DATABASE"
#: What an address may hold beside a password that opens something; PostgreSQL's programs take it in their command line
#: alone, which every user of a machine can read.
SECRETS = ("sslpassword", "oauth_client_secret", "scram_client_key", "scram_server_key")
HERE = f"CourseDirectory.db_url in {CONFIG}"


def server_of(course: Course) -> Server | None:
    """The server that keeps the gradebook; None where it is ``gradebook.db``.

    Raises:
        CourseError: the course's configuration names neither.
    """
    try:
        found = (course.root / CONFIG).stat()
    except FileNotFoundError:
        return None
    return _server(course.root, found.st_mtime_ns, found.st_size)


@lru_cache(maxsize=16)
def _server(root: Path, *_: int) -> Server | None:
    """The same for a configuration as it is now: it is run once, not at every question."""
    named = str(course_config(root).CourseDirectory.get("db_url", ""))
    if named.startswith("sqlite:"):
        path = named.partition("?")[0].removeprefix("sqlite:///")
        if (root / path).resolve() != (root / "gradebook.db").resolve():
            raise CourseError(f"{HERE} names another file than the course's own gradebook.db. Take the line away, or "
                              f"name a database on a PostgreSQL server: {LIKE}.")
        return None
    return server_at(named, HERE) if named else None


def server_at(named: str, said_in: str) -> Server:
    """The server and database that an address names; nothing is asked of it yet.

    Args:
        named: the address. What it holds of a password is never said.
        said_in: where it stands, for sentences about it.

    Raises:
        CourseError: it is no address of a database on a PostgreSQL server.
    """
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError

    from assay.course.gradebook.postgresql.server import Server

    kind, _, rest = named.partition("://")
    if not SERVER.match(named):
        other = f" ({kind})" if re.fullmatch(r"[a-z0-9+]{1,40}", kind) and rest else ""
        raise CourseError(f"{said_in} names a database of another kind{other}. The gradebook can lie in gradebook.db, "
                          f"or on a PostgreSQL server: {LIKE}.")
    if kind.partition("+")[2] not in ("", "psycopg"):
        raise CourseError(f"{said_in} names another driver than psycopg 3. Begin it with postgresql://, and name none.")
    try:
        url = make_url(with_driver(named))
    except (ArgumentError, ValueError):
        url = None
    place, _, settings = rest.partition("?")
    # With an @ in a password, the rest of it would be taken for the server's name, and be said.
    if url is None or not url.database or place.count("@") > 1 or "@" in settings:
        raise CourseError(f"{said_in} is no address of a database. It looks like {LIKE}; in a password, write %40 for "
                          "@, %2F for /, %3A for :, %3F for ? and %25 for %.")
    if held := next((name for name in SECRETS if name in url.query), None):
        raise CourseError(f"{said_in} holds a secret under {held}, which pg_dump would show to every user of this "
                          "machine in its command line. Take it out; let a key have a file with the mode 0600 in "
                          "place of a password.")
    if "password" in url.query:  # where it would be shown
        url = url.set(password=str(url.query["password"])).difference_update_query(["password"])
    return Server(url)
