"""nbgrader's exchange, taught whose work it was, when it is collected and before pages are released; and that one
student's folder keeps nobody else's from either.
"""

from __future__ import annotations

import glob
import os
import stat
from datetime import datetime
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from nbgrader.coursedir import CourseDirectory
from nbgrader.exchange.default import ExchangeCollect, ExchangeReleaseFeedback

from assay.course.grading.copying import Copy
from assay.course.grading.origin import HELD, OWNERS, doubts
from assay.course.intake.staging import submission_time
from assay.course.intake.times import parse_utc
from assay.course.places import Course
from assay.course.privacy import account, has_account, keeping, owner_of
from assay.pages.words import visible

release = ExchangeReleaseFeedback.copy_files
choose = ExchangeCollect.init_src
TIME = "timestamp.txt"
#: What is no submission, whatever its name begins with.
NONE = {"username": None, "filename": "", "timestamp": datetime.min, "believed": False}


def install() -> None:
    """Lets nbgrader's own commands, API and formgrader do so too; an exchange that is no folder is left alone."""
    ExchangeCollect.init_src = _choose
    ExchangeCollect._path_to_record = _record
    ExchangeCollect._sort_by_timestamp = _sorted
    ExchangeCollect.do_copy = _collect
    ExchangeReleaseFeedback.copy_files = _release
    CourseDirectory.get_existing_timestamp = _existing


def _choose(self: ExchangeCollect) -> None:
    """Of each student one folder; what is none of a submission's is passed over."""
    choose(self)
    self.src_records = [each for each in self.src_records if each["username"] is not None]


def _record(self: ExchangeCollect, path: str) -> dict[str, Any]:
    """What a folder's name says: anybody may have made it, under any name.

    ``believed`` is it where the student is an account of this machine, unless another student's account made it.
    """
    name = Path(path).name
    try:
        student, assignment, time, *_ = name.rsplit("+", 3)
        said, there = parse_utc(time), Path(path).lstat()
        if not student or assignment != self.coursedir.assignment_id or not stat.S_ISDIR(there.st_mode):
            raise ValueError(name)
    except (ValueError, OverflowError, OSError):
        self.log.warning("%s in the exchange is no submission, and was left there.", visible(name)[:200])
        return NONE
    ours = there.st_uid in (0, os.geteuid(), owner_of(Path(self.coursedir.root)), owner_of(Path(self.inbound_path)))
    return {"username": student, "filename": name, "timestamp": said,
            "believed": ours or not has_account(student) or account(there.st_uid) == student}


def _sorted(_: ExchangeCollect, records: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The newest first, but nothing of another account's before what is the student's own."""
    return sorted(records, key=lambda each: (each["believed"], each["timestamp"]), reverse=True)


def _collect(self: ExchangeCollect, source: str, copy: str, log: Any = None) -> None:
    """Copies a submission; in the copy lie the numbers of whom it belonged to, since its owner may take it away.

    Its time is that of the folder's name, by which it was chosen, also where its file says another one or none: else
    it would seem newer again and again.
    """
    directory, say = self.coursedir, log or self.log

    def wanted(name: str) -> bool:
        return any(fnmatch(name, each) for each in directory.include) and not any(
            fnmatch(name, each) for each in (*directory.ignore, OWNERS, TIME))

    def left_out(what: str) -> None:
        say.warning("Of %s was left out: %s", visible(Path(source).name)[:200], visible(what)[:200])

    with keeping(directory.groupshared):
        taken, to = Copy(wanted, left_out), Path(copy)
        taken.folder(Path(source), to)
        (to / OWNERS).write_text(" ".join(map(str, dict.fromkeys(taken.owners))), "ascii")
        time, said = Path(source).name.rsplit("+", 3)[2], submission_time(Path(source))
        (to / TIME).write_text(said if said and parse_utc(said) == parse_utc(time) else time, "utf-8")


def _existing(_: CourseDirectory, folder: str) -> datetime | None:
    """When a submission was handed in; None where it does not say."""
    said = submission_time(Path(folder))
    return parse_utc(said) if said else None


def _release(self: ExchangeReleaseFeedback) -> None:
    """Releases pages; of all of them, none on work under another's name, but that of a student who is named.

    A page that cannot be released, as nobody's secret came with the work, stops no other.
    """
    folder, assignment = self.coursedir, self.coursedir.assignment_id
    if folder.student_id not in ("", "*"):
        release(self)
        return
    course = Course.of(folder.root, self.config)
    held = doubts(course, assignment, course.students(assignment), times=False)
    for student, doubt in held.items():
        self.log.warning(HELD.format(doubt=doubt, student=student, assignment=assignment))
    for page in sorted(course.root.glob(f"feedback/*/{glob.escape(assignment)}")):
        if page.parent.name not in held:
            self.src_path = glob.escape(str(page))
            try:
                release(self)
            except OSError as error:
                self.log.warning("The page of %s was not released: %s", visible(page.parent.name), error)
