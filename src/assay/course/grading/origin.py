"""Who handed a submission in, and when, as far as the machine knows it: doubts for the instructor, never for points.

nbgrader's exchange believes a student's account: it writes the name under which it hands in, and ``timestamp.txt``.
What it does not choose is whom its files belong to, and when the kernel saw them change; whose they were is noted when
they are collected. Where nothing is known (files that came in a zip file, one account for all), nothing is said.
"""

from __future__ import annotations

import os
import stat
from bisect import bisect_left
from collections.abc import Callable, Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from itertools import islice, takewhile
from pathlib import Path

from assay.course import config as settings
from assay.course.config import course_config
from assay.course.intake.intake import Refused, contents, notebook_name
from assay.course.intake.staging import receipt, small_text, submission_time
from assay.course.intake.times import parse_utc
from assay.course.places import Course
from assay.course.privacy import account, has_account, no_account, owner_of
from assay.pages.words import visible

#: What copying takes, and clocks that differ, at most.
SLACK = timedelta(minutes=10)
OWNER = "It was handed in under the name of {student}, but the files belong to {owners}."
SEVERAL = "It belongs to {owner}, and so does what was handed in under {others}."
#: The exchange gives a page to whoever handed in; under another's name, that would be another's page.
HELD = ("{doubt} No page is released: delete that folder from the exchange and submitted/{student}/{assignment}; or, "
        "if it is right, run `make feedback` and `nbgrader release_feedback {assignment} --student={student}`.")
#: Where nobody's submission is meant, but all of them.
EXCHANGE = "nbgrader's exchange"
#: Beside what was collected: the numbers of the accounts that it belonged to then.
OWNERS = "collected_from.txt"
MOVED = ("Most of what lies in it was changed after the time that it says, as when it was moved, restored or given "
         "other rights; so no times were compared.")
#: The last second that has a date; a file's owner may set a later one, and is then told as having done so.
LATEST = datetime.max.replace(microsecond=0, tzinfo=UTC).timestamp()
#: Folders of one submission that are read, the newest: more than a few with one receipt is nobody's but their owner's.
MOST = 20
#: Of fewer submissions than this, most may be backdated.
FEWEST = 3
TIME = "It says that it was handed in on {said} UTC, but in the exchange it was changed on {seen} UTC."


@dataclass(frozen=True)
class Witness:
    """What a submission's files say: whose they are, and when the last of them changed, if that is a time at all."""

    owners: frozenset[str]
    changed: datetime | None = None


def doubts(course: Course, assignment: str, students: Sequence[str], *, times: bool = True) -> dict[str, str]:
    """What to tell the instructor, a sentence or two a student; nothing of those whom nothing speaks against.

    Args:
        course: the class's.
        assignment: what was handed in.
        students: whose submissions are looked at.
        times: whether times count too, and not only whose the files are.
    """
    inbound, everybody, root = inbound_of(course), course.students(assignment), owner_of(course.root)
    moved, collected = not times or was_moved(inbound, assignment), False
    ours = {root, owner_of(inbound)}
    found = aliases(course, assignment, everybody, ours)
    found = {student: found[student] for student in students if student in found}
    there = names_in(inbound)
    for student in students:
        folder = course.submitted(student, assignment)
        name, sources = sources_of(inbound, there, folder, student, assignment)
        collected |= bool(sources)
        witnesses = [seen(each, name, root, dated=not moved) for each in sources]
        known = collected_from(folder, ours)
        is_account = has_account if witnesses or known else no_account
        witnesses = witnesses or known or [seen(folder, name, root, dated=False)]
        time = submission_time(folder) if any(each.changed for each in witnesses) else ""
        said = [doubt(student, time, each, everybody, is_account) for each in witnesses]
        if all(said):  # one of them may be the one that was collected
            found[student] = said[0]
    return found | ({EXCHANGE: MOVED} if times and moved and collected else {})


def doubt(student: str, said: str, witness: Witness, students: Collection[str],
          is_account: Callable[[str], bool]) -> str:
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
    others = sorted(each for each in witness.owners - {student} if each in students or is_account(student))
    sentences = [OWNER.format(student=student, owners=" and ".join(others))] if others else []
    if witness.changed and (time := too_early(said, witness)):
        sentences.append(TIME.format(said=f"{time:%Y-%m-%d %H:%M}", seen=f"{witness.changed:%Y-%m-%d %H:%M}"))
    return " ".join(sentences)


def aliases(course: Course, assignment: str, everybody: Collection[str],
            ours: Collection[int | None]) -> dict[str, str]:
    """A sentence of each name but their own under which one account hands in, of those that have several.

    Each would get pages of its own. Where one account does all, nobody can tell whose a name is.
    """
    names: dict[str, list[str]] = {}
    for student in everybody:
        for witness in collected_from(course.submitted(student, assignment), ours):
            for owner in witness.owners:
                names.setdefault(owner, []).append(student)
    if len(names) < 2:
        return {}
    return {name: SEVERAL.format(owner=owner, others=" and ".join(visible(each) for each in others))
            for owner, those in names.items() for name in those
            if name != owner and (others := [each for each in those if each != name][:5])}


