"""Mutants of right solutions: one small change each, by the operators of Cosmic Ray."""

from __future__ import annotations

import ast
import difflib
import warnings
from collections.abc import Collection, Iterator
from types import CodeType
from typing import Any

from cosmic_ray.mutating import mutate_code
from cosmic_ray.plugins import get_operator, operator_names

from assay.audit.candidates import Candidate, Role

#: Of the many replacements of one arithmetic operator by another, those a hand slips into.
ARITHMETIC = frozenset({"Add_Sub", "Sub_Add", "Mul_Add", "Mul_Div", "Div_Mul", "FloorDiv_Mul", "Pow_Mul", "Add_Mul"})
#: These need to be told which variables to use.
WITH_ARGUMENTS = frozenset({"core/VariableInserter", "core/VariableReplacer"})
#: Of a function's code, what it does; where its lines stand is left out.
DOES = ("co_code", "co_names", "co_varnames", "co_freevars", "co_cellvars", "co_argcount", "co_posonlyargcount",
        "co_kwonlyargcount", "co_flags", "co_exceptiontable")
#: What is never below zero.
COUNTS = frozenset({"size", "ndim", "nbytes"})


def mutants(origin: Candidate, questions: Collection[str], only: str = "") -> list[Candidate]:
    """All mutants of a right solution that are Python; of equal ones the first, and none that plainly does the same.

    Args:
        questions: the grade_ids; a mutant is judged on that of the function it changes, or on all.
        only: one of them, if mutants of the others' functions are not wanted.
    """
    found: list[Candidate] = []
    lines = origin.source.splitlines(keepends=True)
    for node in ast.parse(origin.source).body:
        name = node.name.lower() if isinstance(node, ast.FunctionDef | ast.ClassDef) else ""
        place = (name,) if name in questions else ()
        first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))]) - 1
        before, after = "".join(lines[:first]), "".join(lines[node.end_lineno:])
        piece = "".join(lines[first:node.end_lineno])
        if only and place and only not in place:
            continue
        known = {_meaning(piece)}
        for text in _changed(piece):
            if (meaning := _meaning(text)) not in known and meaning is not None:
                known.add(meaning)
                about = f"{origin.name}: {_change(piece, text)}"
                found.append(Candidate(f"{origin.name}-{len(found) + 1}", Role.MUTANT, before + text + after, place,
                                       about))
    return found


def _changed(source: str) -> Iterator[str]:
    for name in sorted(operator_names()):
        kind = name.rpartition("ReplaceBinaryOperator_")[2]
        if name in WITH_ARGUMENTS or ("ReplaceBinaryOperator" in name and kind not in ARITHMETIC):
            continue
        operator, occurrence = get_operator(name)(), 0
        while (text := mutate_code(source, operator, occurrence)) is not None and text != source:
            yield text
            occurrence += 1


def _meaning(text: str) -> Any:
    """What Python makes of the code, without annotations and docstrings, which change nothing; None if it is none."""
    try:
        tree = ast.parse(text)
        for node in ast.walk(tree):
            _strip(node)
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", SyntaxWarning)  # of what a mutant compares, such as `is 0`
            return _does(compile(ast.fix_missing_locations(tree), "piece", "exec"))
    except (SyntaxError, ValueError):
        return None


def _strip(node: ast.AST) -> None:
    if isinstance(node, ast.FunctionDef):
        node.returns = None
    if isinstance(node, ast.arg):
        node.annotation = None
    if isinstance(node, ast.AnnAssign):
        node.annotation = ast.Constant(None)
    if isinstance(node, ast.FunctionDef | ast.ClassDef | ast.Module) and ast.get_docstring(node):
        node.body = node.body[1:] or [ast.Pass()]
    if isinstance(node, ast.Compare) and _counts(node.left) and [ast.dump(each) for each in node.comparators] == [
            ast.dump(ast.Constant(0))]:
        alike: dict[type[ast.cmpop], ast.cmpop] = {ast.LtE: ast.Eq(), ast.NotEq: ast.Gt()}
        node.ops = [alike.get(type(node.ops[0]), node.ops[0])]


def _counts(node: ast.expr) -> bool:
    """Whether this is a length or a size."""
    return (isinstance(node, ast.Attribute) and node.attr in COUNTS) or (
        isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "len")


def _does(code: CodeType) -> tuple[Any, ...]:
    consts = tuple(_does(each) if isinstance(each, CodeType) else f"{type(each).__name__} {each!r}"
                   for each in code.co_consts)
    return (*(getattr(code, name) for name in DOES), consts)


def _change(before: str, after: str) -> str:
    """The lines that differ, as ``old → new``."""
    lines = list(difflib.ndiff(before.splitlines(), after.splitlines()))
    old = " ".join(line[2:].strip() for line in lines if line.startswith("- "))
    new = " ".join(line[2:].strip() for line in lines if line.startswith("+ "))
    return f"{old} → {new}"
