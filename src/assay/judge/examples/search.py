"""Judging by a tape; and the search for the smallest input that fails.

Judging calls a property's body on each note of its tape, and then on one more example, whose values are drawn from a
digest of the submission's own program: no table of what is asked can hold it, as with the table the digest changes.
Only a property that failed is run live by Hypothesis, when all others have been judged, and within a budget of calls.
"""

from __future__ import annotations

import warnings
from collections.abc import Callable
from typing import Any

from hypothesis.errors import HypothesisDeprecationWarning, HypothesisException, UnsatisfiedAssumption

from assay.judge.evidence import BY_CLOCK, JudgeFault, Mismatch, RoomEnded
from assay.judge.examples import tape
from assay.judge.examples.kept import kept
from assay.judge.examples.spread import forced
from assay.judge.examples.tape import Body, Drawn, Enough, Example, Turn, size_of

#: Calls that a search for a smaller input may make, and inputs that it may try, on answers that are known by now.
SEARCH_CALLS, TRIES = 60, 1000


def judge(function: Any, given: dict[str, Any], taped: list[Drawn], calls: Callable[[], int]) -> Search | None:
    """Holds a property against a student, example by example, until one fails.

    Args:
        function: a test decorated with ``hypothesis.given``.
        given: its fixtures.
        taped: its examples.
        calls: how many calls the student has answered so far, a large one counting more.

    Returns:
        the first failure, from which a smaller one can be looked for; None if the property holds.

    Raises:
        RoomEnded: the student's code ended the room.
        JudgeFault: the property refuses every example, so it says nothing.
    """
    search, refused = _first_failure(function, given, taped, taped, calls)
    if refused == len(taped):
        raise JudgeFault("the property judged no example")
    return search


def judge_more(function: Any, given: dict[str, Any], examples: list[Drawn], taped: list[Drawn],
               calls: Callable[[], int]) -> Search | None:
    """Holds a property that held on its tape against more examples; all else is as for :func:`judge`."""
    return _first_failure(function, given, examples, taped, calls)[0]


def _first_failure(function: Any, given: dict[str, Any], examples: list[Drawn], taped: list[Drawn],
                   calls: Callable[[], int]) -> tuple[Search | None, int]:
    """The first of some examples that fails, if one does, and how many before it the property refused."""
    refused = 0
    for turn, example in examples:
        try:
            with kept(example), warnings.catch_warnings():  # assume() complains that Hypothesis is not running
                warnings.simplefilter("ignore", HypothesisDeprecationWarning)
                function.hypothesis.inner_test(**given, **example)
        except UnsatisfiedAssumption:
            refused += 1
        except Mismatch as failure:
            search = Search(function, given, taped, turn, calls)
            search.offer(example, failure)
            return search, refused
    return None, refused


class Search:
    """Looks for a smaller failing input. The budget counts calls, so that equal submissions get equal evidence."""

    def __init__(self, function: Any, given: dict[str, Any], taped: list[Drawn], turn: Turn,
                 calls: Callable[[], int]) -> None:
        self.function = function
        self.given = given
        self.taped = taped
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
        for _, example in self.taped:
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
                raise Enough
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
                raise Enough from error

        tape.run(self.function, attempt, self.given)
