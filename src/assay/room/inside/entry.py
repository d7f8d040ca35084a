"""The room's first lines: takes on the limits, gives up all rights, and becomes the program.

Runs inside the room as `python entry.py READY SOCKET LIMITS UID COMMAND…`. READY is a pipe to the judge on which one
byte means that the walls stand. LIMITS is JSON, from names of rlimits to numbers. UID is the user to become, or `-` to
stay who we are. It is plain Python because setpriv and prlimit are not on every machine, and because Popen's preexec_fn
is not safe in a judge with threads.

Without a command it only waits, and so keeps the room for a program that comes in from the warm process, which borrows
the functions here.
"""

import contextlib
import ctypes
import json
import os
import resource
import signal
import sys

PR_SET_PDEATHSIG = 1
PR_CAPBSET_DROP = 24
CAPABILITY_VERSION_3 = 0x20080522


def shut_all_but(wanted: set[int]) -> None:
    """Close what bwrap was given for itself, so that the program inherits its socket and nothing else."""
    for descriptor in map(int, os.listdir("/dev/fd")):  # noqa: PTH208 - pathlib is slow to import
        if descriptor > 2 and descriptor not in wanted:
            with contextlib.suppress(OSError):  # the folder's own descriptor is closed already
                os.close(descriptor)


def take_limits(limits: dict[str, int]) -> None:
    """Lower each limit, hard and soft alike, so that nothing in the room can raise it again."""
    for name, wanted in limits.items():
        which = getattr(resource, name)
        _, hard = resource.getrlimit(which)
        bound = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
        resource.setrlimit(which, (bound, bound))


def give_up_rights(uid: int | None) -> None:
    """Become `uid` for good, or stay who we are, without any capability.

    Real root without capabilities would still own /proc/sys and the files of root.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    for capability in range(64):
        libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0)  # fails only past the last capability there is
    if uid is not None:
        os.setgroups([])
        os.setresgid(uid, uid, uid)
        os.setresuid(uid, uid, uid)
    header, nothing = (ctypes.c_uint32 * 2)(CAPABILITY_VERSION_3, 0), (ctypes.c_uint32 * 6)()
    if libc.capset(header, nothing) != 0:
        raise OSError(ctypes.get_errno(), "capset")


def end_with_the_judge() -> None:
    """Die with whoever started us: bwrap does so by itself, a room without a box would run on behind a killed judge.

    To be asked for once the user is another, as that takes it back.
    """
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0)


def main() -> None:
    """Prepare, tell the judge, and exec."""
    ready, sock, limits, uid, *command = sys.argv[1:]
    shut_all_but({int(ready), int(sock)} if command else {int(ready)})
    take_limits(json.loads(limits))
    give_up_rights(None if uid == "-" else int(uid))
    end_with_the_judge()
    os.write(int(ready), b".")
    os.close(int(ready))
    while not command:
        signal.pause()
    os.execv(command[0], command)


if __name__ == "__main__":
    main()
