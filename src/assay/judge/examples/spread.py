"""Strategies whose every class occurs in every run, by construction and not by luck."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

from hypothesis import strategies as st

T = TypeVar("T")


@dataclass
class Round:
    """One round of drawing: every spread takes the class ``index``, counted around.

    A smaller spread is turned on by one each time a larger one has come around, so that the classes of values meet the
    classes of shapes. ``most`` is the largest number of classes that a spread had; ``around``, what is known of it.
    """

    index: int
    around: int = 0
    most: int = 1

    @property
    def turn(self) -> int:
        """How often all classes have come around."""
        return self.index // self.around if self.around else 0

    def take(self, classes: int) -> int:
        """The class that a spread takes."""
        self.most = max(self.most, classes)
        return (self.index + (self.turn if classes < self.around else 0)) % classes


_round: ContextVar[Round | None] = ContextVar("round", default=None)


@contextmanager
def forced(index: int, around: int = 0) -> Iterator[Round]:
    """Within this, spreads do not choose their class: they take number ``index``, counted around."""
    this = Round(index, around)
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
        return draw(classes[names[this.take(len(names))]])

    return one()


def pooled(freely: st.SearchStrategy[T], pool: Sequence[T]) -> st.SearchStrategy[T]:
    """Draws freely; a recorded run takes the members of the pool in turn.

    JAX compiles anew for every shape. With a pool, the properties of an assignment meet the same few shapes.
    """

    @st.composite
    def one(draw: st.DrawFn) -> T:
        this = _round.get()
        return draw(freely) if this is None or not this.around else pool[this.turn % len(pool)]

    return one()
