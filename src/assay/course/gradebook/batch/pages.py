"""Feedback pages of a class without nbgrader's converter around each: what it would read, run and write, once.

As with recording, what is set up in a way that is not known here is left to the converter, and so is a page at which
anything goes wrong.
"""

from __future__ import annotations

import json
import shutil
from contextlib import chdir, nullcontext
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4.rwbase import rejoin_lines, strip_transient
from nbgrader.converters import GenerateFeedback
from nbgrader.utils import find_all_files

from assay.course.config import EXPORTER, TELL
from assay.course.gradebook import told
from assay.course.gradebook.batch.assigned import Otherwise
from assay.course.gradebook.batch.known import Batch, opened_as
from assay.course.gradebook.reading import Reading, Session
from assay.course.page_limit import PAGE_SECONDS, at_most
from assay.course.places import Course


class PageMaker(Batch):
    """For the pages of one assignment."""

    converts = GenerateFeedback
    settings = "GenerateFeedback", {"preprocessors": [TELL], "exporter_class": EXPORTER}

    def __init__(self, course: Course, assignment: str, nbgrader: Any) -> None:
        """Arguments and errors as of a batch."""
        super().__init__(course, assignment, nbgrader)
        self.step = told.Tell(parent=self.converter)

    def make(self, student: str) -> None:
        """Makes one student's page.

        Raises:
            TimeoutError: it takes too long; there is no page then.
            Otherwise: it is left to the converter.
            Exception: anything that nbgrader's own way may raise.
        """
        graded = self.course.autograded(student, self.assignment)
        page = self.course.feedback(student, self.assignment)
        try:
            with at_most(PAGE_SECONDS), chdir(self.course.root):
                text = self._page(graded, student)
        except TimeoutError:
            shutil.rmtree(page.parent, ignore_errors=True)
            raise
        if page.parent.exists():
            shutil.rmtree(page.parent)
        for beside in map(Path, find_all_files(str(graded.parent), [*self.converter.coursedir.ignore, "*.ipynb"])):
            copy = page.parent / beside.relative_to(graded.parent)
            copy.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(beside, copy)
        if not page.parent.exists():
            page.parent.mkdir(mode=0o755, parents=True)
        page.write_text(text, "utf-8")
        self.converter.set_permissions(self.assignment, student)

    def _page(self, graded: Path, student: str) -> str:
        notebook = strip_transient(rejoin_lines(nbformat.from_dict(json.loads(graded.read_text("utf-8")))))
        if notebook.nbformat != 4:
            raise Otherwise("it is no notebook of format 4")
        nbformat.validate(notebook, relax_add_props=True)
        names = {"student": student, "assignment": self.assignment, "notebook": self.assignment, "db_url": self.url}
        with self.engine.connect() as held, opened_as(nullcontext(Reading(Session(held))), told):
            return str(self.step(notebook, {"nbgrader": names})[1]["page"])
