"""The kill matrix: what each property makes of each candidate, in this process, through the judge's own tests."""

from __future__ import annotations

import contextlib
import importlib
import io
import signal
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, nullcontext
from dataclasses import replace
from pathlib import Path
from types import FrameType
from typing import Any

from assay.audit.candidates import Candidate, Role
from assay.audit.limits import Took
from assay.audit.rows import Place, Row, Shelf
from assay.audit.sittings import Sitting
from assay.judge.evidence import Evidence, Kind, RoomEnded
from assay.judge.explain.misconceptions import Asked, recognised
from assay.judge.loading import arrays_of, importable, load
from assay.judge.plugin import Judged, drawn, run_hidden_tests
from assay.judge.student import Local
from assay.judge.verdict import Outcome
from assay.processes import in_processes

#: One call of a candidate. Right ones take a second at most; a mutant may loop for ever.
CALL_SECONDS = 60.0
#: Sittings that one worker process takes.
TASKS = 60
#: Characters of a fault that are shown.
SHOWN = 300


class Here:
    """Stands for a room: calls a candidate's functions in this process, with a limit on the time of each call.

    ``took`` are the processor seconds of each question's calls, each with its text.
    """

    def __init__(self, names: dict[str, Any], arrays: str = "jax",
                 around: Callable[[], AbstractContextManager[None]] = nullcontext) -> None:
        self._local = Local(names, arrays)
        self._around = around
        self.took: dict[str, list[tuple[float, str]]] = defaultdict(list)

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """As :meth:`assay.judge.session.Session.call`."""
        with self._around(), limit(CALL_SECONDS, shown):
            before = time.process_time()
            try:
                return self._local(name, mode, args, more, shown)
            finally:
                self.took[question].append((time.process_time() - before, shown))


@contextlib.contextmanager
def limit(seconds: float, shown: str) -> Iterator[None]:
    """Ends what takes so many seconds of the processor. What only waits has ten times as many of the clock: a machine
    that is busy, or slept, must not decide about a solution.
    """
    def overdue(_: int, __: FrameType | None) -> None:
        raise RoomEnded(Evidence(Kind.CALL_TIMEOUT, call=shown))

    timers = {signal.SIGPROF: (signal.ITIMER_PROF, seconds), signal.SIGALRM: (signal.ITIMER_REAL, 10 * seconds)}
    before = {number: signal.signal(number, overdue) for number in timers}
    for timer, most in timers.values():
        signal.setitimer(timer, most)
    try:
        yield
    finally:
        for timer, _most in timers.values():
            signal.setitimer(timer, 0)
        for number, handler in before.items():
            signal.signal(number, handler)


def sit(sitting: Sitting, questions: Path, solutions: Path, shelf: Shelf) -> Row:
    """The outcome of a sitting, kept on the shelf at once, so that it is not lost if the rest is cut off."""
    found = row(sitting.candidate, questions, solutions, sitting.questions)
    shelf.put(sitting.key, found)
    return found


def row(candidate: Candidate, questions: Path, solutions: Path, only: Sequence[str] = ()) -> Row:
    """Runs the hidden tests of some questions on a candidate; if none, of those that it names, or of all.

    The reference is asked twice, and so is a right solution that loses something: what then comes out differently is
    flaky.
    """
    only, right = tuple(only) or candidate.questions, candidate.role == Role.WHEAT
    try:
        judged, here = _held_against(candidate, questions, solutions, only, uncompiled=right)
    except (Exception, RoomEnded) as error:
        return Row(candidate, {}, f"{type(error).__name__}: {error}")
    cells = {(question, name): item.outcome for question, items in judged.results.items()
             for name, item in items.items()}
    found = Row(candidate, cells, faults={place: _fault(judged, place) for place, outcome in cells.items()
                                          if outcome == Outcome.NOT_JUDGED})
    if candidate.role == Role.CHAFF:
        wrong = dict.fromkeys(question for question, _ in found.killed_by if question in candidate.questions)
        with _quiet():
            return replace(found, unknown=tuple(question for question in wrong if not recognised(
                solutions, candidate.name, [Asked(*each) for each in judged.asked(question)])))
    if not right:
        return found
    reference = candidate.source == (solutions / "reference.py").read_text("utf-8")
    took = {question: Took.of(calls) for question, calls in here.took.items()}
    again: dict[Place, Evidence | None] = {}
    if reference or found.killed_by:
        again = _again(judged, _held_against(candidate, questions, solutions, only)[0])
    with _quiet():
        judged.look({question for question, _ in found.killed_by} if not again else ())
    evidence = {place: item.evidence for place in found.killed_by
                if (item := judged.results[place[0]][place[1]]).evidence is not None}
    corners = _corners(questions, list(cells)) if reference else {}
    return replace(found, evidence=evidence, again=again, took=took, corners=corners)


