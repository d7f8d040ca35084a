"""Arrays read back from what a verdict says of a call: its arguments, what should be, what is.

A verdict holds text that can be pasted, and no arrays. The text is only parsed, never run.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import count

#: The most characters that are parsed.
LONGEST = 20_000
NAMED = {"nan": math.nan, "inf": math.inf, "NaN": math.nan}
FILLED = {"zeros": 0.0, "ones": 1.0}
#: Parsers fail with these at texts that are no Python, or nested too deep.
FAILS = (SyntaxError, ValueError, RecursionError, MemoryError, TypeError, OverflowError)


@dataclass(frozen=True)
class Array:
    """Numbers in their order, row by row."""

    shape: tuple[int, ...]
    numbers: tuple[float, ...]


@dataclass(frozen=True)
class Named:
    """An argument and what it is called; "" where nobody knows."""

    name: str
    array: Array


def array(text: str) -> Array | None:
    """The array that a text shows: ``[[19., 25.], [37., 43.]]``; None where it shows anything else."""
    if not text.startswith("[") or len(text) > LONGEST:
        return None
    try:
        return _array(ast.parse(text, mode="eval").body)
    except FAILS:
        return None


def shape(text: str) -> tuple[int, ...] | None:
    """The shape that a text says: ``(2, 3)``; None where it says anything else."""
    try:
        sizes = ast.literal_eval(text) if text.startswith("(") and len(text) < 100 else None
    except FAILS:
        return None
    if isinstance(sizes, tuple) and all(type(size) is int and size >= 0 for size in sizes):
        return sizes
    return None


def arguments(call: str, parameters: Mapping[str, Sequence[str]]) -> list[Named]:
    """The arrays that a call is given, in its order; of several lines, the last one's.

    Args:
        call: as it can be pasted.
        parameters: the names of each known function's parameters.
    """
    if len(call) > LONGEST:
        return []
    try:
        last = ast.parse(call).body[-1]
        return list(_arguments(last.value, parameters)) if isinstance(last, ast.Expr | ast.Assign) else []
    except (*FAILS, IndexError):
        return []


def parameters(sources: Sequence[str]) -> dict[str, tuple[str, ...]]:
    """The names of the parameters of all functions that these cells define at their top."""
    found: dict[str, tuple[str, ...]] = {}
    for source in sources:
        try:
            body = ast.parse(source).body
        except FAILS:
            continue
        found |= {each.name: tuple(name.arg for name in (*each.args.posonlyargs, *each.args.args))
                  for each in body if isinstance(each, ast.FunctionDef)}
    return found


def _arguments(node: ast.expr, known: Mapping[str, Sequence[str]], name: str = "") -> Iterator[Named]:
    """The arrays in an expression, the name of the nearest argument, key or keyword with each."""
    found = _array(node)
    if found is not None:
        yield Named(name, found)
    elif isinstance(node, ast.Call):
        yield from _arguments(node.func, known)
        names = _names(node, known)
        for each in node.args:
            yield from _arguments(each, known, next(names))
        for keyword in node.keywords:
            yield from _arguments(keyword.value, known, keyword.arg or "")
    elif isinstance(node, ast.Dict):
        for key, value in zip(node.keys, node.values, strict=True):
            said = key.value if isinstance(key, ast.Constant) and isinstance(key.value, str) else ""
            yield from _arguments(value, known, said)
    elif isinstance(node, ast.List | ast.Tuple):
        for each in node.elts:
            yield from _arguments(each, known, name)
    elif isinstance(node, ast.Attribute | ast.Subscript):
        yield from _arguments(node.value, known)


def _names(call: ast.Call, known: Mapping[str, Sequence[str]]) -> Iterator[str]:
    """What a call's arguments are called, one after the other, and then "" for ever.

    In ``jax.jit(f)(X)`` it is f that is called with X; in ``jax.vjp(f, X)`` X is given to f as well.
    """
    inner = call.func
    while isinstance(inner, ast.Call) and inner.args:
        inner = inner.args[0]
    if isinstance(inner, ast.Name) and inner.id in known:
        yield from known[inner.id]
    elif call.args and isinstance(call.args[0], ast.Name) and call.args[0].id in known:
        yield ""
        yield from known[call.args[0].id]
    for _ in count():
        yield ""


def _array(node: ast.expr) -> Array | None:
    """The array that an expression writes out, if it does nothing else."""
    if isinstance(node, ast.Call):
        name = node.func.attr if isinstance(node.func, ast.Attribute) else ""
        first = node.args[0] if node.args else None
        if name == "array" and first is not None:
            return _array(first)
        if name in FILLED and first is not None:
            sizes = shape(ast.unparse(first)) or ()
            size = math.prod(sizes)
            return Array(sizes, (FILLED[name],) * size) if sizes and size <= LONGEST else None
        return None
    if not isinstance(node, ast.List) or not node.elts:
        return None
    if all(isinstance(each, ast.List) for each in node.elts):
        rows = [_array(each) for each in node.elts]
        if None in rows or len({row.shape for row in rows if row}) != 1:
            return None
        whole = [row for row in rows if row]
        return Array((len(whole), *whole[0].shape), tuple(number for row in whole for number in row.numbers))
    numbers = [_number(each) for each in node.elts]
    return None if None in numbers else Array((len(numbers),), tuple(each for each in numbers if each is not None))


def _number(node: ast.expr) -> float | None:
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        inner = _number(node.operand)
        return None if inner is None else -inner
    if isinstance(node, ast.Constant) and isinstance(node.value, int | float):
        return float(node.value)
    name = node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""
    return NAMED.get(name)
