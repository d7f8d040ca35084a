"""The kill matrix: what each property makes of each candidate, in this process, through the judge's own tests."""

from __future__ import annotations

import contextlib
import io
import signal
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from assay.audit.candidates import Candidate
from assay.judge.evidence import Evidence, Kind, RoomEnded
from assay.judge.loading import arrays_of, load
from assay.judge.plugin import run_hidden_tests
from assay.judge.student import Local
from assay.judge.verdict import Outcome
from assay.processes import in_processes

#: One call of a candidate. Right ones take a second at most; a mutant may loop for ever.
CALL_SECONDS = 60.0
#: Candidates that one worker process takes.
TASKS = 60
Cells = Mapping[tuple[str, str], Outcome]


@dataclass(frozen=True)
class Row:
    """One candidate's line of the matrix: (question, property) to outcome; ``broken`` if it could not be loaded."""

    candidate: Candidate
    cells: Cells
    broken: str = ""
    faults: tuple[str, ...] = ()

    @property
    def killed_by(self) -> list[tuple[str, str]]:
        """The properties that reject it."""
        return [place for place, outcome in self.cells.items() if outcome == Outcome.NOT_EARNED]


class Here:
    """Stands for a room: calls a candidate's functions in this process, with a limit on the time of each call."""

    def __init__(self, names: dict[str, Any], arrays: str = "jax") -> None:
        self._local = Local(names, arrays)

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """As :meth:`assay.judge.session.Session.call`."""
        del question
        with limit(CALL_SECONDS, shown):
            return self._local(name, mode, args, more, shown)


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


def row(candidate: Candidate, questions: Path, solutions: Path) -> Row:
    """Runs the hidden tests of the candidate's questions (all, if it names none) on it."""
    reference = (solutions / "reference.py").read_text("utf-8")
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        try:
            with limit(CALL_SECONDS, candidate.name):
                names = load(candidate.source, reference)
        except (Exception, RoomEnded) as error:
            return Row(candidate, {}, f"{type(error).__name__}: {error}")
        judged = run_hidden_tests(questions, Here(names, arrays_of(questions)), only=candidate.questions)
    cells = {(question, name): item.outcome for question, items in judged.results.items()
             for name, item in items.items()}
    return Row(candidate, cells, faults=tuple(judged.faults))


def matrix(candidates: Collection[Candidate], questions: Path, solutions: Path, workers: int,
           prepare: Callable[[], None], advance: Callable[[], None]) -> list[Row]:
    """The rows of all candidates, in their order, computed by several processes."""
    rows: list[Row] = []
    each_time = max(1, workers) * TASKS
    for start in range(0, len(candidates), each_time):
        rows += _part(list(candidates)[start:start + each_time], questions, solutions, workers, prepare, advance)
    return rows


def _part(candidates: Sequence[Candidate], questions: Path, solutions: Path, workers: int,
          prepare: Callable[[], None], advance: Callable[[], None]) -> list[Row]:
    """The rows of some candidates, by processes that end with them: JAX keeps what it compiled, and memory would fill.

    (``max_tasks_per_child`` would say the same in a word, but hangs in Python 3.11.)
    """
    done: dict[int, Row] = {}
    calls = [(each, questions, solutions) for each in candidates]
    with in_processes(row, calls, workers, prepare) as finished:
        for place, job in finished:
            done[place] = job.result()
            advance()
    return [done[place] for place in sorted(done)]
