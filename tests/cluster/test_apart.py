"""A judging process apart, as a process; it is asked for nothing that needs a room."""

from __future__ import annotations

import io
import os
import signal
import time
from pathlib import Path

import pytest

from assay.cluster import apart
from assay.cluster.apart import Apart, Died, frame, send
from assay.cluster.bundle import Bundle, packed, unpacked
from assay.cluster.task import Said, Task, read
from assay.course.places import Course
from assay.judge.submission import Cell, Submission
from tests.course.desk import A
from tests.here import REPOSITORY

WORK = Submission(A, (Cell(0, "x = 1"),))


@pytest.mark.parametrize("data", [b"", b"x", b"\x00" * 100_000])
def test_bytes_arrive_as_they_were_sent(data: bytes) -> None:
    pipe = io.BytesIO()
    send(pipe, data)
    send(pipe, b"next")
    pipe.seek(0)
    assert (frame(pipe), frame(pipe), frame(pipe)) == (data, b"next", None)


def test_half_of_a_message_is_none() -> None:
    pipe = io.BytesIO()
    send(pipe, b"whole")
    assert frame(io.BytesIO(pipe.getvalue()[:-1])) is None


def test_a_bundle_that_is_another_is_answered_and_the_process_lives(tmp_path: Path) -> None:
    bad = Bundle(b"no archive")
    judge = Apart(bad, tmp_path)
    try:
        for _ in range(2):
            reply = read(judge.ask(Task(bad.digest, WORK).to_bytes(), 120.0), {})
            assert (reply.said, reply.text) == (Said.UNFIT, "The bundle is damaged.")
        assert judge.alive()
        assert judge.done == 2
    finally:
        judge.close()
    assert not judge.alive()


def spoiled(bundle: Bundle, home: Path, what: str) -> None:
    """A worker's home as an accident leaves it."""
    if what == "a file":
        home.write_text("in the way")
    elif what == "settings cut short":
        unpacked(bundle, bundle.digest, home)
        (home / "bundles" / bundle.digest / "settings.json").write_text("{")
    else:
        (home / "bundles" / bundle.digest).mkdir(parents=True)


@pytest.mark.parametrize(("what", "reason"), [
    ("a file", "FileExistsError"), ("settings cut short", "JSONDecodeError"),
    ("nothing in it", "FileNotFoundError")])
def test_a_home_that_cannot_hold_a_bundle_is_the_workers_fault_and_nobody_elses(
        tmp_path: Path, what: str, reason: str) -> None:
    bundle, home = packed(Course(REPOSITORY).bench(A)), tmp_path / "home"
    spoiled(bundle, home, what)
    judge = Apart(bundle, home)
    try:
        reply = read(judge.ask(Task(bundle.digest, WORK).to_bytes(), 120.0), {})
    finally:
        judge.close()
    assert reply.said == Said.UNFIT
    assert reply.text.startswith(f"What is judged by cannot be laid out below {home} ({reason}: ")
    assert reply.text.endswith(
        "). Make room there, or point XDG_CACHE_HOME to another folder; what lies there can be deleted.")


def test_a_fault_of_ours_is_answered_and_a_process_that_is_killed_is_told(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bundle = packed(Course(REPOSITORY).bench(A))
    judge = Apart(bundle, tmp_path)
    try:
        reply = read(judge.ask(b"no task", 300.0), {})
        assert reply.said == Said.FAULT
        assert reply.text.startswith("JSONDecodeError: ")
        monkeypatch.setattr(apart, "TASKS", 1)
        assert not judge.alive()
        os.kill(judge._process.pid, signal.SIGKILL)
        with pytest.raises(Died):
            judge.ask(b"{}", 60.0)
    finally:
        judge.close()


def test_what_takes_too_long_is_ended(tmp_path: Path) -> None:
    judge = Apart(packed(Course(REPOSITORY).bench(A)), tmp_path)
    try:
        started = time.monotonic()
        with pytest.raises(Died):  # it has not even imported JAX by then
            judge.ask(b"{}", 0.05)
        assert time.monotonic() - started < 60
    finally:
        judge.close()
