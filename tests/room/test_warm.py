"""Warm rooms, and code compiled before: closed like cold ones, and of no consequence for any verdict."""

from __future__ import annotations

import os
import signal
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.judge import compile_cache
from assay.judge.answers import read_answers
from assay.judge.bench import Bench
from assay.judge.evidence import RoomEnded
from assay.judge.judging import judge
from assay.judge.session import Session
from assay.judge.submission import Cell, Submission
from assay.room import selftest
from assay.room.inside.carried import RESULT_CAP
from assay.room.launch import Started
from assay.room.limits import Limits
from assay.room.room import Isolation, SandboxUnavailable
from assay.room.walls import bubblewrap
from assay.room.warm import Warm

pytestmark = pytest.mark.system
ROOT = Path(__file__).parents[2]
WHEAT, CHAFF = ROOT / "solutions/convolution/wheat", ROOT / "solutions/convolution/chaff"
IMPORTS = "import flax.linen as nn\nimport jax\nimport jax.numpy as jnp\nimport numpy as np"
HASH = "0123456789abcdef" * 4


@pytest.fixture(autouse=True)
def _fresh() -> Iterator[None]:
    yield
    bubblewrap.find_bwrap.cache_clear()


def submission(answers: dict[str, str]) -> Submission:
    cells = [each for place, (name, source) in enumerate(answers.items(), 1)
             for each in (Cell(2 * place, source), Cell(2 * place + 1, "", name))]
    return Submission("convolution", (Cell(0, IMPORTS), *cells))


CALLS = """
for n in (2, 3, 5):
    corr2d(jnp.ones((n, n)), jnp.ones((2, 2)))
    jax.jit(corr2d)(jnp.ones((n, n)), jnp.ones((2, 2)))
    sgd_step(jnp.ones((2, 2)), jnp.ones((n, n)), jnp.ones((n - 1, n - 1)), 0.5)
jax.lax.scan(lambda c, x: (c + x, c), 0.0, jnp.ones(3))
jnp.maximum(jnp.ones(3), jnp.zeros(3)).at[jnp.array([0, 0])].add(1.0)
"""
COUNT_COMPILED = """
from jax._src import compiler as _compiler
_compile, left = _compiler.backend_compile_and_load, set()
def _counted(backend, module, *rest, **more):
    left.add(module.operation.attributes["sym_name"].value)
    return _compile(backend, module, *rest, **more)
_compiler.backend_compile_and_load = _counted
"""


