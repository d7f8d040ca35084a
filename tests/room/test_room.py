from __future__ import annotations

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from assay.judge.session import Session
from assay.judge.submission import Cell
from assay.room import watchdog
from assay.room.room import Isolation, Limits, Room, open_room
from assay.room.walls.bubblewrap import room_uid
from assay.room.warm import CannotEnter, Warm

pytestmark = pytest.mark.system
MIB = 2**20
PRELUDE = """
import json, os, socket, sys, time
judge = socket.socket(fileno=int(sys.argv[1]))
def say(what): judge.sendall(json.dumps(what).encode() + b"\\n")
def attempt(action):
    try: return action()
    except OSError as error: return f"errno {error.errno}"
"""
Start = Callable[..., Room]


@pytest.fixture(scope="module")
def zygote() -> Iterator[Warm]:
    """A warm process that has imported nothing: as fast as it is light."""
    warm = Warm(())
    yield warm
    warm.close()


@pytest.fixture(params=["cold", "warm"])
def room(request: pytest.FixtureRequest, tmp_path: Path, caplog: pytest.LogCaptureFixture) -> Iterator[Start]:
    """Opens rooms for lines of Python that can `say` something, cold and from a warm process, and ends them."""
    stack = contextlib.ExitStack()
    warm: Warm | None = request.getfixturevalue("zygote") if request.param == "warm" else None

    def start(lines: str, **how: Any) -> Room:
        program = tmp_path / "program.py"
        program.write_text(PRELUDE + textwrap.dedent(lines))
        opened = stack.enter_context(open_room(program, warm=warm, **how))
        assert "started cold" not in caplog.text
        return opened

    with stack:
        yield start


def heard(room: Room, seconds: float = 60.0) -> Any:
    """What the room said next."""
    room.sock.settimeout(seconds)
    said = b""
    while not said.endswith(b"\n"):
        chunk = room.sock.recv(1)  # one by one: the next line is for the next call
        assert chunk, f"the room ended: {room.ending()}: {room.stderr_tail()}"
        said += chunk
    return json.loads(said)


def soon(holds: Callable[[], bool], seconds: float = 10.0) -> bool:
    end = time.monotonic() + seconds
    while not holds() and time.monotonic() < end:
        time.sleep(0.02)
    return holds()


def inhabitants(namespace: str) -> list[str]:
    """The processes of this machine that live in a room, known by its pid namespace; the dead are not counted."""
    found = []
    for process in Path("/proc").glob("[0-9]*"):
        with contextlib.suppress(OSError):
            if (
                str((process / "ns/pid").readlink()) == namespace
                and "\nState:\tZ" not in (process / "status").read_text()
            ):
                found.append(process.name)
    return found


# ---- what it is to be in a room


def test_a_program_runs_with_its_arguments_and_its_socket_and_nothing_else(room: Start) -> None:
    line = "say([sys.argv[2:], os.getcwd(), judge.fileno(), sorted(map(int, os.listdir('/proc/self/fd')))])"
    arguments, folder, sock, descriptors = heard(room(line, arguments=["a"]))
    assert (arguments, folder) == (["a"], "/tmp")
    assert set(descriptors) >= {0, 1, 2, sock}
    assert len(descriptors) == 5  # the fifth is the listing itself


