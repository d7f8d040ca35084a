"""Tasks in a process of their own: what every worker does, here and elsewhere."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import signal
import warnings
from pathlib import Path

from assay.cluster.task import Reply, Said, Task, done
from assay.judge.bench import Bench
from assay.processes import settle
from assay.room.environment import xla_flags
from assay.room.inside.hooks_of_libraries import share_context
from assay.room.room import Isolation, SandboxUnavailable
from assay.room.selftest import self_test

PR_SET_PDEATHSIG = 1
#: What this process judges by, by the bundle's digest.
BENCHES: dict[str, Bench] = {}


def prepare(cache: Path, optimize: bool = True) -> None:
    """Sets a trusted process up: the reference's compiled code is kept from run to run, out of any room's sight.

    Args:
        cache: the course's, or the worker's.
        optimize: as the assignment's rooms do, so that what is audited here is what runs there.
    """
    os.environ["XLA_FLAGS"] = xla_flags(optimize)
    import jax

    end_with_parent()
    share_context()
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_compilation_cache_dir", str(cache / "jax"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    settle()


def begin(cache: Path, bundle: str, bench: Bench) -> None:
    """Sets a process up for the tasks of one bundle, which lies here already."""
    prepare(cache, bench.optimize)
    BENCHES[bundle] = bench


def end_with_parent() -> None:
    """Asks the kernel to end this process when the one that started it is gone, so that no judge is left behind."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)
    starter = multiprocessing.parent_process()
    if starter is not None and starter.pid != os.getppid():  # it was gone before the kernel was asked
        os.kill(os.getpid(), signal.SIGKILL)


def work(data: bytes) -> bytes:
    """Does a task: bytes in, bytes out. What it raises is a fault of ours."""
    return answer(Task.from_bytes(data)).to_bytes()


def answer(task: Task) -> Reply:
    """Judges a task in this process, whose walls are proved first."""
    bench = BENCHES[task.bundle]
    if bench.isolation == Isolation.BUBBLEWRAP:
        try:
            self_test(bench.root)
        except SandboxUnavailable as error:
            return Reply(Said.NO_WALLS, str(error))
    with warnings.catch_warnings():  # about a student's numbers, or code: no news for an instructor's terminal
        for kind in (RuntimeWarning, SyntaxWarning):
            warnings.simplefilter("ignore", kind)
        return done(task, bench)
