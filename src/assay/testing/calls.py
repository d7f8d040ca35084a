"""What a hidden test says of a call: that it answers, raises, answers alike, or leaves its arguments alone."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import numpy as np

from assay.judge.evidence import Evidence, Kind, Mismatch, StudentFault
from assay.judge.explain.pasteable import bare, show
from assay.judge.student import Answer
from assay.room.wire import Drawn, Opaque


def that(condition: bool, answer: Answer | Sequence[Answer], expected: str, actual: str) -> None:
    """A condition of the test's own, with what should be and what is in its own words.

    Args:
        condition: whether it holds.
        answer: what it is about; several answers, if it takes them all to see it.
        expected: what should be.
        actual: what is.

    Raises:
        Mismatch: the condition is false.
    """
    if not condition:
        calls = [answer.call] if isinstance(answer, Answer) else [each.call for each in answer]
        raise Mismatch(Evidence(Kind.SAID, "\n".join(dict.fromkeys(calls)), expected, actual))


def same(answers: Answer, name: str = "") -> None:
    """Two answers to equal inputs are equal to the bit.

    Args:
        answers: from :meth:`Function.twice`.

    Raises:
        Mismatch: they are not.
    """
    first, second = answers.value
    if not identical(first, second):
        raise Mismatch(Evidence(Kind.CHANGES, answers.call, show(first), show(second), name))


def unchanged(first: Answer, second: Answer, name: str = "") -> None:
    """Two answers to the same call, asked at different times, are equal to the bit.

    Raises:
        Mismatch: they are not.
    """
    if not identical(first.value, second.value):
        raise Mismatch(Evidence(Kind.CHANGES, first.call, show(first.value), show(second.value), name))


def untouched(answer: Answer, *given: Any) -> None:
    """The arguments of a call are as they went in.

    Args:
        answer: from :meth:`Function.after`.
        given: the arguments, as they were given.

    Raises:
        Mismatch: something was written into one of them.
    """
    left = answer.value[1]
    if not isinstance(left, tuple) or len(left) != len(given):
        raise Mismatch(Evidence(Kind.GARBLED, answer.call))
    for given_one, now in zip(given, left, strict=True):
        before = _arrived(bare(given_one), now)
        if not isinstance(now, Opaque) and not identical(before, now):
            raise Mismatch(Evidence(Kind.SAID, answer.call, f"{show(before)}, left as it was",
                                    f"{show(now)} after the call"))


def _arrived(given: Any, now: Any) -> Any:
    """An argument as it arrived: arrays as lists, or, JAX's, with numbers of 32 bits."""
    if isinstance(given, np.ndarray):
        return given.tolist() if isinstance(now, list) else given.astype(getattr(now, "dtype", given.dtype))
    if isinstance(given, (list, tuple)) and isinstance(now, (list, tuple)) and len(given) == len(now):
        items = [_arrived(item, there) for item, there in zip(given, now, strict=True)]
        return items if isinstance(given, list) else tuple(items)
    return given


def identical(first: Any, second: Any) -> bool:
    """Equal in structure, dtype, shape and bytes."""
    if isinstance(first, np.ndarray) and isinstance(second, np.ndarray):
        return first.dtype == second.dtype and first.shape == second.shape and first.tobytes() == second.tobytes()
    if isinstance(first, (list, tuple)) and isinstance(second, (list, tuple)):
        return len(first) == len(second) and all(map(identical, first, second))
    if isinstance(first, Mapping) and isinstance(second, Mapping):
        return list(first) == list(second) and all(identical(first[name], second[name]) for name in first)
    if isinstance(first, (set, frozenset)):
        return type(first) is type(second) and bool(first == second)
    if isinstance(first, Drawn) and isinstance(second, Drawn):
        return identical(first.items, second.items)
    return type(first) is type(second) and repr(first) == repr(second)


def holds(check: Callable[[], object]) -> bool:
    """Whether a check holds, where what follows depends on it and not the points."""
    try:
        check()
    except Mismatch:
        return False
    return True


def answers(ask: Callable[[], Answer], error: str) -> None:
    """A call does not raise this error; whatever else it does is looked at elsewhere.

    Raises:
        Mismatch: it does.
    """
    try:
        ask()
    except StudentFault as fault:
        if fault.evidence.kind == Kind.RAISED and fault.evidence.actual.startswith(error):
            raise


def before(ask: Callable[[], Answer], expected: str) -> Answer:
    """An answer that must be there before a property can be looked at.

    Where the call raises, that is said as what is missing, so that it is not taken for the property's own failure.

    Raises:
        Mismatch: there is no answer.
    """
    try:
        return ask()
    except StudentFault as fault:
        if fault.evidence.kind != Kind.RAISED:
            raise
        evidence = fault.evidence
        raise Mismatch(Evidence(Kind.SAID, evidence.call, expected, f"no answer: {evidence.actual}")) from fault


def raises(ask: Callable[[], object], error: type[BaseException], name: str = "") -> None:
    """A call raises this error, or one that is of its kind.

    Raises:
        Mismatch: it answers, or raises another error.
        StudentFault: it is not there, not filled in yet, or ended otherwise.
    """
    wanted = f"{name}: " * bool(name) + f"{'an' if error.__name__[0] in 'AEIOU' else 'a'} {error.__name__}"
    try:
        answer = ask()
    except StudentFault as fault:
        if fault.evidence.kind != Kind.RAISED:
            raise
        kind = fault.evidence.actual.partition(":")[0]
        if error.__name__ in (kind, *fault.bases):
            return
        raise Mismatch(Evidence(Kind.SAID, fault.evidence.call, wanted, fault.evidence.actual)) from fault
    call, value = (answer.call, show(answer.value)) if isinstance(answer, Answer) else ("", "no error")
    raise Mismatch(Evidence(Kind.SAID, call, wanted, value))


def shown(answer: Answer) -> str:
    """An answer as feedback shows it."""
    return show(answer.value)
