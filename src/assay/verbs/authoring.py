"""The verbs of who writes assignments: from a new course to a release."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.command import OVERRIDE, UNSAFE, WORKERS, assay, verb

if TYPE_CHECKING:  # importing these takes a second, in which nobody hears Ctrl-C: see command.run
    from assay.course.places import Course


@assay.command(name="course", short_help="Make a new course in DIR, with one small assignment.")
@click.argument("folder", metavar="DIR", type=click.Path(path_type=Path))
def new_course(folder: Path) -> int:
    """Make a new course in DIR, with one small assignment."""
    from assay.authoring.scaffold import make_course
    from assay.course.machine_faults import sentence
    from assay.course.places import Course, CourseError

    try:
        files = make_course(folder)
    except (CourseError, OSError) as error:
        said = sentence(error, Course(folder.resolve())) if isinstance(error, OSError) else error
        click.secho(f"course: {said}", fg="red", bold=True, err=True)
        return 1
    print("\n".join(f"  {name}" for name in files))
    print(f"{folder} is a course. Go on there with `make install release`, then `make demo`.")
    return 0


QUESTION = (click.option("--name", required=True, metavar="F", help="The question's name: its grade_id."),
            click.option("--signature", default="", metavar="'F(X, P)'", help="How it is called."),
            click.option("--points", type=float, default=None, metavar="N", help="What it is worth."))


@verb(click.argument("name", metavar="NAME"), about_one=False)
def new(course: Course, name: str) -> None:
    """Make a new assignment NAME with one question, green at once and there to be changed."""
    from assay.authoring.question import new_assignment

    for path in new_assignment(course, name, "double", "double(x)", 4):
        print(f"  {path}")
    print(f"{name} is an assignment. Change what is there, then `make check release ASSIGNMENT={name}`.")


@verb(*QUESTION)
def question(course: Course, assignment: str, name: str, signature: str, points: float | None) -> None:
    """Add a question to an assignment, green at once; of one that is there, add what it lacks."""
    from assay.authoring.question import add_question

    for path in add_question(course, assignment, name, signature, points):
        print(f"  {path}")
    print(f"{name} is there. Change it, then `make check release ASSIGNMENT={assignment}`.")


@verb(WORKERS, click.option("--name", default="", metavar="CHAFF", help="Which (default: all without FAILS)."),
      click.option("--yes", is_flag=True, help="Write down what comes out, without asking."))
def fails(course: Course, assignment: str, workers: int | None, name: str, yes: bool) -> None:
    """Measure what misconceptions lose, and write it into their files as FAILS, if you agree."""
    from assay.authoring.fails import confirmed, measured
    from assay.course.places import CourseError
    from assay.processes import cores

    if not (yes or sys.stdin.isatty()):
        raise CourseError("Nobody can be asked here. Say --yes, or YES=1 to make, to write down what is measured.")

    def ask(sentence: str) -> bool:
        if yes:
            print(sentence.removesuffix(" Is that what this mistake should cost?"))
        return yes or click.confirm(sentence, default=True)

    written = confirmed(list(measured(course, assignment, name, workers or cores())), ask, print)
    print(f"FAILS was written into {written} of the files under solutions/{assignment}/chaff.")


@verb(click.argument("notebook", metavar="OLD.ipynb", type=click.Path(path_type=Path)),
      click.option("--assignment", "called", default="", metavar="NAME", help="Its new name (default: that of the "
                                                                              "file)."),
      about_one=False)
def import_(course: Course, notebook: Path, called: str) -> None:
    """Make a plain nbgrader notebook an assignment, and list what cannot be carried over."""
    from assay.authoring.import_nbgrader import import_notebook

    written, left = import_notebook(course, notebook, called)
    for path in written:
        print(f"  {path}")
    for sentence in left:
        click.secho(sentence, fg="yellow")
    name = Path(written[0]).stem
    print(f"{name} is an assignment. Read it over, then `make check release ASSIGNMENT={name}`.")


@verb()
def source(course: Course, assignment: str) -> None:
    """Build source/ASSIGNMENT/ASSIGNMENT.ipynb from source/ASSIGNMENT.py."""
    from assay.course.release.build import build_source

    print(build_source(course.root, assignment).relative_to(course.root))


@verb(click.option("--quick", is_flag=True, help="Only read the files; run nothing of them."), UNSAFE)
def check(course: Course, assignment: str, quick: bool) -> int:
    """Look an assignment over: names, points and texts in seconds, then its own solutions in a room."""
    from assay.course.check.check import look_over

    complaints = look_over(course, assignment, quick=quick)
    for complaint in complaints:
        click.secho(f"check: {complaint}", fg="red", bold=True, err=True)
    if not complaints:
        print(f"{assignment}: nothing stands against it{' in its files' if quick else ''}.")
    return 1 if complaints else 0


@verb(WORKERS, OVERRIDE)
def release(course: Course, assignment: str, workers: int | None, override: str) -> None:
    """Build release/ASSIGNMENT/ASSIGNMENT.ipynb, what students receive; refused unless check and audit pass."""
    from assay.course.check.check import pass_or_refuse
    from assay.course.gradebook.lock import writing
    from assay.course.release.build import build_release, build_source
    from assay.course.release.cells import keep_cells
    from assay.course.release.gate import prove

    keep_cells(course, assignment)
    pass_or_refuse(course, assignment, override)
    prove(course, assignment, workers, override)
    with writing(course):
        build_source(course.root, assignment)
        path = build_release(course.root, assignment)
    print(path.relative_to(course.root))


@verb(WORKERS, OVERRIDE,
      click.option("--question", default="", metavar="NAME", help="One question only; no record for a release."),
      click.option("--quick", is_flag=True, help="As much as there is time for in ten seconds; what is done is kept."))
def audit(course: Course, assignment: str, workers: int | None, override: str, question: str, quick: bool) -> int:
    """Hold the hidden tests against right solutions, misconceptions and mutants; audit.html shows the matrix."""
    from assay.course.release.gate import run_audit

    return 1 if run_audit(course, assignment, workers, override, question, quick).complaints else 0
