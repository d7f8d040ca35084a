"""A scheduler and workers of Dask on this machine's loopback, each a process of its own."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from tests.here import REPOSITORY


class Farm:
    """A scheduler and its workers, each a process of its own; ``tls`` are the flags that name its certificates."""

    def __init__(self, folder: Path, tls: Sequence[str] = ()) -> None:
        self.folder, self.tls, self.workers = folder, tls, list[subprocess.Popen[bytes]]()
        self.scheduler = self.schedule("0")
        self.address = found(lambda: re.search(r'"address": "(t(?:cp|ls)://127[^"]+)"', self.said()))

    def schedule(self, port: str) -> subprocess.Popen[bytes]:
        return self.run("scheduler", "--host", "127.0.0.1", "--port", port, "--no-dashboard",
                        "--scheduler-file", str(self.folder / "scheduler.json"), *self.tls)

    def said(self) -> str:
        path = self.folder / "scheduler.json"
        return path.read_text() if path.exists() else ""

    def run(self, what: str, *arguments: str, **environment: str) -> subprocess.Popen[bytes]:
        path = os.pathsep.join((str(REPOSITORY / "src"), str(REPOSITORY)))
        with (self.folder / f"{what}.log").open("ab") as log:
            return subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "dask", what, *arguments], stdout=log, stderr=log,
                env=os.environ | {"PYTHONPATH": path} | environment, cwd=self.folder)

    def worker(self, character: str = "", *, room: bool = True, cache: str = "") -> subprocess.Popen[bytes]:
        self.workers.append(self.run(
            "worker", self.address, "--no-nanny", "--nthreads", "1", "--no-dashboard", "--host", "127.0.0.1",
            "--memory-limit", "0", *self.tls, *(["--resources", "room=1"] if room else []), CHARACTER=character,
            XDG_CACHE_HOME=cache))
        return self.workers[-1]

    def close(self) -> None:
        for process in (*self.workers, self.scheduler):
            process.kill()
            process.wait()


def found(look: Callable[[], Any], seconds: float = 60.0) -> Any:
    """What there is to be found, as soon as it is there."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if seen := look():
            return seen[1] if isinstance(seen, re.Match) else seen
        time.sleep(0.05)
    raise AssertionError("it did not come")
