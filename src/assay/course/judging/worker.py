"""One judging in a process of its own: what nbgrader's inline grading does."""

from __future__ import annotations

from assay.cluster.bundle import packed
from assay.cluster.task import Reply, Said, Task
from assay.cluster.work import BENCHES, answer
from assay.course.intake.staging import graded_verdict, read_release, submission_of, take_in
from assay.course.places import Course
from assay.judge.evidence import JudgeFault
from assay.room.room import SandboxUnavailable


def judge_student(course: Course, assignment: str, student: str) -> str:
    """Judges what a student handed in and stores the verdict; returns the judge's own fault in a line, or "".

    Raises:
        SandboxUnavailable: this machine cannot isolate.
        JudgeFault: the hidden tests themselves cannot be read.
        CourseError: the course lacks a part.
    """
    staged = take_in(course, student, assignment, read_release(course, assignment))
    if staged.refused:
        return ""
    bench = course.bench(assignment)
    bundle = packed(bench).digest
    BENCHES[bundle] = bench
    task = Task(bundle, submission_of(assignment, staged.notebook), graded_verdict(course, assignment, student))
    return stored(course, assignment, answer(task))


def stored(course: Course, assignment: str, reply: Reply) -> str:
    """Keeps what came of a task; returns the judge's own fault in a line, or that it is to be judged later, or "".

    Raises:
        SandboxUnavailable, JudgeFault: no submission can be judged where that came from.
    """
    if reply.said in (Said.NO_WALLS, Said.UNFIT):
        raise SandboxUnavailable(reply.text)
    if reply.said == Said.NO_TESTS:
        raise JudgeFault(reply.text)
    if reply.verdict is None or reply.run is None:
        return reply.text or reply.said.value
    course.store(assignment).put(reply.verdict, reply.run)
    return "; ".join(reply.run.faults)
