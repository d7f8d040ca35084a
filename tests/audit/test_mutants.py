"""Mutants: one small change each, no two alike, judged where they changed something."""

from __future__ import annotations

import ast

from assay.audit.candidates import Candidate, Role
from assay.audit.mutants import mutants

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
