"""Sessions in real rooms: what goes wrong in one cell or call is noted, and costs nothing elsewhere."""

from __future__ import annotations

import os
import re
import signal
import textwrap
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, suppress
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.judge.asking.line import Patience
from assay.judge.evidence import Evidence, JudgeFault, Kind, RoomEnded, StudentFault
from assay.judge.session import ENDINGS_PER_QUESTION, Session
from assay.judge.submission import Cell
from assay.room.limits import MIB, Limits
from assay.room.room import Isolation
from assay.room.walls import bubblewrap
from assay.room.wire import Opaque

QUICK = Limits(call_seconds=3.0, cell_seconds=6.0, memory_bytes=600 * MIB)
#: Where the time of the whole submission is to end what runs, on a machine however busy.
PATIENT = replace(QUICK, call_seconds=300.0, cell_seconds=300.0)
Notebook = Callable[..., Session]
FIND_SOCKET = """
import os, socket, stat, struct
def wires():
    for name in os.listdir("/proc/self/fd"):
        try:
            if stat.S_ISSOCK(os.stat(int(name)).st_mode):
                found = socket.socket(fileno=os.dup(int(name)))
                if found.family == socket.AF_UNIX and found.type == socket.SOCK_STREAM and not found.getsockname():
                    yield found
        except OSError:
            pass
def frame(number, header, body=b""):
    return struct.pack("!4sIIQ", b"room", number, len(header), len(body)) + header + body
"""


@pytest.fixture
def notebook() -> Iterator[Notebook]:
    """Runs cells in a room of their own; a pair (source, question) is an answer, and an empty check follows it."""
    with ExitStack() as stack:
        def run(*cells: str | tuple[str, str], limits: Limits = QUICK) -> Session:
            pairs = [(cell, "") if isinstance(cell, str) else cell for cell in cells]
            numbered = [each for place, (source, question) in enumerate(pairs)
                        for each in (Cell(place, textwrap.dedent(source)), Cell(100 + place, "", question))]
            session = stack.enter_context(Session(numbered, limits, Isolation.BUBBLEWRAP))
            session.run_notebook()
            return session

        yield run


def call(session: Session, name: str, *args: Any, question: str = "q", mode: str = "call") -> Any:
    return session.call(question, name, mode, args, {}, f"{name}(…)")


def fault(session: Session, name: str, *args: Any, question: str = "q") -> Evidence:
    with pytest.raises(StudentFault) as caught:
        call(session, name, *args, question=question)
    return caught.value.evidence


def ended(session: Session, name: str, *args: Any, question: str = "q") -> Kind:
    with pytest.raises(RoomEnded) as caught:
        call(session, name, *args, question=question)
    assert caught.value.evidence.call == f"{name}(…)"
    return caught.value.evidence.kind


def printed(session: Session, place: int) -> str:
    return "".join(output.get("text", "") for output in session.ran[place].outputs)


