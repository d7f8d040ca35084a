"""What a hidden test says of itself: question, property, points, sentence and hints."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any

import pytest

from assay.judge.explain.hints import Hint, read
from assay.judge.verdict import Outcome, Property


def question_of(path: Path) -> str:
    """``test_corr2d.py`` holds the properties of the question ``corr2d``."""
    return path.stem.removeprefix("test_")


def name_of(item: pytest.Item) -> str:
    """``test_values`` is the property ``values``."""
    return item.name.removeprefix("test_")


def described(item: pytest.Item) -> tuple[Property, tuple[Hint, ...]]:
    """A property before it is judged: its docstring's first line is its sentence, the rest its hints.

    Raises:
        pytest.UsageError: it has no docstring, or no points.
    """
    text = inspect.getdoc(getattr(item, "obj", None)) or ""
    mark: Any = item.get_closest_marker("points")
    if not text or mark is None or len(mark.args) != 1 or not mark.args[0] > 0:
        raise pytest.UsageError(f"{item.nodeid} needs a docstring and @pytest.mark.points(n) with n > 0")
    sentence, _, below = text.partition("\n")
    return Property(name_of(item), sentence.strip(), "", float(mark.args[0]), Outcome.NOT_JUDGED), read(below)
