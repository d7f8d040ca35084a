"""The verbs of who grades: gradebook, judging, pages, and what a machine needs for it."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.command import ROSTER, STUDENT, UNSAFE, WORKERS, verb

if TYPE_CHECKING:  # importing these takes a second, in which nobody hears Ctrl-C: see command.run
    from assay.course.places import Course


@verb()
def gradebook(course: Course, assignment: str) -> None:
    """Make gradebook.db, or tell it the assignment as it was given out; nothing is built."""
    from assay.course.gradebook.backups import backups, missing
    from assay.course.gradebook.database import exists, name_of
    from assay.course.gradebook.lock import writing
    from assay.course.places import CourseError
    from assay.course.release.build import tell_gradebook

    if not exists(course) and (backups(course) or course.gradebook.exists()):
        raise CourseError(missing(course))
    with writing(course):
        tell_gradebook(course.root, assignment)
    print(name_of(course))


@verb(STUDENT, WORKERS,
      click.option("--scheduler", default="", metavar="ADDRESS", help="Judge on this Dask cluster (default: here)."),
      click.option("--without-tls", is_flag=True, help="Speak to a scheduler in the open."), UNSAFE)
def autograde(course: Course, assignment: str, student: str, workers: int | None, scheduler: str,
              without_tls: bool) -> None:
    """Grade what stands in submitted/; may be run again at any time."""
    from assay.course.grading.grading import autograde as grade
    from assay.course.grading.summary import print_summary
    from assay.course.judging.elsewhere import Scheduler

    there = Scheduler(scheduler, without_tls) if scheduler else None
    graded = grade(course, assignment, student, workers, scheduler=there)
    print_summary(course, assignment, graded)


@verb(STUDENT, WORKERS, click.option("--dry-run", is_flag=True, help="Judge and compare, but record nothing."), UNSAFE)
def regrade(course: Course, assignment: str, student: str, workers: int | None, dry_run: bool) -> None:
    """Judge again with the hidden tests as they are now, and show who moved; points given by people stay."""
    from assay.course.grading.regrade import regrade as judge_again
    from assay.course.grading.summary import print_regraded

    print_regraded(course, judge_again(course, assignment, student, workers, dry_run))


@verb(STUDENT, WORKERS, UNSAFE)
def feedback(course: Course, assignment: str, student: str, workers: int | None) -> int:
    """Make the feedback pages."""
    from assay.course.gradebook.feedback import give_feedback
    from assay.course.gradebook.pending import before_going_out

    if not before_going_out(course, assignment, student):
        return 1
    students = give_feedback(course, assignment, student, workers)
    print(f"{len(students)} feedback pages: feedback/STUDENT/{assignment}/{assignment}.html")
    return 0


@verb(UNSAFE)
def report(course: Course, assignment: str) -> None:
    """Print the class: points per question, and who needs a person; the same as report.html."""
    from assay.course.grading.summary import print_report
    from assay.processes import uncollected

    with uncollected():
        print_report(course, assignment)


@verb(ROSTER, about_one=False)
def students(course: Course, path: Path) -> None:
    """Read the roster: who is in the class, and who has an extension; says what has changed."""
    from assay.course.roster.enrol import read_roster

    print("\n".join(read_roster(course, path)))


@verb(click.option("--port", type=int, default=8888, show_default=True, help="Where it listens."), about_one=False)
def formgrader(course: Course, port: int) -> None:
    """Open nbgrader's formgrader on this course, on this machine only."""
    from assay.course.formgrader import serve
    from assay.course.gradebook.lock import Busy, writing

    with suppress(Busy), writing(course):  # a run at work has made its backup
        pass
    serve(course, port)


@verb(click.option("--backup", default="", metavar="NAME", help="Which backup (default: the newest)."),
      about_one=False)
def restore(course: Course, backup: str) -> None:
    """List the gradebook's backups, and put one in its place; the present one is kept."""
    from assay.course.gradebook.backups import backups
    from assay.course.gradebook.backups import restore as put_back
    from assay.course.gradebook.lock import writing

    with writing(course, backed_up=False):
        for path in backups(course):
            print(f"  {path.name}  {path.stat().st_size / 1024:.0f} KB")
        put, before = put_back(course, backup)
    print(f"gradebook.db is now {put.name}.")
    if before:
        print(f"The one before is kept as backups/{before.name}.")
    print("Run `make autograde`: what was graded since comes back from verdicts/; what was entered by hand since does "
          "not. A formgrader that is open has to be started again.")


@verb(click.option("--to", required=True, metavar="URL", help="postgresql://USER@HOST/DATABASE, which is empty."),
      about_one=False)
def migrate(course: Course, to: str) -> None:
    """Copy gradebook.db to a PostgreSQL server, and compare each row; says what to configure then."""
    from assay.course.gradebook.postgresql.migrate import migrate as take_there

    print("\n".join(take_there(course, to)))


@verb(WORKERS, UNSAFE)
def demo(course: Course, assignment: str, workers: int | None) -> None:
    """Build a sample class in demo/, grade it, and show the scores."""
    from assay.course.demo import make_demo
    from assay.course.gradebook.feedback import give_feedback
    from assay.course.grading.grading import autograde as grade
    from assay.course.grading.summary import print_summary

    sample = make_demo(course, assignment, course.root / "demo")
    print_summary(sample, assignment, grade(sample, assignment, "*", workers))
    students = give_feedback(sample, assignment, "*", workers)
    print(f"{len(students)} feedback pages: feedback/STUDENT/{assignment}/{assignment}.html")
    print(f"Open demo/feedback/STUDENT/{assignment}/{assignment}.html in a browser, "
          f"or run `make formgrader COURSE=demo`.")
