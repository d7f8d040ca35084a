"""A gradebook from SQLite to PostgreSQL: all of it, the same to the byte in what it exports, or nothing."""

from __future__ import annotations

import signal
import sqlite3
import subprocess
import sys
from contextlib import closing
from datetime import timedelta

import pytest

from assay.__main__ import main
from assay.course.gradebook.export import export
from assay.course.gradebook.lateness import grant
from assay.course.gradebook.postgresql import migrate as migrating
from assay.course.gradebook.postgresql.migrate import migrate
from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import COLLECTED, EXTENSIONS, ORDER, TICKED, note, noted
from assay.course.lms.going_out import export_to
from assay.course.places import Course, CourseError
from tests.course.gradebook.postgresql.conftest import configure
from tests.course.lms.classroom import A
from tests.here import REPOSITORY
from tests.postgres import PASSWORD, Cluster

pytestmark = pytest.mark.system
UNTOUCHED = "Nothing was copied, and gradebook.db is as it was."


def exported(course: Course) -> dict[str, bytes]:
    """All that goes out, by name."""
    for system in ("csv", "json", "gradescope"):
        export_to(course, A, system)
    files = [export(course, course.root / "grades.csv"), *(course.root / "exports").rglob("*.*")]
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in files if path.is_file()}


def dumped(course: Course) -> list[str]:
    with closing(sqlite3.connect(course.gradebook)) as database:
        return list(database.iterdump())


def there(cluster: Cluster, name: str) -> list[object]:
    """Everything that a database holds of its own."""
    return cluster.execute("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace UNION "
                           "SELECT typname FROM pg_type WHERE typnamespace = 'public'::regnamespace", name)


def sqlite(course: Course, *statements: str) -> None:
    with closing(sqlite3.connect(course.gradebook, timeout=0)) as database:
        for statement in statements:
            database.execute(statement)
        database.commit()


