"""Backups by pg_dump: whole, few, for their owner only; and the way back to one, row by row."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from assay.__main__ import main
from assay.course.forget import forget
from assay.course.gradebook.backups import KEPT, back_up, backups, every_backup
from assay.course.gradebook.database import exists
from assay.course.gradebook.lock import writing
from assay.course.gradebook.postgresql.address import server_of
from assay.course.gradebook.postgresql.dumps import names
from assay.course.gradebook.postgresql.server import Server
from assay.course.gradebook.rows import opened
from assay.course.places import Course, CourseError
from tests.course.gradebook.postgresql.conftest import configure
from tests.postgres import PASSWORD, Cluster

pytestmark = pytest.mark.system
NOT_WRITTEN = "The gradebook could not be backed up, so nothing was written: "


def server(course: Course) -> Server:
    found = server_of(course)
    assert found is not None
    return found


def renamed(course: Course, name: str) -> None:
    with opened(course) as gradebook:
        gradebook.update_or_create_student("ada", first_name=name)


def contents(cluster: Cluster, database: str) -> dict[str, list[tuple[object, ...]]]:
    """All rows of all tables."""
    with psycopg.connect(host=str(cluster.folder), port=cluster.port, user="master", dbname=database) as asked:
        tables = asked.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'").fetchall()
        return {name: sorted(asked.execute(SQL("SELECT * FROM {}").format(Identifier(name))), key=repr)
                for name, in tables}


def test_what_is_written_is_backed_up_before_for_its_owner_only_and_only_once(moved: Course) -> None:
    before = every_backup(moved)
    with writing(moved):
        pass
    kept = backups(moved)
    assert [path.suffix for path in before] == [".db"]  # of before it was taken there
    assert [path.name[:14] for path in kept] == ["gradebook-0002"]
    assert (kept[0].stat().st_mode & 0o007, kept[0].read_bytes()[:5]) == (0, b"PGDMP")
    assert back_up(moved) is None
    renamed(moved, "Eda")
    assert back_up(moved) == backups(moved)[-1] != kept[0]
    shutil.rmtree(moved.cache)  # without the note, there is one more, which is no harm
    assert back_up(moved) is not None
    assert sorted({path.name for path in moved.backups.iterdir()}) == [path.name for path in every_backup(moved)]


def test_only_the_last_are_kept_and_those_of_the_file_stay(moved: Course) -> None:
    of_file = [path for path in every_backup(moved) if path.suffix == ".db"]
    for number in range(KEPT + 2):
        renamed(moved, f"Ada {number}")
        back_up(moved)
    assert len(backups(moved)) == KEPT
    assert [path for path in every_backup(moved) if path.suffix == ".db"] == of_file


def test_an_empty_database_is_not_backed_up(moved: Course, cluster: Cluster) -> None:
    configure(moved, cluster.url(cluster.database()))
    assert back_up(moved) is None


def test_the_way_back_that_is_told_gives_every_row_back(
        moved: Course, cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    base = str(server(moved).url.database)
    wanted = contents(cluster, base)
    path = back_up(moved)
    assert path is not None
    renamed(moved, "Eda")
    back_up(moved)
    assert main(["restore", "--course", str(moved.root), "--backup", path.name]) == 1
    said = capsys.readouterr()
    assert [line.split()[0] for line in said.out.splitlines()] == [each.name for each in backups(moved)]
    way = said.err.split("`")[1::2]
    assert way == [f"createdb --owner=grader {base}_restored",
                   "pg_restore --no-owner --role=grader --exit-on-error --single-transaction "
                   f"--dbname={base}_restored backups/{path.name}"]
    who = {"PGHOST": str(cluster.folder), "PGPORT": str(cluster.port), "PGUSER": "master"}
    for command in way:
        subprocess.run(command.split(), cwd=moved.root, env={**os.environ, **who}, check=True)
    assert contents(cluster, f"{base}_restored") == wanted
    assert contents(cluster, base) != wanted
    assert len(wanted["grade"]) == 9
    renamed(configure(moved, cluster.url(f"{base}_restored")), "Ada")  # and who grades may write it
    assert contents(cluster, f"{base}_restored") == wanted


@pytest.fixture
def programs(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of programs before all others."""
    folder = tmp_path / "programs"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}{os.pathsep}{os.environ['PATH']}")
    return folder


def program(folder: Path, name: str, *lines: str) -> None:
    path = folder / name
    path.write_text("\n".join(["#!/bin/sh", *lines, ""]), "utf-8")
    path.chmod(0o755)


def refused(course: Course) -> str:
    """What is said where no backup can be made; nobody gets to write then, and nothing is left behind."""
    before = sorted(course.backups.iterdir())
    with pytest.raises(CourseError) as caught, writing(course):
        raise AssertionError("written without a backup")
    assert sorted(course.backups.iterdir()) == before
    return str(caught.value)


