"""Who is judged when: first all who take what others take, then who only waits, and beside them who works far longer.

Waste costs the class little, and nobody a point: whoever comes later has all the time that everybody has.
"""

from __future__ import annotations

import math
import os
import re
import time
from bisect import insort
from collections import Counter, deque
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from concurrent.futures.process import BrokenProcessPool
from contextlib import suppress
from dataclasses import dataclass, field, replace
from pathlib import Path
from statistics import median

from assay.cluster.task import Said, Task
from assay.course.grading.progress import Advance, bar
from assay.course.judging.office import Office
from assay.course.places import CourseError
from assay.processes import AHEAD, Choose, Lazily
from assay.room.limits import GIB, KIB

#: Submissions that one worker process judges: JAX keeps what it compiled, and that must not fill the memory.
TASKS = 60
#: Submissions that only wait, for each worker: they are judged last, side by side, as they need no processor. And bytes
#: of memory that must be free for each of them. (Were it many, a right solution among them would lack the processor.)
SIDE_BY_SIDE, MEMORY = 5, GIB
#: A room that does nothing for so many times a cell's processor time is taken to wait on purpose.
IDLE = 0.5
#: Of a submission's processor time, the share after which it is put off at the earliest, in a class of so many or more.
#: Right solutions in a class of that size, for which something was compiled ahead, take about half of that share.
SHARE, CLASS = 1 / 8, 20
#: And on a slow machine, where they take more: so many times what most take, as soon as so many were seen.
TIMES, SEEN = 3.0, 8
#: How long those are judged who work far longer, where they are fewer than the others: so much of the time that all
#: others took, and at least so many seconds, as a right solution may be among them on a busy machine. The rest is left
#: to the next run.
OVERTIME, LEAST = 0.4, 120.0
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

    def at_once(many: int, ahead: int = 1) -> Callable[[], int]:
        return (lambda: many * ahead) if office.executor is None else lambda: max(1, office.rooms()) * ahead

    with bar("Judging", len(students)) as advance:
        for some in parts(office, students, workers):
            faults |= judge_some(office, tasks, [Lane(some, usual, at_once(workers, AHEAD))], workers, advance)
        waiting = [student for student, fault in faults.items() if fault == Said.WAITS]
        slow = [student for student, fault in faults.items() if fault == Said.WORKS]
        most = max(LEAST, OVERTIME * (time.monotonic() - started)) if few(slow, students) else math.inf
        until = time.monotonic() + most
        beside = side_by_side(workers) if few(waiting, students) else workers
        lanes = [Lane(waiting, Turn(pace=pace), at_once(beside))] if waiting else []
        for some in list(parts(office, slow, workers)) or [[]] * len(lanes):
            faults |= judge_some(office, tasks, [*lanes, Lane(some, Turn(), at_once(workers), until)],
                                 workers * bool(some) + beside * len(lanes), advance)
            lanes = []
        both = [student for student in waiting if faults[student] == Said.WORKS]
        for some in parts(office, both, workers):
            faults |= judge_some(office, tasks, [Lane(some, Turn(), at_once(workers), until)], workers, advance)
    return {student: fault for student, fault in faults.items() if fault}


def parts(office: Office, students: Sequence[str], workers: int) -> Iterator[Sequence[str]]:
    """Students whom the same processes judge: as many as their memory is good for."""
    each_time = workers * TASKS if office.executor is None else max(1, len(students))
    return (students[start:start + each_time] for start in range(0, len(students), each_time))


def few(some: Collection[str], students: Collection[str]) -> bool:
    """Whether they are fewer than the others."""
    return 2 * len(some) < len(students)


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
        """Adds one that was put off: it took more than it was given."""
        self.saw(self.most())

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


@dataclass(frozen=True)
class Lane:
    """Students who have the same turn, beside those of other lanes.

    ``most`` of them are judged at once. These begin in any case, others not later than ``until``, by the monotonic
    clock.
    """

    students: Sequence[str]
    turn: Turn
    most: Callable[[], int]
    until: float = math.inf

    def may_begin(self, begun: int) -> bool:
        """Whether one more may, after so many."""
        return begun < self.most() or time.monotonic() <= self.until


def side_by_side(workers: int) -> int:
    """How many submissions that only wait are judged at once: as many as there is memory for, within reason."""
    free = os.sysconf("SC_AVPHYS_PAGES") * os.sysconf("SC_PAGE_SIZE")
    with suppress(OSError, AttributeError):
        found = re.search(r"^MemAvailable:\s+(\d+) kB$", Path("/proc/meminfo").read_text("ascii"), re.MULTILINE)
        free = int(found[1]) * KIB if found else free
    return max(workers, min(workers * SIDE_BY_SIDE, free // MEMORY))


def judge_some(office: Office, tasks: Mapping[str, Task], lanes: Sequence[Lane], workers: int,
               advance: Advance) -> dict[str, str]:
    """Judges some students in processes that end with them: JAX keeps what it compiled, and memory would fill.

    (``max_tasks_per_child`` would say the same in a word, but hangs in Python 3.11.) When one of the processes is
    killed, the others end too, and what is left is judged by one less: memory is what kills them most.

    Returns:
        by student the judge's fault, or when they are judged instead, or "".

    Raises:
        CourseError: that happened time and again.
    """
    faults: dict[str, str] = {}
    left = {student: number for number, lane in enumerate(lanes) for student in lane.students}
    for killed in range(MOST_KILLED + 1):
        waiting = list(left)
        given = Lazily(lambda student: lanes[left[student]].turn.task(tasks[student]), waiting)
        try:
            with office.finished(given, max(1, workers - killed), in_lanes(lanes, list(left.values()))) as finished:
                for place, job in finished:
                    student = waiting[place]
                    pace = lanes[left[student]].turn.pace
                    faults[student] = office.kept(tasks[student], job, pace.saw)
                    del left[student]
                    if faults[student] == Said.WORKS:
                        pace.saw_more()
                    if faults[student] not in (Said.WAITS, Said.WORKS):
                        advance()
            return faults | dict.fromkeys(left, LATER)
        except BrokenProcessPool:
            continue
    raise CourseError("Judging processes were killed again and again. Nothing is lost: run `make autograde` again, "
                      "with fewer WORKERS if the machine was short of memory.")


def in_lanes(lanes: Sequence[Lane], numbers: Sequence[int]) -> Choose:
    """Whose turn it is: in the first lane with room for one more, who comes first.

    Args:
        lanes: all.
        numbers: of each place, its lane's number.
    """
    ahead = [deque(place for place, each in enumerate(numbers) if each == number) for number in range(len(lanes))]
    many = list(map(len, ahead))

    def choose(out: Collection[int]) -> int | None:
        here = Counter(numbers[place] for place in out)
        for number, lane in enumerate(lanes):
            begun = many[number] - len(ahead[number])
            if ahead[number] and here[number] < lane.most() and lane.may_begin(begun):
                return ahead[number].popleft()
        return None

    return choose
