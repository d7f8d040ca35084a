"""Who needs nothing: the submissions that stand as they were last graded, told by bytes alone.

A note beside the course says of each student what grading started from and what it left, each as a SHA-256 over whole
files, and what the gradebook signed. While all are what they were, nothing has to be parsed, rebuilt or compared. No
time or size of a file is believed: a notebook that was changed and given its old time back is read, and differs. The
note may be deleted at any time; it only saves work.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from importlib.metadata import version
from pathlib import Path

from assay.course.gradebook.database import signed
from assay.course.intake.intake import Refused, contents, notebook_name
from assay.course.intake.staging import Staged, is_recorded, submission_time
from assay.course.places import Course
from assay.judge.bench import digest_of
from assay.judge.submission import Submission
from assay.judge.verdict import canonical, digest, replace_file


@dataclass(frozen=True)
class Note:
    """Of one student: what grading started from, what it left and signed, which verdict, what the run said."""

    before: str
    after: str
    signed: str
    verdict: str
    refused: str
    notes: list[str]


class Settled:
    """What earlier runs noted of one assignment."""

    def __init__(self, course: Course, assignment: str) -> None:
        self.course, self.assignment = course, assignment
        self.path = course.root / ".cache" / "settled" / f"{assignment}.json"
        release = hashlib.sha256(course.release(assignment).read_bytes()).hexdigest()
        # The last is the basis of no submission: all that a verdict depends on besides the student's work.
        self._common = digest([release, digest_of((Path(__file__).parent,)), version("nbgrader"),
                               course.bench(assignment).basis(Submission(assignment, ()))])
        self._held = _read(self.path)
        self._signed = signed(course, assignment)
        self._before: dict[str, str] = {}

    def stands(self, student: str) -> Note | None:
        """What was noted of a student, if nothing has changed since."""
        self._before[student] = self._handed_in(student)
        held = self._held.get(student)
        same = held and held.before == self._before[student] and held.signed == self._signed.get(student) \
            and held.after == self._left(student, held.verdict)
        return held if same else None

    def note(self, staged: Iterable[Staged]) -> None:
        """Notes of these submissions the ones of which all is done, and writes it down."""
        store, bench = self.course.store(self.assignment), self.course.bench(self.assignment)
        recorded = signed(self.course, self.assignment)
        for each in staged:
            basis = each.basis(bench, self.assignment)
            found = None if each.refused else store.get(basis)
            if not each.refused and (found is None or not found.complete):
                continue  # to be judged again
            verdict = "" if each.refused else store.path(basis).name
            # What was handed in was read before it was taken in: what changed in between will differ next time.
            before, after = self._before.get(each.student, ""), self._left(each.student, verdict)
            if before and after and is_recorded(self.course, self.assignment, each, recorded):
                made_from = recorded[each.student]
                self._held[each.student] = Note(before, after, made_from, verdict, each.refused, each.notes)
        self.path.parent.mkdir(parents=True, exist_ok=True, mode=0o770)
        replace_file(self.path, canonical({student: asdict(note) for student, note in self._held.items()}))

    def _handed_in(self, student: str) -> str:
        """The digest of what grading would start from; "" where no notebook can be read."""
        folder = self.course.submitted(student, self.assignment)
        try:
            name = notebook_name(folder, self.assignment)
            notebook = contents(folder, name)
        except (Refused, OSError):
            return ""
        return digest([self._common, submission_time(folder), ascii(name), hashlib.sha256(notebook).hexdigest()])

    def _left(self, student: str, verdict: str) -> str:
        """The digest of what grading made: the autograded notebook and its verdict; "" where one is missing."""
        whole = hashlib.sha256()
        try:
            whole.update(self.course.autograded(student, self.assignment).read_bytes())
            whole.update((self.course.store(self.assignment).folder / verdict).read_bytes() if verdict else b"")
        except OSError:
            return ""
        return whole.hexdigest()


def _read(path: Path) -> dict[str, Note]:
    """The notes on disk; none where there are none, or where they are damaged."""
    try:
        return {student: Note(**note) for student, note in json.loads(path.read_text("ascii")).items()}
    except (OSError, ValueError, TypeError, AttributeError):
        return {}
