"""Several recorders at once on a server: the same gradebook, whatever goes wrong on the way."""

from __future__ import annotations

import multiprocessing
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest

from assay.course.gradebook.export import export
from assay.course.grading import grading, recording
from assay.course.grading.grading import autograde
from assay.course.places import CONFIG, Course, CourseError
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, hand_in, settle
from tests.course.gradebook.postgresql.conftest import cluster, configure
from tests.course.gradebook.postgresql.test_class import begin
from tests.postgres import Cluster

__all__ = ["cluster"]
pytestmark = pytest.mark.system
CLASS = [f"student{number}" for number in range(5)]
#: Longer than nbgrader lets a student's id be, which SQLite does not mind.
LONG = "x" * 129


@pytest.fixture
def five(course: Course, monkeypatch: pytest.MonkeyPatch) -> Course:
    """A class that is judged and not recorded; five are worth a few processes here."""
    monkeypatch.setattr(recording, "FEW", 2)
    bare = Course(course.root, Isolation.NONE)
    for number, student in enumerate(CLASS):
        hand_in(bare, student, filled(bare, sgd_step=f"sgd_step = {number}"))
        settle(bare, student, {"sgd_step": LOST})
    return bare


def started(monkeypatch: pytest.MonkeyPatch, advance: Callable[[], None] = lambda: None) -> list[int]:
    """How many processes were there each time that somebody was recorded."""
    found: list[int] = []

    @contextmanager
    def bar(*_: object) -> Iterator[Callable[[], None]]:
        def step() -> None:
            found.append(len(multiprocessing.active_children()))
            advance()
        yield step

    monkeypatch.setattr(grading, "bar", bar)
    return found


def test_what_several_record_on_a_server_is_what_one_records_in_a_file(
        five: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    processes = started(monkeypatch)
    assert autograde(five, A, workers=2).fresh == CLASS
    wanted = export(five, five.root / "grades.csv").read_bytes()
    assert processes == [0] * 5
    name = cluster.database()
    here = begin(five, f"c.CourseDirectory.db_url = {cluster.url(name)!r}")
    hand_in(here, LONG, filled(here))
    settle(here, LONG)
    processes.clear()
    graded = autograde(here, A, workers=2)
    assert graded.fresh == CLASS
    assert list(graded.faults) == [LONG]
    assert "value too long" in graded.faults[LONG]
    assert max(processes) == 2
    assert export(here, here.root / "grades.csv").read_bytes() == wanted
    assert autograde(here, A, workers=2).fresh == []


def test_a_recorder_that_is_killed_is_told_and_the_next_run_ends_as_if_nothing_had_been(
        five: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    here = begin(five, f"c.CourseDirectory.db_url = {cluster.url(cluster.database())!r}")

    def kill() -> None:
        for process in multiprocessing.active_children():
            process.kill()

    with monkeypatch.context() as patch:
        started(patch, kill)
        with pytest.raises(CourseError) as caught:
            autograde(here, A, workers=2)
    assert str(caught.value) == "A process that recorded was killed. Run `make autograde` again."
    assert multiprocessing.active_children() == []
    again = autograde(here, A, workers=2)
    assert 0 < len(again.fresh) < 5
    assert autograde(here, A, workers=2).fresh == []
    assert export(here, here.root / "grades.csv").read_text("utf-8").count(",39.0,0.0,39.0,46.0,graded,") == 5


def test_a_server_that_goes_away_ends_all_recorders(
        five: Course, cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    here = begin(five, f"c.CourseDirectory.db_url = {cluster.url(cluster.database())!r}")
    config = (here.root / CONFIG).read_text("utf-8")

    def away() -> None:
        configure(here, cluster.url("gone"))

    with monkeypatch.context() as patch:
        started(patch, away)
        with pytest.raises(CourseError, match=r" has no database gone\. "):
            autograde(here, A, workers=2)
    assert multiprocessing.active_children() == []
    (here.root / CONFIG).write_text(config, "utf-8")
    autograde(here, A, workers=2)
    assert autograde(here, A, workers=2).fresh == []