def test_what_is_exported_is_the_same_to_the_byte(
        marked: Course, cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    with opened(marked) as gradebook:
        grant(gradebook, A, "cleo", timedelta(days=400, microseconds=7))
        note(gradebook, TICKED, [{"assignment": A, "student": "ben", "cell": "why", "items": '["\\u0000 Öl"]'}])
        note(gradebook, COLLECTED, [])
        gradebook.db.commit()
        gradebook.update_or_create_student("ben", first_name="Бен 🎉", last_name="", email="a\tb\\c\n'\"")
    before, held = exported(marked), dumped(marked)
    name = cluster.database()
    assert main(["migrate", "--course", str(marked.root), "--to", cluster.url(name)]) == 0
    said = capsys.readouterr()
    where = f"PostgreSQL's database {name} at 127.0.0.1:{cluster.port}"
    rows = sum(line.startswith("INSERT") for line in held)
    assert said.out.splitlines() == [
        f"{rows} rows of 18 tables are in {where} now, and each is what it was.",
        "Write this line into nbgrader_config.py; until it stands there, gradebook.db is in use:",
        f'    c.CourseDirectory.db_url = "postgresql://grader@127.0.0.1:{cluster.port}/{name}"',
        "The password is left out of this line: put it into ~/.pgpass of whoever runs this course, or into the line. "
        "nbgrader_config.py must then be for your eyes only. While this ran, every user of the machine could read "
        "it in the command line: change it.",
        "End an open formgrader and `assay watch` first: what they still write into gradebook.db is not in PostgreSQL. "
        "gradebook.db stays, and can be kept as a backup."]
    assert PASSWORD not in said.out + said.err
    assert dumped(marked) == held
    assert exported(configure(marked, cluster.url(name))) == before
    assert len(before) > 3
    with opened(marked) as gradebook:
        assert [each.items for each in noted(gradebook, TICKED, student="ben")] == ['["\\u0000 Öl"]']
        assert noted(gradebook, EXTENSIONS)[0].seconds == timedelta(days=400, microseconds=7).total_seconds()
        assert [(each.cell, each.place) for each in noted(gradebook, ORDER)] == [("why", 0), ("test_corr", 1),
                                                                                 ("test_pool", 2)]


def test_questions_keep_their_order_whatever_rows_are_written_anew(moved: Course, cluster: Cluster) -> None:
    before = exported(moved)
    base = (moved.root / "nbgrader_config.py").read_text("utf-8").rpartition("/")[2].split("'")[0]
    for table in ("source_cell", "base_cell", "grade_cells", "grade", "comment", "student", "submitted_assignment"):
        cluster.execute(f"UPDATE {table} SET id = id WHERE ctid = (SELECT min(ctid) FROM {table})", base)
    assert exported(moved) == before


@pytest.mark.parametrize("what", ["CREATE TABLE mine (x integer)", "CREATE TYPE mine AS ENUM ('x')",
                                  "CREATE VIEW mine AS SELECT 1", "CREATE SEQUENCE mine"])
def test_a_database_that_is_not_empty_stays_as_it_is(marked: Course, cluster: Cluster, what: str) -> None:
    name = cluster.database()
    cluster.execute(what, name)
    before = there(cluster, name)
    with pytest.raises(CourseError) as caught:
        migrate(marked, cluster.url(name))
    where = f"PostgreSQL's database {name} at 127.0.0.1:{cluster.port}"
    assert str(caught.value).startswith(f"{where} is not empty: it holds ")
    assert str(caught.value).endswith(f"mine. Make a new one, with `createdb NAME`, and name that. {UNTOUCHED}")
    assert there(cluster, name) == before


KILLED = """
import os, signal
from assay.__main__ import main
from assay.course.gradebook.postgresql import migrate
copy, left = migrate._copy, [{tables}]

def until(*given):
    if not left[0]:
        os.kill(os.getpid(), signal.SIGKILL)
    left[0] -= 1
    return copy(*given)

migrate._copy = until
main(["migrate", "--course", {course!r}, "--to", {url!r}])
"""


def test_killed_on_the_way_it_leaves_nothing_and_begins_anew(marked: Course, cluster: Cluster) -> None:
    name, held = cluster.database(), dumped(marked)
    for tables in (1, 9):
        text = KILLED.format(tables=tables, course=str(marked.root), url=cluster.url(name))
        done = subprocess.run([sys.executable, "-c", text], cwd=REPOSITORY, check=False, capture_output=True)
        assert done.returncode == -signal.SIGKILL
        assert there(cluster, name) == []
        assert dumped(marked) == held
    before = exported(marked)
    migrate(marked, cluster.url(name))
    assert exported(configure(marked, cluster.url(name))) == before


STRANGE = {
    "a name that is too long": (
        ["UPDATE student SET last_name = printf('%.200c', 'x') WHERE id = 'ben'"],
        "The row ben of the table student cannot stand in PostgreSQL (value too long for type character varying(128)). "
        "Change it in gradebook.db first. "),
    "a character that PostgreSQL has not": (
        ["UPDATE comment SET id = 'c', manual_comment = 'a' || char(0) || 'b' WHERE rowid = 4"],
        "The row c of the table comment cannot stand in PostgreSQL (PostgreSQL text fields cannot contain NUL (0x00) "
        "bytes). Change it in gradebook.db first. "),
    "two keys of ours with the same": (
        ["CREATE TABLE ticked (assignment, student, cell, items)", "INSERT INTO ticked VALUES ('a', 'ben', 'c', '[]')",
         "INSERT INTO ticked VALUES ('a', 'ben', 'c', '[1]')"],
        "The row a/ben/c of the table ticked cannot stand in PostgreSQL (duplicate key value violates unique "),
    "a time that is none": (
        ["UPDATE assignment SET duedate = 'soon'"], "The table assignment of gradebook.db cannot be read ("),
    "a row whose parent is gone": (
        ["PRAGMA foreign_keys = off", "DELETE FROM student WHERE id = 'ben'"],
        "gradebook.db has a row in submitted_assignment (rowid 2) that belongs to one in student which is gone. Take "
        "it out first. "),
    "a table of somebody else's": (
        ["CREATE TABLE mine (x)"],
        "gradebook.db holds what is neither nbgrader's nor ours: the table mine. Take it out first. "),
    "an older nbgrader": (
        ["ALTER TABLE student DROP COLUMN lms_user_id"],
        "gradebook.db is of another nbgrader than this one: in its table student, the column lms_user_id differs. Run "
        "`nbgrader db upgrade` first. "),
    "a much older nbgrader": (
        ["DROP TABLE task_cells"],
        "gradebook.db is of an older nbgrader: it has no table task_cells. Run `nbgrader db upgrade` first. "),
}


@pytest.mark.parametrize("what", STRANGE)
def test_what_cannot_be_there_is_named_and_nothing_is_copied(marked: Course, cluster: Cluster, what: str) -> None:
    name = cluster.database()
    statements, said = STRANGE[what]
    sqlite(marked, *statements)
    held = dumped(marked)
    with pytest.raises(CourseError) as caught:
        migrate(marked, cluster.url(name))
    assert str(caught.value).startswith(said)
    assert str(caught.value).endswith(UNTOUCHED)
    assert there(cluster, name) == []
    assert dumped(marked) == held


def test_a_row_that_comes_out_otherwise_is_found(marked: Course, cluster: Cluster) -> None:
    """As from a server that is set to say less of a number than it knows."""
    name = cluster.database()
    cluster.execute(f"ALTER DATABASE {name} SET extra_float_digits = 0")
    sqlite(marked, "UPDATE grade SET auto_score = 0.1 + 0.2 WHERE auto_score = 5.5")
    with pytest.raises(CourseError) as caught:
        migrate(marked, cluster.url(name))
    assert str(caught.value) == f"The table grade came out otherwise than it went in. {UNTOUCHED}"
    assert there(cluster, name) == []


def test_what_another_program_writes_meanwhile_is_in_all_of_it_or_in_nothing(
        marked: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    copy = migrating._copy

    def meanwhile(*given: object) -> int:
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            sqlite(marked, "UPDATE student SET first_name = 'Eda' WHERE id = 'ada'")
        return copy(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(migrating, "_copy", meanwhile)
    before, name = exported(marked), cluster.database()
    migrate(marked, cluster.url(name))
    assert exported(configure(marked, cluster.url(name))) == before


def test_a_gradebook_on_a_server_is_not_taken_to_another(moved: Course, cluster: Cluster) -> None:
    with pytest.raises(CourseError, match=r"^This course's gradebook lies in PostgreSQL already: "):
        migrate(moved, cluster.url(cluster.database()))


def test_a_server_that_does_not_let_in_is_said(marked: Course, cluster: Cluster,
                                               capsys: pytest.CaptureFixture[str]) -> None:
    for url, said in ((cluster.url("elsewhere"), "PostgreSQL's server at 127.0.0.1:"),
                      (cluster.url("elsewhere", password="s3cret"), "PostgreSQL's server at 127.0.0.1:"),
                      ("mysql://ada:s3cret@h/x", "The address after --to names a database of another kind (mysql)."),
                      ("sqlite:////x/y.db", "The address after --to names a database of another kind (sqlite).")):
        assert main(["migrate", "--course", str(marked.root), "--to", url]) == 1
        printed = capsys.readouterr()
        assert printed.err.startswith(f"migrate: {said}")
        assert printed.err.count("\n") == 1
        assert "s3cret" not in printed.err


def test_a_server_that_goes_away_leaves_nothing_behind(
        marked: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    name = cluster.database()

    def cut(*_: object) -> None:
        cluster.execute(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{name}'")

    monkeypatch.setattr(migrating, "_keep_order", cut)
    with pytest.raises(CourseError) as caught:
        migrate(marked, cluster.url(name))
    assert str(caught.value).endswith(UNTOUCHED)
    assert there(cluster, name) == []
