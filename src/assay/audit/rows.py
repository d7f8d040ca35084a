"""The lines of the kill matrix, and where those are kept that were found before, on this machine."""

from __future__ import annotations

import json
import os
from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar

from assay.audit.candidates import Candidate, Role
from assay.audit.limits import Took
from assay.judge.evidence import Evidence
from assay.judge.verdict import Outcome, canonical, replace_file

Place = tuple[str, str]
Key = TypeVar("Key")
Value = TypeVar("Value")
#: Rows kept at most; a large assignment has a thousand, of a few hundred bytes each.
KEPT = 20_000


@dataclass(frozen=True)
class Row:
    """One candidate's line of the matrix: (question, property) to outcome; ``broken`` if it could not be loaded.

    Attributes:
        faults: why a property did not judge, in a line.
        evidence: of right solutions, why a property was lost: on its smallest failing input.
        again: of right solutions that lost something or nothing, what became of a property when asked a second time
            and answered differently: the other evidence, or None if it was earned then.
        took: of right solutions, the slowest call of each question, and all of them.
        corners: of the reference, how often each property draws each corner class.
        unknown: of misconceptions, the questions where their own answers are not recognised, so that students who give
            them never read the hint.
    """

    candidate: Candidate
    cells: Mapping[Place, Outcome]
    broken: str = ""
    faults: Mapping[Place, str] = field(default_factory=dict)
    evidence: Mapping[Place, Evidence] = field(default_factory=dict)
    again: Mapping[Place, Evidence | None] = field(default_factory=dict)
    took: Mapping[str, Took] = field(default_factory=dict)
    corners: Mapping[Place, Mapping[str, int]] = field(default_factory=dict)
    unknown: tuple[str, ...] = ()

    @property
    def killed_by(self) -> list[Place]:
        """The properties that reject it."""
        return [place for place, outcome in self.cells.items() if outcome == Outcome.NOT_EARNED]

    @property
    def sound(self) -> bool:
        """Whether asking again would tell nothing new, so that it may be kept."""
        lost = self.candidate.role == Role.WHEAT and (self.killed_by or self.again or self.broken)
        return not lost and Outcome.NOT_JUDGED not in self.cells.values()

    def as_dict(self) -> dict[str, Any]:
        """The row without its candidate, as JSON holds it; only what a sound one has."""
        return {"cells": [[*place, outcome.value] for place, outcome in self.cells.items()], "broken": self.broken,
                "took": {name: list(took) for name, took in self.took.items()},
                "corners": [[*place, dict(counts)] for place, counts in self.corners.items()],
                "unknown": list(self.unknown)}

    @classmethod
    def from_dict(cls, candidate: Candidate, data: Mapping[str, Any]) -> Row:
        """The inverse of :meth:`as_dict`."""
        return cls(candidate, {(question, name): Outcome(outcome) for question, name, outcome in data["cells"]},
                   data["broken"], took={name: Took(*took) for name, took in data["took"].items()},
                   corners={(question, name): counts for question, name, counts in data["corners"]},
                   unknown=tuple(data["unknown"]))


def joined(candidate: Candidate, rows: Sequence[Row], order: Sequence[str]) -> Row:
    """The rows of a candidate's sittings as one, with its questions in this order."""
    cells = {place: outcome for row in rows for place, outcome in row.cells.items()}
    return Row(candidate, {place: cells[place] for question in order for place in cells if place[0] == question},
               next((row.broken for row in rows if row.broken), ""), _all(row.faults for row in rows),
               _all(row.evidence for row in rows), _all(row.again for row in rows), _all(row.took for row in rows),
               _all(row.corners for row in rows), tuple(name for row in rows for name in row.unknown))


def _all(parts: Iterable[Mapping[Key, Value]]) -> dict[Key, Value]:
    return {key: each for part in parts for key, each in part.items()}


@dataclass(frozen=True)
class Shelf:
    """Rows kept in a folder, a file each, named by the digest of what they depend on. Without a folder, none are."""

    folder: Path | None

    def get(self, candidate: Candidate, key: str) -> Row | None:
        """The row kept under a digest; None if there is none, or if its file is damaged."""
        if self.folder is None:
            return None
        path = self.folder / f"{key}.json"
        try:
            row = Row.from_dict(candidate, json.loads(path.read_text("ascii")))
        except (OSError, ValueError, KeyError, TypeError):
            return None
        with suppress(OSError):
            os.utime(path)  # what is used stays
        return row

    def put(self, key: str, row: Row) -> None:
        """Keeps a row, if asking again would tell nothing new."""
        if self.folder is not None and row.sound:
            self.folder.mkdir(parents=True, exist_ok=True)
            replace_file(self.folder / f"{key}.json", canonical(row.as_dict()))

    def tidy(self, most: int = KEPT) -> None:
        """Removes the rows that were not used for the longest time, where there are too many."""
        if self.folder is None or not self.folder.is_dir():
            return
        used = {}
        for path in self.folder.iterdir():
            with suppress(OSError):
                used[path] = path.stat().st_mtime_ns
        for path in sorted(used, key=lambda each: used[each])[:max(0, len(used) - most)]:
            path.unlink(missing_ok=True)
