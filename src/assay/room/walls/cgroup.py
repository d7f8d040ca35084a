"""A memory cgroup around a room, on machines that let us make one: Linux then counts all that the room holds, what the
kernel keeps for it too, at every moment.

It is a second line behind the watchdog, and needs a cgroup v2 that was handed to this process, as by
`systemd-run --user --scope --property=Delegate=yes make autograde`. Source: kernel.org, "Control Group v2";
systemd.io/CGROUP_DELEGATION.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

MOUNT = Path("/sys/fs/cgroup")
#: Where this process itself goes: a cgroup that has cgroups with a limit of memory may hold no process.
JUDGE = "judge"
HANDED_OVER = ("user.delegate", "trusted.delegate")
SECONDS_TO_EMPTY = 1.0


class NotDelegated(Exception):
    """No cgroup can be made here; the sentence says why."""


@dataclass(frozen=True)
class Cgroup:
    """The cgroup of one room."""

    folder: Path

    def ran_out(self) -> bool:
        """Say whether somebody in it was ended because it held more than it may."""
        with contextlib.suppress(OSError):
            words = (self.folder / "memory.events").read_text("ascii").split()
            return int(dict(zip(words[::2], words[1::2], strict=True)).get("oom_kill", 0)) > 0
        return False

    def remove(self) -> None:
        """Take it away, once all have ended."""
        until = time.monotonic() + SECONDS_TO_EMPTY
        while self.folder.is_dir() and time.monotonic() < until:
            with contextlib.suppress(OSError):  # busy: the dead are still leaving
                self.folder.rmdir()
                return
            time.sleep(0.01)


def around(everybody: Callable[[], Iterable[int]], memory_bytes: int, mount: Path = MOUNT) -> Cgroup | None:
    """Put processes, and all children that they will have, into a cgroup of their own; None where there can be none."""
    try:
        cgroup = Cgroup(delegated(mount) / f"room-{secrets.token_hex(8)}")
        cgroup.folder.mkdir()
    except (NotDelegated, OSError):
        return None
    try:
        for name, value in (("memory.max", str(memory_bytes)), ("memory.swap.max", "0"), ("memory.oom.group", "1")):
            if name == "memory.max" or (cgroup.folder / name).exists():  # no swap, an older kernel
                (cgroup.folder / name).write_text(value)
        for pid in everybody():
            (cgroup.folder / "cgroup.procs").write_text(str(pid))
    except OSError:
        cgroup.remove()  # at once if nobody went in, else it stays without harm
        return None
    return cgroup


def delegated(mount: Path = MOUNT) -> Path:
    """Return the cgroup in which rooms' cgroups can be made, having moved its processes, this one too, into a leaf.

    Raises `NotDelegated`.
    """
    base = _own(mount)
    if not any(_attribute(base, name) == b"1" for name in HANDED_OVER):
        raise NotDelegated("the cgroup of this process was not handed over to it (Delegate=yes)")
    if "memory" not in _words(base / "cgroup.controllers"):
        raise NotDelegated("the cgroup of this process has no controller of memory")
    if "memory" not in _words(base / "cgroup.subtree_control"):
        try:
            (base / JUDGE).mkdir(exist_ok=True)
            for pid in _words(base / "cgroup.procs"):
                with contextlib.suppress(ProcessLookupError):
                    (base / JUDGE / "cgroup.procs").write_text(pid)
            (base / "cgroup.subtree_control").write_text("+memory")
        except OSError as error:
            raise NotDelegated(f"no limit of memory can be set here: {error.strerror}") from error
    return base


def _own(mount: Path) -> Path:
    """Return the cgroup of this process, before it may have gone into its leaf."""
    if not (mount / "cgroup.controllers").exists():
        raise NotDelegated("this machine has no cgroup v2 at /sys/fs/cgroup")
    for line in Path("/proc/self/cgroup").read_text("utf-8").splitlines():
        if line.startswith("0::/"):
            own = mount / line[4:]
            return own.parent if own.name == JUDGE else own
    raise NotDelegated("this process is in no cgroup v2")


def _attribute(folder: Path, name: str) -> bytes:
    try:
        return os.getxattr(folder, name)
    except OSError:
        return b""


def _words(file: Path) -> list[str]:
    try:
        return file.read_text("ascii").split()
    except OSError:
        return []
