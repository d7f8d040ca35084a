"""Whether every counterexample that a wrong solution is shown is a proof: each is pasted into a kernel of its own.

``python -m benchmarks.replays`` judges each misconception of the assignment in a room, takes what feedback would show
of each lost property, starts a fresh room with XLA's defaults, pastes the calls and runs the property on what they
give. It prints those that then hold. None should. Runs for half an hour or so.
"""

from __future__ import annotations

import argparse
from collections import Counter
from collections.abc import Mapping
from concurrent.futures import ProcessPoolExecutor, as_completed
from functools import partial
from pathlib import Path

from assay.audit.candidates import Candidate, chaffs
from assay.cluster.work import prepare
from assay.course.intake.staging import read_release, submission_of
from assay.course.places import Course
from assay.judge import judging, reuse
from assay.judge.answers import fill, read_answers
from assay.judge.bench import Bench
from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.explain import replay
from assay.judge.explain.pasteable import show
from assay.judge.second_look import held_against
from assay.judge.submission import Submission
from tests.here import REPOSITORY

#: How a row of counterexamples comes out.
FAILS, HOLDS, TWO_ANSWERS, WITHOUT_CALL = "fails when pasted", "HOLDS", "two answers to one call", "shows no call"


def replayed(name: str, assignment: str) -> list[tuple[str, str, str]]:
    """(misconception, property, how it comes out) for each property that a misconception loses."""
    course, solutions = Course(REPOSITORY), REPOSITORY / "solutions" / assignment
    candidate = next(each for each in chaffs(solutions) if each.name == name)
    bench = course.bench(assignment)
    submission = submission_of(assignment, fill(read_release(course, assignment), answers(candidate, solutions)))
    rows = []
    with bench.room(submission.cells) as session:
        first = held_against(session, bench, tuple(candidate.questions))
        failing = [each for each in first.results if reuse.lost(first.results[each].values())]
        first.look(failing)
        judging.proven(submission, bench, first, failing, (), session)
    for question in failing:
        for item in reuse.lost(first.results[question].values()):
            evidence = first.results[question][item].evidence
            assert evidence is not None
            how = pasted(evidence, submission, bench, replay.Replay(first, session, lambda: session), question, item)
            rows.append((name, f"{question}.{item}", how))
    return rows


def answers(candidate: Candidate, solutions: Path) -> Mapping[str, str]:
    """A right solution's answers to all questions, with the misconception's own in their place."""
    whole = max((read_answers(each) for each in sorted((solutions / "wheat").glob("[!_]*.py"))), key=len)
    return {**whole,
            **read_answers(solutions / "chaff" / f"{candidate.name}.py")}


def pasted(evidence: Evidence, submission: Submission, bench: Bench, shown: replay.Replay, question: str,
           item: str) -> str:
    """How a counterexample comes out in a room of its own."""
    if evidence.kind == Kind.CHANGES and "args" not in evidence.call:
        return TWO_ANSWERS
    if not evidence.call or evidence.kind not in replay.SHOWN_BY_CALLS:
        return WITHOUT_CALL
    body, remote = shown.first.body(question, item), shown.first.remote(question)
    wanted = [call for call in (replay.Call(*each) for each in remote.shown)
              if set(call.texts) & set(lines(evidence.call)) or call.shown in evidence.call]
    wanted.sort(key=lambda call: min(evidence.call.find(text) for text in (call.shown, *call.texts)
                                     if text in evidence.call))
    with bench.room(submission.cells, optimize=True, brief=True) as fresh:
        script = replay.Script(remote, fresh, question)
        for call in wanted:
            script.paste(call)
        try:
            body(script)
        except Mismatch:
            return FAILS
    return f"{HOLDS}: {evidence.kind}: {evidence.call} should be {evidence.expected}, is {show(evidence.actual)}"


def lines(text: str) -> list[str]:
    """A text and each of its lines."""
    return [text, *text.split("\n")]


def main() -> None:
    """Judges, prints as it goes, and sums up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--assignment", default="convolution")
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("names", nargs="*")
    given = parser.parse_args()
    names = [each.name for each in chaffs(REPOSITORY / "solutions" / given.assignment)
             if not given.names or each.name in given.names]
    counts: Counter[str] = Counter()
    with ProcessPoolExecutor(given.workers, initializer=partial(prepare, Course(REPOSITORY).cache, False)) as pool:
        jobs = [pool.submit(replayed, name, given.assignment) for name in names]
        for number, job in enumerate(as_completed(jobs), 1):
            for name, place, how in job.result():
                counts[how.split(":")[0]] += 1
                if how.startswith(HOLDS):
                    print(f"{name} {place} {how}", flush=True)
            if number % 20 == 0:
                print(f"{number}/{len(names)}: {dict(counts)}", flush=True)
    print(f"{len(names)} misconceptions, {sum(counts.values())} lost properties: {dict(counts)}")


if __name__ == "__main__":
    main()
