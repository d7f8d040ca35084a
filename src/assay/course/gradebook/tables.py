"""nbgrader's tables, as far as they are read here, and tables of our own beside them, in its database.

nbgrader's own classes ask the database anew for each student, and take seconds to import. Ours are made when something
is noted, and read as empty before.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from sqlalchemy import (
    Boolean,
    Column,
    DateTime,
    Float,
    Integer,
    Interval,
    MetaData,
    String,
    Table,
    and_,
    bindparam,
    case,
    delete,
    func,
    insert,
    inspect,
    select,
)

THEIRS = MetaData()
ASSIGNMENT = Table("assignment", THEIRS, Column("id", String, primary_key=True), Column("name", String),
                   Column("duedate", DateTime))
NOTEBOOK = Table("notebook", THEIRS, Column("id", String, primary_key=True), Column("name", String),
                 Column("assignment_id", String))
CELL = Table("base_cell", THEIRS, Column("id", String, primary_key=True), Column("name", String),
             Column("notebook_id", String))
GRADE_CELL = Table("grade_cells", THEIRS, Column("id", String, primary_key=True), Column("max_score", Float))
TASK_CELL = Table("task_cells", THEIRS, Column("id", String, primary_key=True), Column("max_score", Float))
SOURCE_CELL = Table("source_cell", THEIRS, Column("id", String, primary_key=True), Column("name", String),
                    Column("notebook_id", String))
STUDENT = Table("student", THEIRS, Column("id", String, primary_key=True), Column("first_name", String),
                Column("last_name", String), Column("email", String), Column("lms_user_id", String))
SUBMISSION = Table("submitted_assignment", THEIRS, Column("id", String, primary_key=True),
                   Column("assignment_id", String), Column("student_id", String), Column("timestamp", DateTime),
                   Column("extension", Interval))
SUBMITTED = Table("submitted_notebook", THEIRS, Column("id", String, primary_key=True),
                  Column("assignment_id", String), Column("notebook_id", String),
                  Column("late_submission_penalty", Float))
GRADE = Table("grade", THEIRS, Column("id", String, primary_key=True), Column("notebook_id", String),
              Column("cell_id", String), Column("auto_score", Float), Column("manual_score", Float),
              Column("extra_credit", Float), Column("needs_manual_grade", Boolean))
COMMENT = Table("comment", THEIRS, Column("id", String, primary_key=True), Column("notebook_id", String),
                Column("cell_id", String), Column("auto_comment", String), Column("manual_comment", String))
#: A person's points, else the judge's, with what was given besides; zero where neither gave any, as nbgrader has it.
_GIVEN = func.coalesce(GRADE.c.manual_score, GRADE.c.auto_score)
SCORE = case((_GIVEN.is_not(None), _GIVEN + func.coalesce(GRADE.c.extra_credit, 0.0)), else_=0.0).label("score")

OURS = MetaData()
#: The lock of PostgreSQL's under which a table of ours is made; any number.
CREATING = 0x6173736179
#: What the grades of a submission were made from.
MADE_FROM = Table("made_from", OURS, Column("assignment", String, primary_key=True),
                  Column("student", String, primary_key=True), Column("digest", String))
#: The same as plain SQL, of one assignment, for who still has grades: nbgrader, told to forget somebody, takes away its
#: own rows alone.
SIGNED = ("SELECT m.student, m.digest FROM made_from m JOIN submitted_assignment s ON s.student_id = m.student "
          "JOIN assignment a ON a.id = s.assignment_id AND a.name = m.assignment WHERE m.assignment = {}")
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
#: What was collected from another system: which file was taken, by digest, and which attempt it was; whom that system
#: means; under which name it takes the page back.
COLLECTED = Table("collected", OURS, Column("assignment", String, primary_key=True),
                  Column("student", String, primary_key=True), Column("system", String, primary_key=True),
                  Column("digest", String), Column("attempt", String), Column("who", String), Column("page", String))
#: Every page that a watcher has shown: when, of which work, and whether it was made.
SHOWN = Table("pages_shown", OURS, Column("assignment", String, primary_key=True),
              Column("student", String, primary_key=True), Column("at", String, primary_key=True),
              Column("digest", String), Column("made", Integer))
#: The cells of a notebook in its order, where the database keeps no order of rows: PostgreSQL moves those it changes.
ORDER = Table("cell_order", OURS, Column("assignment", String, primary_key=True),
              Column("cell", String, primary_key=True), Column("place", Integer))
#: What of a rubric a person has ticked in an answer; JSON, the items' texts.
TICKED = Table("ticked", OURS, Column("assignment", String, primary_key=True),
               Column("student", String, primary_key=True), Column("cell", String, primary_key=True),
               Column("items", String))


def note(gradebook: Any, table: Table, rows: Iterable[dict[str, Any]]) -> None:
    """Writes rows in the place of those with the same key; whoever calls commits."""
    if keeps_no_order(gradebook) and not inspect(gradebook.db.connection()).has_table(table.name):
        gradebook.db.execute(select(func.pg_advisory_xact_lock(CREATING)))  # others may make the same table now
    table.create(gradebook.db.connection(), checkfirst=True)
    keys = [column.name for column in table.primary_key]
    last = {tuple(row[key] for key in keys): row for row in rows}
    if last:
        same = and_(*(table.c[key] == bindparam(f"its_{key}") for key in keys))
        gradebook.db.execute(delete(table).where(same), [{f"its_{key}": row[key] for key in keys}
                                                         for row in last.values()])
        gradebook.db.execute(insert(table), [*last.values()])


def keeps_no_order(gradebook: Any) -> bool:
    """Whether rows come in any order; from SQLite they come as they were written."""
    return bool(gradebook.db.connection().dialect.name == "postgresql")


def note_order(gradebook: Any, assignment: str, cells: Iterable[str]) -> None:
    """Notes in which order the cells of an assignment's notebook stand; whoever calls commits."""
    note(gradebook, ORDER, [])
    gradebook.db.execute(delete(ORDER).where(ORDER.c.assignment == assignment))
    note(gradebook, ORDER, [{"assignment": assignment, "cell": cell, "place": place}
                            for place, cell in enumerate(cells)])


def noted(gradebook: Any, table: Table, *more: Any, **where: str) -> list[Any]:
    """The rows with these values, of which more may be asked; none where nothing was ever noted."""
    if not inspect(gradebook.db.connection()).has_table(table.name):
        return []
    same = (table.c[name] == value for name, value in where.items())
    return list(gradebook.db.execute(select(table).where(*same, *more)).all())