def test_cells_run_in_order_and_their_names_can_be_called(notebook: Notebook) -> None:
    """One room for all that neither ends it nor harms it."""
    session = notebook(
        "print('one')\n1 + 1",
        ("def f(x): return x + 1\ndef g(x): return 10 * f(x)", "early"),
        ("def f(x): return x + 2\ndef broken():\n\n    raise ValueError('no /tmp/secret/place')", "late"),
        "def f(x): return x + 100\nraise RuntimeError('later')",
        """
        class Thing: pass
        import sys, numpy as np
        def unfilled(): raise NotImplementedError
        def thing(): return Thing()
        def large(): return np.zeros(20_000_000, np.uint8)
        def nested():
            held = []
            held.append(held)
            return held
        def leaves(): sys.exit(0)
        def interrupts(): raise KeyboardInterrupt
        def objects(): return np.array([Thing()])
        number = 3
        """,
        ("print('x' * 3_000_000)\nprint('more')", "all"),
        "input('wait for me')",
        "print('last')",
    )
    assert printed(session, 0) == "one\n"
    assert session.ran[0].outputs[1]["data"] == {"text/plain": "2"}
    assert [session.ran[place].count for place in (0, 1, 2)] == [1, 2, 3]
    assert session.ran[3].outputs[0]["ename"] == "RuntimeError"
    assert len(printed(session, 5)) < 1_100_000
    assert "left out" in printed(session, 5)
    assert session.ran[6].outputs[0]["ename"] == "StdinNotImplementedError"
    assert printed(session, 7) == "last\n"
    assert all(ran.ended is None for ran in session.ran.values())

    assert call(session, "f", 1, question="early") == 2
    assert call(session, "f", 1, question="late") == 3
    assert call(session, "f", 1, question="all") == 101
    assert call(session, "f", 1, question="a question without a cell") == 101
    assert call(session, "f", 1, question="early") == 2

    assert fault(session, "broken", question="late") == \
        Evidence(Kind.RAISED, "broken(…)", actual="ValueError: no …", detail="line 4 of its cell")
    assert fault(session, "unfilled", question="all") == Evidence(Kind.UNFILLED, "unfilled(…)", detail="unfilled")
    assert fault(session, "missing", question="early") == Evidence(Kind.UNDEFINED, "missing(…)", detail="missing")
    assert fault(session, "number", question="all").kind == Kind.NOT_CALLABLE
    assert fault(session, "large", question="all").kind == Kind.TOO_LARGE
    assert fault(session, "nested", question="all").kind in (Kind.RAISED, Kind.TOO_LARGE)
    assert fault(session, "leaves", question="all").actual.startswith("SystemExit")
    assert fault(session, "interrupts", question="all").actual == "KeyboardInterrupt"
    for name, shown in (("thing", "Thing"), ("objects", "array of object")):
        answer = call(session, name, question="all")
        assert isinstance(answer, Opaque)
        assert answer.name == shown
    assert (session.rooms, session.endings) == (1, {})


def test_a_room_reads_no_comment_and_errors_are_told_in_the_students_own_lines(notebook: Notebook) -> None:
    session = notebook(
        "# hidden here\n\ndef own():  # and here\n    return In[1]\n" + "    # in tabs\t\n\n" * 9 + "print('none')",
        ("# one\ndef broken(x):\n\n    # two\n    return 1 / (x -\n        x)\n\n", "q"),
        "# three\n\n\nbroken(\n    3)")
    told = call(session, "own")
    assert told == "def own():\n    return In[1]\nprint('none')"
    assert fault(session, "broken", 3).detail == "line 5 of its cell"
    frames = [re.sub("\x1b\\[[0-9;]*m", "", frame) for frame in session.ran[2].outputs[0]["traceback"]]
    assert [frame.split("\n")[0] for frame in frames if "In[" in frame] == \
        ["Cell In[3], line 4", "Cell In[2], line 5, in broken(x)"]
    assert "----> 5     return 1 / (x - x)" in frames[3]


@pytest.mark.parametrize("source, kind", [
    pytest.param("import ctypes\nctypes.CDLL(None)._exit(0)", Kind.DIED, id="leaves the process"),
    pytest.param("import ctypes, os\nctypes.CDLL(None).kill(os.getpid(), 9)", Kind.DIED, id="kills itself"),
    pytest.param("while True:\n    try:\n        while True: pass\n    except BaseException: pass",
                 Kind.NOTEBOOK_TIMEOUT, id="loops for ever"),
    pytest.param("held = []\nwhile True: held.append(bytearray(20_000_000))", Kind.MEMORY, id="eats the memory"),
])
def test_a_cell_that_ends_the_room_is_left_out_and_the_rest_runs(notebook: Notebook, source: str, kind: Kind) -> None:
    session = notebook(("def f(): return 1", "one"), (source, "two"), ("def g(): return f() + 1", "three"),
                       "print('last')", limits=replace(QUICK, cell_seconds=3.0))
    assert [session.ran[place].ended for place in range(4)] == [None, kind, None, None]
    assert printed(session, 3) == "last\n"
    assert call(session, "f", question="one") == 1
    assert call(session, "g", question="three") == 2
    assert fault(session, "h", question="two").kind == Kind.UNDEFINED
    assert session.rooms == (2 if kind == Kind.MEMORY else 3)  # a death, or an end by the clock, is doubted once


