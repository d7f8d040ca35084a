"""What the notebooks of right solutions take in a room, by the processor: for limits, see :mod:`assay.audit.limits`."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

from assay.audit.candidates import standing_alone
from assay.audit.limits import Notebook
from assay.audit.styles import read_styles
from assay.cluster.work import prepare
from assay.course.intake.rebuild import grade_id
from assay.course.intake.staging import submission_of
from assay.course.places import Course
from assay.judge.answers import fill, solution_id
from assay.judge.bench import ENGINE, Bench, digest_of, versions
from assay.judge.evidence import JudgeFault, RoomEnded, StudentFault
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import canonical, digest, replace_file
from assay.processes import cores, in_processes
from assay.room.diagnosis import SandboxUnavailable
from assay.room.room import Isolation
from assay.room.selftest import self_test

Bar = Callable[[str, int], AbstractContextManager[Callable[[], None]]]
#: Where an author names no common styles, so many right solutions are run besides the source's own.
FEW = 4
#: The room's own clock, before the first cell and after each.
BEFORE = "import time as _time\n_spent = [_time.process_time()]"
AFTER = "_spent.append(_time.process_time())"
ASKED = "def _seconds_spent():\n    return [b - a for a, b in zip(_spent, _spent[1:])]"
ANYBODY = "notebook"  # no question's label, so the names at the notebook's end are meant


def notebooks(course: Course, assignment: str, bar: Bar) -> dict[str, Notebook]:
    """What right solutions' notebooks take, by their names: the source's own, and those of the common styles.

    Empty where there are no rooms, or no source notebook yet: there is nothing to measure then.
    """
    source = course.root / "source" / assignment / f"{assignment}.ipynb"
    if course.isolation is not Isolation.BUBBLEWRAP or not source.is_file():
        return {}
    try:
        self_test(course.root)
    except SandboxUnavailable:
        return {}
    bench, notebook = course.bench(assignment), json.loads(source.read_text("utf-8"))
    wanted = {"source": {}, **{path.stem: standing_alone(path, notebook)
                                                                for path in _right(bench.solutions)}}
    cells = {solution_id(cell) for cell in notebook["cells"]}
    filled = {name: submission_of(assignment, fill(notebook, {each: answers[each] for each in answers
                                                              if each in cells}))
              for name, answers in wanted.items()}
    labels = [grade_id(cell) for cell in notebook["cells"]]
    kept = {name: course.cache / "audit" / assignment / f"notebook-{_key(each, bench)}.json"
            for name, each in filled.items()}
    missing = [name for name in filled if _read(kept[name], labels) is None]
    if missing:
        calls = [(filled[name], bench, kept[name]) for name in missing]
        with (bar("Timing", len(missing)) as advance,
              in_processes(time_and_keep, calls, cores(), partial(prepare, course.cache, bench.optimize)) as finished):
            for _, job in finished:
                job.result()
                advance()
    found = {name: _read(path, labels) for name, path in kept.items()}
    return {name: each for name, each in found.items() if each is not None}


def _right(solutions: Path) -> list[Path]:
    paths = sorted(path for path in (solutions / "wheat").glob("*.py") if path.stem != "__init__")
    common = read_styles(solutions).common
    return [path for path in paths if path.stem in common] if common else paths[:FEW]


def _key(submission: Submission, bench: Bench) -> str:
    with_jax = bench.furnishing.arrays == "jax"
    return digest([submission.digest, digest_of((*ENGINE, Path(__file__))), list(versions(with_jax)),
                   bench.limits.as_dict(), bench.optimize])


def time_and_keep(submission: Submission, bench: Bench, path: Path) -> None:
    """Runs a notebook in a room, and writes down what each of its cells took; nothing, if a cell ended the room."""
    with suppress(JudgeFault, RoomEnded, StudentFault, OSError):
        seconds = seconds_of(submission.cells, bench)
        path.parent.mkdir(parents=True, exist_ok=True)
        replace_file(path, canonical([[cell.place, round(spent, 3)]
                                      for cell, spent in zip(submission.cells, seconds, strict=True)]))


def seconds_of(cells: Sequence[Cell], bench: Bench) -> list[float]:
    """Processor seconds of each cell of a right solution, in a room where nothing is compiled ahead.

    Raises:
        JudgeFault: there was no room to be had.
        RoomEnded, StudentFault: a cell ended the room, so there is nothing to tell.
    """
    free = max(cell.place for cell in cells) + 1
    timed = [Cell(free, BEFORE)]
    for cell in cells:
        timed += [cell, Cell(free + len(timed), AFTER)]
    timed.append(Cell(free + len(timed), ASKED))
    with bench.room(timed) as session:
        session.run_notebook()
        told = session.call(ANYBODY, "_seconds_spent", "call", [], {}, "")
    return [float(each) for each in told]


def _read(path: Path, labels: Sequence[str]) -> Notebook | None:
    try:
        spent = {int(place): float(seconds) for place, seconds in json.loads(path.read_text("ascii"))}
        slowest = max(spent, key=lambda place: spent[place])
        return Notebook(spent[slowest], labels[slowest] or f"cell {slowest + 1}", sum(spent.values()))
    except (OSError, ValueError, TypeError, IndexError):
        return None
