"""A judging process apart from whoever hands it tasks: bytes in, bytes out, on its standard input and output.

A worker of a cluster runs tasks in threads beside its own network; a judge wants a process to itself, whose memory ends
with it, and that may be killed without harm.
"""

from __future__ import annotations

import os
import struct
import subprocess
import sys
import threading
from contextlib import suppress
from pathlib import Path
from typing import IO

from assay.cluster.bundle import Bundle

#: Tasks that one process does: JAX keeps what it compiled.
TASKS = 60
LENGTH = struct.Struct("!Q")


class Died(Exception):
    """The process has ended without an answer."""


class Apart:
    """A judging process for one bundle; ended by ``close``, or with the process that started it.

    Args:
        bundle: what it judges by.
        home: a folder of this machine's where bundles and compiled code stay.
    """

    def __init__(self, bundle: Bundle, home: Path) -> None:
        self.bundle, self.done = bundle, 0
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-m", "assay.cluster.serve", str(home), bundle.digest],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, start_new_session=True)
        with suppress(Died):  # then the first task says so
            self._send(bundle.data)

    def ask(self, task: bytes, seconds: float) -> bytes:
        """Hands a task over, and waits for what comes of it.

        Raises:
            Died: the process was killed, or had to be, as it took longer than so many seconds.
        """
        end = threading.Timer(seconds, self._process.kill)
        end.start()
        try:
            self._send(task)
            assert self._process.stdout is not None
            answer = frame(self._process.stdout)
        finally:
            end.cancel()
        if answer is None:
            raise Died
        self.done += 1
        return answer

    def alive(self) -> bool:
        """Whether it may be handed another task."""
        return self._process.poll() is None and self.done < TASKS

    def close(self) -> None:
        """Ends it."""
        self._process.kill()
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with suppress(OSError):
                    pipe.close()

    def _send(self, data: bytes) -> None:
        assert self._process.stdin is not None
        try:
            send(self._process.stdin, data)
        except OSError:
            raise Died from None


def send(file: IO[bytes], data: bytes) -> None:
    """Writes bytes so that the other side knows where they end."""
    file.write(LENGTH.pack(len(data)))
    file.write(data)
    file.flush()


def frame(file: IO[bytes]) -> bytes | None:
    """What :func:`send` wrote; None where the other side is gone."""
    head = file.read(LENGTH.size)
    if len(head) < LENGTH.size:
        return None
    data = file.read(LENGTH.unpack(head)[0])
    return data if len(data) == LENGTH.unpack(head)[0] else None


def own_pipes() -> tuple[IO[bytes], IO[bytes]]:
    """The pipes to whoever started this process; what is printed meanwhile goes to its standard error."""
    inward, outward = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    os.dup2(2, 1)
    return inward, outward
