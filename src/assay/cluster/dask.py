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
from collections.abc import Callable
from concurrent.futures import Executor, Future
from typing import Any
from urllib.parse import urlsplit

import distributed

from assay.cluster.apart import Apart, Died
from assay.cluster.bundle import Bundle
from assay.cluster.serve import UNREADY, named, place
from assay.cluster.task import ClusterError, Reply, Said, Unfit

#: What a worker has one of for each room it may open: ``dask worker … --resources room=1``.
ROOM = "room"
#: Seconds without a worker, or without the scheduler, after which the run ends. Nothing is lost.
PATIENCE = 60.0
#: Seconds between two looks at the cluster, and to wait for a scheduler at the start.
LOOK, CONNECT = 2.0, 20.0
#: Workers that may fail at one task before it is given up: it may be the task.
MOST_FAILED = 3
#: Seconds that a task may take on a worker, as many times a submission's bound: then its process is killed.
BEYOND = 6.0
LOOPBACK = ("127.0.0.1", "localhost", "::1")
OPEN = ("{address} is not encrypted, and asks for no certificate: {who} can run code in your name there. Start the "
        "scheduler and its workers with TLS, as docs/cluster.md shows, or say --without-tls where nobody else is on "
        "that {there}.")


class Cluster(Executor):
    """An executor whose work is done by the workers of a Dask scheduler.

    Args:
        address: the scheduler's, as ``tls://head:8786``.
        bundle: what is judged by; shipped once to each worker.
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
        except (OSError, TimeoutError, ValueError) as error:
            raise ClusterError(f"No scheduler answers at {address} ({type(error).__name__}). Start one with "
                               "`dask scheduler`, and workers as docs/cluster.md shows.") from error
        self.address, self.check, self.say, self.seconds = address, check, say, seconds
        # A task, not scattered data: who has it may go, and then another worker makes it anew.
        self._bundle = self.client.submit(bytes, bundle.data, key=f"bundle-{bundle.digest}")
        self._open: dict[Future[bytes], Any] = {}
        self._lock, self._ended = threading.Lock(), threading.Event()
        self._known: set[str] = set()
        self._rooms = int(sum(self._workers().values()))
        self._watch = threading.Thread(target=self._look, daemon=True)
        self._watch.start()

    @property
    def rooms(self) -> int:
        """How many submissions the workers that are there judge at once, as last looked."""
        return self._rooms

    @property
    def dashboard(self) -> str:
        """The address of Dask's own page about the cluster."""
        return str(self.client.dashboard_link)

    def submit(self, work: Callable[..., Any], /, *args: Any, **_: Any) -> Future[Any]:
        """Hands out a task; ``work`` is what does it on a worker: see :func:`do`."""
        (data,), job = args, Future[bytes]()
        job.set_running_or_notify_cancel()
        self._hand_out(job, work, data, 0)
        return job

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: ARG002
        """Lets the cluster go; what it is still at is taken back."""
        self._ended.set()
        with self._lock:
            self._open.clear()
        self.client.close(timeout=5 if wait else 0)

    def _hand_out(self, job: Future[bytes], work: Callable[..., Any], data: bytes, failed: int) -> None:
        key = f"judge-{hashlib.sha256(data).hexdigest()}-{failed}"
        there = self.client.submit(work, data, self._bundle, self.seconds, key=key, resources={ROOM: 1}, pure=True)
        with self._lock:
            self._open[job] = there
        there.add_done_callback(lambda found: self._came(job, work, data, failed, found))

    def _came(self, job: Future[bytes], work: Callable[..., Any], data: bytes, failed: int, there: Any) -> None:
        """What came of a task: an answer, another try on another worker, or a fault. Called in a thread of Dask's."""
        if self._ended.is_set() or job.done():
            return
        outcome: Any
        try:
            worker, outcome = there.result(timeout=CONNECT)
            reason = self._unfit(data, outcome)
        except Exception as error:
            worker, outcome, reason = "", error, type(error).__name__
        if reason and failed + 1 < MOST_FAILED:
            if worker:
                self._send_away(worker, reason)
            self._hand_out(job, work, data, failed + 1)
            return
        with self._lock:
            self._open.pop(job, None)
        _settle(job, outcome)

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
        self.client.run_on_scheduler(_remove, worker)

    def _workers(self) -> dict[str, float]:
        """The workers that may open rooms, and how many each."""
        try:
            there = self.client.run_on_scheduler(_rooms)
        except Exception:  # whatever it is, nobody answers
            return {}
        return {str(name): float(rooms) for name, rooms in there.items()}

    def _look(self) -> None:
        """Says which workers are lost, and ends the run when nobody is there for a minute."""
        since: float | None = None
        while not self._ended.wait(LOOK):
            there = self._workers()
            for lost in sorted(self._known - there.keys()):
                self.say(f"The worker at {lost} is gone; {len(there)} are left, and its work is done by them.")
            self._known, self._rooms = set(there), int(sum(there.values()))
            since = None if there else since or time.monotonic()
            if since is not None and time.monotonic() - since > PATIENCE:
                self._give_up()
                since = None

    def _give_up(self) -> None:
        connected = self.client.status == "running"
        reason = (f"No worker with a room has been at {self.address} for a minute. Start some, as docs/cluster.md shows"
                  if connected else f"The scheduler at {self.address} has not answered for a minute. Start it again")
        with self._lock:
            jobs = list(self._open)
            self._open.clear()
        for job in jobs:
            _settle(job, ClusterError(f"{reason}; nothing is lost: run `make autograde` again."))


def do(data: bytes, bundle: bytes, seconds: float) -> tuple[str, bytes]:
    """Does a task in a judging process of the worker's own; returns the worker's address and the answer."""
    worker = distributed.get_worker()
    try:
        return worker.address, Judges.of(worker).answer(data, Bundle(bundle), seconds)
    except OSError as error:  # its home cannot be written, or no process started: so it would be with every task
        return worker.address, Reply(Said.UNFIT, UNREADY.format(home=place(), error=named(error))).to_bytes()


class Judges:
    """The judging process of one worker: made at its first task, anew when it was killed or has done its part."""

    def __init__(self) -> None:
        self._turn = threading.Lock()
        self._now: Apart | None = None

    @classmethod
    def of(cls, worker: Any) -> Judges:
        """Those of a worker."""
        with LOCK:
            return JUDGES.setdefault(worker.address, cls())

    def answer(self, data: bytes, bundle: Bundle, seconds: float) -> bytes:
        """What comes of a task; a second process does it where the first was killed."""
        with self._turn:
            for _ in range(2):
                judge = self._fit(bundle)
                try:
                    return judge.ask(data, seconds)
                except Died:
                    judge.close()
        return Reply(Said.FAULT, "judging processes were killed twice at it").to_bytes()

    def _fit(self, bundle: Bundle) -> Apart:
        now = self._now
        if now is not None and now.alive() and now.bundle.digest == bundle.digest:
            return now
        if now is not None:
            now.close()
        place().mkdir(parents=True, exist_ok=True, mode=0o700)
        self._now = Apart(bundle, place())
        return self._now


#: Of the workers in this process, by address.
JUDGES: dict[str, Judges] = {}
LOCK = threading.Lock()


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
