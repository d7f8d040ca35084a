"""The room's system call filter, assembled here as classic BPF so that no libseccomp is needed.

The room's namespaces already stop almost everything named below. The filter takes away what they do not reach: kernel
code with a long history of holes, memory that no limit counts, and the making of new namespaces. Everything not named
is allowed, because numpy, JAX and the kernel need a great deal and each of them changes.
"""

from __future__ import annotations

import errno
import platform
import struct
from dataclasses import dataclass

# ---- names -> (x86_64, aarch64); None where that machine has no such call

_DENIED: dict[str, tuple[int | None, int | None]] = {
    # other processes' memory
    "ptrace": (101, 117), "process_vm_readv": (310, 270), "process_vm_writev": (311, 271),
    "process_madvise": (440, 440), "process_mrelease": (448, 448), "pidfd_getfd": (438, 438), "kcmp": (312, 272),
    # memory that outlives or hides from the watchdog's count
    "memfd_create": (319, 279), "memfd_secret": (447, 447), "shmget": (29, 194), "shmat": (30, 196),
    "shmctl": (31, 195), "shmdt": (67, 197), "msgget": (68, 186), "semget": (64, 190), "mq_open": (240, 180),
    "vmsplice": (278, 75), "io_setup": (206, 0),
    # mounts and namespaces
    "mount": (165, 40), "umount2": (166, 39), "move_mount": (429, 429), "fsopen": (430, 430), "fsmount": (432, 432),
    "fsconfig": (431, 431), "fspick": (433, 433), "open_tree": (428, 428), "mount_setattr": (442, 442),
    "pivot_root": (155, 41), "chroot": (161, 51), "setns": (308, 268), "unshare": (272, 97),
    # kernel subsystems that no homework needs
    "add_key": (248, 217), "keyctl": (250, 219), "request_key": (249, 218), "bpf": (321, 280),
    "perf_event_open": (298, 241), "userfaultfd": (323, 282), "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426), "io_uring_register": (427, 427), "fanotify_init": (300, 262),
    "name_to_handle_at": (303, 264), "open_by_handle_at": (304, 265), "lookup_dcookie": (212, 18),
    "nfsservctl": (180, 42), "modify_ldt": (154, None), "uselib": (134, None), "_sysctl": (156, None),
    # the machine
    "kexec_load": (246, 104), "kexec_file_load": (320, 294), "init_module": (175, 105), "finit_module": (313, 273),
    "delete_module": (176, 106), "quotactl": (179, 60), "quotactl_fd": (443, 443), "acct": (163, 89),
    "swapon": (167, 224), "swapoff": (168, 225), "reboot": (169, 142), "sethostname": (170, 161),
    "setdomainname": (171, 162), "syslog": (103, 116), "settimeofday": (164, 170), "clock_settime": (227, 112),
    "adjtimex": (159, 171), "clock_adjtime": (305, 266), "vhangup": (153, 58), "iopl": (172, None),
    "ioperm": (173, None), "migrate_pages": (256, 238), "move_pages": (279, 239),
}  # fmt: skip
_BY_ARGUMENT = {
    "setsockopt": (54, 208),
    "clone": (56, 220),
    "clone3": (435, 435),
    "socket": (41, 198),
    "ioctl": (16, 29),
    "personality": (135, 92),
}
MACHINES = {"x86_64": (0, 0xC000003E), "aarch64": (1, 0xC00000B7)}  # column above, AUDIT_ARCH_*

NEWEST = 462  # mseal; a call younger than this list gets ENOSYS, as from an older kernel, and libc falls back
NEW_NAMESPACES = 0x7E020000  # every CLONE_NEW* flag that clone takes
SOCKET_FAMILIES = (1, 2, 10)  # AF_UNIX, AF_INET, AF_INET6; the room's own loopback carries the kernel's messages
TERMINAL_INJECTIONS = (0x5412, 0x541C)  # TIOCSTI and TIOCLINUX put keystrokes into a terminal
SOL_SOCKET, SEND_BUFFERS = 1, (7, 32)  # SO_SNDBUF and SO_SNDBUFFORCE: what lies in a socket is charged to nobody
PLAIN_PERSONALITIES = (0, 0xFFFFFFFF)  # ordinary Linux, and the question which one it is

