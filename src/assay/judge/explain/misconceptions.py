"""Which misconception a student's wrong answers match: each chaff is asked the same, and must say the same throughout.

Never a wrong accusation: a chaff that differs from the student on one call is out; if several remain that believe
different things, nothing is said.
"""

from __future__ import annotations

import contextlib
import io
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import numpy as np

from assay.judge.answers import Misconception, read_answers, read_misconception
from assay.judge.evidence import Evidence, Kind, Mismatch
from assay.judge.light import lighten
from assay.judge.loading import arrays_of, load, read
from assay.judge.student import Local, digest, weight
from assay.room.wire import Drawn, Opaque

#: Calls of a student's compared at most. More than any tape and search ask.
CALLS = 400
#: Comparisons in all, with whatever solution, after which nothing is said.
COMPARISONS = 4000
#: Bytes that a call's arguments, or an answer that is kept, may take: far more than any of ours. Arguments may hold
#: what a student answered before.
SMALL = 1 << 16
#: Bytes of solutions' answers that are kept, in one process.
KEPT = 1 << 25


class TooMany(Exception):
    """The comparisons of one match are used up."""


@dataclass(frozen=True)
class Asked:
    """One call of a student's function, and what came back: a value, or the evidence of a fault."""

    name: str
    mode: str
    args: tuple[Any, ...]
    more: dict[str, Any]
    answer: Any


def match(solutions: Path, question: str, asked: Sequence[Asked]) -> Misconception | None:
    """The one misconception whose answers are the student's, on every call, and not the reference's.

    Args:
        solutions: the assignment's solutions; its chaff lies in ``chaff/``.
        question: whose chaff.
        asked: what the student was asked, and answered.
    """
    asked, left = _telling(asked), iter(range(COMPARISONS))
    try:
        wrong = [each for each in asked if not says_the_same(solutions, "reference", [each], left)]
        if not wrong:
            return None
        # What the student got wrong rules most chaffs out at once.
        ordered = wrong + [each for each in asked if not any(each is other for other in wrong)]
        found = []
        for name in _chaffs(solutions, question):
            lighten()  # each may compile something for each shape
            found += [name] if says_the_same(solutions, name, ordered, left) else []
    except TooMany:
        return None
    beliefs = [read_misconception(solutions / f"{name}.py") for name in found]
    return beliefs[0] if len({each.belief for each in beliefs}) == 1 else None


def recognised(solutions: Path, name: str, asked: Sequence[Asked]) -> bool:
    """Whether a misconception gives its own answers once more, so that its hint can appear at all.

    Args:
        solutions: the assignment's.
        name: the chaff's.
        asked: what it was asked, and answered.
    """
    return says_the_same(solutions, f"chaff/{name}", _telling(asked), iter(range(COMPARISONS)))


def _telling(asked: Sequence[Asked]) -> list[Asked]:
    """The calls that tell what somebody believes."""
    return [each for each in asked if (not isinstance(each.answer, Evidence) or each.answer.kind == Kind.RAISED)
            and weight([each.args, each.more]) <= SMALL][:CALLS]


def says_the_same(solutions: Path, name: str, asked: Sequence[Asked], left: Iterator[object]) -> bool:
    """Whether a solution, loaded anew so that nothing is left of what others asked it, gives all these answers.

    Args:
        solutions: where it lies.
        name: which one.
        asked: the calls, and the student's answers.
        left: an item for each comparison that may still be made.

    Raises:
        TooMany: more would have to be compared.
    """
    with _unheard():
        for each, answer in zip(asked, _answers_of(solutions, name, asked), strict=False):
            if next(left, None) is None:
                raise TooMany
            if not alike(each.answer, answer):
                return False
    return True


@contextlib.contextmanager
def _unheard() -> Iterator[None]:
    """What a solution prints or warns of while it is asked again is no news for an instructor's terminal."""
    with contextlib.redirect_stdout(io.StringIO()), warnings.catch_warnings():
        warnings.simplefilter("ignore")
        yield


@cache
def _chaffs(solutions: Path, question: str) -> tuple[str, ...]:
    paths = sorted(path for path in (solutions / "chaff").glob("*.py") if path.stem != "__init__")
    return tuple(f"chaff/{path.stem}" for path in paths if question in read_answers(path))


#: What solutions answered, by a digest of which it was and of all it had been asked until then.
_answers: dict[str, Any] = {}
_kept = 0


def _answers_of(solutions: Path, name: str, asked: Sequence[Asked]) -> Iterator[Any]:
    """A solution's answers to some calls in turn, one by one; kept if small, as the next student is asked the same."""
    local, so_far = None, f"{solutions}\0{name}"
    for place, each in enumerate(asked):
        so_far = digest(so_far, each.mode, (each.name, *each.args), each.more)
        if local is None and so_far in _answers:
            yield _answers[so_far]
            continue
        if local is None:
            local = _local(solutions, name)
            for before in asked[:place]:
                _answer(local, before)
        answer = _answer(local, each)
        _keep(so_far, answer)
        yield answer


def _keep(key: str, answer: Any) -> None:
    """Keeps an answer if it is small; when all that is kept has grown large, it goes."""
    global _kept
    size = weight([key, "" if isinstance(answer, Evidence) else answer])
    if size > SMALL or key in _answers:
        return
    if _kept + size > KEPT:
        _answers.clear()
        _kept = 0
    _answers[key] = answer
    _kept += size


def _answer(local: Local, asked: Asked) -> Any:
    """A solution's answer to a call, or the evidence of its fault."""
    try:
        return local(asked.name, asked.mode, asked.args, asked.more, "")
    except Mismatch as fault:
        return fault.evidence


def _local(solutions: Path, name: str) -> Local:
    questions = solutions.parents[1] / "autograder" / solutions.name
    return Local(load(read(solutions, name), read(solutions, "reference"), f"solution_{name.replace('/', '_')}"),
                 arrays_of(questions))


def alike(first: Any, second: Any) -> bool:
    """Whether two answers are the same but for rounding: structure, dtypes, shapes, and values to four digits."""
    if isinstance(first, Evidence) or isinstance(second, Evidence):
        both = isinstance(first, Evidence) and isinstance(second, Evidence)
        return both and (first.kind, first.actual) == (second.kind, second.actual)
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        same = first.dtype == second.dtype and first.shape == second.shape
        return same and (_close(first, second) if first.dtype.kind != "U" else bool((first == second).all()))
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(alike, first, second))
    if isinstance(first, dict) and isinstance(second, dict):
        return first.keys() == second.keys() and all(alike(first[name], second[name]) for name in first)
    if isinstance(first, float) and isinstance(second, float):
        return _close(np.asarray(first), np.asarray(second))
    if isinstance(first, Drawn) and isinstance(second, Drawn):
        return alike(first.items, second.items)
    if isinstance(first, Opaque) and isinstance(second, Opaque):  # such as the gradient by an integer
        return first.name == second.name
    return type(first) is type(second) and (first == second or repr(first) == repr(second))


def _close(first: np.ndarray[Any, Any], second: np.ndarray[Any, Any]) -> bool:
    wide = np.complex128 if first.dtype.kind == "c" else np.float64
    one, other = first.astype(wide), second.astype(wide)
    scale = float(np.max(np.abs(other), initial=0.0, where=np.isfinite(other)))
    return bool(np.allclose(one, other, rtol=1e-4, atol=1e-5 * scale, equal_nan=True))
