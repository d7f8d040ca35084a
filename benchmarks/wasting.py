"""What those who waste all they may cost a class: the time of an honest one, and of one of which a fifth wastes.

``python -m benchmarks.wasting --students 100`` grades both classes of convolution on this machine, one after the other,
after compiling ahead, and prints the times by the clock and their ratio: of one run, and until nobody is left to a next
one. Wasters burn the processor, or sleep, in every cell and call, a little less than a limit allows.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from itertools import cycle, islice
from pathlib import Path

from assay.cluster.work import prepare
from assay.course.demo import make_course
from assay.course.grading.grading import autograde
from assay.course.grading.progress import bar
from assay.course.intake.staging import read_release
from assay.course.judging.warm_up import warm
from assay.course.places import Course
from assay.judge.answers import fill
from attacks.corpus import corpus
from benchmarks.classes import BENCH, A, hand_in, mixed
from tests.here import REPOSITORY

#: The attacks that waste, in turn.
WASTE = ("just_below_the_limits", "half_asleep")


def graded(folder: Path, honest: int, wasters: int, workers: int) -> tuple[float, float, int]:
    """Seconds of the first run, of all runs until nobody is left, and how many runs that were."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = make_course(Course(REPOSITORY), A, folder)
    release = read_release(course, A)
    hand_in(folder, release, [style for style in mixed(2 * honest) if style != "endless"][:honest])
    for number, attack in enumerate(islice(cycle(corpus(*WASTE)), wasters)):
        place = folder / "submitted" / f"waste{number:04}" / A
        place.mkdir(parents=True)
        answers = {name: f"# Waster {number}.\n{source}" for name, source in attack.sections.items()}
        (place / f"{A}.ipynb").write_text(json.dumps(fill(release, answers)), "utf-8")
    warm(course, A, workers, bar)
    start, first, runs = time.monotonic(), 0.0, 0
    while True:
        left, runs = autograde(course, A, workers=workers).left, runs + 1
        first = first or time.monotonic() - start
        if not left:
            return first, time.monotonic() - start, runs


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=100)
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    asked = parser.parse_args()
    prepare(Course(REPOSITORY).cache, Course(REPOSITORY).bench(A).optimize)
    wasters = asked.students // 5
    honest, *_ = graded(BENCH / "honest", asked.students, 0, asked.workers)
    print(f"{asked.students} honest students: {honest:.0f} s", flush=True)
    first, whole, runs = graded(BENCH / "wasting", asked.students - wasters, wasters, asked.workers)
    print(f"{wasters} of them waste: {first:.0f} s, {first / honest:.2f} times as long; until nobody is left, "
          f"{whole:.0f} s in {runs} runs, {whole / honest:.2f} times", flush=True)


if __name__ == "__main__":
    main()
