"""Stages submissions: what nbgrader grades is never the submitted folder, but a checked copy of it.

The copy holds the rebuilt notebook, the time of submission and nbgrader's receipt for it, nothing else: no link that
nbgrader would follow, no module that would shadow one of ours, no name that it does not know.
"""

from __future__ import annotations

import json
import os
import re
import shutil
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from assay.course.intake.handed_in import handed_in
from assay.course.intake.intake import Refused, notebook_name, read_submission, shortened
from assay.course.intake.rebuild import MARK, Notebook, grade_id, is_answer, rebuild, refusal
from assay.course.intake.times import parse_utc
from assay.course.places import Course, CourseError
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Verdict, digest

if TYPE_CHECKING:  # it imports pytest and NumPy, which take a second
    from assay.judge.bench import Bench

#: In an autograded notebook's metadata: the digest of all that it was made from.
MADE_FROM = "made_from"
#: In a staged notebook's metadata: the same, but for the verdict, which may still be missing.
STAGED_FROM = "staged_from"
#: In both: the digest of what was handed in, for a receipt.
HANDED_IN = "handed_in"
#: Beside what nbgrader's exchange has collected.
RECEIPT = "submission_secret.txt"
#: How the grade_id of a question's check begins; the rest is the question's.
TEST = "test_"
#: What is said of a notebook that was taken although it is called otherwise.
OTHER_NAME = "The only notebook handed in is called {name!r}; it was taken as {wanted}.ipynb."
#: Bytes of the end of an autograded notebook, which hold its own metadata; no text of it has such a line's beginning.
LAST, METADATA = 1 << 14, '\n "metadata": '
#: The tag of cells that do not depend on the student's work.
GIVEN = "given"
#: The tag of cells that only show what the student made.
PICTURE = "picture"


@dataclass(frozen=True)
class Staged:
    """A submission as taken in. ``refused`` is the sentence for the student if it could not be read, else ""."""

    student: str
    notebook: Notebook
    refused: str = ""
    _bases: dict[Bench, dict[str, Any]] = field(default_factory=dict, init=False, repr=False, compare=False)

    def basis(self, bench: Bench, assignment: str) -> dict[str, Any]:
        """All that a verdict on it depends on; worked out once for each bench."""
        if bench not in self._bases:
            self._bases[bench] = bench.basis(submission_of(assignment, self.notebook))
        return self._bases[bench]

    @property
    def notes(self) -> list[str]:
        """What had to be mended."""
        return list(self.notebook["metadata"][MARK]["notes"])


def read_release(course: Course, assignment: str) -> Notebook:
    """The notebook that students received.

    Raises:
        CourseError: it is missing or damaged.
    """
    path = course.release(assignment)
    try:
        notebook: Notebook = json.loads(path.read_text("utf-8"))
    except OSError:
        raise CourseError(f"{path.relative_to(course.root)} is missing. Run `make release` first.") from None
    except ValueError:
        raise CourseError(f"{path.relative_to(course.root)} is damaged. Run `make release` again.") from None
    for cell in notebook["cells"]:
        cell["source"] = "".join(cell["source"])
    return notebook


def take_in(course: Course, student: str, assignment: str, release: Notebook) -> Staged:
    """Reads one submission; never fails for what a student did."""
    folder = course.submitted(student, assignment)
    try:
        name = notebook_name(folder, assignment)
        submitted = read_submission(folder, assignment)
    except Refused as reason:
        return Staged(student, refusal(release, str(reason)), str(reason))
    except OSError as error:
        sentence = f"The file could not be read ({error.strerror})."
        return Staged(student, refusal(release, sentence), sentence)
    other = [] if name == f"{assignment}.ipynb" else [OTHER_NAME.format(name=shortened(name), wanted=assignment)]
    try:
        receipt_of, rebuilt = handed_in(submitted), rebuild(release, submitted, other)
        rebuilt["metadata"][MARK][HANDED_IN] = receipt_of
        return Staged(student, rebuilt)
    except Exception as error:  # a fault of ours, at a notebook that nobody thought of: it must not stop a class
        sentence = f"Our grader failed at it, through no fault of yours ({type(error).__name__})."
        return Staged(student, refusal(release, sentence), sentence)


def stage(course: Course, assignment: str, staged: Staged) -> Path:
    """Writes a taken-in submission where nbgrader will look for it; returns its folder."""
    folder = course.staged / staged.student / assignment
    if folder.exists():
        shutil.rmtree(folder)
    folder.mkdir(parents=True, mode=0o770)
    staged.notebook["metadata"][MARK][STAGED_FROM] = staged_basis(course, assignment, staged)
    (folder / f"{assignment}.ipynb").write_text(json.dumps(staged.notebook, indent=1) + "\n", "utf-8")
    submitted = course.submitted(staged.student, assignment)
    for name, text in (("timestamp.txt", submission_time(submitted)), (RECEIPT, receipt(submitted))):
        if text:
            (folder / name).write_text(text, "utf-8")
    return folder


def submission_time(folder: Path) -> str:
    """The text of a submission's timestamp.txt; "" where there is none that nbgrader can read."""
    text = small_text(folder / "timestamp.txt")
    try:
        parse_utc(text)
    except (ValueError, OverflowError, TypeError):
        return ""
    return text


