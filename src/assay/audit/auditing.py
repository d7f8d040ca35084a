"""The audit of one assignment: candidates in, matrix and complaints out, and the record that a release leans on.

Rows that were found before on this machine are taken from a shelf (:mod:`assay.audit.sittings` says what they depend
on), and each new one is put there at once. What the audit says is the same to the byte either way.
"""

from __future__ import annotations

import json
import time
import tomllib
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from itertools import chain, zip_longest
from pathlib import Path

from assay.audit import gate, limits
from assay.audit.candidates import Candidate, Role, chaffs, wheats
from assay.audit.fair import named
from assay.audit.matrix import cases_of, matrix, sit
from assay.audit.mutants import mutants
from assay.audit.rows import Place, Row, Shelf, joined
from assay.audit.sittings import HiddenTests, Sitting
from assay.audit.styles import read_styles
from assay.judge import bench
from assay.judge.plugin import run_hidden_tests
from assay.judge.verdict import canonical

Bar = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


class UnknownQuestion(Exception):
    """There are no hidden tests of a question; a sentence for the author."""


@dataclass(frozen=True)
class Audit:
    """What an audit found.

    Attributes:
        places: all properties, (question, name).
        explained: why mutants that survive are equivalent, by their change.
        corners: for each property, the examples of each corner class that it draws.
        figures: what right solutions take.
        question: the only one that was audited; "" if all were.
        ran, known: sittings that were run now, and that were known from before.
        left: sittings that there was no time for.
    """

    assignment: str
    digest: str
    rows: tuple[Row, ...]
    places: tuple[Place, ...]
    explained: Mapping[str, str]
    corners: Mapping[Place, Mapping[str, int]]
    complaints: tuple[str, ...]
    seconds: float
    figures: tuple[limits.Figure, ...] = ()
    question: str = ""
    ran: int = 0
    known: int = 0
    left: int = 0


@dataclass(frozen=True)
class Work:
    """How an audit is done.

    Attributes:
        workers: how many processes.
        prepare: called in each of them first.
        bar: shows progress.
        shelf: where rows are kept from audit to audit.
        question: the only one to audit; all, if "".
        seconds: after which no further candidate is tried, all in this process; None to try all.
        notebooks: what right solutions' notebooks take in a room, by their names.
    """

    workers: int
    prepare: Callable[[], None]
    bar: Bar
    shelf: Shelf = field(default_factory=lambda: Shelf(None))
    question: str = ""
    seconds: float | None = None
    notebooks: Callable[[], Mapping[str, limits.Notebook]] = dict


def audit(held: bench.Bench, work: Work) -> Audit:
    """Holds the hidden tests of an assignment against every candidate.

    Raises:
        UnknownQuestion: the only question to audit is none.
    """
    questions, solutions = held.questions, held.solutions
    started, before = time.monotonic(), digest(questions, solutions)
    work.prepare()
    collected = run_hidden_tests(questions, None)
    if work.question and work.question not in collected.results:
        raise UnknownQuestion(f"There are no hidden tests for a question {work.question!r} of {questions.name}: there "
                              f"are {', '.join(collected.results)}.")
    places = [(question, name) for question, items in collected.results.items() for name in items]
    asked = [place for place in places if work.question in ("", place[0])]
    wrong = chaffs(solutions)
    tests = HiddenTests(questions, solutions, list(collected.results))
    candidates = _asked(_candidates(held, wrong, tests, work.question), tests, work.question)
    sittings = [[each for each in tests.sittings(candidate) if work.question in ("", *each.questions)]
                for candidate in candidates]
    rows, ran, left = _rows(sittings, held, work)
    notebooks = {} if work.question else work.notebooks()
    rows = _measured_again(sittings, rows, notebooks, held, work)
    order = [work.question] if work.question else tests.known
    found = [joined(each, rows[place], order) for place, each in enumerate(candidates) if rows[place]]
    explained = _explained(questions)
    corners = next((row.corners for row in found if row.candidate.name == "reference"), {})
    figures = _figures(found, notebooks, held)
    complaints = [*(gate.misnamed(wrong, places) if not work.question else []),
                  *gate.complaints(found, asked, explained, whole=not left),
                  *_missing(questions, corners, [] if left else asked), *limits.complaints(figures, questions.name)]
    work.shelf.tidy()
    return Audit(questions.name, before, tuple(found), tuple(asked), explained, corners, tuple(complaints),
                 time.monotonic() - started, tuple(figures), work.question, ran,
                 sum(map(len, sittings)) - ran - left, left)


def _candidates(held: bench.Bench, wrong: Sequence[Candidate], tests: HiddenTests, only: str) -> Iterator[Candidate]:
    right = wheats(held.solutions)
    yield from right
    yield from wrong
    styles = read_styles(held.solutions)
    for origin in right:
        if origin.name in ("reference", *styles.mutated):
            yield from (each if each.questions else tests.narrowed(each, origin)
                        for each in mutants(origin, tests.known, only))


def _asked(candidates: Iterator[Candidate], tests: HiddenTests, only: str) -> list[Candidate]:
    """The candidates that are judged on something that is asked; what is a mutant for several questions, on all."""
    if not only:
        return [each for each in candidates if not each.questions or set(tests.known) & set(each.questions)]
    return [each for each in candidates if each.questions == (only,)
            or (each.role != Role.MUTANT and (not each.questions or only in each.questions))]


