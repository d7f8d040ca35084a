from __future__ import annotations

import re
import struct
from pathlib import Path

import pytest

from assay.room.walls import seccomp

ARCH = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
HEADERS = {
    "x86_64": "/usr/include/x86_64-linux-gnu/asm/unistd_64.h",
    "aarch64": "/usr/include/asm-generic/unistd.h",
}
both = pytest.mark.parametrize("machine", ["x86_64", "aarch64"])


def answer(machine: str, number: int, *arguments: int, arch: int | None = None) -> int:
    """Run the filter as the kernel would: a small machine with one register."""
    data = struct.pack("<iIQ6Q", number, arch or ARCH[machine], 0, *arguments, *[0] * (6 - len(arguments)))
    program = list(struct.iter_unpack("=HBBI", seccomp.program(machine)))
    register, place = 0, 0
    while True:
        code, then, otherwise, value = program[place]
        place += 1
        if code == 0x20:
            (register,) = struct.unpack_from("<I", data, value)
        elif code == 0x06:
            return int(value)
        elif code == 0x54:
            register &= value
        else:
            holds = {0x15: register == value, 0x25: register > value, 0x45: bool(register & value)}[code]
            place += then if holds else otherwise


def called(machine: str, name: str, *arguments: int) -> int:
    return answer(machine, seccomp.numbers(machine)[name], *arguments)


@both
def test_every_call_on_the_list_is_refused(machine: str) -> None:
    assert {called(machine, name) for name in seccomp.always_denied(machine)} == {seccomp.DENY}


@both
@pytest.mark.parametrize("name", ["ptrace", "mount", "unshare", "memfd_create", "bpf", "io_uring_setup", "keyctl",
                                  "flock", "inotify_init1", "inotify_add_watch", "fanotify_init"])
def test_the_well_known_ways_out_are_on_the_list(machine: str, name: str) -> None:
    assert name in seccomp.always_denied(machine)


@both
def test_reading_writing_and_mapping_are_allowed(machine: str) -> None:
    everyday = {"x86_64": (0, 1, 3, 202, 232, 257), "aarch64": (63, 64, 57, 98, 22, 56)}[machine]
    assert {answer(machine, number) for number in everyday} == {seccomp.ALLOW}


@both
def test_threads_and_forks_are_allowed_and_new_namespaces_are_not(machine: str) -> None:
    thread, fork, vfork = 0x3D0F00, 17, 0x4100 | 17
    assert {called(machine, "clone", flags) for flags in (thread, fork, vfork)} == {seccomp.ALLOW}
    for flag in (0x00020000, 0x02000000, 0x04000000, 0x08000000, 0x10000000, 0x20000000, 0x40000000):
        assert called(machine, "clone", flag | fork) == seccomp.DENY


@both
def test_clone3_and_preadv2_do_not_exist_so_that_libc_falls_back_to_older_calls(machine: str) -> None:
    assert called(machine, "clone3") == called(machine, "preadv2") == seccomp.NO_SUCH_CALL


@both
def test_a_call_younger_than_the_list_does_not_exist(machine: str) -> None:
    assert answer(machine, 467) == seccomp.NO_SUCH_CALL


@both
@pytest.mark.parametrize("flags", [0x3D0F00 & ~0x400, 0x100 | 17, 0x8000 | 17])
def test_threads_share_descriptors_processes_no_memory_and_children_have_their_own_parent(
    machine: str, flags: int
) -> None:
    assert called(machine, "clone", flags) == seccomp.DENY


@both
@pytest.mark.parametrize("call", ["socket", "socketpair"])
def test_only_unix_sockets_exist(machine: str, call: str) -> None:
    assert [family for family in range(64) if called(machine, call, family, 1) == seccomp.ALLOW] == [1]


@both
@pytest.mark.parametrize("call", ["socket", "socketpair"])
def test_only_sockets_with_two_ends_exist(machine: str, call: str) -> None:
    closed_on_exec = 0x80000
    assert [kind for kind in range(16) if called(machine, call, 1, closed_on_exec | kind) == seccomp.ALLOW] == [1, 5]


@both
@pytest.mark.parametrize("protocol", [1, 136, 262])  # none of Unix's; UDP-Lite; MPTCP
def test_sockets_of_other_protocols_are_refused(machine: str, protocol: int) -> None:
    assert called(machine, "socket", 2, 1, protocol) == seccomp.NO_SUCH_FAMILY