def test_a_name_that_a_failed_cell_was_to_define_comes_with_what_that_cell_raised(notebook: Notebook) -> None:
    session = notebook(("1 / 0", "one"), ("import torch\ndef g(): return 1", "two"), ("def h(): return 1", "three"))
    assert fault(session, "g", question="two").actual == "ModuleNotFoundError: No module named 'torch'"
    assert fault(session, "f", question="one").actual == "ZeroDivisionError: division by zero"
    assert fault(session, "k", question="three").actual == ""


@pytest.mark.parametrize("leave", [
    "exit()", "quit()", "exit", "import sys\nsys.exit()", "import sys\nsys.exit('done')", "raise SystemExit(1)",
    "import os\nos._exit(0)", "import os\nos.kill(os.getpid(), 9)", "import os\nos.abort()",
    "import signal\nsignal.raise_signal(signal.SIGTERM)", "get_ipython().ask_exit()",
    "import IPython\nIPython.Application.instance().kernel.do_shutdown(True)", "import builtins\nbuiltins.exit()",
])
def test_a_cell_that_would_end_the_kernel_skips_its_own_rest_and_nothing_else(notebook: Notebook, leave: str) -> None:
    session = notebook(("def f(): return 1", "one"), (f"def g(): return 2\n{leave}\ndef g(): return 3", "two"),
                       f"{leave}\nprint('skipped')", ("def h(): return 4", "three"), "print('next')")
    assert [call(session, name, question=question) for name, question in (("f", "one"), ("g", "two"), ("h", "three"))] \
        == [1, 2 if leave != "exit" else 3, 4]
    assert "skipped" not in printed(session, 2) or leave == "exit"
    assert printed(session, 4) == "next\n"
    assert session.rooms == 1
    assert all(ran.ended is None for ran in session.ran.values())


def test_a_childs_end_stays_its_own(notebook: Notebook) -> None:
    session = notebook("import os\nchild = os.fork()\nif child == 0: os._exit(7)\nprint(os.waitstatus_to_exitcode("
                       "os.waitpid(child, 0)[1]))", limits=replace(QUICK, memory_bytes=1200 * MIB))
    assert "7\n" in printed(session, 0)


@pytest.mark.parametrize("setting", [
    "jax.config.update('jax_platform_name', 'gpu')", "jax.config.update('jax_platforms', 'cuda')",
    "jax.config.update('jax_platforms', 'tpu,cpu')", "os.environ['JAX_PLATFORMS'] = 'cuda'",
    "os.environ['XLA_FLAGS'] = '--xla_gpu_enable_no_such_thing=true'", "jax.config.update('jax_default_device', 'gpu')",
    "jax.config.update('jax_default_device', jax.devices('gpu')[0])", "device = jax.devices('cuda')[0]",
    "jax.default_device(jax.devices('gpu')[0]).__enter__()", "os.environ['CUDA_VISIBLE_DEVICES'] = '0'",
])
def test_settings_for_another_machine_change_nothing(notebook: Notebook, setting: str) -> None:
    session = notebook(f"import os, jax, jax.numpy as jnp\n{setting}",
                       ("def f(x): return (x + jnp.ones(2)).sum()", "q"), "print(jnp.zeros(3), jax.default_backend())")
    assert printed(session, 2) == "[0. 0. 0.] cpu\n"
    assert float(call(session, "f", 1.0)) == 4.0
    said = printed(session, 0)
    asks = "jax_platform" in setting or "JAX_PLATFORMS" in setting or setting.endswith("'gpu')")
    assert said.startswith("[Graded on a CPU: ") if asks else said == ""


