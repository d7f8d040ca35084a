"""A question's signature, as its author types it, and what its arguments are taken for until the author says better."""

from __future__ import annotations

import ast
import builtins
import keyword
import re
from dataclasses import dataclass
from enum import StrEnum

from assay.course.places import NAME, CourseError


class Kind(StrEnum):
    """What an argument is drawn as."""

    MATRIX = "an array of shape (m, n)"
    VECTOR = "a vector of shape (n,)"
    WHOLE = "a whole number"
    NUMBER = "a number"
    TRUTH = "True or False"


#: Names that a new question's own files hold already: of its notebook, and of its hidden tests too.
NOTEBOOK = frozenset({"check", "jax", "jnp", "np"})
TESTS = NOTEBOOK | {"Any", "Array", "arrays", "draw", "expect", "given", "pytest", "reference", "settings", "spread",
                    "st", "student"}
ANNOTATED = {"int": Kind.WHOLE, "float": Kind.NUMBER, "bool": Kind.TRUTH}


@dataclass(frozen=True)
class Signature:
    """``f(X, p)``: its name, how it is written, and the kind of each argument by name."""

    name: str
    written: str
    arguments: dict[str, Kind]

    @property
    def first(self) -> str:
        """The first argument."""
        return next(iter(self.arguments))

    @property
    def call(self) -> str:
        """How it is called with its arguments under their own names."""
        return f"{self.name}({', '.join(self.arguments)})"


def is_assignment(name: str) -> bool:
    """Whether an assignment can be called so: it names a folder of Python modules too."""
    return NAME.fullmatch(name) is not None and name.isidentifier() and not keyword.iskeyword(name)


def read_signature(name: str, written: str) -> Signature:
    """A signature, checked.

    Args:
        name: of the question; its grade_id.
        written: such as ``f(X, p: int = 1)``; an annotation says what an argument is.

    Raises:
        CourseError: one of the two is none.
    """
    if not re.fullmatch(r"[A-Za-z][A-Za-z0-9_]*", name) or keyword.iskeyword(name) or name.startswith("test_"):
        raise CourseError(f"{name!r} is no question's name: write it as a Python function's, not beginning with test_.")
    if name in NOTEBOOK or hasattr(builtins, name):
        raise CourseError(f"{name!r} is something else in every notebook already, which this question would take away. "
                          "Give it another name.")
    try:
        tree = ast.parse(f"def {written}: pass") if "\n" not in written else None
    except (SyntaxError, ValueError):
        tree = None
    node = tree.body[0] if tree and len(tree.body) == 1 else None
    if not isinstance(node, ast.FunctionDef) or not isinstance(node.body[0], ast.Pass) or len(node.body) != 1:
        raise CourseError(f"{written!r} is no signature. Write it as in Python: --signature '{name}(X, p)'.")
    if node.name != name:
        raise CourseError(f"The signature {written!r} is of {node.name}, the question is called {name}. Write the same "
                          "name in both.")
    given = [*node.args.posonlyargs, *node.args.args]
    if not given or node.args.vararg or node.args.kwarg or node.args.kwonlyargs:
        raise CourseError(f"{written!r} needs arguments that come by position, at least one. Others can be added to "
                          "the notebook and its tests afterwards.")
    if taken := [each.arg for each in given if each.arg in TESTS]:
        raise CourseError(f"The argument {taken[0]!r} would hide what its hidden tests call so. Give it another name.")
    kinds = {each.arg: _kind(each, place) for place, each in enumerate(given)}
    return Signature(name, ast.unparse(node).removeprefix("def ").rsplit(":", 1)[0], kinds)


def _kind(argument: ast.arg, place: int) -> Kind:
    """As annotated; else capitals are arrays, a first small letter is a vector, further ones are whole numbers."""
    said = ast.unparse(argument.annotation) if argument.annotation else ""
    if said in ANNOTATED:
        return ANNOTATED[said]
    if argument.arg[0].isupper():
        return Kind.MATRIX
    return Kind.WHOLE if place else Kind.VECTOR
