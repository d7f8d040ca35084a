"""The verbs about machines: what they compile ahead, many of them at once, a service, and what stands in their way."""

from __future__ import annotations

import signal
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.command import STUDENT, UNSAFE, WORKERS, assay, verb

if TYPE_CHECKING:  # importing these takes a second, in which nobody hears Ctrl-C: see command.run
    from assay.course.places import Course


@verb(WORKERS)
def warm(course: Course, assignment: str, workers: int | None) -> None:
    """Compile ahead what all right solutions need, for a big class: once a machine and release."""
    from assay.course.grading.progress import bar
    from assay.course.judging.warm_up import warm as compile_ahead
    from assay.processes import cores

    styles = compile_ahead(course, assignment, workers or cores(), bar)
    print(f"What {styles} right solutions compile lies ready for every room.")


@verb(STUDENT, WORKERS, click.option("--slice", "part", default="", metavar="K/N",
                                     help="One of N parts of the class, for a job array over a shared disk."), UNSAFE)
def judge(course: Course, assignment: str, student: str, workers: int | None, part: str) -> int:
    """Judge and store verdicts, and touch no gradebook: one student, or a slice of the class."""
    from assay.cluster.work import prepare
    from assay.course.judging.slices import Slice, judge_slice
    from assay.course.judging.worker import judge_student
    from assay.processes import cores

    if part:
        done, faults = judge_slice(course, assignment, Slice.named(part), workers or cores())
        for name, fault in faults.items():
            print(f"{name}: {fault}", file=sys.stderr)
        print(f"Slice {part}: {done} judged, {len(faults)} not. `make autograde` records them.")
        return int(bool(faults))
    prepare(course.cache, course.bench(assignment).optimize)
    if fault := judge_student(course, assignment, student):
        print(fault, file=sys.stderr)
    return 0


@verb(WORKERS, click.option("--slices", type=click.IntRange(1, 100_000), default=10, show_default=True, metavar="N",
                            help="How many jobs."),
      click.option("--scheduler", type=click.Choice(["slurm", "pbs", "sge"]), default="slurm", show_default=True,
                   help="Whose script."))
def array(course: Course, assignment: str, workers: int | None, slices: int, scheduler: str) -> None:
    """Print the script of a job array that judges a class in slices."""
    from assay.course.judging.slices import array_script

    print(array_script(course, assignment, slices, workers or 1, scheduler), end="")


def end_as_interrupted() -> None:
    """Has the signal by which services are ended be Ctrl-C, which what must not be cut in two holds back.

    A script's shell has what it starts in the background ignore Ctrl-C: a service hears it all the same.
    """
    signal.signal(signal.SIGINT, signal.default_int_handler)
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))


@verb(WORKERS, click.option("--only", multiple=True, metavar="NAME", help="Which assignments (default: all)."),
      click.option("--every", type=click.FloatRange(0.1, 3600), default=10.0, show_default=True, metavar="SECONDS",
                   help="How often it looks."),
      click.option("--feedback", type=click.Choice(["at-once", "after-deadline", "never"]), default="after-deadline",
                   show_default=True, help="When students are shown their pages."),
      click.option("--per-day", type=click.IntRange(1), default=3, show_default=True, metavar="N",
                   help="How many pages a student is shown in 24 hours."),
      click.option("--exchange", is_flag=True, help="Collect from nbgrader's exchange, and release pages there."),
      click.option("--lms", multiple=True, metavar="SYSTEM DIR",
                   type=(click.Choice(["canvas", "moodle", "gradescope"]), click.Path(path_type=Path)),
                   help="Collect the downloads of this system that are dropped into DIR/ASSIGNMENT/."),
      click.option("--status", is_flag=True, help="Say what the watcher is at; exit 1 if none is at work."),
      UNSAFE, about_one=False)
def watch(course: Course, workers: int | None, only: tuple[str, ...], every: float, feedback: str, per_day: int,
          exchange: bool, lms: tuple[tuple[str, Path], ...], status: bool) -> int:
    """Grade what comes in, and show pages by a policy, until it is ended."""
    from assay.course.places import CourseError
    from assay.course.watch.downloads import Inbox
    from assay.course.watch.policy import Policy, When
    from assay.course.watch.status import at_work, lines
    from assay.course.watch.watching import Watcher

    if status:
        found, working = at_work(course)
        print("\n".join(lines(found, working)))
        return int(not working)
    if strangers := set(only) - set(course.assignments):
        raise CourseError(f"There are no hidden tests for {', '.join(sorted(strangers))}.")
    if gone := [str(folder) for _, folder in lms if not folder.is_dir()]:
        raise CourseError(f"{gone[0]} is no folder. Make it, or name another with --lms.")
    names = only or course.assignments
    inboxes = [Inbox(system, folder.resolve(), flat=len(names) == 1) for system, folder in lms]
    end_as_interrupted()
    Watcher(course, names, Policy(When(feedback), per_day), every, exchange=exchange, inboxes=inboxes,
            workers=workers).run()
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


@assay.command(name="selftest", short_help="Prove that rooms are closed on this machine; needs no course.")
def selftest() -> int:
    """Prove that rooms are closed on this machine, as a worker of a cluster should before it joins."""
    import tempfile

    from assay.room.diagnosis import SandboxUnavailable
    from assay.room.selftest import self_test

    with tempfile.TemporaryDirectory(prefix="assay-") as private:
        try:
            self_test(Path(private))
        except SandboxUnavailable as error:
            click.secho(f"selftest: {error}", fg="red", bold=True, err=True)
            return 1
    print("Rooms are closed here.")
    return 0
