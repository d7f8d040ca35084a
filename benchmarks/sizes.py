"""Whether a submission costs the same in a class of ten and of a thousand, and what memory it takes.

``python -m benchmarks.sizes`` first has one process judge as many submissions as a worker does in its life, and prints
what the first ten and the last ten cost, and the memory that nobody shares. Then it grades classes of 20, 100 and
1,000 whose students hand in the same ten solutions. Equal work is judged once, so these show all the rest: taking in,
recording, feedback pages, and a second run with nothing changed.
"""

from __future__ import annotations

import json
import os
import resource
import shutil
import time
from collections.abc import Callable
from itertools import cycle, islice
from statistics import median

from assay.cluster.work import prepare
from assay.course.demo import make_course
from assay.course.gradebook.feedback import give_feedback
from assay.course.grading.grading import autograde
from assay.course.intake.staging import read_release, submission_of
from assay.course.judging.turns import TASKS
from assay.course.places import Course
from assay.judge.answers import fill
from assay.judge.plugin import run_hidden_tests
from assay.room import watchdog
from benchmarks.breakdown import own, unshared
from benchmarks.classes import BENCH, A, mixed, work
from tests.here import REPOSITORY

SIZES = (20, 100, 1000)
RIGHT = mixed(10)


def judged_in_turn(count: int) -> None:
    """One process judges so many right solutions, no two alike, one after the other."""
    course = Course(REPOSITORY)
    bench, release = course.bench(A), read_release(course, A)
    spent, rooms, workers = [], [], []
    for number, style in enumerate(islice(cycle(RIGHT), count)):
        cells = submission_of(A, fill(release, {name: f"# {number}\n{source}" for name, source in work(style).items()}))
        before = own()
        with bench.room(cells.cells) as session:
            session.run_notebook()
            run_hidden_tests(bench.questions, session)
            assert session._room is not None
            rooms.append(unshared(watchdog.family(*session._room._started.roots())))
            workers.append(unshared([os.getpid()]))
        spent.append(session.cpu + own() - before)
    first, last = slice(1, 11), slice(-10, None)  # the very first draws the examples
    print(f"{count} judgings in one process: {spent[0]:.1f} s of processor for the first, a median of "
          f"{median(spent[first]):.1f} for the next ten, {median(spent[last]):.1f} for the last ten; megabytes of its "
          f"own: {workers[0]:.0f} after the first, {workers[-1]:.0f} after the last; of a room: median "
          f"{median(rooms):.0f}, most {max(rooms):.0f}", flush=True)


def class_of(size: int) -> None:
    """A class of this size, judged before it is measured."""
    folder = BENCH / f"class-{size}"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = make_course(Course(REPOSITORY), A, folder)
    release = json.loads(course.release(A).read_text("utf-8"))
    for number, style in enumerate(islice(cycle(RIGHT), size)):
        place = folder / "submitted" / f"student{number:04}" / A
        place.mkdir(parents=True)
        (place / f"{A}.ipynb").write_text(json.dumps(fill(release, work(style))), "utf-8")
    for number in range(len(RIGHT)):
        autograde(course, A, student=f"student{number:04}")
    left = size - len(RIGHT)  # the others are recorded already
    took = {"taking in and recording": (timed(lambda: autograde(course, A)), left),
            "feedback": (timed(lambda: give_feedback(course, A)), size),
            "a second run": (timed(lambda: autograde(course, A)), size)}
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(f"class of {size}: " + ", ".join(f"{what} {seconds:.1f} s ({1000 * seconds / number:.1f} ms each)"
                                           for what, (seconds, number) in took.items())
          + f"; at most {most:.0f} MB", flush=True)
    shutil.rmtree(folder)


def timed(act: Callable[[], object]) -> float:
    """Seconds by the clock."""
    start = time.monotonic()
    act()
    return time.monotonic() - start


def main() -> None:
    """Measures and prints."""
    prepare(Course(REPOSITORY).cache, Course(REPOSITORY).bench(A).optimize)
    judged_in_turn(TASKS)
    for size in SIZES:
        class_of(size)


if __name__ == "__main__":
    main()
