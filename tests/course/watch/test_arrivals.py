"""Whose turn it is, and how long each waited: new work not behind a class, and nobody for ever."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest

from assay.course.places import Course
from assay.course.watch import arrivals
from assay.course.watch.arrivals import Arrivals, Look, looks


class Clock:
    """What time it is."""

    def __init__(self) -> None:
        self.now = 1000.0

    def time(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(arrivals, "time", clock)
    return clock


def look(version: int, newest: float = 0.0) -> Look:
    return Look((("a.ipynb", version, 1, 1),), newest)


def came(clock: Clock, *moments: tuple[float, str]) -> Arrivals:
    """Students whose work was seen at these moments."""
    seen, there = Arrivals(), dict[str, Look]()
    for clock.now, student in moments:
        there[student] = look(1, clock.now)
        seen.see(dict(there))
    return seen


def test_work_came_when_the_disk_says_but_between_two_looks(clock: Clock) -> None:
    seen = Arrivals()
    seen.see({"old": look(1, 5.0)})
    clock.now = 1010.0
    seen.see({"old": look(1, 5.0), "now": look(1, 1004.0), "ahead": look(1, 9999.0), "behind": look(1, 3.0)})
    assert seen.since == {"old": 1000.0, "now": 1004.0, "ahead": 1010.0, "behind": 1000.0}
    clock.now = 1020.0
    seen.see({"old": look(2, 1015.0), "now": look(1, 1019.0)})
    assert (seen.since["old"], seen.since["now"]) == (1015.0, 1004.0)


def test_a_turn_is_half_the_newest_and_half_the_oldest(clock: Clock) -> None:
    names = [f"s{number}" for number in range(9)]
    seen = came(clock, *((1000.0 + place, name) for place, name in enumerate(names)))
    assert seen.turn(names, 1) == ["s0", "s1", "s7", "s8"]
    assert seen.waiting(names[2:7]) == names[2:7]
    seen.recorded(["s0", "s1", "s7", "s8"], names[2:7])
    clock.now += 1
    seen.see({name: look(1) for name in names} | {"new": look(1, clock.now)})
    assert seen.turn([*names[2:7], "new"], 1) == ["s2", "s3", "s6", "new"]
    assert seen.turn(["s4", "s5"], 1) == ["s4", "s5"]


def test_with_more_at_once_a_turn_is_longer_and_a_small_class_has_one(clock: Clock) -> None:
    names = [f"s{number}" for number in range(8)]
    assert came(clock).turn(names, 2) == names
    assert len(came(clock).turn(names, 1)) == 4


@pytest.mark.parametrize("seconds, recorded, turn", [
    (8.0, 4, 8), (40.0, 8, 4), (240.0, 8, 2), (28.0, 4, 2), (0.1, 4, 8), (100.0, 0, 8)])
def test_where_submissions_take_longer_a_turn_has_fewer_but_always_the_newest_and_the_oldest(
        clock: Clock, seconds: float, recorded: int, turn: int) -> None:
    names = [f"s{number}" for number in range(9)]
    seen = came(clock, *((1000.0 + place, name) for place, name in enumerate(names)))
    seen.took(seconds, recorded)
    chosen = seen.turn(names, 2)
    assert len(chosen) == turn
    assert {"s0", "s8"} <= set(chosen)


def test_of_whom_nothing_came_they_take_nobody_s_place(clock: Clock) -> None:
    seen = came(clock, *((1000.0, f"bad{number}") for number in range(6)))
    bad = [f"bad{number}" for number in range(6)]
    for number in (4, 2):
        assert len(seen.turn(bad, 1)) == number
        seen.recorded([], [])
    seen.see({name: look(1) for name in bad} | {"new": look(1, 1001.0)})
    assert seen.turn([*bad, "new"], 1) == ["new"]
    assert seen.waiting(bad) == []  # the next look has nothing to do for them
    assert seen.turn(bad, 1) == bad
    seen.see({"bad0": look(2)})  # handed in anew
    assert seen.waiting(["bad0", "bad1"]) == ["bad0"]


def test_a_turn_that_was_cut_short_is_taken_again(clock: Clock) -> None:
    names = [f"s{number}" for number in range(9)]
    seen = came(clock, *((1000.0 + place, name) for place, name in enumerate(names)))
    for _ in range(2):  # the disk was full, say
        assert seen.turn(names, 1) == ["s0", "s1", "s7", "s8"]
        seen.see({name: look(1) for name in names})


def test_who_takes_far_longer_than_the_others_waits_for_the_next_look(clock: Clock) -> None:
    seen = came(clock, (1000.0, "slow"), (1000.0, "quick"))
    seen.turn(["quick", "slow"], 1)
    assert seen.waiting(["slow"]) == ["slow"]


def test_seconds_are_from_the_arrival_to_the_record_and_are_counted_once(clock: Clock) -> None:
    seen = came(clock, (1000.0, "ada"), (1005.0, "bob"), (1006.0, "cyd"))
    clock.now = 1030.0
    assert seen.recorded(["ada", "bob"], ["cyd"]) == [30.0, 25.0]
    assert seen.recorded(["ada"], ["cyd"]) == []  # judged anew, as the hidden tests are others
    clock.now = 1000.0  # the clock was put back
    assert seen.recorded(["cyd"], []) == [0.0]


def test_a_look_tells_a_file_that_was_replaced_and_none_of_which_only_the_rights_changed(tmp_path: Path) -> None:
    course = Course(tmp_path)
    folder = course.submitted("ada", "x")
    folder.mkdir(parents=True)
    (folder / "x.ipynb").write_text("1", "ascii")
    before = looks(course, "x")
    (folder / "x.ipynb").chmod(0o600)
    assert looks(course, "x") == before
    assert abs(looks(course, "x")["ada"].newest - time.time()) < 60
    old = (folder / "x.ipynb").stat()
    (folder / ".new").write_text("2", "ascii")
    (folder / ".new").replace(folder / "x.ipynb")
    os.utime(folder / "x.ipynb", ns=(old.st_atime_ns, old.st_mtime_ns))
    assert looks(course, "x") != before
    assert looks(course, "y") == {}
