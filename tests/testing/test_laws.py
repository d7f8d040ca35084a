"""Laws refuse what is wrong, and a right answer with the chance that is stated."""

from __future__ import annotations

import math

import numpy as np
import pytest

from assay.testing import laws


def test_even_counts_pass_and_uneven_ones_do_not() -> None:
    rng = np.random.default_rng(0)
    for _ in range(200):
        assert laws.evenly(np.bincount(rng.integers(0, 10, 400), minlength=10).tolist())
    assert not laws.evenly([400, *[0] * 9])
    assert not laws.evenly([0, *[44] * 9])
    assert not laws.evenly([100, *[33] * 9])
    assert not laws.evenly([0, 0])


@pytest.mark.parametrize("tries, share", [(50, 0.9), (400, 0.5), (500, 0.95)])
def test_a_share_is_refused_only_where_it_is_too_rare_to_be_chance(tries: int, share: float) -> None:
    least = next(count for count in range(tries + 1) if laws.at_least(count, tries, share))
    chance = sum(math.comb(tries, count) * share ** count * (1 - share) ** (tries - count) for count in range(least))
    assert chance <= laws.CHANCE
    assert least > tries * share * 0.3
    assert laws.at_least(tries, tries, share)