def test_a_call_that_ends_the_room_costs_its_own_question_only(notebook: Notebook) -> None:
    session = notebook(("""
        import os
        def loops():
            while True:
                try:
                    while True: pass
                except BaseException: pass
        def dies():
            import ctypes
            ctypes.CDLL(None)._exit(0)
        def fine(): return 1
    """, "q"), ("def other(): return 2", "r"), limits=replace(QUICK, call_seconds=1.5))
    assert ended(session, "loops") == Kind.CALL_TIMEOUT
    assert call(session, "fine") == 1
    assert call(session, "other", question="r") == 2
    assert ended(session, "dies") == Kind.DIED
    assert session.endings["q"] == ENDINGS_PER_QUESTION
    assert ended(session, "fine") == Kind.NOT_TRIED
    assert call(session, "other", question="r") == 2
    assert session.rooms == 5  # what the clock ended, and what died, was doubted once each


def victims(session: Session) -> dict[str, int]:
    """Whom an outsider may kill: bubblewrap outside, and the student's kernel."""
    assert session._room is not None
    started = session._room._started
    assert started.forked is not None
    return {"bubblewrap": started.process.pid, "kernel": started.forked}


@pytest.mark.parametrize("who", ["bubblewrap", "kernel"])
def test_a_room_that_an_outsider_kills_costs_the_student_nothing(notebook: Notebook, who: str) -> None:
    session = notebook("print('once')", ("import time\ndef f(x):\n    time.sleep(1.0)\n    return x", "q"))
    killer = threading.Timer(0.5, os.kill, (victims(session)[who], signal.SIGKILL))
    killer.start()
    assert call(session, "f", 3) == 3
    killer.join()
    assert (session.rooms, session.endings) == (2, {})
    assert printed(session, 0) == "once\n"
    assert call(session, "f", 4) == 4


