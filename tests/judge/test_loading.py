"""Hidden tests import what is their own course's, whichever course was at work before in this process."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from assay.judge import loading
from assay.judge.loading import PACKAGES, importable
from assay.judge.plugin import run_hidden_tests

TESTS = '''
import pytest
from autograder.tiny.helper import NAME
from solutions.tiny import reference


@pytest.mark.points({points})
def test_{name}(student):
    """of {name}"""
    assert NAME == reference.NAME == "{name}"
'''


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    """What these tests import is gone afterwards, and what was there before is back."""
    held = {name: module for name, module in sys.modules.items() if name.split(".")[0] in PACKAGES}
    yield
    for name in [name for name in sys.modules if name.split(".")[0] in PACKAGES]:
        del sys.modules[name]
    sys.modules.update(held)


def course(root: Path, points: int) -> Path:
    """A course whose names are those of any other; returns the folder of its hidden tests."""
    for place, text in {"autograder/tiny/test_f.py": TESTS.format(name=root.name, points=points),
                        "autograder/tiny/helper.py": f"NAME = {root.name!r}\n",
                        "solutions/tiny/reference.py": f"NAME = {root.name!r}\n"}.items():
        (root / place).parent.mkdir(parents=True, exist_ok=True)
        (root / place).write_text(text, "utf-8")
    return root / "autograder" / "tiny"


def test_two_courses_of_the_same_names_do_not_meet(tmp_path: Path) -> None:
    one, two = course(tmp_path / "one", 1), course(tmp_path / "two", 2)
    for folder, points in ((one, 1), (two, 2), (one, 1)):
        (name, item), = run_hidden_tests(folder, None).results["f"].items()
        assert (name, item.points) == (folder.parents[1].name, points)
        reference = sys.modules["solutions.tiny.reference"]
        assert Path(str(reference.__file__)).is_relative_to(folder.parents[1])


def test_a_course_that_is_at_work_is_not_read_again(tmp_path: Path) -> None:
    importable(tmp_path)
    sys.modules["solutions.kept"] = loading
    importable(tmp_path)
    assert sys.modules["solutions.kept"] is loading
    importable(tmp_path / "another")
    assert "solutions.kept" not in sys.modules
