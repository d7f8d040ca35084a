"""Who is judged when: first all who take what others take, then who only waits, last who works far longer.

Waste costs the class little, and nobody a point: whoever comes later has all the time that everybody has.
"""

from __future__ import annotations

import math
import os
import re
import time
from bisect import insort
from collections.abc import Collection, Mapping
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from assay.cluster.task import Said, Task
from assay.course.grading.progress import Advance, bar
from assay.course.judging.office import Office
from assay.course.places import CourseError
from assay.processes import Lazily
from assay.room.limits import GIB, KIB

#: Submissions that one worker process judges: JAX keeps what it compiled, and that must not fill the memory.
TASKS = 60
#: Submissions that only wait, for each worker: they are judged last, side by side, as they need no processor. And bytes
#: of memory that must be free for each of them.
SIDE_BY_SIDE, MEMORY = 12, GIB
#: A room that does nothing for so many times a cell's processor time is taken to wait on purpose.
IDLE = 2.0
#: Of a submission's processor time, the share after which it is put off at the earliest, in a class of so many or more.
#: Right solutions in a class of that size, for which something was compiled ahead, take about half of that share.
SHARE, CLASS = 1 / 8, 20
#: And on a slow machine, where they take more: so many times what most take, as soon as so many were seen.
TIMES, SEEN = 4.0, 8
#: How long those are judged who work far longer, where they are fewer than the others: so much of the time that all
#: others took, and at least so many seconds, as a right solution may be among them on a busy machine. The rest is left
#: to the next run.
OVERTIME, LEAST = 0.5, 300.0
#: How often a judging process may be killed among these before the run gives up.
MOST_KILLED = 2
#: What is said of whom the next run judges.
LATER = "takes far longer than the others; the next `make autograde` judges it"


def judge_all(office: Office, tasks: Mapping[str, Task], workers: int) -> dict[str, str]:
    """Judges what a class handed in, with a bar that shows the time left; the judge's faults by student.

    An interruption loses only what is being judged at that moment.

    Args:
        office: who judges, and where verdicts are kept.
        tasks: by student.
        workers: how many are judged at once on this machine; elsewhere as many as there are rooms.

    Returns:
        a line for each student of whom something could not be judged; ``LATER`` for those who were left for now.
    """
    faults: dict[str, str] = {}
    if not tasks:
        return faults
    limits, started, students = office.bench.limits, time.monotonic(), list(tasks)
    pace = Pace(limits.submission_cpu_seconds * SHARE if len(students) >= CLASS else math.inf)
    usual = Turn(IDLE * limits.cell_cpu_seconds, pace)
    each_time = workers * TASKS if office.executor is None else len(students)
    with bar("Judging", len(students)) as advance:
        for start in range(0, len(students), each_time):
            faults |= judge_some(office, some(tasks, students[start:start + each_time]), usual, workers, advance)
        waiting = [student for student, fault in faults.items() if fault == Said.WAITS]
        faults |= dict.fromkeys(waiting, "") | judge_some(office, some(tasks, waiting), Turn(pace=pace),
                                                          side_by_side(workers), advance)
        slow = [student for student, fault in faults.items() if fault == Said.WORKS]
        few = 2 * len(slow) < len(students)
        most = max(LEAST, OVERTIME * (time.monotonic() - started)) if few else math.inf
        faults |= overtime(office, some(tasks, slow), workers, advance, most)
    return {student: fault for student, fault in faults.items() if fault}


class Pace:
    """What the rooms of most submissions take of the processor, as far as they were judged, on this machine.

    Args:
        least: seconds after which a submission is put off at the earliest.
    """

    def __init__(self, least: float = math.inf) -> None:
        self._least = least
        self._seen: list[float] = []

    def saw(self, seconds: float) -> None:
        """Adds what a submission's rooms took."""
        insort(self._seen, seconds)

    def saw_more(self) -> None:
        """Adds one that was put off: nobody knows what it would have taken."""
        self.saw(self._least)

    def most(self) -> float:
        """Seconds after which a submission is put off now; the time of most others, several times over."""
        return max(self._least, TIMES * median(self._seen)) if len(self._seen) >= SEEN else self._least


@dataclass(frozen=True)
class Turn:
    """What the rooms of a submission may take in this turn: seconds of doing nothing, and of the processor."""

    seconds: float = math.inf
    pace: Pace = field(default_factory=Pace)

    def task(self, task: Task) -> Task:
        """A task, with what it may take."""
        return replace(task, seconds=self.seconds, cpu=self.pace.most())


def some(tasks: Mapping[str, Task], students: Collection[str]) -> dict[str, Task]:
    """Some students' tasks."""
    return {each: tasks[each] for each in students}


def overtime(office: Office, tasks: Mapping[str, Task], workers: int, advance: Advance, most: float) -> dict[str, str]:
    """Judges those who work far longer, as many at once as there are workers; begins none after so many seconds."""
    faults, until = dict.fromkeys(tasks, LATER), time.monotonic() + most
    left = list(tasks)
    while left and (len(left) == len(tasks) or time.monotonic() <= until):
        many = workers if office.executor is None else max(1, office.rooms())
        now, left = some(tasks, left[:many]), left[many:]
        faults |= dict.fromkeys(now, "") | judge_some(office, now, Turn(), workers, advance)
    return faults


def side_by_side(workers: int) -> int:
    """How many submissions that only wait are judged at once: as many as there is memory for, within reason."""
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, AttributeError):
        found = re.search(r"^MemAvailable:\s+(\d+) kB$", Path("/proc/meminfo").read_text("ascii"), re.MULTILINE)
        free = int(found[1]) * KIB if found else free
    return max(workers, min(workers * SIDE_BY_SIDE, free // MEMORY))


def judge_some(office: Office, tasks: Mapping[str, Task], turn: Turn, workers: int,
               advance: Advance) -> dict[str, str]:
    """Judges some students in processes that end with them: JAX keeps what it compiled, and memory would fill.

    (``max_tasks_per_child`` would say the same in a word, but hangs in Python 3.11.) When one of the processes is
    killed, the others end too, and what is left is judged by one less: memory is what kills them most.

    Raises:
        CourseError: that happened time and again.
    """
    faults: dict[str, str] = {}
    left, killed = dict(tasks), 0
    while left:
        waiting = list(left)
        try:
            with office.finished(Lazily(turn.task, list(left.values())), max(1, workers - killed)) as finished:
                for place, job in finished:
                    student = waiting[place]
                    if fault := office.kept(tasks[student], job, turn.pace.saw):
                        faults[student] = fault
                    if fault == Said.WORKS:
                        turn.pace.saw_more()
                    del left[student]
                    if fault not in (Said.WAITS, Said.WORKS):
                        advance()
        except BrokenProcessPool:
            killed += 1
            if killed > MOST_KILLED:
                raise CourseError("Judging processes were killed again and again. Nothing is lost: run "
                                  "`make autograde` again, with fewer WORKERS if the machine was short of "
                                  "memory.") from None
    return faults