def test_without_pg_dump_nothing_is_written(moved: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert refused(moved) == (f"{NOT_WRITTEN}pg_dump is not installed here. Install PostgreSQL's client programs (on "
                              "Debian and Ubuntu: `apt install postgresql-client`), then run this again.")


def test_with_a_pg_dump_older_than_the_server_nothing_is_written(moved: Course, programs: Path) -> None:
    program(programs, "pg_dump", "echo 'pg_dump (PostgreSQL) 9.6.24'")
    with server(moved).connected() as database:
        newest = database.info.server_version // 10000
    assert refused(moved) == (
        f"{NOT_WRITTEN}pg_dump 9 is older than the server, which is PostgreSQL {newest}. Install PostgreSQL's client "
        f"programs (on Debian and Ubuntu: `apt install postgresql-client-{newest}`), then run this again.")


FAILS = "[ \"$1\" = --version ] && echo 'pg_dump (PostgreSQL) 99.1' && exit 0"


def test_where_pg_dump_fails_nothing_is_written(moved: Course, programs: Path) -> None:
    program(programs, "pg_dump", FAILS, "echo 'pg_dump: error: the moon is full' >&2", "exit 1")
    assert refused(moved) == f"{NOT_WRITTEN}pg_dump: error: the moon is full. Mend that, then run this again."


def test_half_a_dump_is_no_backup(moved: Course, programs: Path) -> None:
    real = shutil.which("pg_dump", path=os.environ["PATH"].partition(os.pathsep)[2])
    program(programs, "pg_dump", f'{real} "$@"', 'for each in "$@"; do case "$each" in --file=*) '
            'truncate -s 9000 "${each#--file=}";; esac; done')
    assert refused(moved).startswith(f"{NOT_WRITTEN}pg_restore: error: ")


def test_a_full_disk_is_a_full_disk(moved: Course, programs: Path, capsys: pytest.CaptureFixture[str]) -> None:
    program(programs, "pg_dump", FAILS, "echo 'could not write: No space left on device' >&2", "exit 1")
    assert main(["gradebook", "--course", str(moved.root)]) == 1
    assert capsys.readouterr().err == (f"gradebook: The disk is full: backups/.new-{os.getpid()} cannot be written. "
                                       "Free some space, then run this again. Nothing is lost.\n")


def test_no_command_line_holds_the_password(moved: Course, programs: Path, tmp_path: Path) -> None:
    program(programs, "pg_dump", FAILS, f'echo "$@" > {tmp_path}/said', f'echo "$PGPASSWORD" > {tmp_path}/known',
            "exit 1")
    refused(moved)
    assert (tmp_path / "known").read_text("utf-8") == f"{PASSWORD}\n"
    said = (tmp_path / "said").read_text("utf-8")
    assert PASSWORD not in said
    assert "dbname=" in said


def test_who_is_forgotten_is_nowhere_on_the_server_and_the_backups_that_hold_them_are_named(
        moved: Course, cluster: Cluster) -> None:
    path = back_up(moved)
    assert path is not None
    shutil.copy(next(each for each in every_backup(moved) if each.suffix == ".db"), moved.gradebook)
    said = forget(moved, "ben")
    assert said[0] == "ben is forgotten: work, grades, pages, notes and 0 files of verdicts."
    holding = ", ".join(each.name for each in every_backup(moved))
    assert said[-2].startswith(f"These backups still hold ben: {holding}. ")
    assert said[-1] == ("gradebook.db, of before the gradebook lay in PostgreSQL, still holds ben: it is not in use, "
                        "remove it.")
    held = contents(cluster, str(server(moved).url.database))
    assert "'ben" not in repr(held)
    assert "'ada" in repr(held)
    assert (len(held["grade"]), len(held["submitted_assignment"])) == (6, 2)
    assert exists(moved)
    newer = back_up(moved)
    assert newer is not None
    assert [names(each, "ben", ["student", "roster"]) for each in (path, newer)] == [True, False]
    assert names(moved.root / "gone.dump", "ben", ["student"])  # nobody knows
    with pytest.raises(CourseError, match=r"^Nobody is called 'ben'"):
        forget(moved, "ben")


def test_where_another_program_holds_the_tables_it_is_said_that_deleted_rows_may_lie_about(
        moved: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.course.gradebook.postgresql.server.LOCKED", "200ms")
    with psycopg.connect(host=str(cluster.folder), port=cluster.port, user="master",
                         dbname=str(server(moved).url.database)) as other:
        other.execute("SELECT * FROM student")
        said = forget(moved, "ben")
    assert said[1].startswith(f"Deleted rows may still lie in the files of {server(moved).name} until somebody runs "
                              "VACUUM FULL there: ")
    assert "lock timeout" in said[1]


def test_a_password_may_lie_where_postgresql_looks_for_it(
        moved: Course, cluster: Cluster, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    base = str(server(moved).url.database)
    path, written = tmp_path / "pgpass", PASSWORD.replace("\\", "\\\\").replace(":", "\\:")
    path.write_text(f"127.0.0.1:{cluster.port}:{base}:grader:{written}\n", "utf-8")
    path.chmod(0o600)
    monkeypatch.setenv("PGPASSFILE", str(path))
    configure(moved, cluster.url(base, password=""))
    renamed(moved, "Eda")
    assert back_up(moved) is not None
