"""Faults of the machine, met by the real command: one sentence each, and a gradebook as before when it is mended."""

from __future__ import annotations

import errno
import os
import shutil
import sqlite3
import subprocess
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pytest

from assay.course.gradebook import database
from assay.course.gradebook.database import ailment
from assay.course.grading.grading import autograde
from assay.course.machine_faults import sentence
from assay.course.places import Course, CourseError
from assay.room.room import Isolation
from assay.room.walls.bubblewrap import find_bwrap
from tests.course.desk import POINTS, A, filled, hand_in, scores, settle
from tests.here import REPOSITORY

LIMITED = ("import resource, runpy, signal, sys; signal.signal(signal.SIGXFSZ, signal.SIG_IGN); "
           "resource.setrlimit(resource.RLIMIT_{name}, ({number}, {number})); sys.argv[0] = 'assay'; "
           "runpy.run_module('assay', run_name='__main__')")


@pytest.fixture
def ada(course: Course) -> Course:
    """A course where Ada is judged, but not recorded yet; there is no sandbox to test."""
    hand_in(course, "ada", filled(course))
    bare = Course(course.root, Isolation.NONE)
    settle(bare, "ada")
    return bare


def command(course: Course, *before: str, verb: str = "autograde") -> subprocess.CompletedProcess[str]:
    start = before or (sys.executable, "-m", "assay")
    unsafe = ["--without-sandbox"] if verb != "export" else []
    return subprocess.run([*start, verb, "--course", str(course.root), *unsafe], cwd=REPOSITORY, capture_output=True,
                          text=True, check=False)


def but_not_writing(place: Path) -> list[str]:
    """The command line, where a mount keeps even root from writing one file or folder."""
    mounts = ["--dev-bind", "/", "/", "--ro-bind", str(place), str(place)]
    return [str(find_bwrap().path), *mounts, "--", sys.executable, "-m", "assay"]


def recovers(course: Course) -> bool:
    """Whether the next run, on a mended machine, ends as if nothing had been."""
    return autograde(course, A).fresh == ["ada"] and scores(course, "ada") == POINTS


