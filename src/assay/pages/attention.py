"""What in a class needs a person, as lists of sentences: for the terminal and the class report alike."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from assay.pages.standing import how_late
from assay.pages.words import number

if TYPE_CHECKING:
    from assay.pages.class_report import ClassRow

UNJUDGED = "Not judged, a person has to look"
CONFLICTS = "A newer answer than the one that a person gave points for; the points stand until a person decides"
LATE = "Late"
NO_TIME = "When it was handed in is not known, as timestamp.txt holds no time; counted as in time"
GONE = "Graded, and no longer in submitted/"
AS_BEFORE = "counts as before; twice, if the same work lies there under another name"
OUTSIDE = "Not counted in the means"
ABSENT = "Handed in nothing, and not counted in the means"
#: Where `make formgrader` shows a submission, unless told another port.
PAGE = "http://localhost:8888/formgrader/submissions/{page}/"


@dataclass(frozen=True)
class Note:
    """A student, what is to be known if that is not the title, and where formgrader shows it; "" where it does not."""

    student: str
    sentence: str
    link: str = ""

    @property
    def said(self) -> str:
        """Who, and what."""
        return f"{self.student}: {self.sentence}" if self.sentence else self.student


@dataclass(frozen=True)
class Notes:
    """A list under a title."""

    title: str
    notes: Sequence[Note]


def lists(rows: Sequence[ClassRow], absent: Sequence[str] = ()) -> list[Notes]:
    """The lists that are not empty.

    Args:
        rows: those who handed in.
        absent: those who did not.
    """
    found = [Notes(UNJUDGED, [Note(row.student, _unjudged(row), _link(row)) for row in rows if row.unjudged]),
             Notes(CONFLICTS, [Note(row.student, said, _link(row)) for row in rows for said in _conflicts(row)]),
             Notes(LATE, [Note(row.student, how_late(row.seconds_late, row.late)) for row in rows if row.seconds_late]),
             Notes(NO_TIME, [Note(row.student, "timestamp.txt cannot be read") for row in rows if row.no_time]),
             Notes(GONE, [Note(row.student, AS_BEFORE, _link(row)) for row in rows if row.gone and not row.outside]),
             Notes(OUTSIDE, [Note(row.student, row.outside) for row in rows if row.outside]),
             Notes(ABSENT, [Note(student, "") for student in absent])]
    return [each for each in found if each.notes]


def _unjudged(row: ClassRow) -> str:
    everything = not any(score is not None for score in row.scores.values())
    return "everything" if everything else ", ".join(row.unjudged)


def _conflicts(row: ClassRow) -> Iterator[str]:
    for name in row.conflicts:
        now = row.judged.get(name)
        earns = "is not graded yet" if now is None else f"earns {number(now)} by the tests"
        yield f"{name}: {number(row.scores[name] or 0.0)} points are for an earlier answer; the newer one {earns}"


def _link(row: ClassRow) -> str:
    return PAGE.format(page=row.page) if row.page else ""
