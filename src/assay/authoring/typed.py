"""Makes a module of what a notebook defines: imports on top, in order, and functions with types and docstrings."""

from __future__ import annotations

import ast
import sys

TYPING = "from typing import Any"


def binds(line: str) -> set[str]:
    """The names that an import binds."""
    return {alias.asname or alias.name.split(".")[0] for node in ast.parse(line).body
            if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names}


def parted(source: str) -> tuple[list[str], str]:
    """The outermost imports of a source, and what is left without them."""
    found = [node for node in ast.parse(source).body if isinstance(node, ast.Import | ast.ImportFrom)]
    lines = source.splitlines()
    for node in reversed(found):
        del lines[node.lineno - 1:node.end_lineno]
    return [ast.unparse(node) for node in found], "\n".join(lines).strip("\n") + "\n"


def importing(module: str, lines: list[str]) -> str:
    """A module with further imports among those on its top, in the usual order; comments there stay where they are."""
    body = ast.parse(module).body
    start = 1 if body and ast.get_docstring(ast.Module(body, []), clean=False) is not None else 0
    above = [node for node in body[start:] if isinstance(node, ast.Import | ast.ImportFrom)]
    first = next((node for node in body[start:] if node not in above), None)
    above = [node for node in above if first is None or node.lineno < first.lineno]
    missing = [line for line in dict.fromkeys(lines) if line not in {ast.unparse(node) for node in above}]
    if not missing:
        return module
    held = module.splitlines()
    begin = above[0].lineno - 1 if above else (body[0].end_lineno or 1) if start else 0
    end = (above[-1].end_lineno or begin) if above else begin
    if any(line.lstrip().startswith("#") for line in held[begin:end]):
        held[end:end] = missing
    else:
        block = _in_groups([*missing, *map(ast.unparse, above)])
        held[begin:end] = block if above else ["", *block]
    return "\n".join(held) + "\n"


def _in_groups(lines: list[str]) -> list[str]:
    """Imports as linters want them: the language's own, then others; whole modules first, each by name."""
    groups: dict[int, list[str]] = {}
    for line in sorted(lines, key=lambda line: (line.startswith("from "), line.lower())):
        name = line.split()[1].split(".")[0]
        groups.setdefault(0 if name == "__future__" else 1 if name in sys.stdlib_module_names else 2, []).append(line)
    return [line for number, key in enumerate(sorted(groups)) for line in [*([""] if number else []), *groups[key]]]


def typed(source: str, says: str) -> str:
    """Functions as they are, with ``Any`` where they name no type, and a docstring where the outer ones have none."""
    lines, tree = source.splitlines(), ast.parse(source)
    functions = [node for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)]
    for node in sorted(functions, key=lambda node: -node.lineno):
        if not lines[node.lineno - 1].rstrip().endswith(":"):
            continue  # on several lines, or all on one
        if node in tree.body and ast.get_docstring(node) is None:
            lines.insert(node.lineno, f'{" " * node.body[0].col_offset}"""{says}"""')
        lines[node.lineno - 1] = " " * node.col_offset + _header(node)
    return "\n".join(lines) + "\n"


def _header(node: ast.FunctionDef) -> str:
    given = node.args
    every = [*given.posonlyargs, *given.args, *given.kwonlyargs, *filter(None, (given.vararg, given.kwarg))]
    for argument in every:
        if argument.annotation is None and argument.arg not in ("self", "cls"):
            argument.annotation = ast.Name("Any")
    whole = ast.FunctionDef(node.name, given, [ast.Pass()], [], node.returns or ast.Name("Any"), None)
    return ast.unparse(ast.fix_missing_locations(whole)).splitlines()[0]
