"""A real JupyterHub for tests, on a machine of its own as far as its users see: other mounts, another process tree.

Nothing of this machine is touched. Inside, ``/etc/passwd``, ``/etc/group`` and ``/srv`` are others, nbgrader's own
place for the exchange is there, and where the interpreter lies behind a folder that only root may enter, there is a way
to it alone.
"""

from __future__ import annotations

import grp
import json
import os
import pwd
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from importlib.util import find_spec
from pathlib import Path
from shlex import quote
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import urlencode

import pytest

from assay.course.config import SHARED_EXCHANGE
from tests.here import REPOSITORY
from tests.postgres import free_port

#: Who has an account inside, by the account's number.
PEOPLE = {"prof": 23001, "ada": 23002, "ben": 23003}
PROGRAMS = ("configurable-http-proxy", "unshare", "nsenter", "setpriv", "mount")
INSIDE = ("unshare", "--mount", "--pid", "--fork", "--mount-proc", "--kill-child")
#: What the tests' own program comes in with; people's tokens are asked for by it.
TOKEN = "of-the-tests-of-the-hub"
FOR_TESTS = """
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.bind_url = "http://127.0.0.1:{}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{}"
c.JupyterHub.services = [{{"name": "tests", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{"name": "tests", "services": ["tests"],
                             "scopes": ["admin:users", "admin:servers", "tokens"]}}]
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
c.Spawner.environment = {{"PYTHONPATH": "{source}"}}
"""


@dataclass(frozen=True)
class Answer:
    """What a server said."""

    status: int
    text: str

    @property
    def json(self) -> Any:
        """The same, read."""
        return json.loads(self.text)


@dataclass
class Hub:
    """A hub that runs. What lies in its folder can be seen from outside too, whoever may read it inside."""

    folder: Path
    address: str
    process: int = 0
    tokens: dict[str, str] = field(default_factory=dict)
    started: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def home(self, user: str) -> Path:
        """Somebody's home."""
        return self.folder / "home" / user if user in PEOPLE else self.folder / "srv" / "hub"

    def run(self, user: str, *command: str | Path, cwd: str = "") -> subprocess.CompletedProcess[str]:
        """A command as somebody types it into a terminal of this machine."""
        return subprocess.run(self._typed(user, command, cwd), env=self._environment(user), capture_output=True,
                              text=True, errors="replace", check=False)

    def start(self, user: str, *command: str | Path, cwd: str = "") -> None:
        """The same, of what goes on until the hub ends."""
        with (self.folder / "srv" / "hub" / "log").open("ab") as log:
            self.started.append(subprocess.Popen(self._typed(user, command, cwd), env=self._environment(user),
                                                 stdout=log, stderr=log))

    def _typed(self, user: str, command: Sequence[str | Path], cwd: str) -> list[str | Path]:
        number = PEOPLE.get(user, 0)
        return ["nsenter", f"--target={self.process}", "--mount", "--pid", f"--wdns={cwd or self.home(user)}",
                "setpriv", f"--reuid={number}", f"--regid={number}", "--clear-groups", *command]

    def _environment(self, user: str) -> dict[str, str]:
        return {**around(), "HOME": str(self.home(user)), "USER": user}

    def ask(self, user: str, place: str, *, of: str = "", method: str = "GET", **data: str) -> Answer:
        """Asks somebody's server, their own unless another's is named, with this user's token."""
        return self._ask(f"/user/{of or user}/{place}", self.tokens[user], method, urlencode(data).encode())

    def hub(self, place: str, method: str = "GET") -> Answer:
        """Asks the hub itself, as the tests' own program."""
        return self._ask(f"/hub/api/{place}", TOKEN, method, b"{}")

    def _ask(self, place: str, token: str, method: str, body: bytes) -> Answer:
        asked = urllib.request.Request(self.address + place, method=method, data=body if method == "POST" else None,
                                       headers={"Authorization": f"token {token}"})
        try:
            with urllib.request.urlopen(asked, timeout=300) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            with error:
                return Answer(error.code, error.read().decode())

    def begin(self) -> None:
        """Starts everybody's server, as the hub does when they come in."""
        for user in PEOPLE:
            self.hub(f"users/{user}", "POST")
            said = self.hub(f"users/{user}/server", "POST")
            assert said.status in (201, 202), said
            self.tokens[user] = self.hub(f"users/{user}/tokens", "POST").json["token"]
        self.wait(lambda: all(self.hub(f"users/{user}").json["servers"][""]["ready"] for user in PEOPLE), "servers")

    def wait(self, done: Callable[[], bool], what: str, seconds: float = 240.0) -> None:
        """Returns as soon as something is so, and fails with what all servers said last if that takes too long."""
        end = time.monotonic() + seconds
        while True:
            try:
                if done():
                    return
            except (OSError, ValueError, KeyError):  # whoever is asked is not there yet
                pass
            assert time.monotonic() < end, f"no {what}: {self.log()}"
            time.sleep(0.2)

    def log(self) -> str:
        """What the hub and all servers said last."""
        return (self.folder / "srv" / "hub" / "log").read_text("utf-8", "replace")[-4000:]


