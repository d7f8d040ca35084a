"""Grading side by side: our judge, stock nbgrader with tests in the kernel, and otter-grader without containers.

``python -m benchmarks.grading`` prints, for a few solutions, the processor time of one submission in each, and for a
class of mixed submissions how many are graded in a minute. Baselines are slow, so they get a sample of the class; the
rate is what is compared. otter-grader is installed into an environment of its own under .cache/bench.
"""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import subprocess
import sys
import time
import zipfile
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import cycle, islice
from pathlib import Path
from statistics import median
from typing import Any

from autograder.course.demo import make_course
from autograder.course.grading import autograde
from autograder.course.pages import give_feedback
from autograder.course.places import REPOSITORY, Course
from autograder.course.staging import read_release, submission_of
from autograder.course.worker import prepare
from autograder.judge.answers import fill, read_answers
from autograder.judge.judging import judge
from benchmarks import stock

A = "convolution"
BENCH = REPOSITORY / ".cache" / "bench"
WHEAT, CHAFF = (REPOSITORY / "solutions" / A / name for name in ("wheat", "chaff"))
#: Styles that are compiled ahead for every class, and styles that never are in a class this small.
LOOPS, UNWARMED = ("loops", "comprehension"), ("fft", "tensordot")
OTTER = ("otter-grader==7.0.0", "jax>=0.10,<0.11", "flax>=0.12,<0.13", "hypothesis>=6.170", "pytest>=9", "matplotlib",
         "ipykernel")
ENDLESS = "def receptive_field(kernel_sizes):\n    while True:\n        pass"
HIDDEN = """
### BEGIN HIDDEN TESTS
import sys
sys.path.insert(0, {root!r})
from benchmarks import stock
stock.check({question!r}, globals(), {shapes!r})
### END HIDDEN TESTS
"""


@dataclass(frozen=True)
class Cost:
    """Seconds by the clock and of the processor, for some submissions."""

    submissions: int
    wall: float
    cpu: float

    @property
    def each(self) -> float:
        """Processor seconds of one submission."""
        return self.cpu / self.submissions

    @property
    def rate(self) -> float:
        """Submissions a minute."""
        return 60 * self.submissions / self.wall


@contextmanager
def measured(submissions: int, into: list[Cost], rooms: Callable[[], float] = lambda: 0.0) -> Iterator[None]:
    """Adds what this process and its ended children cost meanwhile; ``rooms`` tells what else did."""
    def cpu() -> float:
        both = [resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]
        return sum(usage.ru_utime + usage.ru_stime for usage in both)

    wall, before = time.monotonic(), cpu()
    yield
    into.append(Cost(submissions, time.monotonic() - wall, cpu() - before + rooms()))


def work(style: str) -> dict[str, str]:
    """What a student hands in: a right solution, a wrong one (its mistake on loops), or one that never ends."""
    if style == "endless":
        return read_answers(WHEAT / "loops.py") | {"receptive_field": ENDLESS}
    if (CHAFF / f"{style}.py").exists():
        return read_answers(WHEAT / "loops.py") | read_answers(CHAFF / f"{style}.py")
    return read_answers(WHEAT / f"{style}.py")


def mixed(count: int) -> list[str]:
    """A class: right in ten styles, wrong in five ways, and one in twenty whose code never ends."""
    right = ("loops", "kernel_taps", "comprehension", "vmap", "im2col", "lax_conv", "fft", "einsum", "row_by_row",
             "scan_rows")
    wrong = ("flips_kernel", "forgets_plus_one", "axes_swapped", "mean_loss", "no_bias")
    twenty = [*right, *right[:4], *wrong, "endless"]
    return list(islice(cycle(twenty), count))


def hand_in(folder: Path, release: dict[str, Any], styles: list[str]) -> None:
    """Fills ``submitted/``; no two students' answers are equal, for our judge would judge them once."""
    for number, style in enumerate(styles):
        place = folder / "submitted" / f"student{number:04}" / A
        place.mkdir(parents=True)
        notebook = fill(release, {name: f"# Student {number}.\n{source}" for name, source in work(style).items()})
        (place / f"{A}.ipynb").write_text(json.dumps(notebook), "utf-8")


