"""The room's system call filter, assembled here as classic BPF so that no libseccomp is needed.

The room's namespaces already stop almost everything named below. The filter takes away what they do not reach: kernel
code with a long history of holes, memory that no limit counts, what one room could hear of another through files that
both may read, and the making of new namespaces. Everything not named is allowed, because numpy, JAX and the kernel need
a great deal and each of them changes.
"""

from __future__ import annotations

import errno
import platform
import struct
from dataclasses import dataclass, replace

from assay.room.walls.syscalls import BY_ARGUMENT, IDLE, MACHINES, always_denied, numbers

__all__ = ["ALLOW", "DENY", "DONE", "KILL", "MACHINES", "NO_SUCH_CALL", "NO_SUCH_FAMILY", "always_denied", "numbers",
           "program"]

NEWEST = 462  # mseal; a call younger than this list gets ENOSYS, as from an older kernel, and libc falls back
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag that clone takes
CLONE_VM, CLONE_FILES, CLONE_VFORK, CLONE_PARENT, CLONE_THREAD = 0x100, 0x400, 0x4000, 0x8000, 0x10000
CLOSE_RANGE_UNSHARE = 2
MAP_SHARED, MAP_ANONYMOUS = 0x01, 0x20
AF_UNIX = 1  # carries the kernel's messages, and is bounded; what lies in TCP connections is charged to nobody
#: A socket of these holds what one other has sent. One for datagrams would hold what eleven have, that may be gone.
SOCK_TYPE, SOCK_STREAM, SOCK_SEQPACKET = 0xF, 1, 5
#: TIOCSTI and TIOCLINUX put keystrokes into a terminal, TIOCSETD makes a modem of it.
TERMINAL_INJECTIONS = (0x5412, 0x541C, 0x5423)
#: SO_SNDBUF, SO_SNDBUFFORCE, SO_ATTACH_FILTER, SO_ATTACH_BPF: what lies in a socket is charged to nobody.
SOL_SOCKET, SOCKET_BUFFERS = 1, (7, 32, 26, 50)
#: SO_COOKIE, SO_NETNS_COOKIE: numbers of the machine's, which go on from room to room.
COOKIES = (57, 71)
PLAIN_PERSONALITIES = (0, 0xFFFFFFFF)  # ordinary Linux, and the question which one it is
#: F_GETLK to F_SETLKW, F_OFD_GETLK to F_OFD_SETLKW: record locks, which no limit counts and other rooms would notice.
RECORD_LOCKS = (5, 6, 7, 36, 37, 38)
#: F_SETLEASE, F_NOTIFY, F_SET_RW_HINT, F_SET_FILE_RW_HINT: what others do with a file, or a word left on it.
#: F_SETPIPE_SZ: what lies in a pipe is charged to nobody.
MARKS_ON_FILES = (1024, 1026, 1036, 1038, 1031)
#: PR_SET_DUMPABLE would hide a process from the watchdog, PR_SET_SECCOMP keeps filters that nobody counts.
HIDING = (4, 22)

# ---- instructions and answers

_LOAD, _RETURN, _AND = 0x20, 0x06, 0x54
_EQUAL, _GREATER, _ANY_BIT = 0x15, 0x25, 0x45
_NUMBER, _ARCH = 0, 4  # offsets in struct seccomp_data
_ARGUMENTS = (16, 24, 32, 40)  # the low words of the first four, little endian
ALLOW, KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
DONE = _ERRNO  # error 0, so none
DENY, NO_SUCH_CALL = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
NO_SUCH_FAMILY = _ERRNO | errno.EAFNOSUPPORT
_ANSWERS = {"allow": ALLOW, "done": DONE, "no such family": NO_SUCH_FAMILY, "deny": DENY, "no such call": NO_SUCH_CALL,
            "kill": KILL}


@dataclass(frozen=True)
class _Line:
    """One instruction; an empty label means the next line."""

    code: int
    value: int
    then: str = ""
    otherwise: str = ""
    label: str = ""


