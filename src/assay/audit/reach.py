"""What of some Python code a question can reach, read from the code and not by running it.

A module falls into its top-level statements. A question reaches those that define a name that its hidden tests mention
(as a name, an attribute or a text), those that reached ones mention, and those that act when the module is loaded.
Nothing else can change what the question's tests see. Where code looks names up by texts that it puts together, all of
the module counts as reached.

Of what is reached, some *keeps* something from one call to the next: a list or a table of the module, a function that
remembers its answers, a seed of the whole process. Questions that reach nothing of the kind cannot spill into one
another. What may keep something is taken to keep it.
"""

from __future__ import annotations

import ast
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from functools import cache

#: By these a name can be looked up that stands nowhere in the code.
LOOK_UP = frozenset({"getattr", "vars", "globals", "locals", "eval", "exec", "compile", "__import__", "import_module",
                     "importlib", "__dict__", "__getattr__"})
#: By these a function reaches what outlives its module's own names.
OUTSIDE = frozenset({"setattr", "delattr", "globals", "vars", "__dict__", "__class__", "environ", "putenv", "sys",
                     "builtins", "gc", "config", "seed", "set_state", "open", "exec", "eval", "errstate", "seterr"})
#: Roots of calls whose results hold nothing that changes.
STEADY = frozenset({"jax", "jnp", "lax", "nn", "partial", "float", "int", "str", "tuple", "frozenset"})
#: What may stand above a function without keeping its answers.
PLAIN = frozenset({"jax", "partial", "nn", "staticmethod", "classmethod", "property"})
Function = (ast.FunctionDef, ast.AsyncFunctionDef)


@dataclass(frozen=True)
class Part:
    """A top-level statement: its code without blanks and comments, the names it defines and those it mentions."""

    code: str
    defines: frozenset[str]
    mentions: frozenset[str]
    acts: bool
    keeps: bool


@cache
def parts(source: str) -> tuple[Part, ...]:
    """The top-level statements of a module, without its docstring.

    Raises:
        SyntaxError: it is no Python.
    """
    body = [node for node in ast.parse(source).body
            if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant))]
    own = frozenset(name for node in body if not isinstance(node, ast.Import | ast.ImportFrom)
                    for name in defined(node))
    return tuple(Part(ast.dump(node), defined(node), mentioned(node), acts(node, own), keeps(node))
                 for node in body)


def reached(module: Sequence[Part], names: Collection[str]) -> tuple[Part, ...]:
    """The statements that code which mentions these names can reach, in their order."""
    known, before = set(names), -1
    found: list[Part] = []
    while before != len(known):
        before = len(known)
        found = [part for part in module if part.acts or part.defines & known]
        known.update(*(part.mentions for part in found))
        if known & LOOK_UP:
            return tuple(module)
    return tuple(found)


def defined(node: ast.stmt) -> frozenset[str]:
    """The names that a statement binds."""
    if isinstance(node, (*Function, ast.ClassDef)):
        return frozenset({node.name})
    if isinstance(node, ast.Import | ast.ImportFrom):
        return frozenset((alias.asname or alias.name).split(".")[0] for alias in node.names)
    return frozenset(each.id for each in ast.walk(node)
                     if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))


def mentioned(tree: ast.AST) -> frozenset[str]:
    """Every name, attribute, keyword and text that could be one, in some code."""
    return frozenset(_mentioned(tree))


def _mentioned(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Name):
            yield node.id
        elif isinstance(node, ast.Attribute):
            yield node.attr
        elif isinstance(node, ast.keyword) and node.arg:
            yield node.arg
        elif isinstance(node, ast.Import | ast.ImportFrom):
            yield from (name for alias in node.names for name in alias.name.split("."))
        elif isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isidentifier():
            yield node.value


