"""Makes a module of what a notebook defines: imports on top, in order, and functions with types and docstrings."""

from __future__ import annotations

import ast
import sys
from itertools import takewhile

TYPING = "from typing import Any"


def binds(line: str) -> set[str]:
    """The names that an import binds; "*" for all of a module."""
    return {alias.asname or alias.name.split(".")[0] for node in ast.parse(line).body
            if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}


def parted(source: str) -> tuple[list[str], str]:
    """The outermost imports of a source, and what is left without them; what shares its line with more stays there."""
    found, lines, body = [], source.split("\n"), ast.parse(source).body
    for node in reversed(body):
        if _is_import(node) and sum(_meet(node, each) for each in body) == 1:
            found.append(ast.unparse(node))
            del lines[node.lineno - 1:node.end_lineno]
    return found[::-1], "\n".join(lines).strip("\n") + "\n"


def _meet(one: ast.stmt, other: ast.stmt) -> bool:
    """Whether two statements share a line."""
    return one.lineno <= (other.end_lineno or 0) and other.lineno <= (one.end_lineno or 0)


def importing(module: str, lines: list[str]) -> str:
    """A module with those imports on its top that bind what none there binds, in the usual order.

    Where a comment stands among its own, these stay as they are, and others follow them.
    """
    tree = ast.parse(module)
    told = tree.body[:1] if ast.get_docstring(tree, clean=False) is not None else []
    above = list(takewhile(_is_import, tree.body[len(told):]))
    bound = {name for node in above for name in binds(ast.unparse(node))}
    missing = [line for line in dict.fromkeys(lines) if not binds(line) <= bound]
    if not missing:
        return module
    held = module.rstrip("\n").split("\n") if module.strip() else []
    end = next((node.end_lineno or 0 for node in (*reversed(above), *told)), 0)
    begin = above[0].lineno - 1 if above else end
    if any("#" in line for line in held[begin:end]):
        held[end:end] = missing
    else:
        block = _in_groups([*missing, *map(ast.unparse, above)])
        held[begin:end] = block if above else ["", *block] if told else [*block, ""]
    return "\n".join(held).rstrip("\n") + "\n"


def _is_import(node: ast.stmt) -> bool:
    return isinstance(node, ast.Import | ast.ImportFrom)


def _in_groups(lines: list[str]) -> list[str]:
    """Imports as linters want them: the language's own, then others; whole modules first, each by name."""
    groups: dict[int, list[str]] = {}
    for line in sorted(lines, key=lambda line: (line.startswith("from "), line.lower())):
        name = line.split()[1].split(".")[0]
        groups.setdefault(0 if name == "__future__" else 1 if name in sys.stdlib_module_names else 2, []).append(line)
    return [line for number, key in enumerate(sorted(groups)) for line in [*([""] if number else []), *groups[key]]]


def typed(source: str, says: str) -> str:
    """Functions as they are, with ``Any`` where they name no type, and a docstring where the outer ones have none.

    One whose first line holds more than all of its header, such as a comment, stays as it is.
    """
    lines, tree = source.rstrip("\n").split("\n"), ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: -node.lineno):
        if not _is_header(lines[node.lineno - 1]):
            continue
        if node in tree.body and ast.get_docstring(node) is None:
            lines.insert(node.lineno, f'{" " * node.body[0].col_offset}"""{says}"""')
        lines[node.lineno - 1] = " " * node.col_offset + _header(node)
    return "\n".join(lines) + "\n"


def _is_header(line: str) -> bool:
    try:
        return bool(ast.parse(f"{line.strip()} pass").body)
    except SyntaxError:
        return False


def _header(node: ast.FunctionDef) -> str:
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    for argument in every:
        if argument.annotation is None and argument.arg not in ("self", "cls"):
            argument.annotation = ast.Name("Any")
    whole = ast.FunctionDef(node.name, given, [ast.Pass()], [], node.returns or ast.Name("Any"), None)
    return ast.unparse(ast.fix_missing_locations(whole)).splitlines()[0]
