"""How far long work is, and how much time is left: a bar in a terminal, lines elsewhere."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn

Advance = Callable[[], None]
#: Between two lines of progress where there is no terminal.
QUIET_SECONDS = 10.0
#: A fiftieth has to be done before it tells how long the rest takes: what comes first also loads and compiles.
ENOUGH = 50


@contextmanager
def bar(what: str, total: int) -> Iterator[Advance]:
    """A progress bar with the time passed and the time left; yields what moves it on by one.

    Where standard error is no terminal, a line now and then says the same.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lines(what, total)
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def lines(what: str, total: int, clock: Callable[[], float] = time.monotonic) -> Advance:
    """Moves on by one, and prints how far it is at most every ten seconds, and at the end."""
    started = said = clock()
    done = 0

    def advance() -> None:
        nonlocal done, said
        done, now = done + 1, clock()
        if done == total or now - said >= QUIET_SECONDS:
            said, left = now, (now - started) / done * (total - done)
            more = f", left about {left:.0f} s" if done * ENOUGH >= total else ""
            print(f"{what} {done}/{total}, {now - started:.0f} s{more}", file=sys.stderr, flush=True)

    return advance
