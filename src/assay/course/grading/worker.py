"""One judging in a process of its own: what the pool's workers and nbgrader's inline grading both do."""

from __future__ import annotations

import ctypes
import os
import signal
import warnings
from dataclasses import replace
from pathlib import Path

from assay.course.intake.staging import graded_verdict, read_release, submission_of, take_in
from assay.course.places import Course
from assay.judge.judging import judge
from assay.judge.session import Patience
from assay.processes import settle
from assay.room.environment import xla_flags
from assay.room.inside.hooks_of_libraries import share_context
from assay.room.room import Isolation
from assay.room.selftest import self_test

PR_SET_PDEATHSIG = 1
#: In place of a fault: the submission only waits, or works far longer than others, and is to be judged later.
WAITS, WORKS = "put off: waits", "put off: works"


def prepare(cache: Path, optimize: bool = True) -> None:
    """Sets a trusted process up: the reference's compiled code is kept from run to run, out of any room's sight.

    Args:
        cache: the course's.
        optimize: as the assignment's rooms do, so that what is audited here is what runs there.
    """
    os.environ["XLA_FLAGS"] = xla_flags(optimize)
    import jax

    end_with_parent()
    share_context()
    jax.config.update("jax_platforms", "cpu")
    jax.config.update("jax_compilation_cache_dir", str(cache / "jax"))
    jax.config.update("jax_persistent_cache_min_compile_time_secs", 0.0)
    jax.config.update("jax_persistent_cache_min_entry_size_bytes", -1)
    settle()


def end_with_parent() -> None:
    """Asks the kernel to end this process when the one that started it is gone, so that no judge is left behind."""
    ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def judge_student(course: Course, assignment: str, student: str, patience: Patience | None = None) -> str:
    """Judges what a student handed in and stores the verdict; returns the judge's own fault in a line, or "".

    Args:
        course: whose.
        assignment: which.
        student: who.
        patience: what its rooms may take; beyond there is no verdict, and ``WAITS`` or ``WORKS`` is returned.

    Raises:
        SandboxUnavailable: this machine cannot isolate.
        CourseError: the course lacks a part.
    """
    staged = take_in(course, student, assignment, read_release(course, assignment))
    if staged.refused:
        return ""
    if course.isolation == Isolation.BUBBLEWRAP:
        self_test(course.root)
    before, waits = graded_verdict(course, assignment, student), replace(patience or Patience())
    bench = replace(course.bench(assignment), patience=waits)
    with warnings.catch_warnings():  # of hidden tests, about a student's numbers: no news for an instructor's terminal
        warnings.simplefilter("ignore", RuntimeWarning)
        verdict, run = judge(submission_of(assignment, staged.notebook), bench, before)
    if waits.over:
        return WORKS if waits.worked else WAITS
    course.store(assignment).put(verdict, run)
    return "; ".join(run.faults)
