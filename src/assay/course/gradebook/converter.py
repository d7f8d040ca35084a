"""nbgrader's autograder, taught to start from staged submissions and to redo what has changed; and its export.

nbgrader has no setting for the folder of one step, for what stands before a release, nor for what makes formgrader's
pages, so ``install`` puts classes of ours where nbgrader looks its own up.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path
from typing import Any

import nbgrader.apps.api
import nbgrader.apps.autogradeapp
import nbgrader.apps.generateassignmentapp
import nbgrader.converters
from nbgrader.api import Gradebook
from nbgrader.converters import Autograde
from nbgrader.plugins import ExportPlugin

from assay.course.gradebook.database import signed
from assay.course.gradebook.export import write
from assay.course.grading import exchange
from assay.course.intake.staging import Staged, is_recorded, read_release, stage, take_in
from assay.course.judging.anew import read_anew
from assay.course.manual import formgrader_pages
from assay.course.places import Course, CourseError, name_fault
from assay.course.release.generate import GatedAssignment

STAGED = ".cache/staged"
FORMGRADER = "nbgrader.server_extensions.formgrader.formgrader"


class StagedAutograde(Autograde):
    """Grades ``.cache/staged`` instead of ``submitted``."""

    @property
    def _input_directory(self) -> str:
        return STAGED if self._sanitizing else str(self.coursedir.autograded_directory)

    def init_notebooks(self) -> None:
        """Stages the chosen submissions, then lets nbgrader find them."""
        read_anew()  # formgrader is open for days
        course, assignment = Course.of(self.coursedir.root, self.config), self.coursedir.assignment_id
        self.staged: dict[str, Staged] = {}
        chosen = self.coursedir.student_id
        if chosen != "*" and course.submitted(chosen, assignment).exists() and name_fault(chosen):
            raise CourseError(name_fault(chosen))
        release = read_release(course, assignment)
        if chosen == "*":
            shutil.rmtree(course.staged, ignore_errors=True)
        for student in course.students(assignment):
            if chosen in ("*", student):
                self.staged[student] = take_in(course, student, assignment, release)
                stage(course, assignment, self.staged[student])
        super().init_notebooks()

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """Whether to grade: also when the answers, the tests or the judge have changed since."""
        course = Course.of(self.coursedir.root, self.config)
        done = course.autograded(student_id, assignment_id)
        if done.exists() and not is_recorded(course, assignment_id, self.staged[student_id],
                                             signed(course, assignment_id)):
            shutil.rmtree(done.parent)
        return bool(super().init_destination(assignment_id, student_id))

    def init_assignment(self, assignment_id: str, student_id: str) -> None:
        """Looks for notebooks among the staged: one of another name counts as handed in, and keeps its grades."""
        submitted, self.coursedir.submitted_directory = self.coursedir.submitted_directory, STAGED
        try:
            super().init_assignment(assignment_id, student_id)
        finally:
            self.coursedir.submitted_directory = submitted
        if not (Path(self._format_source(assignment_id, student_id)) / "timestamp.txt").exists():
            with Gradebook(self.coursedir.db_url) as gradebook:  # nbgrader would keep the time of an earlier one
                gradebook.update_or_create_submission(assignment_id, student_id, timestamp=None)


class Table(ExportPlugin):
    """Our table of all grades from ``nbgrader export``, which would write a zero for what is not graded yet."""

    def export(self, gradebook: Gradebook) -> None:
        """Writes grades.csv, or the file that ``--to`` names."""
        write(gradebook, Path(self.to or "grades.csv"), list(map(str, self.student)), list(map(str, self.assignment)))


def install() -> None:
    """Makes nbgrader's own commands, API and formgrader use :class:`StagedAutograde` and
    :class:`~assay.course.release.generate.GatedAssignment`, formgrader bounded pages without live names; the
    exchange asks whose work it was.
    """
    exchange.install()
    modules: tuple[Any, ...] = (nbgrader.converters, nbgrader.apps.api)
    for module in (*modules, nbgrader.apps.autogradeapp):
        module.Autograde = StagedAutograde
    for module in (*modules, nbgrader.apps.generateassignmentapp):
        module.GenerateAssignment = GatedAssignment
    if formgrader := sys.modules.get(FORMGRADER):  # else this is no server
        formgrader_pages.install(formgrader)
