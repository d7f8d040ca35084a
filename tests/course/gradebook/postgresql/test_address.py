"""Which address names what, and what is said of one that names nothing; never a word of its password."""

from __future__ import annotations

from pathlib import Path

import pytest
from sqlalchemy.engine import make_url

from assay.course.config import course_config
from assay.course.gradebook.database import exists, name_of
from assay.course.gradebook.postgresql.address import LIKE, SECRETS, server_at, server_of
from assay.course.places import CONFIG, Course, CourseError
from tests.here import REPOSITORY

HERE = "CourseDirectory.db_url in nbgrader_config.py"


def configured(root: Path, *lines: str) -> Course:
    (root / CONFIG).write_text("\n".join(["c = get_config()", *lines, ""]), "utf-8")
    return Course(root)


def test_without_a_word_it_is_the_courses_own_file(tmp_path: Path) -> None:
    assert server_of(Course(tmp_path)) is None
    assert server_of(configured(tmp_path)) is None
    (tmp_path / CONFIG).write_text((REPOSITORY / CONFIG).read_text("utf-8"), "utf-8")
    assert server_of(Course(tmp_path)) is None
    assert (exists(Course(tmp_path)), name_of(Course(tmp_path))) == (False, "gradebook.db")


@pytest.mark.parametrize("url", ["sqlite:///gradebook.db", "sqlite:///{root}/gradebook.db?timeout=5"])
def test_the_courses_own_file_may_be_named(tmp_path: Path, url: str) -> None:
    assert server_of(configured(tmp_path, f"c.CourseDirectory.db_url = {url.format(root=tmp_path)!r}")) is None


def test_another_file_is_refused_as_half_of_what_reads_the_gradebook_would_not_find_it(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        server_of(configured(tmp_path, "c.CourseDirectory.db_url = 'sqlite:////elsewhere/gradebook.db'"))
    assert str(caught.value) == (f"{HERE} names another file than the course's own gradebook.db. Take the line away, "
                                 f"or name a database on a PostgreSQL server: {LIKE}.")


@pytest.mark.parametrize("above", [True, False])
@pytest.mark.parametrize("start", ["postgresql", "postgres", "postgresql+psycopg", "postgres+psycopg"])
def test_a_server_may_be_named_above_configure_and_below_with_a_driver_and_without(
        tmp_path: Path, start: str, above: bool) -> None:
    line = f"c.CourseDirectory.db_url = '{start}://ada:s%40y@db.example.org:5433/course?sslmode=require'"
    configure = ["from pathlib import Path", "from assay.course.config import configure",
                 "configure(c, Path(__file__).resolve().parent)"]
    course = configured(tmp_path, *([line, *configure] if above else [*configure, line]))
    server = server_of(course)
    assert server is not None
    assert server.name == name_of(course) == "PostgreSQL's database course at db.example.org:5433"
    assert server.shown == "postgresql://ada@db.example.org:5433/course?sslmode=require"
    assert {"user": "ada", "password": "s@y", "sslmode": "require", "connect_timeout": "10"}.items() <= (
        server.settings().items())
    assert make_url(course_config(tmp_path).CourseDirectory.db_url) == server.url
    assert server.address.startswith("postgresql+psycopg://")


def test_a_change_of_the_configuration_counts_at_once(tmp_path: Path) -> None:
    assert server_of(configured(tmp_path)) is None
    assert server_of(configured(tmp_path, "c.CourseDirectory.db_url = 'postgresql://h/course'")) is not None
    assert server_of(configured(tmp_path)) is None


@pytest.mark.parametrize("url, where, shown", [
    ("postgresql:///course", "this machine", "postgresql:///course"),
    ("postgresql:///course?host=/run/postgresql", "/run/postgresql", "postgresql:///course?host=%2Frun%2Fpostgresql"),
    ("postgresql://db.example.org/course?connect_timeout=3", "db.example.org", "postgresql://db.example.org/course"),
])
def test_a_server_is_called_by_its_place(url: str, where: str, shown: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PGHOST", raising=False)
    server = server_at(url, HERE)
    assert (server.name, server.shown) == (f"PostgreSQL's database course at {where}", shown)


def test_who_asks_may_wait_as_long_as_the_address_says() -> None:
    assert server_at("postgresql://h/course?connect_timeout=3", HERE).settings()["connect_timeout"] == "3"


@pytest.mark.parametrize("url", ["postgresql://ada:s3cret@h/course", "postgresql://ada@h/course?password=s3cret"])
def test_a_password_is_used_and_never_shown(url: str) -> None:
    server = server_at(url, HERE)
    assert server.settings()["password"] == "s3cret"
    assert "s3cret" not in f"{server!r} {server} {server.shown} {server.name}"


@pytest.mark.parametrize("name", SECRETS)
def test_another_secret_would_stand_in_a_command_line_so_it_is_refused_unseen(name: str) -> None:
    with pytest.raises(CourseError, match=rf"holds a secret under {name}, which pg_dump would show") as caught:
        server_at(f"postgresql://ada@h/course?{name}=s3cret", HERE)
    assert "s3cret" not in str(caught.value)


OTHER = ("{here} names a database of another kind{kind}. The gradebook can lie in gradebook.db, or on a PostgreSQL "
         "server: " + LIKE + ".")
NONE = ("{here} is no address of a database. It looks like " + LIKE + "; in a password, write %40 for @, %2F for /, "
        "%3A for :, %3F for ? and %25 for %.")
DRIVER = "{here} names another driver than psycopg 3. Begin it with postgresql://, and name none."


@pytest.mark.parametrize("url, said", [
    ("mysql://ada:s3cret@h/course", OTHER.format(here=HERE, kind=" (mysql)")),
    ("mysql+pymysql://ada:s3cret@h/course", OTHER.format(here=HERE, kind=" (mysql+pymysql)")),
    ("s3cret", OTHER.format(here=HERE, kind="")),
    ("ada:s3cret://h", OTHER.format(here=HERE, kind="")),
    ("postgresql+psycopg2://ada:s3cret@h/course", DRIVER.format(here=HERE)),
    ("postgresql+asyncpg://ada:s3cret@h/course", DRIVER.format(here=HERE)),
    ("postgresql://ada:s3cret@h", NONE.format(here=HERE)),
    ("postgresql://ada:s3cret@h/", NONE.format(here=HERE)),
    ("postgresql://ada:ugh@s3cret@h/course", NONE.format(here=HERE)),
    ("postgresql://ada:ugh?s3cret@h/course", NONE.format(here=HERE)),
    ("postgresql://h:s3cret/course", NONE.format(here=HERE)),
    ("postgresql:h/course", OTHER.format(here=HERE, kind="")),
])
def test_what_is_no_address_is_a_sentence_without_a_word_of_its_password(url: str, said: str) -> None:
    with pytest.raises(CourseError) as caught:
        server_at(url, HERE)
    assert str(caught.value) == said
    assert "s3cret" not in said
