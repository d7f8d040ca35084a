"""JAX's own code as it was before the student's first line: what traces, differentiates, compiles and exports.

The judge calls ``jax.jit`` and ``jax.vjp`` as they were then; but these look up the rest when they are called. A room
puts all of it back before a call that hangs on it. Students' processes see this file. What they change
in their own memory by other ways is not undone: ``docs/security.md`` says what is left to trust.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from types import FunctionType, ModuleType
from typing import Any

#: The modules, or packages, of JAX that ``jit``, ``vjp`` and ``export`` go through. No notebook has a reason to change
#: these. What notebooks do change, such as ``jax.numpy``, stays as they want it.
PLACES = ("jax._src.ad_util", "jax._src.api", "jax._src.api_util", "jax._src.core", "jax._src.custom_derivatives",
          "jax._src.compiler", "jax._src.dispatch", "jax._src.export", "jax._src.interpreters", "jax._src.linear_util",
          "jax._src.pjit", "jax._src.stages", "jax._src.traceback_util", "jax._src.tree_util")


class Kept:
    """What the names in these modules stand for, and what their functions do."""

    def __init__(self) -> None:
        modules = [module for name, module in sys.modules.items()
                   if isinstance(module, ModuleType) and f"{name}.".startswith(tuple(f"{each}." for each in PLACES))]
        self._names = [(vars(module), name, value) for module in modules for name, value in vars(module).items()
                       if callable(value)]
        functions = {id(each): each for _, _, value in self._names for each in wrapped(value)}.values()
        self._code = [(function, function.__code__) for function in functions]

    def put_back(self) -> None:
        """Has each name stand for what it stood for, and each function do what it did."""
        for names, name, value in self._names:
            if names.get(name) is not value:
                names[name] = value
        for function, code in self._code:
            if function.__code__ is not code:
                function.__code__ = code


def wrapped(value: Any) -> Iterator[FunctionType]:
    """A function, and the functions that it is wrapped around."""
    while value is not None:
        if isinstance(value, FunctionType):
            yield value
        value = vars(value).get("__wrapped__") if hasattr(value, "__dict__") else None
