"""The command line: one verb a step; the Makefile calls it. Errors an instructor can mend are one sentence."""

from __future__ import annotations

import argparse
import sqlite3
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:  # importing these takes a second, in which nobody hears Ctrl-C: see main
    from autograder.course.places import Course

REPOSITORY = Path(__file__).resolve().parents[1]
Verb = Callable[[argparse.Namespace, "Course"], int]


def source(args: argparse.Namespace, course: Course) -> int:
    """Build source/ASSIGNMENT/ASSIGNMENT.ipynb from source/ASSIGNMENT.py."""
    from autograder.course.build import build_source

    print(build_source(course.root, args.assignment).relative_to(course.root))
    return 0


def release(args: argparse.Namespace, course: Course) -> int:
    """Build release/ASSIGNMENT/ASSIGNMENT.ipynb, what students receive; refused unless the audit passes."""
    from autograder.course.build import build_release, build_source
    from autograder.course.points import check_points
    from autograder.course.proving import prove
    from autograder.course.writing import writing

    build_source(course.root, args.assignment)
    prove(course, args.assignment, args.workers, args.override)
    with writing(course):
        path = build_release(course.root, args.assignment)
        check_points(course, args.assignment)
    print(path.relative_to(course.root))
    return 0


def gradebook(args: argparse.Namespace, course: Course) -> int:
    """Make gradebook.db, or tell it the assignment: no audit, as nothing is given out."""
    from autograder.course.backups import backups
    from autograder.course.build import build_release
    from autograder.course.grading import missing
    from autograder.course.places import CourseError
    from autograder.course.writing import writing

    if not course.gradebook.exists() and backups(course):
        raise CourseError(missing(course))
    with writing(course):
        build_release(course.root, args.assignment)
    print(course.gradebook.relative_to(course.root))
    return 0


def audit(args: argparse.Namespace, course: Course) -> int:
    """Hold the hidden tests against right solutions, misconceptions and mutants; audit.html shows the matrix."""
    from autograder.course.proving import run_audit

    return 1 if run_audit(course, args.assignment, args.workers, args.override).complaints else 0


def warm(args: argparse.Namespace, course: Course) -> int:
    """Compile ahead what all right solutions need, for a big class: once a machine and release."""
    from autograder.course.progress import bar
    from autograder.course.stoking import warm as compile_ahead
    from autograder.processes import cores

    styles = compile_ahead(course, args.assignment, args.workers or cores(), bar)
    print(f"What {styles} right solutions compile lies ready for every room.")
    return 0


def autograde(args: argparse.Namespace, course: Course) -> int:
    """Grade what stands in submitted/; may be run again at any time."""
    from autograder.course.grading import autograde as grade
    from autograder.course.summary import print_summary

    graded = grade(course, args.assignment, args.student, args.workers)
    print_summary(course, args.assignment, graded)
    return 0


def regrade(args: argparse.Namespace, course: Course) -> int:
    """Judge again with the hidden tests as they are now, and show who moved; points given by people stay."""
    from autograder.course.regrading import regrade as judge_again
    from autograder.course.summary import print_regraded

    print_regraded(course, judge_again(course, args.assignment, args.student, args.workers, args.dry_run))
    return 0


def feedback(args: argparse.Namespace, course: Course) -> int:
    """Make the feedback pages."""
    from autograder.course.pages import give_feedback

    students = give_feedback(course, args.assignment, args.student, args.workers)
    print(f"{len(students)} feedback pages: feedback/STUDENT/{args.assignment}/{args.assignment}.html")
    return 0


def restore(args: argparse.Namespace, course: Course) -> int:
    """List the gradebook's backups, and put one in its place; the present one is kept."""
    from autograder.course.backups import backups
    from autograder.course.backups import restore as put_back
    from autograder.course.writing import writing

    with writing(course, backed_up=False):
        for path in backups(course):
            print(f"  {path.name}  {path.stat().st_size / 1024:.0f} KB")
        backup, before = put_back(course, args.backup)
    print(f"gradebook.db is now {backup.name}.")
    if before:
        print(f"The one before is kept as backups/{before.name}.")
    print("Run `make autograde`: what was graded since comes back from verdicts/; what was entered by hand since does "
          "not. A formgrader that is open has to be started again.")
    return 0


def report(args: argparse.Namespace, course: Course) -> int:
    """Print the class: points per question, and who needs a person; the same as report.html."""
    from autograder.course.summary import print_report

    print_report(course, args.assignment)
    return 0


