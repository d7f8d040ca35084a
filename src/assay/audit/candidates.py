"""What the hidden tests are held against: right solutions, misconceptions, and mutants of right solutions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from assay.judge.answers import read_answers, read_misconception


class Role(StrEnum):
    """What the hidden tests have to do with a candidate."""

    WHEAT = "wheat"
    CHAFF = "chaff"
    MUTANT = "mutant"


@dataclass(frozen=True)
class Candidate:
    """A module of answers. ``questions`` are those it answers itself; the rest is the reference's.

    ``about`` is a wheat's way, a chaff's belief, or a mutant's change; ``fails`` the properties a chaff must lose.
    """

    name: str
    role: Role
    source: str
    questions: tuple[str, ...]
    about: str
    fails: Mapping[str, tuple[str, ...]] = field(default_factory=dict)


def wheats(solutions: Path) -> list[Candidate]:
    """The right solutions, the reference first."""
    reference = (solutions / "reference.py").read_text("utf-8")
    found = [Candidate("reference", Role.WHEAT, reference, (), "The reference solution.")]
    for path in _modules(solutions / "wheat"):
        text = path.read_text("utf-8")
        found.append(Candidate(path.stem, Role.WHEAT, text, (), _first_line(text)))
    return found


def chaffs(solutions: Path) -> list[Candidate]:
    """The misconceptions."""
    found = []
    for path in _modules(solutions / "chaff"):
        about = read_misconception(path)
        questions = tuple(read_answers(path))
        found.append(Candidate(path.stem, Role.CHAFF, path.read_text("utf-8"), questions, about.belief, about.fails))
    return found


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.stem != "__init__")


def _first_line(text: str) -> str:
    return text.lstrip().removeprefix('"""').split("\n", 1)[0].removesuffix('"""')
