"""Examples drawn once and judged many times.

Recording runs a Hypothesis test with its body replaced by one that notes what was drawn, class by class. What authors
wrote down with ``hypothesis.example`` follows: a smaller input that fails is shown in its place.
"""

from __future__ import annotations

import inspect
import math
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import hypothesis
import numpy as np
from hypothesis.errors import HypothesisException
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from assay.judge.evidence import JudgeFault, Mismatch, RoomEnded
from assay.judge.examples.spread import Round, forced

SEED = 20260901
Example = dict[str, Any]
Body = Callable[..., None]
#: Below ten, Hypothesis does without the small examples that it otherwise begins with.
FEW = 9


class Turn(NamedTuple):
    """The round in which an example was drawn: see :func:`assay.judge.examples.spread.forced`."""

    number: int
    around: int


Drawn = tuple[Turn, Example]

hypothesis.settings.register_profile(
    "judge", derandomize=True, database=None, deadline=None, print_blob=False, report_multiple_bugs=False,
    suppress_health_check=list(hypothesis.HealthCheck),
    phases=[hypothesis.Phase.generate, hypothesis.Phase.shrink])


def pin_draws() -> None:
    """Makes drawn examples a function of the seed alone.

    Hypothesis also draws constants it finds in the source of whatever local modules happen to be loaded; a verdict may
    not depend on that. The hook is private, so a test watches that it is there.
    """
    nothing = Constants()
    providers._get_local_constants = lambda: nothing


class Enough(BaseException):
    """Ends a Hypothesis run from within: it is passed on at once."""


def is_property(function: Any) -> bool:
    """Whether Hypothesis draws this test's arguments."""
    return hasattr(function, "hypothesis")


def record(function: Any, given: dict[str, Any]) -> list[Drawn]:
    """What a property draws in its rounds, each round forcing another class of its spreads.

    Args:
        function: a test decorated with ``hypothesis.given``.
        given: its fixtures, passed along unused.

    Returns:
        pairs (round, drawn arguments); at least ``max_examples`` in all, equally many of each class; then those
        that its author wrote down.

    Raises:
        JudgeFault: nothing can be drawn, or nothing from one of the classes; or what was written down does not fit.
    """
    tape: list[Drawn] = []
    written = written_down(function)
    around = _first_round(function, given).most
    rounds = around * math.ceil(settings_of(function).max_examples / around)
    for index in range(rounds):
        drawn: list[Example] = []
        with forced(index, around):
            _draw(function, given, index, drawn)
        if not drawn:
            raise JudgeFault(f"the property drew no example in round {index}")
        # Hypothesis starts with its simplest example, all zeros, in each round: once is enough.
        tape += [(Turn(index, around), example) for example in (drawn if index == 0 else drawn[-1:])]
    return tape + [(Turn(0, around), example) for example in written]


def written_down(function: Any) -> list[Example]:
    """The arguments that stand above a property in ``hypothesis.example``, from the top.

    Raises:
        JudgeFault: they are not those that it draws, or may fail.
    """
    drawn, found = list(function.hypothesis._given_kwargs), []
    names = [name for name in inspect.signature(function.hypothesis.inner_test).parameters if name in drawn]
    for each in reversed(getattr(function, "hypothesis_explicit_examples", ())):
        example = {**dict(zip(names[-len(each.args):], each.args, strict=False)), **each.kwargs}
        if set(example) != set(drawn) or len(each.args) > len(names):
            raise JudgeFault(f"an @example of the property has to give {', '.join(drawn)}, and nothing else")
        if each.raises is not None:
            raise JudgeFault("an @example of the property is marked with xfail: it has to hold for right answers")
        found.append(example)
    return found


def _first_round(function: Any, given: dict[str, Any]) -> Round:
    """Draws once, to learn how many classes there are."""
    with forced(0) as this:
        _draw(function, given, 0, [])
    return this


def _draw(function: Any, given: dict[str, Any], index: int, drawn: list[Example]) -> None:
    """Draws the two examples of a round: Hypothesis's simplest, and one at random."""

    def note(**example: Any) -> None:
        drawn.append({name: value for name, value in example.items() if name not in given})
        if len(drawn) == 2:
            raise Enough

    run(function, note, given, SEED + index, max_examples=FEW)


def settings_of(function: Any) -> hypothesis.settings:
    """The settings a property was decorated with, else the profile's."""
    held = getattr(function, "_hypothesis_internal_use_settings", None)
    return held if isinstance(held, hypothesis.settings) else hypothesis.settings()


def run(function: Any, body: Body, given: dict[str, Any], seed: int = SEED, max_examples: int = 0) -> None:
    """Runs Hypothesis with another body; what the body raises to end the run is dropped."""
    original, held = function.hypothesis.inner_test, settings_of(function)
    function.hypothesis.inner_test = body
    if max_examples:
        function._hypothesis_internal_use_settings = hypothesis.settings(held, max_examples=max_examples)
    try:
        with suppress(Enough, RoomEnded, Mismatch, HypothesisException):
            hypothesis.seed(seed)(function)(**given)
    finally:
        function.hypothesis.inner_test = original
        function._hypothesis_internal_use_settings = held


def size_of(example: Any) -> tuple[int, float]:
    """How much there is to read in an example: how many numbers, and how far from zero they are."""
    if isinstance(example, dict):
        return _total([size_of(value) for value in example.values()])
    if isinstance(example, (list, tuple, set, frozenset)):
        return _total([size_of(value) for value in example])
    if isinstance(example, (str, bytes)):
        return max(1, len(example)), 0.0
    if isinstance(example, np.ndarray) and example.dtype.kind in "Uc":
        return example.size, 0.0
    if isinstance(example, np.ndarray):
        return example.size, float(np.abs(example.astype(np.float64)).sum() + np.count_nonzero(example))
    if isinstance(example, int) and abs(example) >= 1 << 64:
        return 1 + example.bit_length() // 64, 2.0 ** 64
    return (1, float(abs(example))) if isinstance(example, (int, float)) else (1, 0.0)


def _total(sizes: list[tuple[int, float]]) -> tuple[int, float]:
    return sum(size[0] for size in sizes), sum(size[1] for size in sizes)

