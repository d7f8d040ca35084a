"""What is given out has been audited: the record beside the hidden tests is of them as they are."""

from __future__ import annotations

from pathlib import Path

import pytest

from assay.audit.auditing import is_audited

ROOT = Path(__file__).parents[2]
ASSIGNMENTS = sorted(path.parent.name for path in (ROOT / "release").glob("*/*.ipynb"))


def test_there_are_assignments() -> None:
    assert ASSIGNMENTS


@pytest.mark.parametrize("assignment", ASSIGNMENTS)
def test_a_release_stands_on_a_passing_audit(assignment: str) -> None:
    held = is_audited(ROOT / "autograder" / assignment, ROOT / "solutions" / assignment)
    assert held, f"run `make audit ASSIGNMENT={assignment}` and commit its record"
