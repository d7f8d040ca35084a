"""Grades whatever stands in ``submitted/``: take in, judge in parallel, let nbgrader write the gradebook."""

from __future__ import annotations

import multiprocessing
import os
import sys
import time
import warnings
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from contextlib import contextmanager
from dataclasses import dataclass, field

from nbgrader.apps.api import NbGraderAPI
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn, TimeRemainingColumn
from sqlalchemy.exc import SAWarning

from autograder.course.build import course_config, scripts_on_path
from autograder.course.places import Course, CourseError
from autograder.course.staging import Staged, graded_basis, submission_of, take_in_all, wanted_basis
from autograder.course.stoking import stoke
from autograder.course.worker import end_with_parent, judge_student, prepare
from autograder.judge.room import Isolation
from autograder.judge.selftest import self_test

Advance = Callable[[], None]
#: Submissions that one worker process judges: JAX keeps what it compiled, and that must not fill the memory.
TASKS = 60
#: Pages that are not worth starting processes for.
FEW = 8
#: Between two lines of progress where there is no terminal.
QUIET_SECONDS = 10.0


@dataclass
class Graded:
    """What one run did: who was graded anew, who could not be read, what was mended, where the judge failed."""

    students: list[str]
    fresh: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)


def autograde(course: Course, assignment: str, student: str = "*", workers: int | None = None) -> Graded:
    """Grades an assignment; may be run at any time, and does only what is not done yet.

    Raises:
        CourseError: there is nothing to grade, or a part of the course is missing.
        SandboxUnavailable: this machine cannot isolate; nothing was graded.
    """
    students = chosen(course, assignment, student)
    staged = take_in_all(course, assignment, students)
    if not course.gradebook.exists():
        raise CourseError("gradebook.db is missing. Run `make release` first: it tells the gradebook the assignment.")
    graded = Graded(students, refused={each.student: each.refused for each in staged if each.refused},
                    notes={each.student: each.notes for each in staged if each.notes})
    if course.isolation == Isolation.BUBBLEWRAP:
        self_test()
    waiting = unjudged(course, assignment, staged)
    stoke(course, assignment, len(waiting), workers or cores(), bar)
    graded.faults = judge_all(course, assignment, waiting, workers or cores())
    changed = [each.student for each in staged if each.student in graded.faults or
               graded_basis(course.autograded(each.student, assignment)) != wanted_basis(course, assignment, each)]
    graded.fresh = record(course, assignment, changed, graded.faults)
    return graded


def chosen(course: Course, assignment: str, student: str) -> list[str]:
    """The students to grade.

    Raises:
        CourseError: there are none.
    """
    students = course.students(assignment)
    if student != "*" and student not in students:
        raise CourseError(f"{student!r} has not submitted {assignment}: submitted/{student}/{assignment} is missing.")
    if not students:
        raise CourseError(f"Nobody has submitted {assignment}: put notebooks into submitted/STUDENT/{assignment}/.")
    return students if student == "*" else [student]


def unjudged(course: Course, assignment: str, staged: Iterable[Staged]) -> list[str]:
    """Whose work has no complete verdict yet; of several who handed in the same, one is enough."""
    store, bench = course.store(assignment), course.bench(assignment)
    found: dict[str, str] = {}
    for each in staged:
        submission = submission_of(assignment, each.notebook)
        verdict = store.get(bench.basis(submission)) if not each.refused else None
        if not each.refused and (verdict is None or not verdict.judged):
            found.setdefault(submission.digest, each.student)
    return list(found.values())


def judge_all(course: Course, assignment: str, students: list[str], workers: int) -> dict[str, str]:
    """Judges in worker processes, with a bar that shows the time left; the judge's faults by student.

    An interruption loses only what is being judged at that moment.
    """
    faults: dict[str, str] = {}
    if not students:
        return faults
    each_time = workers * TASKS
    with bar("Judging", len(students)) as advance:
        for start in range(0, len(students), each_time):
            faults |= judge_some(course, assignment, students[start:start + each_time], workers, advance)
    return faults


def judge_some(course: Course, assignment: str, students: list[str], workers: int, advance: Advance) -> dict[str, str]:
    """Judges some students in processes that end with them: JAX keeps what it compiled, and memory would fill.

    (``max_tasks_per_child`` would say the same in a word, but hangs in Python 3.11.)
    """
    faults: dict[str, str] = {}
    # Spawned, not forked: a worker must not carry this process's threads and open files.
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(min(workers, len(students)), context, prepare) as pool:
        jobs = {pool.submit(judge_student, course, assignment, each): each for each in students}
        try:
            for job in as_completed(jobs):
                if fault := job.result():
                    faults[jobs[job]] = fault
                advance()
        except BrokenProcessPool:
            raise CourseError("A judging process was killed. Nothing is lost: run `make autograde` again.") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)
    return faults