def too_early(said: str, witness: Witness) -> datetime | None:
    """The time that a submission says, if its files were changed after it."""
    time = parse_utc(said).replace(tzinfo=UTC) if said else None
    return time if time and witness.changed and witness.changed - time > SLACK else None


def was_moved(inbound: Path, assignment: str) -> bool:
    """Whether most of what was handed in was changed after the time that it says, so that somebody else did it.

    What copies an exchange, restores it or gives it other rights is seen in every folder alike. Everybody may put any
    number of folders there, so among several owners each counts once; of those who grade, each folder.
    """
    try:
        folders = [(inbound / entry.name, entry.stat(follow_symlinks=False).st_uid) for entry in os.scandir(inbound)
                   if f"+{assignment}+" in entry.name and entry.is_dir(follow_symlinks=False)]
    except OSError:
        return False
    early: dict[int, list[bool]] = {}
    for folder, owner in folders:
        if said := submission_time(folder):
            early.setdefault(owner, []).append(too_early(said, seen(folder, "", None, dated=True)) is not None)
    ours = {0, os.geteuid(), owner_of(inbound)}
    votes = [each for owner, those in early.items()
             for each in (those if owner in ours or len(early) == 1 else [2 * sum(those) > len(those)])]
    return len(votes) >= FEWEST and 2 * sum(votes) > len(votes)


def inbound_of(course: Course) -> Path:
    """Where nbgrader's exchange keeps what was handed in; it need not exist."""
    config = course_config(course.root)
    root = config.Exchange.root if "root" in config.Exchange else settings.SHARED_EXCHANGE
    return Path(str(root)) / str(config.CourseDirectory.course_id) / "inbound"


def names_in(inbound: Path) -> list[str]:
    """The names of what was handed in, of all assignments, sorted; nothing where the exchange cannot be read."""
    try:
        return sorted(os.listdir(inbound))  # noqa: PTH208 - one call for a term of a class
    except OSError:
        return []


def sources_of(inbound: Path, there: Sequence[str], folder: Path, student: str,
               assignment: str) -> tuple[str, list[Path]]:
    """The name of a submission's notebook, "" if it has none that is read, and the folders of the exchange that it may
    have been collected from: those with the same notebook and receipt.

    A folder's name is the student's choice, its content was copied.

    Args:
        there: the names of all that was handed in: see `names_in`.
    """
    start, name = f"{student}+{assignment}+", ""
    try:
        name = notebook_name(folder, assignment)
        near = list(takewhile(lambda each: each.startswith(start), islice(there, bisect_left(there, start), None)))
        notebook, mine = contents(folder, name) if near else b"", receipt(folder)
        alike = [inbound / each for each in near if receipt(inbound / each) == mine][-MOST:]
        return name, [each for each in alike if _holds(each, name, notebook)]
    except (OSError, Refused):
        return name, []


def _holds(folder: Path, name: str, notebook: bytes) -> bool:
    try:
        return contents(folder, name) == notebook
    except (OSError, Refused):
        return False


def collected_from(folder: Path, ours: Collection[int | None]) -> list[Witness]:
    """Whose a submission was when it was collected from the exchange; nothing where that was not noted.

    Args:
        folder: the submission.
        ours: the numbers of accounts that grade, besides this process's.
    """
    numbers = small_text(folder / OWNERS).split()
    if not numbers or not all(each.isascii() and each.isdigit() for each in numbers):
        return []
    others = {int(each) for each in numbers} - {0, os.geteuid(), *ours}
    return [Witness(frozenset(map(account, others)) - {""})]


def seen(folder: Path, name: str, ours: int | None, *, dated: bool) -> Witness:
    """What a folder and its notebook say. Who owns the folder around it put it there, and hides behind no name.

    Args:
        folder: the submission.
        name: the notebook's; "" to look at the folder alone.
        ours: the number of an account that grades, besides this process's.
        dated: whether its times are those of handing in, and not those of collecting.
    """
    try:
        files = [path.lstat() for path in (folder, folder / name)]
    except OSError:
        return Witness(frozenset())
    return witness(files, account, {ours, owner_of(folder.parent)}, dated=dated)


def witness(files: Iterable[os.stat_result], name_of: Callable[[int], str], ours: Collection[int | None] = (),
            *, dated: bool) -> Witness:
    """The same from what the kernel keeps of files. Whoever grades may have copied them, so that says nothing.

    A file's owner may set its time of change back, but not the time at which that was done.
    """
    held = [each for each in files if stat.S_ISREG(each.st_mode) or stat.S_ISDIR(each.st_mode)]
    owners = {name_of(each.st_uid) for each in held if each.st_uid not in {0, os.geteuid(), *ours}} - {""}
    last = min(max((max(each.st_mtime, each.st_ctime) for each in held), default=0.0), LATEST)
    return Witness(frozenset(owners), datetime.fromtimestamp(last, UTC) if dated and held else None)
