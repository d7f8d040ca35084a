"""How often a right solution is refused by the examples that are drawn from a submission's own program.

``python -m benchmarks.digests --digests 1000`` holds every right solution against what so many digests give, and prints
every property that one of them failed. None should. One process; a right solution takes about a third of a second.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from assay.audit.candidates import wheats
from assay.audit.matrix import Here
from assay.cluster.work import prepare
from assay.course.places import Course
from assay.judge import plugin
from assay.judge.evidence import JudgeFault, Mismatch, RoomEnded
from assay.judge.examples import tape
from assay.judge.examples.derived import Derived, derive
from assay.judge.loading import arrays_of, load
from assay.judge.student import Remote, Student
from tests.here import REPOSITORY

ROOT = Path(__file__).parents[1]
Body = Callable[..., None]


@dataclass(frozen=True)
class Taped:
    """A property for which more is drawn: its question, its name, its test, its tape."""

    question: str
    name: str
    function: Any
    examples: list[tape.Drawn]


def taped(questions: Path, names: dict[str, Any]) -> list[Taped]:
    """All properties for which more is drawn, with their tapes; a right solution is judged on these first."""
    with contextlib.redirect_stdout(io.StringIO()):
        judged = plugin.run_hidden_tests(questions, Here(names, arrays_of(questions)))
    return [Taped(question, name, function, plugin.drawn(questions / f"test_{question}.py", f"test_{name}"))
            for (question, name), (function, _) in judged._called.items()
            if tape.is_property(function) and all(mark.name != "fixed" for mark in vars(function)["pytestmark"])]


def refusals(prop: Taped, drawn: list[tape.Drawn], remote: Remote) -> list[str]:
    """What a right solution loses by the examples drawn for one property."""
    for _, example in drawn:
        try:
            prop.function.hypothesis.inner_test(student=Student(remote), **example)
        except (Mismatch, RoomEnded, JudgeFault, Exception) as error:
            return [f"{prop.question}.{prop.name}: {type(error).__name__} {getattr(error, 'evidence', error)}"]
    return []


def turns(names: list[str], number: int, each: int) -> list[str]:
    """The right solutions whose turn it is: so many, or all."""
    return [names[(number * each + place) % len(names)] for place in range(each or len(names))]


def main() -> None:
    """Holds them, prints as it goes, and sums up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--digests", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0)
    parser.add_argument("--solutions", type=int, default=0, help="for each digest, taken in turn (default: all)")
    parser.add_argument("--assignment", default="convolution")
    asked = parser.parse_args()
    prepare(Course(REPOSITORY).cache, Course(REPOSITORY).bench(asked.assignment).optimize)
    questions, solutions = ROOT / "autograder" / asked.assignment, ROOT / "solutions" / asked.assignment
    reference = (solutions / "reference.py").read_text("utf-8")
    right = {candidate.name: load(candidate.source, reference) for candidate in wheats(solutions)}
    properties = taped(questions, right["reference"])
    remotes = {(name, each.question): Remote(Here(names, arrays_of(questions)), each.question)
               for name, names in right.items() for each in properties}
    started, held, refused = time.monotonic(), 0, 0
    for number in range(asked.first, asked.first + asked.digests):
        digest = sha256(str(number).encode()).hexdigest()
        known: Derived = {}
        drawn = [derive(each.function, each.examples, digest, known) for each in properties]
        for name in turns(list(right), number, asked.solutions):
            lost = [line for each, examples in zip(properties, drawn, strict=True)
                    for line in refusals(each, examples, remotes[name, each.question])]
            held, refused = held + 1, refused + bool(lost)
            for line in lost:
                print(f"digest {number}: {name} loses {line}", flush=True)
        if number % 10 == 9:
            print(f"{number + 1 - asked.first} digests, {held} right solutions held against them, {refused} refused, "
                  f"{time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
