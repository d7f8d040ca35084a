"""From a submission to a verdict: the judge's whole work, in three steps."""

from __future__ import annotations

import hashlib
import platform
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cache
from importlib.metadata import version
from pathlib import Path
from typing import Any

from autograder.judge import again
from autograder.judge.answers import read_answers
from autograder.judge.evidence import JudgeFault
from autograder.judge.misconceptions import Asked, match
from autograder.judge.plugin import Judged, question_of, run_hidden_tests
from autograder.judge.room import Isolation, Limits
from autograder.judge.session import Cell, Ran, Session
from autograder.judge.tape import SEED
from autograder.judge.verdict import Outcome, Property, Question, Run, Verdict, digest

PACKAGES = ("flax", "hypothesis", "ipykernel", "jax", "jaxlib", "nbgrader", "numpy", "pytest")
SETTINGS = (".py", ".ini", ".toml")


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
    #: Whether XLA optimizes what it compiles in a room; where not, sums may differ in their last digits.
    optimize: bool = True
    #: Whether rooms are entered from a warm process. It changes no verdict, so it is not part of the basis.
    warm: bool = True
    #: Where compiled code lies that rooms may read. It changes no verdict either.
    compiled: Path | None = None

    def room(self, cells: Sequence[Cell], after: Session | None = None) -> Session:
        """A session for these cells, by the rules of this bench; ``after`` is an earlier one of the same submission."""
        return Session(cells, self.limits, self.isolation, self.warm, self.compiled, self.optimize, after)

    def basis(self, submission: Submission) -> dict[str, Any]:
        """Everything a verdict depends on; its digest is the verdict's name."""
        return {"assignment": submission.assignment, "submission": submission.digest,
                "tests": digests_of_tests(self.questions), "reference": digest_of((self.solutions / "reference.py",)),
                "chaff": digest_of((self.solutions / "chaff",)),
                "stand_in": digest_of((self.solutions / "stand_in.py",)),
                "judge": digest_of((Path(__file__).parent,)), "versions": dict(versions()), "seed": SEED,
                "limits": self.limits.as_dict(), "optimize": self.optimize, "isolation": self.isolation.name.lower()}


def judge(submission: Submission, bench: Bench, before: Verdict | None = None) -> tuple[Verdict, Run]:
    """Runs the notebook in a room, holds the hidden tests against it, and gives the verdict.

    A fault of the grader leaves properties *not judged*; what it was is in the run's ``faults``.

    Args:
        submission: the cells.
        bench: the hidden tests, and the rules.
        before: an earlier verdict on the same submission; what cannot have changed is taken over from it.

    Raises:
        SandboxUnavailable: this machine cannot isolate, so nothing is judged.
        JudgeFault: the hidden tests themselves cannot be read.
    """
    started, basis = time.monotonic(), bench.basis(submission)
    only = again.changed(before, basis)
    held = before if only else None
    with bench.room(submission.cells) as session:
        first = held_against(session, bench, only)
        outputs = {str(place): shown(ran) for place, ran in session.ran.items()}
        if held and (any(ran.ended for ran in session.ran.values()) or not again.stands(held, first)):
            session.close()
            return judge(submission, bench)
        wrong = again.failed(held, first)
        harmed = [name for name in first.results if name in wrong and wrong & set(first.needs[name])
                  and not again.empty(first.results[name].values())]
        first.look(first.results.keys() - set(harmed))
        second, correct = second_look(submission, bench, harmed, wrong, first, session)
        first.look(harmed, second)  # in a new room, for what is wrong in itself too
    questions = {each.grade_id: each for each in held.questions} if held else {}
    questions |= {name: credited(first, second, name, correct, bench.solutions) for name in first.results}
    run = Run(outputs, round(time.monotonic() - started, 3), session.rooms,
              round(session.cpu, 3), (*first.faults, *(second.faults if second else ())))
    return Verdict(basis, tuple(questions.values())), run


def held_against(session: Session, bench: Bench, only: tuple[str, ...] = ()) -> Judged:
    """Runs the notebook and then the hidden tests; if the room could not be had, all stays not judged."""
    try:
        session.run_notebook()
        judged = run_hidden_tests(bench.questions, session, only=only)
        judged.ask_on()
    except (JudgeFault, OSError, MemoryError) as fault:
        judged = run_hidden_tests(bench.questions, None, only=only)
        judged.faults.append(str(fault) or type(fault).__name__)
    return judged