@both
def test_files_cannot_be_locked_or_marked_and_descriptors_are_copied_as_ever(machine: str) -> None:
    get_flags, copy, set_lock, lock_of_open_file, lease, notify, pipe_size = 1, 1030, 6, 37, 1024, 1026, 1031
    assert {called(machine, "fcntl", 3, word) for word in (get_flags, copy)} == {seccomp.ALLOW}
    refused = (set_lock, lock_of_open_file, lease, notify, pipe_size)
    assert {called(machine, "fcntl", 3, word) for word in refused} == {seccomp.DENY}


@both
def test_memory_is_mapped_so_that_it_is_counted(machine: str) -> None:
    shared, private, anonymous = 1, 2, 0x20
    assert {called(machine, "mmap", 0, 4096, 3, flags) for flags in (shared, private, private | anonymous)} == {
        seccomp.ALLOW}
    assert called(machine, "mmap", 0, 4096, 3, shared | anonymous) == seccomp.DENY


@both
def test_nothing_hides_from_the_watchdog(machine: str) -> None:
    assert called(machine, "prctl", 4, 0) == called(machine, "prctl", 22, 2) == seccomp.DENY
    assert called(machine, "close_range", 3, 9, 2) == seccomp.DENY
    assert called(machine, "prctl", 15, 0) == called(machine, "close_range", 3, 9, 4) == seccomp.ALLOW


@both
def test_the_high_half_of_an_argument_changes_nothing(machine: str) -> None:
    assert called(machine, "socket", 1 << 32 | 16) == seccomp.NO_SUCH_FAMILY
    assert called(machine, "ioctl", 0, 1 << 32 | 0x5412) == seccomp.DENY


@both
def test_keystrokes_cannot_be_put_into_a_terminal(machine: str) -> None:
    assert {called(machine, "ioctl", 0, request) for request in (0x5412, 0x541C, 0x5423)} == {seccomp.DENY}
    assert called(machine, "ioctl", 0, 0x5401) == seccomp.ALLOW


@both
def test_a_socket_cannot_be_made_to_hold_more(machine: str) -> None:
    assert called(machine, "setsockopt", 3, 1, 7) == called(machine, "setsockopt", 3, 1, 32) == seccomp.DENY
    assert called(machine, "setsockopt", 3, 1, 2) == called(machine, "setsockopt", 3, 6, 7) == seccomp.ALLOW


@both
def test_no_counter_of_the_machines_can_be_read_from_a_socket(machine: str) -> None:
    cookie, network, kind = 57, 71, 3
    assert {called(machine, "getsockopt", 3, 1, option) for option in (cookie, network)} == {seccomp.DENY}
    assert called(machine, "getsockopt", 3, 1, kind) == seccomp.ALLOW


@both
def test_when_a_file_was_written_is_not_changed_and_said_to_be(machine: str) -> None:
    assert called(machine, "utimensat") == seccomp.DONE
    assert {called(machine, name) for name in ("utime", "utimes", "futimesat") if name in seccomp.numbers(machine)} == (
        {seccomp.DONE} if machine == "x86_64" else set())


@both
def test_a_personality_can_be_asked_for_and_not_changed(machine: str) -> None:
    assert called(machine, "personality", 0xFFFFFFFF) == seccomp.ALLOW
    assert called(machine, "personality", 0x0040000) == seccomp.DENY


@both
def test_another_architecture_is_the_end_of_the_process(machine: str) -> None:
    assert answer(machine, 1, arch=0x40000003) == seccomp.KILL


def test_the_x32_numbers_are_the_end_of_the_process() -> None:
    assert answer("x86_64", 0x40000000 | 1) == seccomp.KILL


def test_another_machine_has_no_filter() -> None:
    with pytest.raises(KeyError):
        seccomp.program("riscv64")


@both
def test_the_numbers_are_those_of_the_kernel_headers(machine: str) -> None:
    header = Path(HEADERS[machine])
    if not header.exists():
        pytest.skip("no kernel headers here")
    named = dict(re.findall(r"#define __NR(?:3264)?_(\w+)\s+(\d+)", header.read_text()))
    wrong = {name: (number, named[name]) for name, number in seccomp.numbers(machine).items() if name in named}
    assert {name: pair for name, pair in wrong.items() if pair[0] != int(pair[1])} == {}
