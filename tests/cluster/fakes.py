"""Work for the workers of a cluster, in a judging's place. What a worker is like stands in its environment."""

from __future__ import annotations

import os
import signal
import time

import distributed

from assay.cluster.task import Reply, Said


def do(data: bytes, bundle: bytes, _: float) -> tuple[str, bytes]:
    """Answers with a fault that holds the task and the bundle's size, so that a test can tell them."""
    character = os.environ.get("CHARACTER", "")
    if character == "liar":
        return where(), b"\x00 fine, all of it"
    if character == "unfit":
        return where(), Reply(Said.UNFIT, "it has no walls").to_bytes()
    if character == "dies" or data.startswith(b"deadly"):
        os.kill(os.getpid(), signal.SIGKILL)
    if data.startswith(b"slow"):
        time.sleep(1.0)
    return where(), Reply(Said.FAULT, f"{data.decode()} {len(bundle)}").to_bytes()


def where() -> str:
    return str(distributed.get_worker().address)
