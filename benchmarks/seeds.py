"""How often a right solution is refused: every seed draws other examples, and right solutions meet them.

``python -m benchmarks.seeds --seeds 1000 --solutions 1`` judges, for each seed, so many of the right solutions, taken
in turn, and prints every property that one of them failed. None should. Runs for an hour or so.
"""

from __future__ import annotations

import argparse
import contextlib
import io
import multiprocessing
import time
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor, as_completed
from pathlib import Path

from assay.audit.candidates import Candidate, wheats
from assay.audit.matrix import Here
from assay.cluster.work import prepare
from assay.course.places import Course
from assay.judge import plugin
from assay.judge.examples import tape
from assay.judge.loading import arrays_of, load
from assay.judge.verdict import Outcome
from tests.here import REPOSITORY

ROOT = Path(__file__).parents[1]
#: Seeds that one process takes: JAX keeps what it compiles.
BATCH = 20


def judged(seeds: range, each: int, assignment: str) -> list[tuple[int, str, list[str]]]:
    """(seed, solution, what it failed) for every judging of some seeds."""
    questions, solutions = ROOT / "autograder" / assignment, ROOT / "solutions" / assignment
    right = wheats(solutions)
    reference = (solutions / "reference.py").read_text("utf-8")
    # A process keeps to few solutions, and so has compiled them after its first seeds.
    mine = [right[(seeds.start // BATCH * each + turn) % len(right)] for turn in range(each)]
    names = {candidate.name: load(candidate.source, reference) for candidate in mine}
    return [(seed, candidate.name, failed(candidate, names[candidate.name], questions))
            for seed in seeds for candidate in drawn_anew(seed, mine)]


def drawn_anew(seed: int, candidates: list[Candidate]) -> Iterator[Candidate]:
    """The candidates, with tapes drawn from another seed."""
    plugin._tapes.clear()
    tape.SEED = seed
    yield from candidates


def failed(candidate: Candidate, names: dict[str, object], questions: Path) -> list[str]:
    """The properties that a candidate does not earn."""
    del candidate
    with contextlib.redirect_stdout(io.StringIO()):
        found = plugin.run_hidden_tests(questions, Here(names, arrays_of(questions)))
    return [f"{question}.{name}: {item.outcome.value}" for question, items in found.results.items()
            for name, item in items.items() if item.outcome is not Outcome.EARNED] + found.faults


def main() -> None:
    """Judges, prints as it goes, and sums up."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1000)
    parser.add_argument("--first", type=int, default=0, help="begin at this seed, as an earlier run ended before it")
    parser.add_argument("--solutions", type=int, default=1)
    parser.add_argument("--workers", type=int, default=2)
    parser.add_argument("--assignment", default="convolution")
    asked = parser.parse_args()
    batches = [range(start, min(start + BATCH, asked.seeds)) for start in range(asked.first, asked.seeds, BATCH)]
    started, judgings, refused = time.monotonic(), 0, 0
    seeds: set[int] = set()
    context = multiprocessing.get_context("spawn")
    optimize = Course(REPOSITORY).bench(asked.assignment).optimize
    for first in range(0, len(batches), asked.workers):
        # New processes for each few batches: what JAX compiled goes with them.
        with ProcessPoolExecutor(asked.workers, context, prepare, (Course(REPOSITORY).cache, optimize)) as pool:
            jobs = [pool.submit(judged, batch, asked.solutions, asked.assignment)
                    for batch in batches[first:first + asked.workers]]
            for job in as_completed(jobs):
                for seed, name, losses in job.result():
                    judgings, refused = judgings + 1, refused + bool(losses)
                    seeds.add(seed)
                    if losses:
                        print(f"seed {seed}: {name} loses {', '.join(losses)}", flush=True)
        print(f"{len(seeds)} seeds, {judgings} judgings of right solutions, {refused} refused, "
              f"{time.monotonic() - started:.0f} s", flush=True)


if __name__ == "__main__":
    main()