def _rows(sittings: Sequence[Sequence[Sitting]], held: bench.Bench, work: Work) -> tuple[list[list[Row]], int, int]:
    """The rows of each candidate's sittings, how many were run now, and how many there was no time for."""
    found = {each.key: row for each in chain(*sittings)
             if (row := work.shelf.get(each.candidate, each.key)) is not None}
    missing = [each for each in {each.key: each for each in chain(*sittings)}.values() if each.key not in found]
    if work.seconds is None and missing:
        with work.bar("Auditing", len(missing)) as advance:
            rows = matrix(missing, held.questions, held.solutions, work.shelf, work.workers, work.prepare, advance)
        found |= dict(zip((each.key for each in missing), rows, strict=True))
    elif work.seconds is not None:
        ends = time.monotonic() + work.seconds
        for each in _in_turn(missing):
            if time.monotonic() < ends:
                found[each.key] = sit(each, held.questions, held.solutions, work.shelf)
    whole = [[found[each.key] for each in group] if all(each.key in found for each in group) else []
             for group in sittings]
    left = sum(each.key not in found for each in missing)
    return whole, len(missing) - left, left


def _figures(rows: Sequence[Row], notebooks: Mapping[str, limits.Notebook], held: bench.Bench) -> list[limits.Figure]:
    took: dict[str, dict[str, limits.Took]] = defaultdict(dict)
    for row in rows:
        if row.candidate.role == Role.WHEAT:
            took[row.candidate.name] |= row.took
    return limits.figures({name: each for name, each in took.items() if each}, notebooks, held.limits)


def _measured_again(sittings: Sequence[Sequence[Sitting]], rows: list[list[Row]],
                    notebooks: Mapping[str, limits.Notebook], held: bench.Bench, work: Work) -> list[list[Row]]:
    """The rows, in which right solutions that came near a limit were measured once more, and the smaller time stands.

    A machine that is busy with other things must not have a release refused.
    """
    known = [list(each) for each in rows]
    seen: set[str] = set()
    while near := {figure.who for figure in _figures(list(chain(*known)), notebooks, held)
                   if figure.close and figure.what in ("call", "submission")} - seen:
        seen |= near
        for group, found in zip(sittings, known, strict=True):
            for place, row in enumerate(found):
                if row.candidate.role == Role.WHEAT and row.candidate.name in near and row.took:
                    work.prepare()
                    again = sit(group[place], held.questions, held.solutions, Shelf(None)).took
                    found[place] = replace(row, took={name: each.least(again.get(name, each))
                                                      for name, each in row.took.items()})
                    work.shelf.put(group[place].key, found[place])
    return known


def _in_turn(sittings: Sequence[Sitting]) -> Iterator[Sitting]:
    """A right solution, a misconception and a mutant in turn: what little time there is tells most so."""
    kinds = [[each for each in sittings if each.candidate.role == role] for role in Role]
    yield from (each for turn in zip_longest(*kinds) for each in turn if each is not None)


def _explained(questions: Path) -> dict[str, str]:
    """Why the mutants that survive are equivalent, by their change: ``survivors.toml``."""
    path = questions / "survivors.toml"
    held = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {change: reason for reason, changes in held.get("equivalent", {}).items() for change in changes}


def _missing(questions: Path, corners: Mapping[Place, Mapping[str, int]], places: Sequence[Place]) -> list[str]:
    wanted: Mapping[Place, tuple[str, ...]] = getattr(cases_of(questions), "CORNERS", {})
    return [f"{named(place)} draws no case of {corner!r}." for place, names in wanted.items() if place in places
            for corner in names if not corners.get(place, {}).get(corner)]


def digest(questions: Path, solutions: Path) -> str:
    """SHA-256 over all that an audit depends on: hidden tests, solutions and the judge."""
    return bench.digest_of((questions, solutions, *bench.ENGINE))


def record_path(questions: Path) -> Path:
    """Where the last audit is recorded; committed with the release."""
    return questions / "audit.json"


def is_audited(questions: Path, solutions: Path) -> bool:
    """Whether the last recorded audit passed, or was overridden, and nothing has changed since."""
    try:
        held = json.loads(record_path(questions).read_text("utf-8"))
    except (OSError, ValueError):
        return False
    return bool(held.get("digest") == digest(questions, solutions) and (held["passed"] or held["override"]))


def record(found: Audit, questions: Path, override: str = "") -> None:
    """Writes the audit down: its digest, its counts, its complaints, and why they were overridden, if they were.

    An audit of one question, or of some candidates only, is no record for a release.
    """
    if found.question or found.left:
        return
    roles = Counter(each.candidate.role.value for each in found.rows)
    data = {"digest": found.digest, "passed": not found.complaints, "override": override,
            "complaints": list(found.complaints), "candidates": dict(roles),
            "survivors": [each.candidate.about for each in gate.survivors(found.rows)]}
    record_path(questions).write_text(json.dumps(json.loads(canonical(data)), indent=1, ensure_ascii=False) + "\n",
                                      "utf-8")
