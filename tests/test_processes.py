"""Work side by side, and Ctrl-C."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures.process import BrokenProcessPool
from pathlib import Path

import pytest

from assay.processes import AHEAD, Lazily, in_processes, uncollected, whole

HEARS = "import signal; print(signal.getsignal(signal.SIGINT) is signal.default_int_handler)"


def ready() -> None:
    """What workers do first."""


def square(number: int) -> int:
    if number < 0:
        raise ValueError(str(number))
    return number * number


def interrupted(_: int) -> str:
    """Interrupts its own process, as a terminal would, and asks a program whether it hears interruptions."""
    os.kill(os.getpid(), signal.SIGINT)
    return subprocess.run([sys.executable, "-c", HEARS], capture_output=True, text=True, check=True).stdout.strip()


def waits(folder: str) -> None:
    Path(folder, str(os.getpid())).touch()
    time.sleep(600)


def killed(_: int) -> None:
    os.kill(os.getpid(), signal.SIGKILL)


@pytest.fixture(autouse=True)
def heard() -> Iterator[None]:
    """In the background of a shell, programs do not hear interruptions."""
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    yield
    signal.signal(signal.SIGINT, before)


def test_each_call_is_made_once_and_told_by_its_place() -> None:
    with in_processes(square, [(number,) for number in range(7)], 2, ready) as finished:
        assert {place: job.result() for place, job in finished} == {n: n * n for n in range(7)}
    with in_processes(square, [], 2, ready) as finished:
        assert list(finished) == []


def test_a_call_is_looked_at_when_its_turn_is_near() -> None:
    seen: list[int] = []

    def given(number: int) -> tuple[int]:
        seen.append(number)
        return (number,)

    with in_processes(square, Lazily(given, range(9)), 2, ready) as finished:
        assert seen == list(range(2 * AHEAD))
        assert next(finished)[0] in seen
        assert len(seen) == 2 * AHEAD
        assert len(list(finished)) == 8
    assert seen == list(range(9))


def test_an_exception_of_one_call_is_that_calls_alone() -> None:
    with in_processes(square, [(2,), (-1,), (3,)], 2, ready) as finished:
        found = {place: job.exception() or job.result() for place, job in finished}
    assert (found[0], repr(found[1]), found[2]) == (4, "ValueError('-1')", 9)


def test_a_process_does_not_hear_an_interruption_but_what_it_starts_does() -> None:
    with in_processes(interrupted, [(1,)], 1, ready) as finished:
        assert [job.result() for _, job in finished] == ["True"]


def all_of(work: Callable[..., object], arguments: list[tuple[object, ...]]) -> list[object]:
    with in_processes(work, arguments, 2, ready) as finished:
        return [job.result() for _, job in finished]


def test_a_killed_process_breaks_the_pool() -> None:
    with pytest.raises(BrokenProcessPool):
        all_of(killed, [(1,), (2,)])


def test_whoever_leaves_early_leaves_no_process_behind(tmp_path: Path) -> None:
    def leaves() -> None:
        with in_processes(waits, [(str(tmp_path),)] * 4, 2, ready):
            while not list(tmp_path.iterdir()):
                time.sleep(0.01)
            raise KeyboardInterrupt

    before = multiprocessing.active_children()
    with pytest.raises(KeyboardInterrupt):
        leaves()
    assert multiprocessing.active_children() == before
    for path in tmp_path.iterdir():
        assert not Path("/proc", path.name).exists()


def step(interruptions: int, then: Callable[[], object]) -> None:
    """A step that is interrupted so often before it does something."""
    with whole():
        for _ in range(interruptions):
            signal.raise_signal(signal.SIGINT)
        then()


def test_an_interruption_waits_for_the_end_of_a_step() -> None:
    done: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        step(1, lambda: done.append(1))
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_a_second_interruption_does_not_wait() -> None:
    done: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        step(2, lambda: done.append(1))
    assert done == []
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_what_fails_in_a_step_is_not_hidden_by_an_interruption() -> None:
    with pytest.raises(ValueError, match="-1"):
        step(1, lambda: square(-1))
    assert signal.getsignal(signal.SIGINT) is signal.default_int_handler


def test_where_nobody_hears_interruptions_a_step_does_not_either() -> None:
    done: list[int] = []
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    step(3, lambda: done.append(1))
    assert done == [1]
    assert signal.getsignal(signal.SIGINT) is signal.SIG_IGN


@pytest.mark.parametrize("before", [True, False])
def test_no_garbage_is_collected_meanwhile_and_afterwards_all_is_as_it_was(before: bool) -> None:
    was = gc.isenabled()
    try:
        (gc.enable if before else gc.disable)()
        with uncollected():
            assert not gc.isenabled()
        assert gc.isenabled() is before
        with pytest.raises(ValueError, match="-1"), uncollected():
            square(-1)
        assert gc.isenabled() is before
    finally:
        (gc.enable if was else gc.disable)()
