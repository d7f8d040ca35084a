"""A real JupyterHub for tests, with Unix users of its own, who are nobody outside: other mounts, another process tree.

Nothing of this machine is touched. Inside, ``/etc/passwd`` and ``/etc/group`` are others, nbgrader's own place for the
exchange exists, and where the interpreter lies behind a folder that only root may enter, there is a way to it alone.
"""

from __future__ import annotations

import grp
import json
import os
import pwd
import shlex
import shutil
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from urllib.parse import quote, urlencode

import pytest

from assay.course.config import SHARED_EXCHANGE
from tests.here import REPOSITORY
from tests.postgres import free_port

#: Who has an account inside, by the number of the account.
PEOPLE = {"prof": 23001, "ada": 23002, "ben": 23003}
PROGRAMS = ("configurable-http-proxy", "unshare", "nsenter", "setpriv", "mount")
#: What the tests' own program may do; people come in with passwords, or with tokens that this program asks for.
TOKEN = "tests-of-the-hub"
FOR_TESTS = """
c.JupyterHub.authenticator_class = "dummy"
c.JupyterHub.bind_url = "http://127.0.0.1:{outer}"
c.JupyterHub.hub_bind_url = "http://127.0.0.1:{inner}"
c.ConfigurableHTTPProxy.api_url = "http://127.0.0.1:{proxy}"
c.JupyterHub.services = [{{"name": "tests", "api_token": "{token}"}}]
c.JupyterHub.load_roles = [{{"name": "tests", "services": ["tests"],
                             "scopes": ["admin:users", "admin:servers", "tokens"]}}]
c.Spawner.start_timeout = c.Spawner.http_timeout = 180
c.Spawner.environment = {{"PYTHONPATH": "{source}"}}
"""


