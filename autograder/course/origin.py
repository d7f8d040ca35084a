"""Who handed a submission in, and when, as far as the machine knows it: doubts for the instructor, never for points.

nbgrader's exchange believes a student's account: it writes the name under which it hands in, and ``timestamp.txt``.
What it does not choose is whom its files belong to, and when the kernel saw them change. Where nothing is known (files
that came in a zip file, an exchange that was emptied, one account for all), nothing is said.
"""

from __future__ import annotations

import os
import pwd
import stat
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from nbgrader.utils import parse_utc

from autograder.course import config as settings
from autograder.course.build import course_config
from autograder.course.intake import Refused, contents
from autograder.course.places import Course
from autograder.course.staging import receipt, submission_time

#: What copying takes, and clocks that differ, at most.
SLACK = timedelta(minutes=10)
OWNER = "It was handed in under the name of {student}, but the files belong to {owners}."
TIME = "It says that it was handed in on {said} UTC, but in the exchange it was changed on {seen} UTC."


@dataclass(frozen=True)
class Witness:
    """What a submission's files say: whose they are, and when the last of them changed, if that is a time at all."""

    owners: frozenset[str]
    changed: datetime | None = None


def doubts(course: Course, assignment: str, students: Sequence[str]) -> dict[str, str]:
    """What to tell the instructor, a sentence or two a student; nothing of those whom nothing speaks against."""
    inbound, everybody = inbound_of(course), course.students(assignment)
    found = {}
    for student in students:
        folder = course.submitted(student, assignment)
        sources = sources_of(inbound, folder, student, assignment)
        witnesses = [seen(each, assignment, dated=True) for each in sources] or [seen(folder, assignment, dated=False)]
        said = [doubt(student, submission_time(folder), each, everybody) for each in witnesses]
        if all(said):  # one of them may be the one that was collected
            found[student] = said[0]
    return found


def doubt(student: str, said: str, witness: Witness, students: Collection[str],
          is_account: Callable[[str], bool] | None = None) -> str:
    """What speaks against a submission, as a sentence or two; "" where nothing does.

    A name is compared with the files' owners only where both are names of the same kind: the student's is an account of
    this machine, or the owner's is a student of this class.

    Args:
        student: the name under which it was handed in.
        said: the time that it says itself, as text; "" where it says none.
        witness: what its files say.
        students: the class.
        is_account: whether a name is an account's of this machine.
    """
    known = is_account or has_account
    others = sorted(each for each in witness.owners - {student} if each in students or known(student))
    sentences = [OWNER.format(student=student, owners=" and ".join(others))] if others else []
    if said and witness.changed and witness.changed - (time := parse_utc(said).replace(tzinfo=UTC)) > SLACK:
        sentences.append(TIME.format(said=f"{time:%Y-%m-%d %H:%M}", seen=f"{witness.changed:%Y-%m-%d %H:%M}"))
    return " ".join(sentences)


def inbound_of(course: Course) -> Path:
    """Where nbgrader's exchange keeps what was handed in; it need not exist."""
    config = course_config(course.root)
    root = config.Exchange.root if "root" in config.Exchange else settings.SHARED_EXCHANGE
    return Path(str(root)) / str(config.CourseDirectory.course_id) / "inbound"


def sources_of(inbound: Path, folder: Path, student: str, assignment: str) -> list[Path]:
    """The folders of the exchange that a submission may have been collected from: those with its notebook and receipt.

    A folder's name is the student's choice, its content was copied.
    """
    start, name = f"{student}+{assignment}+", f"{assignment}.ipynb"
    try:
        near = sorted(entry.name for entry in os.scandir(inbound) if entry.name.startswith(start))
        notebook = contents(folder, name) if near else b""
        return [inbound / each for each in near if receipt(inbound / each) == receipt(folder)
                and contents(inbound / each, name) == notebook]
    except (OSError, Refused):
        return []


def seen(folder: Path, assignment: str, *, dated: bool) -> Witness:
    """What a folder and its notebook say.

    Args:
        folder: the submission.
        assignment: which.
        dated: whether its times are those of handing in, and not those of collecting.
    """
    try:
        return witness([path.lstat() for path in (folder, folder / f"{assignment}.ipynb")], account, dated=dated)
    except OSError:
        return Witness(frozenset())


def witness(files: Iterable[os.stat_result], name_of: Callable[[int], str], *, dated: bool) -> Witness:
    """The same from what the kernel keeps of files. Whoever grades may have copied them, so that says nothing.

    A file's owner may set its time of change back, but not the time at which that was done.
    """
    held = [each for each in files if stat.S_ISREG(each.st_mode) or stat.S_ISDIR(each.st_mode)]
    owners = {name_of(each.st_uid) for each in held if each.st_uid not in (0, os.geteuid())} - {""}
    last = max((max(each.st_mtime, each.st_ctime) for each in held), default=0.0)
    return Witness(frozenset(owners), datetime.fromtimestamp(last, UTC) if dated and held else None)


def account(number: int) -> str:
    """The name of an account of this machine; "" where it has none."""
    try:
        return pwd.getpwuid(number).pw_name
    except KeyError:
        return ""


def has_account(name: str) -> bool:
    """Whether an account of this machine has this name."""
    try:
        pwd.getpwnam(name)
    except (KeyError, ValueError):
        return False
    return True
