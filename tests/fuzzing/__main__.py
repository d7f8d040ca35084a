"""Hands the whole corpus in as one class, honest students among it, grades it for real, and prints what became of it.

    python -m tests.fuzzing [--seed 1] [--workers 2]
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from assay.course.demo import make_course
from assay.course.gradebook.rows import rows
from assay.course.grading.summary import LEFT
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from tests.course.desk import hand_in
from tests.fuzzing.corpus import HARMLESS, SEED, Submission, corpus
from tests.fuzzing.outcomes import POINTS, A, Outcome, outcomes, table
from tests.here import REPOSITORY

#: Until grading counts as hung, in seconds: several times what it takes.
PATIENCE = 3600
#: Broken submissions for each honest one.
EACH = 40
HONEST = "_then_an_honest_one"
#: The verbs that a class goes through, and whether they spread their work over workers.
VERBS = {"autograde": True, "feedback": True, "report": False, "export": False}
STYLES = ("loops", "kernel_taps", "lax_conv")


def options(verb: str, course: Path, workers: int) -> list[str]:
    """What a verb is called with."""
    return ["--course", str(course), *(["--workers", str(workers)] if VERBS[verb] else [])]


class Class:
    """A course folder with the class in it, and all that its commands have said."""

    def __init__(self, folder: Path, broken: list[Submission], workers: int) -> None:
        self.course, self.broken, self.workers = make_course(Course(REPOSITORY), A, folder), broken, workers
        self.said, self.hung, self.complaints = "", False, list[str]()
        for each in broken:
            each.write(self.course.root / "submitted")
        self.honest = [f"{student}{HONEST}" for student in sorted(
            each.student for each in broken if each.student.startswith(each.kind))[::EACH]]
        for number, student in enumerate(self.honest):
            answers = read_answers(REPOSITORY / "solutions" / A / "wheat" / f"{STYLES[number % len(STYLES)]}.py")
            hand_in(self.course, student, fill(read_release(self.course, A), answers))

    def run(self, verb: str) -> str:
        """Runs a verb from the command line, as an instructor does; returns what it printed."""
        command = [sys.executable, "-m", "assay", verb, *options(verb, self.course.root, self.workers)]
        started = time.monotonic()
        with tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace") as held:
            try:
                done = subprocess.run(command, cwd=REPOSITORY, stdout=held, stderr=subprocess.STDOUT, check=False,
                                      timeout=PATIENCE).returncode
            except subprocess.TimeoutExpired:
                done, self.hung = -1, True
            held.seek(0)
            said = held.read()
        print(f"{verb}: {time.monotonic() - started:.0f} s, exit status {done}", flush=True)
        self.said += said
        self.hold(done == 0, f"{verb} ended with {done}: {said[-500:]}")
        self.hold("Traceback" not in said, f"{verb} printed a traceback: {said[-2000:]}")
        return said

    def hold(self, right: bool, complaint: str) -> None:
        """Remembers a complaint where something is not right."""
        self.complaints += [] if right else [complaint]

    def state(self) -> tuple[object, ...]:
        """The gradebook, and the bytes of all that was autograded."""
        files = sorted((self.course.root / "autograded").rglob("*"))
        whole = hashlib.sha256(b"".join(file.read_bytes() for file in files if file.is_file())).hexdigest()
        return whole, rows(self.course, A)

    def judge(self) -> dict[str, Outcome]:
        """What became of the broken ones; complains of all that should not be."""
        ended = outcomes(self.course, [each.student for each in self.broken], self.said, not self.hung)
        scores = {row.student: row.scores for row in rows(self.course, A)}
        for student, found in ended.items():
            self.hold(found in (Outcome.GRADED, Outcome.REFUSED), f"{student!r} ended {found}.")
        for student in [*self.honest, *(each.student for each in self.broken if each.kind in HARMLESS)]:
            got = {name: scores.get(student, {}).get(name) for name in POINTS}
            self.hold(got == POINTS, f"{student!r} is right, but has {got}.")
        return ended


def main() -> int:
    """Grades the corpus; returns 1 where anything ended as it should not."""
    flags = argparse.ArgumentParser(prog="fuzz", description=__doc__, formatter_class=argparse.RawTextHelpFormatter)
    flags.add_argument("--seed", type=int, default=SEED)
    flags.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    args = flags.parse_args()
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        group = Class(Path(folder) / "course", corpus(args.seed), args.workers)
        print(f"{len(group.broken)} broken submissions and {len(group.honest)} honest ones, seed {args.seed}")
        while LEFT in group.run("autograde"):
            pass
        for verb in VERBS:
            if verb != "autograde":
                group.run(verb)
        before = group.state()
        again = group.run("autograde")
        group.hold("0 graded anew" in again and group.state() == before, "A second run changed something.")
        ended = group.judge()
        print(f"processor time: {sum(resource.getrusage(resource.RUSAGE_CHILDREN)[:2]):.0f} s")
        print(table({each.student: each.kind for each in group.broken}, ended))
    for complaint in group.complaints:
        print(complaint)
    print(f"{len(group.complaints)} complaints, {time.monotonic() - started:.0f} s")
    return 1 if group.complaints else 0


if __name__ == "__main__":
    sys.exit(main())