def around() -> dict[str, str]:
    """What programs inside find: this environment's first."""
    found = os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])
    return {"PATH": found, "LANG": "C.UTF-8", "PYTHONPATH": str(REPOSITORY / "src")}


def missing() -> str:
    """Why there can be no hub here, as a reason to skip; "" where there can."""
    if os.geteuid() != 0:
        return "needs root, to make users"
    if find_spec("jupyterhub") is None:
        return "needs jupyterhub (pip install 'assay[hub]')"
    if lacking := [program for program in PROGRAMS if not shutil.which(program)]:
        return f"needs {', '.join(lacking)} on this machine"
    tried = subprocess.run([*INSIDE, "true"], capture_output=True, text=True, check=False)
    return f"needs namespaces: {tried.stderr.strip()}" if tried.returncode else ""


@contextmanager
def running(config: str) -> Iterator[Hub]:
    """A hub with a configuration; the test is skipped where there can be none.

    Args:
        config: ``jupyterhub_config.py``; how the tests come in is added.
    """
    if reason := missing():
        pytest.skip(reason)
    with TemporaryDirectory(prefix="hub", ignore_cleanup_errors=True) as name:
        folder, ports = Path(name), [free_port() for _ in range(3)]
        folder.chmod(0o755)
        furnish(folder)
        home = folder / "srv" / "hub"
        (home / "jupyterhub_config.py").write_text(
            config + FOR_TESTS.format(*ports, token=TOKEN, source=REPOSITORY / "src"), "utf-8")
        script = folder / "inside.sh"
        script.write_text("\n".join(["set -e", *mounts(folder), 'cd /srv/hub && exec "$@"', ""]), "utf-8")
        hub = Hub(folder, f"http://127.0.0.1:{ports[0]}")
        with (home / "log").open("ab") as log, subprocess.Popen(
                [*INSIDE, "sh", script, sys.executable, "-m", "jupyterhub"], stdout=log, stderr=log,
                env={**around(), "HOME": "/srv/hub"}) as process:
            try:
                hub.wait(lambda: process.poll() is not None or "version" in hub.hub("").text, "hub")
                assert process.poll() is None, hub.log()
                hub.process = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text("ascii"))
                yield hub
            finally:
                process.kill()  # it takes all inside with it
                for each in hub.started:
                    each.wait()


def furnish(folder: Path) -> None:
    """The users' homes, and the files that make them users."""
    users = [f"{each.pw_name}:x:{each.pw_uid}:{each.pw_gid}::{each.pw_dir}:{each.pw_shell}" for each in pwd.getpwall()]
    groups = [f"{each.gr_name}:x:{each.gr_gid}:" for each in grp.getgrall()]
    (folder / "exchange").mkdir()
    (folder / "srv" / "hub").mkdir(parents=True)
    for name, number in PEOPLE.items():
        home = folder / "home" / name
        home.mkdir(parents=True)
        home.chmod(0o700)
        os.chown(home, number, number)
        users.append(f"{name}:x:{number}:{number}::{home}:/bin/sh")
        groups.append(f"{name}:x:{number}:")
    (folder / "passwd").write_text("\n".join([*users, ""]), "utf-8")
    (folder / "group").write_text("\n".join([*groups, ""]), "utf-8")


def mounts(folder: Path) -> Iterator[str]:
    """What a shell does inside, before anything else runs there."""
    shared = SHARED_EXCHANGE.parent.parent
    yield f"mount -t tmpfs -o mode=755 tmpfs {shared} && mkdir -p {SHARED_EXCHANGE}"
    for name, place in {"passwd": "/etc/passwd", "group": "/etc/group", "srv": "/srv",
                        "exchange": str(SHARED_EXCHANGE)}.items():
        yield f"mount --bind {folder / name} {place}"
    needed = sorted({os.path.realpath(each) for each in (sys.base_prefix, sys.prefix, REPOSITORY / "src")})
    walls = {place: wall for place in needed if (wall := closed_above(Path(place)))}
    kept = {place: folder / "kept" / str(number) for number, place in enumerate(walls)}
    for place in walls:
        yield f"mkdir -p {kept[place]} && mount --rbind {quote(place)} {kept[place]}"
    for each in sorted({str(wall) for wall in walls.values()}):
        yield f"mount -t tmpfs -o mode=755 tmpfs {quote(each)}"
    for place in walls:
        yield f"mkdir -p {quote(place)} && mount --rbind {kept[place]} {quote(place)}"


def closed_above(place: Path) -> Path | None:
    """The first folder on the way to a place that not everybody may enter."""
    return next((each for each in reversed([place, *place.parents]) if not each.stat().st_mode & 0o001), None)
