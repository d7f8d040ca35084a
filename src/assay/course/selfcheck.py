"""A student's own look at a notebook, from its file alone: run as the judge runs it, in the judge's room.

Nothing hidden is asked, and nothing hidden is here: only the checks that stand in the notebook itself say what holds.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.course.intake.handed_in import handed_in
from assay.course.intake.intake import Refused, checked, contents, parsed
from assay.course.intake.rebuild import MARK, Notebook, grade_id, rebuild
from assay.course.intake.staging import submission_of
from assay.course.places import CourseError
from assay.course.roomfile import FILE, FILES_CAP, FORBIDDEN
from assay.judge.evidence import plain
from assay.judge.session import Ran, Session
from assay.judge.submission import Submission
from assay.pages.selfcheck import Checked
from assay.pages.words import ended_cell
from assay.room.furnishing import Furnishing
from assay.room.room import Isolation, Limits
from assay.room.selftest import self_test

NOT_RUN = "It was not run: the notebook had used up its time before, or a cell above ended it."
UNCHECKED = ("No check was found: the cells whose names begin with test_ are missing. Take the notebook that you were "
             "given, or name it with --release.")


@dataclass(frozen=True)
class Look:
    """What came of a notebook: question by question, what other cells said, what was mended, and the receipt."""

    questions: tuple[Checked, ...]
    others: tuple[str, ...]
    mended: tuple[str, ...]
    receipt: str


def look(path: Path, release: Path | None = None, isolation: Isolation = Isolation.BUBBLEWRAP) -> Look:
    """Runs a notebook in a room, and says which of its own checks hold.

    Args:
        path: the notebook.
        release: the notebook that was given out, to mend this one by, as it will be when it is handed in; else it is
            run as it is.
        isolation: of the room.

    Raises:
        CourseError: a file cannot be read as a notebook, or it holds no check.
        SandboxUnavailable: there are no rooms on this machine.
        JudgeFault: no room could be had.
    """
    submitted = read(path)
    receipt, mended = handed_in(submitted), tuple[str, ...]()
    if release is not None:
        submitted = rebuild(read(release), submitted)
        mended = tuple(submitted["metadata"][MARK]["notes"])
    submission = submission_of(path.stem, submitted)
    if not any(cell.question for cell in submission.cells):
        raise CourseError(f"{path.name}: {UNCHECKED}")
    if isolation is Isolation.BUBBLEWRAP:
        self_test(path.resolve().parent)
    limits = Limits()
    with Session(submission.cells, limits, isolation, private=path.resolve().parent,
                 furnishing=Furnishing(files=beside(path, submission))) as session:
        session.run_notebook()
    return Look(*told(submission, submitted["cells"], session.ran, limits), mended, receipt)


def read(path: Path) -> Notebook:
    """A notebook, taken in as a submission is.

    Raises:
        CourseError: it cannot be; the sentence is the one of the intake.
    """
    try:
        return checked(parsed(contents(path.parent, path.name)))
    except FileNotFoundError:
        raise CourseError(f"{path} is not there. Name the notebook, such as `assay selfcheck convolution.ipynb`."
                          ) from None
    except Refused as refused:
        raise CourseError(str(refused)) from None


def beside(path: Path, submission: Submission) -> tuple[Path, ...]:
    """The data files beside a notebook that it names: rooms see no others."""
    code = "\n".join(cell.source for cell in submission.cells)
    found = [each for each in sorted(path.resolve().parent.iterdir()) if each.is_file() and not each.is_symlink()
             and FILE.fullmatch(each.name) and not each.name.endswith(FORBIDDEN) and each.name in code]
    return tuple(found) if sum(each.stat().st_size for each in found) <= FILES_CAP else ()


def told(submission: Submission, cells: Sequence[Mapping[str, Any]], ran: Mapping[int, Ran],
         limits: Limits) -> tuple[tuple[Checked, ...], tuple[str, ...]]:
    """What the checks of a notebook said, question by question, and what went wrong in its other cells."""
    questions, others = list[Checked](), list[str]()
    for cell in submission.cells:
        done = ran.get(cell.place)
        said = NOT_RUN if done is None else ended_cell(done.ended, limits) if done.ended else _complaint(done)
        if cell.question:
            questions.append(Checked(cell.question, said))
        elif said and (done is None or done.ended or cell.settles):
            name = grade_id(dict(cells[cell.place]))
            others.append(f"Cell {cell.place + 1}{f' ({name})' if name else ''}: {said}")
    return tuple(questions), tuple(others)


def _complaint(done: Ran) -> str:
    """What a cell complains of, whether it raises or only says so in red; "" if of nothing, or only warned."""
    errors = [each for each in done.outputs if each["output_type"] == "error"]
    if errors:
        return f"Your code raised {plain(str(errors[0]['ename']), 80)}: {plain(str(errors[0]['evalue']), 300)}"
    said = "".join(str(each["text"]) for each in done.outputs
                   if each["output_type"] == "stream" and each.get("name") == "stderr")
    # A warning names its class, and shows the line that it is about further in.
    return " ".join(line for line in said.splitlines() if "Warning" not in line and not line.startswith(" "))[:600]
