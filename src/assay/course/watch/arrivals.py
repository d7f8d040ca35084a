"""When work came in, whose turn it is, and how long each waited for a record."""

from __future__ import annotations

import math
import os
import time
from collections.abc import Collection, Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay.course.places import Course

#: How many submissions a turn has at most for each that is judged at once, and how many seconds it is to take: it has
#: fewer where each took longer in the last one.
TURN, SECONDS = 4, 20.0


@dataclass(frozen=True)
class Look:
    """A submission as its folder shows it, and the newest time that the disk itself noted of its files."""

    files: tuple[tuple[Any, ...], ...]
    newest: float = field(compare=False)


def looks(course: Course, assignment: str) -> dict[str, Look]:
    """How what is handed in looks, by student."""
    files: dict[str, list[tuple[Path, os.stat_result]]] = {}
    for path in sorted((course.root / "submitted").glob(f"*/{assignment}/*")):
        with suppress(FileNotFoundError):  # one that was being written, and has its name now
            files.setdefault(path.parts[-3], []).append((path, path.lstat()))
    return {student: Look(tuple((path.name, info.st_mtime_ns, info.st_size, info.st_ino) for path, info in found),
                          max(info.st_ctime for _, info in found)) for student, found in files.items()}


@dataclass
class Arrivals:
    """Of one assignment: since when each student's work waits, in seconds since 1970, and who has had a turn."""

    since: dict[str, float] = field(default_factory=dict)
    _tried: set[str] = field(default_factory=set)
    _now: set[str] = field(default_factory=set)
    _before: Mapping[str, Look] = field(default_factory=dict)
    _looked: float = math.inf
    _each: float = 0.0

    def see(self, found: Mapping[str, Look]) -> None:
        """Notes what is new since the last look: it came between the two, when the disk says; at the first, now."""
        now = time.time()
        for student, look in found.items():
            if self._before.get(student) != look:
                self.since[student] = min(now, max(look.newest, self._looked))
                self._tried.discard(student)
        self._before, self._looked, self._now = found, now, set()

    def turn(self, students: list[str], workers: int) -> list[str]:
        """Whose turn it is: as many as ``SECONDS`` allow, half of them the newest, half the oldest.

        So what has just come in does not wait behind a class, and nobody waits for ever. Those of whom nothing came of
        an earlier turn come when nobody else waits, all at once.
        """
        waiting = sorted((each for each in students if each not in self._tried),
                         key=lambda each: (self.since.get(each, 0.0), each))
        most = TURN * workers
        if self._each:
            most = max(2, workers, min(most, int(SECONDS / self._each)))
        chosen = waiting if len(waiting) <= most else waiting[:most // 2] + waiting[most // 2 - most:]
        self._now = set(chosen or students)
        return [each for each in students if each in self._now]

    def waiting(self, left: Collection[str]) -> list[str]:
        """Of those who were left, who is for the next look: who had no turn yet, or needs more than the last one."""
        return [each for each in left if each in self._now or each not in self._tried]

    def took(self, seconds: float, submissions: int) -> None:
        """Learns from a turn how long the next one is."""
        self._each = seconds / submissions if submissions else self._each

    def recorded(self, students: Collection[str], open_: Collection[str]) -> list[float]:
        """Seconds that each of these waited for a record; who neither was recorded nor is open is forgotten."""
        now = time.time()
        seconds = [max(0.0, now - self.since[each]) for each in students if each in self.since]
        self.since = {each: since for each, since in self.since.items() if each in open_ and each not in students}
        self._tried = (self._tried | self._now) - (set(students) - set(open_))  # a turn that was cut short is none
        return seconds
