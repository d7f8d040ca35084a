"""nbgrader's work is done quicker and is the same work."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import jsonschema
import pytest
import sqlalchemy
from nbformat.v4 import new_code_cell
from nbgrader import api
from nbgrader.nbgraderformat import common
from nbgrader.nbgraderformat.v3 import MetadataValidatorV3

from assay.course.config import scripts_on_path
from assay.course.gradebook import quicker as quick
from assay.course.gradebook.quicker import quicker
from assay.course.grading import by_nbgrader
from assay.course.places import Course
from tests.course.desk import LOST, A, autograde, filled, hand_in, settle
from tests.postgres import running


def rows(course: Course) -> list[Any]:
    """All that the gradebook holds, but for names that are drawn and times of the clock."""
    tables = ("grade", "comment", "submitted_notebook", "submitted_assignment", "student", "answers", "made_from")
    with sqlite3.connect(course.gradebook) as database:
        names = {table: [name for _, name, *_ in database.execute(f"PRAGMA table_info({table})")
                         if name != "id" and not name.endswith("_id")] for table in tables}
        return [(table, sorted(database.execute(f"SELECT {', '.join(names[table])} FROM {table}"), key=repr))
                for table in tables if names[table]]


@contextmanager
def as_it_is() -> Iterator[None]:
    yield


def test_what_is_written_is_the_same(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(course, "ada", filled(course, corr2d="corr2d = None"))
    settle(course, "ada", {"corr2d": LOST})
    before = course.gradebook.read_bytes()
    with monkeypatch.context() as patch:
        patch.setattr(by_nbgrader, "quicker", as_it_is)
        assert autograde(course)["success"]
    slow = (rows(course), course.autograded("ada", A).read_bytes())
    course.gradebook.write_bytes(before)
    assert autograde(course)["success"]
    assert (rows(course), course.autograded("ada", A).read_bytes()) == slow
    assert any(found for _, found in slow[0])


def test_meanwhile_a_gradebook_has_one_engine_and_afterwards_all_is_as_it_was(tmp_path: Path) -> None:
    before = api.create_engine, common.jsonschema
    url = f"sqlite:///{tmp_path}/one.db"
    with scripts_on_path(), quicker():
        with api.Gradebook(url) as first, api.Gradebook(url) as second:
            assert first.engine is second.engine
        with api.Gradebook(f"sqlite:///{tmp_path}/two.db") as other:
            assert other.engine is not first.engine
    assert (api.create_engine, common.jsonschema) == before
    assert before == (sqlalchemy.create_engine, jsonschema)


@pytest.mark.system
def test_meanwhile_a_server_lets_in_once_and_afterwards_nobody_is_connected() -> None:
    with running() as cluster:
        name = cluster.database()
        url = cluster.url(name).replace("postgresql:", "postgresql+psycopg:")

        def connection() -> int:
            with api.Gradebook(url) as gradebook:
                return int(gradebook.db.execute(sqlalchemy.text("SELECT pg_backend_pid()")).scalar())

        with scripts_on_path(), quicker():
            first = connection()
            with quicker():
                assert connection() == first
            assert connection() == first
        still = f"SELECT pid FROM pg_stat_activity WHERE datname = '{name}'"
        end = time.monotonic() + 10
        while cluster.execute(still) and time.monotonic() < end:
            time.sleep(0.05)
        assert cluster.execute(still) == []
        with scripts_on_path(), quicker():
            assert connection() != first


def test_a_gradebook_that_is_replaced_is_read_anew(tmp_path: Path) -> None:
    path = tmp_path / "gradebook.db"
    with scripts_on_path(), quicker():
        with api.Gradebook(f"sqlite:///{path}") as gradebook:
            gradebook.add_student("ada")
        path.unlink()
        with api.Gradebook(f"sqlite:///{path}") as gradebook:
            assert gradebook.students == []


def test_metadata_that_is_none_is_still_refused() -> None:
    cell = new_code_cell(metadata={"nbgrader": {"schema_version": 3, "grade": "yes", "solution": True, "locked": False,
                                                "task": False, "grade_id": "a", "points": 1}})
    with quicker():
        for _ in range(2):
            with pytest.raises(common.ValidationError, match="'yes' is not of type 'boolean'"):
                MetadataValidatorV3().validate_cell(cell)


def test_a_schema_is_proved_once_for_all_notebooks(monkeypatch: pytest.MonkeyPatch) -> None:
    cell = new_code_cell(metadata={"nbgrader": {"schema_version": 3, "grade": True, "solution": True, "locked": False,
                                                "task": False, "grade_id": "a", "points": 1}})
    monkeypatch.setattr(quick, "_proved", [])
    with quicker():
        for _ in range(3):
            MetadataValidatorV3().validate_cell(cell)
        assert len(quick._proved) == 1
        other = MetadataValidatorV3()
        other.schema = {"required": ["colour"]}
        with pytest.raises(common.ValidationError, match="'colour' is a required property"):
            other.validate_cell(cell)
    assert len(quick._proved) == 2
