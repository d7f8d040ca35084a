"""What a judging process apart runs: ``python -m assay.cluster.serve HOME DIGEST``. The first bytes are the bundle."""

from __future__ import annotations

import os
import sys
from pathlib import Path

from assay.cluster.ahead import compile_missing
from assay.cluster.apart import frame, own_pipes, send
from assay.cluster.bundle import Bundle, BundleError, shipped, unpacked
from assay.cluster.task import Reply, Said
from assay.cluster.work import begin, work

#: Why nothing can be judged here, where that is for this machine's own reasons.
UNREADY = ("What is judged by cannot be laid out below {home} ({error}). Make room there, or point XDG_CACHE_HOME to "
           "another folder; what lies there can be deleted.")


def place() -> Path:
    """Where a worker keeps bundles and compiled code: its account's own cache."""
    return Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "assay"


def main(home: Path, digest: str) -> int:
    """Does tasks until nobody sends any."""
    inward, outward = own_pipes()
    bundle, unfit = frame(inward), b""
    try:
        bench = unpacked(Bundle(bundle or b""), digest, home)
        begin(home, digest, bench)
        compile_missing(bench, shipped(bench))
    except BundleError as error:
        unfit = Reply(Said.UNFIT, str(error)).to_bytes()
    except Exception as error:  # no submission's fault: a full disk, say, or a home that is damaged
        unfit = Reply(Said.UNFIT, UNREADY.format(home=home, error=named(error))).to_bytes()
    while (task := frame(inward)) is not None:
        send(outward, unfit or attempted(task))
    return 0


def attempted(task: bytes) -> bytes:
    """Does a task; what is raised there is answered, so that others are done after it."""
    try:
        return work(task)
    except Exception as error:
        return Reply(Said.FAULT, named(error)).to_bytes()


def named(error: Exception) -> str:
    """What was raised, in a line."""
    return f"{type(error).__name__}: {str(error)[:200]}"


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2]))
