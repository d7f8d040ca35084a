"""Spreads: freely drawn from one class, in a recorded run from each."""

from __future__ import annotations

from hypothesis import find, given, settings
from hypothesis import strategies as st

from assay.judge.examples.spread import forced, spread

LETTERS = spread(a=st.just("a"), b=st.just("b"), c=st.just("c"))


def drawn(index: int) -> set[str]:
    """All that a spread gives in one round."""
    found: set[str] = set()

    @settings(max_examples=10, database=None)
    @given(LETTERS)
    def note(letter: str) -> None:
        found.add(letter)

    with forced(index):
        note()
    return found


def test_a_round_draws_from_its_class_alone() -> None:
    assert [drawn(index) for index in range(3)] == [{"a"}, {"b"}, {"c"}]


def test_rounds_are_counted_around() -> None:
    assert [drawn(index) for index in (3, 4, 11)] == [{"a"}, {"b"}, {"c"}]


def test_a_round_knows_the_largest_spread_it_met() -> None:
    both = st.tuples(spread(one=st.just(1)), LETTERS, spread(x=st.just(1), y=st.just(2)))
    with forced(0) as this:
        find(both, lambda _: True, settings=settings(database=None))
    assert this.most == 3


def test_outside_of_a_round_every_class_can_be_found() -> None:
    for wanted in "abc":
        assert find(LETTERS, wanted.__eq__, settings=settings(database=None)) == wanted


def test_the_search_tends_towards_the_first_class() -> None:
    assert find(LETTERS, lambda _: True, settings=settings(database=None)) == "a"


def test_a_round_within_a_round_ends_with_it() -> None:
    with forced(0):
        assert drawn(2) == {"c"}
        assert drawn(0) == {"a"}
    with forced(1) as this:
        assert this.index == 1
