"""A PostgreSQL server for each module of tests, and a course whose gradebook lies on it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from assay.course.gradebook.postgresql.migrate import migrate
from assay.course.places import CONFIG, Course
from tests.postgres import Cluster, running


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    """The server."""
    with running() as cluster:
        yield cluster


def configure(course: Course, url: str) -> Course:
    """Writes an address into a course's configuration, below what stands there."""
    path = course.root / CONFIG
    kept = [line for line in path.read_text("utf-8").splitlines() if "db_url" not in line]
    path.write_text("\n".join([*kept, f"c.CourseDirectory.db_url = {url!r}", ""]), "utf-8")
    return course


@pytest.fixture
def moved(marked: Course, cluster: Cluster) -> Course:
    """A graded class whose gradebook lies on the server, and no longer in a file."""
    url = cluster.url(cluster.database())
    migrate(marked, url)
    marked.gradebook.unlink()
    return configure(marked, url)
