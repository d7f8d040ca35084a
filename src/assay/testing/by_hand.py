"""Has hidden tests that are run by hand meet the reference solution."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import hypothesis

from assay.judge.loading import importable
from assay.judge.plugin import student


def reference(conftest: str) -> Any:
    """The ``student`` fixture, for a course's ``autograder/conftest.py``; its tests may import what they import there.

    Args:
        conftest: that file's path.
    """
    importable(Path(conftest).resolve().parents[1])
    hypothesis.settings.load_profile("judge")
    return student
