"""Grades every attack in one class with honest students, and prints what came of each: ``make attack``.

The class is graded by the commands that an instructor uses. The honest students are also graded alone, and must get
the same verdicts, byte for byte. The exit status is 1 if any attack gained, leaked, left or changed anything.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assay.cluster.work import end_with_parent
from assay.course.demo import make_course
from assay.course.grading.summary import LEFT
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from assay.pages.words import visible
from attacks.corpus import CANARY, Attack, CorpusError, corpus
from attacks.finding import A, Findings, Result, in_table, in_terminal, injected, judged, results
from attacks.outside import Outside
from tests.here import REPOSITORY

#: Honest students between the attackers, each in a style of their own, so that no verdict serves two.
HONEST = {"a_good_one": "loops", "d_good_one": "lax_conv", "f_good_one": "vmap", "k_good_one": "im2col",
          "p_good_one": "comprehension", "z_good_one": "kernel_taps"}
COLUMNS = ("gained", "leaked", "left", "injected", "affected")


def hand_in_honest(course: Course) -> None:
    """The honest students' notebooks."""
    for student, style in HONEST.items():
        folder = course.submitted(student, A)
        folder.mkdir(parents=True)
        answers = read_answers(REPOSITORY / "solutions" / A / "wheat" / f"{style}.py")
        (folder / f"{A}.ipynb").write_text(json.dumps(fill(read_release(course, A), answers)), "utf-8")


def run(course: Course, verb: str, workers: int | None, temporary: Path) -> str:
    """One command of the instructor's; what it printed. Its bars go to standard error as ever.

    Raises:
        SystemExit: it failed, so nobody was graded.
    """
    command = [sys.executable, "-m", "assay", verb, "--course", str(course.root),
               *([] if workers is None else ["--workers", str(workers)])]
    environment = {**os.environ, "SECRET_OF_THE_JUDGE": CANARY, "TMPDIR": str(temporary)}
    done = subprocess.run(command, cwd=REPOSITORY, env=environment, stdout=subprocess.PIPE, check=False,
                          preexec_fn=end_with_parent)
    if done.returncode:
        raise SystemExit(f"`{verb}` ended with {done.returncode}: no class may be stopped by one of its students.")
    return done.stdout.decode("utf-8", "replace")


def grade(course: Course, workers: int) -> str:
    """The whole way of a class, from notebooks to grades; what an instructor sees in the terminal."""
    with tempfile.TemporaryDirectory(prefix="judge-") as folder:
        said = [run(course, "autograde", workers, Path(folder))]
        while LEFT in said[-1]:
            said.append(run(course, "autograde", workers, Path(folder)))
        said += [run(course, verb, many, Path(folder))
                 for verb, many in (("feedback", workers), ("report", None), ("export", None))]
        left = sorted(path.name for path in Path(folder).iterdir())
    return "\n".join([*said, *(f"\x1b left in the judge's temporary folder: {name}" for name in left)])


def honest_alone(folder: Path, workers: int) -> dict[str, str]:
    """The honest students' verdicts in a class without attackers."""
    course = make_course(Course(REPOSITORY), A, folder)
    hand_in_honest(course)
    grade(course, workers)
    return {student: each.verdict.to_json() if each.verdict else "" for student, each in results(course).items()}


def harmed(found: dict[str, Result], alone: dict[str, str]) -> list[str]:
    """How honest students fared worse among attackers."""
    said = []
    for student, verdict in alone.items():
        each = found[student]
        if each.verdict is None or any(question.earned != question.points for question in each.verdict.questions):
            said.append(f"{student} has not full marks")
        elif each.verdict.to_json() != verdict:
            said.append(f"{student} has another verdict than alone")
    return said


def attacked(attacks: list[Attack], folder: Path, workers: int) -> dict[str, Findings]:
    """Grades the class; what was found of each attack, and of the class as a whole under the name ``everybody``."""
    alone = honest_alone(folder / "alone", workers)
    course = make_course(Course(REPOSITORY), A, folder / "class")
    (course.root / "secret.txt").write_text(CANARY, "utf-8")
    hand_in_honest(course)
    with Outside(course.root) as outside:
        release = read_release(course, A)
        for attack in attacks:
            attack.write(release, outside.told, course.submitted(attack.student, A))
        outside.remember()
        said = grade(course, workers)
        found, left, visitors = results(course), outside.left(), outside.visitors()
    honest = found[next(iter(HONEST))].page
    students = [attack.student for attack in attacks]
    told = {f"{attack.kind}/{attack.name}": judged(attack, found[attack.student], outside.told, honest)
            for attack in attacks}
    report, quiet = ((root / "report.html").read_text("utf-8") for root in (course.root, folder / "alone"))
    table = (course.root / "grades.csv").read_bytes().decode("utf-8", "replace")
    told["everybody"] = Findings(
        leaked=[f"{visitors} connections to servers outside"] if visitors else [], left=left,
        injected=in_terminal(said, students) + in_table(table) + injected(report, quiet), affected=harmed(found, alone))
    return told


def as_table(told: dict[str, Findings]) -> Table:
    """A line for each attack, and a last one with the sums."""
    table = Table(*("attack", "tried", *COLUMNS), box=None)
    for name, each in told.items():
        counts = [len(getattr(each, column)) for column in COLUMNS]
        table.add_row(name, "yes" if each.tried else "NO", *map(str, counts), style="" if each.harmless else "bold red")
    sums = [sum(len(getattr(each, column)) for each in told.values()) for column in COLUMNS]
    table.add_section()
    table.add_row(f"{len(told) - 1} attacks", str(sum(each.tried for each in told.values()) - 1), *map(str, sums))
    return table


def details(told: dict[str, Findings]) -> Iterable[str]:
    """What stands behind each number that is not 0."""
    for name, each in told.items():
        if not each.tried:
            yield f"{name}: was not made, or not graded as it must be"
        for column in COLUMNS:
            yield from (f"{name}: {column}: {visible(what)}" for what in getattr(each, column))


def main(argv: list[str] | None = None) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="attacks", description="Grade hostile submissions among honest ones.")
    parser.add_argument("only", nargs="*", help="kinds or names of attacks (default: all)")
    parser.add_argument("--folder", type=Path, help="grade in this new folder, and keep it (default: a temporary one)")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    args = parser.parse_args(argv)
    try:
        attacks = corpus(*args.only)
    except CorpusError as error:
        print(error, file=sys.stderr)
        return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        told = attacked(attacks, (args.folder or Path(folder)).resolve(), args.workers)
    Console(width=110).print(as_table(told))
    for line in details(told):
        print(line)
    print(f"{len(attacks)} attacks, {len(HONEST)} honest students, {time.monotonic() - began:.0f} seconds.")
    return 0 if all(each.harmless for each in told.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
