"""How far a student's assignment is graded, in words: what is not graded yet is nowhere written as a zero."""

from __future__ import annotations

from datetime import datetime

from assay.pages.words import number

#: Stands wherever something is pending, on every page, in every list and export.
NOT_YET = "not graded yet"
GRADED = "graded"


def so_far(got: float, maximum: float, pending: float) -> str:
    """``37 of 46``; ``33 of 42 so far, 4 not graded yet`` while somebody has to look.

    Args:
        got: the points, those for lateness taken off.
        maximum: what the whole assignment is worth.
        pending: what of it nobody has judged yet.
    """
    if not pending:
        return f"{number(got)} of {number(maximum)}"
    if pending >= maximum:
        return f"{number(pending)} {NOT_YET}"
    return f"{number(got)} of {number(maximum - pending)} so far, {number(pending)} {NOT_YET}"


def how_late(seconds: float, off: float) -> str:
    """``3 hours late, 5 points taken off``; ``2 days 1 hour late, nothing taken off``."""
    minutes = max(1, round(seconds / 60))
    parts = ((minutes // 1440, "day"), (minutes % 1440 // 60, "hour"), (minutes % 60, "minute"))
    said = " ".join(f"{count} {unit}{'s' * (count != 1)}" for count, unit in parts if count)
    return f"{said} late, {f'{number(off)} point' + 's' * (off != 1) if off else 'nothing'} taken off"


def one(got: float | None, points: float) -> str:
    """The same of one question: ``7 of 12``, or ``not graded yet, 12 points``."""
    if got is None:
        return f"{NOT_YET}, {number(points)} point{'s' * (points != 1)}"
    return f"{number(got)} of {number(points)}"


def when(time: datetime) -> str:
    """A time in UTC: ``14 September 2026, 12:00 UTC``."""
    return f"{time:%d %B %Y, %H:%M} UTC".lstrip("0")
