"""How a verb of the command line is made of a function: its options, its course, one sentence for what goes wrong."""

from __future__ import annotations

import functools
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

VERBS: dict[str, click.Command] = {}
Decorator = Callable[[Callable[..., Any]], Callable[..., Any]]

STUDENT = click.option("--student", default="*", metavar="NAME", help="One student only (default: all).")
WORKERS = click.option("--workers", type=click.IntRange(1), default=None, metavar="N",
                       help="How many judge at once (default: one a core).")
UNSAFE = click.option("--without-sandbox", is_flag=True,
                      help="UNSAFE: run students' code with this account's rights; verdicts record it.")
OVERRIDE = click.option("--override", default="", metavar="REASON",
                        help="Release although the audit complains; the reason is recorded.")
ROSTER = click.option("--file", "path", type=click.Path(path_type=Path), required=True, metavar="CSV",
                      help="Ids, and as you like names, e-mail, section, LMS ids, extensions.")


@click.group(context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100})
@click.version_option(package_name="assay")
def assay() -> None:
    """Autograded assignments on nbgrader, judged from outside the student's kernel.

    Works on the course that it is called in: the nearest folder upwards that has an nbgrader_config.py.
    """


def verb(*options: Decorator, about_one: bool = True) -> Decorator:
    """Makes a verb of a function of a course: finds the course, and makes one sentence of what goes wrong.

    Args:
        options: further ones, besides the course.
        about_one: whether it is about one assignment, which it is given as ``assignment``.
    """
    def decorate(function: Callable[..., int | None]) -> Callable[..., Any]:
        @functools.wraps(function)
        def called(course: Path | None, **given: Any) -> int:
            name = function.__name__.rstrip("_")  # what is a word of Python's has a line behind it
            try:
                return run(name, function, course, given, about_one)
            except KeyboardInterrupt:
                print(f"{name}: stopped; what is done is kept, run it again to go on.", file=sys.stderr)
                return 130

        whole: Any = called
        for option in reversed(options):
            whole = option(whole)
        if about_one:
            whole = click.option("--assignment", default=None, metavar="NAME",
                                 help="Which assignment (default: the only one).")(whole)
        whole = click.option("--course", type=click.Path(path_type=Path), default=None, metavar="DIR",
                             help="The course (default: the one that this folder lies in).")(whole)
        VERBS[function.__name__.rstrip("_")] = command = assay.command(
            name=function.__name__.rstrip("_"), short_help=function.__doc__)(whole)
        return command
    return decorate


def run(name: str, function: Callable[..., int | None], place: Path | None, given: dict[str, Any],
        about_one: bool) -> int:
    """Runs a verb; returns the exit status."""
    import sqlite3

    from assay.audit.styles import StylesError
    from assay.course.config import BuildError, course_config
    from assay.course.places import Course, CourseError, found
    from assay.course.privacy import is_shared, keeping
    from assay.judge.evidence import JudgeFault
    from assay.room.diagnosis import SandboxUnavailable
    from assay.room.limits import Isolation

    course = Course(place or Path.cwd())
    try:
        course = Course(found(place), Isolation.NONE if given.pop("without_sandbox", False) else Isolation.BUBBLEWRAP)
        if about_one:
            given["assignment"] = given["assignment"] or course.only_one()
        with keeping(is_shared(course_config(course.root)), course.root):
            return function(course, **given) or 0
    except (CourseError, BuildError, StylesError, SandboxUnavailable, JudgeFault, FileNotFoundError) as error:
        click.secho(f"{name}: {error}", fg="red", bold=True, err=True)
        return 1
    except Exception as error:
        from sqlalchemy.exc import SQLAlchemyError

        from assay.course.machine_faults import sentence

        if not isinstance(error, (OSError, MemoryError, sqlite3.Error, SQLAlchemyError)):
            raise
        print(f"{name}: {sentence(error, course)}", file=sys.stderr)
        return 1
