"""A tiny assignment of two questions, of which one calls a helper that they share, to be audited in this process."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

from assay.audit.auditing import Audit, Work, audit
from assay.audit.rows import Shelf
from assay.judge.bench import Bench

REFERENCE = '''"""The reference."""


def double(x):
    return x * 2


def triple(x):
    return x * 3
'''
HELPERS = '''from hypothesis import strategies as st

NUMBERS = st.integers(-9, 9)
'''
TEST = '''import pytest
from hypothesis import given, settings
from assay.testing import Student, expect
{imports}

@pytest.mark.points(1)
@settings(max_examples=6)
@given(x={strategy})
def test_values(student: Student, x: int) -> None:
    """{name}s any number"""
    expect.close(student.{name}(x), {factor} * x)
'''
SHARED = "from autograder.tiny.helpers import NUMBERS"
ALONE = "from hypothesis import strategies as st"


def make(root: Path) -> Bench:
    """Writes the assignment into a folder."""
    files = {"autograder/tiny/__init__.py": "", "autograder/tiny/helpers.py": HELPERS,
             "solutions/tiny/reference.py": REFERENCE,
             "autograder/tiny/test_double.py": TEST.format(name="double", factor=2, imports=SHARED, strategy="NUMBERS"),
             "autograder/tiny/test_triple.py": TEST.format(name="triple", factor=3, imports=ALONE,
                                                           strategy="st.integers(-9, 9)"),
             "solutions/tiny/wheat/adds.py": '"""Adds."""\n\n\n# %% double\ndef double(x):\n    return x + x\n\n\n'
                                             "# %% triple\ndef triple(x):\n    return x + x + x\n"}
    for name, factor in (("double", 2), ("triple", 3)):
        files[f"solutions/tiny/chaff/{name}_off.py"] = (
            f'"""One is added.\n\nNothing is added.\n"""\n\nFAILS = {{"{name}": ["values"]}}\n\n\n# %% {name}\n'
            f"def {name}(x):\n    return {factor} * x + 1\n")
    for place, text in files.items():
        write(root / place, text)
    return Bench(root / "autograder/tiny", root / "solutions/tiny")


def write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")


def quietly(what: str, total: int) -> AbstractContextManager[Callable[[], None]]:
    """A progress bar that shows nothing."""
    del what, total
    return nullcontext(lambda: None)


def audited(bench: Bench, shelf: Path | None, **more: Any) -> Audit:
    """An audit in this process, however long it takes."""
    return audit(bench, Work(1, lambda: None, quietly, Shelf(shelf), **{"seconds": 1e6, **more}))