def ours_alone(style: str) -> Cost:
    """One submission in our judge, in a process that has judged before."""
    course, costs = Course(REPOSITORY), []
    submission = submission_of(A, fill(read_release(course, A), work(style)))
    kept: list[float] = []
    for _ in range(3):
        found: list[Cost] = []
        with measured(1, found, lambda: kept[-1]):
            kept.append(judge(submission, course.bench(A))[1].room_cpu_seconds)
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
    """A class through ``make autograde`` and ``make feedback``, from nothing but what was compiled ahead."""
    folder = BENCH / "ours"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = make_course(A, folder)
    hand_in(folder, json.loads(course.release(A).read_text("utf-8")), styles)
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


def stock_nbgrader(styles: list[str], shapes: str) -> Cost:
    """``nbgrader autograde`` and ``generate_feedback``, with the hidden tests in the notebook's own kernel."""
    folder = BENCH / f"nbgrader-{shapes}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "source" / A).mkdir(parents=True)
    source = json.loads((REPOSITORY / "source" / A / f"{A}.ipynb").read_text("utf-8"))
    for cell in source["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.startswith("test_"):
            hidden = HIDDEN.format(root=str(REPOSITORY), question=name.removeprefix("test_"), shapes=shapes)
            cell["source"] = "".join(cell["source"]) + hidden
    (folder / "source" / A / f"{A}.ipynb").write_text(json.dumps(source), "utf-8")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'bench'\nc.ExecutePreprocessor.timeout = 600\n"
        "c.Execute.timeout = 600\n", "utf-8")
    nbgrader(folder, "generate_assignment")
    release = json.loads((folder / "release" / A / f"{A}.ipynb").read_text("utf-8"))
    hand_in(folder, release, styles)
    costs: list[Cost] = []
    with measured(len(styles), costs):
        nbgrader(folder, "autograde")
        nbgrader(folder, "generate_feedback")
    return costs[0]


def nbgrader(folder: Path, verb: str) -> None:
    """Runs nbgrader's own command."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run([sys.executable, "-m", "nbgrader", verb, A, "--force"], cwd=folder, capture_output=True,
                          text=True, env=os.environ | {"PATH": path, "JAX_PLATFORMS": "cpu"})
    if done.returncode:
        raise RuntimeError(f"nbgrader {verb} failed: {done.stderr[-2000:]}")


def otter(styles: list[str], shapes: str) -> Cost:
    """``otter run``, which grades one notebook in the grader's own process, without a container."""
    python = otter_environment()
    folder = BENCH / "otter-run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"show_stdout": False, "pdf": False}))
        for question in stock.QUESTIONS:
            code = [f">>> import sys; sys.path.insert(0, {str(REPOSITORY)!r})", ">>> from benchmarks import stock",
                    f">>> stock.check({question!r}, globals(), {shapes!r})"]
            test = {"name": question, "points": 1,
                    "suites": [{"cases": [{"code": "\n".join(code)}], "type": "doctest"}]}
            archive.writestr(f"tests/{question}.py", f"OK_FORMAT = True\ntest = {test!r}\n")
    release = json.loads((REPOSITORY / "release" / A / f"{A}.ipynb").read_text("utf-8"))
    costs: list[Cost] = []
    with measured(len(styles), costs):
        for number, style in enumerate(styles):
            notebook = folder / f"{number}.ipynb"
            notebook.write_text(json.dumps(fill(release, work(style))), "utf-8")
            (folder / f"out{number}").mkdir()
            done = subprocess.run([python, "-m", "otter", "run", notebook.name, "-a", "autograder.zip", "-o",
                                   f"out{number}"], cwd=folder, capture_output=True, text=True,
                                  env=os.environ | {"JAX_PLATFORMS": "cpu"})
            if done.returncode:
                raise RuntimeError(f"otter run failed: {(done.stdout + done.stderr)[-2000:]}")
            (folder / f"said{number}.txt").write_text(done.stdout + done.stderr, "utf-8")
    return costs[0]


def otter_environment() -> Path:
    """An environment with otter-grader, made at the first run."""
    python = BENCH / "otter" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", BENCH / "otter"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *OTTER], check=True)
    return python


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
    parser.add_argument("--skip", nargs="*", default=[], choices=["alone", "class", "otter"])
    asked = parser.parse_args()
    prepare()
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
        for style in (*LOOPS, *UNWARMED):
            mine = ours_alone(style)
            free, tape = (stock_nbgrader([style], shapes).cpu for shapes in ("free", "tape"))
            print(f"{style}, processor seconds: ours {mine.cpu:.1f}, stock {free:.1f} ({free / mine.cpu:.1f}x), "
                  f"stock on our shapes {tape:.1f} ({tape / mine.cpu:.1f}x)", flush=True)


if __name__ == "__main__":
    main()
