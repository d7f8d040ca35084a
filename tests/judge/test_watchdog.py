"""Looks at processes as a user without rights does: root may look at everything, and so would notice nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
from typing import Any

from autograder.judge.watchdog import FEW_DESCRIPTORS, MOST_DESCRIPTORS, SOCKET_BYTES

PRELUDE = """
import ctypes, json, os, time
from autograder.judge import watchdog
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(54321, 54321, 54321)
    os.setresuid(54321, 54321, 54321)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, which a change of user takes away

def born(life):
    seen, said = os.pipe()
    child = os.fork()
    if child == 0:
        life()
        os.write(said, b"!")
        os.close(said)
        time.sleep(60)
        os._exit(0)
    os.close(said)
    os.read(seen, 1)
    return child
"""


def told(lines: str) -> Any:
    """What a process without rights, and without threads, says of others."""
    done = subprocess.run([sys.executable, "-c", PRELUDE + textwrap.dedent(lines)], capture_output=True, text=True,
                          check=True, timeout=120)
    return json.loads(done.stdout)


def test_a_process_that_has_ended_but_was_not_waited_for_holds_nothing() -> None:
    refused, queued, held = told("""
        child = born(lambda: os._exit(0))
        while not watchdog._ended(child):
            time.sleep(0.01)
        try:
            os.listdir(f"/proc/{child}/fd")
            refused = False
        except PermissionError:
            refused = True
        print(json.dumps([refused, watchdog.queued([child] * 8), watchdog.memory([child], 0)]))
        """)
    assert refused  # or this test says nothing
    assert (queued, held) == (0, 0)


def test_a_process_that_may_not_be_looked_at_counts_as_many_full_sockets_as_it_may_have() -> None:
    few, many = told("""
        children = [born(lambda: ctypes.CDLL(None).prctl(4, 0, 0, 0, 0)) for _ in range(3)]
        print(json.dumps([watchdog.queued(children[:2]), watchdog.queued(children)]))
        for child in children:
            os.kill(child, 9)
        """)
    assert 2 * MOST_DESCRIPTORS <= FEW_DESCRIPTORS
    assert (few, many) == (0, 3 * MOST_DESCRIPTORS * SOCKET_BYTES)


def test_a_process_that_has_gone_counts_nothing() -> None:
    assert told("""
        child = born(lambda: os._exit(0))
        os.waitpid(child, 0)
        print(json.dumps([watchdog._ended(child), watchdog.queued([child]), watchdog.memory([child], 0)]))
        """) == [True, 0, 0]
