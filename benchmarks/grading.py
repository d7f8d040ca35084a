"""Grading side by side: our judge, stock nbgrader with tests in the kernel, and otter-grader without containers.

``python -m benchmarks.grading`` prints, for a few solutions, the processor time of one submission in each, and for a
class of mixed submissions how many are graded in a minute. Baselines are slow, so they get a sample of the class; the
rate is what is compared. Beside each solution stands what every grader has to pay, the notebook run as it is.

``--assignment`` names another assignment than ``convolution``: then each of its right solutions stands beside the
notebook bare, and there are no other graders, as their tests are written for convolution.
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

from assay.cluster import ahead
from assay.cluster.work import prepare
from assay.course.demo import make_course
from assay.course.gradebook.feedback import give_feedback
from assay.course.grading.grading import autograde
from assay.course.grading.progress import bar
from assay.course.intake.staging import read_release, submission_of
from assay.course.judging import warm_up
from assay.course.places import Course, CourseError
from assay.judge.answers import fill
from assay.judge.bench import Bench
from assay.judge.judging import judge
from benchmarks import stock
from benchmarks.baselines import bare, otter, stock_nbgrader
from benchmarks.classes import BENCH, A, Cost, common, hand_in, measured, mixed, right_styles, work
from tests.here import REPOSITORY

#: Styles that are compiled ahead for every class, and styles that are not unless somebody asks for it.
WARMED, UNWARMED = ("loops", "comprehension", "vmap", "lax_conv"), ("fft", "tensordot")


def common_compiled(assignment: str) -> Bench:
    """The bench with a folder of its own, in which nothing is compiled ahead but the common styles."""
    course = Course(REPOSITORY)
    bench = replace(course.bench(assignment), compiled=BENCH / "compiled")
    assert bench.compiled is not None
    shutil.rmtree(bench.compiled, ignore_errors=True)
    bench.compiled.mkdir(parents=True)
    for style in common(assignment) if compiles(bench) else ():
        ahead.compile_style(bench, warm_up.read_style(course, assignment, bench.solutions / "wheat" / f"{style}.py"))
    return bench


def compiles(bench: Bench) -> bool:
    """Whether there is anything to compile ahead."""
    return bench.furnishing.arrays == "jax"


def ours_alone(style: str, bench: Bench) -> Cost:
    """One submission in our judge, in a process that has judged before."""
    assignment = bench.questions.name
    submission = submission_of(assignment, fill(read_release(Course(REPOSITORY), assignment), work(style, assignment)))
    costs: list[Cost] = []
    kept: list[float] = []
    for _ in range(3):
        found: list[Cost] = []
        with measured(1, found, lambda: kept[-1]):
            kept.append(judge(submission, bench)[1].room_cpu_seconds)
        costs += found
    return sorted(costs, key=lambda cost: cost.cpu)[1]


def by_style(folder: Path, styles: list[str], assignment: str) -> dict[str, float]:
    """The median processor seconds that the rooms of a style took, in a class that has been judged."""
    spent: dict[str, list[float]] = defaultdict(list)
    judged = {json.loads(path.read_text("utf-8"))["basis"]["submission"]: path
              for path in (folder / "verdicts").rglob("*.json")}
    for number, style in enumerate(styles):
        notebook = folder / "submitted" / f"student{number:04}" / assignment / f"{assignment}.ipynb"
        run = judged[submission_of(assignment, json.loads(notebook.read_text("utf-8"))).digest].with_suffix(".run")
        spent[style].append(json.loads(run.read_text("ascii"))["room_cpu_seconds"])
    return {style: median(each) for style, each in spent.items()}


def ours_class(assignment: str, styles: list[str], workers: int) -> Cost:
    """A class through ``make autograde`` and ``make feedback``, after ``make warm`` where anything is compiled."""
    folder = BENCH / "ours"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = make_course(Course(REPOSITORY), assignment, folder)
    hand_in(folder, read_release(course, assignment), styles, assignment)
    start = time.monotonic()
    if compiles(course.bench(assignment)):
        warm_up.warm(course, assignment, workers, bar)
        print(f"compiled ahead, once a machine and release: {time.monotonic() - start:.0f} s", flush=True)
    costs: list[Cost] = []

    def rooms() -> float:
        runs = [json.loads(path.read_text("ascii")) for path in (folder / "verdicts").rglob("*.run")]
        return sum(float(run["room_cpu_seconds"]) for run in runs)

    with measured(len(styles), costs, rooms):
        autograde(course, assignment, workers=workers)
        give_feedback(course, assignment)
    spent = by_style(folder, styles, assignment)
    print("  rooms, processor seconds: "
          + ", ".join(f"{style} {seconds:.1f}" for style, seconds in spent.items()), flush=True)
    return costs[0]


def machine() -> str:
    """A line about this machine."""
    names = [line.split(":")[1].strip() for line in Path("/proc/cpuinfo").read_text().splitlines()
             if line.startswith("model name")]
    return f"{os.cpu_count()} cores of {names[0] if names else 'unknown make'}, Python {sys.version.split()[0]}"


def whole_class(assignment: str, students: int, sample_size: int, workers: int, skip: list[str]) -> None:
    """Prints what a class costs in our judge, and a sample of it in the others."""
    styles = mixed(students, assignment)
    ours = ours_class(assignment, styles, workers)
    print(f"class of {len(styles)}: ours {ours.rate:.1f} a minute, {ours.each:.1f} s of processor each", flush=True)
    sample = [style for style in styles if style != "endless"][::max(1, len(styles) // sample_size)][:sample_size]
    baselines: dict[str, Callable[[], Cost]] = {
        "stock nbgrader": lambda: stock_nbgrader(sample, "free"),
        "stock nbgrader on our shapes": lambda: stock_nbgrader(sample, "tape"),
        "otter-grader": lambda: otter(sample, "free")}
    if assignment != A:
        baselines = {}
    elif "otter" in skip:
        del baselines["otter-grader"]
    for name, run in baselines.items():
        cost = run()
        print(f"  {name}, {len(sample)} of them: {cost.rate:.2f} a minute, {cost.each:.1f} s of processor each: "
              f"ours grades {ours.rate / cost.rate:.1f} times as many", flush=True)


def one_by_one(assignment: str, skip: list[str]) -> None:
    """Prints what single solutions cost."""
    bench = common_compiled(assignment)
    for style in (*WARMED, *UNWARMED) if assignment == A else right_styles(assignment):
        mine, least = ours_alone(style, bench), bare(style, assignment)
        told = [f"{style}, processor seconds: ours {mine.cpu:.1f}",
                f"the notebook bare {least.cpu:.1f} (ours takes {mine.cpu / least.cpu:.2f} of it)"]
        if assignment == A and "stock" not in skip:
            free, tape = (stock_nbgrader([style], shapes).cpu for shapes in ("free", "tape"))
            told += [f"stock {free:.1f} ({free / mine.cpu:.1f}x)",
                     f"stock on our shapes {tape:.1f} ({tape / mine.cpu:.1f}x)"]
        print(", ".join(told), flush=True)


def main(argv: list[str] | None = None) -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default=A, help="which is graded (default: %(default)s)")
    parser.add_argument("--students", type=int, default=100, help="the size of our class")
    parser.add_argument("--sample", type=int, default=4, help="how many of them each baseline gets")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    parser.add_argument("--skip", nargs="*", default=[], choices=["alone", "class", "otter", "stock"])
    asked = parser.parse_args(argv)
    try:
        prepare(Course(REPOSITORY).cache, Course(REPOSITORY).bench(asked.assignment).optimize)
    except CourseError as error:
        raise SystemExit(str(error)) from None
    print(machine(), flush=True)
    if asked.assignment == A:
        stock.record()
    else:
        print("Stock nbgrader and otter-grader are left out: their tests are written for convolution.", flush=True)
    if "class" not in asked.skip:
        whole_class(asked.assignment, asked.students, asked.sample, asked.workers, asked.skip)
    if "alone" not in asked.skip:
        one_by_one(asked.assignment, asked.skip)


if __name__ == "__main__":
    main()
