"""From a submission to a verdict: the judge's whole work, in three steps."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.judge.evidence import JudgeFault
from autograder.judge.plugin import run_hidden_tests
from autograder.judge.room import Isolation, Limits
from autograder.judge.session import Cell, Ran, Session
from autograder.judge.tape import SEED
from autograder.judge.verdict import Question, Run, Verdict, digest

PACKAGES = ("flax", "hypothesis", "ipykernel", "jax", "jaxlib", "numpy", "pytest")


@dataclass(frozen=True)
class Submission:
    """What of a student's notebook is judged: its code cells, in order. No name: equal work gets an equal verdict."""

    assignment: str
    cells: tuple[Cell, ...]

    @property
    def digest(self) -> str:
        """SHA-256 over the assignment and the cells, in hex."""
        return digest([self.assignment, [asdict(cell) for cell in self.cells]])


@dataclass(frozen=True)
class Bench:
    """Where the hidden tests and the reference of an assignment lie, and under which rules they are held."""

    questions: Path
    solutions: Path
    limits: Limits = field(default_factory=Limits)
    isolation: Isolation = Isolation.BUBBLEWRAP

    def basis(self, submission: Submission) -> dict[str, Any]:
        """Everything a verdict depends on; its digest is the verdict's name."""
        return {"assignment": submission.assignment, "submission": submission.digest,
                "tests": digest_of((self.questions, self.solutions / "reference.py")),
                "judge": digest_of((Path(__file__).parent,)), "versions": dict(versions()), "seed": SEED,
                "limits": self.limits.as_dict(), "isolation": self.isolation.name.lower()}


def judge(submission: Submission, bench: Bench) -> tuple[Verdict, Run]:
    """Runs the notebook in a room, holds the hidden tests against it, and gives the verdict.

    A fault of the grader leaves properties *not judged*; what it was is in the run's ``faults``.

    Raises:
        SandboxUnavailable: this machine cannot isolate, so nothing is judged.
    """
    started = time.monotonic()
    faults: list[str] = []
    with Session(submission.cells, bench.limits, bench.isolation) as session:
        try:
            session.run_notebook()
            judged = run_hidden_tests(bench.questions, session)
        except JudgeFault as fault:
            faults.append(str(fault))
            judged = run_hidden_tests(bench.questions, None)
        outputs = {str(place): shown(ran) for place, ran in session.ran.items()}
        rooms = session.rooms
    questions = tuple(Question(name, tuple(found.values())) for name, found in judged.results.items())
    run = Run(outputs, round(time.monotonic() - started, 3), rooms, tuple(faults + judged.faults))
    return Verdict(bench.basis(submission), questions), run


def shown(ran: Ran) -> dict[str, Any]:
    """What a cell did, as JSON."""
    return {"outputs": ran.outputs, "count": ran.count, "ended": ran.ended.value if ran.ended else None}


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """What a verdict was reached with."""
    return (("python", platform.python_version()), *((name, version(name)) for name in PACKAGES))


@cache
def digest_of(places: Sequence[Path]) -> str:
    """SHA-256 over files, or over the Python files and settings of folders, by name and content."""
    whole = hashlib.sha256()
    for place in places:
        files = sorted(place.rglob("*")) if place.is_dir() else [place]
        for file in files:
            if file.suffix in (".py", ".ini", ".toml"):
                name = file.relative_to(place if place.is_dir() else place.parent).as_posix()
                whole.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return whole.hexdigest()
