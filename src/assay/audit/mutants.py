"""Mutants of right solutions: one small change each, by the operators of Cosmic Ray."""

from __future__ import annotations

import ast
import difflib
from collections.abc import Collection, Iterator

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from assay.audit.candidates import Candidate, Role

#: Of the many replacements of one arithmetic operator by another, those a hand slips into.
ARITHMETIC = frozenset({"Add_Sub", "Sub_Add", "Mul_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Pow_Mul", "Add_Mul"})
#: These need to be told which variables to use.
WITH_ARGUMENTS = frozenset({"core/VariableInserter", "core/VariableReplacer"})


def mutants(origin: Candidate, questions: Collection[str]) -> list[Candidate]:
    """All mutants of a right solution; of equal ones the first.

    Args:
        questions: the grade_ids; a mutant is judged on that of the function it changes, or on all.
    """
    found: dict[str, Candidate] = {}
    for text in _changed(origin.source):
        key = _meaning(text)
        if key not in found and key != _meaning(origin.source):
            about = f"{origin.name}: {_change(origin.source, text)}"
            place = _question(origin.source, text, questions)
            found[key] = Candidate(f"{origin.name}-{len(found) + 1}", Role.MUTANT, text, place, about)
    return list(found.values())


def _changed(source: str) -> Iterator[str]:
    for name in sorted(operator_names()):
        kind = name.rpartition("ReplaceBinaryOperator_")[2]
        if name in WITH_ARGUMENTS or ("ReplaceBinaryOperator" in name and kind not in ARITHMETIC):
            continue
        operator, occurrence = get_operator(name)(), 0
        while (text := mutate_code(source, operator, occurrence)) is not None and text != source:
            yield text
            occurrence += 1


def _meaning(text: str) -> str:
    """The code without annotations and docstrings, which change nothing."""
    try:
        tree = ast.parse(text)
    except SyntaxError:
        return text
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            node.returns = None
        if isinstance(node, ast.arg):
            node.annotation = None
        if isinstance(node, ast.AnnAssign):
            node.annotation = ast.Constant(None)
        if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node):
            node.body = node.body[1:] or [ast.Pass()]
    return ast.dump(tree)


def _change(before: str, after: str) -> str:
    """The lines that differ, as ``old → new``."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    old = " ".join(line[2:].strip() for line in lines if line.startswith("- "))
    new = " ".join(line[2:].strip() for line in lines if line.startswith("+ "))
    return f"{old} → {new}"


def _question(before: str, after: str, questions: Collection[str]) -> tuple[str, ...]:
    """The question whose function holds the first line that differs."""
    pairs = enumerate(zip(before.splitlines(), after.splitlines(), strict=False), 1)
    line = next((number for number, (old, new) in pairs if old != new), 0)
    for node in ast.parse(before).body:
        inside = isinstance(node, ast.FunctionDef | ast.ClassDef) and node.lineno <= line <= (node.end_lineno or 0)
        if inside and isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower() in questions:
            return (node.name.lower(),)
    return ()
