"""Plain asserts of an nbgrader test cell, made into hidden properties that ask the student from outside."""

from __future__ import annotations

import ast
import builtins
import copy
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from typing import Any

#: Statements that say nothing outside of the notebook, or something else there.
CHANGES = ast.Delete | ast.Global | ast.FunctionDef | ast.ClassDef | ast.With
#: What libraries' own asserts raise, also where an answer is of a kind that they cannot compare.
FAILURES = "(AssertionError, TypeError, ValueError)"
#: A comment that nbgrader takes for a test.
AUTOTEST = re.compile(r"\s*###\s*(HASHED\s+)?AUTOTEST\b", re.IGNORECASE)
#: What shows an answer, and says nothing of it.
SHOWS = frozenset({"print", "display"})


@dataclass(frozen=True)
class Carried:
    """A statement of a test cell as a property: the sentence that students read, and the test's body."""

    sentence: str
    body: str
    #: Whether an answer of None must lose it.
    is_plain: bool


def carried(source: str, functions: Collection[str], modules: Collection[str]) -> tuple[list[Carried], list[str]]:
    """The properties of a test cell, and what of it cannot be carried over, with the reason.

    Args:
        source: the cell's, without marks.
        functions: what students define.
        modules: what the notebook imports, by the names that it uses.
    """
    found, left, before = list[Carried](), list[str](), list[ast.stmt]()
    known = {*dir(builtins), *modules}
    left += [f"`{line.strip()}` (nbgrader makes a test of it from the solution)" for line in source.splitlines()
             if AUTOTEST.match(line)]
    for node in ast.parse(source).body:
        why = _why_not(node, functions, known)
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Constant):
            continue
        if why:
            left.append(f"`{ast.unparse(node).splitlines()[0]}` ({why})")
        elif _asserts(node) or _raised(node):
            asked = [ast.unparse(_Asked(functions).visit(_copy(each))) for each in before]
            found.append(_property(node, functions, asked))
        else:
            before.append(node)
            known |= {each.id for each in ast.walk(node) if isinstance(each, ast.Name)
                      and isinstance(each.ctx, ast.Store)}
            known |= {(each.asname or each.name).split(".")[0] for each in ast.walk(node)
                      if isinstance(each, ast.alias)}
    return found, left


def _property(node: ast.stmt, functions: Collection[str], before: list[str]) -> Carried:
    if raised := _raised(node):
        call, error = raised
        asked = ast.unparse(_Asked(functions, value=False).visit(_copy(call)))
        body = [*before, f"raised = not expect.holds(lambda: expect.answers(lambda: {asked}, {error!r}))",
                f"expect.that(raised, Answer(None, {ast.unparse(call)!r}), 'raises {error}', 'does not')"]
        return Carried(f"{ast.unparse(call)} raises {error}", "\n".join(body), True)
    match node:
        case ast.Assert(test=ast.Compare(left=ast.Call(func=ast.Name(id=name)) as call, ops=[ast.Eq()],
                                         comparators=[wanted])) if name in functions:
            asked = ast.unparse(_Asked(functions, value=False).visit(_copy(call)))
            body = [*before, f"answer = {asked}", f"wanted = {ast.unparse(_Asked(functions).visit(_copy(wanted)))}",
                    "expect.that(bool(answer.value == wanted), answer, repr(wanted), expect.shown(answer))"]
            return Carried(f"{ast.unparse(call)} gives {ast.unparse(wanted)}", "\n".join(body), not before)
        case ast.Assert(test=test):
            return Carried(f"holds that {ast.unparse(test)}", "\n".join([*before, _holds(test, functions)]), False)
    told = next(ast.unparse(each.test if isinstance(each, ast.Assert) else each) for each in ast.walk(node)
                if isinstance(each, ast.Assert) or _called_assert(each))
    text = ast.unparse(_Asserted(functions).visit(ast.Module([_copy(node)], [])))
    return Carried(f"holds that {told}", "\n".join([*before, text]), False)


def _holds(test: ast.expr, functions: Collection[str]) -> str:
    asked, said = ast.unparse(_Asked(functions).visit(_copy(test))), ast.unparse(test)
    return f"expect.that(bool({asked}), Answer(None, {said!r}), 'True', 'False')"


