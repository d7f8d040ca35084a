"""Before a class is judged: right solutions run in rooms, so that what they compile need not be compiled again.

Each further style costs the time of one submission, once a machine and release, and saves some of the time of every
submission of that style: so there are more of them, the more submissions wait. ``make warm`` compiles all of them.
"""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager, suppress
from functools import partial
from pathlib import Path

from assay.audit.candidates import standing_alone
from assay.audit.styles import read_styles
from assay.cluster import ahead
from assay.cluster.work import prepare
from assay.course.intake.staging import read_release, submission_of
from assay.course.places import Course, CourseError
from assay.judge.answers import fill
from assay.judge.bench import ENGINE, Bench, digest_of
from assay.judge.evidence import JudgeFault
from assay.processes import in_processes
from assay.room.room import Isolation
from assay.room.selftest import self_test

#: Submissions that wait for each style that is compiled ahead.
WAITING_FOR_EACH = 10
Bar = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


def stoke(course: Course, assignment: str, waiting: int, workers: int, bar: Bar) -> None:
    """Compiles ahead for ``waiting`` submissions, as far as that pays and is not done yet.

    Nothing depends on it but time: what fails here is compiled in the rooms, as ever.
    """
    if course.isolation is not Isolation.BUBBLEWRAP:
        return
    bench = course.bench(assignment)
    if bench.furnishing.arrays != "jax":
        return  # there is nothing to compile
    paying = in_order(bench.solutions)[:waiting // WAITING_FOR_EACH]
    styles = [style for style in paying if not mark(course, assignment, style).exists()]
    if not styles:
        return
    calls = [(course, assignment, style) for style in styles]
    with (suppress(BrokenProcessPool, JudgeFault, OSError), bar("Compiling", len(styles)) as advance,
          in_processes(compile_here, calls, workers, partial(prepare, course.cache, bench.optimize)) as finished):
        for _, job in finished:
            job.result()
            advance()


def warm(course: Course, assignment: str, workers: int, bar: Bar) -> int:
    """Compiles ahead what all right solutions need, as for a class of any size; returns how many there are.

    Raises:
        CourseError: there are none, some could not be compiled, there are no rooms, or nothing has been released yet.
        SandboxUnavailable: this machine cannot isolate.
    """
    read_release(course, assignment)
    if course.isolation is not Isolation.BUBBLEWRAP:
        raise CourseError("Without the sandbox there are no rooms to compile for.")
    self_test(course.root)
    bench = course.bench(assignment)
    if bench.furnishing.arrays != "jax":
        raise CourseError(f"Rooms of {assignment} do without JAX, so there is nothing to compile ahead.")
    styles = in_order(bench.solutions)
    if not styles:
        raise CourseError(f"solutions/{assignment}/wheat holds no right solution to compile ahead.")
    stoke(course, assignment, WAITING_FOR_EACH * len(styles), workers, bar)
    if left := [style.stem for style in styles if not mark(course, assignment, style).exists()]:
        raise CourseError(f"{len(left)} of {len(styles)} right solutions could not be compiled ahead, the first is "
                          f"{left[0]}. Grading works without; run `make warm` again to try again.")
    return len(styles)


def in_order(solutions: Path) -> list[Path]:
    """Right solutions of an assignment, the common styles first; errors as of :func:`read_styles`."""
    found = {path.stem: path for path in sorted((solutions / "wheat").glob("*.py")) if path.stem != "__init__"}
    return [found.pop(name) for name in read_styles(solutions).common] + list(found.values())


def mark(course: Course, assignment: str, style: Path) -> Path:
    """A file that is there when a style has been compiled, with these hidden tests and this judge."""
    bench = course.bench(assignment)
    return ahead.mark(bench, style.stem, state(bench, style))


def state(bench: Bench, style: Path) -> str:
    """A digest of what the compiling of a right solution depends on, in hex."""
    return digest_of((bench.questions, style, *ENGINE))


def read_style(course: Course, assignment: str, style: Path) -> ahead.Style:
    """A right solution, in the cells of what was released."""
    bench, release = course.bench(assignment), read_release(course, assignment)
    cells = submission_of(assignment, fill(release, standing_alone(style, release))).cells
    return ahead.Style(style.stem, state(bench, style), cells)


def compile_here(course: Course, assignment: str, style: Path) -> None:
    """Compiles ahead what one right solution needs."""
    ahead.compile_style(course.bench(assignment), read_style(course, assignment, style))


def for_machines(course: Course, assignment: str, waiting: int, machines: int) -> list[ahead.Style]:
    """What each of so many machines compiles before it judges its share of those who wait: common styles only.

    None where rooms have nothing to compile. Errors as of :func:`read_styles` and of reading the release.
    """
    bench = course.bench(assignment)
    if course.isolation is not Isolation.BUBBLEWRAP or bench.furnishing.arrays != "jax":
        return []
    common = len(read_styles(bench.solutions).common)
    paying = in_order(bench.solutions)[:min(common, waiting // machines // WAITING_FOR_EACH)]
    return [read_style(course, assignment, style) for style in paying]