def missing() -> str:
    """Why there can be no hub here, as a reason to skip; "" where there can."""
    if os.geteuid() != 0:
        return "needs root, to make users"
    if find_spec("jupyterhub") is None:
        return "needs jupyterhub (pip install 'assay[hub]')"
    lacking = [program for program in PROGRAMS if not shutil.which(program)]
    if lacking:
        return f"needs {', '.join(lacking)} on this machine"
    tried = subprocess.run(["unshare", "-m", "-p", "-f", "--mount-proc", "true"], capture_output=True, text=True)
    return f"needs namespaces: {tried.stderr.strip()}" if tried.returncode else ""


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
    """A hub that runs. Files are the same inside and outside, under ``folder``."""

    folder: Path
    address: str
    process: int
    tokens: dict[str, str]

    def home(self, user: str) -> Path:
        """Somebody's home."""
        return self.folder / "home" / user if user in PEOPLE else self.folder / "hub"

    @property
    def exchange(self) -> Path:
        """What lies at nbgrader's own place inside."""
        return self.folder / "exchange"

    def run(self, user: str, *command: str | Path, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
        """A command as somebody types it into a terminal of this hub's machine."""
        return subprocess.run(self._typed(user, command, cwd), env=self._environment(user), capture_output=True,
                              text=True, check=False)

    def start(self, user: str, *command: str | Path, cwd: Path | None = None) -> subprocess.Popen[str]:
        """The same, of what goes on until it is ended."""
        return subprocess.Popen(self._typed(user, command, cwd), env=self._environment(user), text=True,
                                stdout=subprocess.PIPE, stderr=subprocess.STDOUT)

    def _typed(self, user: str, command: Sequence[str | Path], cwd: Path | None) -> list[str | Path]:
        number = PEOPLE.get(user, 0)
        return ["nsenter", f"--target={self.process}", "--mount", "--pid", f"--wd={cwd or self.home(user)}", "setpriv",
                f"--reuid={number}", f"--regid={number}", "--clear-groups", *command]

    def _environment(self, user: str) -> dict[str, str]:
        return {"HOME": str(self.home(user)), "USER": user, "PATH": path(), "LANG": "C.UTF-8",
                "PYTHONPATH": str(REPOSITORY / "src")}

    def ask(self, user: str, place: str, *, of: str = "", method: str = "GET", **data: str) -> Answer:
        """Asks somebody's server, their own unless another's is named, with this user's token."""
        return self._ask(f"/user/{of or user}/{place}", self.tokens[user], method, urlencode(data).encode())

    def hub(self, place: str, method: str = "GET", **data: str) -> Answer:
        """Asks the hub itself, as the tests' own program."""
        return self._ask(f"/hub/api/{place}", TOKEN, method, json.dumps(data).encode())

    def _ask(self, place: str, token: str, method: str, body: bytes) -> Answer:
        asked = urllib.request.Request(self.address + quote(place, safe="/?=&%"), method=method,
                                       headers={"Authorization": f"token {token}"},
                                       data=body if method == "POST" else None)
        try:
            with urllib.request.urlopen(asked, timeout=300) as answer:
                return Answer(answer.status, answer.read().decode())
        except urllib.error.HTTPError as error:
            return Answer(error.code, error.read().decode())

    def begin(self, *users: str) -> None:
        """Starts servers, as the hub does when people come in."""
        for user in users:
            self.hub(f"users/{user}", "POST")
            said = self.hub(f"users/{user}/server", "POST")
            assert said.status in (201, 202), said
            self.tokens[user] = self.hub(f"users/{user}/tokens", "POST").json["token"]
        for user in users:
            wait(lambda user=user: self.hub(f"users/{user}").json["servers"].get("", {}).get("ready"),  # type: ignore
                 f"server of {user}", self.folder)

    def end(self, user: str) -> None:
        """Stops it."""
        self.hub(f"users/{user}/server", "DELETE")


def path() -> str:
    """Where programs are found inside: this environment's first."""
    return os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", os.defpath)])


@contextmanager
def running(config: str) -> Iterator[Hub]:
    """A hub with a configuration; the test is skipped where there can be none.

    Args:
        config: ``jupyterhub_config.py``; how the tests come in is added.
    """
    if reason := missing():
        pytest.skip(reason)
    with TemporaryDirectory(prefix="hub", ignore_cleanup_errors=True) as name:
        folder = Path(name)
        folder.chmod(0o755)
        furnish(folder)
        outer, inner, proxy = free_port(), free_port(), free_port()
        (folder / "hub").mkdir(mode=0o700)
        (folder / "hub" / "jupyterhub_config.py").write_text(config + FOR_TESTS.format(
            outer=outer, inner=inner, proxy=proxy, token=TOKEN, source=REPOSITORY / "src"), "utf-8")
        (folder / "inside.sh").write_text("\n".join(["set -e", *mounts(folder), f"cd {folder / 'hub'}",
                                                     'exec "$@"', ""]), "utf-8")
        command = ["unshare", "-m", "-p", "-f", "--mount-proc", "--kill-child", "sh", str(folder / "inside.sh"),
                   sys.executable, "-m", "jupyterhub"]
        with (folder / "hub" / "log").open("wb") as log, subprocess.Popen(
                command, stdout=log, stderr=log, env={"PATH": path(), "LANG": "C.UTF-8", "HOME": str(folder / "hub"),
                                                 "PYTHONPATH": str(REPOSITORY / "src")}) as process:
            try:
                hub = Hub(folder, f"http://127.0.0.1:{outer}", 0, {})
                wait(lambda: process.poll() is not None or "version" in hub.hub("").text, "hub", folder)
                assert process.poll() is None, (folder / "hub" / "log").read_text("utf-8", "replace")
                hub.process = int(Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text().split()[0])
                yield hub
            finally:
                process.kill()  # it takes all inside with it


def furnish(folder: Path) -> None:
    """The users' homes, and the files that make them users."""
    users = [f"{each.pw_name}:x:{each.pw_uid}:{each.pw_gid}::{each.pw_dir}:{each.pw_shell}" for each in pwd.getpwall()]
    groups = [f"{each.gr_name}:x:{each.gr_gid}:" for each in grp.getgrall()]
    (folder / "exchange").mkdir()
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
    for name in ("passwd", "group"):
        yield f"mount --bind {folder / name} /etc/{name}"
    shared = SHARED_EXCHANGE.parent.parent
    yield f"mount -t tmpfs -o mode=755 tmpfs {shared}"
    yield f"mkdir -p {SHARED_EXCHANGE}"
    yield f"mount --bind {folder / 'exchange'} {SHARED_EXCHANGE}"
    needed = {os.path.realpath(each) for each in (sys.base_prefix, sys.prefix, REPOSITORY / "src", *sys.path)
              if Path(each).is_dir()}
    closed = {each: wall for each in needed if (wall := closed_above(Path(each)))}
    for number, place in enumerate(sorted(closed)):
        kept = shlex.quote(str(folder / "kept" / str(number)))
        yield f"mkdir -p {kept} && mount --rbind {shlex.quote(place)} {kept}"
    for wall in sorted({*closed.values()}):
        yield f"mount -t tmpfs -o mode=755 tmpfs {shlex.quote(str(wall))}"
    for number, place in enumerate(sorted(closed)):
        yield f"mkdir -p {shlex.quote(place)} && mount --rbind {folder}/kept/{number} {shlex.quote(place)}"


def closed_above(place: Path) -> Path | None:
    """The first folder on the way to a place that not everybody may enter."""
    return next((each for each in reversed([place, *place.parents]) if not each.stat().st_mode & 0o001), None)


def wait(done: Any, what: str, folder: Path, seconds: float = 240.0) -> None:
    """Returns as soon as something is so."""
    end = time.monotonic() + seconds
    while True:
        try:
            if done():
                return
        except (OSError, ValueError):
            pass
        if time.monotonic() > end:
            raise AssertionError(f"no {what}: {(folder / 'log').read_text('utf-8', 'replace')[-4000:]}")
        time.sleep(0.2)
