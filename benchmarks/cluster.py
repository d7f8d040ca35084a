"""A class judged here, and by a real Dask cluster whose workers are killed at random: is it the same, and at what cost?

``python -m benchmarks.cluster`` makes a new course, hands in a class of right, wrong and failing answers, no two alike,
grades one copy with processes of this machine and another with workers of a scheduler, of which one is killed and
another started every few seconds. It prints what both took, and fails unless verdicts are equal to the byte and
gradebooks to the row.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import resource
import shutil
import threading
import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

from assay.__main__ import main as assay
from assay.authoring.scaffold import make_course
from assay.course.gradebook.rows import rows
from assay.course.grading.grading import autograde
from assay.course.intake.staging import read_release
from assay.course.judging.elsewhere import Scheduler
from assay.course.places import Course
from assay.judge.answers import fill
from assay.pages.class_report import ClassRow
from tests.broken import TIMESTAMP
from tests.cluster.farm import Farm, found

A = "hello"
ANSWERS = ("return x - jnp.mean(x)", "return x - jnp.sum(x) / len(x)", "return x - jnp.median(x)", "return jnp.mean(x)",
           "raise ValueError(x)", "return x - sum(float(each) for each in x) / len(x)")


def class_of(size: int, folder: Path) -> Course:
    """A new course whose class has handed in; a number that changes nothing makes each answer another program."""
    course = Course(folder)
    make_course(folder)
    if assay(["release", "--course", str(folder)]):
        raise SystemExit("the course could not be released")
    release = read_release(course, A)
    for number in range(size):
        answer = f"def center(x):\n    number = {number}\n    {ANSWERS[number % len(ANSWERS)]}"
        place = course.submitted(f"student_{number:03}", A)
        place.mkdir(parents=True)
        (place / f"{A}.ipynb").write_text(json.dumps(fill(release, {"center": answer})), "utf-8")
        (place / "timestamp.txt").write_text(TIMESTAMP, "utf-8")
    return course


def graded(course: Course, scheduler: Scheduler | None = None) -> tuple[float, float]:
    """Grades the class; returns seconds by the clock, and the processor seconds of this process alone."""
    begun, before = time.monotonic(), resource.getrusage(resource.RUSAGE_SELF)
    done = autograde(course, A, scheduler=scheduler)
    after = resource.getrusage(resource.RUSAGE_SELF)
    if done.faults or done.left:
        raise SystemExit(f"not all were judged: {done.faults} {done.left}")
    return time.monotonic() - begun, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


def kill(farm: Farm, cache: Path, most: int, done: threading.Event, killed: list[int]) -> None:
    """Kills one worker after another at random moments, and starts another in its place."""
    chance = random.Random(7)
    while len(killed) < most and not done.wait(chance.uniform(2.0, 8.0)):
        worker = chance.choice(farm.workers)
        worker.kill()
        worker.wait()
        farm.workers.remove(worker)
        killed.append(worker.pid)
        farm.worker(cache=str(cache))


def outcome(course: Course) -> tuple[dict[str, bytes], list[ClassRow]]:
    """All verdicts, and all rows of the gradebook, without formgrader's own numbers for them."""
    verdicts = {path.name: path.read_bytes() for path in course.store(A).folder.glob("*.json")}
    return verdicts, [replace(row, page="") for row in rows(course, A)]


def main() -> None:
    """Grades both ways and compares."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=200)
    parser.add_argument("--workers", type=int, default=3)
    parser.add_argument("--kills", type=int, default=20)
    asked = parser.parse_args()
    with TemporaryDirectory() as name:
        folder = Path(name)
        here = class_of(asked.students, folder / "here")
        there = Course(shutil.copytree(here.root, folder / "there", symlinks=True))
        clock, _ = graded(here)
        print(f"here: {asked.students} in {clock:.0f} s with {len(os.sched_getaffinity(0))} processes", flush=True)
        farm, done, killed = Farm(folder), threading.Event(), list[int]()
        killer = threading.Thread(target=kill, args=(farm, folder / "cache", asked.kills, done, killed))
        try:
            for _ in range(asked.workers):
                farm.worker(cache=str(folder / "cache"))
            found(lambda: (folder / "worker.log").exists())
            killer.start()
            far, head = graded(there, Scheduler(farm.address))
        finally:
            done.set()
            killer.join()
            farm.close()
        print(f"there: {far:.0f} s with {asked.workers} workers, of which {len(killed)} were killed: {far / clock:.2f} "
              f"times as long; the head took {head / asked.students * 1000:.0f} ms of its processor a submission")
        one, other = outcome(here), outcome(there)
        print(f"{len(one[0])} verdicts, equal to the byte: {one[0] == other[0]}; {len(one[1])} rows, equal: "
              f"{one[1] == other[1]}")
        if one != other:
            raise SystemExit(1)


if __name__ == "__main__":
    main()
