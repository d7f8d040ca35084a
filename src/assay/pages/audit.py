"""The audit as people read it: a few lines for the terminal, and a page with the whole matrix."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from assay.audit.auditing import Audit
from assay.audit.candidates import Role
from assay.audit.fair import named
from assay.audit.gate import idle, suggested, survivors
from assay.audit.limits import Figure
from assay.audit.rows import Row
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
    about = f"{found.assignment}: {found.question}" if found.question else found.assignment
    lines = [f"{about}: {roles[Role.WHEAT]} right solutions, {roles[Role.CHAFF]} misconceptions, "
             f"{mutants} mutants of which {mutants - alive} are rejected, in {found.seconds:.0f} s."]
    if found.known:
        lines.append(f"  {found.known} of {found.ran + found.known + found.left} rows were known from before.")
    lines += [f"  {complaint}" for complaint in found.complaints]
    if count := len(idle(found.rows)) if not found.left else 0:
        lines.append(f"  Note: {count} of {len(found.places)} properties reject{'s' * (count == 1)} nothing that no "
                     "other rejects; audit.html names them.")
    lines += [f"  Note: nobody reads the hint of {row.candidate.name} at {', '.join(row.unknown)}: asked once more, "
              "it does not give its own answers." for row in found.rows if row.unknown]
    lines += [f"  {_measured(figure)}" for figure in found.figures]
    return "\n".join([*lines, _outcome(found)])


def _outcome(found: Audit) -> str:
    """What the audit means for a release."""
    if found.complaints:
        return "May not be released."
    if found.left:
        return (f"Nothing stands against it so far: there was no time for {found.left} more rows. Run it again to "
                "go on, or without --quick.")
    return (f"Nothing stands against {found.question}." if found.question
            else "May be released: nothing stands against it.")


def _measured(figure: Figure) -> str:
    """A measure of right solutions in a line, with the limits on it and what is proposed."""
    held = ", ".join(f"{name} = {limit:g}" for name, limit in figure.limits.items())
    return (f"The slowest right {figure.what} takes {figure.seconds:.2g} s of the processor ({figure.who}): {held}; "
            f"five times that is {figure.proposed}.")


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
        survivors=[(row.candidate.about, why or "not explained", "" if why else suggested(row))
                   for row in survivors(found.rows) for why in [found.explained.get(row.candidate.about, "")]],
        idle=list(map(named, idle(found.rows))) if not found.left else [],
        figures=[(each.what, f"{each.seconds:.2g}", each.who, each.where, each.proposed, [
            (name, f"{limit:g}", name in each.close) for name, limit in each.limits.items()])
                 for each in found.figures],
        corners=corners, drawn=[(named(place), [counts.get(name) or "" for name in corners])
                                for place, counts in found.corners.items() if counts]) + "\n"


def _line(row: Row, places: Sequence[tuple[str, str]]) -> dict[str, object]:
    """A candidate's line of the matrix: a class and a mark for each property."""
    outcomes = [row.cells.get(place) for place in places]
    cells = [(KINDS[outcome], MARKS[outcome]) if outcome else ("", "") for outcome in outcomes]
    return {"name": row.candidate.name, "about": row.candidate.about, "cells": cells}
