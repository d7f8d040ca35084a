"""Work in several processes at once, and what Ctrl-C does to it: it ends at once, and between two steps."""

from __future__ import annotations

import gc
import multiprocessing
import os
import signal
import sys
import threading
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn, TypeVar

S = TypeVar("S")
T = TypeVar("T")
#: Which call is handed out next, by its number, when these are out already; None if none is for now.
Choose = Callable[[Collection[int]], int | None]
#: Calls that are handed out, for each that is being worked at.
AHEAD = 2


class Lazily(Sequence[T]):
    """What a function makes of some items, each of them only when it is asked for."""

    def __init__(self, make: Callable[[S], T], items: Sequence[S]) -> None:
        self._make: Callable[[Any], T] = make
        self._items: Sequence[Any] = items

    def __len__(self) -> int:
        return len(self._items)

    def __getitem__(self, place: Any) -> Any:
        return self._make(self._items[place])


def settle() -> None:
    """Spares garbage collections what has been imported: a million objects, gone through again and again."""
    gc.collect()
    gc.freeze()


@contextmanager
def uncollected() -> Iterator[None]:
    """No garbage is collected meanwhile, nor is what came of it gone through when the program ends.

    For what keeps nearly all that it makes and is the last thing that a command does.
    """
    was = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        gc.freeze()
        if was:
            gc.enable()


def become(command: Sequence[str], folder: Path, environment: Mapping[str, str]) -> NoReturn:
    """Runs a program in this process's place, so that who ends this one, or asks how it ended, has that one."""
    sys.stdout.flush()
    sys.stderr.flush()
    os.chdir(folder)
    os.execve(command[0], list(command), dict(environment))


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def in_processes(work: Callable[..., T], arguments: Sequence[tuple[Any, ...]], processes: int,
                    prepare: Callable[[], None],
                    choose: Choose | None = None) -> Iterator[Iterator[tuple[int, Future[T]]]]:
    """Calls ``work`` with each of ``arguments`` in a few processes that end with the block.

    Whoever leaves the block early, by an interruption or any other exception, leaves nothing behind: the processes are
    ended at once. They do not hear Ctrl-C, which a terminal sends to everybody, themselves.

    Args:
        work: a function of a module, to be called in the processes.
        arguments: its arguments, a tuple for each call; looked at when the call's turn is near.
        processes: how many at most.
        prepare: called first in each process.
        choose: whose turn it is; one after the other if None.

    Yields:
        pairs (place in ``arguments``, finished call), as they finish. A call whose process was killed raises
        ``BrokenProcessPool``.
    """
    others = multiprocessing.active_children()
    # Spawned, not forked: they must not carry this process's threads and open files.
    context = multiprocessing.get_context("spawn")
    pool = ProcessPoolExecutor(max(1, min(processes, len(arguments))), context, _begin, (prepare,))
    try:
        with _deaf():
            choose = choose or one_after_the_other(len(arguments), lambda: max(1, processes) * AHEAD)
            finished = in_turn(lambda place: pool.submit(work, *arguments[place]), choose, {})
        yield finished
    except BaseException:
        for process in multiprocessing.active_children():
            if process not in others:
                process.kill()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


def one_after_the_other(many: int, most: Callable[[], int]) -> Choose:
    """So many calls, of which at most so many are out at a time."""
    places = iter(range(many))

    def choose(out: Collection[int]) -> int | None:
        return next(places, None) if len(out) < most() else None

    return choose


def in_turn(submit: Callable[[int], Future[T]], choose: Choose,
            out: dict[Future[T], int]) -> Iterator[tuple[int, Future[T]]]:
    """Hands out calls by their numbers, the first ones at once, until none is out and none is chosen.

    Args:
        submit: hands out a call.
        choose: whose turn it is.
        out: filled with the calls that are out, and their numbers.

    Returns:
        pairs (number, finished call), as they finish.
    """
    def fill() -> None:
        while (place := choose(out.values())) is not None:
            out[submit(place)] = place

    def finished() -> Iterator[tuple[int, Future[T]]]:
        while out:
            for job in wait(out, return_when=FIRST_COMPLETED).done:
                yield out.pop(job), job
                fill()

    fill()
    return finished()


@contextmanager
def whole() -> Iterator[None]:
    """Holds Ctrl-C back until the block is done, for what must not be cut in two; a second one is not held back.

    Raises:
        KeyboardInterrupt: at the end of the block, if there was one meanwhile.
    """
    before = signal.getsignal(signal.SIGINT)
    if before is not signal.default_int_handler or threading.current_thread() is not threading.main_thread():
        yield  # nobody hears it, or somebody else sees to it
        return
    heard: list[int] = []

    def hold(number: int, _: object) -> None:
        heard.append(number)
        signal.signal(signal.SIGINT, before)

    signal.signal(signal.SIGINT, hold)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
    if heard:
        raise KeyboardInterrupt


def _begin(prepare: Callable[[], None]) -> None:
    """In a new process. What it starts hears signals as ever: only a function is not handed on to programs."""
    signal.signal(signal.SIGINT, _nothing)
    prepare()


def _nothing(*_: object) -> None:
    pass


@contextmanager
def _deaf() -> Iterator[None]:
    """Processes started meanwhile do not hear Ctrl-C from their first line on: that is handed on to programs."""
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = signal.signal(signal.SIGINT, signal.SIG_IGN)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, before)