def record(course: Course, assignment: str, students: list[str], faults: dict[str, str]) -> list[str]:
    """Lets nbgrader fill ``autograded/`` and the gradebook, one student after the other: one writer, no locks."""
    done = []
    with bar("Recording", len(students)) as advance, nbgrader_at_work():
        for student in students:
            said = api(course).autograde(assignment, student, force=True)
            if said["success"]:
                done.append(student)
            else:
                faults.setdefault(student, last_line(said))
            advance()
    return done


def give_feedback(course: Course, assignment: str, student: str = "*", workers: int | None = None) -> list[str]:
    """Lets nbgrader make the feedback pages of all who are graded, several at a time; returns whose.

    Making a page only reads the gradebook, so pages may be made side by side.

    Raises:
        CourseError: nothing is autograded, or nbgrader failed on some pages; all others are made.
    """
    graded = [each for each in chosen(course, assignment, student) if course.autograded(each, assignment).exists()]
    if not graded:
        raise CourseError(f"Nothing of {assignment} is autograded yet. Run `make autograde` first.")
    with bar("Feedback", len(graded)) as advance:
        failed = [fault for fault in pages(course, assignment, graded, workers or cores(), advance) if fault]
    if failed:
        raise CourseError(f"{len(graded) - len(failed)} feedback pages are made, {len(failed)} are not: "
                          f"{' '.join(failed)}")
    return graded


def pages(course: Course, assignment: str, students: list[str], workers: int, advance: Advance) -> Iterator[str]:
    """Makes pages, in several processes where they are many; yields what went wrong with each in a sentence, or "".

    Raises:
        CourseError: a process was killed.
    """
    if len(students) < FEW:
        for student in students:
            yield make_page(course, assignment, student)
            advance()
        return
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(workers, context, end_with_parent) as pool:
        jobs = [pool.submit(make_page, course, assignment, student) for student in students]
        try:
            for job in as_completed(jobs):
                yield job.result()
                advance()
        except BrokenProcessPool:
            raise CourseError("A process that made feedback was killed. Run `make feedback` again.") from None
        finally:
            pool.shutdown(wait=True, cancel_futures=True)


def make_page(course: Course, assignment: str, student: str) -> str:
    """Lets nbgrader make one student's feedback page; returns what went wrong in a sentence, or ""."""
    with nbgrader_at_work():
        said = api(course).generate_feedback(assignment, student, force=True)
    return "" if said["success"] else f"nbgrader could not make the feedback of {student}: {last_line(said)}."


@contextmanager
def nbgrader_at_work() -> Iterator[None]:
    """Lets nbgrader find its commands, and keeps its database layer's warnings about itself from the reader."""
    with scripts_on_path(), warnings.catch_warnings():
        warnings.simplefilter("ignore", SAWarning)
        yield


def api(course: Course) -> NbGraderAPI:
    """nbgrader's Python interface, with the course's configuration."""
    config = course_config(course.root)
    config.Judge.isolation = course.isolation.name.lower()
    return NbGraderAPI(config=config)


def last_line(said: dict[str, str | None]) -> str:
    """The last line of what nbgrader said when it failed."""
    lines = [line for line in f"{said.get('log') or ''}\n{said.get('error') or ''}".splitlines() if line.strip()]
    errors = [line for line in lines if "Error" in line and "Traceback" not in line]
    return (errors or lines or ["nbgrader gave no reason"])[-1].strip()


def cores() -> int:
    """How many processors this process may use."""
    return len(os.sched_getaffinity(0))


@contextmanager
def bar(what: str, total: int) -> Iterator[Advance]:
    """A progress bar with the time passed and the time left; yields what moves it on by one.

    Where standard error is no terminal, a line now and then says the same.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lines(what, total)
        return
    columns = (TextColumn("{task.description:<10}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn(),
               TextColumn("left"), TimeRemainingColumn())
    with Progress(*columns, console=console) as progress:
        task = progress.add_task(what, total=total)
        yield lambda: progress.advance(task)


def lines(what: str, total: int, clock: Callable[[], float] = time.monotonic) -> Advance:
    """Moves on by one, and prints how far it is at most every ten seconds, and at the end."""
    started = said = clock()
    done = 0

    def advance() -> None:
        nonlocal done, said
        done, now = done + 1, clock()
        if done == total or now - said >= QUIET_SECONDS:
            said, left = now, (now - started) / done * (total - done)
            print(f"{what} {done}/{total}, {now - started:.0f} s, left about {left:.0f} s", file=sys.stderr, flush=True)

    return advance