def _passes(call: ast.expr, functions: Collection[str]) -> str:
    """What holds where a library's own assert, such as NumPy's, raises nothing."""
    asked, said = ast.unparse(_Asked(functions).visit(_copy(call))), ast.unparse(call)
    return (f"try:\n    {asked}\n    passes = True\nexcept {FAILURES} as error:\n"
            "    if hasattr(error, 'evidence'):  # of what the student's own code did\n        raise\n"
            "    passes = False\n"
            f"expect.that(passes, Answer(None, {said!r}), 'passes', 'does not')")


class _Asked(ast.NodeTransformer):
    """Calls of the student's functions go to the student."""

    def __init__(self, functions: Collection[str], value: bool = True) -> None:
        self._functions, self._value = functions, value

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Asks; what is asked within is its value."""
        outermost, self._value = self._value, True
        self.generic_visit(node)
        self._value = outermost
        if not (isinstance(node.func, ast.Name) and node.func.id in self._functions):
            return node
        asked = ast.Call(ast.Attribute(ast.Name("student"), node.func.id), node.args, node.keywords)
        return ast.Attribute(asked, "value") if outermost else asked


class _Asserted(ast.NodeTransformer):
    """Asserts within loops and conditions say what they hold."""

    def __init__(self, functions: Collection[str]) -> None:
        self._functions = functions

    def visit_Assert(self, node: ast.Assert) -> ast.stmt:
        """With the call as evidence."""
        return ast.parse(_holds(node.test, self._functions)).body[0]

    def visit_Expr(self, node: ast.Expr) -> ast.stmt | list[ast.stmt]:
        """Those of libraries too."""
        if _called_assert(node):
            return ast.parse(_passes(node.value, self._functions)).body
        self.generic_visit(node)
        return node

    def visit_Call(self, node: ast.Call) -> ast.expr:
        """Outside of asserts, too, the student is asked."""
        asked: ast.expr = _Asked(self._functions).visit(node)
        return asked


def _copy(node: Any) -> Any:
    return copy.deepcopy(node)


def _asserts(node: ast.stmt) -> bool:
    return any(isinstance(each, ast.Assert) or _called_assert(each) for each in ast.walk(node))


def _called_assert(node: ast.AST) -> bool:
    """Whether a statement calls a library's own assert, such as ``np.testing.assert_allclose(f(1), 2)``."""
    match node:
        case ast.Expr(value=ast.Call(func=ast.Attribute(attr=name) | ast.Name(id=name))):
            return name.startswith("assert")
    return False


def _raised(node: ast.stmt) -> tuple[ast.expr, str] | None:
    """The call and the error of ``try: f(x)`` … ``except E: pass`` … ``else: raise``; None for all else."""
    match node:
        case ast.Try(body=[ast.Expr(value=ast.Call() as call)], finalbody=[], orelse=[ast.Raise() | ast.Assert()],
                     handlers=[ast.ExceptHandler(type=ast.Name(id=error), body=[ast.Pass()])]):
            return call, error
    return None


def _why_not(node: ast.stmt, functions: Collection[str], known: Collection[str]) -> str:
    """Why a statement says nothing outside of the student's notebook; "" if it does."""
    if any(isinstance(each, CHANGES) for each in ast.walk(node)):
        return "it changes the notebook's names"
    if isinstance(node, ast.Try) and not _raised(node):
        return "a try of this kind is not known"
    if isinstance(node, ast.Expr) and not _asserts(node) and _shown(node.value) not in SHOWS and _asks(node, functions):
        return "it is no assert"
    called = {id(each.func) for each in ast.walk(node) if isinstance(each, ast.Call)}
    own = set(_stored(node))
    for each in ast.walk(node):
        if isinstance(each, ast.Name) and each.id in functions and id(each) not in called:
            return f"it uses {each.id} without calling it"
        if isinstance(each, ast.Name) and each.id not in known and each.id not in functions and each.id not in own:
            return f"{each.id} is from elsewhere in the notebook"
    return ""


def _asks(node: ast.AST, functions: Collection[str]) -> bool:
    return any(isinstance(each, ast.Call) and isinstance(each.func, ast.Name) and each.func.id in functions
               for each in ast.walk(node))


def _shown(node: ast.expr) -> str:
    """The name of a function that is called; "" for all else."""
    return node.func.id if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) else ""


def _stored(node: ast.AST) -> Iterator[str]:
    yield from (each.id for each in ast.walk(node) if isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store))
    yield from (each.arg for each in ast.walk(node) if isinstance(each, ast.arg))