def test_a_locked_gradebook_is_named(ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(database, "SECONDS", 0.2)
    with closing(sqlite3.connect(ada.gradebook)) as other:
        other.execute("BEGIN EXCLUSIVE")
        with pytest.raises(CourseError, match=r"^gradebook.db is locked: another program has been writing it"):
            autograde(ada, A)
    assert recovers(ada)


@pytest.fixture
def read_only(ada: Course) -> Iterator[list[str]]:
    """A command for which the gradebook cannot be written."""
    if os.geteuid() != 0:
        ada.gradebook.chmod(0o444)
        yield [sys.executable, "-m", "assay"]
        ada.gradebook.chmod(0o644)
        return
    yield but_not_writing(ada.gradebook)  # root may write any file, whatever its mode


@pytest.mark.system
def test_a_gradebook_that_may_not_be_written_is_named(ada: Course, read_only: list[str]) -> None:
    done = command(ada, *read_only)
    assert done.returncode == 1
    assert done.stderr == ("autograde: gradebook.db cannot be written. Give yourself the right to write it and its "
                           "folder, then run this again.\n")
    assert recovers(ada)


@pytest.mark.system
def test_a_course_folder_that_may_not_be_written_is_named(ada: Course) -> None:
    done = command(ada, *but_not_writing(ada.root))
    assert done.returncode == 1
    assert done.stderr == ("autograde: .cache/lock cannot be used (Read-only file system). Give yourself the right to "
                           "read and write it and its folder, then run this again.\n")
    assert recovers(ada)


def test_a_full_disk_is_named_before_anything_is_written(ada: Course) -> None:
    size = ada.gradebook.stat().st_size
    done = command(ada, sys.executable, "-c", LIMITED.format(name="FSIZE", number=size // 2))
    assert done.returncode == 1
    assert done.stderr.startswith("autograde: ")
    assert done.stderr.count("\n") == 1
    assert "Traceback" not in done.stderr
    assert recovers(ada)


def test_a_machine_short_of_memory_judges_nobody_wrongly(ada: Course) -> None:
    shutil.rmtree(ada.store(A).folder)
    done = command(ada, sys.executable, "-c", LIMITED.format(name="AS", number=300 << 20))
    assert done.returncode == 1
    last = done.stderr.splitlines()[-1]
    assert last == ("autograde: Judging processes were killed again and again. Nothing is lost: run `make autograde` "
                    "again, with fewer WORKERS if the machine was short of memory.")
    assert list(ada.store(A).folder.glob("*.json")) == []
    settle(ada, "ada")
    assert recovers(ada)


# Only root may mount; a quota would need root as well. An ordinary user's run has the test with RLIMIT_FSIZE above.
@pytest.mark.skipif(os.geteuid() != 0, reason="mounts a small disk of its own")
def test_a_disk_that_fills_up_on_the_way_is_named(ada: Course, tmp_path: Path) -> None:
    disk = tmp_path / "disk"
    disk.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=8m", "tmpfs", str(disk)], check=True)
    try:
        small = Course(disk / "course", Isolation.NONE)
        shutil.copytree(ada.root, small.root, symlinks=True)
        shutil.copy(small.gradebook, disk / "whole.db")
        free = os.statvfs(disk)
        for left in range(0, free.f_bavail * free.f_frsize, 65536):
            with (disk / "filler").open("wb") as filler:
                filler.write(bytes(os.statvfs(disk).f_bavail * free.f_frsize - left))
            done = command(small)
            (disk / "filler").unlink()
            if done.returncode == 0:
                break
            last = done.stderr.splitlines()[-1]
            assert "full" in last, last
            assert "Traceback" not in done.stderr
            assert ailment(small) == ""
        assert left > 0
        assert scores(small, "ada") == POINTS
        assert autograde(small, A).fresh == []
    finally:
        subprocess.run(["umount", "-l", str(disk)], check=True)


def test_clocks_that_jump_change_nothing(ada: Course) -> None:
    autograde(ada, A)
    for at in (0, 4102444800):  # 1970 and 2100
        for path in ada.root.rglob("*"):
            os.utime(path, (at, at))
        assert autograde(ada, A).fresh == []
    hand_in(ada, "ada", filled(ada), time="2199-01-01 00:00:00.000000 UTC")
    assert autograde(ada, A).fresh == ["ada"]
    assert scores(ada, "ada") == POINTS


def test_a_report_on_a_damaged_gradebook_is_a_sentence(ada: Course) -> None:
    for content in (b"", b"This is no database.\n" * 200):
        ada.gradebook.write_bytes(content)
        for verb in ("report", "export"):
            done = command(ada, verb=verb)
            assert done.returncode == 1
            assert done.stderr.startswith(f"{verb}: gradebook.db is damaged (")
            assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("error, said", [
    (MemoryError(), "The memory is full. Use fewer WORKERS, or close other programs; then run this again. Nothing is "
                    "lost."),
    (OSError(errno.ENOSPC, "No space left on device", "verdicts/x"),
     "The disk is full: verdicts/x cannot be written. Free some space, then run this again. Nothing is lost."),
    (PermissionError(errno.EACCES, "Permission denied", "submitted"),
     "submitted cannot be used (Permission denied). Give yourself the right to read and write it and its folder, then "
     "run this again."),
    (OSError(errno.EIO, "Input/output error", "release"),
     "release cannot be used (Input/output error). Mend that, then run this again. Nothing is lost."),
    (OSError(), "A file cannot be used (OSError). Mend that, then run this again. Nothing is lost."),
    (sqlite3.OperationalError("odd"), "gradebook.db could not be used (odd). Run this again."),
])
def test_a_fault_of_the_machine_is_a_sentence(tmp_path: Path, error: OSError, said: str) -> None:
    assert sentence(error, Course(tmp_path)) == said
