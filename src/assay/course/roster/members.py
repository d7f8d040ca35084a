"""Who is in the class: the roster, kept in nbgrader's database beside its own students.

Without a roster, the class is who hands in. With one, it is known who handed in nothing, who has left, who goes by
another name now, and who is there twice; none of these counts in a mean.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select

from assay.course.gradebook.tables import ROSTER, STUDENT, noted
from assay.pages.words import visible

LEFT = "has left: the roster names no such student any more"
RENAMED = ("is {now} in the roster now; to move the work there, rename submitted/{student} to submitted/{now} and run "
           "`make autograde`")
TWICE = "is perhaps there twice: {other} has the same {same}"
STRANGER = "is not in the roster"


@dataclass(frozen=True)
class Member:
    """Of a student whom the roster names, or has named: the section, whether still there, a new id if there is one."""

    section: str
    here: bool
    now: str = ""


def members(gradebook: Any) -> dict[str, Member]:
    """The roster, by student; empty where none was ever read."""
    return {each.student: Member(each.section, bool(each.here), each.now) for each in noted(gradebook, ROSTER)}


def outside(gradebook: Any, handed_in: Collection[str]) -> dict[str, str]:
    """Who does not count in a mean, and why, of those who handed in and of those whom the roster has lost."""
    roster = members(gradebook)
    if not roster:
        return {}
    found = {student: RENAMED.format(student=visible(student), now=visible(each.now)) if each.now else LEFT
             for student, each in roster.items() if not each.here}
    found |= {student: STRANGER for student in handed_in if student not in roster}
    return found | twice(gradebook, [student for student, each in roster.items() if each.here], handed_in)


def twice(gradebook: Any, students: Iterable[str], handed_in: Collection[str] = ()) -> dict[str, str]:
    """Who may be in the roster under two ids: all but one of them, with what it shares with that one.

    The one is who handed in, if only one did.
    """
    known = {student.id: student for student in gradebook.db.execute(select(STUDENT))}
    first: dict[tuple[str, str], str] = {}
    found = {}
    for name in sorted(set(students) & known.keys(), key=lambda each: (each not in handed_in, each.lower(), each)):
        for same, value in (("id but for capitals", name), ("LMS id", known[name].lms_user_id),
                            ("e-mail address", known[name].email)):
            other = first.setdefault((same, str(value).lower()), name) if value else name
            if other != name:
                found[name] = TWICE.format(other=visible(other), same=same)
    return found


def absent(gradebook: Any, handed_in: Iterable[str]) -> list[str]:
    """Who is in the roster, and has handed in nothing."""
    return sorted({student for student, each in members(gradebook).items() if each.here} - set(handed_in))
