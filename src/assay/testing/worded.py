"""What a ready-made property says and is worth: words of its own, which an author may replace."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import pytest

Test = Callable[..., None]


def worded(test: Test, points: float, sentence: str, words: Mapping[str, Any]) -> Test:
    """A test with its sentence, hints and marks."""
    if unknown := words.keys() - {"says", "hints", "cases", "examples", "fixed"}:
        raise TypeError(f"a ready-made property has no {', '.join(sorted(unknown))}: there are says, hints, cases, "
                        "examples and fixed")
    test.__doc__ = f"{words.get('says', sentence)}\n\n{words.get('hints', '')}".rstrip()
    for mark, value in (("points", points), ("fixed", words.get("fixed"))):
        if value:
            test = getattr(pytest.mark, mark)(value)(test)
    return test
