"""A real PostgreSQL server for tests: its data in a temporary folder, heard on this machine only, gone afterwards."""

from __future__ import annotations

import os
import shutil
import signal
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote

import psycopg
import pytest

#: Whoever grades: not the server's master. Every character of the password means something in an address.
GRADER, PASSWORD = "grader", "o:p@e/n?s%e#s a&m=e"
#: By the socket, which only tests find, everybody may come in; by the port, who knows the password.
WHO_MAY = "local all all trust\nhost all all 127.0.0.1/32 scram-sha-256\n"


@dataclass
class Cluster:
    """A server that runs."""

    folder: Path
    port: int
    _numbers: Iterator[int] = field(default_factory=count)

    def execute(self, statement: str, database: str = "postgres") -> list[Any]:
        """What the server's master may do."""
        with psycopg.connect(host=str(self.folder), port=self.port, user="master", dbname=database,
                             autocommit=True) as connection:
            done = connection.execute(statement)
            return done.fetchall() if done.description else []

    def database(self) -> str:
        """A new database, which belongs to who grades; returns its name."""
        name = f"course{next(self._numbers)}"
        self.execute(f"CREATE DATABASE {name} OWNER {GRADER}")
        return name

    def url(self, database: str, user: str = GRADER, password: str = PASSWORD, port: int | None = None) -> str:
        """A database's address, with the password in it, if there is one."""
        said = f"{user}:{quote(password, safe='')}" if password else user
        return f"postgresql://{said}@127.0.0.1:{port or self.port}/{database}"


@contextmanager
def running() -> Iterator[Cluster]:
    """A server; the test is skipped where PostgreSQL's programs are not installed."""
    programs = found()
    if programs is None:
        pytest.skip("needs PostgreSQL on this machine (initdb, postgres, pg_dump)")
    # The server does not run as root; nor could it find its data behind pytest's own folders then.
    who: dict[str, Any] = {"user": "nobody", "group": "nogroup", "extra_groups": []} if os.geteuid() == 0 else {}
    with TemporaryDirectory(prefix="pg", ignore_cleanup_errors=True) as name:
        folder, port = Path(name), free_port()
        if who:
            shutil.chown(folder, who["user"])
        data, how = folder / "data", {"cwd": folder, "env": {"LC_ALL": "C", "PATH": os.defpath}, **who}
        subprocess.run([programs / "initdb", "-D", data, "-U", "master", "-A", "trust", "-E", "UTF8", "--no-sync",
                        "--locale=C.UTF-8"], check=True, capture_output=True, **how)
        (data / "pg_hba.conf").write_text(WHO_MAY, "ascii")
        with (folder / "log").open("wb") as log, subprocess.Popen(
                [programs / "postgres", "-D", data, "-k", folder, "-h", "127.0.0.1", "-p", str(port), "-F"],
                stdout=log, stderr=log, **how) as process:
            try:
                cluster = ready(Cluster(folder, port))
                cluster.execute(f"CREATE ROLE {GRADER} LOGIN PASSWORD '{PASSWORD}'")
                yield cluster
            finally:
                process.send_signal(signal.SIGQUIT)  # it has nothing to save


def found() -> Path | None:
    """Where PostgreSQL's programs are; Debian keeps them off the path, a folder for each version."""
    if not shutil.which("pg_dump"):
        return None
    if on_path := shutil.which("initdb"):
        return Path(on_path).parent
    places = [path.parent for path in Path("/usr/lib/postgresql").glob("*/bin/initdb")]
    return max(places, key=lambda place: float(place.parent.name), default=None)


def free_port() -> int:
    """A port of this machine's that nobody listens on."""
    with socket.socket() as asked:
        asked.bind(("127.0.0.1", 0))
        return int(asked.getsockname()[1])


def ready(cluster: Cluster) -> Cluster:
    """The same, as soon as it answers."""
    end = time.monotonic() + 30
    while True:
        try:
            cluster.execute("SELECT 1")
            return cluster
        except psycopg.OperationalError:
            if time.monotonic() > end:
                raise AssertionError((cluster.folder / "log").read_text("utf-8")) from None
            time.sleep(0.05)
