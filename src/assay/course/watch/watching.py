"""``assay watch``: what comes in is judged at once, and shown as a policy says; until it is ended.

All that it needs to go on lies in the course: verdicts, the gradebook, what was shown. So it may be killed at any
moment and started again. What goes wrong is said once, stands in its status, and is tried again, later and later.
"""

from __future__ import annotations

import os
import sqlite3
import sys
import time
from collections import defaultdict
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.exc import SQLAlchemyError

from assay.course.config import BuildError
from assay.course.gradebook.database import exists
from assay.course.gradebook.lock import held
from assay.course.grading.by_nbgrader import api, last_line, nbgrader_at_work
from assay.course.grading.grading import autograde
from assay.course.judging.anew import read_anew
from assay.course.machine_faults import sentence
from assay.course.places import Course, CourseError
from assay.course.watch.arrivals import Arrivals, Look, looks
from assay.course.watch.downloads import Downloads, Inbox
from assay.course.watch.policy import Policy
from assay.course.watch.showing import show
from assay.course.watch.status import Status, at_work, lock, write
from assay.judge.evidence import JudgeFault
from assay.processes import cores, whole
from assay.room.diagnosis import SandboxUnavailable

#: Seconds after which everything is looked at again, whatever the folders say.
THOROUGH = 600.0
#: Seconds between two tries, at most, while something is wrong.
LONGEST = 300.0


@dataclass(frozen=True)
class Failed:
    """A page, or a whole assignment: why it failed, in how many tries, and when again, in seconds of the clock."""

    why: str
    tries: int
    again: float


