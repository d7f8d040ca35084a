"""From a submission to a verdict: the judge's whole work, in three steps."""

from __future__ import annotations

import ast
import hashlib
import platform
import time
from collections.abc import Collection, Mapping, Sequence
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
from autograder.judge.session import Cell, Ran, Replacement, Session
from autograder.judge.tape import SEED
from autograder.judge.verdict import UNCLEAR, Outcome, Property, Question, Run, Verdict, digest

PACKAGES = ("flax", "hypothesis", "ipykernel", "jax", "jaxlib", "nbgrader", "numpy", "pytest")
SETTINGS = (".py", ".ini", ".toml")


@dataclass(frozen=True)
class Submission:
    """What of a student's notebook is judged: its code cells, in order. No name: equal work gets an equal verdict.

    ``unclear`` names questions whose answers may stand in cells that nobody can attribute: what they do not earn is
    left to a person.
    """

    assignment: str
    cells: tuple[Cell, ...]
    unclear: tuple[str, ...] = ()

    @property
    def digest(self) -> str:
        """SHA-256 over the assignment, the cells and what is unclear, in hex."""
        return digest([self.assignment, [asdict(cell) for cell in self.cells], list(self.unclear)])


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

    def room(self, cells: Sequence[Cell], after: Session | None = None,
             instead: Mapping[str, Replacement] | None = None) -> Session:
        """A session for these cells, by the rules of this bench.

        Args:
            cells: the submission's.
            after: an earlier one of the same submission.
            instead: answers of the judge's that stand in the names of some questions.
        """
        return Session(cells, self.limits, self.isolation, self.warm, self.compiled, self.optimize, after, instead)

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
        failing = [name for name in first.results if name in wrong and not again.empty(first.results[name].values())]
        harmed = [name for name in failing if wrong & set(first.needs[name])]
        first.look(first.results.keys() - set(harmed))
        looks = second_looks(submission, bench, failing, wrong, first, session)
        for name in harmed:  # in a new room, for what is wrong in itself too
            first.look([name], [look.judged for look in looks if name in look.judged.results])
    questions = {each.grade_id: each for each in held.questions} if held else {}
    questions |= {name: credited(first, looks, name, bench.solutions) for name in first.results}
    questions |= {name: left_to_a_person(questions[name]) for name in submission.unclear if name in questions}
    faults = [fault for judged in (first, *(look.judged for look in looks)) for fault in judged.faults]
    run = Run(outputs, round(time.monotonic() - started, 3), session.rooms, round(session.cpu, 3), tuple(faults))
    return Verdict(basis, tuple(questions.values())), run


def held_against(session: Session, bench: Bench, only: tuple[str, ...] = (),
                 earned: Collection[tuple[str, str]] = ()) -> Judged:
    """Runs the notebook and then the hidden tests; if the room could not be had, all stays not judged.

    Args:
        session: not opened yet.
        bench: the hidden tests.
        only: the questions to judge; all, if empty.
        earned: properties, by question and name, that are not judged again.
    """
    try:
        session.run_notebook()
        judged = run_hidden_tests(bench.questions, session, only=only, earned=earned)
        judged.ask_on()
    except (JudgeFault, OSError, MemoryError) as fault:
        judged = run_hidden_tests(bench.questions, None, only=only, earned=earned)
        judged.faults.append(str(fault) or type(fault).__name__)
    return judged


@dataclass(frozen=True)
class Look:
    """A second look: what was judged, which questions' answers were correct ones then, and whether all were asked.

    Where only what was lost is asked again, the answers are too few to tell misconceptions apart.
    """

    judged: Judged
    instead: tuple[str, ...]
    whole: bool


def second_looks(submission: Submission, bench: Bench, failing: Sequence[str], wrong: set[str],
                 first: Judged, session: Session) -> list[Look]:
    """Judges what failed again with correct answers in place of those it needs: of the wrong ones, then of all.

    The second time, because hidden tests may have been blind to what is wrong with an answer that another one needs.

    Questions that need the same share a room. No room holds a correct answer that one of its questions could take for
    its own: a question's own, or one it does not need. The looks have what the first has left of the submission's time,
    and use it up; the first look's room ends before.
    """
    correct = stand_ins(bench, {need for name in failing for need in first.needs[name]})
    looks: list[Look] = []
    earned = {(question, item.name) for question, items in first.results.items() for item in items.values()
              if item.outcome == Outcome.EARNED}
    for among, whole in ((wrong, True), (correct.keys(), False)):
        rooms: dict[tuple[str, ...], list[str]] = {}
        for name in failing:
            needed = tuple(need for need in first.needs[name] if need in correct and need in among)
            left = any((name, item) not in earned for item in first.results[name])
            if needed and left and not any(look.instead == needed and name in look.judged.results for look in looks):
                rooms.setdefault(needed, []).append(name)
        for needed, names in rooms.items():
            session.close()
            put = replacement(bench, [correct[need] for need in needed])
            with bench.room(submission.cells, session, dict.fromkeys(names, put)) as another:
                judged = held_against(another, bench, tuple(names), () if whole else earned)
            session.cpu, session.waited = another.cpu, another.waited
            looks.append(Look(judged, needed, whole))
            earned |= {(question, item.name) for question, items in judged.results.items()
                       for item in items.values() if item.outcome == Outcome.EARNED}
    return looks


def left_to_a_person(question: Question) -> Question:
    """A question whose answer may stand where nobody can attribute it: what it earns stands, the rest is not judged."""
    return replace(question, misconception="", properties=tuple(
        item if item.outcome == Outcome.EARNED else
        replace(item, outcome=Outcome.NOT_JUDGED, evidence=None, fault=UNCLEAR) for item in question.properties))


def replacement(bench: Bench, answers: Sequence[str]) -> Replacement:
    """Some of the answers in ``stand_in.py``, with what it imports, and the names that they define."""
    own = [node for answer in answers for node in ast.parse(answer).body]
    names = tuple(node.name for node in own if isinstance(node, (ast.FunctionDef, ast.ClassDef)))
    imports = [ast.unparse(node) for node in ast.parse((bench.solutions / "stand_in.py").read_text("utf-8")).body
               if isinstance(node, (ast.Import, ast.ImportFrom))]
    return Replacement("\n".join([*imports, *answers]), names)


def credited(first: Judged, looks: Sequence[Look], name: str, solutions: Path) -> Question:
    """A question as judged, with the properties that hold on correct answers in place of those it needs.

    Of the second looks only outcomes are used, and which misconception they show: a student could otherwise make the
    feedback print the correct answer.
    """
    items, judged = tuple(first.results[name].values()), first
    for look in looks:
        if (after := look.judged.results.get(name)) is not None:
            items = tuple(looked_at(item, after[item.name], look.instead) if item.name in after else item
                          for item in items)
            judged = look.judged if look.whole else judged
    return named(judged, name, items, solutions)


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
