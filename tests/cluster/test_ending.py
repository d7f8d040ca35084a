"""A process of a pool ends with who started it, whenever that ends."""

from __future__ import annotations

import multiprocessing
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assay.cluster.work import end_with_parent
from tests.cluster.farm import found
from tests.here import REPOSITORY

KILLED = """
import multiprocessing, os, signal, sys, time
from pathlib import Path
from tests.cluster.test_ending import begins
multiprocessing.get_context("spawn").Process(target=begins, args=sys.argv[1:]).start()
while not list(Path(sys.argv[1]).glob("begun-*")):
    time.sleep(0.01)
os.kill(os.getpid(), signal.SIGKILL)
"""


def begins(folder: str, when: str) -> None:
    """Asks to end with its parent while that lives, or only when it is gone; then notes that it went on."""
    starter = multiprocessing.parent_process()
    if when == "before":
        end_with_parent()
    Path(folder, f"begun-{os.getpid()}").touch()
    while starter is not None and starter.pid == os.getppid():
        time.sleep(0.01)
    if when == "after":
        end_with_parent()
    Path(folder, "went on").touch()
    time.sleep(60)


@pytest.mark.parametrize("when", ["before", "after"])
def test_a_process_ends_with_who_started_it(when: str, tmp_path: Path) -> None:
    done = subprocess.run([sys.executable, "-c", KILLED, str(tmp_path), when], cwd=REPOSITORY, check=False,
                          env=os.environ | {"PYTHONPATH": os.pathsep.join((str(REPOSITORY / "src"), str(REPOSITORY)))})
    assert done.returncode == -signal.SIGKILL
    (begun,) = tmp_path.glob("begun-*")
    pid = begun.name.removeprefix("begun-")
    assert found(lambda: not Path("/proc", pid).exists(), 20.0)
    assert not (tmp_path / "went on").exists()
