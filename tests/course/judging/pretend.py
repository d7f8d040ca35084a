"""Judgings that open no room: each notes whose turn it is, and with how much time."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from assay.cluster.task import Reply, Said, Task
from assay.cluster.work import BENCHES
from assay.course.judging.office import Office
from assay.course.judging.turns import CLASS, judge_all
from assay.course.places import Course
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Run, Verdict
from assay.processes import in_turn
from tests.course.desk import A

QUICK = [f"a{number}" for number in range(CLASS - 3)]


def handed_in(course: Course, students: list[str]) -> dict[str, Task]:
    """Tasks that tell the judgings below whose they are, and where to note it."""
    bundle = Office(course, A).bundle.digest
    return {each: Task(bundle, Submission(A, (Cell(0, f"{course.root}"), Cell(1, each)))) for each in students}


def judge(course: Course, students: list[str], workers: int, work: Callable[[bytes], bytes]) -> dict[str, str]:
    return judge_all(Office(course, A, work=work), handed_in(course, students), workers)


def asked_of(data: bytes) -> tuple[Task, Path, str]:
    task = Task.from_bytes(data)
    where, name = (cell.source for cell in task.submission.cells)
    return task, Path(where), name


def verdict(task: Task, *faults: str) -> bytes:
    return Reply(Said.JUDGED, "", Verdict(BENCHES[task.bundle].basis(task.submission), ()),
                 Run(faults=faults)).to_bytes()


def works(data: bytes) -> bytes:
    """In the place of a judging: whoever's name begins with a w works far longer than others; with a z, waits too."""
    task, root, student = asked_of(data)
    with (root / "order").open("a") as file:
        file.write(f"{student} {task.seconds} {task.cpu}\n")
    if student.startswith("z") and task.seconds < 100:
        return Reply(Said.WAITS).to_bytes()
    return Reply(Said.WORKS).to_bytes() if student[0] in "wz" and task.cpu < 100 else verdict(task)


@contextmanager
def at_once(work: Callable[..., bytes], calls: Sequence[tuple[Any, ...]], *others: Any) -> Iterator[
        Iterator[tuple[int, Future[bytes]]]]:
    """In the place of processes: one call after the other, here."""
    yield in_turn(lambda place: done(work(*calls[place])), others[-1], {})


def done(result: bytes) -> Future[bytes]:
    job: Future[bytes] = Future()
    job.set_result(result)
    return job


def asked(order: Path) -> list[list[str]]:
    return [line.split() for line in order.read_text().splitlines()]
