"""Judging on a Dask cluster, as an executor: tasks and answers are bytes, keyed by digest.

Workers are plain ``dask worker`` processes of the same environment, with one room each. They hold no database and no
name. What a worker answers is checked; one that cannot judge, or lies, is sent away by name, and its task goes to
another.

Source: https://distributed.dask.org (scheduling policies, resources, ``allowed-failures``).
"""

from __future__ import annotations

import hashlib
import threading
import time
from collections import deque
from collections.abc import Callable
from concurrent.futures import Executor, Future
from contextlib import suppress
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from urllib.parse import urlsplit

import distributed

from assay.cluster.bundle import Bundle
from assay.cluster.sentences import GONE, LAST, MUTE, NOBODY, OPEN, SILENT, UNKNOWN
from assay.cluster.task import ClusterError, Reply, Said, Unfit

#: What a worker has one of for each room it may open: ``dask worker … --resources room=1``.
ROOM = "room"
#: Seconds without a worker, or without the scheduler, after which the run ends: with the last look, a minute. Nothing
#: is lost.
PATIENCE = 55.0
#: Seconds between two looks at the cluster, for a scheduler to answer one, and to wait for a scheduler at the start.
LOOK, ANSWER, CONNECT = 2.0, 5.0, 20.0
#: Workers that may fail at one task before it is given up: it may be the task.
MOST_FAILED = 3
#: Seconds that a task may take on a worker, as many times a submission's bound: then its process is killed.
BEYOND = 6.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")


@dataclass(eq=False)
class Job:
    """A task that is waiting or out, what is to come of it, and how many workers it has had in vain."""

    work: Callable[..., Any]
    data: bytes
    came: Future[bytes] = field(default_factory=Future)
    failed: int = 0

    @property
    def key(self) -> str:
        """Its name on the cluster: another at each try, so that Dask does not answer what it has answered."""
        return f"judge-{hashlib.sha256(self.data).hexdigest()}-{self.failed}"


