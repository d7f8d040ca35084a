"""The command line, ``assay VERB``: one verb a step; a course's Makefile calls it.

Exit status: 0 when done; 1 after one sentence on standard error, or when an audit complains; 2 when the command line
cannot be understood; 130 after Ctrl-C. Errors that an instructor can mend are one sentence.
"""

from __future__ import annotations

import sys
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.command import OVERRIDE, ROSTER, STUDENT, UNSAFE, VERBS, WORKERS, assay, verb

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


@assay.command(name="doctor", short_help="Say what stands between a course and its grading here, and what to do.")
@click.option("--course", type=click.Path(path_type=Path), default=None, metavar="DIR",
              help="The course (default: the one that this folder lies in).")
def doctor(course: Path | None) -> int:
    """Say what stands between a course and its grading here, and what to do."""
    from assay.course.doctor import findings
    from assay.course.places import Course, CourseError, found

    try:
        told = list(findings(Course(found(course))))
    except CourseError as error:
        told = [str(error)]
    for sentence in told:
        click.secho(f"doctor: {sentence}", fg="red", bold=True, err=True)
    if not told:
        print("Nothing stands in the way: rooms are closed here, and every assignment can be read.")
    return 1 if told else 0


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
    from assay.course.release.gate import prove

    pass_or_refuse(course, assignment, override)
    prove(course, assignment, workers, override)
    with writing(course):
        build_source(course.root, assignment)
        path = build_release(course.root, assignment)
    print(path.relative_to(course.root))


@verb()
def gradebook(course: Course, assignment: str) -> None:
    """Make gradebook.db, or tell it the assignment as it was given out; nothing is built."""
    from assay.course.gradebook.backups import backups
    from assay.course.gradebook.lock import writing
    from assay.course.grading.grading import missing
    from assay.course.places import CourseError
    from assay.course.release.build import tell_gradebook

    if not course.gradebook.exists() and backups(course):
        raise CourseError(missing(course))
    with writing(course):
        tell_gradebook(course.root, assignment)
    print(course.gradebook.relative_to(course.root))


@verb(WORKERS, OVERRIDE,
      click.option("--question", default="", metavar="NAME", help="One question only; no record for a release."),
      click.option("--quick", is_flag=True, help="As much as there is time for in ten seconds; what is done is kept."))
def audit(course: Course, assignment: str, workers: int | None, override: str, question: str, quick: bool) -> int:
    """Hold the hidden tests against right solutions, misconceptions and mutants; audit.html shows the matrix."""
    from assay.course.release.gate import run_audit

    return 1 if run_audit(course, assignment, workers, override, question, quick).complaints else 0


@verb(WORKERS)
def warm(course: Course, assignment: str, workers: int | None) -> None:
    """Compile ahead what all right solutions need, for a big class: once a machine and release."""
    from assay.course.grading.progress import bar
    from assay.course.grading.warm_up import warm as compile_ahead
    from assay.processes import cores

    styles = compile_ahead(course, assignment, workers or cores(), bar)
    print(f"What {styles} right solutions compile lies ready for every room.")


@verb(STUDENT, WORKERS, UNSAFE)
def autograde(course: Course, assignment: str, student: str, workers: int | None) -> None:
    """Grade what stands in submitted/; may be run again at any time."""
    from assay.course.grading.grading import autograde as grade
    from assay.course.grading.summary import print_summary

    graded = grade(course, assignment, student, workers)
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

    print_report(course, assignment)


@verb(about_one=False)
def export(course: Course) -> int:
    """Write all grades to grades.csv, in nbgrader's own format."""
    from assay.course.gradebook import export, pending

    if not pending.before_going_out(course):
        return 1
    print(export.export(course, course.root / "grades.csv").relative_to(course.root))
    return 0


@verb(ROSTER, about_one=False)
def students(course: Course, path: Path) -> None:
    """Read the roster: who is in the class, and who has an extension; says what has changed."""
    from assay.course.roster.enrol import read_roster

    print("\n".join(read_roster(course, path)))


@verb(click.option("--port", type=int, default=8888, show_default=True, help="Where it listens."), about_one=False)
def formgrader(course: Course, port: int) -> int:
    """Open nbgrader's formgrader on this course, on this machine only."""
    from assay.course.formgrader import serve
    from assay.course.gradebook.lock import Busy, writing

    with suppress(Busy), writing(course):  # a run at work has made its backup
        pass
    return serve(course, port)


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


@verb(STUDENT, UNSAFE)
def judge(course: Course, assignment: str, student: str) -> None:
    """Judge one student's submission and store the verdict; nbgrader's own autograde calls this."""
    from assay.course.grading.worker import judge_student, prepare

    prepare(course.cache, course.bench(assignment).optimize)
    if fault := judge_student(course, assignment, student):
        print(fault, file=sys.stderr)


__all__ = ["VERBS", "main"]


def main(argv: list[str] | None = None) -> int:
    """Runs a verb; returns the exit status, see above."""
    try:
        return int(assay.main(argv, prog_name="assay", standalone_mode=False) or 0)
    except click.ClickException as error:
        error.show()
        return error.exit_code
    except click.exceptions.Exit as leaving:
        return leaving.exit_code
    except (KeyboardInterrupt, click.Abort):
        return 130


if __name__ == "__main__":
    sys.exit(main())
