"""One collected notebook, put where grading looks for it: whole or not at all, and never over newer work."""

from __future__ import annotations

import os
from enum import StrEnum
from hashlib import sha256
from pathlib import Path

from assay.course.intake.intake import Refused, contents, notebook_name
from assay.course.intake.staging import RECEIPT, submission_time
from assay.course.lms.downloads import Offer
from assay.course.lms.given import Collected
from assay.course.places import Course, name_fault
from assay.pages.words import visible

AWAY = "To take this one, move that away and run this again."


class Done(StrEnum):
    """What came of it."""

    NEW = "new"
    NEWER = "newer than before"
    SAME = "as they were"


class Kept(Exception):
    """What stands there was kept; the text says why."""


def place(course: Course, assignment: str, student: str, offer: Offer, data: bytes, held: Collected | None) -> Done:
    """Puts a notebook into a student's folder, with its time where the system says one.

    Args:
        course: whose.
        assignment: which.
        student: who.
        offer: where it is from.
        data: the notebook.
        held: what was collected before from this system.

    Raises:
        Kept: something else stands there, or something newer.
        OSError: it cannot be written.
    """
    if "/" in student or name_fault(student):
        raise Kept("no folder can have this name, so it was not taken.")
    folder = course.submitted(student, assignment)
    for each in (course.root / "submitted", folder.parent, folder):
        if each.is_symlink() or (each.exists() and not each.is_dir()):
            raise Kept(f"{each.relative_to(course.root)} is a link or no folder, so it was not taken. Remove that "
                       "first.")
    done = _compared(folder, assignment, offer, data, held)
    if done == Done.SAME and (submission_time(folder) or not offer.time):
        return done
    folder.mkdir(parents=True, exist_ok=True)
    if done != Done.SAME:
        for name in ("timestamp.txt", RECEIPT):  # of an earlier attempt
            (folder / name).unlink(missing_ok=True)
        _write(folder / f"{assignment}.ipynb", data)
    if offer.time:
        _write(folder / "timestamp.txt", f"{offer.time}\n".encode())
    return done


def _compared(folder: Path, assignment: str, offer: Offer, data: bytes, held: Collected | None) -> Done:
    """What is to be done, by what stands there. Raises Kept where that must stay."""
    there = _there(folder, assignment)
    if there is None:
        return Done.NEW
    name, digest = there
    if digest == sha256(data).hexdigest():
        return Done.SAME
    where = f"submitted/{visible(folder.parent.name)}/{assignment}/{visible(name)[:80]}"
    if held is None or held.digest != digest:
        raise Kept(f"{where} is another notebook, and was not collected by this command; it was kept. {AWAY}")
    if offer.attempt > held.attempt:
        return Done.NEWER
    if offer.attempt < held.attempt:
        raise Kept("an older attempt than the one collected before, which was kept.")
    raise Kept(f"{where} was collected before and differs, and nobody can tell which is newer; it was kept. {AWAY}")


def _there(folder: Path, assignment: str) -> tuple[str, str] | None:
    """The notebook that stands there now: its name and digest; None where there is none."""
    try:
        name = notebook_name(folder, assignment)
        return name, sha256(contents(folder, name)).hexdigest()
    except Refused:
        names = [path.name for path in folder.iterdir() if path.suffix == ".ipynb"] if folder.is_dir() else []
        return (sorted(names)[0], "") if names else None


def _write(to: Path, data: bytes) -> None:
    """Writes a file; a crash leaves the old one or the new. What stands there is replaced, and no link is followed."""
    fresh = to.with_name(f".{to.name}.new")
    fresh.unlink(missing_ok=True)
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_NOFOLLOW, 0o660), "wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(to)