def program(machine: str = "") -> bytes:
    """Build the filter for `machine` (this one if empty) as an array of struct sock_filter.

    Raises KeyError for a machine other than x86_64 and aarch64. Source: linux/seccomp.h, linux/bpf_common.h.
    """
    machine = machine or platform.machine()
    _, arch = MACHINES[machine]
    number = numbers(machine)
    lines = [_Line(_LOAD, _ARCH), _Line(_EQUAL, arch, otherwise="kill"), _Line(_LOAD, _NUMBER)]
    if machine == "x86_64":
        lines.append(_Line(_ANY_BIT, 0x40000000, then="kill"))  # the x32 numbers would walk past every line below
    lines.append(_Line(_GREATER, NEWEST, then="no such call"))
    lines.append(_Line(_EQUAL, number["clone3"], then="no such call"))  # its flags lie in memory, out of sight
    lines.append(_Line(_EQUAL, number["preadv2"], then="no such call"))  # would say what others have read lately
    lines += [_Line(_EQUAL, number[name], then=name) for name in BY_ARGUMENT if name not in ("clone3", "preadv2")]
    lines += [_Line(_EQUAL, number[name], then="done") for name in IDLE if name in number]
    lines += [_Line(_EQUAL, number[name], then="deny") for name in always_denied(machine)]
    lines.append(_Line(_RETURN, ALLOW))
    lines += _argument_checks()
    lines += [_Line(_RETURN, value, label=name) for name, value in _ANSWERS.items()]
    return _assemble(lines)


def _argument_checks() -> list[_Line]:
    """Return the lines for the calls that depend on an argument, each block ending in an answer."""
    return [
        *_if_any("prctl", 0, HIDING),
        *_if_any("ioctl", 1, TERMINAL_INJECTIONS),
        *_if_any("fcntl", 1, RECORD_LOCKS + MARKS_ON_FILES),
        *_if_any("personality", 0, PLAIN_PERSONALITIES, then="allow", otherwise="deny"),
        *_if_any("socket", 0, (AF_UNIX,), then="kind", otherwise="no such family"),
        *_if_any("socketpair", 0, (AF_UNIX,), then="kind", otherwise="no such family"),
        _Line(_LOAD, _ARGUMENTS[1], label="kind"),
        _Line(_AND, SOCK_TYPE),
        _Line(_EQUAL, SOCK_STREAM, then="allow"),
        _Line(_EQUAL, SOCK_SEQPACKET, then="allow", otherwise="no such family"),
        *_if_any("setsockopt", 1, (SOL_SOCKET,), then="option", otherwise="allow"),
        *_if_any("option", 2, SOCKET_BUFFERS),
        *_if_any("getsockopt", 2, COOKIES),
        *_of_bits("close_range", 2, CLOSE_RANGE_UNSHARE, CLOSE_RANGE_UNSHARE),  # descriptors that /proc does not show
        *_of_bits("mmap", 3, MAP_SHARED | MAP_ANONYMOUS, MAP_SHARED | MAP_ANONYMOUS),  # lives on when it is unmapped
        *_clone(),
    ]


def _clone() -> list[_Line]:
    """Refuse new namespaces, threads with descriptors of their own, children that are given to one's parent, and a
    second process in the same memory.

    The first three would be uncounted. The last could hand a memory on to its like faster than the watchdog looks.
    vfork stays: its parent waits.
    """
    return [
        _Line(_LOAD, _ARGUMENTS[0], label="clone"),
        _Line(_ANY_BIT, NEW_NAMESPACES | CLONE_PARENT, then="deny"),
        *_of_bits("", 0, CLONE_THREAD | CLONE_FILES, CLONE_THREAD, otherwise="process"),
        *_of_bits("process", 0, CLONE_VM | CLONE_THREAD | CLONE_VFORK, CLONE_VM),
    ]


def _if_any(label: str, argument: int, values: tuple[int, ...], then: str = "deny",
            otherwise: str = "allow") -> list[_Line]:
    """Answer `then` where an argument has one of some values."""
    *first, last = [_Line(_EQUAL, value, then=then) for value in values]
    return [_Line(_LOAD, _ARGUMENTS[argument], label=label), *first, replace(last, otherwise=otherwise)]


def _of_bits(label: str, argument: int, mask: int, value: int, otherwise: str = "allow") -> list[_Line]:
    """Refuse the call where the bits of an argument under a mask have this value."""
    return [
        _Line(_LOAD, _ARGUMENTS[argument], label=label),
        _Line(_AND, mask),
        _Line(_EQUAL, value, then="deny", otherwise=otherwise),
    ]


def _assemble(lines: list[_Line]) -> bytes:
    """Turn labels into distances. Jumps only go forward and at most 255 lines: struct.error if one does not."""
    places = {line.label: place for place, line in enumerate(lines) if line.label}
    packed = []
    for place, line in enumerate(lines):
        then, otherwise = (places[label] - place - 1 if label else 0 for label in (line.then, line.otherwise))
        packed.append(struct.pack("=HBBI", line.code, then, otherwise, line.value))
    return b"".join(packed)
