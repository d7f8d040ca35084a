"""Answers under ``jax.jit`` held against what the same function, written down as StableHLO, answers in a clean room.

What a student's process says of itself proves nothing: JAX in there may be patched. What it writes down of a function
is held against answers to values that it first met later, and runs where none of the student's code has run. It either
answers alike, or something in the student's process is not what it seems. The judge does not read what was written
down; it only hands the bytes over.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from assay.judge.evidence import Evidence, JudgeFault, Kind, StudentFault, fault_of
from assay.judge.explain.pasteable import show
from assay.room import wire
from assay.room.furnishing import USUAL
from assay.room.inside import FOLDER
from assay.room.limits import KIB, Limits
from assay.room.room import Isolation, SandboxUnavailable, open_room
from assay.room.selftest import warm_process

PROGRAM = FOLDER / "exported.py"
WIRE = FOLDER / "carried.py"
START_SECONDS = 120.0
#: Bytes that a function may take when it is written down; right solutions here take a few thousand.
LARGEST = 64 * KIB
#: Arrays and numbers that it may be given.
ARGUMENTS = 64
#: So few numbers of an argument are no shape to hold anything against: what fits them need fit no other.
FEW = 9
#: How far two runs of the same function may be apart, as a part of its largest answer: compiled alike or not, in
#: however few bits. What is right to the last digits is asked elsewhere.
APART = 0.02
#: An answer tells nothing that is so much smaller than the inputs: it may be what is left when all cancels out.
FAINT = 1e-3


@dataclass(frozen=True)
class Found:
    """What a clean room said, or None if nothing, and what it took: seconds of the clock and of the processor."""

    answers: list[Any] | None
    seconds: float
    cpu: float


class Exports:
    """What jit makes of each question's function, held against its answers once a question.

    It is written down when the room has met no other arguments of these shapes: a process that has may write down the
    answer. What cannot be written down, or run in a clean room, is no evidence either way: ``unproven``.
    """

    def __init__(self, write: Callable[[str, str, Sequence[Any], dict[str, Any]], Any],
                 run: Callable[[Any, Sequence[Any]], Found]) -> None:
        """Takes how the student's room is asked to write a function down, and how a clean room runs what it wrote."""
        self._write, self._run = write, run
        self._written: dict[tuple[str, str], tuple[Sequence[Any], Any]] = {}  # by question: for which, and the reply
        self._settled: set[str] = set()
        self.unproven: list[str] = []

    def hold(self, question: str, name: str, args: Sequence[Any], static: dict[str, Any], shown: str,
             answer: Any) -> None:
        """Has a function written down, or holds an answer under jit against what was written down earlier.

        Raises:
            StudentFault: it cannot be traced at all, or gives something else in a clean room.
            JudgeFault: there was no clean room to be had.
        """
        if question in self._settled:
            return
        before, reply = self._written.get((question, repr(static)), ((), None))
        if size(args) > max(size(before), FEW):
            self._written[question, repr(static)] = tuple(args), self._as_written(question, name, args, static, shown)
        elif differ(before, args) and is_telling(args, answer):
            self._settled.add(question)
            self._compare(question, self._run(reply, args), shown, answer)

    def _as_written(self, question: str, name: str, args: Sequence[Any], static: dict[str, Any], shown: str) -> Any:
        reply = self._write(question, name, args, static)
        written = reply.get("answer") if isinstance(reply, dict) else None
        if written is None and reply is not None and (fault := fault_of(reply, name, shown)).kind == Kind.RAISED:
            self._settled.add(question)
            raise StudentFault(fault)
        return written

    def _compare(self, question: str, found: Found, shown: str, answer: Any) -> None:
        if found.answers is None or not (is_comparable(answer) and is_comparable(found.answers)):
            self.unproven.append(question)
        elif not agree(answer, found.answers):
            alone = found.answers[0] if len(found.answers) == 1 else tuple(found.answers)
            raise StudentFault(Evidence(Kind.EXPORTED, shown, show(alone), show(answer)))


def is_written(reply: Any) -> bool:
    """Whether a room's reply can be a function that was written down: some bytes, and dtypes that are known."""
    if not isinstance(reply, dict) or reply.keys() != {"module", "dtypes"}:
        return False
    module, dtypes = reply["module"], reply["dtypes"]
    return (isinstance(module, np.ndarray) and module.dtype == np.uint8 and module.ndim == 1
            and isinstance(dtypes, list) and len(dtypes) <= ARGUMENTS
            and all(isinstance(each, str) and each in wire.DTYPES for each in dtypes))


