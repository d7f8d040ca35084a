"""What recording a judged submission costs, and making its page: nbgrader's converters and our way, side by side.

``python -m benchmarks.recording`` prints the median processor time of each and their ratio. There is no room and no
judge: verdicts are made up, with pictures among what the notebooks put out.
"""

from __future__ import annotations

import argparse
import time
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from statistics import median
from tempfile import TemporaryDirectory

from assay.course.demo import make_course
from assay.course.gradebook import feedback
from assay.course.gradebook.batch.pages import PageMaker
from assay.course.gradebook.batch.recorder import Recorder
from assay.course.grading.by_nbgrader import api, convert, nbgrader_at_work
from assay.course.grading.grading import autograde
from assay.course.intake.staging import read_release, take_in_all
from assay.course.places import Course
from assay.judge.verdict import Run
from assay.room.room import Isolation
from benchmarks.classes import Cost, measured
from tests.course.desk import LOST, A, filled, hand_in, settle
from tests.here import REPOSITORY

#: Bytes of each of the pictures in a notebook, and how many cells have one.
PICTURE, PICTURES = 60_000, 3


def run_of(course: Course) -> Run:
    """What a notebook puts out: a little text under each cell, and pictures."""
    code = [place for place, cell in enumerate(read_release(course, A)["cells"]) if cell["cell_type"] == "code"]
    text = {"output_type": "stream", "name": "stdout", "text": "a line\n" * 20}
    picture = {"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * PICTURE, "text/plain": "<…>"}}
    return Run({str(place): {"outputs": [text, *[picture][:number < PICTURES]], "count": number, "ended": None}
                for number, place in enumerate(code)}, 12.5, 1, 9.0)


def handed_in(course: Course, names: list[str]) -> None:
    """A judged class, no two answers alike; every second is wrong in part."""
    run = run_of(course)
    for number, name in enumerate(names):
        hand_in(course, name, filled(course, sgd_step=f"sgd_step = {number}"))
        settle(course, name, {"sgd_step": LOST, "corr2d": LOST} if number % 2 else {}, run)


def both(names: list[str], theirs: Callable[[str], object], ours: Callable[[str], object]) -> tuple[float, float]:
    """Median processor seconds of a call, taken in turns; the first of each is not counted."""
    spent: tuple[list[float], list[float]] = ([], [])
    for name in names:
        for call, into in zip((theirs, ours), spent, strict=True):
            begun = time.process_time()
            call(name)
            into.append(time.process_time() - begun)
    return median(spent[0][1:]), median(spent[1][1:])


def said(what: str, theirs: float, ours: float) -> None:
    """A line of the table."""
    print(f"{what}: {1000 * theirs:.0f} ms by nbgrader's converter, {1000 * ours:.0f} ms by ours: "
          f"{theirs / ours:.1f} times less", flush=True)


def main() -> None:
    """Prints a line for recording, one for pages, and one for the run around them."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=20)
    names = [f"student{number:04}" for number in range(parser.parse_args().students)]
    with TemporaryDirectory() as folder, nbgrader_at_work():
        course = Course(make_course(Course(REPOSITORY), A, Path(folder) / "course").root, Isolation.NONE)
        handed_in(course, names)
        begun = time.process_time()
        assert len(autograde(course, A, workers=1).fresh) == len(names)
        whole = (time.process_time() - begun) / len(names)
        staged = {each.student: each for each in take_in_all(course, A, names)}
        with closing(Recorder(course, A, api(course))) as recorder:
            said("a record", *both(names, lambda name: convert(course, A, name),
                                   lambda name: recorder.record(staged[name])))
        with closing(PageMaker(course, A, api(course))) as maker:
            said("a page", *both(names, lambda name: feedback.by_nbgrader(course, A, name), maker.make))
        print(f"a run of `assay autograde` on a judged class: {1000 * whole:.0f} ms a submission", flush=True)
        costs: list[Cost] = []
        with measured(len(names), costs):
            assert feedback.give_feedback(course, A, workers=1) == names
        print(f"a run of `assay feedback`: {1000 * costs[0].each:.0f} ms a submission", flush=True)


if __name__ == "__main__":
    main()
