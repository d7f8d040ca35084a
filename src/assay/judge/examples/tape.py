"""Examples drawn once and judged many times; and the search for the smallest input that fails.

Recording runs a Hypothesis test with its body replaced by one that notes what was drawn, class by class. Judging calls
the real body on each note, and then on one more example, whose values are drawn from a digest of the submission's own
program: no table of what is asked can hold it, as with the table the digest changes. Only a property that failed is run
live by Hypothesis, when all others have been judged, and within a budget of calls.
"""

from __future__ import annotations

import math
import warnings
from collections.abc import Callable
from contextlib import suppress
from typing import Any, NamedTuple

import hypothesis
import numpy as np
from hypothesis.errors import HypothesisDeprecationWarning, HypothesisException, UnsatisfiedAssumption
from hypothesis.internal.conjecture import providers
from hypothesis.internal.constants_ast import Constants

from assay.judge.evidence import BY_CLOCK, JudgeFault, Mismatch, RoomEnded
from assay.judge.examples.spread import Round, forced

SEED = 20260901
#: Calls that a search for a smaller input may make, and inputs that it may try, on answers that are known by now.
SEARCH_CALLS, TRIES = 60, 1000
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


class _Enough(BaseException):
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
        pairs (round, drawn arguments); at least ``max_examples`` in all, equally many of each class.

    Raises:
        JudgeFault: nothing can be drawn, or nothing from one of the classes.
    """
    tape: list[Drawn] = []
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
    return tape


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
            raise _Enough

    _run(function, note, given, SEED + index, max_examples=FEW)


def settings_of(function: Any) -> hypothesis.settings:
    """The settings a property was decorated with, else the profile's."""
    held = getattr(function, "_hypothesis_internal_use_settings", None)
    return held if isinstance(held, hypothesis.settings) else hypothesis.settings()


def _run(function: Any, body: Body, given: dict[str, Any], seed: int = SEED, max_examples: int = 0) -> None:
    """Runs Hypothesis with another body; what the body raises to end the run is dropped."""
    original, held = function.hypothesis.inner_test, settings_of(function)
    function.hypothesis.inner_test = body
    if max_examples:
        function._hypothesis_internal_use_settings = hypothesis.settings(held, max_examples=max_examples)
    try:
        with suppress(_Enough, RoomEnded, Mismatch, HypothesisException):
            hypothesis.seed(seed)(function)(**given)
    finally:
        function.hypothesis.inner_test = original
        function._hypothesis_internal_use_settings = held


def judge(function: Any, given: dict[str, Any], tape: list[Drawn], calls: Callable[[], int]) -> Search | None:
    """Holds a property against a student, example by example, until one fails.

    Args:
        function: a test decorated with ``hypothesis.given``.
        given: its fixtures.
        tape: its examples.
        calls: how many calls the student has answered so far, a large one counting more.

    Returns:
        the first failure, from which a smaller one can be looked for; None if the property holds.

    Raises:
        RoomEnded: the student's code ended the room.
        JudgeFault: the property refuses every example, so it says nothing.
    """
    search, refused = _first_failure(function, given, tape, tape, calls)
    if refused == len(tape):
        raise JudgeFault("the property judged no example")
    return search


def judge_more(function: Any, given: dict[str, Any], examples: list[Drawn], tape: list[Drawn],
               calls: Callable[[], int]) -> Search | None:
    """Holds a property that held on its tape against more examples; all else is as for :func:`judge`."""
    return _first_failure(function, given, examples, tape, calls)[0]


def _first_failure(function: Any, given: dict[str, Any], examples: list[Drawn], tape: list[Drawn],
                   calls: Callable[[], int]) -> tuple[Search | None, int]:
    """The first of some examples that fails, if one does, and how many before it the property refused."""
    refused = 0
    for turn, example in examples:
        try:
            with warnings.catch_warnings():  # assume() complains that Hypothesis is not running
                warnings.simplefilter("ignore", HypothesisDeprecationWarning)
                function.hypothesis.inner_test(**given, **example)
        except UnsatisfiedAssumption:
            refused += 1
        except Mismatch as failure:
            search = Search(function, given, tape, turn, calls)
            search.offer(example, failure)
            return search, refused
    return None, refused


class Search:
    """Looks for a smaller failing input. The budget counts calls, so that equal submissions get equal evidence."""

    def __init__(self, function: Any, given: dict[str, Any], tape: list[Drawn], turn: Turn,
                 calls: Callable[[], int]) -> None:
        self.function = function
        self.given = given
        self.tape = tape
        self.turn = turn
        self.calls = calls
        self.body: Body = function.hypothesis.inner_test
        self.found: tuple[tuple[Any, ...], Mismatch, Example] | None = None
        self._cut_short = False

    def offer(self, example: Example, failure: Mismatch) -> None:
        """Keeps a failure if its input is the smallest yet."""
        size = (*size_of(example), len(failure.evidence.call), failure.evidence.call)
        if self.found is None or size < self.found[0]:
            self.found = (size, failure, example)

    def best(self) -> Mismatch:
        """The failure with the smallest input."""
        assert self.found is not None
        return self.found[1]

    def run(self, given: dict[str, Any]) -> None:
        """Runs the property on the smallest input, with these fixtures."""
        assert self.found is not None
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", HypothesisDeprecationWarning)
            self.body(**given, **self.found[2])

    def ask_on(self) -> None:
        """Asks the other examples too: which misconception it is shows in all answers, not in the first."""
        for _, example in self.tape:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore", HypothesisDeprecationWarning)
                try:
                    self.body(**self.given, **example)
                except (RoomEnded, JudgeFault):
                    return
                except Exception:  # a mismatch as expected; or a fault of the test, but the verdict stands by now
                    continue

    def look(self) -> None:
        """Runs Hypothesis within the first class of each spread; if that shows nothing, within the class that failed.

        Freely, Hypothesis would prefer the classes with the fewest choices in them, not those with the least to read.
        What is smallest when a clock ends the search is left to chance, so then it is the first failure that stays.
        """
        first = self.found
        with forced(0):
            self._live()
        if self.found is first and not self._cut_short:
            with forced(*self.turn):
                self._live()
        if self._cut_short:
            self.found = first

    def _live(self) -> None:
        limit, tries = self.calls() + SEARCH_CALLS, iter(range(TRIES))

        def attempt(**example: Any) -> None:
            if self.calls() >= limit or next(tries, None) is None:
                raise _Enough
            try:
                self.body(**example)
            except RoomEnded as end:
                self._cut_short |= end.evidence.kind in BY_CLOCK
                raise
            except Mismatch as failure:
                self.offer({name: value for name, value in example.items() if name not in self.given}, failure)
                raise
            except HypothesisException:
                raise
            except Exception as error:  # the test's own fault, on an input that only this search has met
                raise _Enough from error

        _run(self.function, attempt, self.given)


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

