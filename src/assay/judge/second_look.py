"""Second looks: what failed is judged again with correct answers in place of those it needs; what then holds counts."""

from __future__ import annotations

import ast
from collections.abc import Collection, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from assay.judge.answers import read_answers
from assay.judge.bench import Bench
from assay.judge.evidence import JudgeFault
from assay.judge.explain.misconceptions import Asked, match
from assay.judge.plugin import Judged, run_hidden_tests
from assay.judge.session import Session
from assay.judge.submission import Replacement, Submission
from assay.judge.verdict import Outcome, Property, Question


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
        judged = run_hidden_tests(bench.questions, session, only=only, earned=earned, program=session.program)
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
            session.exports.unproven += another.exports.unproven
            looks.append(Look(judged, needed, whole))
            earned |= {(question, item.name) for question, items in judged.results.items()
                       for item in items.values() if item.outcome == Outcome.EARNED}
    return looks


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
        return replace(item, outcome=Outcome.EARNED, hint="", evidence=None, instead=instead)
    if after.outcome == Outcome.NOT_JUDGED:
        return replace(item, outcome=Outcome.NOT_JUDGED, hint="", evidence=None,
                       fault=after.fault or JudgeFault.__name__)
    return item


def stand_ins(bench: Bench, wanted: set[str]) -> dict[str, str]:
    """Correct answers, by question, from the assignment's ``stand_in.py``, if it has one."""
    path = bench.solutions / "stand_in.py"
    held = read_answers(path) if wanted and path.exists() else {}
    return {name: held[name] for name in sorted(wanted) if name in held}


def named(judged: Judged, name: str, items: tuple[Property, ...], solutions: Path) -> Question:
    """A question with the hint of the misconception that its answers match, in place of the test's own hint."""
    wrong = [item for item in items if item.outcome == Outcome.NOT_EARNED]
    try:
        belief = match(solutions, name, [Asked(*each) for each in judged.asked(name)]) if wrong else None
    except Exception as error:  # a fault of ours, or of a chaff; the verdict stands
        judged.faults.append(f"{name}, its misconceptions: {type(error).__name__}: {error}")
        belief = None
    if belief is None:
        return Question(name, items)
    hinted = tuple(replace(item, hint=(belief.hint if item is wrong[0] else "")) if item in wrong else item
                   for item in items)
    return Question(name, hinted, belief.name)
