"""What a watcher is at: a file beside the course, which it writes after each look, and whether one is at work."""

from __future__ import annotations

import json
import time
from dataclasses import asdict, dataclass, field
from pathlib import Path

from assay.course.gradebook.lock import is_held
from assay.course.places import Course
from assay.judge.verdict import canonical, replace_file


@dataclass
class Status:
    """What a watcher is at. Times are seconds since 1970."""

    process: int
    every: float
    assignments: list[str]
    started: float
    looked: float = 0.0
    seconds: float = 0.0  # that the last look took
    judged: int = 0  # submissions since the start
    waiting: int = 0  # who was left for the next look
    last: float = 0.0  # seconds from when the last of them came in, or was collected, to its record
    longest: float = 0.0  # the same, the most of all
    faults: dict[str, str] = field(default_factory=dict)
    error: str = ""
    downloads: dict[str, list[str]] = field(default_factory=dict)  # what was said of each that lies there


def place(course: Course) -> Path:
    """Where a watcher's status lies."""
    return course.cache / "watch.json"


def lock(course: Course) -> Path:
    """What a watcher holds as long as it is at work, through looks of hours too."""
    return course.cache / "watch.lock"


def write(course: Course, status: Status) -> None:
    """Notes a watcher's status."""
    place(course).parent.mkdir(exist_ok=True)
    replace_file(place(course), canonical(asdict(status)))


def at_work(course: Course) -> tuple[Status | None, bool]:
    """The last noted status, and whether a watcher is at work."""
    working = is_held(lock(course))
    try:
        return Status(**json.loads(place(course).read_text("ascii"))), working
    except (OSError, ValueError, TypeError):
        return None, working


def lines(status: Status | None, working: bool) -> list[str]:
    """A status for people."""
    if status is None:
        return ["A watcher has just begun." if working else "Nobody watches this course: start `assay watch`."]
    ago = max(0, round(time.time() - status.looked))
    looked = f"The last look was {ago} s ago and took {status.seconds:g} s." if status.looked else "It looks."
    found = [f"{'Watching' if working else 'No longer watching'} {', '.join(status.assignments)}, process "
             f"{status.process}: {status.judged} judged, {status.waiting} waiting, {len(status.faults)} faults. "
             f"{looked}"]
    if status.longest:
        found.append(f"  From its arrival to its record the last took {status.last:.0f} s, the longest "
                     f"{status.longest:.0f} s.")
    found += [f"  {student}: {fault}" for student, fault in status.faults.items()]
    found += [f"  {name}: {sentence}" for name, said in status.downloads.items() for sentence in said]
    return found + ([f"  {status.error}"] if status.error else [])
