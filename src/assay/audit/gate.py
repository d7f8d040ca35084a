"""When a release is refused: the rules, each with the sentence that names the culprit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from assay.audit.candidates import Role
from assay.audit.matrix import Row
from assay.judge.verdict import Outcome

Place = tuple[str, str]


def complaints(rows: Sequence[Row], stays: Mapping[Place, str], explained: Mapping[str, str]) -> list[str]:
    """Everything that stands against a release; empty if nothing does.

    Args:
        rows: the kill matrix.
        stays: properties that say why they stay although no candidate needs them.
        explained: survivors among the mutants, by their change, with the reason why they are equivalent.
    """
    return [*_broken(rows), *_wheat(rows), *_chaff(rows), *_idle(rows, stays), *_survivors(rows, explained)]


def _broken(rows: Sequence[Row]) -> list[str]:
    found = [f"{row.candidate.role} {row.candidate.name} cannot be loaded: {row.broken}." for row in rows
             if row.broken and row.candidate.role != Role.MUTANT]
    for row in rows:
        skipped = [place for place, outcome in row.cells.items() if outcome == Outcome.NOT_JUDGED]
        if skipped and row.candidate.role != Role.MUTANT:
            names = ", ".join(map(named, skipped))
            why = " ".join(row.faults)[:200]
            found.append(f"{names} did not judge {row.candidate.role} {row.candidate.name}: {why}")
    return found


def _wheat(rows: Sequence[Row]) -> list[str]:
    return [f"The right solution {row.candidate.name} loses {', '.join(map(named, row.killed_by))}."
            for row in rows if row.candidate.role == Role.WHEAT and row.killed_by]


def _chaff(rows: Sequence[Row]) -> list[str]:
    found = []
    for row in rows:
        if row.candidate.role != Role.CHAFF or row.broken:
            continue
        wanted = [(question, name) for question, names in row.candidate.fails.items() for name in names]
        kept = [place for place in wanted if row.cells.get(place) != Outcome.NOT_EARNED]
        if kept:
            found.append(f"The misconception {row.candidate.name} keeps {', '.join(map(named, kept))}.")
    return found


def idle(rows: Sequence[Row]) -> list[Place]:
    """The properties that kill nothing but what some other property kills too."""
    killers: dict[Place, int] = {place: 0 for row in rows for place in row.cells}
    for row in rows:
        if row.candidate.role != Role.WHEAT and len(row.killed_by) == 1:
            killers[row.killed_by[0]] += 1
    return sorted(place for place, alone in killers.items() if not alone)


def _idle(rows: Sequence[Row], stays: Mapping[Place, str]) -> list[str]:
    return [f"{named(place)} kills nothing that no other property kills: remove it, or say why it stays with "
            f"@pytest.mark.stays(\"…\")." for place in idle(rows) if place not in stays]


def survivors(rows: Sequence[Row]) -> list[Row]:
    """The mutants that no property rejects."""
    return [row for row in rows if row.candidate.role == Role.MUTANT and not row.killed_by and not row.broken]


def _survivors(rows: Sequence[Row], explained: Mapping[str, str]) -> list[str]:
    return [f"The mutant {row.candidate.about} survives: add a property, or explain it in survivors.toml."
            for row in survivors(rows) if row.candidate.about not in explained]


def named(place: Place) -> str:
    """``corr2d.values``."""
    return f"{place[0]}.{place[1]}"
