"""From a submission to a verdict: the judge's whole work, step by step."""

from __future__ import annotations

import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import replace
from typing import Any

from assay.judge import reuse
from assay.judge.bench import Bench
from assay.judge.explain.replay import replays
from assay.judge.explain.rounding import otherwise
from assay.judge.plugin import Judged
from assay.judge.second_look import Look, credited, held_against, second_looks
from assay.judge.session import Ran, Session
from assay.judge.submission import Submission
from assay.judge.verdict import UNCLEAR, Outcome, Question, Run, Verdict

#: Digits of a whole number that Python writes while it is judged: all that a room may answer, multiplied a few times.
DIGITS = 1 << 17


@contextmanager
def long_numbers() -> Iterator[None]:
    """Has Python write whole numbers as long as a student may answer, where it raises else, in hidden tests too."""
    before = sys.get_int_max_str_digits()
    sys.set_int_max_str_digits(DIGITS)
    try:
        yield
    finally:
        sys.set_int_max_str_digits(before)


@long_numbers()
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
    only = reuse.changed(before, basis)
    held = before if only else None
    with bench.room(submission.cells) as session:
        first = held_against(session, bench, only)
        outputs = {str(place): shown(ran) for place, ran in session.ran.items()}
        if held and (any(ran.ended for ran in session.ran.values()) or not reuse.stands(held, first)):
            session.close()
            return judge(submission, bench)
        wrong = reuse.failed(held, first)
        failing = [name for name in first.results if name in wrong and not reuse.empty(first.results[name].values())]
        harmed = [name for name in failing if wrong & set(first.needs[name])]
        first.look(first.results.keys() - set(harmed))
        looks = second_looks(submission, bench, failing, wrong, first, session)
        for name in harmed:  # in a new room, for what is wrong in itself too
            first.look([name], [look.judged for look in looks if name in look.judged.results])
        proven(submission, bench, first, failing, looks, session)
    questions = {each.grade_id: each for each in held.questions} if held else {}
    questions |= {name: credited(first, looks, name, bench.solutions) for name in first.results}
    questions |= {name: left_to_a_person(questions[name]) for name in submission.unclear if name in questions}
    faults = [fault for judged in (first, *(look.judged for look in looks)) for fault in judged.faults]
    run = Run(outputs, round(time.monotonic() - started, 3), session.rooms, round(session.cpu, 3), tuple(faults),
              tuple(session.exports.unproven))
    return Verdict(basis, tuple(questions.values())), run


def proven(submission: Submission, bench: Bench, first: Judged, failing: Sequence[str], looks: Sequence[Look],
           session: Session) -> None:
    """Replays what failed, and is not given back, as students would paste it; judges anew what only we saw fail.

    That counts where the answers are those of before but for rounding.
    """
    given_back = {(name, item.name) for look in looks for name, items in look.judged.results.items()
                  for item in items.values() if item.outcome == Outcome.EARNED}
    lost = [(name, item) for name in failing if name not in submission.unclear
            for item in reuse.lost(first.results[name].values()) if (name, item) not in given_back]
    if not lost:
        return
    session.close()
    with bench.room(submission.cells, session, optimize=True, brief=True) as usual:
        anew = replays(first, lost, usual, lambda: bench.room(submission.cells, usual, brief=True))
    session.cpu, session.waited = usual.cpu, usual.waited
    for name in dict.fromkeys(name for name, _ in anew):
        others = {(name, item) for item in first.results[name] if (name, item) not in anew}
        with bench.room(submission.cells, session, optimize=True) as usual:
            judged = held_against(usual, bench, (name,), others)
            session.cpu, session.waited = spent = usual.cpu, usual.waited
            guess = otherwise(first, judged, name)  # which may ask in both rooms
        session.cpu, session.waited = session.cpu + usual.cpu - spent[0], session.waited + usual.waited - spent[1]
        session.exports.unproven += usual.exports.unproven
        first.faults += judged.faults
        for item in judged.results.get(name, {}).values():
            if item.outcome != Outcome.NOT_JUDGED:
                first.note(name, item.name, Outcome.NOT_EARNED if guess else item.outcome, guess or item.evidence)


def left_to_a_person(question: Question) -> Question:
    """A question whose answer may stand where nobody can attribute it: what it earns stands, the rest is not judged."""
    return replace(question, misconception="", properties=tuple(
        item if item.outcome == Outcome.EARNED else
        replace(item, outcome=Outcome.NOT_JUDGED, hint="", evidence=None, fault=UNCLEAR)
        for item in question.properties))


def shown(ran: Ran) -> dict[str, Any]:
    """What a cell did, as JSON."""
    return {"outputs": ran.outputs, "count": ran.count, "ended": ran.ended.value if ran.ended else None}


