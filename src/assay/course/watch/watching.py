"""``assay watch``: what comes in is judged within a minute, and shown as a policy says; until it is ended.

All that it needs to go on lies in the course: verdicts, the gradebook, what was shown. So it may be killed at any
moment and started again. What goes wrong is said once, stands in its status, and is tried again, later and later.
"""

from __future__ import annotations

import json
import os
import sys
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from sqlalchemy.exc import SQLAlchemyError

from assay.course.gradebook.database import exists
from assay.course.gradebook.lock import held, is_held
from assay.course.grading.by_nbgrader import api, last_line, nbgrader_at_work
from assay.course.grading.grading import autograde
from assay.course.machine_faults import sentence
from assay.course.places import Course, CourseError
from assay.course.watch.policy import Policy
from assay.course.watch.showing import show
from assay.judge.evidence import JudgeFault
from assay.judge.verdict import canonical, replace_file
from assay.processes import whole
from assay.room.diagnosis import SandboxUnavailable

#: Seconds after which everything is looked at again, whatever the folders say.
THOROUGH = 600.0
#: Seconds between two tries, at most, while something is wrong.
LONGEST = 300.0


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
    faults: dict[str, str] = field(default_factory=dict)
    error: str = ""


class Watcher:
    """Looks after some assignments of a course.

    Args:
        course: which.
        assignments: which of it.
        policy: when pages are shown.
        every: seconds between two looks.
        exchange: whether work is collected from nbgrader's exchange, and pages are released there.
        workers: how many submissions are judged at once.
        now: the clock.
    """

    def __init__(self, course: Course, assignments: Sequence[str], policy: Policy, every: float, *,
                 exchange: bool = False, workers: int | None = None,
                 now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.course, self.policy, self.exchange, self.workers, self.now = course, policy, exchange, workers, now
        self.status = Status(os.getpid(), every, list(assignments), time.time())
        self._seen: dict[str, tuple[Any, float]] = {}
        self._faults: dict[str, dict[str, str]] = {}
        self._left: dict[str, int] = {}
        self._tries: dict[str, int] = {}

    def run(self) -> None:
        """Looks again and again, as this course's only watcher.

        Raises:
            CourseError: there is another.
        """
        tries = 0
        with held(lock(self.course), "This course is watched already, by process {holder}."):
            with suppress(OSError):
                write(self.course, self.status)
            while True:
                tries = 0 if self.look() else tries + 1
                time.sleep(self._pause(tries))

    def _pause(self, tries: int) -> float:
        """Seconds to the next try, after so many that went wrong."""
        return min(LONGEST, self.status.every * 2 ** min(tries, 10)) if tries else self.status.every

    def look(self) -> bool:
        """Judges and shows what there is; returns whether nothing went wrong."""
        started, before = time.monotonic(), self.status.error
        self.status.error = ""
        for assignment in self.status.assignments:
            try:
                self._look_at(assignment)
            except (CourseError, SandboxUnavailable, JudgeFault) as error:
                self._failed(assignment, str(error))
            except (OSError, MemoryError, SQLAlchemyError) as error:
                self._failed(assignment, sentence(error, self.course))
        if self.status.error and self.status.error != before:
            print(f"watch: {self.status.error}", file=sys.stderr, flush=True)
        self.status.looked, self.status.seconds = time.time(), round(time.monotonic() - started, 3)
        try:
            write(self.course, self.status)
        except OSError:
            return False  # a disk that is full, say: of this nothing can be noted, and later it can
        return not self.status.error

    def _failed(self, assignment: str, said: str) -> None:
        self._seen.pop(assignment, None)
        self.status.error = f"{assignment}: {said}"

    def _look_at(self, assignment: str) -> None:
        if self.exchange:
            with nbgrader_at_work(), whole():
                said = api(self.course).collect(assignment, update=True)
            if not said["success"]:
                raise CourseError(f"Nothing could be collected from the exchange: {last_line(said)}")
        if self._may_have_changed(assignment) and self.course.students(assignment):
            graded = autograde(self.course, assignment, workers=self.workers)
            self.status.judged += len(graded.fresh)
            self._left[assignment], self._faults[assignment] = len(graded.left), graded.faults
            self._tries[assignment] = self._tries.get(assignment, 0) + 1 if graded.faults else 0
            if graded.left:
                self._seen.pop(assignment, None)
        faults = dict(self._faults.get(assignment, {}))
        if exists(self.course):
            faults |= show(self.course, assignment, self.policy, self.now(), exchange=self.exchange)
        self.status.waiting = sum(self._left.values())
        self.status.faults = {student: fault for student, fault in self.status.faults.items()
                              if not student.startswith(f"{assignment}/")}
        self.status.faults |= {f"{assignment}/{student}": fault for student, fault in faults.items()}

    def _may_have_changed(self, assignment: str) -> bool:
        """Whether anything that is handed in looks other than at the last look; every ten minutes, it may have.

        Where somebody could not be judged, it is tried again sooner: after twice the time, each time.
        """
        looks = [(str(path), info.st_mtime_ns, info.st_size, info.st_ino)
                 for path in sorted((self.course.root / "submitted").glob(f"*/{assignment}/*"))
                 for info in [path.lstat()]]
        seen, at = self._seen.get(assignment, (None, 0.0))
        tries = self._tries.get(assignment, 0)
        if seen == looks and time.monotonic() - at < (self._pause(tries) if tries else THOROUGH):
            return False
        self._seen[assignment] = (looks, time.monotonic())
        return True


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
    found += [f"  {student}: {fault}" for student, fault in status.faults.items()]
    return found + ([f"  {status.error}"] if status.error else [])
