"""Strategies whose every class occurs in every run, by construction and not by luck."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@dataclass
class Round:
    """One round of drawing: every spread takes its class ``index``; ``most`` is the largest number of classes met."""

    index: int
    most: int = 1


_round: ContextVar[Round | None] = ContextVar("round", default=None)


@contextmanager
def forced(index: int) -> Iterator[Round]:
    """Within this, spreads do not choose their class: they take number ``index``, counted around."""
    this = Round(index)
    token = _round.set(this)
    try:
        yield this
    finally:
        _round.reset(token)


def spread(**classes: st.SearchStrategy[T]) -> st.SearchStrategy[T]:
    """Draws from one of the named strategies; a recorded run draws from each of them.

    Name the simplest first: the search for a smallest failing input tends towards it.
    """
    names = list(classes)

    @st.composite
    def one(draw: st.DrawFn) -> T:
        this = _round.get()
        if this is None:
            return draw(classes[draw(st.sampled_from(names))])
        this.most = max(this.most, len(names))
        return draw(classes[names[this.index % len(names)]])

    return one()
