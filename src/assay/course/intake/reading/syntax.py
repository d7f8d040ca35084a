"""A cell's syntax, read without running it: its tree, and the names that it needs from elsewhere."""

from __future__ import annotations

import ast
import symtable
import warnings
from collections.abc import Iterator

from assay.course.intake.reading.magics import as_python

#: Functions that show a text.
SHOWS = frozenset({"print", "display", "md", "Markdown", "HTML", "Latex"})
#: What leads to all names of a notebook.
REACHES = frozenset({"globals", "locals", "vars", "setattr", "exec", "eval", "get_ipython", "builtins", "__main__"})


def parsed(source: str) -> tuple[ast.Module | None, str]:
    """The syntax tree and its text, if need be what IPython would make of it; None where it is no Python."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        for read_as in (str, as_python):
            try:
                return ast.parse(text := read_as(source)), text
            except (SyntaxError, ValueError, RecursionError, MemoryError):
                continue
    return None, ""


def says(tree: ast.Module) -> bool:
    """Whether code does nothing but show or keep texts that are written in it."""
    rest = [node for node in tree.body if not isinstance(node, ast.Import | ast.ImportFrom)]
    return bool(rest) and all(isinstance(node, ast.Expr | ast.Assign | ast.AnnAssign) and _is_text(node.value)
                              for node in rest)


def _is_text(node: ast.expr | None) -> bool:
    match node:
        case ast.Constant(value=str()):
            return True
        case ast.Call(func=ast.Name(id=name) | ast.Attribute(attr=name), args=[text], keywords=[]):
            return name in SHOWS and _is_text(text)
    return False


def reaches(tree: ast.Module) -> bool:
    """Whether code may bind names that it does not bind by a statement: among all names, by their texts."""
    return any(isinstance(node, ast.Global) or (isinstance(node, ast.Name) and node.id in REACHES)
               or (isinstance(node, ast.Attribute) and node.attr == "modules") for node in ast.walk(tree))


def at_once(node: ast.AST) -> Iterator[str]:
    """The names that a statement reads where it stands: not those inside of functions."""
    if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Load):
        yield node.id
    held = {"body"} if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.Lambda) else set[str]()
    for name, value in ast.iter_fields(node):
        for child in () if name in held else value if isinstance(value, list) else (value,):
            if isinstance(child, ast.AST):
                yield from at_once(child)


def imported(tree: ast.Module) -> frozenset[str]:
    """The files of the modules that code imports, were they beside the notebook."""
    found = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            found.add(node.module)
    return frozenset(f"{name.split('.')[place]}.py" for name in found for place in (0, -1))


def uses(tree: ast.Module, text: str) -> frozenset[str]:
    """The names that code reads, but for those that its functions hold themselves."""
    found, waiting = set[str](), list[symtable.SymbolTable]()
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        try:
            waiting.append(symtable.symtable(text, "", "exec"))
        except (SyntaxError, ValueError, RecursionError, MemoryError):  # as for a name that is used, then made global
            return frozenset(node.id for node in ast.walk(tree) if isinstance(node, ast.Name))
    while waiting:
        table = waiting.pop()
        waiting += table.get_children()
        found |= {each.get_name() for each in table.get_symbols()
                  if (each.is_referenced() if table.get_type() == "module" else each.is_global())}
    return frozenset(found)