class Cluster(Executor):
    """An executor whose work is done by the workers of a Dask scheduler.

    Args:
        address: the scheduler's, as ``tls://head:8786``.
        bundle: what is judged by; shipped once to each worker. May be another one until the first task.
        seconds: what one task may take there at most.
        check: reads an answer to a task; raises ``Unfit`` where it is none.
        say: told in a sentence when a worker is lost or sent away.
        without_tls: whether a scheduler may be spoken to in the open; on loopback it may, but that is said.

    Raises:
        ClusterError: nobody answers there, or it would be in the open.
    """

    def __init__(self, address: str, bundle: Bundle, seconds: float, check: Callable[[bytes, Any], Reply],
                 say: Callable[[str], None], without_tls: bool = False) -> None:
        where = urlsplit(address)
        if where.scheme not in ("tls", "tcp") or not where.hostname:
            raise ClusterError(f"{address} is no scheduler's address: write tls://HOST:PORT, as it says at its start.")
        if where.scheme == "tcp" and not without_tls:
            if where.hostname not in LOOPBACK:
                raise ClusterError(OPEN.format(address=address, who="whoever reaches that port", there="network"))
            say(OPEN.format(address=address, who="every user of this machine", there="machine"))
        try:
            self.client = distributed.Client(address, timeout=CONNECT, set_as_default=False)
        except Exception as error:  # where TLS has no certificate a TypeError, on a busy machine an AssertionError
            said = UNKNOWN if where.scheme == "tls" else MUTE
            raise ClusterError(said.format(address, type(error).__name__)) from error
        self.address, self.check, self.say, self.seconds = address, check, say, seconds
        self.bundle = bundle
        self._shipped: Any = None
        self._waiting: deque[Job] = deque()
        self._open: dict[Job, Any] = {}
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._known: set[str] = set()
        self._there = self._workers() or {}
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    @property
    def rooms(self) -> int:
        """How many submissions the workers that are there judge at once, as last looked."""
        return int(sum(self._there.values()))

    @property
    def machines(self) -> int:
        """How many machines these workers run on, by their addresses; at least one."""
        return len({urlsplit(name).hostname for name in self._there}) or 1

    @property
    def dashboard(self) -> str:
        """The address of Dask's own page about the cluster."""
        return str(self.client.dashboard_link)

    def submit(self, work: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Hands out a task; ``work`` is what does it on a worker: see :mod:`assay.cluster.dask_worker`."""
        job = Job(work, *args)
        job.came.set_running_or_notify_cancel()
        self._waiting.append(job)
        self._hand_out()
        return job.came

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Lets the cluster go; what it is still at is taken back."""
        self._ended.set()
        with self._lock:
            self._waiting.clear()
            self._open.clear()
        self.client.close(timeout=5 if wait else 0)

    def _hand_out(self) -> None:
        """Hands out a task for each room that is free; one that failed only when nothing else is out.

        Dask blames a worker's end on all tasks that it was handed, also on those that had not begun. So none waits at
        a worker, and what is given up in the end was alone there.
        """
        with self._lock:
            while self._waiting and len(self._open) < max(1, self.rooms):
                if self._open and any(job.failed for job in (self._waiting[0], *self._open)):
                    return
                job = self._waiting.popleft()
                # A task, not scattered data: who has it may go, and then another worker makes it anew. It is sent once,
                # and once more to a scheduler that was started again.
                self._shipped = self.client.submit(bytes, self.bundle.data, key=f"bundle-{self.bundle.digest}")
                there = self.client.submit(job.work, job.data, self._shipped, self.seconds, key=job.key,
                                           resources={ROOM: 1}, pure=True)
                self._open[job] = there
                there.add_done_callback(partial(self._came, job))

    def _came(self, job: Job, there: Any) -> None:
        """What came of a task: an answer, another try on another worker, or a fault. Called in a thread of Dask's."""
        if self._ended.is_set() or job.came.done():
            return
        if there.cancelled():  # with its scheduler: the next look hands it to the one that comes
            with self._lock:
                self._open.pop(job, None)
                self._waiting.appendleft(job)
            return
        outcome: Any
        try:
            worker, outcome = there.result(timeout=CONNECT)
            reason = self._unfit(job.data, outcome)
        except Exception as error:
            worker, outcome, reason = "", error, type(error).__name__
        again = bool(reason) and job.failed + 1 < MOST_FAILED
        if again and worker:
            self._send_away(worker, reason)
        with self._lock:
            self._open.pop(job, None)
            if again:
                job.failed += 1
                self._waiting.append(job)
        if not again:
            _settle(job.came, outcome)
        self._hand_out()

    def _unfit(self, data: bytes, answer: Any) -> str:
        """Why an answer shows that its worker can judge nobody, or ""."""
        try:
            reply = self.check(data, answer)
        except Unfit as error:
            return str(error)
        return reply.text if reply.said in (Said.NO_WALLS, Said.UNFIT) else ""

    def _send_away(self, worker: str, reason: str) -> None:
        self.say(f"The worker at {worker} is sent away, as it cannot judge: {reason}")
        self._known.discard(worker)
        with suppress(Exception):  # a scheduler that is gone knows no workers
            self.client.run_on_scheduler(_remove, worker, callback_timeout=ANSWER)

    def _workers(self) -> dict[str, float] | None:
        """The workers that may open rooms, and how many each; None where no scheduler answers."""
        try:
            if self.client.status == "closed":  # Dask's own patience has ended
                self.client = distributed.Client(self.address, timeout=ANSWER, set_as_default=False)
            if self.client.status != "running":
                return None
            there = self.client.run_on_scheduler(_rooms, callback_timeout=ANSWER)
        except Exception:  # whatever it is, nobody answers
            return None
        return {str(name): float(rooms) for name, rooms in there.items()}

    def _look(self) -> None:
        """Says which workers are lost, and ends the run when nobody is there for a minute."""
        seen = time.monotonic()
        while not self._ended.wait(LOOK):
            there = self._workers()
            if there is not None:
                for lost in sorted(self._known - there.keys()):
                    self.say((GONE if there else LAST).format(lost, len(there)))
                self._known, self._there = set(there), there
            if there:
                seen = time.monotonic()
                self._hand_out()
            elif time.monotonic() - seen > PATIENCE:
                self._give_up(NOBODY if there is not None else SILENT)
                seen = time.monotonic()

    def _give_up(self, reason: str) -> None:
        with self._lock:
            jobs = [*self._open, *self._waiting]
            self._open.clear()
            self._waiting.clear()
        for job in jobs:
            _settle(job.came, ClusterError(f"{reason.format(self.address)}; nothing is lost: run `make autograde` "
                                           "again."))


def _rooms(dask_scheduler: Any) -> dict[str, float]:
    """Runs on the scheduler."""
    return {address: worker.resources.get(ROOM, 0.0) for address, worker in dask_scheduler.workers.items()
            if worker.resources.get(ROOM)}


async def _remove(worker: str, dask_scheduler: Any) -> None:
    """Runs on the scheduler; at once, where retiring would wait until somebody else holds what the worker does."""
    await dask_scheduler.remove_worker(worker, stimulus_id="cannot judge", close=True)


def _settle(job: Future[bytes], result: Any) -> None:
    try:
        job.set_exception(result) if isinstance(result, BaseException) else job.set_result(result)
    except Exception:  # settled already, by whoever gave up
        return
