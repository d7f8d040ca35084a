"""When a release is refused: the rules, each with the sentence that names the culprit."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from difflib import get_close_matches

from assay.audit import fair
from assay.audit.candidates import Candidate, Role
from assay.audit.fair import named
from assay.audit.rows import Place, Row
from assay.judge.verdict import Outcome


def complaints(rows: Sequence[Row], places: Sequence[Place], explained: Mapping[str, str],
               whole: bool = True) -> list[str]:
    """Everything that stands against a release; empty if nothing does.

    Args:
        rows: the kill matrix.
        places: all properties that were to be tried.
        explained: survivors among the mutants, by their change, with the reason why they are equivalent.
        whole: whether every candidate was tried; otherwise nothing is said that the others may settle.
    """
    found = [*_broken(rows), *fair.complaints(rows), *_chaff(rows, places)]
    return [*found, *_bare(rows, places), *_mute(rows, places), *_survivors(rows, explained)] if whole else found


def misnamed(candidates: Iterable[Candidate], places: Collection[Place]) -> list[str]:
    """Misconceptions that name what there is not: a question, or a property that they should lose."""
    questions = list(dict.fromkeys(question for question, _ in places))
    found = []
    for each in candidates:
        found += [f"The misconception {each.name} answers {name!r}, but there are no hidden tests of that name"
                  f"{_meant(name, questions)}" for name in each.questions if name not in questions]
        for question, names in each.fails.items():
            if question not in questions:
                found.append(f"FAILS of the misconception {each.name} names {question!r}, but there is no such "
                             f"question{_meant(question, questions)}")
                continue
            known = [name for asked, name in places if asked == question]
            found += [f"FAILS of the misconception {each.name} names {question}.{name}, but there is no property "
                      f"{name}{_meant(name, known)}" for name in names if name not in known]
    return found


def _meant(name: str, known: Sequence[str]) -> str:
    close = get_close_matches(name, known, 1)
    return f"; did you mean {close[0]}?" if close else f"; there are {', '.join(known)}."


def _broken(rows: Sequence[Row]) -> list[str]:
    found = [f"{row.candidate.role} {row.candidate.name} cannot be loaded: {row.broken}." for row in rows
             if row.broken and row.candidate.role != Role.MUTANT]
    for row in rows:
        skipped = [place for place, outcome in row.cells.items() if outcome == Outcome.NOT_JUDGED]
        if skipped and row.candidate.role == Role.CHAFF and not _unjudged(rows, skipped):
            found.append(f"{', '.join(map(named, skipped))} did not judge the misconception {row.candidate.name}: "
                         f"{row.faults.get(skipped[0], '')}")
    return found


def _unjudged(rows: Sequence[Row], places: Collection[Place]) -> bool:
    """Whether properties do not judge right solutions either, of which that is said."""
    return any(row.cells.get(place) == Outcome.NOT_JUDGED for row in rows if row.candidate.role == Role.WHEAT
               for place in places)


def _chaff(rows: Sequence[Row], places: Collection[Place]) -> list[str]:
    found = []
    for row in rows:
        if row.candidate.role != Role.CHAFF or row.broken:
            continue
        wanted = [(question, name) for question, names in row.candidate.fails.items() for name in names]
        kept = [place for place in wanted if place in places and row.cells.get(place) != Outcome.NOT_EARNED]
        if kept:
            loses = f"it loses {', '.join(map(named, row.killed_by))}" if row.killed_by else "it loses nothing"
            found.append(f"The misconception {row.candidate.name} keeps {', '.join(map(named, kept))}, which its "
                         f"FAILS says it loses: {loses}.")
    return found


def _bare(rows: Sequence[Row], places: Sequence[Place]) -> list[str]:
    """Questions that nobody answers rightly or wrongly but the reference and its mutants."""
    right = {name for row in rows for name in row.candidate.answers}
    wrong = {name for row in rows if row.candidate.role == Role.CHAFF for name in row.candidate.questions}
    questions = list(dict.fromkeys(question for question, _ in places))
    return [*(f"{name} has no right solution besides the reference: write a section `# %% {name}` in a file of wheat/."
              for name in questions if name not in right),
            *(f"{name} has no misconception: write a section `# %% {name}` in a file of chaff/."
              for name in questions if name not in wrong)]


def _mute(rows: Sequence[Row], places: Sequence[Place]) -> list[str]:
    rejecting = {place for row in rows if row.candidate.role != Role.WHEAT for place in row.killed_by}
    return [f"{named(place)} rejects nothing: no misconception and no mutant loses it. Add a misconception that it is "
            "there for, or remove it." for place in places if place not in rejecting]


def idle(rows: Sequence[Row]) -> list[Place]:
    """The properties that reject nothing but what some other property rejects too: worth knowing, and no fault."""
    killers: dict[Place, int] = {place: 0 for row in rows for place in row.cells}
    for row in rows:
        if row.candidate.role != Role.WHEAT and len(row.killed_by) == 1:
            killers[row.killed_by[0]] += 1
    return sorted(place for place, alone in killers.items() if not alone)


def survivors(rows: Sequence[Row]) -> list[Row]:
    """The mutants that no property rejects."""
    return [row for row in rows if row.candidate.role == Role.MUTANT and not row.killed_by and not row.broken]


def _survivors(rows: Sequence[Row], explained: Mapping[str, str]) -> list[str]:
    return [f"The mutant {row.candidate.about} survives: add a property that rejects it, with the misconception that "
            "audit.html suggests, or explain it in survivors.toml."
            for row in survivors(rows) if row.candidate.about not in explained]


def suggested(row: Row) -> str:
    """A surviving mutant as a misconception to start from: a file for ``chaff/``, with blanks for the author."""
    asked = row.candidate.questions or tuple(dict.fromkeys(question for question, _ in row.cells))
    sections = [f"# %% {name}\n{code}" for name in asked if (code := row.candidate.definition(name))]
    imports = row.candidate.imports()
    fails = ", ".join(f'"{name}": ["…"]' for name in asked)
    return "\n\n".join([f'"""What a student believes who writes {row.candidate.about.partition(" → ")[2]}\n\n'
                        'The hint that helps them.\n"""', *([imports] if imports else []), f"FAILS = {{{fails}}}",
                        *(f"\n{section}" for section in sections)])
