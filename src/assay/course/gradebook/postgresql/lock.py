"""Keeps two machines from writing one gradebook at once: a lock in the database, which all of them reach."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from assay.course.gradebook.postgresql.server import Server
from assay.course.places import CourseError

if TYPE_CHECKING:
    import psycopg

#: What a run locks in the database: any number will do, so long as it is the same one for all.
RUN = 0x61737361
HOLDER = ("SELECT application_name FROM pg_locks JOIN pg_stat_activity USING (pid) WHERE locktype = 'advisory' "
          "AND granted AND classid = 0 AND objid = %s AND datname = current_database()")
LOST = ("The connection to {name} that kept other runs away is gone, so that another may be at work there: nothing "
        "more is recorded. Run this again; what is judged is kept.")


@dataclass(frozen=True)
class Lock:
    """A database's lock, or who else holds it."""

    server: Server
    connection: psycopg.Connection[Any]
    holder: str

    def still_held(self) -> None:
        """Asks the server, which gives a lock back as soon as its connection is gone.

        Raises:
            CourseError: it has done so.
        """
        import psycopg

        try:
            self.connection.execute("SELECT 1")
        except psycopg.Error:
            raise CourseError(LOST.format(name=self.server.name)) from None


@contextmanager
def locked(server: Server) -> Iterator[Lock]:
    """Holds the database's lock, if nobody else does.

    The server gives it back when the connection ends, however this process ends. It takes a moment to notice that, so
    it is asked to where it can be: the next run may begin at once.

    Raises:
        CourseError: the server cannot be asked.
    """
    import psycopg

    with server.faults_told():
        connection = server.connect()
    try:
        with server.faults_told():
            holder = _lock(connection)
        yield Lock(server, connection, holder)
    finally:
        with suppress(psycopg.Error):
            connection.execute("SELECT pg_advisory_unlock_all()")
        connection.close()


def _lock(database: psycopg.Connection[Any]) -> str:
    """Locks the database; or says who has, by what they call themselves."""
    mine = f"process {os.getpid()} on {socket.gethostname()}"
    database.execute("SELECT set_config('application_name', %s, false)", [mine])
    for _ in range(3):  # who held it may be gone when we ask who it is
        if database.execute("SELECT pg_try_advisory_lock(%s)", [RUN]).fetchone() == (True,):
            return ""
        if holder := database.execute(HOLDER, [RUN]).fetchone():
            return str(holder[0]) or "somebody"
    return "somebody"
