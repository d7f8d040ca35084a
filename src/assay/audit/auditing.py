"""The audit of one assignment: candidates in, matrix and complaints out, and the record that a release leans on."""

from __future__ import annotations

import importlib
import json
import time
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.audit import gate
from assay.audit.candidates import Candidate, chaffs, wheats
from assay.audit.matrix import Row, matrix, row
from assay.audit.mutants import mutants
from assay.audit.styles import read_styles
from assay.judge import bench
from assay.judge.loading import importable
from assay.judge.plugin import drawn, run_hidden_tests
from assay.judge.verdict import canonical

Place = tuple[str, str]
Bar = Callable[[str, int], AbstractContextManager[Callable[[], None]]]


@dataclass(frozen=True)
class Audit:
    """What an audit found. ``corners`` counts, for each property, the examples of each corner class it draws."""

    assignment: str
    digest: str
    rows: tuple[Row, ...]
    stays: Mapping[Place, str]
    explained: Mapping[str, str]
    corners: Mapping[Place, Mapping[str, int]]
    complaints: tuple[str, ...]
    seconds: float


def audit(questions: Path, solutions: Path, workers: int, prepare: Callable[[], None], bar: Bar) -> Audit:
    """Holds the hidden tests against every candidate.

    Args:
        questions: the assignment's hidden tests.
        solutions: its reference, wheat and chaff.
        workers: how many processes.
        prepare: called in each of them first.
        bar: shows progress.
    """
    started, before = time.monotonic(), digest(questions, solutions)
    prepare()
    collected = run_hidden_tests(questions, None)
    right = wheats(solutions)
    row(right[0], questions, solutions)  # draws the tapes in this process, for the count of corners
    candidates = [*right, *chaffs(solutions), *_mutated(right, list(collected.results), read_styles(solutions).mutated)]
    with bar("Auditing", len(candidates)) as advance:
        rows = matrix(candidates, questions, solutions, workers, prepare, advance)
    explained = _explained(questions)
    corners = _corners(questions, [(question, name) for question, items in collected.results.items()
                                   for name in items])
    complaints = [*gate.complaints(rows, collected.stays, explained), *_missing(questions, corners)]
    return Audit(questions.name, before, tuple(rows), collected.stays, explained, corners, tuple(complaints),
                 time.monotonic() - started)


def _mutated(right: list[Candidate], questions: list[str], mutated: tuple[str, ...]) -> Iterator[Candidate]:
    for origin in right:
        if origin.name in ("reference", *mutated):
            yield from mutants(origin, questions)


def _explained(questions: Path) -> dict[str, str]:
    """Why the mutants that survive are equivalent, by their change: ``survivors.toml``."""
    path = questions / "survivors.toml"
    held = tomllib.loads(path.read_text("utf-8")) if path.exists() else {}
    return {change: reason for reason, changes in held.get("equivalent", {}).items() for change in changes}


def _corners(questions: Path, places: list[Place]) -> dict[Place, Counter[str]]:
    """How often each property draws each corner class, by the assignment's own ``cases.corners``."""
    cases = _cases(questions)
    found: dict[Place, Counter[str]] = {}
    for question, name in places:
        examples = drawn(questions / f"test_{question}.py", f"test_{name}")
        if examples and cases is not None:
            found[question, name] = Counter(corner for _, example in examples for corner in cases.corners(example))
    return found


def _missing(questions: Path, corners: Mapping[Place, Mapping[str, int]]) -> list[str]:
    cases = _cases(questions)
    wanted: Mapping[Place, tuple[str, ...]] = cases.CORNERS if cases is not None else {}
    return [f"{gate.named(place)} draws no case of {corner!r}." for place, names in wanted.items()
            for corner in names if not corners.get(place, {}).get(corner)]


def _cases(questions: Path) -> Any:
    if not (questions / "cases.py").exists():
        return None
    importable(questions.parents[1])
    return importlib.import_module(f"{questions.parent.name}.{questions.name}.cases")


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
    """Writes the audit down: its digest, its counts, its complaints, and why they were overridden, if they were."""
    roles = Counter(each.candidate.role.value for each in found.rows)
    data = {"digest": found.digest, "passed": not found.complaints, "override": override,
            "complaints": list(found.complaints), "candidates": dict(roles),
            "survivors": [each.candidate.about for each in gate.survivors(found.rows)]}
    record_path(questions).write_text(json.dumps(json.loads(canonical(data)), indent=1, ensure_ascii=False) + "\n",
                                      "utf-8")