def time_is_unreadable(folder: Path) -> bool:
    """Whether a submission has a timestamp.txt that says no time."""
    return os.path.lexists(folder / "timestamp.txt") and not submission_time(folder)


def receipt(folder: Path) -> str:
    """The secret under which nbgrader's exchange gives the feedback back; "" where none came with the submission."""
    text = small_text(folder / RECEIPT)
    return text if re.fullmatch("[0-9a-f]{32,128}", text) else ""


def small_text(path: Path) -> str:
    """The first characters of a small text file; "" where no plain file lies there, or no text is in it."""
    try:
        with os.fdopen(os.open(path, os.O_RDONLY | os.O_NOFOLLOW | os.O_NONBLOCK), "rb") as file:
            return file.read(200).decode().strip()
    except (OSError, ValueError):
        return ""


def submission_of(assignment: str, notebook: Notebook) -> Submission:
    """What of a rebuilt notebook is judged: its code cells, and before which of them a question's names are kept.

    Cells of the release tagged ``given`` show the same to everybody, whatever the student wrote; they are not run.
    """
    cells = [Cell(place, "".join(cell["source"]), checked_by(cell), settles(cell))
             for place, cell in enumerate(notebook["cells"])
             if cell["cell_type"] == "code" and GIVEN not in cell["metadata"].get("tags", ())]
    return Submission(assignment, tuple(cells), tuple(notebook["metadata"].get(MARK, {}).get("unclear", ())))


def checked_by(cell: dict[str, Any]) -> str:
    """The question whose check a cell of the release is, or ""."""
    name = grade_id(cell)
    return name.removeprefix(TEST) if name.startswith(TEST) and not is_answer(cell) else ""


def settles(cell: dict[str, Any]) -> bool:
    """Whether later cells may need what this one leaves: not so for visible tests and for pictures."""
    is_test = cell["metadata"].get("nbgrader", {}).get("grade") and not is_answer(cell)
    return not is_test and PICTURE not in cell["metadata"].get("tags", ())


def wanted_basis(course: Course, assignment: str, staged: Staged) -> str:
    """The digest of all that an autograded notebook is made from; "" where there is no verdict yet."""
    basis = staged.basis(course.bench(assignment), assignment)
    verdict = course.store(assignment).get(basis) if not staged.refused else None
    if verdict is None and not staged.refused:
        return ""
    return made_from(staged_basis(course, assignment, staged), verdict)


def made_from(staged: str, verdict: Verdict | None) -> str:
    """The digest of a staged notebook's own and of its verdict, which may be there in part only and be completed."""
    return digest([staged, verdict.to_json() if verdict else None])


def staged_basis(course: Course, assignment: str, staged: Staged) -> str:
    """The digest of the whole notebook, its time, and all that a verdict depends on."""
    notebook = {**staged.notebook, "metadata": {**staged.notebook["metadata"], MARK: None}}
    time = submission_time(course.submitted(staged.student, assignment))
    basis = staged.basis(course.bench(assignment), assignment)
    return digest([notebook, time, staged.refused, basis, staged.notebook["metadata"][MARK].get(HANDED_IN, "")])


def graded_basis(path: Path) -> str:
    """What an autograded notebook says it was made from; "" where it says nothing."""
    try:
        return str(json.loads(path.read_text("utf-8"))["metadata"][MARK][MADE_FROM])
    except (OSError, ValueError, KeyError, TypeError):
        return ""


def is_recorded(course: Course, assignment: str, staged: Staged, recorded: Mapping[str, str]) -> bool:
    """Whether both the autograded notebook and the gradebook say that they were made from all this.

    Args:
        recorded: what the gradebook says, by student.
    """
    autograded = graded_basis(course.autograded(staged.student, assignment))
    same = autograded != "" and autograded == recorded.get(staged.student)
    return same and autograded == wanted_basis(course, assignment, staged)


def graded_verdict(course: Course, assignment: str, student: str) -> Verdict | None:
    """The verdict that a student's grades came from; None where there is none any more, or the file was refused."""
    name = graded_mark(course, assignment, student).get("verdict")
    return course.store(assignment).named(str(name)) if name else None


def graded_refusal(course: Course, assignment: str, student: str) -> str:
    """Why a student's file could not be read, as it was recorded; "" if it could."""
    return str(graded_mark(course, assignment, student).get("refused", ""))


def graded_mark(course: Course, assignment: str, student: str) -> dict[str, Any]:
    """What was noted in an autograded notebook: ``notes``, ``unclear``, ``refused``, the verdict's name; or nothing.

    Its last part alone is read, as far as it can be: cells with pictures are long, and a class has many.
    """
    try:
        path = course.autograded(student, assignment)
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LAST))
            end = file.read().decode("utf-8", "replace")  # its first character may be cut
        text = end if METADATA in end else path.read_text("utf-8")
        _, last, end = text.rpartition(METADATA)
        metadata = json.JSONDecoder().raw_decode(end)[0] if last else json.loads(text)["metadata"]
        return dict(metadata[MARK])
    except (OSError, ValueError, KeyError, TypeError):
        return {}


def take_in_all(course: Course, assignment: str, students: Sequence[str]) -> list[Staged]:
    """Reads the submissions of several students, in the order given."""
    release: Any = read_release(course, assignment)
    return [take_in(course, student, assignment, release) for student in students]
