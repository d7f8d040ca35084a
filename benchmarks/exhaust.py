"""What each notebook that wastes on purpose could take before its rooms were ended, and what it cost the judge.

``python -m benchmarks.exhaust`` takes in and judges every attack of ``attacks/exhaust``, one after the other, each in
a judging process of its own. A line for each: the most memory that the watchdog saw in a room, the rooms' processor
time, the clock, and the judge's own memory and processor time. Runs for the better part of an hour.
"""

from __future__ import annotations

import argparse
import multiprocessing
import resource
import tempfile
import time
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assay.cluster.work import prepare
from assay.course.demo import make_course
from assay.course.intake.staging import read_release, submission_of, take_in
from assay.course.places import Course
from assay.judge.judging import judge
from assay.room import watchdog
from attacks.corpus import Told, corpus
from tests.here import REPOSITORY

A = "convolution"
MIB = 1 << 20
#: What a judging process may take itself: MiB of memory and seconds of the processor.
MOST_MEMORY, MOST_CPU = 500, 60


@dataclass(frozen=True)
class Took:
    """What one submission took: memory in MiB, times in seconds; ``said`` is why it was refused, or its points."""

    room_memory: float
    room_cpu: float
    rooms: int
    clock: float
    memory: float
    cpu: float
    said: str

    @property
    def within(self) -> bool:
        """Whether the judge stayed within its bounds."""
        return self.memory <= MOST_MEMORY and self.cpu <= MOST_CPU


class Noted(watchdog.Household):
    """Notes the most that was held."""

    most = 0

    def memory(self, enough: int, until: float = float("inf")) -> int:
        """As in the base."""
        held = super().memory(enough, until)
        Noted.most = max(Noted.most, held)
        return held


def own_cpu() -> float:
    """Processor seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def took(root: Path, student: str) -> Took:
    """Takes one submission in and judges it, in this process."""
    course = Course(root)
    bench = course.bench(A)
    prepare(course.cache, bench.optimize)
    watchdog.Household = Noted  # type: ignore[misc]
    cpu, clock = own_cpu(), time.monotonic()
    staged = take_in(course, student, A, read_release(course, A))
    room_cpu, rooms, said = 0.0, 0, "refused"
    if not staged.refused:
        verdict, run = judge(submission_of(A, staged.notebook), bench)
        room_cpu, rooms = run.room_cpu_seconds, run.rooms
        said = f"{sum(question.earned or 0 for question in verdict.questions):g} points"
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024
    return Took(Noted.most / MIB, room_cpu, rooms, time.monotonic() - clock, peak / MIB, own_cpu() - cpu, said)


def main() -> None:
    """Judges, prints a line as each is done, and the table at the end."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("names", nargs="*", help="attacks (default: all of attacks/exhaust)")
    attacks = [each for each in corpus(*parser.parse_args().names) if each.kind == "exhaust"]
    table = Table("attack", "room MiB", "room cpu s", "rooms", "clock s", "judge MiB", "judge cpu s", "came to",
                  box=None)
    over = 0
    with tempfile.TemporaryDirectory() as folder:
        course = make_course(Course(REPOSITORY), A, Path(folder) / "course")
        release = read_release(course, A)
        context = multiprocessing.get_context("spawn")
        for attack in attacks:
            attack.write(release, Told(), course.submitted(attack.student, A))
            with ProcessPoolExecutor(1, context) as pool:
                each = pool.submit(took, course.root, attack.student).result()
            over += not each.within
            row = [attack.name, *(f"{value:.0f}" for value in (each.room_memory, each.room_cpu, each.rooms, each.clock,
                                                               each.memory, each.cpu)), each.said]
            table.add_row(*row, style="" if each.within else "bold red")
            print(" ".join(row), flush=True)
    Console(width=120).print(table)
    print(f"{len(attacks)} attacks; the judge took more than {MOST_MEMORY} MiB or {MOST_CPU} s in {over}")


if __name__ == "__main__":
    main()
