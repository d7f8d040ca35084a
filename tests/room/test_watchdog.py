"""Looks at processes as a user without rights does: root may look at everything, and so would notice nothing."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import time
from typing import Any

import pytest

from assay.room.watchdog import FEW_DESCRIPTORS, FEW_PROCESSES, SOCKET_BYTES, Household, TooSlow, hidden

PRELUDE = """
import ctypes, json, mmap, os, resource, select, signal, time
from assay.room import watchdog
if os.geteuid() == 0:
    os.setgroups([])
    os.setresgid(54321, 54321, 54321)
    os.setresuid(54321, 54321, 54321)
    ctypes.CDLL(None).prctl(4, 1, 0, 0, 0)  # PR_SET_DUMPABLE, which a change of user takes away

def held(*pids, enough=1 << 20):
    return watchdog.Household(None, pids).memory(enough)

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
    assert told("""
        child = born(lambda: os._exit(0))
        while not watchdog._ended(child):
            time.sleep(0.01)
        print(json.dumps(held(child)))
        """) == 0


def test_a_process_that_has_gone_counts_nothing() -> None:
    assert told("""
        child = born(lambda: os._exit(0))
        os.waitpid(child, 0)
        print(json.dumps([watchdog._ended(child), held(child), watchdog.Household(None, [child]).cpu()]))
        """) == [True, 0, 0.0]


def test_of_a_process_that_may_not_be_looked_at_all_that_is_resident_counts() -> None:
    seen, hidden = told("""
        weight = b"x" * (32 << 20)
        children = [born(lambda: None), born(lambda: ctypes.CDLL(None).prctl(4, 0, 0, 0, 0))]
        print(json.dumps([held(child) for child in children]))
        for child in children:
            os.kill(child, 9)
        """)
    assert seen < 32 << 20 < hidden  # shared with the parent


def test_many_descriptors_count_as_full_sockets_and_few_as_nothing() -> None:
    few, many, looked = told("""
        def fill():
            resource.setrlimit(resource.RLIMIT_NOFILE, (512, 512))
            try:
                while True: os.dup(0)
            except OSError: pass
        children = [born(fill) for _ in range(40)]
        begun = time.thread_time()
        print(json.dumps([held(*children[:1]), held(*children), time.thread_time() - begun]))
        for child in children:
            os.kill(child, 9)
        """)
    assert few < 1 << 30
    assert many > (40 * 512 - FEW_DESCRIPTORS) * SOCKET_BYTES > 3 << 30
    assert looked < 0.5


def test_many_processes_count_as_full_of_maps_and_few_as_nothing() -> None:
    assert hidden(0, FEW_PROCESSES) == 0
    assert hidden(0, 256) > 3 << 30


def test_page_tables_count_where_no_page_is_resident() -> None:
    assert told("""
        def read_zeros():
            global kept
            kept = mmap.mmap(-1, 8 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)  # MAP_NORESERVE
            kept.madvise(15)  # MADV_NOHUGEPAGE
            for place in range(0, len(kept), 2 << 20): kept[place]
        children = [born(lambda: None), born(read_zeros)]
        before, after = (held(child, enough=1 << 40) for child in children)
        print(json.dumps(after - before))
        for child in children:
            os.kill(child, 9)
        """) > 14 << 20


def test_a_look_that_takes_too_long_is_broken_off() -> None:
    with subprocess.Popen(["/bin/sleep", "60"]) as sleeper:
        many = [sleeper.pid] * (FEW_PROCESSES + 1)
        with pytest.raises(TooSlow):
            Household(None, many).memory(0, until=time.monotonic() - 1)
        few = Household(None, many[1:]).memory(0, until=time.monotonic() - 1)
        sleeper.kill()
    assert few > 0


BURN = """
def burn():
    end = time.process_time() + 0.4
    while time.process_time() < end: pass
"""


def test_the_time_of_a_child_that_nobody_waits_for_stays_counted() -> None:
    first, second = told(BURN + """
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
room, after = watchdog.Household(None, [os.getpid()]), []
for _ in range(2):
    child = born(burn)
    room.cpu()
    os.kill(child, 9)
    while os.path.exists(f"/proc/{child}"): time.sleep(0.01)
    after.append(room.cpu())
print(json.dumps(after))
""")
    assert first >= 0.35
    assert second >= 0.7


def test_the_time_of_a_child_that_was_waited_for_counts_once_and_never_falls() -> None:
    living, ended, unseen = told(BURN + """
room = watchdog.Household(None, [os.getpid()])
before = room.cpu()
child = born(burn)
after = [room.cpu()]
os.kill(child, 9)
os.waitpid(child, 0)
after.append(room.cpu())
os.waitpid(child := born(lambda: burn() or os._exit(0)), 0)  # never seen alive
after.append(room.cpu())
print(json.dumps([each - before for each in after]))
""")
    assert 0.35 <= living <= ended < 0.7
    assert ended + 0.35 < unseen < 1.2


def test_of_short_children_that_nobody_waits_for_those_that_were_never_seen_are_estimated() -> None:
    estimated, used = told("""
signal.signal(signal.SIGCHLD, signal.SIG_IGN)
room, used = watchdog.Household(None, [os.getpid()]), 0.0
seen, said = os.pipe()
before, until, look = room.cpu() - time.process_time(), time.monotonic() + 8, 0.0
while time.monotonic() < until:
    if os.fork() == 0:
        while time.process_time() < 0.03: pass
        os.write(said, b"!")
        os._exit(0)
    while not select.select([seen], [], [], 0.005)[0]:
        if time.monotonic() > look + watchdog.SECONDS_BETWEEN_LOOKS:
            look = time.monotonic()
            room.cpu()
    os.read(seen, 1)
    used += 0.03
print(json.dumps([room.cpu() - before - time.process_time(), used]))
""")
    assert estimated > used / 3
