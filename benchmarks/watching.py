"""How long a student waits for a watcher: from handing in to the record and to the page.

``python -m benchmarks.watching`` starts ``assay watch`` on a course whose class hands in one by one, then several at
once, then many at once with one more behind them. The judging is real; the watcher looks every ten seconds.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from itertools import count
from pathlib import Path

from assay.course.demo import make_course
from assay.course.places import Course
from assay.course.watch.status import at_work, lines
from assay.judge.answers import fill
from assay.verbs.machines import end_as_interrupted
from benchmarks.classes import BENCH, A, mixed, work
from tests.here import REPOSITORY

NUMBERS = count()


def hand_in(course: Course, styles: list[str]) -> list[str]:
    """Has so many students hand in now; returns their names."""
    release, names = json.loads(course.release(A).read_text("utf-8")), []
    for number, style in zip(NUMBERS, styles, strict=False):
        names.append(f"student{number:04}")
        notebook = fill(release, {name: f"# Student {number}.\n{source}" for name, source in work(style).items()})
        place = course.submitted(names[-1], A)
        place.mkdir(parents=True)
        (place / ".new").write_text(json.dumps(notebook), "utf-8")
        (place / ".new").replace(place / f"{A}.ipynb")
    return names


def waited(course: Course, student: str) -> tuple[float, float]:
    """Seconds from handing in to the record, and to the page."""
    pages = course.autograded(student, A), course.feedback(student, A)
    while not all(path.exists() for path in pages):
        time.sleep(0.2)
    came = (course.submitted(student, A) / f"{A}.ipynb").stat().st_ctime
    return pages[0].stat().st_mtime - came, pages[1].stat().st_mtime - came


def said(what: str, course: Course, students: list[str]) -> None:
    """A line: the most that any of them waited."""
    found = [waited(course, each) for each in students]
    record, page = (max(each) for each in zip(*found, strict=True))
    print(f"{what}: {record:.0f} s to the record, {page:.0f} s to the page, at most", flush=True)


@contextmanager
def watching(course: Course, workers: int) -> Iterator[None]:
    """A watcher at work."""
    with (course.root / "watch.log").open("wb") as log:
        watcher = subprocess.Popen(
            [sys.executable, "-m", "assay", "watch", "--course", str(course.root), "--feedback", "at-once",
             "--workers", str(workers)], stdout=log, stderr=log,
            env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")})
    try:
        while not (at_work(course)[0] or 0):
            time.sleep(0.2)
        yield
    finally:
        watcher.terminate()
        watcher.wait()


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--alone", type=int, default=2, help="how many hand in one by one")
    parser.add_argument("--together", type=int, default=4, help="how many hand in at once")
    parser.add_argument("--behind", type=int, default=16, help="how many hand in at once before one more does")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    asked = parser.parse_args()
    end_as_interrupted()  # or whoever ends this leaves a watcher behind
    folder: Path = BENCH / "watching"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = make_course(Course(REPOSITORY), A, folder)
    with watching(course, asked.workers):
        for number in range(asked.alone):
            said(f"one alone ({number + 1})", course, hand_in(course, mixed(1)))
        said(f"{asked.together} at once", course, hand_in(course, mixed(asked.together)))
        many = hand_in(course, mixed(asked.behind))
        for _ in range(3):
            time.sleep(15)
            said(f"one more, behind {asked.behind}", course, hand_in(course, mixed(1)))
        said(f"those {asked.behind}", course, many)
        print("\n".join(lines(*at_work(course))[:3]), flush=True)


if __name__ == "__main__":
    main()
