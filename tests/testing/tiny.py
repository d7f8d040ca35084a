"""A tiny assignment of which a test writes the files, judged in this process."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from assay.audit.matrix import Here
from assay.judge.plugin import Judged, run_hidden_tests


def judged_in(root: Path, tests: Mapping[str, str], reference: str, names: dict[str, Any],
              arrays: str = "jax") -> Judged:
    """Writes hidden tests and a reference into a folder, and holds them against some answers."""
    for folder in ("autograder/tiny", "solutions/tiny"):
        (root / folder).mkdir(parents=True)
    (root / "solutions/tiny/reference.py").write_text(reference, "utf-8")
    (root / "autograder/tiny/room.toml").write_text(f"arrays = {arrays!r}", "utf-8")
    for name, text in tests.items():
        (root / "autograder/tiny" / name).write_text(text, "utf-8")
    return run_hidden_tests(root / "autograder/tiny", Here(names, arrays))
