"""A submission copied out of nbgrader's exchange: plain files alone, however its owner changes them meanwhile.

Whoever collects may read the whole course, so no link is followed: it could lead to another's work, or to solutions.
What is no file, cannot be read or is too much is left out and stops nobody else's work from being collected.
"""

from __future__ import annotations

import os
import stat
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from assay.course.intake.intake import FILE_CAP

#: The most that is taken of one submission: entries, folders within one another, bytes; of more names none is read.
ENTRIES, DEPTH, BYTES, NAMES = 500, 5, 4 * FILE_CAP, 100_000
READ = os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK


@dataclass
class Copy:
    """A submission on its way.

    ``wanted`` says of a name whether it is taken, ``say`` is told what is left out, ``owners`` are the numbers of whom
    the folder and the notebooks in it belong to.
    """

    wanted: Callable[[str], bool]
    say: Callable[[str], object]
    owners: list[int] = field(default_factory=list)
    _entries: int = 0
    _bytes: int = 0

    def folder(self, source: Path, to: Path) -> None:
        """Copies a submission's folder.

        Raises:
            OSError: the copy cannot be written.
        """
        to.mkdir()
        with self._opened(source.name, str(source), os.O_DIRECTORY) as there:
            if there is not None:
                self.owners.append(os.fstat(there).st_uid)
                self._all(there, to, 0)
                return
        with suppress(OSError):
            self.owners.append(source.lstat().st_uid)

    def _all(self, there: int, to: Path, depth: int) -> None:
        with os.scandir(there) as found:
            names = sorted((each.name for each in islice(found, NAMES)),
                           key=lambda name: (not name.endswith(".ipynb"), name))
        for name in filter(self.wanted, names):
            self._entries += 1
            if self._entries > ENTRIES:
                self.say(f"{name} and what follows: more than {ENTRIES} entries")
                return
            with self._opened(name, name, 0, there) as entry:
                if entry is not None:
                    self._one(entry, name, to / name, depth)

    def _one(self, entry: int, name: str, to: Path, depth: int) -> None:
        kind = os.fstat(entry)
        if stat.S_ISDIR(kind.st_mode) and depth < DEPTH:
            to.mkdir()
            self._all(entry, to, depth + 1)
        elif not stat.S_ISREG(kind.st_mode) or self._bytes > BYTES:
            self.say(f"{name}: no plain file, or more than {BYTES >> 20} MB in all")
        else:
            self.owners += [kind.st_uid] * (depth == 0 and name.endswith(".ipynb"))
            self._file(entry, name, to)

    def _file(self, entry: int, name: str, to: Path) -> None:
        """Copies one byte more than may be taken, at most: then whoever reads it says that it is too large."""
        try:
            with os.fdopen(os.dup(entry), "rb") as file:
                data = file.read(FILE_CAP + 1)
        except OSError as error:
            self.say(f"{name}: {error.strerror}")
            return
        self._bytes += len(data)
        to.write_bytes(data)

    @contextmanager
    def _opened(self, shown: str, name: str, flags: int, there: int | None = None) -> Iterator[int | None]:
        """An entry as it is now; None, and that is said, where it is a link or cannot be opened."""
        try:
            entry = os.open(name, READ | flags, dir_fd=there)
        except OSError as error:
            self.say(f"{shown}: {error.strerror}")
            yield None
            return
        try:
            yield entry
        finally:
            os.close(entry)
