"""A `make` that hands on what it was told and runs nothing of it."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.here import REPOSITORY

SAID = ("ASSIGNMENT", "COURSE", "STUDENT", "WORKERS", "OVERRIDE", "BACKUP", "PORT", "DRY", "QUESTION", "QUICK", "FILE",
        "FROM", "NAME", "SIGNATURE", "POINTS", "SCHEDULER", "WITHOUT_TLS", "TO", "COLUMN", "YES", "COVER")


def made(*arguments: str, **said: str) -> subprocess.CompletedProcess[str]:
    """`make` in this repository, with these arguments, and with what is ``said`` in its environment."""
    return made_in(REPOSITORY, arguments, said)


def made_in(place: Path, arguments: Sequence[str], said: Mapping[str, str]) -> subprocess.CompletedProcess[str]:
    """The same in any place that has a Makefile of ours."""
    inherited = {"MAKEFLAGS", "MAKELEVEL", "MFLAGS", "DRY", *SAID}
    clean = {name: value for name, value in os.environ.items() if name not in inherited}
    return subprocess.run(["make", *arguments], cwd=place, env={**clean, **said}, capture_output=True, text=True,
                          check=False)


@dataclass(frozen=True)
class Deaf:
    """A `make` whose program runs nothing and only says what it was given."""

    folder: Path
    place: Path

    def __call__(self, *arguments: str, **said: str) -> list[list[str]]:
        """What the program was given, call by call; ``said`` stands in the environment."""
        heard = self.folder / "heard"
        heard.unlink(missing_ok=True)
        done = made_in(self.place, (*arguments, f"VENV={self.folder}"), said)
        assert done.returncode == 0, done.stderr
        said_all, calls = iter(heard.read_text("utf-8").split("\0")[:-1]), list[list[str]]()
        for count in said_all:
            calls.append([next(said_all) for _ in range(int(count))])
        return calls


def deafened(folder: Path, place: Path = REPOSITORY) -> Deaf:
    """One that keeps what it hears in a folder, and works in a place that has a Makefile of ours."""
    (folder / "bin").mkdir(parents=True)
    (folder / ".ready").touch()
    program = folder / "bin" / "assay"
    program.write_text(f"""#!/bin/sh\nprintf '%s\\0' "$#" "$@" >> '{folder / 'heard'}'\n""", "utf-8")
    program.chmod(0o755)
    return Deaf(folder, place)
