"""The judge's side of the warm process: starts it, and has it fork programs into rooms that stand."""

from __future__ import annotations

import contextlib
import json
import os
import socket
import subprocess
import sys
import tempfile
import threading
from collections.abc import Sequence
from pathlib import Path

from assay.room.environment import clean_environment
from assay.room.furnishing import USUAL
from assay.room.plans import ENTRY, SAFELY, Job, in_memory, rlimits
from assay.room.walls import bubblewrap, seccomp

ZYGOTE = Path(__file__).with_name("zygote.py")
SECONDS_TO_WARM = 120.0
SECONDS_TO_ENTER = 30.0


class CannotEnter(Exception):
    """The warm process is gone or could not enter the room; a cold start may still work."""


class Warm:
    """A warm process. Safe to use from several threads; it ends with the judge, or by ``close``."""

    def __init__(self, modules: Sequence[str] = USUAL.modules) -> None:
        """Starts it; returns when it has imported the modules.

        Raises:
            CannotEnter: it did not start.
        """
        self._lock = threading.Lock()
        self._control, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with theirs, contextlib.ExitStack() as stack:
            files = [in_memory(path.read_bytes(), stack) for path in (ZYGOTE, ENTRY)]
            arguments = [str(theirs.fileno()), str(files[1]), json.dumps(modules)]
            drawing = stack.enter_context(tempfile.TemporaryDirectory(prefix="warm-"))  # matplotlib's list of fonts
            command = [sys.executable, *SAFELY, f"/dev/fd/{files[0]}", *arguments]
            self._process = subprocess.Popen(
                command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, cwd="/",
                env=clean_environment("/tmp") | {"MPLCONFIGDIR": drawing}, pass_fds=(theirs.fileno(), *files),
                start_new_session=True)
            theirs.close()  # so that its end is heard
            self._control.settimeout(SECONDS_TO_WARM)
            try:
                said = self._control.recv(16)
            except OSError as error:
                said = str(error).encode()
        if said != b"warm":
            self.close()
            raise CannotEnter(f"the warm process did not start: {said!r}")

    def alive(self) -> bool:
        """Say whether it can still be asked to fork."""
        return self._process.poll() is None

    def close(self) -> None:
        """Ends it; programs that it forked live on until their rooms end."""
        self._control.close()
        self._process.kill()
        self._process.wait()

    def enter(self, job: Job, room: int, sock: int, stderr: int) -> int:
        """Runs a program in a room.

        Args:
            job: the program, its arguments, its limits and its user.
            room: the pidfd of a process in the room.
            sock: the program's end of its socket.
            stderr: where it may complain.

        Returns:
            the pidfd of the program's process.

        Raises:
            CannotEnter: it does not run, and not one line of it has.
        """
        request = {"user_namespace": os.geteuid() != 0, "limits": rlimits(job.limits), "uid": job.user,
                   "seccomp": seccomp.program().hex(), "program": job.program.read_text("utf-8"),
                   "name": str(bubblewrap.ROOM / job.program.name), "arguments": list(job.arguments)}
        ours, report = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
        with ours:
            ours.settimeout(SECONDS_TO_ENTER)
            try:
                with report, self._lock:
                    socket.send_fds(self._control, [json.dumps(request).encode()],
                                    [room, sock, stderr, report.fileno()])
                said, handed, _, _ = socket.recv_fds(ours, 512, 1)
            except OSError as error:
                raise CannotEnter(str(error)) from error
        if said != b"." or len(handed) != 1:
            raise CannotEnter(said.decode(errors="replace") or "the warm process ended")
        return handed[0]
