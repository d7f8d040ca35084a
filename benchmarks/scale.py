"""How many machines one head can feed: the real scheduler and real workers, whose judging is only pretended.

``python -m benchmarks.scale`` judges one submission for its answer, then hands a class out to 1 to 16 workers of a
Dask scheduler on this machine. A worker sleeps instead of judging, and sends that answer as one to what it was asked;
what the head does with a task is done in full: taken in, handed out, the answer read, checked and kept; then nbgrader's
gradebook and the pages are written. It prints processor seconds a submission, and writes them to ``docs/scale.json``,
from which ``make docs`` draws the curve.
"""

from __future__ import annotations

import argparse
import json
import os
import shutil
import time
from pathlib import Path
from statistics import mean

import distributed

from assay.audit.styles import read_styles
from assay.cluster.bundle import Bundle
from assay.cluster.dask import Cluster
from assay.cluster.task import Reply, Task, read
from assay.cluster.work import BENCHES, answer, prepare
from assay.course.demo import make_course
from assay.course.gradebook.feedback import give_feedback
from assay.course.grading.grading import autograde
from assay.course.grading.progress import bar
from assay.course.intake.staging import read_release, submission_of, take_in
from assay.course.judging.office import Office
from assay.course.judging.turns import Lane, Turn, judge_some
from assay.course.judging.warm_up import WAITING_FOR_EACH, stoke
from assay.course.places import Course
from assay.judge.answers import fill
from assay.judge.verdict import canonical
from assay.processes import AHEAD
from benchmarks.classes import BENCH, A, Cost, hand_in, measured, mixed, work
from tests.cluster.farm import Farm, found
from tests.here import REPOSITORY

FOUND = REPOSITORY / "docs" / "scale.json"
#: Where the pretending workers find the answer, and how long they sleep.
ANSWER, SECONDS = "SCALE_ANSWER", "SCALE_SECONDS"


def pretend(data: bytes, _: bytes, __: float) -> tuple[str, bytes]:
    """Sleeps, then answers as if the task had been judged."""
    time.sleep(float(os.environ[SECONDS]))
    task = Task.from_bytes(data)
    said = json.loads(Path(os.environ[ANSWER]).read_bytes())
    verdict = json.loads(said["verdict"])
    verdict["basis"]["submission"] = task.submission.digest
    said["verdict"] = canonical(verdict)
    return str(distributed.get_worker().address), canonical(said).encode("ascii")


def taken_in(course: Course, bundle: str) -> dict[str, Task]:
    """What is judged, by student."""
    release = read_release(course, A)
    return {student: Task(bundle, submission_of(A, take_in(course, student, A, release).notebook))
            for student in course.students(A)}


def judged_here(course: Course, bundle: str, styles: list[str]) -> tuple[float, Reply]:
    """The mean of what judging takes in a class, rooms included, in processor seconds; and one of the answers."""
    release, spent, replies = read_release(course, A), dict[str, float](), list[Reply]()
    for style in dict.fromkeys(styles):
        costs: list[Cost] = []
        with measured(1, costs, lambda: replies[-1].run.room_cpu_seconds if replies[-1].run else 0.0):
            replies.append(answer(Task(bundle, submission_of(A, fill(release, work(style))))))
        spent[style] = costs[0].cpu
        print(f"  {style} {spent[style]:.1f}", end="", flush=True)
    print()
    return mean(spent[style] for style in styles), replies[0]


