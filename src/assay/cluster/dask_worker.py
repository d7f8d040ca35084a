"""What a plain ``dask worker`` does with a task: a judging process of its own answers it."""

from __future__ import annotations

import threading
from typing import Any

import distributed

from assay.cluster.apart import Apart, Died
from assay.cluster.bundle import Bundle
from assay.cluster.serve import UNREADY, named, place
from assay.cluster.task import Reply, Said


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
