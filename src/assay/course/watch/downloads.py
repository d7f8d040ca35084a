"""Downloads from an LMS that somebody drops into a folder: each is collected once, as soon as it is whole.

What was collected is noted beside the course. A kill between the two has it collected again, which changes nothing.
"""

from __future__ import annotations

import json
import os
import stat
import time
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from assay.course.gradebook.backups import missing
from assay.course.gradebook.database import exists
from assay.course.gradebook.lock import Busy
from assay.course.lms.collect import collect
from assay.course.places import Course, CourseError
from assay.judge.verdict import canonical, replace_file
from assay.pages.words import visible

#: Seconds after which a download that could not be taken in is tried again, though it is as it was.
AGAIN = 600.0
GONE = "The folder is not there, or may not be read: make it, or start the watcher with another --lms."
STRAY = "It lies in no assignment's folder, so it was not taken. Move it to {folder}/ASSIGNMENT/."


@dataclass(frozen=True)
class Inbox:
    """A folder into which downloads of a system are dropped; ``flat`` where they may lie in the folder itself.

    No download says of which assignment it is. So it lies in a folder of the assignment's name, or there is only one.
    """

    system: str
    folder: Path
    flat: bool = False

    def archives(self, assignment: str) -> list[Path]:
        """The zip files of an assignment, the oldest first, as a newer attempt takes an older one's place."""
        return zips(self.folder / assignment, *([self.folder] if self.flat else []))

    def strays(self, assignments: Sequence[str]) -> list[Path]:
        """The zip files that lie in no assignment's folder."""
        others = [path for path in self.folder.glob("*") if path.is_dir() and path.name not in assignments]
        return zips(*others, *([] if self.flat else [self.folder]))

    def shown(self, path: Path) -> str:
        """A file's name for a sentence."""
        return visible(f"{self.folder.name}/{path.relative_to(self.folder)}")


def zips(*folders: Path) -> list[Path]:
    """The zip files that lie in some folders, the oldest first; a browser calls the half of one by another name."""
    found = []
    for path in (path for folder in folders for path in folder.glob("*")):
        with suppress(OSError):  # moved away meanwhile, or not ours to look at
            info = path.stat()
            if stat.S_ISREG(info.st_mode) and path.suffix.lower() == ".zip" and not path.name.startswith("."):
                found.append((info.st_mtime_ns, path))
    return [path for _, path in sorted(found)]


@dataclass
class Downloads:
    """What of the inboxes of a course is collected, and what was said of it."""

    course: Course
    inboxes: Sequence[Inbox]
    _looks: dict[Path, list[int]] = field(default_factory=dict)
    _tried: dict[Path, float] = field(default_factory=dict)

    def take(self, assignment: str) -> None:
        """Collects what is new of an assignment, and is as it was at the last look.

        Raises:
            CourseError: there is no gradebook yet, or another run is at work on the course.
            OSError: the course cannot be written.
        """
        for inbox in self.inboxes:
            for path in inbox.archives(assignment):
                with suppress(FileNotFoundError):  # moved away meanwhile
                    info = path.stat()
                    self._take(assignment, inbox.system, path, [info.st_mtime_ns, info.st_size, info.st_ino])

    def _take(self, assignment: str, system: str, path: Path, look: list[int]) -> None:
        noted, before = read(self.course), self._looks.get(path)
        self._looks[path] = look
        entry = noted.get(str(path), {})
        waits = entry.get("taken") or time.monotonic() - self._tried.get(path, -AGAIN) < AGAIN
        if before != look or (entry.get("look") == look and waits):
            return
        if not exists(self.course):
            raise CourseError(missing(self.course))
        try:
            said, taken = collect(self.course, assignment, system, path), True
        except Busy:
            raise
        except CourseError as error:
            said, taken = [str(error)], False
        self._tried[path] = time.monotonic()
        note(self.course, noted | {str(path): {"look": look, "said": said, "taken": taken}})

    def said(self) -> dict[str, list[str]]:
        """What is to be said of what lies there now, by its name."""
        noted, found = read(self.course), dict[str, list[str]]()
        for inbox in self.inboxes:
            if not os.access(inbox.folder, os.R_OK | os.X_OK):
                found[visible(str(inbox.folder))] = [GONE]
            for path in inbox.strays(self.course.assignments):
                found[inbox.shown(path)] = [STRAY.format(folder=visible(inbox.folder.name))]
            for path in {path: 0 for assignment in self.course.assignments for path in inbox.archives(assignment)}:
                found[inbox.shown(path)] = noted.get(str(path), {}).get("said", [])
        return {name: sentences for name, sentences in found.items() if sentences}


def place(course: Course) -> Path:
    """Where it is noted what was collected."""
    return course.cache / "downloads.json"


def read(course: Course) -> dict[str, Any]:
    """By path: how a download looked, what was said, whether it was taken; nothing where the note is damaged."""
    try:
        noted = json.loads(place(course).read_text("ascii"))
    except (OSError, ValueError):
        return {}
    return {path: each for path, each in noted.items() if isinstance(each, dict)} if isinstance(noted, dict) else {}


def note(course: Course, noted: dict[str, Any]) -> None:
    """Writes down what was collected, of what is still there."""
    place(course).parent.mkdir(exist_ok=True)
    replace_file(place(course), canonical({path: each for path, each in noted.items() if Path(path).exists()}))


def unsay(course: Course) -> None:
    """Keeps no sentence about anybody, and yet what was collected."""
    if any(each.get("said") for each in read(course).values()):
        note(course, {path: each | {"said": []} for path, each in read(course).items()})
