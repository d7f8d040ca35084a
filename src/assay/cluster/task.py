"""What a judging is told and what it answers, as bytes: the same on this machine and on any other."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from enum import StrEnum
from typing import Any

import numpy as np

from assay.judge.asking.line import Patience
from assay.judge.bench import Bench
from assay.judge.evidence import JudgeFault, Kind
from assay.judge.explain.outputs import Budget, checked_outputs
from assay.judge.judging import judge
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import Run, Verdict, canonical
from assay.room.diagnosis import SandboxUnavailable

#: Bytes of an answer, at most: a notebook's outputs are bounded far below.
REPLY_CAP = 256 << 20
#: Bytes of a notebook's outputs that are taken: what a room may put out, and the judge's words on what was left out.
OUTPUTS_CAP = 8 << 20


class Said(StrEnum):
    """What came of a task."""

    JUDGED = "judged"
    #: No verdict: the submission only waits, or works far longer than others, and is to be judged later.
    WAITS, WORKS = "put off: waits", "put off: works"
    #: No verdict, for what no submission can cause: the walls of this machine, or the hidden tests.
    NO_WALLS, NO_TESTS = "no walls", "no tests"
    #: No verdict: the environment is another than the one that asks, or a fault of ours.
    UNFIT, FAULT = "unfit", "fault"


class Unfit(Exception):
    """An answer that is none to what was asked; its text says what is wrong with it."""


class ClusterError(Exception):
    """What stands in the way of judging elsewhere, as a sentence that says what to do. Nothing is lost."""


@dataclass(frozen=True)
class Task:
    """One judging: whose work it is, nobody is told.

    ``bundle`` is the digest of what it is judged by, ``before`` an earlier verdict on the same student's work (see
    :func:`assay.judge.judging.judge`), ``seconds`` and ``cpu`` what its rooms may take before others come first.
    """

    bundle: str
    submission: Submission
    before: Verdict | None = None
    seconds: float = math.inf
    cpu: float = math.inf

    def to_bytes(self) -> bytes:
        """Canonical JSON."""
        return canonical({
            "bundle": self.bundle, "assignment": self.submission.assignment, "unclear": list(self.submission.unclear),
            "cells": [asdict(cell) for cell in self.submission.cells],
            "before": self.before.to_json() if self.before else None,
            "patience": {name: bound for name, bound in (("seconds", self.seconds), ("cpu", self.cpu))
                         if bound < math.inf}}).encode("ascii")

    @classmethod
    def from_bytes(cls, data: bytes) -> Task:
        """The inverse of :meth:`to_bytes`."""
        said = json.loads(data)
        submission = Submission(said["assignment"], tuple(Cell(**cell) for cell in said["cells"]),
                                tuple(said["unclear"]))
        return cls(said["bundle"], submission, Verdict.from_json(said["before"]) if said["before"] else None,
                   **said["patience"])


@dataclass(frozen=True)
class Reply:
    """What came of a task: a verdict and its run, or in ``text`` why there is none."""

    said: Said
    text: str = ""
    verdict: Verdict | None = None
    run: Run | None = None

    def to_bytes(self) -> bytes:
        """Canonical JSON; the verdict's text in it is just what is stored."""
        return canonical({"said": self.said.value, "text": self.text,
                          "verdict": self.verdict.to_json() if self.verdict else None,
                          "run": asdict(self.run) if self.run else None}).encode("ascii")


def done(task: Task, bench: Bench) -> Reply:
    """Judges a task by what its bundle holds. Faults that no submission can cause are answered, others are raised."""
    patience = Patience(task.seconds, task.cpu)
    try:
        verdict, run = judge(task.submission, replace(bench, patience=patience), task.before)
    except SandboxUnavailable as error:
        return Reply(Said.NO_WALLS, str(error))
    except JudgeFault as error:
        return Reply(Said.NO_TESTS, str(error))
    if patience.over:
        return Reply(Said.WORKS if patience.worked else Said.WAITS)
    return Reply(Said.JUDGED, "", verdict, run)


def read(data: Any, basis: Any) -> Reply:
    """An answer, checked: whoever sent it may be of another version, or lie.

    Args:
        data: what came.
        basis: what a verdict on this task depends on.

    Raises:
        Unfit: the bytes are no answer, or one to something else.
    """
    if not isinstance(data, bytes) or len(data) > REPLY_CAP:
        raise Unfit("it sent no bytes, or too many")
    try:
        found = json.loads(data)
        said, text = Said(found["said"]), str(found["text"])
        if said != Said.JUDGED:
            return Reply(said, text)
        verdict, run = Verdict.from_json(found["verdict"]), _run(found["run"])
        written = verdict.to_json()
    except (ValueError, KeyError, TypeError, AttributeError, ArithmeticError, RecursionError) as error:
        raise Unfit(f"it sent no verdict ({type(error).__name__})") from error
    if verdict.basis != json.loads(canonical(basis)):
        raise Unfit("it sent a verdict on something else")
    if written != found["verdict"]:
        raise Unfit("it sent a verdict that is not written as verdicts are")
    return Reply(said, "", verdict, run)


def _run(data: dict[str, Any]) -> Run:
    budget, numbers = Budget(OUTPUTS_CAP), (float(data["seconds"]), float(data["room_cpu_seconds"]))
    if not all(map(math.isfinite, numbers)):
        raise ValueError("no time")
    outputs = {str(int(place)): _ran(ran, budget) for place, ran in data["outputs"].items()}
    return Run(outputs, numbers[0], int(data["rooms"]), numbers[1], tuple(map(str, data["faults"])),
               tuple(map(str, data["unproven"])))


def _ran(data: Mapping[str, Any], budget: Budget) -> dict[str, Any]:
    """What a cell did, its outputs as a room's are checked: a page shows no more, whoever sent them."""
    said = np.frombuffer(json.dumps(data["outputs"]).encode(), np.uint8)
    outputs, count = checked_outputs({"outputs": said, "count": data["count"]}, budget)
    return {"outputs": outputs, "count": count, "ended": data["ended"] and Kind(data["ended"]).value}
