from __future__ import annotations

import ctypes
import os
import signal

from autograder.judge.watchdog import HIDDEN_SOCKETS, SOCKET_BYTES, queued

PR_SET_DUMPABLE = 4
SOMEBODY = 60123


def become_somebody() -> None:
    """Root may look at everybody."""
    if os.geteuid() == 0:
        os.setgroups([])
        os.setresuid(SOMEBODY, SOMEBODY, SOMEBODY)


def hidden() -> int:
    """Starts a process that its own user may not look at; returns its number once it is so."""
    told, tells = os.pipe()
    if (pid := os.fork()) == 0:
        become_somebody()
        ctypes.CDLL(None).prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)
        os.write(tells, b".")
        signal.pause()
    os.close(tells)
    assert os.read(told, 1) == b"."
    os.close(told)
    return pid


def test_a_process_that_may_not_be_looked_at_counts_as_full_of_sockets() -> None:
    pid = hidden()
    looker = os.fork()
    if looker == 0:
        become_somebody()
        seen = -1
        try:
            seen = queued([pid, os.getpid()])
        finally:
            os._exit(0 if seen == HIDDEN_SOCKETS * SOCKET_BYTES else 1)
    assert os.waitstatus_to_exitcode(os.waitpid(looker, 0)[1]) == 0
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def test_a_process_that_is_gone_holds_nothing() -> None:
    if (pid := os.fork()) == 0:
        os._exit(0)
    os.waitpid(pid, 0)
    assert queued([pid]) == 0