def _held_against(candidate: Candidate, questions: Path, solutions: Path, only: Sequence[str],
                  uncompiled: bool = False) -> tuple[Judged, Here]:
    reference = (solutions / "reference.py").read_text("utf-8")
    with _quiet():
        with limit(CALL_SECONDS, candidate.name):
            names = load(candidate.source, reference)
        if uncompiled:
            _forget_compiled()
        here = Here(names, arrays_of(questions), _compiling if uncompiled else nullcontext)
        return run_hidden_tests(questions, here, only=only), here


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        yield


def _forget_compiled() -> None:
    """Has JAX forget what it compiled in this process."""
    jax: Any = importlib.import_module("jax")
    jax.clear_caches()


@contextlib.contextmanager
def _compiling() -> Iterator[None]:
    """Has JAX compile what it meets, as in a room that finds nothing ready: so a call takes what it may take."""
    jax: Any = importlib.import_module("jax")
    cache: Any = importlib.import_module("jax.experimental.compilation_cache.compilation_cache")
    folder = jax.config.jax_compilation_cache_dir
    jax.config.update("jax_compilation_cache_dir", None)
    cache.reset_cache()
    try:
        yield
    finally:
        jax.config.update("jax_compilation_cache_dir", folder)
        cache.reset_cache()


def _again(first: Judged, second: Judged) -> dict[Place, Evidence | None]:
    """What became of properties the second time, where it is something else."""
    return {(question, name): after.evidence for question, items in second.results.items()
            for name, after in items.items()
            if (after.outcome, after.evidence) != ((before := first.results[question][name]).outcome, before.evidence)}


def _fault(judged: Judged, place: Place) -> str:
    """Why a property did not judge, in a line."""
    start = f"test_{place[0]}.py::test_{place[1]}: "
    found = [fault.removeprefix(start) for fault in judged.faults if fault.startswith(start)] or judged.faults
    return " ".join(" ".join(found).split())[:SHOWN]


def cases_of(questions: Path) -> Any:
    """The module ``cases`` beside the hidden tests; None if there is none."""
    if not (questions / "cases.py").exists():
        return None
    importable(questions.parents[1])
    return importlib.import_module(f"{questions.parent.name}.{questions.name}.cases")


def _corners(questions: Path, places: Sequence[Place]) -> dict[Place, Counter[str]]:
    """How often each property draws each corner class, by the assignment's own ``cases.corners``, if it has one."""
    corners = getattr(cases_of(questions), "corners", None)
    examples = {place: drawn(questions / f"test_{place[0]}.py", f"test_{place[1]}") for place in places}
    return {place: Counter(str(corner) for _, example in found for corner in corners(example))
            for place, found in examples.items() if found and corners is not None}


def matrix(sittings: Sequence[Sitting], questions: Path, solutions: Path, shelf: Shelf, workers: int,
           prepare: Callable[[], None], advance: Callable[[], None]) -> list[Row]:
    """The rows of some sittings, in their order, computed by several processes."""
    rows: list[Row] = []
    each_time = max(1, workers) * TASKS
    for start in range(0, len(sittings), each_time):
        rows += _part(sittings[start:start + each_time], questions, solutions, shelf, workers, prepare, advance)
    return rows


def _part(sittings: Sequence[Sitting], questions: Path, solutions: Path, shelf: Shelf, workers: int,
          prepare: Callable[[], None], advance: Callable[[], None]) -> list[Row]:
    """The rows of some sittings, by processes that end with them: JAX keeps what it compiled, and memory would fill.

    (``max_tasks_per_child`` would say the same in a word, but hangs in Python 3.11.)
    """
    done: dict[int, Row] = {}
    calls = [(each, questions, solutions, shelf) for each in sittings]
    with in_processes(sit, calls, workers, prepare) as finished:
        for place, job in finished:
            done[place] = job.result()
            advance()
    return [done[place] for place in sorted(done)]
