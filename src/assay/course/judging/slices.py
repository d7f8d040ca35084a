"""A class in slices, for a job array over a shared disk: each judges its own students, and nobody else's.

What is judged is a file named by its digest, so a slice that was killed is submitted again and goes on where it
stopped. Neither gradebook nor pages are touched: ``make autograde`` records when the slices are done, or in
between.
"""

from __future__ import annotations

import re
import shlex
import sys
from dataclasses import dataclass

from assay.course.grading.grading import chosen, judged, unjudged
from assay.course.intake.staging import read_release, take_in_all
from assay.course.judging.turns import LATER
from assay.course.places import Course, CourseError

SLICE = re.compile(r"([1-9]\d{0,5})/([1-9]\d{0,5})")
#: How each scheduler is told of an array, and where it says which one of it a job is.
HEADS = {"slurm": ("#SBATCH --array=1-{slices}", "#SBATCH --cpus-per-task={workers}", "$SLURM_ARRAY_TASK_ID"),
         "pbs": ("#PBS -J 1-{slices}", "#PBS -l select=1:ncpus={workers}", "$PBS_ARRAY_INDEX"),
         "sge": ("#$ -t 1-{slices}", "#$ -pe smp {workers}", "$SGE_TASK_ID")}


@dataclass(frozen=True)
class Slice:
    """One of so many parts of a class, counted from one."""

    number: int
    of: int

    @classmethod
    def named(cls, text: str) -> Slice:
        """``K/N``.

        Raises:
            CourseError: it is not.
        """
        found = SLICE.fullmatch(text)
        if not found or int(found[1]) > int(found[2]):
            raise CourseError(f"--slice {text} is no slice: write K/N, as 3/20 for the third of twenty.")
        return cls(int(found[1]), int(found[2]))

    def students(self, all_of_them: list[str]) -> list[str]:
        """Its part: every Nth, so that slices are about alike."""
        return all_of_them[self.number - 1::self.of]


def judge_slice(course: Course, assignment: str, part: Slice, workers: int) -> tuple[int, dict[str, str]]:
    """Judges whom of a slice no verdict stands on yet; only verdicts are written.

    Returns:
        how many students of the slice have one now, and a line for each who has none.

    Raises:
        CourseError: there is nothing to judge, or a part of the course is missing.
        SandboxUnavailable: this machine cannot isolate.
    """
    read_release(course, assignment)
    students = part.students(chosen(course, assignment, "*"))
    waiting = unjudged(course, assignment, take_in_all(course, assignment, students))
    faults: dict[str, str] = {}
    for _ in range(2):  # a second time for those who are left for a next run: no other will come for them here
        found = judged(course, assignment, waiting, workers)
        faults |= {student: found.get(each.students[0], "") for each in waiting for student in each.students}
        waiting = [each for each in waiting if found.get(each.students[0]) == LATER]
        if not waiting:
            break
    faults = {student: fault for student, fault in faults.items() if fault}
    return len(students) - len(faults), faults


def array_script(course: Course, assignment: str, slices: int, workers: int, scheduler: str) -> str:
    """A job array's script: each job judges one slice.

    Args:
        course: on a disk that all machines see under the same path, as they see this environment.
        assignment: which.
        slices: how many jobs.
        workers: how many submissions a job judges at once.
        scheduler: a key of ``HEADS``.
    """
    *heads, which = HEADS[scheduler]
    lines = ["#!/bin/sh", *(head.format(slices=slices, workers=workers) for head in heads), "set -eu",
             f"{shlex.quote(sys.executable)} -m assay judge --course {shlex.quote(str(course.root))} "
             f"--assignment {shlex.quote(assignment)} --workers {workers} --slice \"{which}/{slices}\""]
    return "\n".join(lines) + "\n"
