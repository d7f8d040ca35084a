"""Grading side by side: our judge, stock nbgrader with tests in the kernel, and otter-grader without containers.

``python -m benchmarks.grading`` prints, for a few solutions, the processor time of one submission in each, and for a
class of mixed submissions how many are graded in a minute. Baselines are slow, so they get a sample of the class; the
rate is what is compared. Beside each solution stands what every grader has to pay, the notebook run as it is.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import sys
import time
from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from statistics import median

from assay.audit.styles import read_styles
from assay.cluster.work import prepare
from assay.course.demo import make_course
from assay.course.gradebook.feedback import give_feedback
from assay.course.grading.grading import autograde
from assay.course.grading.progress import bar
from assay.course.intake.staging import read_release, submission_of
from assay.course.judging import warm_up
from assay.course.places import Course
from assay.judge.answers import fill
from assay.judge.bench import Bench
from assay.judge.judging import judge
from benchmarks import stock
from benchmarks.baselines import bare, otter, stock_nbgrader
from benchmarks.classes import BENCH, WHEAT, A, Cost, hand_in, measured, mixed, work
from tests.here import REPOSITORY

#: Styles that are compiled ahead for every class, and styles that are not unless somebody asks for it.
WARMED, UNWARMED = ("loops", "comprehension", "vmap", "lax_conv"), ("fft", "tensordot")


def common_compiled() -> Bench:
    """The bench with a folder of its own, in which nothing is compiled ahead but the common styles."""
    course = Course(REPOSITORY)
    bench = replace(course.bench(A), compiled=BENCH / "compiled")
    assert bench.compiled is not None
    shutil.rmtree(bench.compiled, ignore_errors=True)
    bench.compiled.mkdir(parents=True)
    for style in read_styles(bench.solutions).common:
        warm_up.compile_ahead(bench, read_release(course, A), WHEAT / f"{style}.py")
    return bench


def ours_alone(style: str, bench: Bench) -> Cost:
    """One submission in our judge, in a process that has judged before."""
    submission = submission_of(A, fill(read_release(Course(REPOSITORY), A), work(style)))
    costs: list[Cost] = []
    kept: list[float] = []
    for _ in range(3):
        found: list[Cost] = []
        with measured(1, found, lambda: kept[-1]):
            kept.append(judge(submission, bench)[1].room_cpu_seconds)
        costs += found
    return sorted(costs, key=lambda cost: cost.cpu)[1]


def by_style(folder: Path, styles: list[str]) -> dict[str, float]:
    """The median processor seconds that the rooms of a style took, in a class that has been judged."""
    spent: dict[str, list[float]] = defaultdict(list)
    judged = {json.loads(path.read_text("utf-8"))["basis"]["submission"]: path
              for path in (folder / "verdicts").rglob("*.json")}
    for number, style in enumerate(styles):
        notebook = folder / "submitted" / f"student{number:04}" / A / f"{A}.ipynb"
        run = judged[submission_of(A, json.loads(notebook.read_text("utf-8"))).digest].with_suffix(".run")
        spent[style].append(json.loads(run.read_text("ascii"))["room_cpu_seconds"])
    return {style: median(each) for style, each in spent.items()}


def ours_class(styles: list[str], workers: int) -> Cost:
    """A class through ``make autograde`` and ``make feedback``, after ``make warm``."""
    folder = BENCH / "ours"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = make_course(Course(REPOSITORY), A, folder)
    hand_in(folder, json.loads(course.release(A).read_text("utf-8")), styles)
    start = time.monotonic()
    warm_up.warm(course, A, workers, bar)
    print(f"compiled ahead, once a machine and release: {time.monotonic() - start:.0f} s", flush=True)
    costs: list[Cost] = []

    def rooms() -> float:
        runs = [json.loads(path.read_text("ascii")) for path in (folder / "verdicts").rglob("*.run")]
        return sum(float(run["room_cpu_seconds"]) for run in runs)

    with measured(len(styles), costs, rooms):
        autograde(course, A, workers=workers)
        give_feedback(course, A)
    print("  rooms, processor seconds: "
          + ", ".join(f"{style} {seconds:.1f}" for style, seconds in by_style(folder, styles).items()), flush=True)
    return costs[0]


def machine() -> str:
    """A line about this machine."""
    names = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    return f"{os.cpu_count()} cores of {names[0] if names else 'unknown make'}, Python {sys.version.split()[0]}"


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=100, help="the size of our class")
    parser.add_argument("--sample", type=int, default=4, help="how many of them each baseline gets")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--skip", nargs="*", default=[], choices=["alone", "class", "otter", "stock"])
    asked = parser.parse_args()
    prepare(Course(REPOSITORY).cache, Course(REPOSITORY).bench(A).optimize)
    stock.record()
    print(machine(), flush=True)
    if "class" not in asked.skip:
        styles = mixed(asked.students)
        ours = ours_class(styles, asked.workers)
        print(f"class of {len(styles)}: ours {ours.rate:.1f} a minute, {ours.each:.1f} s of processor each", flush=True)
        sample = [style for style in styles if style != "endless"][::max(1, len(styles) // asked.sample)][:asked.sample]
        baselines: dict[str, Callable[[], Cost]] = {
            "stock nbgrader": lambda: stock_nbgrader(sample, "free"),
            "stock nbgrader on our shapes": lambda: stock_nbgrader(sample, "tape")}
        if "otter" not in asked.skip:
            baselines["otter-grader"] = lambda: otter(sample, "free")
        for name, run in baselines.items():
            cost = run()
            print(f"  {name}, {len(sample)} of them: {cost.rate:.2f} a minute, {cost.each:.1f} s of processor each: "
                  f"ours grades {ours.rate / cost.rate:.1f} times as many", flush=True)
    if "alone" not in asked.skip:
        bench = common_compiled()
        for style in (*WARMED, *UNWARMED):
            mine, least = ours_alone(style, bench), bare(style)
            told = [f"{style}, processor seconds: ours {mine.cpu:.1f}",
                    f"the notebook bare {least.cpu:.1f} (ours takes {mine.cpu / least.cpu:.2f} of it)"]
            if "stock" not in asked.skip:
                free, tape = (stock_nbgrader([style], shapes).cpu for shapes in ("free", "tape"))
                told += [f"stock {free:.1f} ({free / mine.cpu:.1f}x)",
                         f"stock on our shapes {tape:.1f} ({tape / mine.cpu:.1f}x)"]
            print(", ".join(told), flush=True)


if __name__ == "__main__":
    main()