def is_comparable(answer: Any) -> bool:
    """Whether an answer holds numbers and arrays alone."""
    return all(map(is_number, leaves(answer)))


def is_number(leaf: Any) -> bool:
    """Whether a leaf is an array of numbers, or a number that an array can hold."""
    if isinstance(leaf, np.ndarray):
        return str(leaf.dtype.kind) != "U"
    return isinstance(leaf, float) or (isinstance(leaf, int) and abs(leaf) < 1 << 64)


def is_telling(args: Sequence[Any], answer: Any) -> bool:
    """Whether an answer to these arguments could be told from another: finite, and not all but zero."""
    given, got = numbers(args), numbers(answer)
    if not given or not got or not all(np.isfinite(each).all() for each in (*given, *got)):
        return False
    return largest(got) > FAINT * largest(given) and largest(got) > 0


def size(args: Sequence[Any]) -> int:
    """How many numbers arguments hold."""
    return sum(each.size for each in numbers(args))


def differ(before: Sequence[Any], args: Sequence[Any]) -> bool:
    """Whether arguments have the shapes and dtypes of some before, and other values."""
    first, second = ([np.asarray(each) for each in leaves(side)] for side in (before, args))
    kinds = [[(each.shape, each.dtype) for each in side] for side in (first, second)]
    return kinds[0] == kinds[1] and any(one.tobytes() != other.tobytes()
                                        for one, other in zip(first, second, strict=True))


def agree(answer: Any, found: Sequence[Any]) -> bool:
    """Whether a clean room's answers are those of the student's room. A list of numbers is no array: jit gives none."""
    ours, theirs = numbers(answer), numbers(found)
    if [each.shape for each in ours] != [each.shape for each in theirs]:
        return False
    within = APART * largest(ours) + 1e-6
    with np.errstate(invalid="ignore"):
        return all(bool((np.abs(one - other) <= within).all()) for one, other in zip(ours, theirs, strict=True))


def leaves(value: Any) -> list[Any]:
    """What a value holds, in JAX's order: containers opened, names sorted, None left out."""
    if isinstance(value, dict):
        with suppress(TypeError):  # of keys that have no order, which jit takes neither
            return [leaf for _, item in sorted(value.items(), key=lambda pair: pair[0]) for leaf in leaves(item)]
        return [leaf for item in value.values() for leaf in leaves(item)]
    if isinstance(value, (list, tuple)):
        return [leaf for item in value for leaf in leaves(item)]
    return [] if value is None else [value]


def numbers(value: Any) -> list[np.ndarray[Any, Any]]:
    """The arrays and numbers in a value, in 128 bits, so that complex ones are compared as well."""
    found = [leaf for leaf in leaves(value) if is_number(leaf)]
    return [np.asarray(leaf).astype(np.complex128) for leaf in found]


def largest(arrays: Sequence[np.ndarray[Any, Any]]) -> float:
    """The largest magnitude in some arrays; 0 if they are empty."""
    return max((float(np.abs(each).max(initial=0.0)) for each in arrays), default=0.0)


def run(written: Any, args: Sequence[Any], *, limits: Limits, isolation: Isolation, warm: bool,
        compiled: Path | None, flags: str, private: Path | None = None,
        modules: tuple[str, ...] = USUAL.modules) -> Found:
    """What a function that was written down answers in a room of its own.

    Args:
        written: what the student's room replied; anything.
        args: as the student's function was given them.
        limits: of the room.
        isolation: of the room.
        warm: whether it is entered from the warm process.
        compiled: what it may read of compiled code.
        flags: XLA's.
        private: a folder that no room sees.
        modules: what the warm process has imported.

    Raises:
        JudgeFault: there was no room to be had.
    """
    if not is_written(written):
        return Found(None, 0.0, 0.0)
    began, said = time.monotonic(), ""
    for _ in range(2):
        try:
            room = open_room(PROGRAM, arguments=[flags], limits=limits, isolation=isolation, beside=(WIRE,),
                             warm=warm_process(private, modules) if warm else None, compiled=compiled, private=private)
        except (SandboxUnavailable, OSError) as error:  # rooms did start here: this machine lacks something now
            said = str(error)
            continue
        with room:
            room.allow_cpu(limits.call_cpu_seconds)
            try:
                reply = wire.exchange(room.sock, 1, {**written, "args": list(args)}, began + START_SECONDS,
                                      limits.result_bytes, limits.result_bytes)
            except (wire.Garbled, wire.HungUp, wire.Overdue, wire.TooMuch):
                reply = None
            return Found(reply if isinstance(reply, list) else None, time.monotonic() - began, room.cpu())
    raise JudgeFault(f"the clean room did not start: {said[-300:]}")
