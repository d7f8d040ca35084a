"""The audit as people read it: a few lines for the terminal, and a page with the whole matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assay.audit.auditing import Audit
from assay.audit.candidates import Role
from assay.audit.gate import idle, named, survivors
from assay.audit.matrix import Row
from assay.judge.verdict import Outcome
from assay.pages.templates import render

MARKS = {Outcome.EARNED: "✓", Outcome.NOT_EARNED: "✗", Outcome.NOT_JUDGED: "?"}
#: The class of a cell, by what a property makes of a candidate.
KINDS = {Outcome.EARNED: " v", Outcome.NOT_EARNED: " x", Outcome.NOT_JUDGED: " n"}


def as_text(found: Audit) -> str:
    """What was audited, how it went, and everything that stands against a release."""
    roles = Counter(row.candidate.role for row in found.rows)
    mutants = roles[Role.MUTANT] - sum(bool(row.broken) for row in found.rows if row.candidate.role == Role.MUTANT)
    alive = len(survivors(found.rows))
    lines = [f"{found.assignment}: {roles[Role.WHEAT]} right solutions, {roles[Role.CHAFF]} misconceptions, "
             f"{mutants} mutants of which {mutants - alive} are rejected, in {found.seconds:.0f} s."]
    lines += [f"  {complaint}" for complaint in found.complaints]
    verdict = "May not be released." if found.complaints else "May be released: nothing stands against it."
    return "\n".join([*lines, verdict])


def as_html(found: Audit) -> str:
    """The page: complaints, the kill matrix, the survivors, what was drawn."""
    right = [row for row in found.rows if row.candidate.role == Role.WHEAT]
    wrong = [row for row in found.rows if row.candidate.role == Role.CHAFF]
    places = list(dict.fromkeys(place for row in right for place in row.cells))
    corners = list(dict.fromkeys(name for counts in found.corners.values() for name in counts))
    return render(
        "audit", assignment=found.assignment, summary=as_text(found).splitlines(), places=list(map(named, places)),
        matrices=[("Right solutions", [_line(row, places) for row in right]),
                  ("Misconceptions", [_line(row, places) for row in wrong])],
        survivors=[(row.candidate.about, found.explained.get(row.candidate.about, "not explained"))
                   for row in survivors(found.rows)],
        idle=[(named(place), found.stays.get(place, "no reason given")) for place in idle(found.rows)],
        corners=corners, drawn=[(named(place), [counts.get(name) or "" for name in corners])
                                for place, counts in found.corners.items() if counts]) + "\n"


def _line(row: Row, places: Sequence[tuple[str, str]]) -> dict[str, object]:
    """A candidate's line of the matrix: a class and a mark for each property."""
    outcomes = [row.cells.get(place) for place in places]
    cells = [(KINDS[outcome], MARKS[outcome]) if outcome else ("", "") for outcome in outcomes]
    return {"name": row.candidate.name, "about": row.candidate.about, "cells": cells}
