"""The verbs of what comes from other systems and goes to them."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.command import verb

if TYPE_CHECKING:  # importing these takes a second, in which nobody hears Ctrl-C: see command.run
    from assay.course.places import Course

FROM = click.option("--from", "system", type=click.Choice(["canvas", "moodle", "gradescope"]), required=True,
                    help="Which system it was downloaded from.")
ZIP = click.option("--file", "path", type=click.Path(path_type=Path), required=True, metavar="ZIP",
                   help="The submissions as they were downloaded.")
TO = click.option("--to", "system", type=click.Choice(["canvas", "moodle", "gradescope", "csv", "json"]), default=None,
                  help="For which system (default: all grades, to grades.csv).")
TABLE = click.option("--file", "path", type=click.Path(path_type=Path), default=None, metavar="CSV",
                     help="What was downloaded from Canvas or Moodle; a copy of it is filled.")
COLUMN = click.option("--column", default="", metavar="TITLE", help="How Canvas calls the assignment.")
OF = click.option("--assignment", default=None, metavar="NAME", help="With --to: which assignment (default: the only "
                                                                     "one).")


@verb(FROM, ZIP)
def collect(course: Course, assignment: str, system: str, path: Path) -> None:
    """Take the submissions of a download from Canvas, Moodle or Gradescope into submitted/."""
    from assay.course.lms.collect import collect as take

    print("\n".join(take(course, assignment, system, path)))


@verb(TO, TABLE, COLUMN, OF, about_one=False)
def export(course: Course, system: str | None, path: Path | None, column: str, assignment: str | None) -> int:
    """Write all grades to grades.csv, in nbgrader's own format; or one assignment's for another system."""
    from assay.course.gradebook import export, pending
    from assay.course.places import CourseError

    if assignment and not system:
        raise CourseError("grades.csv holds all assignments. To write one alone, say --to csv, or another system, too.")
    assignment = (assignment or course.only_one()) if system else None
    if not pending.before_going_out(course, assignment or "*"):
        return 1
    if system is None or assignment is None:
        print(export.export(course, course.root / "grades.csv").relative_to(course.root))
        return 0
    from assay.course.lms.going_out import export_to

    print("\n".join(export_to(course, assignment, system, path, column)))
    return 0


ONE = click.option("--student", required=True, metavar="NAME", help="Who, as under submitted/.")


@verb(ONE)
def show(course: Course, assignment: str, student: str) -> None:
    """Print one student: score, what is pending, what was lost and why, lateness, comments, receipt."""
    from assay.course.show import show as lines

    print("\n".join(lines(course, assignment, student)))


@verb(ONE, click.option("--yes", is_flag=True, help="Do not ask."), about_one=False)
def forget(course: Course, student: str, yes: bool) -> int:
    """Take all of a student's data away; says which backups still hold it."""
    from assay.course.forget import forget as take_away
    from assay.course.forget import known
    from assay.course.places import CourseError
    from assay.pages.words import visible

    if known(course, student) and not yes:
        if not (sys.stdin.isatty() and sys.stdout.isatty()):
            raise CourseError("Nobody can be asked here. Say --yes, or YES=1 to make, to forget a student for good.")
        if not click.confirm(f"Take all work, grades and pages of {visible(student)} away for good?", err=True):
            return 1
    print("\n".join(take_away(course, student)))
    return 0


@verb()
def similar(course: Course, assignment: str) -> None:
    """Compare all answers with each other; similar.html shows pairs to look at, beside what is normal."""
    from assay.course.similar.similar import similar as compare
    from assay.pages.words import visible

    page, pairs, count = compare(course, assignment)
    for pair in pairs[:20]:
        said = ", ".join(f"{part.question} {part.likeness:.0%}" for part in pair.parts or (pair.whole,))
        print(f"  {visible(' and '.join(pair.students))}: {said}")
    print(f"{count} pair{'s are' if count != 1 else ' is'} more alike than any two right solutions. "
          f"That is a reason to look, and no more: {page.relative_to(course.root)}")