def export(_: argparse.Namespace, course: Course) -> int:
    """Write all grades to grades.csv, in nbgrader's own format."""
    from autograder.course.export import export as write

    print(write(course, course.root / "grades.csv").relative_to(course.root))
    return 0


def formgrader(args: argparse.Namespace, course: Course) -> int:
    """Open nbgrader's formgrader on this course, on this machine only."""
    from autograder.course.formgrader import serve
    from autograder.course.writing import Busy, writing

    with suppress(Busy), writing(course):  # a run at work has made its backup
        pass
    return serve(course, args.port)


def demo(args: argparse.Namespace, course: Course) -> int:
    """Build a sample class in demo/, grade it, and show the scores."""
    from autograder.course.demo import make_demo
    from autograder.course.places import Course

    sample = make_demo(args.assignment, course.root / "demo")
    sample = Course(sample.root, course.isolation)
    autograde(args, sample)
    feedback(args, sample)
    print(f"Open demo/feedback/STUDENT/{args.assignment}/{args.assignment}.html in a browser, "
          f"or run `make formgrader COURSE=demo`.")
    return 0


def judge(args: argparse.Namespace, course: Course) -> int:
    """Judge one student's submission and store the verdict; nbgrader's own autograde calls this."""
    from autograder.course.worker import judge_student, prepare

    prepare(course.bench(args.assignment).optimize)
    if fault := judge_student(course, args.assignment, args.student):
        print(fault, file=sys.stderr)
    return 0


VERBS: dict[str, Verb] = {verb.__name__: verb for verb in (source, release, gradebook, audit, warm, autograde, regrade,
                                                           feedback, report, formgrader, export, restore, demo, judge)}


def count(text: str) -> int:
    """A whole number from one up; argparse makes a sentence of the ValueError."""
    if (number := int(text)) < 1:
        raise ValueError
    return number


def parser() -> argparse.ArgumentParser:
    """The command line's grammar."""
    whole = argparse.ArgumentParser(prog="autograder", description="Autograded assignments on nbgrader.")
    verbs = whole.add_subparsers(dest="verb", required=True, metavar="VERB")
    for name, verb in VERBS.items():
        one = verbs.add_parser(name, help=verb.__doc__, description=verb.__doc__)
        one.add_argument("--course", type=Path, default=REPOSITORY, help="the course folder (default: this repository)")
        one.add_argument("--assignment", default="convolution", help="which assignment (default: convolution)")
        one.add_argument("--student", default="*", help="one student only (default: all)")
        one.add_argument("--workers", type=count, default=None, help="how many judge at once (default: one a core)")
        one.add_argument("--override", default="", metavar="REASON",
                         help="release although the audit complains; the reason is recorded")
        one.add_argument("--backup", default="", metavar="NAME", help="which backup to restore (default: the newest)")
        one.add_argument("--dry-run", action="store_true", help="regrade: judge and compare, but record nothing")
        one.add_argument("--port", type=int, default=8888, help="where formgrader listens (default: 8888)")
        one.add_argument("--without-sandbox", action="store_true",
                         help="UNSAFE: run students' code with this account's rights; verdicts record it")
    return whole


def main(argv: list[str] | None = None) -> int:
    """Runs a verb; returns the exit status: 0, or 1 after a sentence on standard error, or 130 after Ctrl-C."""
    args = parser().parse_args(argv)
    try:
        return run(args)
    except KeyboardInterrupt:
        print(f"{args.verb}: stopped; what is done is kept, run it again to go on.", file=sys.stderr)
        return 130


def run(args: argparse.Namespace) -> int:
    """Runs a verb; returns the exit status as of :func:`main`."""
    from rich.console import Console
    from sqlalchemy.exc import SQLAlchemyError

    from autograder.course.build import BuildError, course_config
    from autograder.course.places import Course, CourseError
    from autograder.course.privacy import is_shared, keeping
    from autograder.judge.evidence import JudgeFault
    from autograder.judge.room import Isolation, SandboxUnavailable

    course = Course(args.course.resolve(), Isolation.NONE if args.without_sandbox else Isolation.BUBBLEWRAP)
    try:
        with keeping(is_shared(course_config(course.root))):
            return VERBS[args.verb](args, course)
    except (CourseError, BuildError, SandboxUnavailable, JudgeFault, FileNotFoundError) as error:
        Console(stderr=True).print(f"{args.verb}: {error}", style="bold red", markup=False, highlight=False,
                                   soft_wrap=True)
        return 1
    except (OSError, MemoryError, sqlite3.Error, SQLAlchemyError) as error:
        from autograder.course.trouble import sentence

        print(f"{args.verb}: {sentence(error, course)}", file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