def test_a_room_that_an_outsider_kills_while_the_notebook_runs_keeps_its_outputs() -> None:
    session = Session([Cell(0, "print('one')"), Cell(1, "import time\ntime.sleep(1.0)\nprint('two')"),
                       Cell(2, "print('three')", settles=False)], QUICK, Isolation.BUBBLEWRAP)
    def kill() -> None:
        while 1 not in session.ran:
            time.sleep(0.05)
        os.kill(victims(session)["kernel"], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with session:
        session.run_notebook()
        killer.join()
        assert [printed(session, place) for place in range(3)] == ["one\n", "two\n", "three\n"]
        assert session.rooms == 2


def test_a_submission_whose_rooms_are_killed_again_and_again_is_a_fault_of_ours(notebook: Notebook) -> None:
    session = notebook(("import time\ndef f(): time.sleep(2.5)", "q"))
    done = threading.Event()

    def kill() -> None:
        while not done.wait(0.1):
            with suppress(AssertionError, ProcessLookupError, AttributeError):
                os.kill(victims(session)["bubblewrap"], signal.SIGKILL)

    killer = threading.Thread(target=kill)
    killer.start()
    with pytest.raises(JudgeFault, match=r"killed from outside|did not start"):
        call(session, "f")
    done.set()
    killer.join()


def test_a_room_that_cannot_be_started_any_more_is_a_fault_of_ours(
        notebook: Notebook, monkeypatch: pytest.MonkeyPatch) -> None:
    session = notebook(("def f(): return 1", "q"))
    session.close()
    nowhere = bubblewrap.Bubblewrap(Path("/nowhere/bwrap"), "system", "0.11")
    monkeypatch.setattr(bubblewrap, "find_bwrap", lambda: nowhere)
    with pytest.raises(JudgeFault, match=r"the room did not start: .*/nowhere/bwrap"):
        call(session, "f")


def test_frames_forged_in_a_call_gain_nothing(notebook: Notebook) -> None:
    session = notebook((FIND_SOCKET, "q"), ("""
        def noise():
            for wire in wires():
                wire.sendall(b"12.0" * 100)
            return 1
        def claims():
            header = b'{"d": [["answer", {"a": ["float32", [0, 16777216, 16777216, 16777216]]}]]}'
            for wire in wires():
                for number in range(1000):
                    wire.sendall(frame(number, header))
            return 1
        """, "q"), ("def other(): return 2", "r"))
    assert ended(session, "noise") == Kind.GARBLED
    assert call(session, "other", question="r") == 2
    assert ended(session, "claims") == Kind.GARBLED
    assert call(session, "other", question="r") == 2
    assert session.endings == {"q": 2}


def test_a_forger_who_guesses_the_number_has_only_answered(notebook: Notebook) -> None:
    session = notebook((FIND_SOCKET + textwrap.dedent("""
        def guesses(number):
            for wire in wires():
                wire.sendall(frame(number, b'{"d": [["answer", true], ["earned", 12]]}'))
            return 1
        def fine(): return 3
    """), "q"))
    assert call(session, "guesses", session._number + 1) is True  # an answer like any other
    assert ended(session, "fine") == Kind.GARBLED  # the true reply came to the wrong question
    assert call(session, "fine") == 3


def test_an_answer_larger_than_wanted_costs_nothing_but_itself(notebook: Notebook) -> None:
    """An array of just as many bytes is an answer; the room that sent more stands, with what its notebook left."""
    source = "import numpy as np\nsent = []\ndef f(n):\n    sent.append(n)\n    return np.zeros(n, np.uint8), sent[:]"
    session = notebook((source, "q"), limits=replace(QUICK, result_bytes=4096))
    assert call(session, "f", 4096)[0].shape == (4096,)
    for size in (4097, 15_900_000):
        with pytest.raises(StudentFault) as caught:
            call(session, "f", size)
        assert (caught.value.evidence.kind, caught.value.evidence.detail) == (Kind.TOO_LARGE, "f")
    assert call(session, "f", 1)[1] == [4096, 4097, 15_900_000, 1]
    assert session.rooms == 1


def test_where_two_other_questions_took_too_long_one_such_call_is_enough(notebook: Notebook) -> None:
    """Who did not take too long has its second chance as ever."""
    endless = [(f"def {name}():\n    while True: pass", name) for name in "abc"]
    session = notebook(*endless, ("import os\ndef d(): os.closerange(3, 999)", "d"),
                       limits=replace(PATIENT, call_cpu_seconds=0.5))
    kinds = []
    for name in "aaabbbcccddd":
        with pytest.raises(RoomEnded) as caught:
            call(session, name, question=name)
        kinds.append(caught.value.evidence.kind)
    late, not_tried = Kind.CALL_TIMEOUT, Kind.NOT_TRIED
    assert kinds[:9] == [late, late, not_tried, late, late, not_tried, late, not_tried, not_tried]
    assert kinds[9] == kinds[10] != not_tried
    assert kinds[11] == not_tried


def test_once_a_cell_that_only_shows_has_taken_too_long_others_have_a_second() -> None:
    cells = [Cell(0, "x = 1"), Cell(1, "while True: pass", settles=False), Cell(2, "while True: pass", settles=False),
             Cell(3, "print(x)", settles=False), Cell(4, "y = 2")]
    limits = replace(PATIENT, call_cpu_seconds=3.0)
    with Session(cells, limits, Isolation.BUBBLEWRAP) as session:
        session.run_notebook()
        assert [session.ran[place].ended for place in range(5)] == [
            None, Kind.NOTEBOOK_TIMEOUT, Kind.NOTEBOOK_TIMEOUT, None, None]
        assert session.ran[3].outputs != []
        assert session.cpu < 3.0 + 1.0 + 6.0


def test_who_waits_longer_than_there_is_patience_for_is_put_off_and_who_works_is_not() -> None:
    source = "import time\ndef sleeps(): time.sleep(600)\ndef works():\n" \
             "    end = time.process_time() + .4\n    while time.process_time() < end: pass\n    return 1"
    patience = Patience(8.0)
    with Session([Cell(0, source), Cell(1, "", "q")], PATIENT, Isolation.BUBBLEWRAP, patience=patience) as session:
        session.run_notebook()
        for _ in range(6):
            assert call(session, "works") == 1
        assert not patience.over
        started = time.monotonic()
        for _ in range(2):
            with pytest.raises(JudgeFault, match="put off"):
                call(session, "sleeps")
        assert patience.over
        assert time.monotonic() - started < 120
        with pytest.raises(JudgeFault), Session([], PATIENT, Isolation.BUBBLEWRAP, patience=patience) as another:
            another.run_notebook()


def test_who_works_longer_than_there_is_patience_for_is_put_off() -> None:
    source = "import time\ndef works():\n" \
             "    end = time.process_time() + 2\n    while time.process_time() < end: pass\n    return 1"
    patience = Patience(cpu=5.0)
    with Session([Cell(0, source), Cell(1, "", "q")], PATIENT, Isolation.BUBBLEWRAP, patience=patience) as session:
        session.run_notebook()
        assert call(session, "works") == 1
        assert not patience.over
        assert [call(session, "works") for _ in range(2)] == [1, 1]
        with pytest.raises(JudgeFault, match="put off"):
            call(session, "works")
        assert (patience.over, patience.worked) == (True, True)


def test_a_submission_that_has_used_its_time_is_not_tried_further() -> None:
    session = Session([], replace(QUICK, submission_seconds=0.0), Isolation.BUBBLEWRAP)
    session.run_notebook()
    assert session.rooms == 0
    assert ended(session, "f") == Kind.SUBMISSION_TIMEOUT


@pytest.mark.parametrize("loop, limits", [
    ("while True: pass", replace(PATIENT, submission_cpu_seconds=5.0)),
    ("import time; time.sleep(600)", replace(PATIENT, submission_seconds=15.0)),
])
def test_the_time_of_a_submission_is_used_up_by_its_own_code_and_what_was_judged_before_stands(
        notebook: Notebook, loop: str, limits: Limits) -> None:
    session = notebook(("def fine(): return 1", "p"), (f"def loops():\n    {loop}", "q"), limits=limits)
    assert call(session, "fine", question="p") == 1
    assert ended(session, "loops") == Kind.SUBMISSION_TIMEOUT
    assert ended(session, "fine", question="p") == Kind.SUBMISSION_TIMEOUT
    assert session.rooms == 1


def test_a_cell_that_uses_the_submissions_time_up_ends_it(notebook: Notebook) -> None:
    session = notebook("while True: pass", ("def fine(): return 1", "q"),
                       limits=replace(PATIENT, submission_cpu_seconds=5.0))
    assert session.ran[0].ended == Kind.SUBMISSION_TIMEOUT
    assert ended(session, "fine") == Kind.SUBMISSION_TIMEOUT


def test_a_cell_that_only_shows_something_has_the_processor_time_of_a_call() -> None:
    limits = replace(PATIENT, call_cpu_seconds=1.0, cell_cpu_seconds=300.0)
    cells = [Cell(0, "x = 1", settles=True), Cell(1, "while True: pass", settles=False)]
    with Session(cells, limits, Isolation.BUBBLEWRAP) as session:
        session.run_notebook()
        assert [session.ran[place].ended for place in (0, 1)] == [None, Kind.NOTEBOOK_TIMEOUT]


def test_a_second_look_has_what_the_first_has_left(notebook: Notebook) -> None:
    limits = replace(PATIENT, submission_cpu_seconds=5.0)
    first = notebook("while True: pass", limits=limits)
    second = Session([Cell(0, "print(1)")], limits, Isolation.BUBBLEWRAP, after=first)
    second.run_notebook()
    assert (second.rooms, second.cpu, second.waited) == (0, first.cpu, first.waited)
    assert first.cpu > 5.0
