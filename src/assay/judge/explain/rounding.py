"""Whether a room that is set up otherwise gave the same answers but for rounding, so that what it earns may count.

A room shows how it is set up: who reads that could answer in another way there, and would have two guesses.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any

import numpy as np

from assay.judge.clean import APART, FAINT
from assay.judge.evidence import Evidence, Kind
from assay.judge.explain.pasteable import show
from assay.judge.plugin import Judged
from assay.judge.student import digest, marked
from assay.room.wire import Drawn

#: What XLA raises may hang on how it is set up.
XLA_S = ("JaxRuntimeError", "XlaRuntimeError")


def otherwise(before: Judged, now: Judged, question: str) -> Evidence | None:
    """The first call of a question that was answered in two ways, beyond rounding; None where there is none.

    What was too much to be kept is asked again: nobody could tell otherwise whether it is the same.
    """
    first, then = before.remote(question), now.remote(question)
    known = {digest(*each[:4]) for each in before.asked(question)}
    for name, mode, args, more, _ in now.asked(question):
        if (key := digest(name, mode, args, more)) not in known:
            continue
        one, other = first.recalled(name, mode, args, more), then.recalled(name, mode, args, more)
        if not alike(one, other, (args, more)):
            shown = next(each[4] for each in then.shown if digest(*each[:4]) == key)
            return Evidence(Kind.CHANGES, shown, _shown(other), _shown(one))
    return None


def alike(one: Any, other: Any, given: Sequence[Any] = ()) -> bool:
    """Whether two answers differ by no more than rounding: whole numbers, texts, shapes and kinds are the same.

    Args:
        one: an answer, or evidence that there was none.
        other: the same, later.
        given: the arguments. What is far smaller than what of them is not whole may be left where all cancels out.
    """
    if isinstance(one, Evidence) or isinstance(other, Evidence):
        return _alike_faults(one, other)
    ours, theirs = list(_parts(one)), list(_parts(other))
    if [_kind(part) for part in ours] != [_kind(part) for part in theirs]:
        return False
    pairs = [(np.asarray(mine), np.asarray(new)) for mine, new in zip(ours, theirs, strict=True) if _is_rounded(mine)]
    told = _largest(filter(_is_rounded, _parts(given)))
    within = APART * _largest(mine for mine, _ in pairs) + FAINT * told + 1e-6
    with np.errstate(invalid="ignore"):
        return all(bool(((mine == new) | (np.abs(mine - new) <= within) | (np.isnan(mine) & np.isnan(new))).all())
                   for mine, new in pairs)


def _alike_faults(one: Any, other: Any) -> bool:
    """The same where one is a fault. What ends the room, or is no answer at all, can be no second guess."""
    raised = [each for each in (one, other) if isinstance(each, Evidence)]
    if any(each.kind != Kind.RAISED for each in raised) or raised[0].actual.startswith(XLA_S):
        return True
    return len(raised) == 2 and len({each.actual.partition(":")[0] for each in raised}) == 1


def _kind(part: Any) -> object:
    """What of a part may not differ: all of it, or, where it is rounded, its dtype and shape."""
    return (np.asarray(part).dtype, np.shape(part)) if _is_rounded(part) else marked(part)


def _is_rounded(part: Any) -> bool:
    return isinstance(part, (float, complex)) or (isinstance(part, np.ndarray) and part.dtype.kind in "fcV")


def _largest(parts: Iterable[Any]) -> float:
    """The largest magnitude that is finite; 0 without any."""
    wide = [np.asarray(part).astype(np.complex128) for part in parts]
    sizes = [np.abs(part[np.isfinite(part)]) for part in wide]
    return max((float(each.max(initial=0.0)) for each in sizes), default=0.0)


def _parts(value: Any) -> Iterator[Any]:
    """What a value holds, in its order; of each container first its kind, its size and its keys."""
    if isinstance(value, Drawn):
        yield from _parts(value.items)
    elif isinstance(value, (dict, list, tuple)):
        yield [type(value).__name__, len(value), list(value) if isinstance(value, dict) else []]
        for item in value.values() if isinstance(value, dict) else value:
            yield from _parts(item)
    else:
        yield value


def _shown(answer: Any) -> str:
    return answer.actual or answer.kind.value if isinstance(answer, Evidence) else show(answer)
