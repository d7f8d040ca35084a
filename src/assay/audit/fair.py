"""What is said of hidden tests that a right solution does not pass: the call, what should be, and what is."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.audit.candidates import Role
from assay.audit.rows import Place, Row
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome

#: Characters of a call that are shown.
SHOWN = 400
#: What is said where nothing can be compared.
WORDS: Mapping[Kind, str] = {
    Kind.UNDEFINED: "is not defined", Kind.NOT_CALLABLE: "calls what cannot be called",
    # What the stub raises that students are given: the question was left empty.
    Kind.UNFILLED: "raises NotImplementedError", Kind.UNSUPPORTED: "answers with what cannot leave a room",
    Kind.TOO_LARGE: "answers with too much", Kind.GARBLED: "answers with a wrong number of parts",
    Kind.CALL_TIMEOUT: "takes too long", Kind.NOT_FINITE: "holds a NaN or an infinity"}


def complaints(rows: Sequence[Row]) -> list[str]:
    """What stands against the hidden tests on right solutions: one sentence a property, or one a solution."""
    right = [row for row in rows if row.candidate.role == Role.WHEAT and not row.broken]
    places = dict.fromkeys(place for row in right for place in row.cells)
    return [sentence for place in places
            for sentence in _about(place, [row for row in right if place in row.cells])]


def _about(place: Place, rows: Sequence[Row]) -> list[str]:
    reference = next((row for row in rows if row.candidate.name == "reference"), None)
    if reference is not None and not _passes(reference, place):
        return [_on_reference(place, reference)]
    others = [row for row in rows if row is not reference and not _passes(row, place)]
    kinds = {row.evidence[place].kind for row in others if place in row.evidence}
    if len(others) > 1 and len(others) == len([row for row in rows if row is not reference]) and kinds == {Kind.RAISED}:
        return [f"{named(place)} draws an input on which every right solution but the reference raises: "
                f"{ended(said(others[0].evidence[place]))} Let its strategy not draw such inputs, or mend the "
                "solutions."]
    return [_on_other(place, row) for row in others]


def _passes(row: Row, place: Place) -> bool:
    return row.cells[place] == Outcome.EARNED and place not in row.again


def _on_reference(place: Place, row: Row) -> str:
    name, first = named(place), row.evidence.get(place)
    if row.cells[place] == Outcome.NOT_JUDGED:
        return f"{name} cannot be judged, not even on the reference: {row.faults.get(place, '')}"
    if place in row.again:
        return f"{name} is flaky: on the reference, {ended(_twice(first, row.again[place]))}"
    if first is not None and first.kind == Kind.RAISED:
        return (f"{name} draws an input on which the reference raises: {ended(said(first))} Let its strategy not draw "
                "such inputs, or mend the reference.")
    return f"{name} is not passed by the reference: {ended(said(first))} Mend the property, or the reference."


def _on_other(place: Place, row: Row) -> str:
    name, who, first = named(place), row.candidate.name, row.evidence.get(place)
    if row.cells[place] == Outcome.NOT_JUDGED:
        return f"{name} did not judge the right solution {who}: {row.faults.get(place, '')}"
    if place in row.again:
        return f"The right solution {who} is flaky in {name}: {ended(_twice(first, row.again[place]))}"
    return f"The right solution {who} loses {name}: {ended(said(first))}"


def _twice(first: Evidence | None, second: Evidence | None) -> str:
    if first is None or second is None:
        return f"once it holds, and once {said(first or second)}"
    return f"once {said(first)}, and once {said(second)}"


def said(evidence: Evidence | None) -> str:
    """``f(2) should be 4 and is 5``, from the evidence of a lost property."""
    if evidence is None or not evidence.call:
        return "an assertion fails that says nothing: write it with expect"
    call = "; ".join(evidence.call.splitlines())
    call = call if len(call) <= SHOWN else f"{call[:SHOWN - 1]}…"
    part = f" ({evidence.detail})" if evidence.detail and evidence.kind not in (*WORDS, Kind.RAISED) else ""
    if evidence.kind == Kind.RAISED:
        return f"{call} raises {evidence.actual}"
    if evidence.kind == Kind.CHANGES:
        return f"{call} is {evidence.expected} at first and {evidence.actual} later{part}"
    if evidence.kind in WORDS:
        return f"{call} {WORDS[evidence.kind]}{f': {evidence.actual}' if evidence.actual else ''}"
    if evidence.kind == Kind.VALUES and evidence.expected == evidence.actual:
        return (f"{call}{part} is {evidence.actual} as it should be, but not in the digits that are not shown: where "
                "answers are rounded, give expect.close a tolerance")
    what = {Kind.SHAPE: "shape ", Kind.DTYPE: "dtype "}.get(evidence.kind, "")
    return f"{call}{part} should be {what}{evidence.expected} and is {what}{evidence.actual}"


def ended(text: str) -> str:
    """A sentence with its full stop, which a number like ``6.`` may bring along."""
    return text if text.endswith((".", "…")) else f"{text}."


def named(place: Place) -> str:
    """``corr2d.values``."""
    return f"{place[0]}.{place[1]}"
