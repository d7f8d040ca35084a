"""The warm process: imports what every notebook needs, once, and then forks into room after room.

Runs outside the rooms, as the judge's user, but started afresh with a room's environment: it knows nothing of the
judge, so neither do its children. A child enters a room that bubblewrap has built (setns), takes on the limits, gives
up every right, loads the system call filter, and only then runs the program. JAX must not have touched an array before
the fork: its threads would be missing in the child.

Run as `python /dev/fd/ITSELF CONTROL ENTRY MODULES`: the judge's socket, the file with :mod:`entry`'s functions
(a descriptor too, so that no path of the judge's is known here), and a JSON list of modules to import.
"""

from __future__ import annotations

import contextlib
import ctypes
import gc
import importlib
import io
import json
import os
import runpy
import signal
import socket
import sys
import threading
import traceback
import types
from typing import Any

MESSAGE_BYTES = 1 << 20
#: mnt, cgroup, uts, ipc, pid, net; and user, where the room has one of its own.
NAMESPACES = 0x00020000 | 0x02000000 | 0x04000000 | 0x08000000 | 0x20000000 | 0x40000000
USER_NAMESPACE = 0x10000000
PR_SET_PDEATHSIG, PR_SET_DUMPABLE, PR_SET_SECCOMP = 1, 4, 22
PR_SET_CHILD_SUBREAPER, PR_SET_NO_NEW_PRIVS = 36, 38
SECCOMP_MODE_FILTER = 2

libc = ctypes.CDLL(None, use_errno=True)


class Filter(ctypes.Structure):
    """struct sock_fprog of linux/filter.h."""

    _fields_ = (("length", ctypes.c_ushort), ("lines", ctypes.c_char_p))


def checked(result: int, what: str) -> None:
    """Raises OSError when a system call failed."""
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def main() -> None:
    """Imports, says so, and forks for each request until the judge hangs up."""
    control, entry, modules = int(sys.argv[1]), int(sys.argv[2]), json.loads(sys.argv[3])
    checked(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "prctl")
    checked(libc.prctl(PR_SET_CHILD_SUBREAPER, 1, 0, 0, 0), "prctl")
    rights = types.SimpleNamespace(**runpy.run_path(f"/dev/fd/{entry}", run_name="entry"))
    for name in modules:
        with contextlib.suppress(ImportError):  # the room will say so when the student's code needs it
            importlib.import_module(name)
    with contextlib.suppress(Exception):  # so too if pictures cannot be drawn
        rehearse()
    gc.collect()
    gc.freeze()  # or every room's garbage collections would go through a million objects that are never garbage
    os.environ["MPLCONFIGDIR"] = "/tmp/mpl"  # matplotlib had a folder of its own for its list of fonts
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)  # children, and theirs that fall to this process, leave no trace
    with socket.socket(fileno=control) as judge:
        judge.send(b"warm")
        while True:
            message, handed, _, _ = socket.recv_fds(judge, MESSAGE_BYTES, 4)
            if not message:
                return
            if os.fork() == 0:
                signal.signal(signal.SIGCHLD, signal.SIG_DFL)
                enter(json.loads(message), handed, rights)
            for descriptor in handed:
                os.close(descriptor)


def rehearse() -> None:
    """Draws a picture that nobody sees: matplotlib reads its fonts and its grammar of formulas here, once."""
    figure = importlib.import_module("matplotlib.figure").Figure(layout="constrained")
    figure.subplots().semilogy([1, 10], [1, 10])
    figure.savefig(io.BytesIO(), format="png", bbox_inches="tight")


def enter(request: dict[str, Any], handed: list[int], rights: Any) -> None:
    """In the first child: enters the room, has a second child there run the program, and tells the judge its pidfd.

    Only children of a process that entered a PID namespace live in it.
    """
    room, sock, stderr, report = handed
    with socket.socket(fileno=report) as judge:
        try:
            flags = NAMESPACES | (USER_NAMESPACE if request["user_namespace"] else 0)
            checked(libc.setns(room, flags), "setns")
            os.chdir("/tmp")
            going, gone = os.pipe()
            child = os.fork()
            if child == 0:
                run(request, (going, gone, sock, stderr), rights)
            socket.send_fds(judge, [b"."], [os.pidfd_open(child)])
        except BaseException as error:
            judge.send(f"{type(error).__name__}: {error}"[:500].encode())
    os._exit(0)


def run(request: dict[str, Any], descriptors: tuple[int, int, int, int], rights: Any) -> None:
    """In the second child: shuts everything behind it, and becomes the program."""
    going, gone, sock, stderr = descriptors
    try:
        os.close(gone)
        os.read(going, 1)  # the first child has told the judge, and is gone
        os.setsid()
        nothing = os.open("/dev/null", os.O_RDWR)
        for descriptor, source in ((0, nothing), (1, nothing), (2, stderr)):
            os.dup2(source, descriptor)
        rights.shut_all_but({sock})
        rights.take_limits(request["limits"])
        rights.give_up_rights(None if request["uid"] == "-" else int(request["uid"]))
        checked(libc.prctl(PR_SET_DUMPABLE, 1, 0, 0, 0), "prctl")
        checked(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "prctl")
        lines = bytes.fromhex(request["seccomp"])
        guard = Filter(len(lines) // 8, lines)
        checked(libc.prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, ctypes.byref(guard), 0, 0), "seccomp")
        become(request["program"], [request["name"], str(sock), *request["arguments"]])
    except SystemExit as end:
        leave(end.code if isinstance(end.code, int) else int(end.code is not None))
    except BaseException:
        traceback.print_exc()
        leave(1)
    leave(0)


def become(source: str, arguments: list[str]) -> None:
    """Runs a program as Python would: in a module named ``__main__``."""
    program = types.ModuleType("__main__")
    sys.modules["__main__"] = program
    sys.argv = arguments
    if "numpy" in sys.modules:
        sys.modules["numpy"].random.seed()  # no two rooms share a state that was random when this process began
    exec(compile(source, arguments[0], "exec"), program.__dict__)
    for thread in threading.enumerate():
        if not thread.daemon and thread is not threading.current_thread():
            thread.join()


def leave(code: int) -> None:
    """Ends the process without JAX's slow farewell."""
    with contextlib.suppress(Exception):
        sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