def second_look(submission: Submission, bench: Bench, harmed: Sequence[str], wrong: set[str],
                first: Judged, session: Session) -> tuple[Judged | None, dict[str, str]]:
    """Judges again, with correct answers in place of the wrong ones, the questions that need those.

    It has what the first look has left of the submission's time, and uses it up; the first look's room ends before.

    Returns:
        what was judged, or None if nothing has to be; and the correct answers used, by question.
    """
    correct = stand_ins(bench, {need for name in harmed for need in first.needs[name] if need in wrong})
    helped = tuple(name for name in harmed if correct.keys() & set(first.needs[name]))
    if not helped:
        return None, {}
    session.close()
    with bench.room(replaced(submission.cells, correct), session) as another:
        second = held_against(another, bench, helped)
    session.cpu, session.waited = another.cpu, another.waited
    return second, correct


def credited(first: Judged, second: Judged | None, name: str, correct: dict[str, str], solutions: Path) -> Question:
    """A question as judged, with the properties that hold on correct answers in place of the wrong ones it needs.

    Of the second look only outcomes are used, and which misconception it shows: a student could otherwise make the
    feedback print the correct answer.
    """
    items = tuple(first.results[name].values())
    if second is None or name not in second.results:
        return named(first, name, items, solutions)
    instead = tuple(need for need in first.needs[name] if need in correct)
    after = second.results[name]
    return named(second, name, tuple(looked_at(item, after[item.name], instead) for item in items), solutions)


def looked_at(item: Property, after: Property, instead: tuple[str, ...]) -> Property:
    """A property after the second look. Where that was no good, through a fault of ours, a person looks instead."""
    if item.outcome != Outcome.NOT_EARNED:
        return item
    if after.outcome == Outcome.EARNED:
        return replace(item, outcome=Outcome.EARNED, evidence=None, instead=instead)
    if after.outcome == Outcome.NOT_JUDGED:
        return replace(item, outcome=Outcome.NOT_JUDGED, evidence=None, fault=after.fault or JudgeFault.__name__)
    return item


def stand_ins(bench: Bench, wanted: set[str]) -> dict[str, str]:
    """Correct answers, by question, from the assignment's ``stand_in.py``, if it has one."""
    path = bench.solutions / "stand_in.py"
    held = read_answers(path) if wanted and path.exists() else {}
    return {name: held[name] for name in sorted(wanted) if name in held}


def replaced(cells: Sequence[Cell], correct: dict[str, str]) -> tuple[Cell, ...]:
    """The cells, each wrong answer followed by a correct one; cells that only show something are left out.

    The names of a question stay those that its own cell left: its own answer is judged, what that calls is replaced.
    """
    kept: list[Cell] = []
    last = max(cell.place for cell in cells) + 1
    for cell in cells:
        kept += [cell] if cell.settles else []
        if cell.question in correct:
            kept.append(Cell(last, correct[cell.question]))
            last += 1
    return tuple(kept)


def named(judged: Judged, name: str, items: tuple[Property, ...], solutions: Path) -> Question:
    """A question with the hint of the misconception that its answers match, in place of the test's own hint."""
    wrong = [item for item in items if item.outcome == Outcome.NOT_EARNED]
    belief = match(solutions, name, [Asked(*each) for each in judged.asked(name)]) if wrong else None
    if belief is None:
        return Question(name, items)
    hinted = tuple(replace(item, hint=(belief.hint if item is wrong[0] else "")) if item in wrong else item
                   for item in items)
    return Question(name, hinted, belief.name)


def shown(ran: Ran) -> dict[str, Any]:
    """What a cell did, as JSON."""
    return {"outputs": ran.outputs, "count": ran.count, "ended": ran.ended.value if ran.ended else None}


@cache
def versions() -> tuple[tuple[str, str], ...]:
    """What a verdict was reached with."""
    return (("python", platform.python_version()), *((name, version(name)) for name in PACKAGES))


@cache
def digests_of_tests(questions: Path) -> dict[str, Any]:
    """Digests of the hidden tests: of each question's own file, and of all that the files share.

    A question's file that another file names may be imported there, so it counts as shared.
    """
    texts = {path: path.read_text("utf-8") for path in sorted(questions.rglob("*")) if path.suffix in SETTINGS}
    own = [path for path in texts if path.parent == questions and path.match("test_*.py")
           and not any(path.stem in text for other, text in texts.items() if other != path)]
    return {"shared": digest([[path.relative_to(questions).as_posix(), texts[path]] for path in texts
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
                name = file.relative_to(place if place.is_dir() else place.parent).as_posix()
                whole.update(f"{name}\0{hashlib.sha256(file.read_bytes()).hexdigest()}\0".encode())
    return whole.hexdigest()
