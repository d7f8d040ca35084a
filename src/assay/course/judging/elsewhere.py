"""Judging on a cluster, where an instructor names its scheduler."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from typing import Any

from assay.cluster.bundle import packed
from assay.cluster.task import ClusterError, Reply, Task, read
from assay.course.judging.office import Office
from assay.course.judging.warm_up import for_machines
from assay.course.places import Course, CourseError


@dataclass(frozen=True)
class Scheduler:
    """A Dask scheduler's address, and whether it may be spoken to in the open."""

    address: str
    without_tls: bool = False


@contextmanager
def office(course: Course, assignment: str, scheduler: Scheduler | None, waiting: int = 0) -> Iterator[Office]:
    """Who judges: the cluster of a scheduler, or processes of this machine.

    Args:
        course: whose verdicts are kept.
        assignment: which.
        scheduler: the cluster's, if any.
        waiting: how many submissions are to be judged: each machine of a cluster compiles ahead for its share.

    Raises:
        CourseError: Dask is not installed, or nobody answers, or nobody is there to judge.
    """
    here = Office(course, assignment)
    if scheduler is None:
        yield here
        return
    if find_spec("distributed") is None:
        raise CourseError("Judging on a cluster needs Dask: run `pip install 'assay[dask]'` here and on every worker.")
    from assay.cluster.dask import BEYOND, Cluster
    from assay.cluster.dask_worker import do

    def check(data: bytes, answer: Any) -> Reply:
        return read(answer, here.bench.basis(Task.from_bytes(data).submission))

    def say(sentence: str) -> None:
        print(sentence, file=sys.stderr)

    try:
        cluster = Cluster(scheduler.address, here.bundle, here.bench.limits.submission_seconds * BEYOND, check, say,
                          scheduler.without_tls)
    except ClusterError as error:
        raise CourseError(str(error)) from error
    try:
        with_rooms(cluster, say)
        cluster.bundle = packed(here.bench, for_machines(course, assignment, waiting, cluster.machines))
        yield Office(course, assignment, cluster, do, lambda: cluster.rooms, cluster.bundle)
    finally:
        cluster.shutdown(cancel_futures=True)


def with_rooms(cluster: Any, say: Any) -> None:
    """Waits for a first worker, for a minute.

    Raises:
        CourseError: none has come.
    """
    from assay.cluster.dask import LOOK, PATIENCE

    say(f"Judging on the cluster at {cluster.address}; its dashboard: {cluster.dashboard}")
    until = time.monotonic() + PATIENCE
    while not cluster.rooms:
        if time.monotonic() > until:
            raise CourseError(f"No worker with a room has come to {cluster.address} in a minute: start some, as "
                              "docs/cluster.md shows, and run `make autograde` again.")
        time.sleep(min(LOOK, 0.5))