@pytest.fixture(scope="module")
def ahead(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What one right solution compiles, as far as it may be shown."""
    folder = tmp_path_factory.mktemp("compiled")
    cells = [*submission(read_answers(WHEAT / "loops.py")).cells, Cell(50, CALLS)]
    with Session(compile_cache.with_own_folder(cells), Limits(), Isolation.BUBBLEWRAP) as session:
        session.run_notebook()
        assert compile_cache.gather(session, folder) > 5
        assert compile_cache.gather(session, folder) == 0
    return folder


def test_what_calls_compile_is_kept_as_what_cells_compile_is(tmp_path: Path) -> None:
    cell = Cell(0, "import jax.numpy as jnp\ndef f(x):\n    return jnp.sin(x)")
    with Session(compile_cache.with_own_folder([cell]), Limits(), Isolation.BUBBLEWRAP) as session:
        session.run_notebook()
        compile_cache.gather(session, tmp_path)
        session.call("", "f", "call", [np.ones((3, 7), np.float32)], {}, "")
        assert compile_cache.gather(session, tmp_path) > 0


def test_a_warm_room_is_as_closed_as_a_cold_one() -> None:
    assert selftest.warm_process(None) is not None


def test_what_is_imported_is_left_out_of_a_rooms_garbage_collections() -> None:
    count = Cell(0, "import gc\ndef spared():\n    return gc.get_freeze_count()")
    with Session([count], Limits(), Isolation.BUBBLEWRAP) as session:
        session.run_notebook()
        assert session.call("", "spared", "call", [], {}, "spared()") > 100_000


@pytest.mark.parametrize("word, found", [
    ("--unshare-net", "/proc/self/ns/net"), ("--unshare-ipc", "/proc/self/ns/ipc"), ("--unshare-pid", "The judge's")])
def test_a_wall_that_is_taken_from_a_warm_room_is_missed(
    monkeypatch: pytest.MonkeyPatch, word: str, found: str
) -> None:
    whole = bubblewrap.command
    monkeypatch.setattr(bubblewrap, "command", lambda *a, **k: [each for each in whole(*a, **k) if each != word])
    warm, ended, end = Warm(()), [], Started.end

    def noted(started: Started) -> None:
        ended.append(started.inside)
        end(started)

    monkeypatch.setattr(Started, "end", noted)
    with pytest.raises(SandboxUnavailable, match=found):
        selftest._probe(None, warm)
    warm.close()
    assert ended
    assert not any(runs(process) for process in ended)


def runs(process: int | None) -> bool:
    """Whether a process is there, and not just unburied."""
    try:
        return ") Z " not in Path(f"/proc/{process}/stat").read_text("ascii")
    except OSError:
        return False


def test_a_warm_room_without_its_filter_is_missed(monkeypatch: pytest.MonkeyPatch) -> None:
    allow_all = bytes.fromhex("06000000" "0000ff7f")
    warm = Warm(())
    monkeypatch.setattr("assay.room.walls.seccomp.program", lambda: allow_all)
    with pytest.raises(SandboxUnavailable, match=r"Memory can be had|user namespace"):
        selftest._probe(None, warm)
    warm.close()


def test_a_warm_process_that_leaves_a_door_open_is_not_used(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    selftest._warmed.cache_clear()
    monkeypatch.setattr("assay.room.walls.seccomp.program", lambda: bytes.fromhex("06000000" "0000ff7f"))
    assert selftest.warm_process(None) is None
    assert "started cold" in caplog.text
    selftest._warmed.cache_clear()


def test_a_warm_process_that_was_killed_is_replaced_and_the_room_it_made_goes_on() -> None:
    with Session([Cell(0, "def f(): return 1", "q"), Cell(1, "print('last')")], Limits(), Isolation.BUBBLEWRAP) as one:
        one.run_notebook()
        first = selftest.warm_process(None)
        assert first is not None
        os.kill(first._process.pid, signal.SIGKILL)
        first._process.wait()
        assert one.call("q", "f", "call", [], {}, "f()") == 1
        second = selftest.warm_process(None)
        assert second is not None
        assert second is not first
        assert selftest.warm_process(None) is second
    with Session([Cell(0, "print('anew')")], Limits(), Isolation.BUBBLEWRAP) as two:
        two.run_notebook()
        assert two.ran[0].outputs[0]["text"] == "anew\n"


def test_warm_processes_that_are_killed_again_and_again_are_not_replaced_for_ever(
    monkeypatch: pytest.MonkeyPatch
) -> None:
    selftest._warmed.cache_clear()
    monkeypatch.setattr(selftest, "Warm", lambda _: Warm(()))
    for _ in range(selftest.LIVES):
        warm = selftest.warm_process(None)
        assert warm is not None
        os.kill(warm._process.pid, signal.SIGKILL)
        warm._process.wait()
    assert selftest.warm_process(None) is None
    assert cell("print('cold')", None) == "cold\n"
    selftest._warmed.cache_clear()


@pytest.mark.parametrize("name", ["right", "wrong", "ends"])
def test_cold_and_warm_with_and_without_compiled_code_give_the_same_bytes(ahead: Path, name: str) -> None:
    answers = read_answers(WHEAT / ("loops.py" if name == "right" else "lax_conv.py"))
    if name == "wrong":
        answers |= read_answers(CHAFF / "flips_kernel.py")
    if name == "ends":
        answers["receptive_field"] = "import ctypes\ndef receptive_field(kernel_sizes): ctypes.CDLL(None)._exit(1)"
    wanted = ("corr2d", "receptive_field")
    work = submission({grade_id: source for grade_id, source in answers.items() if grade_id in wanted})
    bench = Bench(ROOT / "autograder/convolution", ROOT / "solutions/convolution", warm=False)
    verdicts = [judge(work, how)[0].to_json()
                for how in (bench, replace(bench, warm=True, compiled=ahead))]
    assert verdicts[0] == verdicts[1]


def cell(source: str, folder: Path | None) -> str:
    """What a cell prints in a room that may read a folder of compiled code."""
    with Session([Cell(0, source)], Limits(), Isolation.BUBBLEWRAP, compiled=folder) as session:
        session.run_notebook()
        return "".join(str(output.get("text", output)) for output in session.ran[0].outputs)


COUNT = """
import collections
from jax._src import monitoring
import jax, jax.numpy as jnp
seen = collections.Counter()
monitoring.register_event_listener(lambda event, **more: seen.update([event]))
x = jnp.ones((5, 5)) * jnp.ones((2, 2)).sum()
print(seen["/jax/compilation_cache/cache_hits"])
"""


def test_a_room_reads_what_was_compiled_before(ahead: Path) -> None:
    assert int(cell(COUNT, ahead)) > 0
    assert int(cell(COUNT, None)) == 0


def test_of_what_was_compiled_before_only_a_callers_own_code_is_compiled_again(ahead: Path) -> None:
    cells = [*submission(read_answers(WHEAT / "loops.py")).cells]
    cells += [Cell(50, COUNT_COMPILED), Cell(51, CALLS), Cell(52, "print(*sorted(left))")]
    with Session(cells, Limits(), Isolation.BUBBLEWRAP, compiled=ahead) as session:
        session.run_notebook()
        assert str(session.ran[52].outputs[0]["text"]).split() == ["jit_corr2d", "jit_scan"]


def test_a_room_cannot_write_there(ahead: Path) -> None:
    before = sorted(path.name for path in ahead.iterdir())
    said = cell("""
import os, jax, jax.numpy as jnp
jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
jnp.ones((7, 11)) * 3
place = "/room/compiled/"
for attempt in (lambda: open(place + "x", "w"), lambda: os.remove(place + os.listdir(place)[0]),
                lambda: os.rename(place, "/tmp/x"), lambda: os.chmod(place, 0o777),
                lambda: open(place + os.listdir(place)[0], "r+b")):
    try: attempt(); print("done")
    except OSError as error: print("refused")
""", ahead)
    assert said.count("refused") == 5
    assert "done" not in said
    assert sorted(path.name for path in ahead.iterdir()) == before


def test_nothing_of_a_solution_is_shown(ahead: Path) -> None:
    names = {path.name.split("-")[0] for path in ahead.iterdir()}
    assert {"jit_dynamic_slice", "jit__reduce_sum"} <= names
    assert not names & {"jit_corr2d", "jit_scan", "jit_squared_error", "jit__lambda_", "jit_fn"}


@pytest.mark.parametrize("name, shown", [
    ("jit_add", True), ("jit_dynamic_slice", True), ("jit__reduce_sum", True), ("jit__normal", True),
    ("jit_multiply", True), ("jit_subtract", True), ("jit_maximum", True), ("jit__broadcast_arrays", True),
    ("jit_scatter-add", True), ("jit_apply_along_axis", False), ("jit_frompyfunc", False),
    ("jit_corr2d", False), ("jit_scan", False), ("jit_while", False), ("jit_cond", False), ("jit_reduce", False),
    ("jit__lambda_", False), ("jit__piecewise", False), ("jit_vectorize", False), ("jit_sgd_step", False),
    ("pjit", False)])
def test_single_steps_are_known_by_name(name: str, shown: bool) -> None:
    assert compile_cache.may_be_shown(f"{name}-{HASH}-cache") is shown


def test_a_solution_s_own_function_stays_out_whatever_its_name() -> None:
    cell = Cell(0, "@jax.jit\ndef add(x):\n    def multiply(y): return y\n    return multiply(x)")
    own = compile_cache.defined([cell])
    assert own == {"add", "multiply"}
    assert not compile_cache.may_be_shown(f"jit_add-{HASH}-cache", own)


@pytest.mark.parametrize("name", ["", "../x", f"../jit_add-{HASH}-cache", f"jit_add-{HASH}", f"jit_add-{HASH}-cache\n"])
def test_other_files_are_not_taken(name: str) -> None:
    assert not compile_cache.may_be_shown(name)


def test_a_room_that_ended_gives_nothing(tmp_path: Path) -> None:
    class Ended:
        limits = Limits(result_bytes=1000)
        cells = ()

        def call(self, *_: Any, **__: Any) -> Any:
            from assay.judge.evidence import Evidence, Kind

            raise RoomEnded(Evidence(Kind.DIED))

    session: Any = Ended()
    assert compile_cache.gather(session, tmp_path) == 0
    assert session.limits == Limits(result_bytes=RESULT_CAP)  # an entry is no answer of a student's
