"""Where the processor time of one submission goes, and the floor: what is left once everything is compiled.

``python -m benchmarks.breakdown`` judges a few right solutions. Each cell and call is run a second time in the same
room, straight after the first: JAX has then compiled, traced and cached what it can, so the second is the floor of what
any cache could reach without changing what is asked.
"""

from __future__ import annotations

import os
import resource
from collections import defaultdict
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from assay.cluster.work import prepare
from assay.course.intake.staging import read_release, submission_of
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from assay.judge.plugin import run_hidden_tests
from assay.judge.session import Session
from assay.room import watchdog
from tests.here import REPOSITORY

A = "convolution"
STYLES = ("loops", "vmap", "lax_conv", "fft")


class Twice:
    """Calls through a session, each one twice, and notes what the room spent on the first and on the second."""

    def __init__(self, session: Session) -> None:
        self.session = session
        self.spent: dict[str, list[float]] = defaultdict(lambda: [0.0, 0.0])

    def cpu(self) -> float:
        """Processor seconds of the room so far."""
        assert self.session._room is not None
        return self.session._room.cpu()

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """As :meth:`assay.judge.session.Session.call`."""
        before = self.cpu()
        answer = self.session.call(question, name, mode, args, more, shown)
        between = self.cpu()
        self.session.call(question, name, mode, args, more, shown)
        self.spent[question][0] += between - before
        self.spent[question][1] += self.cpu() - between
        return answer

    def notebook(self) -> None:
        """Runs the notebook, and its cells again."""
        self.session.run_notebook()
        between = self.cpu()
        self.spent["the notebook"][0] += between
        for cell in self.session.cells:
            self.session._allow(60.0)
            self.session._exchange({"do": "cell", "source": cell.source}, 60.0, self.session.limits.output_bytes)
        self.spent["the notebook"][1] += self.cpu() - between


def unshared(processes: Iterable[int]) -> float:
    """Megabytes of memory that these processes share with nobody."""
    found = 0
    for process in processes:
        for line in Path(f"/proc/{process}/smaps_rollup").read_text("ascii").splitlines():
            if line.startswith("Private_"):
                found += int(line.split()[1])
    return found / 1024


def own() -> float:
    """Processor seconds of this process."""
    usage = resource.getrusage(resource.RUSAGE_SELF)
    return usage.ru_utime + usage.ru_stime


def broken_down(style: str) -> dict[str, tuple[float, float]]:
    """(seconds, seconds the second time) by question, for a right solution, with the tape drawn before."""
    course = Course(REPOSITORY)
    bench = course.bench(A)
    solution = read_answers(REPOSITORY / "solutions" / A / "wheat" / f"{style}.py")
    submission = submission_of(A, fill(read_release(course, A), solution))
    for _ in range(2):
        with bench.room(submission.cells) as session:
            twice = Twice(session)
            twice.notebook()
            before = own()
            run_hidden_tests(bench.questions, twice)
            judging = own() - before
            assert session._room is not None
            print(f"{style}: {unshared(watchdog.family(*session._room._started.roots())):.0f} MB of the room's own, "
                  f"{unshared([os.getpid()]):.0f} MB of this process's", flush=True)
    return {"the judge": (judging, judging), **{name: (first, again) for name, (first, again) in twice.spent.items()}}


def main() -> None:
    """Prints a table."""
    prepare(Course(REPOSITORY).cache, Course(REPOSITORY).bench(A).optimize)
    found = {style: broken_down(style) for style in STYLES}
    print(f"{'processor seconds (the second time)':38}" + "".join(f"{style:>16}" for style in STYLES))
    for row in found[STYLES[0]]:
        print(f"{row:38}" + "".join(f"{found[style][row][0]:9.2f} ({found[style][row][1]:4.2f})" for style in STYLES))
    sums = [[sum(pair[turn] for pair in found[style].values()) for turn in (0, 1)] for style in STYLES]
    print(f"{'all':38}" + "".join(f"{first:9.2f} ({again:4.2f})" for first, again in sums))


if __name__ == "__main__":
    main()
