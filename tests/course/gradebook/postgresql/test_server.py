"""What can be wrong with a server, met by the real command: one sentence each, and no password in it."""

from __future__ import annotations

import sys
from collections.abc import Callable

import pytest
from sqlalchemy.exc import SQLAlchemyError

from assay.__main__ import main
from assay.course.doctor import findings
from assay.course.gradebook.backups import back_up
from assay.course.gradebook.database import ailment, exists, name_of
from assay.course.gradebook.postgresql.address import server_at
from assay.course.gradebook.postgresql.migrate import migrate
from assay.course.gradebook.reading import reading
from assay.course.machine_faults import sentence
from assay.course.places import CONFIG, Course, CourseError
from tests.course.gradebook.postgresql.conftest import configure
from tests.course.lms.classroom import A, notebook
from tests.postgres import PASSWORD, Cluster, free_port

pytestmark = pytest.mark.system
NOTHING = free_port()
WRONG = "Wr0ng&p@ss/w:rd"


def release(course: Course) -> None:
    """As far as needs be for somebody to have handed in."""
    course.release(A).parent.mkdir(parents=True)
    course.release(A).write_bytes(notebook("1"))
    course.submitted("ada", A).mkdir(parents=True)


def name(course: Course) -> str:
    return str((course.root / CONFIG).read_text("utf-8").rpartition("/")[2].split("'")[0])


