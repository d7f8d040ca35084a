"""What a judging process apart runs: ``python -m assay.cluster.serve HOME DIGEST``. The first bytes are the bundle."""

from __future__ import annotations

import sys
from pathlib import Path

from assay.cluster.apart import frame, own_pipes, send
from assay.cluster.bundle import Bundle, BundleError, unpacked
from assay.cluster.task import Reply, Said
from assay.cluster.work import begin, work


def main(home: Path, digest: str) -> int:
    """Does tasks until nobody sends any."""
    inward, outward = own_pipes()
    bundle, unfit = frame(inward), b""
    try:
        begin(home, digest, unpacked(Bundle(bundle or b""), digest, home))
    except BundleError as error:
        unfit = Reply(Said.UNFIT, str(error)).to_bytes()
    while (task := frame(inward)) is not None:
        send(outward, unfit or attempted(task))
    return 0


def attempted(task: bytes) -> bytes:
    """Does a task; what is raised there is answered, so that others are done after it."""
    try:
        return work(task)
    except Exception as error:
        return Reply(Said.FAULT, f"{type(error).__name__}: {str(error)[:200]}").to_bytes()


if __name__ == "__main__":
    raise SystemExit(main(Path(sys.argv[1]), sys.argv[2]))
