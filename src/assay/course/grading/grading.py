"""Grades whatever stands in ``submitted/``: take in, judge in parallel, let nbgrader write the gradebook."""

from __future__ import annotations

import errno
import os
import time
from collections.abc import Callable, Iterable
from contextlib import closing, suppress
from dataclasses import dataclass, field
from pathlib import Path

from assay.cluster.task import Task
from assay.course.gradebook.backups import missing
from assay.course.gradebook.database import ailment, exists, signed
from assay.course.gradebook.lateness import put_right
from assay.course.gradebook.lock import writing
from assay.course.grading.by_nbgrader import nbgrader_at_work
from assay.course.grading.given import given_outputs
from assay.course.grading.origin import doubts
from assay.course.grading.progress import bar
from assay.course.grading.proof import unproven
from assay.course.grading.recording import record_each
from assay.course.grading.unchanged import Settled
from assay.course.grading.works import works
from assay.course.intake.staging import (
    Staged,
    graded_verdict,
    is_recorded,
    read_release,
    submission_of,
    take_in_all,
)
from assay.course.judging.elsewhere import Scheduler, office
from assay.course.judging.turns import LATER, judge_all
from assay.course.judging.warm_up import stoke
from assay.course.places import Course, CourseError
from assay.judge.submission import Submission
from assay.pages.words import visible
from assay.processes import cores
from assay.room.room import Isolation
from assay.room.selftest import self_test

NO_SPACE = os.strerror(errno.ENOSPC)
#: Seconds in which a file of a verdict is written, on any disk, and clocks of machines differ.
WRITING = 60.0


@dataclass
class Graded:
    """What one run did: who was graded anew, who could not be read, what was mended, where the judge failed.

    ``misplaced`` holds what lies under ``submitted/`` where nobody's work is looked for, by the folder's name;
    ``doubts`` what speaks against a submission's name or time; ``unproven`` what only its own process vouches for, of
    those who were graded anew; ``left`` who works so much longer than the class that the next run judges them,
    and whose turn it was not.
    """

    students: list[str]
    fresh: list[str] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    notes: dict[str, list[str]] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)
    misplaced: dict[str, str] = field(default_factory=dict)
    doubts: dict[str, str] = field(default_factory=dict)
    unproven: dict[str, str] = field(default_factory=dict)
    left: list[str] = field(default_factory=list)


def autograde(course: Course, assignment: str, student: str = "*", workers: int | None = None,
              look: Callable[[list[Staged]], bool] = lambda _: True, scheduler: Scheduler | None = None,
              turn: Callable[[list[str]], list[str]] = list) -> Graded:
    """Grades an assignment; may be run at any time, and does only what is not done yet.

    Args:
        course: whose.
        assignment: which.
        student: one, or ``*`` for all.
        workers: how many are judged at once; otherwise one a processor.
        look: shown those for whom something may have changed, when all are judged; says whether to record.
        scheduler: of a cluster that judges, in this machine's place.
        turn: shown those of whom something is to be done; says of whom now. The others are left to the next run.

    Raises:
        CourseError: there is nothing to grade, or a part of the course is missing.
        SandboxUnavailable: this machine cannot isolate; nothing was graded.
    """
    students = chosen(course, assignment, student)
    read_release(course, assignment)
    if not exists(course):
        raise CourseError(missing(course))
    with writing(course) as still_held:
        sweep(course, assignment)
        graded = graded_anew(course, assignment, students, workers or cores(), look, scheduler, turn, still_held)
    graded.misplaced = course.misplaced(assignment) if student == "*" else {}
    graded.doubts = doubts(course, assignment, students)
    graded.unproven = unproven(works(course, assignment, graded.fresh))
    return graded


def graded_anew(course: Course, assignment: str, students: list[str], workers: int,
                look: Callable[[list[Staged]], bool], scheduler: Scheduler | None = None,
                turn: Callable[[list[str]], list[str]] = list, still_held: Callable[[], object] = bool) -> Graded:
    """Judges whom nothing settles, and records what was judged, if ``look`` agrees and the course is ``still_held``."""
    settled = Settled(course, assignment)
    standing = {each: note for each in students if (note := settled.stands(each))}
    others = [each for each in students if each not in standing]
    staged = take_in_all(course, assignment, now := turn(others))
    said = standing | {each.student: each for each in staged}
    known = [each for each in students if each in said]
    graded = Graded(students, refused={each: said[each].refused for each in known if said[each].refused},
                    notes={each: said[each].notes for each in known if said[each].notes})
    if course.isolation == Isolation.BUBBLEWRAP:
        self_test(course.root)
    waiting = unjudged(course, assignment, staged)
    graded.faults = judged(course, assignment, waiting, workers, scheduler)
    graded.left = [student for each in waiting for student in each.students
                   if graded.faults.get(each.students[0]) == LATER]
    graded.faults = {student: fault for student, fault in graded.faults.items() if student not in graded.left}
    judged_now = {student for each in waiting for student in each.students} - set(graded.left)
    recorded = signed(course, assignment)
    changed = [each for each in staged if each.student not in graded.left and (
        each.student in judged_now or not is_recorded(course, assignment, each, recorded))]
    graded.left += [each for each in others if each not in now]
    if look(staged):
        still_held()
        put_right(course, assignment)  # before, as nbgrader fails at an extension of a due date that is no more
        graded.fresh = record(course, assignment, changed, graded.faults, workers, still_held)
        put_right(course, assignment)
        settled.note([each for each in staged if each.student not in graded.faults
                      and each.student not in graded.left])
    return graded