class Watcher:
    """Looks after some assignments of a course.

    Args:
        course: which.
        assignments: which of it.
        policy: when pages are shown.
        every: seconds between two looks.
        exchange: whether work is collected from nbgrader's exchange, and pages are released there.
        inboxes: folders into which downloads of an LMS are dropped.
        workers: how many submissions are judged at once.
        now: the clock.
    """

    def __init__(self, course: Course, assignments: Sequence[str], policy: Policy, every: float, *,
                 exchange: bool = False, inboxes: Sequence[Inbox] = (), workers: int | None = None,
                 now: Callable[[], datetime] = lambda: datetime.now(UTC)) -> None:
        self.course, self.policy, self.exchange, self.workers, self.now = course, policy, exchange, workers, now
        earlier, _ = at_work(course)
        self.status = Status(os.getpid(), every, list(assignments), time.time(),
                             downloads=earlier.downloads if earlier else {})
        self.inboxes, self._downloads = inboxes, Downloads(course, inboxes)
        self._arrivals: defaultdict[str, Arrivals] = defaultdict(Arrivals)
        self._seen: dict[str, tuple[dict[str, Look], float]] = {}
        self._faults: dict[str, dict[str, str]] = {}
        self._left: dict[str, int] = {}
        self._tries: dict[str, int] = {}
        self._failing: dict[str, Failed] = {}
        self._unmade: defaultdict[str, dict[str, Failed]] = defaultdict(dict)

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
                time.sleep(0.0 if self._somebody_waits() and not tries else self._pause(tries))

    def _pause(self, tries: int) -> float:
        """Seconds to the next try, after so many that went wrong."""
        return min(LONGEST, self.status.every * 2 ** min(tries, 10)) if tries else self.status.every

    def _somebody_waits(self) -> bool:
        """Whether there is work for the next look at once: not of an assignment that cannot be graded now."""
        return any(left for assignment, left in self._left.items() if assignment not in self._failing)

    def look(self) -> bool:
        """Judges and shows what there is; returns whether that went well for any assignment.

        One that cannot be graded is tried again later and later, while the others are looked after as ever.
        """
        started = time.monotonic()
        for assignment in self.status.assignments:
            if self._is_put_off(assignment):
                continue
            try:
                self._look_at(assignment)
                self._failing.pop(assignment, None)
            except (CourseError, BuildError, SandboxUnavailable, JudgeFault) as error:
                self._failed(assignment, str(error))
            except (OSError, MemoryError, sqlite3.Error, SQLAlchemyError) as error:
                self._failed(assignment, sentence(error, self.course))
        self.status.error = " ".join(f"{name}: {each.why}" for name, each in self._failing.items())
        self._tell()
        self.status.looked, self.status.seconds = time.time(), round(time.monotonic() - started, 3)
        try:
            write(self.course, self.status)
        except OSError:
            return False  # a disk that is full, say: of this nothing can be noted, and later it can
        return not self._failing or len(self._failing) < len(self.status.assignments)

    def _is_put_off(self, assignment: str) -> bool:
        """Whether it is not tried now; where none can be graded, whoever looks waits with all of them."""
        failed = self._failing.get(assignment)
        return (failed is not None and time.monotonic() < failed.again
                and len(self._failing) < len(self.status.assignments))

    def _failed(self, assignment: str, why: str) -> None:
        self._seen.pop(assignment, None)
        before = self._failing.get(assignment)
        if before is None or before.why != why:
            say(f"{assignment}: {why}")
        tries = before.tries + 1 if before else 1
        self._failing[assignment] = Failed(why, tries, time.monotonic() + self._pause(tries))

    def _tell(self) -> None:
        """Says of downloads what was not said before, by this watcher or by the one before it."""
        before, self.status.downloads = self.status.downloads, self._downloads.said()
        for name, said in self.status.downloads.items():
            for each in said if said != before.get(name) else ():
                say(f"{name}: {each}")

    def _look_at(self, assignment: str) -> None:
        read_anew()
        self._downloads.take(assignment)
        if self.exchange:
            with nbgrader_at_work(), whole():
                said = api(self.course).collect(assignment, update=True)
            if not said["success"]:
                raise CourseError(f"Nothing could be collected from the exchange: {last_line(said)}")
        if self._may_have_changed(assignment) and self.course.students(assignment):
            self._grade(assignment)
        faults = dict(self._faults.get(assignment, {}))
        if exists(self.course):
            faults |= self._show(assignment)
        self.status.waiting = sum(self._left.values())
        self.status.faults = {student: fault for student, fault in self.status.faults.items()
                              if not student.startswith(f"{assignment}/")}
        self.status.faults |= {f"{assignment}/{student}": fault for student, fault in faults.items()}

    def _show(self, assignment: str) -> dict[str, str]:
        """Shows what is due; why pages could not be made, by student.

        Where that took longer than the time between two looks, they are tried again later and later: one page may take
        a minute of the processor, each time, and whoever comes in waits for it.
        """
        before, started = self._unmade[assignment], time.monotonic()
        waiting = {student: each for student, each in before.items() if started < each.again}
        failed = show(self.course, assignment, self.policy, self.now(), exchange=self.exchange, later=waiting)
        ended = time.monotonic()
        for student, why in failed.items():
            tries = before[student].tries + 1 if student in before else 1
            slow = ended - started > self.status.every
            waiting[student] = Failed(why, tries, ended + self._pause(tries) if slow else ended)
        self._unmade[assignment] = waiting
        return {student: each.why for student, each in waiting.items()}

    def _grade(self, assignment: str) -> None:
        """Grades those whose turn it is, and notes who waits, and how long the others did."""
        arrivals, before, started = self._arrivals[assignment], self._faults.get(assignment, {}), time.monotonic()
        graded = autograde(self.course, assignment, workers=self.workers,
                           turn=partial(arrivals.turn, workers=self.workers or cores()))
        arrivals.took(time.monotonic() - started, len(graded.fresh))
        self.status.judged += len(graded.fresh)
        self._faults[assignment] = {each: before[each] for each in graded.left if each in before} | graded.faults
        waiting = arrivals.waiting(graded.left)
        if seconds := arrivals.recorded(graded.fresh, [*waiting, *graded.faults]):
            self.status.last, self.status.longest = seconds[-1], max(self.status.longest, *seconds)
        self._left[assignment] = len(waiting)
        tried = self._tries.get(assignment, 0) + bool(graded.faults)
        self._tries[assignment] = tried if self._faults[assignment] else 0
        if waiting:
            self._seen.pop(assignment, None)

    def _may_have_changed(self, assignment: str) -> bool:
        """Whether anything that is handed in looks other than at the last look; every ten minutes, it may have.

        Where somebody could not be judged, it is tried again sooner: after twice the time, each time.
        """
        found = looks(self.course, assignment)
        self._arrivals[assignment].see(found)
        seen, at = self._seen.get(assignment, (None, 0.0))
        tries = self._tries.get(assignment, 0)
        if seen == found and time.monotonic() - at < (self._pause(tries) if tries else THOROUGH):
            return False
        self._seen[assignment] = (found, time.monotonic())
        return True


def say(said: str) -> None:
    """Tells whoever reads the service's log."""
    print(f"watch: {said}", file=sys.stderr, flush=True)
