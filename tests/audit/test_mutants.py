"""Mutants: one small change each, no two alike, judged where they changed something."""

from __future__ import annotations

import ast

import pytest

from assay.audit.candidates import Candidate, Role
from assay.audit.mutants import _meaning, mutants

SOURCE = '''"""A module."""


def first(x: int = 1) -> int:
    """Adds 1."""
    return x + 1


def second(x):
    return helper(x) if x > 0 else 0


def helper(x):
    return x * 2
'''


def made() -> list[Candidate]:
    return mutants(Candidate("origin", Role.WHEAT, SOURCE, (), ""), ["first", "second"])


def test_each_mutant_is_another_program() -> None:
    meanings = [ast.dump(ast.parse(each.source)) for each in made()]
    assert len(set(meanings)) == len(meanings)
    assert ast.dump(ast.parse(SOURCE)) not in meanings


def test_docstrings_and_annotations_are_left_alone() -> None:
    assert not [each for each in made() if "Adds" in each.about or "A module" in each.about]


def test_a_mutant_is_judged_on_the_question_it_changes_or_on_all() -> None:
    for each in made():
        place = {"x + 1": ("first",), "x > 0": ("second",), "x * 2": ()}
        for code, questions in place.items():
            if code in each.about.split(" → ")[0]:
                assert each.questions == questions


def test_a_mutant_says_what_it_changed() -> None:
    assert "origin: return x + 1 → return x - 1" in [each.about for each in made()]


def changes(line: str) -> set[str]:
    """What becomes of a line, by all mutants of a function that holds it."""
    origin = Candidate("o", Role.WHEAT, f'def f(x):\n    """Does it."""\n    {line}\n    return x\n', (), "")
    return {each.about.removeprefix(f"o: {line} → ") for each in mutants(origin, ["f"])}


@pytest.mark.parametrize("count", ["len(x)", "x.size", "x.shape.ndim", "x.nbytes"])
def test_what_counts_is_never_below_zero_so_some_comparisons_are_one(count: str) -> None:
    assert f"x = {count} <= 0" not in changes(f"x = {count} == 0")
    assert f"x = {count} != 0" not in changes(f"x = {count} > 0")
    assert f"x = {count} > 0" not in changes(f"x = {count} != 0")
    assert f"x = {count} == 0" not in changes(f"x = {count} <= 0")
    assert {f"x = {count} >= 0", f"x = {count} < 0", f"x = {count} == 1"} <= changes(f"x = {count} == 0")
    assert f"x = {count} > 0" in changes(f"x = {count} == 0")


@pytest.mark.parametrize("line, kept", [
    ("x = len(x) == 1", "x = len(x) <= 1"), ("x = x.count == 0", "x = x.count <= 0"), ("x = x == 0", "x = x <= 0"),
    ("x = sum(x) == 0", "x = sum(x) <= 0"), ("x = x.len(x) == 0", "x = x.len(x) <= 0"),
    ("x = x.size() == 0", "x = x.size() <= 0"), ("x = 0 == len(x)", "x = 0 <= len(x)"),
    ("x = len(x) == 0 == x.y", "x = len(x) <= 0 == x.y"), ("x = x.size == -0", "x = x.size <= -0")])
def test_what_may_be_below_zero_or_is_compared_with_something_else_is_kept(line: str, kept: str) -> None:
    assert kept in changes(line)


@pytest.mark.parametrize("line, same, other", [
    ("x = x[2 ** 2]", "x = x[2 * 2]", "x = x[2 ** 3]"),
    ("y: x[3] = 5", "y: x[4] = 5", "y: x[3] = 6"),
    ("def g(y: x[3] = 5) -> x[3]: return y", "def g(y: x[4] = 5) -> x[3]: return y",
     "def g(y: x[3] = 6) -> x[3]: return y"),
    ("def g(y) -> x[3]: return y * 2", "def g(y) -> x[4]: return y * 2", "def g(y) -> x[3]: return y * 3")])
def test_what_compiles_to_the_same_is_left_out_and_what_does_not_is_kept(line: str, same: str, other: str) -> None:
    found = changes(line)
    assert same not in found
    assert other in found


def test_a_number_of_another_type_is_another_program() -> None:
    """Equal constants are one for Python's ``==``, such as 1, 1.0 and True."""
    origin = Candidate("o", Role.WHEAT, "def f(x):\n    return x if x else True\n", (), "")
    assert "o: return x if x else True → return x if x else False" in [each.about for each in mutants(origin, ["f"])]
    assert _meaning("x = 1") != _meaning("x = 1.0") != _meaning("x = True") != _meaning("x = 1")
    assert _meaning("x = 0.0") != _meaning("x = -0.0")
    assert _meaning("x =") is None


def test_no_warning_of_a_mutants_reaches_whoever_audits() -> None:
    """Python warns of ``x is 0``, as one is a mutant of ``x == 0``; here a warning would be an error."""
    assert _meaning("def f(x):\n    return x is 0") not in (None, _meaning("def f(x):\n    return x == 0"))