def test_the_judges_environment_stays_outside(room: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SECRET_OF_THE_JUDGE", "1")
    names = heard(room("say(sorted(os.environ))"))
    assert "SECRET_OF_THE_JUDGE" not in names
    assert {"HOME", "JAX_PLATFORMS", "PYTHONHASHSEED"} <= set(names)


def test_sets_iterate_alike_in_every_room(room: Start) -> None:
    line = "say([list({'one', 'two', 'three', 'four', 'five'}), hash('corr2d')])"
    assert heard(room(line)) == heard(room(line))


def test_files_outside_cannot_be_read(room: Start, tmp_path: Path) -> None:
    secret = tmp_path / "reference.py"
    secret.write_text("answers")
    reads = f"[attempt(lambda: open(p).read()) for p in ({str(secret)!r}, '/etc/passwd', {str(Path(__file__))!r})]"
    assert heard(room(f"say({reads})")) == ["errno 2"] * 3


def test_above_the_environment_there_are_only_empty_folders(room: Start) -> None:
    seen = heard(room("from pathlib import Path\nsay([os.listdir(p) for p in list(Path(sys.prefix).parents)[:-1]])"))
    ways = [Path(root) for prefix in (sys.prefix, sys.base_prefix) for root in (prefix, os.path.realpath(prefix))]
    steps = {part for way in ways for part in way.parts}
    assert {name for names in seen for name in names} <= steps


def test_nothing_outside_tmp_can_be_written(room: Start) -> None:
    places = ["/x", "/dev/x", "/etc/x", "/room/x", "/usr/x", sys.prefix + "/x", "/proc/sys/kernel/core_pattern"]
    said = heard(room(f"say([str(attempt(lambda: open(p, 'w').close())) for p in {places}])"))
    assert "None" not in said


def test_a_room_has_no_network_not_even_with_itself(room: Start) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:
        address = server.getsockname()
        lines = f"""
        say([attempt(lambda: socket.create_connection({address!r}, 2) and 'connected'),
             attempt(lambda: socket.socket(socket.AF_INET6) and "made"), len(socket.socketpair())])
        """
        assert heard(room(lines)) == ["errno 97", "errno 97", 2]


def test_two_rooms_do_not_see_each_other(room: Start) -> None:
    first = room("say(os.readlink('/proc/self/ns/pid')); time.sleep(60)")
    assert heard(first) != heard(room("say(os.readlink('/proc/self/ns/pid')); time.sleep(60)"))


@pytest.mark.skipif(os.geteuid() != 0, reason="an ordinary user stays who they are")
@pytest.mark.parametrize(
    "row, least, most",
    [("0 0 4294967295", 1_880_000_000, 2_100_000_000), ("0 100000 65536", 58_000, 65_535)],
)
def test_the_user_of_a_room_is_one_that_root_can_become(tmp_path: Path, row: str, least: int, most: int) -> None:
    (tmp_path / "uid_map").write_text(row + "\n")
    users = {int(room_uid(tmp_path / "uid_map")) for _ in range(50)}
    assert least < min(users) <= max(users) <= most
    assert len(users) > 40


def test_refused_system_calls_say_so_and_do_not_kill(room: Start) -> None:
    lines = """
    import ctypes, errno
    libc = ctypes.CDLL(None, use_errno=True)
    def call(name, *arguments): return [getattr(libc, name)(*arguments), ctypes.get_errno()]
    calls = [("unshare", 0x10000000), ("ptrace", 0, 0, 0, 0), ("memfd_create", b"x", 0), ("socket", 16, 3, 0)]
    say([call(*each) for each in calls])
    """
    assert heard(room(lines)) == [[-1, 1], [-1, 1], [-1, 1], [-1, 97]]


# ---- bounds


def test_a_fork_bomb_meets_a_bound_and_dies_with_the_room(room: Start) -> None:
    lines = """
    say(os.readlink("/proc/self/ns/pid"))
    children = []
    try:
        while len(children) < 2000:
            child = os.fork()
            if child == 0: time.sleep(600)
            children.append(child)
    except BlockingIOError: pass
    say(len(children))
    while True: attempt(os.fork)
    """
    limits = Limits(processes=64)
    inside = room(lines, limits=limits)
    namespace = heard(inside)
    assert 32 <= heard(inside) < 64
    inside.kill()
    assert inhabitants(namespace) == []


def test_a_fork_bomb_takes_nothing_from_the_room_next_door(room: Start) -> None:
    limits = Limits(processes=64)
    bomb = room("""
    try:
        while os.fork(): pass
    except BlockingIOError: say("full")
    time.sleep(600)
    """, limits=limits)
    heard(bomb)
    quiet = room("import threading\nthreading.Thread(target=say, args=['alive']).start()", limits=limits)
    assert heard(quiet) == "alive"


def test_memory_beyond_the_bound_ends_the_room(room: Start) -> None:
    lines = "say(0)\nhoard = []\nwhile True: hoard.append(b'x' * (1 << 20)); time.sleep(0.0005)"
    inside = room(lines, limits=Limits(memory_bytes=128 * MIB))
    heard(inside)
    assert soon(lambda: inside.ending() is not None, 30)
    assert inside.ending() == "memory"
    inside.kill()
    assert inside.ending() == "memory"


def test_memory_is_summed_over_all_processes(room: Start) -> None:
    lines = """
    for _ in range(5):
        if os.fork() == 0:
            mine = b"x" * (40 << 20)
            time.sleep(600)
    time.sleep(600)
    """
    inside = room(lines, limits=Limits(memory_bytes=128 * MIB))
    assert soon(lambda: inside.ending() == "memory", 30)


def test_files_without_content_count_too(room: Start) -> None:
    lines = """
    say(0)
    for number in range(10**7): open(f"/tmp/{number}", "w").close()
    """
    inside = room(lines, limits=Limits(memory_bytes=48 * MIB))
    heard(inside)
    assert soon(lambda: inside.ending() == "memory", 30)


def test_what_lies_in_sockets_counts_too(room: Start) -> None:
    lines = """
    for _ in range(4): os.fork()
    pairs = []
    while True:
        try: pairs.append(socket.socketpair())
        except OSError: time.sleep(600)
        for end in pairs[-1]:
            end.setblocking(False)
            attempt(lambda: [end.send(bytes(65536)) for _ in range(9)])
    """
    inside = room(lines, limits=Limits(memory_bytes=512 * MIB))
    assert soon(lambda: inside.ending() == "memory", 30)


def test_what_lies_in_connections_that_nobody_accepts_counts_too(room: Start) -> None:
    """Their senders are gone, and the one that may accept them is a single descriptor."""
    lines = """
    door = socket.socket(socket.AF_UNIX)
    door.bind("/tmp/door")
    door.listen(4096)
    for _ in range(4096):
        with socket.socket(socket.AF_UNIX) as sender:
            sender.setblocking(False)
            sender.connect("/tmp/door")
            attempt(lambda: [sender.send(bytes(65536)) for _ in range(9)])
    time.sleep(600)
    """
    inside = room(lines, limits=Limits(memory_bytes=512 * MIB))
    assert soon(lambda: inside.ending() == "memory", 30)


def test_descriptors_without_end_are_bounded_over_all_processes_and_blind_nobody(room: Start) -> None:
    lines = """
    for _ in range(60):
        if os.fork() == 0:
            try:
                while True: os.dup(0)
            except OSError: time.sleep(600)
    time.sleep(600)
    """
    inside = room(lines)
    assert soon(lambda: inside.ending() == "memory", 60)


def test_page_tables_count_too(room: Start) -> None:
    lines = """
    import mmap
    for _ in range(4): os.fork()
    holes = mmap.mmap(-1, 4 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS | 0x4000)
    holes.madvise(15)
    for place in range(0, len(holes), 2 << 20): holes[place]
    time.sleep(600)
    """
    inside = room(lines, limits=Limits(memory_bytes=120 * MIB))
    assert soon(lambda: inside.ending() == "memory", 30)


def test_a_room_that_cannot_be_looked_at_in_time_is_ended(room: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    few, many = (room(f"[os.fork() for _ in range({doubled})]; say(0); time.sleep(600)") for doubled in (1, 6))
    heard(few)
    heard(many)
    monkeypatch.setattr(watchdog, "SECONDS_FOR_A_LOOK", -1.0)
    assert soon(lambda: many.ending() == "unseen")
    assert few.alive()


def test_one_look_that_takes_too_long_harms_nobody(room: Start, monkeypatch: pytest.MonkeyPatch) -> None:
    looks: list[float] = []
    whole = watchdog.Household.memory

    def slow(self: watchdog.Household, enough: int, until: float = 0.0) -> int:
        looks.append(until)
        return whole(self, enough, 0.0 if len(looks) % 2 else until)

    inside = room("[os.fork() for _ in range(6)]; say(0); time.sleep(600)")
    heard(inside)
    monkeypatch.setattr(watchdog.Household, "memory", slow)
    assert soon(lambda: len(looks) > 6)
    assert inside.alive()


def test_a_cell_whose_room_could_not_be_looked_at_in_time_has_one_more(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = watchdog.Household.memory

    def slow(self: watchdog.Household, enough: int, until: float = 0.0) -> int:
        if session.rooms == 1 and session._room is not None:
            raise watchdog.TooSlow
        return whole(self, enough, until)

    lines = "import time\ntime.sleep(1.5)\nprint('here')"
    with Session([Cell(0, lines)], Limits(), Isolation.BUBBLEWRAP) as session:
        monkeypatch.setattr(watchdog.Household, "memory", slow)
        session.run_notebook()
        assert (session.rooms, session.ran[0].ended) == (2, None)
        assert session.ran[0].outputs[0]["text"] == "here\n"


def test_no_process_has_a_parent_outside_the_room(room: Start) -> None:
    """Of the warm process's other children the watchdog would know nothing."""
    lines = """
    import ctypes
    clone_parent, child_ended, clone = 0x8000, 17, {"x86_64": 56, "aarch64": 220}[os.uname().machine]
    libc = ctypes.CDLL(None, use_errno=True)
    made = libc.syscall(clone, clone_parent | child_ended, 0, 0, 0, 0)
    if made == 0: os._exit(0)
    say([made, ctypes.get_errno()])
    """
    assert heard(room(lines)) == [-1, 1]


def test_memory_shared_by_many_processes_counts_once(room: Start) -> None:
    lines = """
    shared = b"x" * (60 << 20)
    for _ in range(5):
        if os.fork() == 0:
            time.sleep(600)
    time.sleep(1)
    say(len(shared))
    time.sleep(600)
    """
    inside = room(lines, limits=Limits(memory_bytes=192 * MIB))
    assert heard(inside) == 60 * MIB
    assert inside.alive()


def test_one_process_cannot_map_more_than_its_address_space(room: Start) -> None:
    lines = """
    import mmap
    say(attempt(lambda: len(mmap.mmap(-1, 2 << 30, mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS))))
    """
    assert heard(room(lines, limits=Limits(address_space_bytes=1 << 30))) == "errno 12"


def test_tmp_is_full_at_its_bound_and_one_file_at_its_own(room: Start) -> None:
    lines = """
    import signal
    signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
    def fill(name):
        with open(name, "wb", 0) as file:
            while file.write(bytes(1 << 20)) == 1 << 20: pass
            return file.write(b"x")
    say([attempt(lambda: fill(f"/tmp/{n}")) for n in range(3)])
    say(sum(os.path.getsize(f"/tmp/{n}") for n in range(3)))
    """
    inside = room(lines, limits=Limits(tmp_bytes=10 * MIB, file_bytes=6 * MIB))
    assert heard(inside) == ["errno 27", "errno 28", "errno 28"]
    assert heard(inside) <= 10 * MIB


def test_limits_cannot_be_raised_again(room: Start) -> None:
    lines = """
    import resource
    def lift(which): resource.setrlimit(which, (-1, -1)); return "lifted"
    def trial(which):
        try: return lift(which)
        except (OSError, ValueError): return "held"
    say([trial(getattr(resource, "RLIMIT_" + n)) for n in ("AS", "NPROC", "FSIZE", "NOFILE", "CORE")])
    """
    assert heard(room(lines)) == ["held"] * 5


def test_a_crash_leaves_no_core_however_the_machine_collects_them(room: Start) -> None:
    """A limit of 1, and only that, also holds where cores are piped to a program: linux/fs/coredump.c."""
    lines = """
    import resource
    before = os.listdir()
    child = os.fork()
    if child == 0: os.abort()
    _, status = os.waitpid(child, 0)
    say([resource.getrlimit(resource.RLIMIT_CORE), os.WCOREDUMP(status), os.WTERMSIG(status),
         [name for name in os.listdir() if name not in before]])
    """
    assert heard(room(lines)) == [[1, 1], False, signal.SIGABRT, []]


def test_nothing_is_heard_of_the_room_next_door_through_a_file_that_both_may_read(room: Start) -> None:
    lines = """
    import ctypes, fcntl
    libc = ctypes.CDLL(None, use_errno=True)
    def call(name, *arguments): return "made" if getattr(libc, name)(*arguments) >= 0 else f"errno {ctypes.get_errno()}"
    page = (ctypes.c_ubyte * 1)()
    said = []
    for path in (sys.executable, os.__file__, "/usr", "/dev/null", "/tmp"):
        file = os.open(path, os.O_RDONLY)
        said += [attempt(lambda: fcntl.flock(file, fcntl.LOCK_SH | fcntl.LOCK_NB)),
                 attempt(lambda: fcntl.lockf(file, fcntl.LOCK_SH | fcntl.LOCK_NB)),
                 attempt(lambda: fcntl.fcntl(file, 36, bytes(32))),  # F_OFD_GETLK
                 attempt(lambda: fcntl.fcntl(file, fcntl.F_SETLEASE, fcntl.F_RDLCK)),
                 attempt(lambda: fcntl.fcntl(file, fcntl.F_NOTIFY, fcntl.DN_ACCESS)),
                 attempt(lambda: os.posix_fadvise(file, 0, 0, os.POSIX_FADV_DONTNEED)),
                 attempt(lambda: os.preadv(file, [bytearray(1)], 0, os.RWF_NOWAIT))]
    said += [call("inotify_init"), call("inotify_init1", 0), call("inotify_add_watch", 0, b"/usr", 1),
             call("fanotify_init", 0, 0), call("mincore", id(0) // 4096 * 4096, 1, page)]
    say(sorted(set(map(str, said))))
    """
    assert heard(room(lines)) == ["errno 1", "errno 95"]  # not permitted; no such way to read


def test_a_flood_on_stdout_and_stderr_stalls_nobody(room: Start) -> None:
    lines = """
    for _ in range(400):
        os.write(1, b"o" * 65536)
        os.write(2, b"e" * 65536)
    os.write(2, b"the end")
    say("done")
    time.sleep(600)
    """
    inside = room(lines)
    assert heard(inside) == "done"
    assert soon(lambda: inside.stderr_tail().endswith("the end"))
    assert len(inside.stderr_tail()) <= 2048


# ---- ends


def test_a_daemon_does_not_outlive_the_room(room: Start) -> None:
    lines = """
    say(os.readlink("/proc/self/ns/pid"))
    if os.fork() == 0:
        os.setsid()
        if os.fork() == 0:
            import signal
            for number in range(1, 32): attempt(lambda: signal.signal(number, signal.SIG_IGN))
            say("daemon")
            time.sleep(600)
        os._exit(0)
    time.sleep(600)
    """
    inside = room(lines)
    namespace = heard(inside)
    assert heard(inside) == "daemon"
    assert len(inhabitants(namespace)) >= 3
    inside.kill()
    assert inhabitants(namespace) == []
    assert inside.ending() == "killed"


def test_a_program_that_ends_takes_its_daemons_with_it(room: Start) -> None:
    inside = room("say(os.readlink('/proc/self/ns/pid'))\nif os.fork() == 0: os.setsid(); time.sleep(600)")
    namespace = heard(inside)
    assert soon(lambda: inside.ending() == "exited")
    assert soon(lambda: inhabitants(namespace) == [])


def test_an_ending_is_none_while_alive_and_then_stays_what_it_was(room: Start) -> None:
    inside = room("say('here'); judge.recv(1); sys.exit(3)")
    heard(inside)
    assert inside.alive()
    assert inside.ending() is None
    inside.sock.sendall(b"x")
    assert soon(lambda: not inside.alive())
    inside.kill()
    inside.kill()
    assert inside.ending() == "exited"


def test_a_process_that_kills_itself_has_exited(room: Start) -> None:
    inside = room("os.kill(os.getpid(), 9)")
    assert soon(lambda: inside.ending() == "exited")


def test_a_room_outlives_the_thread_that_opened_it(room: Start) -> None:
    rooms: list[Room] = []
    thread = threading.Thread(target=lambda: rooms.append(room("judge.recv(1); say('still here'); time.sleep(60)")))
    thread.start()
    thread.join()
    time.sleep(0.3)
    rooms[0].sock.sendall(b"x")
    assert heard(rooms[0]) == "still here"


def test_a_room_without_a_box_ends_when_its_judge_is_killed(tmp_path: Path) -> None:
    """What its program started itself may run on: only a box holds that."""
    inside = tmp_path / "inside.py"
    inside.write_text("import os, sys, time\nprint(os.getpid(), file=sys.stderr, flush=True)\ntime.sleep(600)\n")
    judge = tmp_path / "judge.py"
    judge.write_text(
        "import sys, time\nfrom pathlib import Path\nfrom assay.room.room import Isolation, open_room\n"
        "room = open_room(Path(sys.argv[1]), isolation=Isolation.NONE)\n"
        "while not room.stderr_tail(): time.sleep(0.01)\n"
        "print(room.stderr_tail().strip(), flush=True)\ntime.sleep(600)\n"
    )
    with subprocess.Popen([sys.executable, judge, inside], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        lives = Path("/proc", process.stdout.readline().strip())
        assert lives.is_dir()
        process.send_signal(signal.SIGKILL)
    assert soon(lambda: not lives.is_dir() or "\nState:\tZ" in (lives / "status").read_text())


def test_a_judge_that_is_killed_leaves_nothing_running(tmp_path: Path) -> None:
    inside = tmp_path / "inside.py"
    inside.write_text(
        "import os, sys, time\nprint(os.readlink('/proc/self/ns/pid'), file=sys.stderr, flush=True)\n"
        "if os.fork() == 0: os.setsid()\ntime.sleep(600)\n"
    )
    judge = tmp_path / "judge.py"
    judge.write_text(
        "import sys, time\nfrom pathlib import Path\nfrom assay.room.room import open_room\n"
        "room = open_room(Path(sys.argv[1]))\n"
        "while not room.stderr_tail(): time.sleep(0.01)\n"
        "print(room.stderr_tail().strip(), flush=True)\ntime.sleep(600)\n"
    )
    path = {**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])}
    with subprocess.Popen([sys.executable, judge, inside], stdout=subprocess.PIPE, text=True, env=path) as process:
        assert process.stdout is not None
        namespace = process.stdout.readline().strip()
        lived = len(inhabitants(namespace))
        process.send_signal(signal.SIGKILL)
    assert lived >= 2
    assert soon(lambda: inhabitants(namespace) == [])


def test_a_room_that_cannot_be_watched_is_ended_and_it_is_logged(
    room: Start, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    inside = room("time.sleep(600)")
    monkeypatch.setattr(watchdog, "INODE_BYTES", None)
    assert soon(lambda: inside.ending() == "killed")
    assert "could not be watched" in caplog.text


def test_the_last_words_are_there_after_the_end(room: Start) -> None:
    inside = room("say(0); sys.stderr.write('x' * 5000 + 'farewell'); sys.stderr.flush(); time.sleep(600)")
    heard(inside)
    assert soon(lambda: inside.stderr_tail().endswith("farewell"))
    inside.kill()
    assert inside.stderr_tail() == "x" * 2040 + "farewell"


# ---- no box


def test_without_a_box_the_program_runs_with_limits_in_a_folder_that_goes_with_it(room: Start) -> None:
    inside = room(
        "import resource\nsay([os.getcwd(), resource.getrlimit(resource.RLIMIT_FSIZE)])", isolation=Isolation.NONE
    )
    folder, bound = heard(inside)
    assert bound == [64 * MIB, 64 * MIB]
    assert Path(folder).is_dir()
    inside.kill()
    assert not Path(folder).exists()


def test_without_a_box_memory_is_watched_and_children_end_with_the_room(room: Start) -> None:
    lines = "if os.fork() == 0: time.sleep(600)\nhoard = b'x' * (200 << 20)\ntime.sleep(600)"
    inside = room(lines, isolation=Isolation.NONE, limits=Limits(memory_bytes=100 * MIB))
    assert soon(lambda: inside.ending() == "memory", 20)


# ---- the tools of the course


def test_jax_and_flax_and_matplotlib_work_inside(room: Start) -> None:
    lines = """
    import jax, flax.linen, matplotlib
    matplotlib.use("agg")
    import matplotlib.pyplot as plt
    plt.plot([1, 2]); plt.savefig("/tmp/plot.png")
    say([float(jax.jit(lambda x: x + 1)(1.0)), os.path.getsize("/tmp/plot.png") > 1000])
    """
    assert heard(room(lines)) == [2.0, True]


@pytest.mark.parametrize("isolation", Isolation)
def test_a_module_that_the_notebook_writes_is_found_as_beside_a_notebook(isolation: Isolation) -> None:
    """Python's own modules come first, as in Jupyter, and no name of the room's own program is taken."""
    sources = ["%%writefile fields.py\ndef field(): return 7, 3", "%%writefile json.py\nhere = True",
               "import json\nfrom fields import field\nfield(), hasattr(json, 'here')"]
    cells = [Cell(number, source) for number, source in enumerate(sources)]
    with Session(cells, Limits(), isolation) as session:
        session.run_notebook()
        assert session.ran[2].outputs[0]["data"] == {"text/plain": "((7, 3), False)"}


def test_what_a_forked_child_prints_reaches_the_notebook() -> None:
    """Where the kernel cannot use the loopback, as it does by itself, it hears its children through a Unix socket."""
    lines = """
    import os
    if os.fork() == 0:
        print("the child", flush=True)
        os._exit(0)
    print(os.wait()[1], flush=True)
    import time
    time.sleep(0.5)
    """
    with Session([Cell(0, textwrap.dedent(lines))], Limits(), Isolation.BUBBLEWRAP) as session:
        session.run_notebook()
        assert sorted(str(session.ran[0].outputs[0]["text"]).split("\n")) == ["", "0", "the child"]


def test_a_loop_without_end_uses_up_its_processor_time(room: Start) -> None:
    inside = room("judge.recv(1)\nwhile True: pass")
    inside.allow_cpu(0.3)
    time.sleep(0.5)
    assert inside.alive()
    inside.sock.sendall(b"x")
    assert soon(lambda: inside.ending() == "cpu", 30)


@pytest.mark.parametrize("seconds", [0.5, 0.02])
def test_children_that_nobody_waits_for_use_up_its_processor_time(room: Start, seconds: float) -> None:
    inside = room(f"""
    import signal
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    judge.recv(1)
    while True:
        child = os.fork()
        if child == 0:
            while time.process_time() < {seconds}: pass
            os._exit(0)
        while os.path.exists(f"/proc/{{child}}"): time.sleep(0.002)
    """)
    inside.allow_cpu(2.0)
    inside.sock.sendall(b"x")
    assert soon(lambda: inside.ending() == "cpu", 60)


def test_waiting_uses_no_processor_time(room: Start) -> None:
    inside = room("say(0); time.sleep(600)")
    heard(inside)
    inside.allow_cpu(0.3)
    time.sleep(1)
    assert inside.alive()


# ---- warm


def test_a_room_that_the_warm_process_cannot_enter_is_started_cold(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    warm = Warm(())
    warm.close()
    program = tmp_path / "program.py"
    program.write_text(PRELUDE + "say('here')\ntime.sleep(60)")
    with open_room(program, warm=warm) as inside:
        assert heard(inside) == "here"
    assert "started cold" in caplog.text


def test_a_warm_process_that_does_not_start_says_so_at_once(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    broken = tmp_path / "zygote.py"
    broken.write_text("raise SystemExit(3)")
    monkeypatch.setattr("assay.room.warm.ZYGOTE", broken)
    begun = time.monotonic()
    with pytest.raises(CannotEnter, match="did not start"):
        Warm(())
    assert time.monotonic() - begun < 60


def test_rooms_of_one_warm_process_share_nothing_that_was_written(room: Start) -> None:
    lines = """
    import builtins
    before = [getattr(builtins, "mark", None), os.path.exists("/tmp/mark")]
    builtins.mark = "was here"
    open("/tmp/mark", "w").close()
    say([before, os.path.exists("/tmp/mark")])
    time.sleep(60)
    """
    first, second = room(lines), room(lines)
    assert heard(first) == heard(second) == [[None, False], True]


def test_no_path_of_the_judge_is_in_sight(room: Start) -> None:
    course = str(Path(__file__).parents[2])
    environment = [sys.prefix, sys.base_prefix, f"{course}/src"]  # where the engine is installed as a link
    lines = """
    words = [open(f"/proc/{p}/cmdline").read() for p in os.listdir("/proc") if p.isdigit() and p not in ("1", "2")]
    say([words, sys.path, sys.argv[0], sorted(os.environ.values())])
    """
    seen = json.dumps(heard(room(lines)))
    for folder in environment:
        seen = seen.replace(folder, "")
    assert course not in seen
