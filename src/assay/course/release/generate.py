"""nbgrader's generate_assignment behind our gate, and never with a release half made.

nbgrader itself deletes what was given out before it looks at the source, and deletes again when it fails. Here whoever
asks for a release (the command line, formgrader's button, the Python interface) gets that of ``assay release``, and the
new one takes the old one's place when it is whole.
"""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

from nbgrader.api import Gradebook
from nbgrader.converters import GenerateAssignment
from nbgrader.converters.base import NbGraderException
from traitlets import Bool

from assay.course.config import SERVER
from assay.course.gradebook.tables import note_order

#: Where a release is made, below the course.
BUILDING = ".cache/released"


class GatedAssignment(GenerateAssignment):
    """Releases through ``assay release``; what that itself asks for, in a folder of its own first."""

    proven = Bool(False, help="Whether the assignment has been looked over; `assay release` says so.").tag(config=True)

    @property
    def _output_directory(self) -> str:
        return BUILDING

    def start(self) -> None:
        """Makes the release.

        Raises:
            NbGraderException: something stands against it; the release is as it was.
        """
        if self.proven:
            super().start()
        elif self._given_out(self.coursedir.assignment_id).exists() and not self.force:
            self.log.warning("release/%s is there already, and is kept. To make it anew, use --force.",
                             self.coursedir.assignment_id)
        else:
            self._ask()

    def _ask(self) -> None:
        command = [sys.executable, "-P", "-m", "assay", "release", f"--course={self.coursedir.root}",
                   f"--assignment={self.coursedir.assignment_id}"]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
        for line in done.stdout.splitlines():
            self.log.info(line)
        for line in done.stderr.splitlines():
            self.log.error(line)
        if done.returncode:
            raise NbGraderException(done.stderr.strip() or "assay release ended without a word")

    def init_destination(self, assignment_id: str, student_id: str) -> bool:
        """A new folder, whatever was left in it."""
        shutil.rmtree(self._made(assignment_id), ignore_errors=True)
        return bool(super().init_destination(assignment_id, student_id))

    def run_post_convert_hook(self) -> None:
        """Puts the release, whole by now, in the old one's place."""
        name = self.coursedir.assignment_id
        self._note_order(self._made(name) / f"{name}.ipynb")
        exchange(self._made(name), self._given_out(name))
        super().run_post_convert_hook()

    def _note_order(self, notebook: Path) -> None:
        """Tells a gradebook on a server the order of a notebook's cells; a file knows it from how they were written."""
        if not SERVER.match(self.coursedir.db_url) or not notebook.exists():
            return
        cells = json.loads(notebook.read_text("utf-8"))["cells"]
        names = [cell["metadata"]["nbgrader"]["grade_id"] for cell in cells if "nbgrader" in cell["metadata"]]
        with Gradebook(self.coursedir.db_url, self.coursedir.course_id) as gradebook:
            note_order(gradebook, self.coursedir.assignment_id, names)
            gradebook.db.commit()

    def _made(self, assignment: str) -> Path:
        return Path(str(self.coursedir.root)) / BUILDING / assignment

    def _given_out(self, assignment: str) -> Path:
        return Path(str(self.coursedir.root)) / str(self.coursedir.release_directory) / assignment


def exchange(new: Path, place: Path) -> None:
    """Puts a folder in another one's place; where that fails, all is as it was.

    Raises:
        OSError: it cannot be put there.
    """
    place.parent.mkdir(parents=True, exist_ok=True)
    old = new.with_name(f"{new.name}.before")
    shutil.rmtree(old, ignore_errors=True)
    if place.exists():
        place.rename(old)
    try:
        new.rename(place)
    except OSError:
        if old.exists():
            old.rename(place)
        raise
    shutil.rmtree(old, ignore_errors=True)
