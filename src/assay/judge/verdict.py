"""Verdicts: frozen, plain JSON, stored by the digest of everything they depend on."""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path
from typing import Any

from assay.judge.evidence import Evidence

SCHEMA = 2
#: The fault of a property that no judging can settle: nobody can tell which cells are its answer.
UNCLEAR = "unclear"


class Outcome(StrEnum):
    """What became of a property. A fault of the grader is *not judged*, never a zero."""

    EARNED = "earned"
    NOT_EARNED = "not earned"
    NOT_JUDGED = "not judged"


@dataclass(frozen=True)
class Property:
    """One property of a question: what a right answer does, its points, and what became of it.

    ``instead`` names the questions whose answers had to be replaced by correct ones for it to be earned.
    """

    name: str
    sentence: str
    hint: str
    points: float
    outcome: Outcome
    evidence: Evidence | None = None
    fault: str = ""
    instead: tuple[str, ...] = ()

    def as_dict(self) -> dict[str, Any]:
        """As JSON holds it."""
        return {"name": self.name, "sentence": self.sentence, "hint": self.hint, "points": self.points,
                "outcome": self.outcome.value, "evidence": self.evidence.as_dict() if self.evidence else None,
                "fault": self.fault, "instead": list(self.instead)}

    @classmethod
    def from_dict(cls, data: Mapping[str, Any]) -> Property:
        """The inverse of :meth:`as_dict`."""
        evidence = Evidence.from_dict(data["evidence"]) if data["evidence"] else None
        return cls(data["name"], data["sentence"], data["hint"], data["points"], Outcome(data["outcome"]), evidence,
                   data["fault"], tuple(data["instead"]))


@dataclass(frozen=True)
class Question:
    """A question and its properties, in the order of its file, and the misconception its answers match, or ""."""

    grade_id: str
    properties: tuple[Property, ...]
    misconception: str = ""

    @property
    def points(self) -> float:
        """What it is worth."""
        return sum(item.points for item in self.properties)

    @property
    def earned(self) -> float:
        """The points of the properties earned."""
        return sum(item.points for item in self.properties if item.outcome == Outcome.EARNED)

    @property
    def judged(self) -> bool:
        """Whether every property was judged; where not, a person has to look."""
        return all(item.outcome != Outcome.NOT_JUDGED for item in self.properties)


@dataclass(frozen=True)
class Verdict:
    """What the judge says of a submission. Equal bases give equal bytes."""

    basis: Mapping[str, Any]
    questions: tuple[Question, ...]

    def question(self, grade_id: str) -> Question | None:
        """The question of this name, or None."""
        return next((item for item in self.questions if item.grade_id == grade_id), None)

    @property
    def judged(self) -> bool:
        """Whether every question was judged."""
        return all(question.judged for question in self.questions)

    @property
    def complete(self) -> bool:
        """Whether judging again would change nothing: what is not judged is what only a person can tell."""
        return all(item.outcome != Outcome.NOT_JUDGED or item.fault == UNCLEAR
                   for question in self.questions for item in question.properties)

    def to_json(self) -> str:
        """Canonical JSON: the same verdict is the same bytes."""
        questions = [{"grade_id": question.grade_id, "properties": [item.as_dict() for item in question.properties],
                      "misconception": question.misconception} for question in self.questions]
        return canonical({"schema": SCHEMA, "basis": self.basis, "questions": questions})

    @classmethod
    def from_json(cls, text: str) -> Verdict:
        """The inverse of :meth:`to_json`.

        Raises:
            ValueError: the text is no verdict.
        """
        try:
            data = json.loads(text)
            if data["schema"] != SCHEMA:
                raise ValueError(f"a verdict of schema {data['schema']}, not {SCHEMA}")
            return cls(data["basis"], tuple(
                Question(item["grade_id"], tuple(Property.from_dict(each) for each in item["properties"]),
                         item["misconception"])
                for item in data["questions"]))
        except (KeyError, TypeError) as error:
            raise ValueError(f"not a verdict: {error!r}") from error


@dataclass(frozen=True)
class Run:
    """What may differ from run to run, kept beside the verdict: the notebook's outputs, the timings, our faults.

    ``unproven`` names questions whose answers under jit could not be held against a clean room's.
    """

    outputs: Mapping[str, Any] = field(default_factory=dict)
    seconds: float = 0.0
    rooms: int = 0
    room_cpu_seconds: float = 0.0
    faults: tuple[str, ...] = ()
    unproven: tuple[str, ...] = ()


def canonical(data: Any) -> str:
    """JSON with sorted names, no spare blanks, and a line end."""
    return json.dumps(data, sort_keys=True, separators=(",", ":"), ensure_ascii=True, allow_nan=False) + "\n"


def digest(data: Any) -> str:
    """SHA-256 of the canonical JSON, in hex."""
    return hashlib.sha256(canonical(data).encode()).hexdigest()


class Store:
    """Verdicts on disk, one file each, named by the digest of their basis."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def path(self, basis: Mapping[str, Any]) -> Path:
        """Where the verdict on this basis lies, or would."""
        return self.folder / f"{digest(basis)}.json"

    def get(self, basis: Mapping[str, Any]) -> Verdict | None:
        """The stored verdict; None if there is none, or if its file is damaged."""
        return self.named(digest(basis))

    def named(self, name: str) -> Verdict | None:
        """The verdict stored under the digest of its basis; None as in :meth:`get`."""
        try:
            return Verdict.from_json((self.folder / f"{name}.json").read_text("ascii"))
        except (OSError, ValueError):
            return None

    def get_run(self, basis: Mapping[str, Any]) -> Run:
        """What was kept beside a verdict."""
        try:
            data = json.loads(self.path(basis).with_suffix(".run").read_text("ascii"))
            return Run(data["outputs"], data["seconds"], data["rooms"], data["room_cpu_seconds"], tuple(data["faults"]),
                       tuple(data["unproven"]))
        except (OSError, ValueError, KeyError, TypeError):
            return Run()

    def put(self, verdict: Verdict, run: Run) -> Path:
        """Stores both; a crash leaves the old file or the new, never half of one."""
        path = self.path(verdict.basis)
        self.folder.mkdir(parents=True, exist_ok=True, mode=0o770)
        beside = {"outputs": run.outputs, "seconds": run.seconds, "rooms": run.rooms,
                  "room_cpu_seconds": run.room_cpu_seconds, "faults": run.faults,
                  "unproven": run.unproven}
        replace_file(path.with_suffix(".run"), canonical(beside))
        replace_file(path, verdict.to_json())
        return path


def replace_file(path: Path, text: str, mode: int = 0o660) -> None:
    """Writes a file of ASCII; a crash leaves the old one or the new, never half of one.

    Args:
        path: where.
        text: what it is to hold.
        mode: its rights, of which the umask takes away; others have none, as it is about students.
    """
    fresh = path.with_suffix(f"{path.suffix}.{os.getpid()}")
    with os.fdopen(os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode), "w", encoding="ascii") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())
    fresh.replace(path)
