"""Records one student after the other as nbgrader's converter would: its steps, on notebooks in memory.

The converter opens the gradebook ten times for each student, writes what is staged, reads, copies, proves, writes,
reads, copies and proves it again. Here its own preprocessors and ours run one after the other on one notebook, with a
:class:`~assay.course.gradebook.batch.ledger.Ledger` where they would open the gradebook. What a course has set in a way
that is not known here is left to the converter, and so is a student whom anything goes wrong with.
"""

from __future__ import annotations

import json
import shutil
from contextlib import ExitStack, chdir
from pathlib import Path
from typing import Any

import nbformat
from nbformat.v4.nbjson import BytesEncoder
from nbformat.v4.rwbase import rejoin_lines, split_lines, strip_transient
from nbgrader import api as gradebooks
from nbgrader.preprocessors import latesubmissions, overwritecells, overwritekernelspec, saveautogrades
from nbgrader.utils import find_all_files, parse_utc

from assay.course.config import AUTOGRADE, JUDGE, SANITIZE
from assay.course.gradebook import preprocessors
from assay.course.gradebook.batch.assigned import Otherwise, read_assignment
from assay.course.gradebook.batch.known import Batch, opened_as
from assay.course.gradebook.batch.ledger import Ledger
from assay.course.gradebook.converter import StagedAutograde
from assay.course.intake.rebuild import MARK
from assay.course.intake.staging import RECEIPT, STAGED_FROM, Staged, receipt, staged_basis, submission_time
from assay.course.places import Course

#: Where steps open the gradebook.
OPENERS: tuple[Any, ...] = (overwritekernelspec, overwritecells, saveautogrades, latesubmissions, preprocessors)


class Recorder(Batch):
    """For the students of one assignment."""

    converts = StagedAutograde
    settings = "Autograde", {"sanitize_preprocessors": [f"nbgrader.preprocessors.{name}" for name in SANITIZE],
                             "autograde_preprocessors": [JUDGE, *AUTOGRADE]}

    def __init__(self, course: Course, assignment: str, nbgrader: Any) -> None:
        """Reads what all students share; arguments and errors as of a batch, also where the assignment is unknown."""
        super().__init__(course, assignment, nbgrader)
        exporter = self.converter.exporter_class(parent=self.converter, config=self.converter.config)
        self.sanitize, self.autograde = (steps(exporter, names) for names in (
            self.converter.sanitize_preprocessors, self.converter.autograde_preprocessors))
        directory = self.converter.coursedir
        for known in (directory.course_id, "default_course"):  # as nbgrader's steps do, which name no course
            with gradebooks.Gradebook(self.url, known):
                pass
        with ExitStack() as otherwise:
            otherwise.callback(self.close)
            with self.engine.begin() as connection:
                self.known = read_assignment(connection, assignment)
            otherwise.pop_all()
        source = Path(directory.format_path(directory.source_directory, ".", assignment))
        self.sources = {Path(path).relative_to(source): Path(path) for path in find_all_files(
            str(source), [*directory.ignore, "*.ipynb"])}

    def record(self, staged: Staged) -> None:
        """Records one student: files and rows, all of them or none.

        Raises:
            Otherwise: it is left to the converter.
            Exception: anything that nbgrader's steps raise.
        """
        folder = self.course.autograded(staged.student, self.assignment).parent
        handed_in = self.course.submitted(staged.student, self.assignment)
        time = submission_time(handed_in)
        beside = {"timestamp.txt": time, RECEIPT: receipt(handed_in)}
        notebook = self._staged(staged)
        with self.engine.connect() as connection:
            ledger = Ledger(connection, self.known, staged.student, parse_utc(time) if time else None)
            with chdir(self.course.root), opened_as(ledger, *OPENERS):
                notebook = self._graded(notebook, staged.student)
            ledger.write()
            text = written(notebook)
            if folder.exists():
                shutil.rmtree(folder)
            try:
                self._put(folder, text, {name: said for name, said in beside.items() if said})
                self.converter.set_permissions(self.assignment, staged.student)
                connection.commit()
            except BaseException:
                shutil.rmtree(folder, ignore_errors=True)
                raise

    def _staged(self, staged: Staged) -> Any:
        """The notebook that the converter would read from the staged file.

        Raises:
            Otherwise: nbformat would mend it, or there is no verdict on it.
        """
        basis = staged.basis(self.course.bench(self.assignment), self.assignment)
        if not staged.refused and not self.course.store(self.assignment).path(basis).exists():
            raise Otherwise("it is not judged yet")
        staged.notebook["metadata"][MARK][STAGED_FROM] = staged_basis(self.course, self.assignment, staged)
        notebook = strip_transient(rejoin_lines(nbformat.from_dict(json.loads(json.dumps(staged.notebook)))))
        ids = [cell.get("id") for cell in notebook.cells]
        if (notebook.nbformat, notebook.nbformat_minor) != (4, 5) or None in ids or len({*ids}) != len(ids):
            raise Otherwise("its cells have no names of their own")
        return notebook

    def _graded(self, notebook: Any, student: str) -> Any:
        for chain in (self.sanitize, self.autograde):
            told: Any = {"nbgrader": {"student": student, "assignment": self.assignment, "notebook": self.assignment,
                                      "db_url": self.url}}
            for step in chain:
                notebook, told = step(notebook, told)
        nbformat.validate(notebook, relax_add_props=True)
        return notebook

    def _put(self, folder: Path, text: str, beside: dict[str, str]) -> None:
        for name, said in beside.items():
            folder.mkdir(parents=True, exist_ok=True)
            (folder / name).write_text(said, "utf-8")
        for place, path in self.sources.items():
            (folder / place).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(path, folder / place)
        if not folder.exists():
            folder.mkdir(mode=0o755, parents=True)
        (folder / f"{self.assignment}.ipynb").write_text(text, "utf-8")


def steps(exporter: Any, names: list[str]) -> list[Any]:
    """The preprocessors of these names, as the converter makes them."""
    exporter._preprocessors = []
    for name in names:
        exporter.register_preprocessor(name)
    return list(exporter._preprocessors)


def written(notebook: Any) -> str:
    """The notebook as nbformat writes it, which would copy and prove it once more."""
    plain = strip_transient(split_lines(notebook))
    return json.dumps(plain, cls=BytesEncoder, ensure_ascii=False, indent=1, sort_keys=True,
                      separators=(",", ": ")) + "\n"