def acts(node: ast.stmt, own: Collection[str]) -> bool:
    """Whether a statement does something when the module is loaded, besides binding its names.

    Args:
        own: the names that the module defines itself: what is done with them may change them.
    """
    if isinstance(node, ast.ImportFrom):
        return any(alias.name == "*" for alias in node.names)
    if isinstance(node, Function):
        at_once: list[ast.AST] = [*node.decorator_list, *node.args.defaults, *filter(None, node.args.kw_defaults)]
        return _calls(at_once, own) or any(_named(each) & set(own) for each in node.decorator_list)
    if isinstance(node, ast.ClassDef):
        inside = [each for each in node.body if not isinstance(each, Function)]
        return _calls([*node.decorator_list, *inside], own) or any(_named(each) & set(own)
                                                                   for each in node.decorator_list)
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return not all(isinstance(each, ast.Name | ast.Tuple) for each in targets) or _calls([node], own)
    return not isinstance(node, ast.Import)


def keeps(node: ast.stmt) -> bool:
    """Whether what a statement defines can hold something from one call of a function to the next."""
    if isinstance(node, ast.Import):
        return any(alias.name == "random" for alias in node.names)
    if isinstance(node, ast.ImportFrom | ast.Pass):
        return False
    if isinstance(node, Function):
        defaults = [*node.args.defaults, *filter(None, node.args.kw_defaults)]
        return not (all(map(_is_plain, node.decorator_list)) and all(map(_steady, defaults))) or _reaches_out(node)
    if isinstance(node, ast.ClassDef):
        return not all(map(_is_plain, node.decorator_list)) or any(
            keeps(each) for each in node.body if not isinstance(each, ast.Expr))
    if isinstance(node, ast.Assign | ast.AnnAssign):
        targets = node.targets if isinstance(node, ast.Assign) else [node.target]
        return not all(isinstance(each, ast.Name | ast.Tuple) for each in targets) or not (
            node.value is None or _steady(node.value))
    return True


def _reaches_out(function: ast.AST) -> bool:
    """Whether a function changes what is not its own: global names, attributes, items of others, the process."""
    nodes = list(ast.walk(function))
    local = {each.id for each in nodes if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store)}
    local |= {each.arg for each in nodes if isinstance(each, ast.arg)}
    for node in nodes:
        if isinstance(node, ast.Global) or (isinstance(node, ast.Name) and node.id in OUTSIDE):
            return True
        if isinstance(node, ast.Attribute):
            changes = not isinstance(node.ctx, ast.Load) and _root(node) != "self"
            if changes or node.attr in OUTSIDE or (node.attr == "random" and _root(node) in ("np", "numpy")):
                return True
        if isinstance(node, ast.Subscript) and not isinstance(node.ctx, ast.Load) and _root(node) not in local:
            return True
    return False


def _is_plain(decorator: ast.expr) -> bool:
    return _root(decorator.func if isinstance(decorator, ast.Call) else decorator) in PLAIN


def _steady(value: ast.expr) -> bool:
    """Whether a value cannot change: numbers, texts, other names, tuples of these, and what JAX makes."""
    if isinstance(value, ast.Constant | ast.Name | ast.Attribute | ast.Lambda):
        return True
    if isinstance(value, ast.Call):
        return _root(value.func) in STEADY
    if isinstance(value, ast.Tuple | ast.UnaryOp | ast.BinOp | ast.Subscript | ast.Compare | ast.BoolOp):
        return all(_steady(each) for each in ast.iter_child_nodes(value) if isinstance(each, ast.expr))
    return False


def _root(node: ast.expr) -> str:
    """The name that a chain of attributes, items and calls begins with; "" if it begins with none."""
    while isinstance(node, ast.Attribute | ast.Subscript | ast.Call):
        node = node.func if isinstance(node, ast.Call) else node.value
    return node.id if isinstance(node, ast.Name) else ""


def _named(tree: ast.AST) -> set[str]:
    return {each.id for each in ast.walk(tree) if isinstance(each, ast.Name)}


def _calls(trees: Sequence[ast.AST], own: Collection[str]) -> bool:
    """Whether something of the module's own is called, or hands itself to a call."""
    return any(isinstance(node, ast.Call) and _named(node) & set(own) for tree in trees for node in ast.walk(tree))
