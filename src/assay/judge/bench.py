"""What is judged and by what: a submission's cells; the bench with hidden tests, reference and rules; their digests."""

from __future__ import annotations

import hashlib
import platform
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from assay.judge.asking.line import Patience
from assay.judge.examples.tape import SEED
from assay.judge.explain.described import question_of
from assay.judge.session import Session
from assay.judge.submission import Cell, Replacement, Submission
from assay.judge.verdict import digest
from assay.room.furnishing import USUAL, Furnishing
from assay.room.room import Isolation, Limits

PACKAGES = ("hypothesis", "ipykernel", "nbgrader", "numpy", "pytest")
JAX = ("flax", "jax", "jaxlib")
SETTINGS = (".py", ".ini", ".toml")
#: Data that hidden tests read.
DATA = (".csv", ".tsv", ".txt", ".npy", ".npz", ".png")
#: What of the engine a verdict depends on.
ENGINE = tuple(Path(__file__).parents[1] / name for name in ("judge", "room", "testing"))


@dataclass(frozen=True)
class Bench:
    """Where the hidden tests and the reference of an assignment lie, and under which rules they are held."""

    questions: Path
    solutions: Path
    limits: Limits = field(default_factory=Limits)
    isolation: Isolation = Isolation.BUBBLEWRAP
    #: Whether XLA optimizes what it compiles in a room; where not, sums may differ in their last digits.
    optimize: bool = True
    #: Whether rooms are entered from a warm process. It changes no verdict, so it is not part of the basis.
    warm: bool = True
    #: Where compiled code lies that rooms may read. It changes no verdict either.
    compiled: Path | None = None
    #: What lies in a room, and how arguments arrive there.
    furnishing: Furnishing = USUAL
    #: How long rooms are waited for that do nothing, before the submission is put off; for ever, if None.
    patience: Patience | None = None

    def room(self, cells: Sequence[Cell], after: Session | None = None,
             instead: Mapping[str, Replacement] | None = None, *, optimize: bool | None = None,
             brief: bool = False) -> Session:
        """A session for these cells, by the rules of this bench.

        Args:
            cells: the submission's.
            after: an earlier one of the same submission.
            instead: answers of the judge's that stand in the names of some questions.
            optimize: whether XLA optimizes there, if not as the bench says.
            brief: whether cells are left out that only show something.
        """
        return Session(cells, self.limits, self.isolation, self.warm, self.compiled,
                       self.optimize if optimize is None else optimize, after, instead, brief or bool(instead),
                       self.patience, self.root, self.furnishing)

    @property
    def root(self) -> Path:
        """The course: the folder of which rooms see nothing."""
        return self.questions.parents[1]

    def basis(self, submission: Submission) -> dict[str, Any]:
        """Everything a verdict depends on; its digest is the verdict's name."""
        return {"assignment": submission.assignment, "submission": submission.digest,
                "tests": digests_of_tests(self.questions), "reference": digest_of((self.solutions / "reference.py",)),
                "chaff": digest_of((self.solutions / "chaff",)),
                "stand_in": digest_of((self.solutions / "stand_in.py",)),
                "judge": digest_of(ENGINE), "versions": dict(versions(self.furnishing.arrays == "jax")), "seed": SEED,
                "room": self.furnishing.basis(),
                "limits": self.limits.as_dict(), "optimize": self.optimize, "isolation": self.isolation.name.lower()}


@cache
def versions(jax: bool) -> tuple[tuple[str, str], ...]:
    """What a verdict was reached with, in rooms with JAX or without."""
    names = sorted((*PACKAGES, *JAX) if jax else PACKAGES)
    return (("python", platform.python_version()), *((name, version(name)) for name in names))


@cache
def digests_of_tests(questions: Path) -> dict[str, Any]:
    """Digests of the hidden tests: of each question's own file, and of all that the files share.

    A question's file that another file names may be imported there, so it counts as shared.
    """
    texts = {path: path.read_text("utf-8") for path in sorted(questions.rglob("*")) if path.suffix in SETTINGS}
    own = [path for path in texts if path.parent == questions and path.match("test_*.py")
           and not any(path.stem in text for other, text in texts.items() if other != path)]
    data = {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(questions.rglob("*"))
            if path.suffix in DATA}
    return {"shared": digest([[path.relative_to(questions).as_posix(), text] for path, text in (texts | data).items()
                              if path not in own]),
            "questions": {question_of(path): digest(texts[path]) for path in own}}


@cache
def digest_of(places: Sequence[Path]) -> str:
    """SHA-256 over files, or over the Python files and settings of folders, by name and content."""
    whole = hashlib.sha256()
    for place in places:
        files = sorted(place.rglob("*")) if place.is_dir() else [place] if place.exists() else []
        for file in files:
            if file.suffix in SETTINGS:
                name = file.relative_to(place.parent).as_posix()
                whole.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return whole.hexdigest()
