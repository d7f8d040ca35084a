"""Tables of our own beside nbgrader's, in its database: made when something is noted, and read as empty before."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from nbgrader.api import Gradebook
from sqlalchemy import Column, Float, Integer, MetaData, String, Table, and_, delete, insert, inspect, select

OURS = MetaData()
#: What the grades of a submission were made from.
MADE_FROM = Table("made_from", OURS, Column("assignment", String, primary_key=True),
                  Column("student", String, primary_key=True), Column("digest", String))
#: Which answer was recorded last, and which a person's points were given for; JSON.
ANSWERS = Table("answers", OURS, Column("assignment", String, primary_key=True),
                Column("student", String, primary_key=True), Column("cell", String, primary_key=True),
                Column("last", String), Column("given", String))
#: Who is in the class, and under which id now.
ROSTER = Table("roster", OURS, Column("student", String, primary_key=True), Column("section", String),
               Column("here", Integer), Column("now", String))
#: A student's extension for an assignment, whether it is handed in already or not.
EXTENSIONS = Table("extensions", OURS, Column("assignment", String, primary_key=True),
                   Column("student", String, primary_key=True), Column("seconds", Float))
#: What of a rubric a person has ticked in an answer; JSON, the items' texts.
TICKED = Table("ticked", OURS, Column("assignment", String, primary_key=True),
               Column("student", String, primary_key=True), Column("cell", String, primary_key=True),
               Column("items", String))


def note(gradebook: Gradebook, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Writes rows in the place of those with the same key; whoever calls commits."""
    table.create(gradebook.db.connection(), checkfirst=True)
    for row in rows:
        same = and_(*(column == row[column.name] for column in table.primary_key))
        gradebook.db.execute(delete(table).where(same))
        gradebook.db.execute(insert(table).values(**row))


def noted(gradebook: Gradebook, table: Table, **where: str) -> list[Any]:
    """The rows with these values; none where nothing was ever noted."""
    if not inspect(gradebook.db.connection()).has_table(table.name):
        return []
    return list(gradebook.db.execute(select(table).where(*(table.c[name] == value for name, value in where.items()))))