def sweep(course: Course, assignment: str) -> None:
    """Takes away what killed processes left half written; the number at the end of a name is its writer's.

    A writer on another machine is no process here, so what is younger than any writing takes is left.
    """
    cache = course.cache
    for folder in (cache, cache / "settled", cache / "given", course.store(assignment).folder):
        for left in folder.glob("*.*.[0-9]*"):
            with suppress(FileNotFoundError):
                if not Path("/proc", left.suffix[1:]).exists() and time.time() - left.stat().st_mtime > WRITING:
                    left.unlink()


def chosen(course: Course, assignment: str, student: str) -> list[str]:
    """The students to grade.

    Raises:
        CourseError: there are none.
    """
    students, misplaced = course.students(assignment), course.misplaced(assignment)
    if student != "*" and visible(student) in misplaced:
        raise CourseError(misplaced[visible(student)])
    if student != "*" and student not in students:
        raise CourseError(f"{student!r} has not submitted {assignment}: submitted/{student}/{assignment} is missing.")
    if not students and misplaced:
        raise CourseError(next(iter(misplaced.values())))
    if not students:
        raise CourseError(f"Nobody has submitted {assignment}: put notebooks into submitted/STUDENT/{assignment}/.")
    return students if student == "*" else [student]


@dataclass(frozen=True)
class Waiting:
    """Work that has no complete verdict yet, and all who handed in just that: one judging is enough."""

    submission: Submission
    students: list[str]


def unjudged(course: Course, assignment: str, staged: Iterable[Staged]) -> list[Waiting]:
    """What is to be judged, in the order of those who handed it in."""
    store, bench = course.store(assignment), course.bench(assignment)
    found: dict[str, Waiting] = {}
    for each in staged:
        basis = each.basis(bench, assignment)
        verdict = store.get(basis) if not each.refused else None
        if not each.refused and (verdict is None or not verdict.complete):
            waiting = Waiting(submission_of(assignment, each.notebook), [])
            found.setdefault(basis["submission"], waiting).students.append(each.student)
    return list(found.values())


def judged(course: Course, assignment: str, waiting: list[Waiting], workers: int,
           scheduler: Scheduler | None = None) -> dict[str, str]:
    """Judges what waits; a line for the first student of each of which something could not be judged, or not now."""
    if not waiting:
        return {}
    if scheduler is None:
        stoke(course, assignment, len(waiting), workers, bar)
    with office(course, assignment, scheduler, len(waiting)) as judges:
        tasks = {each.students[0]: Task(judges.bundle.digest, each.submission,
                                        graded_verdict(course, assignment, each.students[0])) for each in waiting}
        return judge_all(judges, tasks, workers)


def record(course: Course, assignment: str, staged: list[Staged], faults: dict[str, str],
           workers: int = 1, still_held: Callable[[], object] = bool) -> list[str]:
    """Fills ``autograded/`` and the gradebook.

    Raises:
        CourseError: the gradebook can no longer be written, or is no longer ours alone.
        OSError: the disk is full.
    """
    done = set[str]()
    if staged:
        given_outputs(course, assignment)  # now, or the first student's record, which nobody may interrupt, runs them
    with (bar("Recording", len(staged)) as advance, nbgrader_at_work(),
          closing(record_each(course, assignment, staged, workers)) as each):
        for student, reason in each:
            if not reason:
                done.add(student)
            else:
                faults.setdefault(student, reason)
                if sentence := ailment(course):  # then nobody else can be recorded either
                    raise CourseError(sentence)
                if NO_SPACE in faults[student]:
                    raise OSError(errno.ENOSPC, NO_SPACE, str(course.autograded(student, assignment)))
            still_held()
            advance()
    return [each.student for each in staged if each.student in done]
