"""A gradebook from SQLite to PostgreSQL: all of it, the same to the byte in what it exports, or nothing."""

from __future__ import annotations

import pytest

from assay.course.gradebook.export import export
from assay.course.gradebook.postgresql.migrate import migrate
from assay.course.lms.going_out import export_to
from assay.course.places import Course
from tests.course.gradebook.postgresql.conftest import configure
from tests.course.lms.classroom import A
from tests.postgres import Cluster

pytestmark = pytest.mark.system


def exported(course: Course) -> dict[str, bytes]:
    """All that goes out, by name."""
    for system in ("csv", "json", "gradescope"):
        export_to(course, A, system)
    files = [export(course, course.root / "grades.csv"), *(course.root / "exports").rglob("*.*")]
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in files if path.is_file()}


def test_what_is_exported_is_the_same_to_the_byte(marked: Course, cluster: Cluster) -> None:
    before = exported(marked)
    name = cluster.database()
    said = migrate(marked, cluster.url(name))
    assert said[2] == f'    c.CourseDirectory.db_url = "postgresql://grader@127.0.0.1:{cluster.port}/{name}"'
    assert exported(configure(marked, cluster.url(name))) == before
    assert len(before) > 3
