"""One run at a time on a gradebook that machines with course folders of their own share."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path

import psycopg
import pytest

from assay.course.gradebook.lock import Busy, writing
from assay.course.gradebook.postgresql.address import server_at
from assay.course.gradebook.postgresql.lock import locked
from assay.course.places import CONFIG, Course, CourseError
from tests.course.gradebook.postgresql.conftest import configure
from tests.course.lms.classroom import classroom
from tests.here import REPOSITORY
from tests.postgres import Cluster

pytestmark = pytest.mark.system
HOLDS = """
import sys, time
from pathlib import Path
from assay.course.gradebook.lock import writing
from assay.course.places import Course
with writing(Course(Path(sys.argv[1])), backed_up=False):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def here(tmp_path: Path, cluster: Cluster) -> Course:
    """A course folder on one machine."""
    return configure(classroom(tmp_path / "here"), cluster.url(cluster.database()))


@pytest.fixture
def there(here: Course, tmp_path: Path) -> Course:
    """Another one, on what stands for another machine, with the same gradebook."""
    folder = tmp_path / "there"
    folder.mkdir()
    (folder / CONFIG).write_bytes((here.root / CONFIG).read_bytes())
    return Course(folder)


def test_a_run_elsewhere_is_named_and_a_killed_one_leaves_no_lock(here: Course, there: Course) -> None:
    with subprocess.Popen([sys.executable, "-c", HOLDS, str(there.root)], cwd=REPOSITORY, stdout=subprocess.PIPE,
                          text=True) as other:
        assert other.stdout is not None
        assert other.stdout.readline() == "held\n"
        with pytest.raises(Busy) as caught, writing(here, backed_up=False):
            pass
        assert str(caught.value) == (f"Another run is at work on this gradebook (process {other.pid} on "
                                     f"{socket.gethostname()}). Wait until it ends, then run this again.")
        other.kill()
    for _ in range(100):  # the server has to see that it is gone
        with suppress(Busy), writing(here, backed_up=False):
            break
        time.sleep(0.1)
    else:
        pytest.fail("the lock of a killed run is still held")


def test_a_run_that_ends_gives_the_lock_back_before_its_connection_ends(
        cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    """The server takes a moment to notice an end, so that the next run might come too early."""
    server = server_at(cluster.url(cluster.database()), "the address")
    with monkeypatch.context() as patch:
        patch.setattr(psycopg.Connection, "close", lambda _: None)
        with locked(server) as first:
            assert first.holder == ""
    assert first.connection.execute("SELECT 1").fetchone() == (1,)
    with locked(server) as second:
        assert second.holder == ""
    first.connection.close()


def test_one_run_after_another_and_on_two_gradebooks_at_once(here: Course, there: Course, cluster: Cluster) -> None:
    for course in (here, there, here):
        with writing(course, backed_up=False):
            pass
    configure(there, cluster.url(cluster.database()))
    with writing(here, backed_up=False), writing(there, backed_up=False):
        pass


def test_a_run_whose_connection_was_cut_ends_as_ever(here: Course, cluster: Cluster) -> None:
    with writing(here, backed_up=False):
        cut(cluster)


def test_a_run_whose_lock_is_gone_with_its_connection_records_nothing_more(here: Course, there: Course,
                                                                          cluster: Cluster) -> None:
    with writing(here, backed_up=False) as still_held:
        still_held()
        cut(cluster)
        with writing(there, backed_up=False), pytest.raises(CourseError) as caught:  # nobody keeps it away
            still_held()
    assert str(caught.value).endswith("so that another may be at work there: nothing more is recorded. Run this again; "
                                      "what is judged is kept.")


def cut(cluster: Cluster) -> None:
    """Has the server end the connection that holds this process's lock."""
    assert cluster.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name LIKE "
                           f"'process {os.getpid()} on %'") == [(True,)]


def test_a_run_that_holds_it_for_hours_is_heard_of_meanwhile(cluster: Cluster) -> None:
    with server_at(cluster.url(cluster.database()), "here").connected() as connection:
        assert connection.info.get_parameters()["keepalives_idle"] == "60"
