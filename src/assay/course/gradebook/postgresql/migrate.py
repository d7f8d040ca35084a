"""``assay migrate``: the whole gradebook from SQLite to PostgreSQL, in one transaction, compared row by row."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from nbgrader.api import Base
from sqlalchemy import Column, Connection, MetaData, String, Table, create_engine, insert, inspect, select, text
from sqlalchemy.exc import DataError, IntegrityError, SQLAlchemyError

from assay.course.gradebook.lock import writing
from assay.course.gradebook.postgresql.address import server_at, server_of
from assay.course.gradebook.postgresql.server import Server
from assay.course.gradebook.reading import Reading, Session, address
from assay.course.gradebook.tables import ASSIGNMENT, NOTEBOOK, OURS, SOURCE_CELL, note_order
from assay.course.places import CONFIG, Course, CourseError
from assay.pages.words import visible

#: Which version of its tables nbgrader has noted; it makes this one by hand.
VERSION = Table("alembic_version", MetaData(), Column("version_num", String(32), nullable=False))
#: How many rows are sent at once.
ROWS = 1000
UNTOUCHED = "Nothing was copied, and gradebook.db is as it was"


def migrate(course: Course, to: str) -> list[str]:
    """Copies ``gradebook.db`` into an empty database on a PostgreSQL server; returns what is to be said.

    Raises:
        CourseError: there is nothing to copy, or the database is not empty or cannot be had, or something of the
            gradebook cannot stand there; nothing was copied.
        Busy: another run is at work on the course.
    """
    if (server := server_of(course)) is not None:
        raise CourseError(f"This course's gradebook lies in PostgreSQL already: {server.name}.")
    target = server_at(to, "The address after --to")
    with writing(course):
        source = create_engine(address(course))
        try:
            with source.connect() as reading:
                reading.exec_driver_sql("BEGIN")  # formgrader may write meanwhile; this stays as it is
                rows, tables = _copied(reading, target)
        finally:
            source.dispose()
    password = [f"The password is left out of this line: put it into ~/.pgpass of whoever runs this course, or into "
                f"the line. {CONFIG} must then be for your eyes only. While this ran, every user of the machine could "
                "read it in the command line: change it."] if target.url.password else []
    return [f"{rows} rows of {tables} tables are in {target.name} now, and each is what it was.",
            f"Write this line into {CONFIG}; until it stands there, gradebook.db is in use:",
            f'    c.CourseDirectory.db_url = "{target.shown}"', *password,
            "End an open formgrader and `assay watch` first: what they still write into gradebook.db is not in "
            "PostgreSQL. gradebook.db stays, and can be kept as a backup."]


def _copied(source: Connection, server: Server) -> tuple[int, int]:
    """Copies and compares all tables, or none; returns how many rows and tables those are."""
    tables = list(_tables(source))
    with server.connected():  # its own sentences for what is wrong so far
        pass
    target = create_engine(server.address)
    try:
        with target.begin() as writing_:
            _refuse_unless_empty(writing_, server)
            rows = sum(_copy(source, writing_, table) for table in tables)
            _keep_order(source, writing_)
            return rows, len(tables)
    except SQLAlchemyError as error:
        raise CourseError(f"{server.sentence(getattr(error, 'orig', None) or error)} {UNTOUCHED}.") from None
    finally:
        target.dispose()


def _tables(source: Connection) -> Iterator[Table]:
    """nbgrader's tables and ours that are there, those first that others refer to.

    Raises:
        CourseError: the file holds others, or they have other columns, or a row refers to what is no more.
    """
    known = [VERSION, *Base.metadata.sorted_tables, *OURS.sorted_tables]
    there = inspect(source).get_table_names()
    if strange := sorted(set(there) - {table.name for table in known}):
        raise CourseError(f"gradebook.db holds what is neither nbgrader's nor ours: the table {strange[0]}. Take it "
                          f"out first. {UNTOUCHED}.")
    for table in known:
        if table.name not in there and table.metadata is not OURS:
            raise CourseError(f"gradebook.db is of an older nbgrader: it has no table {table.name}. Run `nbgrader db "
                              f"upgrade` first. {UNTOUCHED}.")
        if table.name in there:
            columns = {column["name"] for column in inspect(source).get_columns(table.name)}
            if columns != set(table.columns.keys()):
                other = sorted(columns ^ set(table.columns.keys()))[0]
                raise CourseError(f"gradebook.db is of another nbgrader than this one: in its table {table.name}, the "
                                  f"column {other} differs. Run `nbgrader db upgrade` first. {UNTOUCHED}.")
            yield table
    if lost := source.exec_driver_sql("PRAGMA foreign_key_check").first():
        raise CourseError(f"gradebook.db has a row in {lost[0]} (rowid {lost[1]}) that belongs to one in {lost[2]} "
                          f"which is gone. Take it out first. {UNTOUCHED}.")


def _copy(source: Connection, target: Connection, table: Table) -> int:
    """Copies a table in the order of its rows, and reads it back.

    Raises:
        CourseError: a row cannot be read, or cannot stand there, or is not the same.
    """
    try:
        rows = [row._asdict() for row in source.execute(select(table).order_by(text("rowid")))]
    except (SQLAlchemyError, ValueError, LookupError) as error:
        raise CourseError(f"The table {table.name} of gradebook.db cannot be read ({_first_line(error)}). "
                          f"{UNTOUCHED}.") from None
    table.create(target)
    for start in range(0, len(rows), ROWS):
        if _refused(target, table, rows[start:start + ROWS]):
            for row in rows[start:]:
                if why := _refused(target, table, [row]):
                    key = "/".join(visible(str(row[column.name]))[:80] for column in table.primary_key)
                    raise CourseError(f"The row {key} of the table {table.name} cannot stand in PostgreSQL "
                                      f"({_first_line(why)}). Change it in gradebook.db first. {UNTOUCHED}.")
    if _sorted(rows) != _sorted([row._asdict() for row in target.execute(select(table))]):
        raise CourseError(f"The table {table.name} came out otherwise than it went in. {UNTOUCHED}.")
    return len(rows)


def _refused(target: Connection, table: Table, rows: list[dict[str, Any]]) -> Exception | None:
    """Writes rows, all or none; returns why not, if it is for what is in them."""
    try:
        with target.begin_nested():
            target.execute(insert(table), rows)
    except (DataError, IntegrityError, UnicodeError) as error:
        return error
    return None


def _first_line(error: Exception) -> str:
    return str(getattr(error, "orig", None) or error).splitlines()[0]


def _sorted(rows: list[dict[str, Any]]) -> list[str]:
    return sorted(repr(sorted(row.items())) for row in rows)


def _refuse_unless_empty(target: Connection, server: Server) -> None:
    found = target.exec_driver_sql("SELECT relname FROM pg_class WHERE relnamespace = current_schema()::regnamespace "
                                   "UNION SELECT typname FROM pg_type WHERE typnamespace = "
                                   "current_schema()::regnamespace ORDER BY 1 LIMIT 1").scalar()
    if found is not None:
        raise CourseError(f"{server.name} is not empty: it holds {found}. Make a new one, with `createdb NAME`, and "
                          f"name that. {UNTOUCHED}.")


def _keep_order(source: Connection, target: Connection) -> None:
    """Notes in which order the cells of each notebook stand, which SQLite knows from how they were written."""
    written = Reading(Session(target))
    for name, notebook in source.execute(select(ASSIGNMENT.c.name, NOTEBOOK.c.id).join(
            NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id).where(NOTEBOOK.c.name == ASSIGNMENT.c.name)):
        note_order(written, name, [cell.name for cell in source.execute(
            select(SOURCE_CELL).where(SOURCE_CELL.c.notebook_id == notebook))])
