"""How a student's function is asked: what arguments become, and the ways to call it.

Students' processes see this file. The judge asks the reference in the same ways, in its own process.
"""

from __future__ import annotations

import contextlib
import copy
import functools
import importlib
import types
from collections.abc import Callable, Sequence
from itertools import islice
from typing import Any

#: Beside this file, in a room and in the engine.
carried: Any = importlib.import_module(f"{__package__}.carried" if __package__ else "carried")
#: Names of what stands for itself in a message, with its seed: ``{"key": 17}``.
KEY, RNG, RNGS = "key", "numpy.random.default_rng", "nnx.Rngs"
#: Objects' stories that are kept open in one room.
STORIES = 8
#: What the judge calls of JAX, taken before the student's first line, which may put something else in its place.
held = types.SimpleNamespace()


def hold() -> types.SimpleNamespace:
    """Takes hold of it, once."""
    if not vars(held):
        import jax
        import numpy as np

        vars(held).update(jit=jax.jit, vjp=jax.vjp, vmap=jax.vmap, device_put=jax.device_put, key=jax.random.key,
                          ndarray=np.ndarray, issubdtype=jax.numpy.issubdtype, floating=jax.numpy.floating)
    return held


def revive(value: Any, arrays: str = "jax") -> Any:
    """What the judge sent, as a notebook would hold it.

    Args:
        arrays: what arrays become: "jax", JAX's, and there are keys; "numpy", arrays to be written to; "python", lists.
    """
    if hasattr(value, "dtype"):
        return _array(value, arrays)
    if isinstance(value, carried.Code):
        return function_of(value, arrays)
    if isinstance(value, carried.Drawn):
        return iter(revive(value.items, arrays))
    if isinstance(value, (list, tuple)):
        items = [revive(item, arrays) for item in value]
        return items if isinstance(value, list) else tuple(items)
    if isinstance(value, dict):
        if len(value) == 1 and (special := _special(value, arrays)) is not None:
            return special
        return {name: revive(item, arrays) for name, item in value.items()}
    return set(value) if isinstance(value, set) else value


def _array(value: Any, arrays: str) -> Any:
    if arrays == "python":
        return value.tolist()
    return hold().device_put(value) if arrays == "jax" and value.dtype.kind != "U" else value.copy()


def _special(value: dict[Any, Any], arrays: str) -> Any:
    (name, inner), = value.items()
    if not is_seed(inner):  # a mapping of the student's, handed on
        return None
    if name == KEY and arrays == "jax":
        return hold().key(inner)
    if name == RNG:
        import numpy as np

        return np.random.default_rng(inner)
    if name == RNGS:
        from flax import nnx

        return nnx.Rngs(inner)
    return None


def is_seed(value: Any) -> bool:
    """Whether it is a whole number, Python's or NumPy's."""
    return isinstance(value, int) or (getattr(value, "shape", None) == () and value.dtype.kind in "iu")


def function_of(text: str, arrays: str) -> Any:
    """A function that the judge sent as text, its own."""
    import numpy as np

    names: dict[str, Any] = {"np": np}
    if arrays == "jax":
        import jax

        names |= {"jax": jax, "jnp": jax.numpy}
    return eval(compile(text, "judge", "eval"), names)


def _plain(function: Any, args: Any, more: Any) -> Any:
    return function(*args, **more)


def _jit(function: Any, args: Any, more: Any) -> Any:
    static = more.get("static", {})
    return hold().jit(function, **({"static_argnames": tuple(static)} if static else {}))(*args, **static)


def fixed(function: Any, static: dict[str, Any]) -> Any:
    """A function whose static arguments are given."""
    return functools.partial(function, **static) if static else function


def _vmap(function: Any, args: Any, more: Any) -> Any:
    return hold().vmap(fixed(function, more.get("static", {})), in_axes=more["axes"])(*args)


def _vjp(function: Any, args: Any, more: Any) -> Any:
    answer, pull = hold().vjp(fixed(function, more.get("static", {})), *args)
    cotangent = more["cotangent"]
    if getattr(answer, "shape", None) != cotangent.shape or not held.issubdtype(answer.dtype, held.floating):
        return answer, None
    return answer, pull(cotangent.astype(answer.dtype))


