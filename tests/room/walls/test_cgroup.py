"""A cgroup around a room: in a folder that looks like one, and in truth where this machine hands one over."""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from assay.room.limits import MIB, Limits
from assay.room.room import open_room
from assay.room.walls import cgroup
from assay.room.walls.cgroup import Cgroup, NotDelegated


def why_not() -> str:
    try:
        cgroup.delegated()
    except NotDelegated as reason:
        return str(reason)
    return ""


@pytest.fixture
def base(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder with the files of a delegated cgroup that holds two processes."""
    for name, text in (("cgroup.controllers", "cpu memory pids"), ("cgroup.subtree_control", ""),
                       ("cgroup.procs", "11\n12\n")):
        (tmp_path / name).write_text(text)
    monkeypatch.setattr(cgroup, "_own", lambda _: tmp_path)
    monkeypatch.setattr(cgroup, "_attribute", lambda *_: b"1")
    return tmp_path


def test_what_was_not_handed_over_is_left_alone(base: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cgroup, "_attribute", lambda *_: b"")
    with pytest.raises(NotDelegated, match="not handed over"):
        cgroup.delegated(base)
    assert cgroup.around(lambda: [1], 5 * MIB, base) is None
    assert not [path for path in base.iterdir() if path.is_dir()]


def test_without_a_controller_of_memory_there_is_none(base: Path) -> None:
    (base / "cgroup.controllers").write_text("cpu pids")
    with pytest.raises(NotDelegated, match="no controller of memory"):
        cgroup.delegated(base)


def test_a_machine_without_cgroup_v2_has_none(tmp_path: Path) -> None:
    with pytest.raises(NotDelegated, match="no cgroup v2"):
        cgroup.delegated(tmp_path)


def test_the_judge_goes_into_a_leaf_and_memory_is_switched_on_once(base: Path) -> None:
    (base / "judge").mkdir()
    assert cgroup.delegated(base) == base
    assert (base / "judge" / "cgroup.procs").read_text() == "12"  # the last of two
    assert (base / "cgroup.subtree_control").read_text() == "+memory"
    (base / "cgroup.subtree_control").write_text("memory")
    (base / "judge" / "cgroup.procs").unlink()
    assert cgroup.delegated(base) == base
    assert not (base / "judge" / "cgroup.procs").exists()


def test_a_room_has_a_limit_and_its_processes_are_in_it(base: Path) -> None:
    made = cgroup.around(lambda: [21, 22], 5 * MIB, base)
    assert made is not None
    assert made.folder.parent == base
    assert (made.folder / "memory.max").read_text() == str(5 * MIB)
    assert (made.folder / "cgroup.procs").read_text() == "22"


@pytest.mark.parametrize("events, out", [
    ("low 0\nhigh 0\nmax 7\noom 1\noom_kill 1\n", True), ("max 7\noom_kill 0\n", False), ("", False), (None, False)])
def test_who_was_ended_for_its_memory_is_known(tmp_path: Path, events: str | None, out: bool) -> None:
    if events is not None:
        (tmp_path / "memory.events").write_text(events)
    assert Cgroup(tmp_path).ran_out() is out


def test_it_is_taken_away_when_it_is_empty_and_not_waited_for_long(tmp_path: Path) -> None:
    (tmp_path / "room").mkdir()
    Cgroup(tmp_path / "room").remove()
    assert not (tmp_path / "room").exists()
    begun = time.monotonic()
    (tmp_path / "file").touch()
    Cgroup(tmp_path).remove()
    assert time.monotonic() - begun < 10


@pytest.mark.skipif(bool(why_not()), reason=why_not())
def test_memory_that_the_watchdog_cannot_see_in_time_ends_a_room(tmp_path: Path) -> None:
    program = tmp_path / "program.py"
    program.write_text("hoard = []\nwhile True: hoard.append(b'x' * (64 << 20))")
    with open_room(program, limits=Limits(memory_bytes=256 * MIB)) as room:
        until = time.monotonic() + 30
        while room.ending() is None and time.monotonic() < until:
            time.sleep(0.01)
        assert room.ending() == "memory"
    assert not [path for path in cgroup.delegated().iterdir() if path.name.startswith("room-")]
