"""The verbs of who grades by hand."""

from __future__ import annotations

from contextlib import suppress
from typing import TYPE_CHECKING

import click

from assay.command import verb

if TYPE_CHECKING:  # importing these takes a second, in which nobody hears Ctrl-C: see command.run
    from assay.course.places import Course


@verb(click.option("--question", default="", metavar="NAME", help="Which (default: the only one for people)."),
      click.option("--port", type=click.IntRange(0, 65535), default=0, metavar="N",
                   help="Where it listens (default: where there is room)."))
def grade(course: Course, assignment: str, question: str, port: int) -> None:
    """Grade one question by hand: all answers on one page, on this machine only."""
    from assay.course.gradebook.lock import Busy, writing
    from assay.course.manual.desk import Desk
    from assay.course.manual.marks import find_question
    from assay.course.manual.server import Server

    with Server(Desk(course, find_question(course, assignment, question)), port) as server:
        with suppress(Busy), writing(course):  # a run at work has made its backup
            pass
        print(f"Open {server.address}\nIt is for you alone, until you press Ctrl-C. All is saved at once; nobody "
              "else's page shows it before you run `make feedback`.", flush=True)
        server.serve_forever()
