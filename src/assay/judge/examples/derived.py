"""Examples that are drawn from a digest of the submission's own program, so that no table of what is asked holds them.

Whoever puts another table into the notebook changes the digest, and with it the examples: see :mod:`program`.
"""

from __future__ import annotations

from contextlib import suppress
from random import Random
from typing import Any

import numpy as np
from hypothesis.control import BuildContext
from hypothesis.errors import StopTest, UnsatisfiedAssumption
from hypothesis.internal.conjecture.data import ConjectureData

from assay.judge.examples.spread import forced
from assay.judge.examples.tape import Drawn, Example, Turn, size_of

#: Different numbers in an example whose values are drawn anew for each program: too many for a table of all values.
DISTINCT = 8
#: Times that such an example is drawn until the strategies take it.
ATTEMPTS = 20
#: Examples drawn from one digest, by the round and the strategies.
Derived = dict[tuple[Turn, tuple[tuple[str, int], ...]], list[Example]]


def derive(function: Any, tape: list[Drawn], digest: str, known: Derived) -> list[Drawn]:
    """One more example, drawn from a digest by the property's own strategies, so as valid as those on the tape.

    It is of the classes of the smallest example there that holds enough different numbers. Where classes and pools
    decide on the shapes, as they should, it has that one's shapes, and nothing is compiled for it.

    Hypothesis's own loop takes three times as long for one example. It is gone past in a private way; a test watches.

    Args:
        function: a test decorated with ``hypothesis.given``.
        tape: its examples.
        digest: of the submission's program, in hex.
        known: what was drawn from this digest before; a property with the same strategies gets the same.

    Returns:
        the example in its round; nothing where, by chance, none can be drawn.
    """
    turn, _ = min(tape, key=lambda each: (-min(distinct(each[1]), DISTINCT), size_of(each[1])))
    strategies: Example = function.hypothesis._given_kwargs
    key = turn, tuple((name, id(strategy)) for name, strategy in strategies.items())
    if key not in known:
        known[key] = _drawn_once(function, strategies, turn, digest)
    return [(turn, example) for example in known[key]]


def _drawn_once(function: Any, strategies: Example, turn: Turn, digest: str) -> list[Example]:
    for number in range(ATTEMPTS):
        data = ConjectureData(random=Random(int(digest, 16) + number))
        with (suppress(StopTest, UnsatisfiedAssumption), forced(*turn),
              BuildContext(data, is_final=False, wrapped_test=function)):
            return [{name: data.draw(strategy) for name, strategy in strategies.items()}]
    return []


def distinct(example: Any) -> int:
    """How many different numbers an example holds."""
    return len(set(_numbers(example)))


def _numbers(example: Any) -> list[float]:
    if isinstance(example, dict):
        return _numbers(list(example.values()))
    if isinstance(example, (list, tuple, set, frozenset)):
        return [number for value in example for number in _numbers(value)]
    if isinstance(example, np.ndarray):
        return example.ravel().tolist() if example.dtype.kind in "biuf" else []
    return [example] if isinstance(example, (int, float)) else []
