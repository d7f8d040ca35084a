"""The verbs of students, and of who wants to see what they see."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from assay.command import assay, verb

if TYPE_CHECKING:  # importing these takes a second, in which nobody hears Ctrl-C: see command.run
    from assay.course.places import Course


@verb(click.option("--port", type=int, default=8888, show_default=True, help="Where it listens."))
def student(course: Course, assignment: str, port: int) -> None:
    """Open JupyterLab on a copy of what students receive, on this machine only."""
    from assay.course.student import serve

    serve(course, assignment, port)


@assay.command(name="selfcheck", short_help="Say which visible examples of a NOTEBOOK hold, and print its receipt.")
@click.argument("notebook", metavar="NOTEBOOK", type=click.Path(path_type=Path))
@click.option("--release", type=click.Path(path_type=Path), default=None, metavar="IPYNB",
              help="The notebook that was given out, to mend this one by as when it is handed in.")
def selfcheck(notebook: Path, release: Path | None) -> int:
    """Say which visible examples of a NOTEBOOK hold, and print its receipt.

    The notebook runs in the judge's room; no hidden test is needed, nor asked. Exit status 1 where one does not hold.
    """
    from assay.course.places import CourseError
    from assay.course.selfcheck import look
    from assay.judge.evidence import JudgeFault
    from assay.pages.selfcheck import as_text
    from assay.room.diagnosis import SandboxUnavailable

    try:
        found = look(notebook, release)
    except (CourseError, SandboxUnavailable, JudgeFault, OSError) as error:
        click.secho(f"selfcheck: {error}", fg="red", bold=True, err=True)
        return 1
    print(as_text(found.questions, found.others, found.mended, found.receipt), end="")
    return 1 if any(each.complaint for each in found.questions) else 0
