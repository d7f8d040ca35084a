"""The statements of a cell, read without running them: what each binds and reads, and which are only stubs.

A stub is told by its form, not by its text, as students may have begun on an earlier release: what nbgrader leaves
where the solution was, ``raise NotImplementedError()``, can never give an answer, whatever stands around it.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import blake2b

from assay.course.intake.reading.magics import files
from assay.course.intake.reading.syntax import at_once, parsed

Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


@dataclass(frozen=True, slots=True)
class Statement:
    """A statement at a cell's top level: its lines, from 1; the names that it binds; a digest of its syntax.

    ``hollow`` says that it can give no answer: a docstring, or a function whose body always raises NotImplementedError
    or does nothing; ``defines``, that it is a function or a class; ``lacks``, which of a class's methods are hollow so.
    ``reads`` are the names that it speaks of, where it binds none; ``module`` is the file whose names it all takes in.
    ``text`` is its own, where another begins or ends on its lines. ``again`` are the names that it reads at once.
    """

    first: int
    last: int
    names: frozenset[str]
    hollow: bool
    defines: bool
    imports: bool
    shape: str
    lacks: frozenset[str] = frozenset()
    reads: frozenset[str] = frozenset()
    module: str = ""
    text: str = ""
    again: frozenset[str] = frozenset()


def statements(body: Sequence[ast.stmt]) -> Iterator[Statement]:
    """Each of them, with its own text where it shares a line."""
    found = list(map(_statement, body))
    for place, (node, each) in enumerate(zip(body, found, strict=True)):
        beside = found[max(0, place - 1):place] + found[place + 1:place + 2]
        shared = any(other.first <= each.last and each.first <= other.last for other in beside)
        yield replace(each, text=ast.unparse(node)) if shared and not each.defines else each


def _statement(node: ast.stmt) -> Statement:
    decorators = node.decorator_list if isinstance(node, Definition) else []
    first = min([node.lineno, *(each.lineno for each in decorators)])
    names = frozenset(_names(node))
    return Statement(first, node.end_lineno or node.lineno, names, _is_hollow(node),
                     isinstance(node, Definition), isinstance(node, ast.Import | ast.ImportFrom),
                     blake2b(ast.dump(node).encode(errors="replace"), digest_size=16).hexdigest(),
                     frozenset(each.name for each in node.body if isinstance(each, Definition) and _is_stub(each))
                     if isinstance(node, ast.ClassDef) else frozenset(),
                     frozenset(each.id for each in ast.walk(node) if isinstance(each, ast.Name) and not names),
                     _module(node), again=frozenset(at_once(node)))


def _module(node: ast.stmt) -> str:
    """The file of the module whose names a statement all takes in, were it beside the notebook; "" for none."""
    if (executed := _executed(node)) is not None:
        return next(iter(sorted(files(ast.unparse(executed)))), "")
    return next((f"{(each.module or '').split('.')[-1]}.py" for each in ast.walk(node)
                 if isinstance(each, ast.ImportFrom) and any(alias.name == "*" for alias in each.names)), "")


def _executed(node: ast.AST) -> ast.expr | None:
    """What a statement runs as code among this cell's names: a text, or what is read from a file."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Name(id="exec"), args=[code, *others], keywords=[])):
            if all(isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id == "globals"
                   for each in others):
                return code
    return None


def _names(node: ast.AST) -> Iterator[str]:
    """The names that a statement binds where it stands: not those inside of functions and classes."""
    if isinstance(node, Definition):
        yield node.name
    elif executed := _executed(node):
        texts = [each.value for each in ast.walk(executed) if isinstance(each, ast.Constant)
                 and isinstance(each.value, str)]
        trees = [tree for tree, _ in map(parsed, texts) if tree]
        yield from (name for tree in trees for each in tree.body if not _is_hollow(each) for name in _names(each))
    elif isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store):
        yield node.id
    elif isinstance(node, ast.alias):
        yield (node.asname or node.name).split(".")[0]
    elif not isinstance(node, ast.Lambda | ast.ListComp | ast.SetComp | ast.DictComp | ast.GeneratorExp):
        for child in ast.iter_child_nodes(node):
            yield from _names(child)


def _is_hollow(node: ast.stmt) -> bool:
    """Whether a statement does nothing, or defines what can do nothing; a class without methods has its base's."""
    match node:
        case ast.Pass() | ast.Expr(value=ast.Constant()) | ast.AnnAssign(value=None):
            return True
        case ast.ClassDef(body=body):
            inherits = node.bases and not any(isinstance(each, Definition) for each in body)
            return (all(map(_is_hollow, body)) and not inherits) or any(map(_is_stub, body))
        case ast.FunctionDef(body=body) | ast.AsyncFunctionDef(body=body):
            return all(map(_is_hollow, body)) or _never_answers(body)
    return _gives_up(node)


def _is_stub(node: ast.stmt) -> bool:
    """Whether this is a method that is still a stub: what lacks one is no answer, whatever else it has."""
    return _gives_up(node) or (isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) and _never_answers(node.body))


def _never_answers(body: list[ast.stmt]) -> bool:
    """Whether a function's body comes to NotImplementedError in any case: no answer is given before."""
    for statement in body:
        if _gives_up(statement):
            return True
        if any(isinstance(node, ast.Return | ast.Yield | ast.YieldFrom) for node in ast.walk(statement)):
            return False
    return False


def _gives_up(node: ast.stmt) -> bool:
    """Whether this is ``raise NotImplementedError``, with or without a call."""
    raised = node.exc if isinstance(node, ast.Raise) else None
    raised = raised.func if isinstance(raised, ast.Call) else raised
    return isinstance(raised, ast.Name) and raised.id == "NotImplementedError"
