"""A database on a PostgreSQL server that keeps a gradebook: asked plainly, and every fault of it a sentence.

No sentence holds a password: what a server or its driver says is not handed on before it is taken out.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from sqlalchemy.engine import URL

from assay.course.gradebook.tables import SIGNED
from assay.course.places import CONFIG, CourseError

if TYPE_CHECKING:
    import psycopg

NO_DRIVER = ("The gradebook lies in PostgreSQL, and what speaks to that is not installed here. Run `pip install "
             "\"assay[postgresql]\"`, then run this again.")
#: What a server or the driver says when no connection comes about, and what an instructor should read.
REFUSALS = {
    r"password authentication failed": "{server} does not take the password of {user}. Put the right one into "
                                       "~/.pgpass, or into the address in {config}; then run this again.",
    r"no password supplied": "{server} asks for the password of {user}. Put it into ~/.pgpass, or into the address in "
                             "{config}; then run this again.",
    r"database .* does not exist": "{server} has no database {database}. Make it with `createdb {database}`, or mend "
                                   "the address in {config}; then run this again.",
    r"FATAL|ERROR": "{server} lets nobody in ({reason}). Mend that, or the address in {config}; then run this again.",
    r"": "{server} cannot be reached ({reason}). See that it runs, and that the address in {config} is right; then run "
         "this again. Nothing is lost.",
}
#: The same of an open connection, by the class of the error.
FAULTS = {
    "InsufficientPrivilege": "{name} cannot be written ({reason}). Make {user} its owner, with `ALTER DATABASE "
                             "{database} OWNER TO {user}`; then run this again.",
    "ReadOnlySqlTransaction": "{name} cannot be written ({reason}). Name a server that takes writes; then run this "
                              "again.",
    "DiskFull": "{name} cannot be written: the server's disk is full. Free some space there, then run this again; "
                "nothing is lost.",
    "UndefinedTable": "{name} holds no gradebook. Run `make release`, then `make autograde`.",
}
#: Seconds after which an idle connection is heard of again: a run's lock is one for hours, which a firewall would cut.
ALIVE = 60
#: How long another program may hold a table that is to be written anew.
LOCKED = "10s"
NOT_UTF_8 = ("{name} keeps text as {encoding}, which not every name can be written in. Make one that keeps it as UTF8, "
             "with `createdb --encoding=UTF8 --template=template0 NAME`, and name that.")
OTHER = "{name} could not be used ({reason}). Run this again."


@dataclass(frozen=True)
class Server:
    """A database on a server, by its address, whose representation holds no password."""

    url: URL

    @property
    def address(self) -> str:
        """As SQLAlchemy and nbgrader name it, with the password if there is one: not to be shown."""
        return self.url.render_as_string(hide_password=False)

    @property
    def shown(self) -> str:
        """The address as it may be shown: without a password, or what we have added to it."""
        plain = self.url.set(drivername="postgresql").difference_update_query(["connect_timeout"])
        return URL.create(plain.drivername, plain.username, None, plain.host, plain.port, plain.database,
                          plain.query).render_as_string()

    @property
    def name(self) -> str:
        """What sentences call it."""
        return f"PostgreSQL's database {self.url.database} at {self._host}"

    @property
    def user(self) -> str:
        """Who asks; PostgreSQL takes who runs this, unless it is said."""
        return self.url.username or os.environ.get("PGUSER", "") or "this user"

    @property
    def _host(self) -> str:
        hosts = self.url.host or self.url.query.get("host") or os.environ.get("PGHOST") or "this machine"
        host = hosts if isinstance(hosts, str) else ", ".join(hosts)
        return f"{host}:{self.url.port}" if self.url.port else host

    def settings(self) -> dict[str, Any]:
        """The address as the driver takes it, by the names of PostgreSQL's own library."""
        return dict(self.url.get_dialect()().create_connect_args(self.url)[1])

    @contextmanager
    def connected(self) -> Iterator[psycopg.Connection[Any]]:
        """A plain connection, each statement a transaction of its own.

        Raises:
            CourseError: there is none to be had, or a statement meanwhile failed.
        """
        with self.faults_told(), self.connect() as connection:
            yield connection

    def connect(self) -> psycopg.Connection[Any]:
        """The same, to be closed by who asks; what the driver raises is its own, but within ``faults_told``."""
        import psycopg

        connection = psycopg.connect(**{"keepalives_idle": ALIVE, **self.settings()}, autocommit=True)
        encoding = connection.info.parameter_status("server_encoding")
        if encoding != "UTF8":
            connection.close()
            raise CourseError(NOT_UTF_8.format(name=self.name, encoding=encoding))
        return connection

    @contextmanager
    def faults_told(self) -> Iterator[None]:
        """Has what the driver raises meanwhile raised as a sentence.

        Raises:
            CourseError: the driver raised something, or there is no driver.
        """
        try:
            import psycopg
        except ImportError:
            raise CourseError(NO_DRIVER) from None
        try:
            yield
        except (psycopg.Error, UnicodeEncodeError) as error:
            raise CourseError(self.sentence(error)) from None

    def sentence(self, error: Exception) -> str:
        """What an instructor reads of an error of the driver's."""
        said = str(error)
        if self.url.password:
            said = said.replace(str(self.url.password), "…")
        found = next((FAULTS[kind.__name__] for kind in type(error).__mro__ if kind.__name__ in FAULTS), OTHER)
        if found == OTHER and type(error).__name__ in ("OperationalError", "ConnectionTimeout"):
            found = next(sentence for pattern, sentence in REFUSALS.items() if re.search(pattern, said))
        return found.format(name=self.name, server=f"PostgreSQL's server at {self._host}", user=self.user,
                            reason=_reason(said), database=self.url.database, config=CONFIG)

    def holds(self) -> bool:
        """Whether a gradebook is there.

        Raises:
            CourseError: the server does not say.
        """
        with self.connected() as database:
            return _there(database, "submitted_assignment")

    def ailment(self) -> str:
        """One sentence on what keeps the gradebook from being used, else ""."""
        try:
            with self.connected() as database, database.transaction(force_rollback=True):
                database.execute("SELECT id FROM submitted_assignment LIMIT 1")
                database.execute("CREATE TABLE can_it_be_written (x integer)")
        except CourseError as error:
            return str(error)
        return ""

    def signed(self, assignment: str) -> dict[str, str]:
        """What the grades were made from, by student; without those whose grades were taken out.

        Raises:
            CourseError: the server does not say.
        """
        with self.connected() as database:
            if not _there(database, "made_from"):
                return {}
            found = database.execute(SIGNED.format("%s"), [assignment])
            return {str(student): str(digest) for student, digest in found}

    def knows(self, student: str, columns: Iterable[tuple[str, str]]) -> bool:
        """Whether a student stands in one of these tables, each with the column to look at.

        Raises:
            CourseError: the server does not say.
        """
        from psycopg.sql import SQL, Identifier

        with self.connected() as database:
            return any(database.execute(SQL("SELECT 1 FROM {} WHERE {} = %s LIMIT 1").format(
                Identifier(table), Identifier(column)), [student]).fetchone()
                for table, column in columns if _there(database, table))

    def state(self) -> str:
        """A digest of all rows of all tables, whatever their order: equal while nothing has changed.

        Raises:
            CourseError: the server does not say.
        """
        from psycopg.sql import SQL, Identifier, Literal

        with self.connected() as database, database.transaction():
            names = _tables(database)
            each = SQL("SELECT {name}, count(*)::text, "
                       "coalesce(sum(hashtextextended(whole::text, 0)::numeric), 0)::text FROM {table} AS whole")
            return " ".join(":".join(found) for name in names for found in database.execute(
                each.format(name=Literal(name), table=Identifier(name))))

    def rewrite(self) -> str:
        """Has the server write its tables anew, without what was deleted; a sentence where it cannot, else ""."""
        from psycopg.sql import SQL, Identifier

        try:
            with self.connected() as database:
                database.execute("SELECT set_config('lock_timeout', %s, false)", [LOCKED])
                for name in _tables(database):
                    database.execute(SQL("VACUUM (FULL) {}").format(Identifier(name)))
        except CourseError as error:
            return (f"Deleted rows may still lie in the files of {self.name} until somebody runs VACUUM FULL there: "
                    f"{error}")
        return ""


def _tables(database: psycopg.Connection[Any]) -> list[str]:
    return [str(name) for name, in database.execute(
        "SELECT tablename FROM pg_tables WHERE schemaname = current_schema() ORDER BY tablename")]


def _there(database: psycopg.Connection[Any], table: str) -> bool:
    found = database.execute("SELECT to_regclass(%s) IS NOT NULL", [table]).fetchone()
    return bool(found and found[0])


def _reason(said: str) -> str:
    """The last failure that a driver's text names, else its first line."""
    lines = said.strip().splitlines() or ["it gave no reason"]
    failed = [line.rpartition("failed: ")[2] for line in lines if "failed: " in line]
    return failed[-1] if failed else lines[0]