def _twice(function: Any, args: Any, more: Any) -> Any:
    import numpy as np

    def anew(value: Any) -> Any:
        return copy.deepcopy(value) if isinstance(value, np.random.Generator) else value

    again, named = [anew(value) for value in args], {name: anew(value) for name, value in more.items()}
    return function(*args, **more), function(*again, **named)


def _again(function: Any, args: Any, more: Any) -> Any:
    return function(*args, **more), function(*args, **more)


def _after(function: Any, args: Any, more: Any) -> Any:
    return function(*args, **more), tuple(args)


def _take(function: Any, args: Any, more: Any) -> Any:
    most, *rest = args
    return list(islice(iter(function(*rest, **more)), most))


def _init(function: Any, args: Any, more: Any) -> Any:
    return function(**more).init(*args)


def _apply(function: Any, args: Any, more: Any) -> Any:
    return function(**more).apply(*args)


def _apply_jit(function: Any, args: Any, more: Any) -> Any:
    return hold().jit(function(**more).apply)(*args)


def _apply_vjp(function: Any, args: Any, more: Any) -> Any:
    cotangent = more.pop("cotangent")
    return _vjp(function(**more).apply, args, {"cotangent": cotangent})


MODES: dict[str, Callable[[Any, Any, Any], Any]] = {
    "call": _plain, "jit": _jit, "vmap": _vmap, "vjp": _vjp, "twice": _twice, "again": _again, "after": _after,
    "take": _take, "init": _init, "apply": _apply, "apply_jit": _apply_jit, "apply_vjp": _apply_vjp}
#: Those that hang on JAX's own code being what it was.
TRACED = frozenset({"jit", "vmap", "vjp", "apply_jit", "apply_vjp"})


def bases_of(error: BaseException) -> list[str]:
    """The built-in errors that an error is one of."""
    return [each.__name__ for each in type(error).__mro__ if each.__module__ == "builtins"][:8]


class Stories:
    """Objects of the student's, as the steps so far have left them; the next step goes on from there.

    A step is ``(kind, object, …)``: ``("new", object, class, args, more)``, ``("call", object, method, args, more)`` or
    ``("get", object, path)``. What is not kept any more is told again from its first step.
    """

    def __init__(self) -> None:
        self._kept: dict[str, dict[str, Any]] = {}

    def forget(self) -> None:
        """Has every story told from its start."""
        self._kept.clear()

    def tell(self, names: dict[str, Any], arrays: str, before: str, after: str, steps: Sequence[Any]) -> Any:
        """What the last of some steps gives.

        Args:
            names: the notebook's.
            arrays: as for :func:`revive`.
            before: what all but the last step are known by.
            after: what all of them are known by.
            steps: from the first.
        """
        known = self._kept.pop(before, None)
        objects: dict[str, Any] = {} if known is None else known
        while len(self._kept) >= STORIES:
            del self._kept[next(iter(self._kept))]
        self._kept[after] = objects
        for step in steps[:-1] if known is None else ():
            with contextlib.suppress(Exception, SystemExit):  # as it was when that step was the last
                self._step(names, arrays, objects, *step)
        return self._step(names, arrays, objects, *steps[-1])

    def _step(self, names: dict[str, Any], arrays: str, objects: dict[str, Any], kind: str, which: str, what: str,
              args: Sequence[Any] = (), more: Any = None) -> Any:
        given = [revive(value, arrays) for value in args]
        named = {name: revive(value, arrays) for name, value in (more or {}).items()}
        if kind == "new":
            if what not in names:
                raise NameError(f"name '{what}' is not defined")
            objects[which] = names[what](*given, **named)
            return None
        if which not in objects:
            raise NameError(f"name '{which}' is not defined")
        if kind == "get":
            return functools.reduce(getattr, what.split("."), objects[which])
        return (objects[which] if what == "__call__" else getattr(objects[which], what))(*given, **named)