# ---- instructions and answers

_LOAD, _RETURN = 0x20, 0x06
_EQUAL, _GREATER, _ANY_BIT = 0x15, 0x25, 0x45
_NUMBER, _ARCH, _ARGUMENT_0, _ARGUMENT_1, _ARGUMENT_2 = (
    0,
    4,
    16,
    24,
    32,
)  # offsets in struct seccomp_data; low words, little endian
ALLOW, KILL, _ERRNO = 0x7FFF0000, 0x80000000, 0x00050000
DENY, NO_SUCH_CALL = _ERRNO | errno.EPERM, _ERRNO | errno.ENOSYS
NO_SUCH_FAMILY = _ERRNO | errno.EOPNOTSUPP  # the one refusal of netlink that libzmq, looking for lo, survives
_ANSWERS = {"allow": ALLOW, "deny": DENY, "no such call": NO_SUCH_CALL, "kill": KILL}


@dataclass(frozen=True)
class _Line:
    """One instruction; an empty label means the next line."""

    code: int
    value: int
    then: str = ""
    otherwise: str = ""
    label: str = ""


def numbers(machine: str) -> dict[str, int]:
    """Return each call that the filter names, with its number on `machine`; KeyError for another machine."""
    column, _ = MACHINES[machine]
    named = {name: pair[column] for name, pair in (_DENIED | _BY_ARGUMENT).items()}
    return {name: number for name, number in named.items() if number is not None}


def always_denied(machine: str) -> list[str]:
    """Return the names of the calls refused whatever their arguments."""
    return [name for name in numbers(machine) if name in _DENIED]


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
    lines += [_Line(_EQUAL, number[name], then=name) for name in _BY_ARGUMENT if name != "clone3"]
    lines += [_Line(_EQUAL, number[name], then="deny") for name in always_denied(machine)]
    lines.append(_Line(_RETURN, ALLOW))
    lines += _argument_checks()
    lines += [_Line(_RETURN, value, label=name) for name, value in _ANSWERS.items()]
    return _assemble(lines)


def _argument_checks() -> list[_Line]:
    """Return the lines for the calls that depend on an argument, each block ending in an answer."""
    return [
        _Line(_LOAD, _ARGUMENT_0, label="clone"),
        _Line(_ANY_BIT, NEW_NAMESPACES, then="deny", otherwise="allow"),
        _Line(_LOAD, _ARGUMENT_0, label="socket"),
        *[_Line(_EQUAL, family, then="allow") for family in SOCKET_FAMILIES],
        _Line(_RETURN, NO_SUCH_FAMILY),
        _Line(_LOAD, _ARGUMENT_1, label="ioctl"),
        *[_Line(_EQUAL, request, then="deny") for request in TERMINAL_INJECTIONS],
        _Line(_RETURN, ALLOW),
        _Line(_LOAD, _ARGUMENT_1, label="setsockopt"),
        _Line(_EQUAL, SOL_SOCKET, otherwise="allow"),
        _Line(_LOAD, _ARGUMENT_2),
        *[_Line(_EQUAL, option, then="deny") for option in SEND_BUFFERS],
        _Line(_RETURN, ALLOW),
        _Line(_LOAD, _ARGUMENT_0, label="personality"),
        *[_Line(_EQUAL, persona, then="allow") for persona in PLAIN_PERSONALITIES],
        _Line(_RETURN, DENY),
    ]


def _assemble(lines: list[_Line]) -> bytes:
    """Turn labels into distances. Jumps only go forward and at most 255 lines: struct.error if one does not."""
    places = {line.label: place for place, line in enumerate(lines) if line.label}
    packed = []
    for place, line in enumerate(lines):
        then, otherwise = (places[label] - place - 1 if label else 0 for label in (line.then, line.otherwise))
        packed.append(struct.pack("=HBBI", line.code, then, otherwise, line.value))
    return b"".join(packed)
