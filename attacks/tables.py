"""Tables of what ``corr2d`` is asked, for attacks that have seen it all: right answers to every drawn input."""

from __future__ import annotations

import base64
import json
import zlib
from functools import cache
from pathlib import Path
from typing import Any

import hypothesis
import numpy as np

from assay.course.intake.staging import submission_of
from assay.judge.examples import tape
from assay.judge.examples.derived import derive
from assay.judge.examples.program import digest, programs
from assay.judge.loading import importable
from tests.here import REPOSITORY

Array = np.ndarray[Any, Any]


@cache
def known_table() -> str:
    """What the fixed part of the hidden tests asks, with the answers, as text without a quote in it."""
    return _table("")


def own_table(folder: Path, notebook: dict[str, Any]) -> str:
    """The same, with what is drawn for this very notebook."""
    cells = submission_of(folder.name, notebook).cells
    return _table(digest(programs(tuple(cell.source for cell in cells))))


def _table(program: str) -> str:
    importable(REPOSITORY)
    from autograder.convolution import own

    asked = [(own.X0, kernel) for kernel in (own.K0, own.BOX, own.TWICE)]
    for X, K in _drawn(program):
        asked += [(X, K), tuple(own.filled(X, K))]
    held = {repr((X.tolist(), K.tolist())): _corr2d(X, K).tolist() for X, K in asked}
    return base64.b64encode(zlib.compress(json.dumps(held).encode())).decode()


def _drawn(program: str) -> list[tuple[Array, Array]]:
    """The images and kernels of all its properties, in the judge's own settings."""
    from autograder.convolution import test_corr2d

    before = hypothesis.settings.get_current_profile_name()
    hypothesis.settings.load_profile("judge")
    tape.pin_draws()
    try:
        found: list[tape.Drawn] = []
        for function in vars(test_corr2d).values():
            if tape.is_property(function):
                fixed = tape.record(function, {"student": None})
                found += [*fixed, *(derive(function, fixed, program, {}) if program else [])]
    finally:
        hypothesis.settings.load_profile(before)
    return [pair for _, example in found for pair in [example["case"], *_others(example)]]


def _others(example: dict[str, Any]) -> list[tuple[Array, Array]]:
    """Another image that is asked in between, where it is large enough."""
    other, K = example.get("other"), example["case"][1]
    return [] if other is None or K.shape[0] > other.shape[0] or K.shape[1] > other.shape[1] else [(other, K)]


def _corr2d(X: Array, K: Array) -> Array:
    windows = np.lib.stride_tricks.sliding_window_view(X.astype(float), K.shape)
    found: Array = np.einsum("ijab,ab->ij", windows, K.astype(float))
    return found