def processor(pid: int) -> float:
    """Processor seconds of a process so far."""
    fields = Path(f"/proc/{pid}/stat").read_text("ascii").rsplit(")", 1)[1].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def handed_out(course: Course, tasks: dict[str, Task], workers: int, seconds: float, reply: Path) -> tuple[Cost, float]:
    """What the head takes for a class judged by so many workers; and the scheduler's processor seconds."""
    shutil.rmtree(course.root / "verdicts", ignore_errors=True)
    os.environ |= {ANSWER: str(reply), SECONDS: str(seconds)}
    folder = BENCH / "farm"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    farm = Farm(folder)
    here = Office(course, A)
    try:
        for _ in range(workers):
            farm.worker()

        def check(data: bytes, said: object) -> Reply:
            return read(said, here.bench.basis(Task.from_bytes(data).submission))

        with Cluster(farm.address, Bundle(here.bundle.data), 600.0, check, print) as cluster:
            found(lambda: cluster.rooms == workers, 180.0)
            office = Office(course, A, cluster, pretend, lambda: cluster.rooms)
            costs: list[Cost] = []
            before = processor(farm.scheduler.pid)
            with measured(len(tasks), costs), bar(f"{workers} workers", len(tasks)) as advance:
                faults = judge_some(office, tasks, [Lane(list(tasks), Turn(), lambda: workers * AHEAD)], workers,
                                    advance)
            if told := [fault for fault in faults.values() if fault]:
                raise RuntimeError(f"not judged: {told[0]}")
            return costs[0], processor(farm.scheduler.pid) - before
    finally:
        farm.close()


def main() -> None:
    """Measures, prints, and writes the constants down."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--students", type=int, default=400)
    parser.add_argument("--seconds", type=float, default=0.2, help="how long a worker sleeps in a judging's place")
    parser.add_argument("--workers", type=int, nargs="+", default=[1, 2, 4, 8, 16])
    asked = parser.parse_args()
    folder = BENCH / "scale"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    course = make_course(Course(REPOSITORY), A, folder)
    hand_in(folder, json.loads(course.release(A).read_text("utf-8")), ["loops"] * asked.students)
    prepare(course.cache, course.bench(A).optimize)
    here = Office(course, A)
    stoke(course, A, WAITING_FOR_EACH * len(read_styles(here.bench.solutions).common), 1, bar)  # as a worker does
    staged: list[Cost] = []
    with measured(asked.students, staged):
        tasks = taken_in(course, here.bundle.digest)
    BENCHES[here.bundle.digest] = here.bench
    print("judging, processor seconds with rooms:")
    judging, reply = judged_here(course, here.bundle.digest, mixed(20))
    (folder / "answer.json").write_bytes(reply.to_bytes())
    sizes = len(next(iter(tasks.values())).to_bytes()), len(reply.to_bytes())
    print(f"judging: {judging:.1f} s each in a class of right, wrong and endless ones; a task has "
          f"{sizes[0] / 1024:.0f} KiB, an answer {sizes[1] / 1024:.0f} KiB; taken in: {staged[0].each * 1000:.0f} ms "
          "each", flush=True)
    rates, heads = {}, []
    for workers in asked.workers:
        some = dict(list(tasks.items())[:max(40, asked.students * workers // max(asked.workers))])
        cost, scheduler = handed_out(course, some, workers, asked.seconds, folder / "answer.json")
        heads.append((cost.cpu / len(some), scheduler / len(some)))
        rates[workers] = len(some) / cost.wall
        print(f"{workers} workers that take {asked.seconds:g} s: {rates[workers]:.1f} a second of "
              f"{workers / asked.seconds:.1f} possible; the head takes {heads[-1][0] * 1000:.0f} ms of the processor "
              f"each, the scheduler {heads[-1][1] * 1000:.0f} ms", flush=True)
    recorded: list[Cost] = []
    with measured(len(tasks), recorded):
        autograde(course, A, workers=1)
    paged: list[Cost] = []
    with measured(len(tasks), paged):
        give_feedback(course, A, workers=1)
    print(f"recorded: {recorded[0].each * 1000:.0f} ms each; its page: {paged[0].each * 1000:.0f} ms", flush=True)
    FOUND.write_text(json.dumps({
        "sleep": asked.seconds, "rates": {each: round(rate, 1) for each, rate in rates.items()},
        "judging": round(judging, 2), "taken_in": round(staged[0].each, 4),
        "handed_out": round(heads[-1][0], 4), "scheduler": round(heads[-1][1], 4), "task_bytes": sizes[0],
        "answer_bytes": sizes[1], "recorded": round(recorded[0].each, 4), "page": round(paged[0].each, 4),
    }, indent=1) + "\n", "utf-8")


if __name__ == "__main__":
    main()
