"""What the outcome of a sitting depends on: all that can change it, and nothing else."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from assay.audit.candidates import chaffs, wheats
from assay.audit.mutants import mutants
from assay.audit.sittings import HiddenTests
from tests.audit.course import REFERENCE, SHARED, TEST, make, write

QUESTIONS = ("double", "triple")


def keys(root: Path, known: tuple[str, ...] = QUESTIONS) -> dict[tuple[str, tuple[str, ...]], str]:
    """The digest of each sitting, by candidate and questions."""
    questions, solutions = root / "autograder/tiny", root / "solutions/tiny"
    tests = HiddenTests(questions, solutions, known)
    right = wheats(solutions)
    candidates = [*right, *chaffs(solutions), *mutants(right[0], known)]
    return {(each.about + each.name, sitting.questions): sitting.key
            for each in candidates for sitting in tests.sittings(each)}


def appended(place: str, text: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        path = root / place
        write(path, (path.read_text("utf-8") if path.exists() else "") + text)
    return change


def replaced(place: str, old: str, new: str) -> Callable[[Path], None]:
    def change(root: Path) -> None:
        text = (root / place).read_text("utf-8")
        assert old in text
        write(root / place, text.replace(old, new))
    return change


def changed(root: Path, change: Callable[[Path], None]) -> set[tuple[str, ...]]:
    """The questions whose sittings have another digest after a change."""
    make(root)
    before = keys(root)
    change(root)
    after = keys(root)
    return {questions for (_, questions), key in before.items() if key not in after.values()}


BOTH = {("double",), ("triple",)}


@pytest.mark.parametrize(("change", "questions"), [
    (appended("autograder/tiny/test_triple.py", "\n# changed\n"), {("triple",)}),
    (appended("autograder/tiny/helpers.py", "\nMORE = 3\n"), {("double",)}),
    (appended("autograder/tiny/room.toml", "optimize = false\n"), BOTH),
    (appended("autograder/tiny/room.toml", "[limits]\ncall_cpu_seconds = 3\n"), set()),
    (appended("autograder/tiny/data.csv", "1,2\n"), BOTH),
    (appended("source/tiny/given.csv", "1,2\n"), BOTH),
    (appended("autograder/conftest.py", "import os\n"), BOTH),
    (appended("autograder/tiny/test_triple.py", "\nprint('loaded')\n"), BOTH),
    (replaced("solutions/tiny/reference.py", "x * 3", "x + x * 2"), {("triple",)}),
    (appended("solutions/tiny/reference.py", "\n\nprint('loaded')\n"), BOTH),
    (appended("autograder/tiny/audit.json", "{}"), set()),
    (appended("autograder/tiny/survivors.toml", "[equivalent]\n"), set()),
    (appended("autograder/tiny/unused.py", "X = 1\n"), set()),
    (appended("solutions/tiny/stand_in.py", "def double(x):\n    return 2 * x\n"), set()),
    (appended("solutions/tiny/reference.py", "\n\n# A comment.\n"), set()),
    (appended("solutions/tiny/reference.py", "\n\ndef fresh(x):\n    return x\n"), set()),
])
def test_a_change_reaches_those_sittings_that_it_may_change(
        tmp_path: Path, change: Callable[[Path], None], questions: set[tuple[str, ...]]) -> None:
    assert changed(tmp_path, change) == questions


def test_what_a_test_file_imports_counts_however_it_is_imported(tmp_path: Path) -> None:
    for number, line in enumerate(["from autograder.tiny import more", "from . import more", "from .more import X",
                                   "import autograder.tiny.more", "from autograder.tiny.between import X",
                                   "from solutions.tiny import more", "from solutions.tiny.more import X"]):
        root = tmp_path / str(number)
        make(root)
        for folder in ("autograder", "solutions"):
            write(root / folder / "tiny/more.py", "X = 1\n")
        write(root / "autograder/tiny/between.py", "from .more import X\n")
        appended("autograder/tiny/test_triple.py", f"\n{line}\n")(root)
        before = keys(root)
        folder = "solutions" if "solutions" in line else "autograder"
        appended(f"{folder}/tiny/more.py", "Y = 2\n")(root)
        assert {asked for (_, asked), key in before.items() if key not in keys(root).values()} == {("triple",)}, line


def test_a_new_question_with_all_its_answers_costs_only_its_own_sittings(tmp_path: Path) -> None:
    make(tmp_path)
    before = keys(tmp_path)
    write(tmp_path / "autograder/tiny/test_half.py",
          TEST.format(name="half", factor=0.5, imports=SHARED, strategy="NUMBERS"))
    appended("solutions/tiny/reference.py", "\n\ndef half(x):\n    return x / 2\n")(tmp_path)
    appended("solutions/tiny/wheat/adds.py", "\n\n# %% half\ndef half(x):\n    return 0.5 * x\n")(tmp_path)
    after = keys(tmp_path, (*QUESTIONS, "half"))
    assert {asked for (_, asked), key in after.items() if key not in before.values()} == {("half",)}
    assert set(before.values()) <= set(after.values())


def test_questions_that_share_what_keeps_something_are_asked_in_one_sitting(tmp_path: Path) -> None:
    make(tmp_path)
    write(tmp_path / "solutions/tiny/wheat/adds.py", '"""Remembers."""\n\nseen = {}\n\n\n# %% double\ndef double(x):\n'
          "    return seen.setdefault(x, x + x)\n\n\n# %% triple\ndef triple(x):\n    return seen.get(x, 2 * x) + x\n")
    found = {asked for name, asked in keys(tmp_path) if name.endswith("adds")}
    assert found == {("double", "triple")}


def test_a_mutant_of_a_helper_is_asked_what_reaches_it(tmp_path: Path) -> None:
    make(tmp_path)
    write(tmp_path / "solutions/tiny/reference.py", REFERENCE.replace("x * 3", "add(x, 2 * x)")
          + "\n\ndef add(x, y):\n    return x + y\n")
    solutions = tmp_path / "solutions/tiny"
    tests, origin = HiddenTests(tmp_path / "autograder/tiny", solutions, QUESTIONS), wheats(solutions)[0]
    made = [each for each in mutants(origin, QUESTIONS) if not each.questions]
    assert made
    assert {tests.narrowed(each, origin).questions for each in made} == {("triple",)}
