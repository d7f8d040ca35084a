"""Grades every attack in one class with honest students, and prints what came of each: ``make attack``.

``--assignment`` names another assignment than ``convolution``; ``attacks/aim.py`` says what attacks become there.

The class is graded by the commands that an instructor uses. The honest students are also graded alone, and must get
the same verdicts, byte for byte. The exit status is 1 if any attack gained, leaked, left or changed anything.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from rich.console import Console
from rich.table import Table

from assay.cluster.work import end_with_parent
from assay.course.demo import make_course
from assay.course.grading.summary import LEFT
from assay.course.intake.staging import read_release
from assay.course.places import Course, CourseError
from assay.pages.words import visible
from attacks.aim import USUAL, Aim, AimError, aim_at
from attacks.corpus import CANARY, Attack, CorpusError, corpus, files, left_out
from attacks.finding import Findings, in_table, in_terminal, injected, judged, results
from attacks.honest import HONEST, hand_in_honest, harmed, honest
from attacks.outside import Outside
from tests.here import REPOSITORY

COLUMNS = ("gained", "leaked", "left", "injected", "affected")


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


def honest_alone(assignment: str, folder: Path, workers: int) -> dict[str, str]:
    """The honest students' verdicts in a class without attackers."""
    course = make_course(Course(REPOSITORY), assignment, folder)
    hand_in_honest(course, assignment)
    grade(course, workers)
    return {student: each.verdict.to_json() if each.verdict else ""
            for student, each in results(course, assignment).items()}


def attacked(attacks: list[Attack], folder: Path, workers: int) -> dict[str, Findings]:
    """Grades the class; what was found of each attack, and of the class as a whole under the name ``everybody``."""
    assignment = attacks[0].aim.assignment
    alone = honest_alone(assignment, folder / "alone", workers)
    course = make_course(Course(REPOSITORY), assignment, folder / "class")
    (course.root / "secret.txt").write_text(CANARY, "utf-8")
    hand_in_honest(course, assignment)
    with Outside(course.root) as outside:
        release = read_release(course, assignment)
        for attack in attacks:
            attack.write(release, outside.told, course.submitted(attack.student, assignment))
        outside.remember()
        said = grade(course, workers)
        found, left, visitors = results(course, assignment), outside.left(), outside.visitors()
    page = found[next(iter(HONEST))].page
    students = [attack.student for attack in attacks]
    told = {f"{attack.kind}/{attack.name}": judged(attack, found[attack.student], outside.told, page)
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


def said_of(aim: Aim) -> Iterable[str]:
    """How many attacks are left out in an assignment, a line for each reason."""
    for reason, number in Counter(left_out(aim).values()).items():
        yield f"Left out in {aim.assignment}, of {len(files())} attacks: {number}, each of which {reason}."


def main(argv: list[str] | None = None) -> int:
    """Returns the exit status."""
    parser = argparse.ArgumentParser(prog="attacks", description="Grade hostile submissions among honest ones.")
    parser.add_argument("only", nargs="*", help="kinds or names of attacks (default: all)")
    parser.add_argument("--assignment", default=USUAL, help="which is attacked (default: %(default)s)")
    parser.add_argument("--folder", type=Path, help="grade in this new folder, and keep it (default: a temporary one)")
    parser.add_argument("--workers", type=int, default=len(os.sched_getaffinity(0)))
    args = parser.parse_args(argv)
    try:
        aim = aim_at(Course(REPOSITORY), args.assignment)
        attacks = corpus(*args.only, aim=aim)
    except (AimError, CorpusError, CourseError) as error:
        print(error, file=sys.stderr)
        return 1
    began = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="attacks-") as folder:
        told = attacked(attacks, (args.folder or Path(folder)).resolve(), args.workers)
    Console(width=110).print(as_table(told))
    for line in (*details(told), *said_of(aim)):
        print(line)
    students = len(honest(aim.assignment))
    print(f"{len(attacks)} attacks, {students} honest students, {time.monotonic() - began:.0f} seconds.")
    return 0 if all(each.harmless for each in told.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
