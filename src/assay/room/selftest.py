"""Proves, once in each process of the judge, that a room is closed here; if not, nothing is judged."""

from __future__ import annotations

import atexit
import contextlib
import functools
import json
import logging
import os
import secrets
import socket
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from assay.room import plans, python_env
from assay.room.diagnosis import OPEN, SILENT, SandboxUnavailable, last_line
from assay.room.environment import clean_environment
from assay.room.furnishing import USUAL
from assay.room.inside import probe
from assay.room.limits import Limits
from assay.room.room import open_room
from assay.room.walls import bubblewrap
from assay.room.warm import CannotEnter, Warm

PROGRAM = Path(probe.__file__)
_log = logging.getLogger(__name__)
#: Folders of a course. What lies in them must not lie where rooms import from, as after a wrong `pip install .`.
HIDDEN = ("autograder", "solutions")
SECONDS = 20.0
LIVES = 8  # warm processes that one process of the judge may start, one after the other died
NAMESPACES = ("ipc", "mnt", "net", "pid", "uts")
SET_BY_JAX = ("TF_CPP_MIN_LOG_LEVEL", "TPU_SKIP_MDS_QUERY")


@functools.cache
def self_test(private: Path) -> None:
    """Start a room with a probe in the student's place, and return if it found no way out, above all to that folder.

    Raises `SandboxUnavailable` with the first line that does not hold, and runs again at the next call. A success is
    kept for the life of the process.
    """
    if sentence := python_env.fault(private):
        raise SandboxUnavailable(sentence)
    _probe(private, None)


def warm_process(private: Path | None, modules: tuple[str, ...] = USUAL.modules) -> Warm | None:
    """Return this process's warm process for these modules, if a room entered from it is as closed as any; else None.

    Then rooms are started cold, which takes longer and changes nothing else. One that was killed is replaced, and one
    that could not be proved is given a second try.
    """
    failures = 0
    for life in range(LIVES):
        warm = _warmed(private, modules, life)
        if warm is not None and warm.alive():
            return warm
        failures += warm is None
        if failures > 1:
            break
    return None


@functools.cache
def _warmed(private: Path | None, modules: tuple[str, ...], _: int) -> Warm | None:
    """Start and prove a warm process, the one of this number among those of this process; None if that fails."""
    with contextlib.ExitStack() as failing:
        try:
            warm = Warm(modules)
            failing.callback(warm.close)
            _probe(private, warm)
        except (CannotEnter, SandboxUnavailable, OSError) as error:
            _log.warning("Rooms are started cold: no room could be entered from the warm process (%s).", error)
            return None
        failing.pop_all()
    atexit.register(warm.close)
    return warm


def _probe(private: Path | None, warm: Warm | None) -> None:
    """Start a room with the probe in it, and raise `SandboxUnavailable` with the first line that does not hold."""
    limits = Limits()
    with (_outside(limits, private) as outside,
          open_room(PROGRAM, arguments=[json.dumps(outside)], limits=limits, warm=warm,
                    private=private) as room):
        room.sock.settimeout(SECONDS)
        said, held = b"", 0
        with contextlib.suppress(OSError):  # a time-out, or a probe that died: what it said is not whole, see below
            if room.sock.recv(1):
                held = room.memory()
                room.sock.sendall(b".")
            while chunk := room.sock.recv(65536):
                said += chunk
        room.kill()
        _judge(said, held, room.stderr_tail())


def describe() -> dict[str, str]:
    """Return what holds the rooms here, to be written into verdicts: no paths. Raises `SandboxUnavailable`."""
    bwrap = bubblewrap.find_bwrap()
    user = "root" if os.geteuid() == 0 else "user"
    return {"isolation": "bubblewrap", "version": bwrap.version, "origin": bwrap.origin, "as": user}


def _judge(said: bytes, held: int, stderr: str) -> None:
    try:
        found: dict[str, str] = dict(json.loads(said))
        missing = [check.__doc__ for check in probe.CHECKS if check.__doc__ not in found]
    except (ValueError, TypeError):
        missing = ["everything"]
    if missing:
        raise SandboxUnavailable(SILENT.format(last=last_line(stderr)))
    uncounted = "" if held >= probe.WEIGHT_BYTES else f"{held} bytes"
    for line, opened in {**found, "The room's memory cannot be counted.": uncounted}.items():
        if opened:
            raise SandboxUnavailable(OPEN.format(line=line.rstrip("."), found=opened[:200]))


@contextlib.contextmanager
def _outside(limits: Limits, private: Path | None) -> Iterator[dict[str, Any]]:
    """Put out what a room must not reach, and yield where it all is."""
    abstract = secrets.token_hex(16)
    with contextlib.ExitStack() as stack:
        server = stack.enter_context(socket.create_server(("127.0.0.1", 0)))
        unix = stack.enter_context(socket.socket(socket.AF_UNIX))
        unix.bind("\0" + abstract)
        unix.listen()
        yield {
            "abstract": abstract,
            "canaries": [*_canaries(stack), *([str(private / name) for name in HIDDEN] if private else [])],
            "course": str(private or "/nowhere"),
            "environment": sorted(python_env.shown(private).within(private)) if private else [],
            "hidden": _kept(private),
            "limits": plans.rlimits(limits),
            "namespaces": {name: str(Path(name).readlink()) for name in (f"/proc/self/ns/{n}" for n in NAMESPACES)},
            "port": server.getsockname()[1],
            "tmp": limits.tmp_bytes,
            "variables": [*clean_environment("/tmp"), "PWD", "LC_CTYPE", *SET_BY_JAX],
        }


def _kept(private: Path | None) -> list[str]:
    """Name what lies in the folders of a course that nobody may see: ``autograder/x``, ``solutions/x``."""
    found = (path for name in HIDDEN for path in (private / name).glob("[!_.]*")) if private else ()
    return sorted(f"{path.parent.name}/{path.name}" for path in found if path.is_dir())


def _canaries(stack: contextlib.ExitStack) -> list[str]:
    """Lay a file that anyone may read into the temporary folder and, if there is one, the home of the judge."""
    names = []
    for folder in (tempfile.gettempdir(), str(Path.home())):
        with contextlib.suppress(OSError):
            descriptor, name = tempfile.mkstemp(dir=folder, prefix=".canary-")
            stack.callback(Path(name).unlink)
            os.fchmod(descriptor, 0o644)
            os.close(descriptor)
            names.append(name)
    return names