FAULTS: dict[str, tuple[Callable[[Cluster, str], str], str]] = {
    "nobody listens": (
        lambda cluster, base: cluster.url(base, port=NOTHING),
        f"PostgreSQL's server at 127.0.0.1:{NOTHING} cannot be reached (Connection refused). See that it runs, and "
        f"that the address in {CONFIG} is right; then run this again. Nothing is lost."),
    "no such server": (
        lambda _, base: f"postgresql://grader@/{base}?host=/nowhere",
        "PostgreSQL's server at /nowhere cannot be reached (No such file or directory). "),
    "wrong password": (
        lambda cluster, base: cluster.url(base, password=WRONG),
        "PostgreSQL's server at 127.0.0.1:{port} does not take the password of grader. Put the right one into "
        f"~/.pgpass, or into the address in {CONFIG}; then run this again."),
    "no password": (
        lambda cluster, base: cluster.url(base, password=""),
        "PostgreSQL's server at 127.0.0.1:{port} asks for the password of grader. Put it into ~/.pgpass, or into the "
        f"address in {CONFIG}; then run this again."),
    "no such user": (
        lambda cluster, base: cluster.url(base, user="nobody_of_this_name"),
        "PostgreSQL's server at 127.0.0.1:{port} does not take the password of nobody_of_this_name. "),
    "no such database": (
        lambda cluster, _: cluster.url("elsewhere"),
        "PostgreSQL's server at 127.0.0.1:{port} has no database elsewhere. Make it with `createdb elsewhere`, or mend "
        f"the address in {CONFIG}; then run this again."),
    "a bad setting": (
        lambda cluster, base: f"{cluster.url(base)}?sslmode=maybe",
        "PostgreSQL's server at 127.0.0.1:{port} cannot be reached ("),
    "a server without encryption": (
        lambda cluster, base: f"{cluster.url(base)}?sslmode=require",
        "PostgreSQL's server at 127.0.0.1:{port} cannot be reached ("),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_a_server_that_does_not_let_in_is_one_sentence_from_every_verb(
        moved: Course, cluster: Cluster, fault: str, capsys: pytest.CaptureFixture[str],
        monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PGPASSFILE", str(moved.root / "none"))
    url, said = FAULTS[fault][0](cluster, name(moved)), FAULTS[fault][1].format(port=cluster.port)
    configure(moved, url)
    release(moved)
    for verb in ("report", "show", "export", "autograde", "gradebook", "formgrader", "students", "grade"):
        more = {"show": ["--student", "ada"], "students": ["--file", str(moved.root / "roster.csv")]}.get(verb, [])
        assert main([verb, "--course", str(moved.root), *more]) == 1
        printed = capsys.readouterr()
        assert printed.err.startswith(f"{verb}: {said}"), printed.err
        assert printed.err.count("\n") == 1
        assert WRONG not in printed.err + printed.out
        assert PASSWORD not in printed.err + printed.out
    assert ailment(moved).startswith(said)
    assert sentence(SQLAlchemyError("odd"), moved).startswith(said)
    assert any(each.startswith(said) for each in findings(moved))
    for path in moved.root.rglob("*"):
        if path.is_file() and path.name != CONFIG:
            assert WRONG.encode() not in path.read_bytes(), path
            assert PASSWORD.encode() not in path.read_bytes(), path


def test_what_speaks_to_the_server_may_not_be_installed(moved: Course, monkeypatch: pytest.MonkeyPatch,
                                                       capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    assert main(["report", "--course", str(moved.root)]) == 1
    assert capsys.readouterr().err == (
        "report: The gradebook lies in PostgreSQL, and what speaks to that is not installed here. Run `pip install "
        "\"assay[postgresql]\"`, then run this again.\n")


def test_a_database_that_holds_nothing_yet_is_said_to(moved: Course, cluster: Cluster) -> None:
    empty = cluster.database()
    configure(moved, cluster.url(empty))
    assert not exists(moved)
    with pytest.raises(CourseError) as caught, reading(moved):
        pass
    assert str(caught.value) == (f"PostgreSQL's database {empty} at 127.0.0.1:{cluster.port} holds no gradebook. Run "
                                 "`make release`, then `make autograde`.")


def test_a_gradebook_in_its_file_that_was_not_taken_along_is_not_begun_anew(
        marked: Course, cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    empty = cluster.database()
    configure(marked, cluster.url(empty))
    release(marked)
    for verb in ("autograde", "gradebook"):
        assert main([verb, "--course", str(marked.root)]) == 1
        assert capsys.readouterr().err == (
            f"{verb}: PostgreSQL's database {empty} at 127.0.0.1:{cluster.port} holds no gradebook, but gradebook.db "
            f"is here. Take CourseDirectory.db_url out of {CONFIG} and run `assay migrate --to "
            f"postgresql://grader@127.0.0.1:{cluster.port}/{empty}`, or move gradebook.db away to begin anew.\n")
    assert cluster.execute("SELECT * FROM pg_tables WHERE schemaname = 'public'", empty) == []


def test_a_database_that_may_not_be_written_is_named(moved: Course, cluster: Cluster) -> None:
    base = name(moved)
    where = f"PostgreSQL's database {base} at 127.0.0.1:{cluster.port}"
    assert ailment(moved) == ""
    cluster.execute(f"ALTER DATABASE {base} SET default_transaction_read_only = on")
    assert ailment(moved) == (f"{where} cannot be written (cannot execute CREATE TABLE in a read-only transaction). "
                              "Name a server that takes writes; then run this again.")
    cluster.execute(f"ALTER DATABASE {base} RESET default_transaction_read_only")
    cluster.execute("CREATE ROLE reader LOGIN PASSWORD 'reads'")
    cluster.execute("GRANT SELECT ON ALL TABLES IN SCHEMA public TO reader", base)
    server = server_at(cluster.url(base, "reader", "reads"), "it")
    assert server.ailment() == (
        f"{where} cannot be written (permission denied for schema public). Make reader its owner, with `ALTER "
        f"DATABASE {base} OWNER TO reader`; then run this again.")


@pytest.mark.parametrize("encoding", ["LATIN1", "SQL_ASCII"])
def test_a_database_that_cannot_hold_every_name_is_named(marked: Course, cluster: Cluster, encoding: str) -> None:
    base = cluster.database()
    cluster.execute(f"DROP DATABASE {base}")
    cluster.execute(f"CREATE DATABASE {base} OWNER grader ENCODING {encoding} LOCALE 'C' TEMPLATE template0")
    said = (f"PostgreSQL's database {base} at 127.0.0.1:{cluster.port} keeps text as {encoding}, which not every name "
            "can be written in. Make one that keeps it as UTF8, with `createdb --encoding=UTF8 --template=template0 "
            "NAME`, and name that.")
    with pytest.raises(CourseError) as caught:
        migrate(marked, cluster.url(base))
    assert str(caught.value) == said
    assert ailment(configure(marked, cluster.url(base))) == said


def test_a_server_may_be_named_by_its_socket(
        moved: Course, cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    base = name(moved)
    configure(moved, f"postgresql://grader@/{base}?host={cluster.folder}&port={cluster.port}")
    assert name_of(moved) == f"PostgreSQL's database {base} at {cluster.folder}"
    assert ailment(moved) == ""
    assert back_up(moved) is not None
    assert main(["report", "--course", str(moved.root)]) == 0
    assert "ada" in capsys.readouterr().out


def test_a_server_that_goes_away_on_the_way_is_a_sentence(moved: Course, cluster: Cluster) -> None:
    server = server_at(cluster.url(name(moved)), "it")

    def ask() -> None:
        with server.connected() as database:
            cluster.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                            f"WHERE datname = '{server.url.database}'")
            database.execute("SELECT 1")

    with pytest.raises(CourseError) as caught:
        ask()
    assert str(caught.value) == (f"{server.name} could not be used (terminating connection due to administrator "
                                 "command). Run this again.")
    assert ailment(moved) == ""


def test_the_same_rows_in_another_order_are_the_same_state_and_a_change_is_another(
        moved: Course, cluster: Cluster) -> None:
    server = server_at(cluster.url(name(moved)), "it")
    before = server.state()
    cluster.execute("UPDATE student SET id = id WHERE id = 'ada'", name(moved))
    assert server.state() == before
    cluster.execute("UPDATE student SET first_name = 'Eda' WHERE id = 'ada'", name(moved))
    assert server.state() != before


def test_a_password_is_taken_out_of_whatever_a_driver_says() -> None:
    server = server_at("postgresql://ada:s3cret@h/course", "it")
    assert server.sentence(ValueError("s3cret is wrong\nby s3cret")) == (
        "PostgreSQL's database course at h could not be used (… is wrong). Run this again.")


def test_a_password_that_everybody_may_read_is_a_finding(
        moved: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("assay.course.doctor.self_test", lambda _: None)
    said = (f"{CONFIG} holds a password, and everybody may read it: run `chmod o-r {CONFIG}`, or keep the password in "
            "~/.pgpass.")
    (moved.root / CONFIG).chmod(0o644)
    assert said in findings(moved)
    (moved.root / CONFIG).chmod(0o640)
    assert said not in findings(moved)
    configure(moved, cluster.url(name(moved), password=""))
    (moved.root / CONFIG).chmod(0o644)
    assert said not in findings(moved)
