"""nbgrader's exchange, taught to ask whose work it was: when it is collected, and before all pages are released."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback

from assay.course.grading.origin import HELD, OWNERS, doubts
from assay.course.places import Course

release = ExchangeReleaseFeedback.copy_files


def install() -> None:
    """Lets nbgrader's own commands, API and formgrader do so too; an exchange that is no folder is left alone."""
    ExchangeCollect.do_copy = _collect
    ExchangeReleaseFeedback.copy_files = _release


def _collect(self: ExchangeCollect, source: str, copy: str, log: Any = None) -> None:
    """Copies a submission; in the copy lie the numbers of whom it belonged to, since its owner may take it away."""
    owners = [path.lstat().st_uid for path in (Path(source), *sorted(Path(source).glob("*.ipynb")))]
    super(ExchangeCollect, self).do_copy(source, copy, log)
    note = Path(copy) / OWNERS
    if note.is_dir() and not note.is_symlink():  # the student's
        shutil.rmtree(note)
    note.unlink(missing_ok=True)
    note.write_text(" ".join(map(str, dict.fromkeys(owners))), "ascii")


def _release(self: ExchangeReleaseFeedback) -> None:
    """Releases pages; of all of them, none on work under another's name, but that of a student who is named."""
    folder, assignment = self.coursedir, self.coursedir.assignment_id
    course, before = Course.of(folder.root, self.config), folder.student_id_exclude
    asked = course.students(assignment) if folder.student_id in ("", "*") else []
    held = doubts(course, assignment, asked, times=False)
    for student, doubt in held.items():
        self.log.warning(HELD.format(doubt=doubt, student=student, assignment=assignment))
    folder.student_id_exclude = ",".join([*filter(None, [before]), *held])
    try:
        release(self)
    finally:
        folder.student_id_exclude = before
