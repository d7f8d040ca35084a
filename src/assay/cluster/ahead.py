"""Compiling ahead: right solutions run in rooms before others are judged, so that what they compile is there already.

Nothing depends on it but time: what fails here is compiled in the rooms, as ever.
"""

from __future__ import annotations

import fcntl
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from assay.judge import compile_cache
from assay.judge.bench import Bench
from assay.judge.plugin import run_hidden_tests
from assay.judge.submission import Cell


@dataclass(frozen=True)
class Style:
    """A right solution: its name, a digest of all that its being compiled depends on, and the cells to be run."""

    name: str
    state: str
    cells: tuple[Cell, ...]


def mark(bench: Bench, name: str, state: str) -> Path:
    """A file that is there when a style has been compiled in that state."""
    assert bench.compiled is not None
    return bench.compiled.parent / f"{bench.compiled.name}-{name}-{state[:16]}"


def compile_style(bench: Bench, style: Style) -> None:
    """Runs a right solution in a room with a folder of its own, keeps what may be shown in the bench's, and notes it.

    Raises:
        JudgeFault: the hidden tests themselves cannot be read.
        SandboxUnavailable: this machine cannot isolate.
        OSError: the bench's folder cannot be written.
    """
    assert bench.compiled is not None
    with bench.room(compile_cache.with_own_folder(style.cells)) as session:
        session.run_notebook()
        run_hidden_tests(bench.questions, session)
        compile_cache.gather(session, bench.compiled)
    mark(bench, style.name, style.state).touch()


def compile_missing(bench: Bench, styles: Sequence[Style]) -> None:
    """Compiles what is not compiled here yet, before the first task; of several workers on a machine each takes others.

    Begins none after as long as a submission may take, since a first task waits for it, and that has its bound.
    """
    until = time.monotonic() + bench.limits.submission_seconds
    for style in styles:
        done = mark(bench, style.name, style.state)
        if time.monotonic() > until:
            return
        try:
            done.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            with claimed(done.with_name(f".{done.name}")) as mine:
                if mine and not done.exists():
                    compile_style(bench, style)
        except Exception as error:  # whatever it is, tasks are judged without, and say what is wrong
            print(f"{style.name} is not compiled ahead here: {type(error).__name__}: {error}", file=sys.stderr)


@contextmanager
def claimed(path: Path) -> Iterator[bool]:
    """Whether nobody else on this machine is at it; a claim ends with its process."""
    with path.open("a") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True
