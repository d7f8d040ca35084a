"""Which pages are due, and showing them: each is noted before it is made, so that none is shown that does not count."""

from __future__ import annotations

import time
from collections.abc import Collection, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from nbgrader.api import Gradebook, MissingEntry
from sqlalchemy import select

from assay.course.gradebook.feedback import pages
from assay.course.gradebook.lateness import extensions, refresh
from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import MADE_FROM, SHOWN, SUBMISSION, note, noted
from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.grading.origin import HELD, doubts
from assay.course.intake.staging import graded_refusal
from assay.course.places import Course
from assay.course.roster.members import STRANGER, members
from assay.course.watch.policy import DAY, Policy
from assay.pages.words import visible
from assay.processes import whole

#: Seconds for which a file that cannot be read may still be being written.
WRITING = 30.0


@dataclass(frozen=True)
class Due:
    """A page that is to be shown: of whose work, and when it was first meant to be."""

    student: str
    digest: str
    at: str


def due(gradebook: Gradebook, assignment: str, policy: Policy, now: datetime) -> Iterator[Due]:
    """The pages that a policy allows at this moment; one that was noted and then not made keeps its place."""
    deadlines = _deadlines(gradebook, assignment)
    before: dict[str, list[tuple[datetime, str, int]]] = {}
    for row in noted(gradebook, SHOWN, assignment=assignment):
        if (at := datetime.fromisoformat(row.at)) - now < DAY:  # else the clock was wrong, and nobody waits for years
            before.setdefault(row.student, []).append((at, row.digest, row.made))
    for row in noted(gradebook, MADE_FROM, assignment=assignment):
        earlier = sorted(before.get(row.student, []))
        last, digest, made = earlier[-1] if earlier else (None, "", 1)
        if made and digest == row.digest:
            continue
        counted = earlier if made else earlier[:-1]  # cut short: its place is that of the newest work
        if policy.allows([at for at, *_ in counted], deadlines.get(row.student, deadlines.get("")), now):
            # Where the clock was set back, the newest page is still to be the last.
            at = now if last is None else max(now, last + timedelta(microseconds=1)) if made else last
            yield Due(row.student, row.digest, at.isoformat())


def show(course: Course, assignment: str, policy: Policy, now: datetime, *, exchange: bool = False,
         later: Collection[str] = ()) -> dict[str, str]:
    """Shows the pages that are due; returns why some could not be made, by student.

    Args:
        course: whose.
        assignment: which.
        policy: when pages are shown.
        now: this moment.
        exchange: whether they are released in nbgrader's exchange.
        later: whose pages are not tried now.
    """
    with opened(course) as gradebook:
        wanted = {each.student: each for each in due(gradebook, assignment, policy, now)
                  if each.student not in later and not is_being_written(course, each.student, assignment)}
        strange = doubts(course, assignment, list(wanted), times=False) if exchange and wanted else {}
        if exchange and (roster := members(gradebook)):
            strange |= {student: f"{visible(student)} {STRANGER}." for student in wanted if student not in roster}
        held = {student: HELD.format(doubt=doubt, student=student, assignment=assignment)
                for student, doubt in strange.items()}
        wanted = {student: each for student, each in wanted.items() if student not in held}
        note(gradebook, SHOWN, [_row(assignment, each, made=0) for each in wanted.values()])
        gradebook.db.commit()
    if not wanted:
        return held
    refresh(course, assignment)
    failed = held | pages(course, assignment, list(wanted), 1, lambda: None)
    if exchange:
        with nbgrader_at_work():
            for student in wanted.keys() - failed.keys():
                with whole():
                    said = api(course).release_feedback(assignment, student)
                if not said["success"]:
                    failed[student] = "the exchange did not take the page"
    with opened(course) as gradebook:
        note(gradebook, SHOWN, [_row(assignment, each, made=1) for each in wanted.values()
                                if each.student not in failed])
        gradebook.db.commit()
    return failed


def is_being_written(course: Course, student: str, assignment: str) -> bool:
    """Whether what could not be read came so lately that the rest may follow: a page on half of it counts as well."""
    if not graded_refusal(course, assignment, student):
        return False
    folder = course.submitted(student, assignment)
    times = []
    for path in (folder, *folder.glob("*")):
        with suppress(OSError):
            times.append(path.lstat().st_ctime)
    return bool(times) and abs(time.time() - max(times)) < WRITING


def _row(assignment: str, each: Due, *, made: int) -> dict[str, object]:
    return {"assignment": assignment, "student": each.student, "at": each.at, "digest": each.digest, "made": made}


def _deadlines(gradebook: Gradebook, assignment: str) -> dict[str, datetime]:
    """Each student's deadline who has an extension, and under "" that of all others; nothing where there is none.

    An extension is the roster's, else what nbgrader itself was told, as for lateness.
    """
    try:
        known = gradebook.find_assignment(assignment)
    except MissingEntry:
        return {}
    if known.duedate is None:
        return {}
    deadline = known.duedate.replace(tzinfo=UTC)
    told = gradebook.db.execute(select(SUBMISSION.c.student_id, SUBMISSION.c.extension).where(
        SUBMISSION.c.assignment_id == known.id, SUBMISSION.c.extension.is_not(None)))
    granted = {str(student): more for student, more in told} | extensions(gradebook, assignment)
    return {"": deadline} | {student: deadline + more for student, more in granted.items()}
