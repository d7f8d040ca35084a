"""Tables that hidden tests read, and what stands for itself in an argument."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from assay.judge.student import Local, Student
from assay.testing import as_source, code, numpy_rng, table


@pytest.fixture
def test_file(tmp_path: Path) -> str:
    """Where a hidden test would lie."""
    for folder in ("autograder/tiny", "source/tiny"):
        (tmp_path / folder).mkdir(parents=True)
    (tmp_path / "autograder/tiny/hidden.csv").write_text("label,p0\n3,0.5\n4,1\n", "utf-8")
    (tmp_path / "source/tiny/seen.csv").write_text("1,2\n", "utf-8")
    return str(tmp_path / "autograder/tiny/test_f.py")


def test_a_table_lies_beside_the_test_or_where_students_have_it(test_file: str) -> None:
    rows = table(test_file, "hidden.csv", skip=1)
    assert rows.tolist() == [[3, 0.5], [4, 1]]
    assert not rows.flags.writeable
    assert table(test_file, "seen.csv").shape == (1, 2)
    with pytest.raises(FileNotFoundError, match=r"other.csv lies neither in autograder/tiny nor in source/tiny"):
        table(test_file, "other.csv")


def test_what_stands_for_itself_arrives_as_that_and_is_written_so() -> None:
    student = Student(Local({"f": lambda rng, g, X: g(rng.random()) + X.sum()}, "numpy"), "numpy")
    X = as_source(np.ones(5000), 'np.loadtxt("seen.csv", delimiter=",")')
    answer = student.f(numpy_rng(3), code("lambda x: 2 * x"), X)
    assert float(answer.value) == 2 * np.random.default_rng(3).random() + 5000
    assert answer.call == 'f(np.random.default_rng(3), (lambda x: 2 * x), np.loadtxt("seen.csv", delimiter=","))'
    assert student.f(numpy_rng(3), code("abs"), np.ones(5000)).call.endswith("<an array of shape (5000,), float64>)")
