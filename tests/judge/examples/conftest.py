"""The judge's own settings, for the tests of this folder."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import settings
from hypothesis.internal.conjecture import providers

from assay.judge.examples import tape


@pytest.fixture(autouse=True)
def _as_the_judge_does() -> Any:
    """The judge's own settings and pinned draws, for these tests alone."""
    before, hook = settings.get_current_profile_name(), providers._get_local_constants
    settings.load_profile("judge")
    tape.pin_draws()
    yield
    settings.load_profile(before)
    providers._get_local_constants = hook
