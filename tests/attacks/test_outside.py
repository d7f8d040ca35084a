"""What is left behind outside is seen: each test leaves something, and must be told of."""

from __future__ import annotations

import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from attacks.outside import Outside, answers, digests, free_port, marked

LEAVES_A_DAEMON = "import os, time\nif os.fork() == 0:\n    os.setsid()\n    time.sleep(600)"


@pytest.fixture
def outside(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Outside]:
    """A course and a home of its own."""
    monkeypatch.setenv("HOME", str(tmp_path / "home"))
    (tmp_path / "home").mkdir()
    (tmp_path / "course" / "submitted" / "eve").mkdir(parents=True)
    with Outside(tmp_path / "course") as world:
        yield world


def test_where_nothing_was_left_nothing_is_found(outside: Outside) -> None:
    assert outside.left() == []
    assert outside.visitors() == 0


def test_a_process_that_nobody_is_the_parent_of_is_found_and_ended(outside: Outside) -> None:
    subprocess.run([sys.executable, "-c", LEAVES_A_DAEMON], check=True)
    (left,) = outside.left()
    assert left.startswith("process python")
    assert outside.left() == []


def test_a_file_with_the_mark_in_its_name_or_its_text_is_found(outside: Outside) -> None:
    home = Path.home()
    (home / f"x-{outside.told.mark}").touch()
    (home / "inner").mkdir()
    (home / "inner" / "conftest.py").write_text(outside.told.mark)
    (home / outside.told.mark[::-1]).touch()
    assert len(outside.left()) == 3
    assert len(marked(outside.told, [home])) == 3


def test_a_change_in_the_submissions_is_found(outside: Outside) -> None:
    (outside.course / "submitted" / "eve" / "left_was_run").touch()
    assert outside.left() == ["file submitted/eve/left_was_run"]


def test_a_changed_a_new_and_a_lost_file_are_told_by_their_digests(tmp_path: Path) -> None:
    for name in "ab":
        (tmp_path / name).write_text(name)
    before = digests(tmp_path)
    (tmp_path / "a").write_text("b")
    (tmp_path / "b").rename(tmp_path / "c")
    assert digests(tmp_path) == {"a": before["b"], "c": before["b"]} != before


def test_whoever_connects_is_counted(outside: Outside) -> None:
    with socket.create_connection(("127.0.0.1", outside.told.port)), socket.socket(socket.AF_UNIX) as there:
        there.connect(f"\0{outside.told.abstract}")
        assert outside.visitors() == 2


def test_an_open_port_is_found(outside: Outside) -> None:
    with socket.create_server(("127.0.0.1", outside.told.door)):
        assert outside.left() == [f"port {outside.told.door}"]
    assert not answers(free_port())


def test_the_canary_in_the_home_is_gone_afterwards(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HOME", str(tmp_path))
    with Outside(tmp_path):
        assert len(list(tmp_path.iterdir())) == 1
    assert list(tmp_path.iterdir()) == []
