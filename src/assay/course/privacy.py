"""Who may read what a course holds of students, its hidden tests and its solutions: its owner, and the group of
assistants where it is shared with one.

nbgrader gives notebooks and feedback pages to everybody's eyes (0444, 0644), whatever the umask. So the folders they
lie in are closed: what is behind a closed folder nobody else can open, whoever made it.

Also who that is: the accounts of this machine.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Any

FOLDERS = ("submitted", "autograded", "feedback", "verdicts", "regrades", "exports", "backups", ".cache",
           ".cache/staged", ".cache/settled")
#: What no student may read; closed where it is there.
HIDDEN = ("autograder", "solutions", "source")
FILES = ("gradebook.db", "grades.csv", "report.html", "similar.html", "roster.csv")


def is_shared(config: Any) -> bool:
    """Whether a group of assistants works on the course: nbgrader's ``CourseDirectory.groupshared``."""
    return config.CourseDirectory.get("groupshared", False) is True


def close(root: Path, shared: bool) -> None:
    """Takes the rights on students' work, hidden tests and solutions from all others.

    What somebody else owns, or a link, is left as it is. Where a course begins to be shared, so is all in its folders.

    So is what cannot be changed, as on a disk that is read-only: whoever must write there will say so.

    Args:
        root: the course folder.
        shared: whether its group may read and write.
    """
    for name in FOLDERS:
        with suppress(OSError):
            (root / name).mkdir(parents=True, exist_ok=True, mode=0o700)
    for name in (*FOLDERS, *HIDDEN):
        with suppress(OSError):
            if shared and not (root / name).lstat().st_mode & stat.S_IWGRP:  # a link's own rights are all there are
                _share(root / name)
            _set(root / name, 0o2770 if shared else 0o700)
    for name in FILES:
        with suppress(OSError):
            _set(root / name, 0o660 if shared else 0o600)


def _share(folder: Path) -> None:
    """Lets the group read and write what lies in a folder that was its owner's alone."""
    for place, _, names in os.walk(folder):
        for path in (Path(place), *(Path(place, name) for name in names)):
            with suppress(OSError):
                wanted = 0o2070 if path.is_dir() else 0o060
                _set(path, stat.S_IMODE(path.stat().st_mode) | wanted)


def _set(path: Path, mode: int) -> None:
    if path.exists() and not path.is_symlink() and path.stat().st_uid == os.geteuid():
        path.chmod(mode)


@contextmanager
def keeping(shared: bool, root: Path | None = None) -> Iterator[None]:
    """What is made meanwhile, by this process and those it starts, others cannot read.

    Args:
        shared: whether a group may read and write it.
        root: a course folder, whose files are closed after that: SQLite makes its own writable for their owner alone.
    """
    before = os.umask(0o007 if shared else 0o077)
    try:
        yield
    finally:
        os.umask(before)
        if root is not None:
            close(root, shared)


def owner_of(path: Path) -> int | None:
    """The number of the account that a file belongs to; None where it cannot be told."""
    try:
        return path.stat().st_uid
    except OSError:
        return None


def account(number: int) -> str:
    """The name of an account of this machine; "" where it has none."""
    try:
        return pwd.getpwuid(number).pw_name
    except (KeyError, OverflowError):
        return ""


def has_account(name: str) -> bool:
    """Whether an account of this machine has this name."""
    try:
        pwd.getpwnam(name)
    except (KeyError, ValueError):
        return False
    return True


def no_account(_: str) -> bool:
    """For folders into which only people who grade put anything: their names are of another kind than students'."""
    return False
