"""A student's functions and Flax modules, and the answers that come back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np

from assay.judge.evidence import Evidence, JudgeFault, Kind, StudentFault
from assay.judge.explain.pasteable import bare, paste

#: How many parts a reply has where a call is more than the function's own answer; see ``MODES`` in ``inside/asked.py``.
PARTS = {"twice": 2, "again": 2, "after": 2, "vjp": 2, "apply_vjp": 2}
#: Ways to ask that are JAX's.
JAXED = frozenset({"jit", "vmap", "vjp", "init", "apply", "apply_jit", "apply_vjp"})
#: What arguments are called where a call is written with static ones given.
NAMES = "abcdefgh"


@dataclass(frozen=True)
class Answer:
    """A value that came back, and the call it answers, as it can be pasted; if its parts come from several, those."""

    value: Any
    call: str
    calls: tuple[str, ...] = ()

    def part(self, index: int) -> Answer:
        """One item of a pair, and the call that gives it."""
        return Answer(self.value[index], self.calls[index] if self.calls else self.call)


def pastes(mode: str, shown: str) -> tuple[str, ...]:
    """What to paste for a call: one text for the whole answer, or one for each part of the answer."""
    if mode in ("vjp", "apply_vjp"):
        return shown[:shown.rindex("[1](")] + "[0]", shown
    return (shown,)


def answered(value: Any, mode: str, shown: str) -> Answer:
    """A reply whose parts are those that the room was asked for.

    Raises:
        StudentFault: they are not, so it was not our side of the room that replied.
    """
    if mode in PARTS and not (isinstance(value, tuple) and len(value) == PARTS[mode]):
        raise StudentFault(Evidence(Kind.GARBLED, call=shown))
    calls = pastes(mode, shown)
    return Answer(value, shown, calls if len(calls) > 1 else ())


class Asks(Protocol):
    """How a call reaches the functions: through a room, or in this process."""

    def __call__(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """The answer, checked."""


def written(args: Sequence[Any], more: dict[str, Any], arrays: str = "jax") -> str:
    """Arguments as source."""
    named = (f"{name}={paste(value, arrays)}" for name, value in more.items())
    return ", ".join([*(paste(value, arrays) for value in args), *named])


class Proxy:
    """Something of the student's, and how it is asked; arrays arrive there as ``arrays`` says."""

    def __init__(self, asks: Asks, name: str, arrays: str = "jax") -> None:
        self._asks = asks
        self._name = name
        self._arrays = arrays

    def _ask(self, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Answer:
        if mode in JAXED and self._arrays != "jax":
            raise JudgeFault(f'{shown[:80]} asks for JAX: room.toml says arrays = "{self._arrays}"')
        return answered(self._asks(self._name, mode, bare(args), bare(more), shown), mode, shown)

    def _written(self, args: Sequence[Any], more: dict[str, Any]) -> str:
        return written(args, more, self._arrays)

    def _lambda(self, count: int, static: dict[str, Any]) -> str:
        """The function with its static arguments given."""
        if not static:
            return self._name
        names = ", ".join(NAMES[:count])
        return f"lambda {names}: {self._name}({names}, {self._written((), static)})"


class Function(Proxy):
    """One of the student's functions. Arrays go in as float32 unless they say otherwise; keys as ``{"key": seed}``."""

    def __call__(self, *args: Any, **more: Any) -> Answer:
        """Calls it."""
        return self._ask("call", args, more, f"{self._name}({self._written(args, more)})")

    def jit(self, *args: Any, static: dict[str, Any] | None = None) -> Answer:
        """Calls it under ``jax.jit``; static arguments by name."""
        if not static:
            return self._ask("jit", args, {}, f"jax.jit({self._name})({self._written(args, {})})")
        names = paste(tuple(static))
        shown = f"jax.jit({self._name}, static_argnames={names})({self._written(args, static)})"
        return self._ask("jit", args, {"static": static}, shown)

    def vmap(self, *args: Any, axes: Any = 0, static: dict[str, Any] | None = None) -> Answer:
        """Calls it under ``jax.vmap``, along these axes of its arguments; static arguments by name."""
        function = self._lambda(len(args), static or {})
        shown = f"jax.vmap({function}, in_axes={paste(axes)})({self._written(args, {})})"
        return self._ask("vmap", args, {"axes": axes, "static": static or {}}, shown)

    def twice(self, *args: Any, **more: Any) -> Answer:
        """Calls it twice on the same arguments: (first, second). A random generator is as new both times."""
        shown = f"{self._name}({self._written(args, more)})"
        if "np.random.default_rng(" in shown:
            return self._ask("twice", args, more, f"{shown}, {shown}")
        given = f"args = ({self._written(args, {})}{',' * (len(args) == 1)})"
        named, call = (f"\nmore = dict({self._written((), more)})", "*args, **more") if more else ("", "*args")
        return self._ask("twice", args, more, f"{given}{named}\n{self._name}({call}), {self._name}({call})")

    def again(self, *args: Any) -> Answer:
        """Calls it twice on the same arguments, the second time as the first has left them: (first, second)."""
        given = f"args = ({self._written(args, {})}{',' * (len(args) == 1)})"
        return self._ask("again", args, {}, f"{given}\n{self._name}(*args), {self._name}(*args)")

    def after(self, *args: Any, **more: Any) -> Answer:
        """Calls it: (its answer, the arguments without a name as they are afterwards)."""
        given = f"args = ({self._written(args, {})}{',' * (len(args) == 1)})"
        named = f", {self._written((), more)}" if more else ""
        return self._ask("after", args, more, f"{given}\n{self._name}(*args{named}), args")

    def take(self, most: int, *args: Any, **more: Any) -> Answer:
        """The first so many items of what it answers, a generator for example, as a list; all, if there are fewer."""
        shown = f"[each for _, each in zip(range({most}), {self._name}({self._written(args, more)}))]"
        return self._ask("take", (most, *args), more, shown)

    def vjp(self, *args: Any, cotangent: Any, static: dict[str, Any] | None = None) -> Answer:
        """Its answer, and the gradients of ``sum(answer * cotangent)`` by each argument (None if it cannot be).

        Static arguments have no gradient, and are given by name.
        """
        cotangent = np.asarray(cotangent, np.float32)
        more = {"cotangent": cotangent, **({"static": static} if static else {})}
        function = self._lambda(len(args), static or {})
        return self._ask("vjp", args, more, f"jax.vjp({function}, {self._written(args, {})})[1]({paste(cotangent)})")


class Module(Proxy):
    """A Flax module of the student's, with its fields."""

    def __init__(self, asks: Asks, name: str, fields: dict[str, Any], arrays: str = "jax") -> None:
        super().__init__(asks, name, arrays)
        self._fields = fields
        self._shown = f"{name}({self._written((), fields)})"

    def init(self, key: Any, x: Any) -> Answer:
        """The variables it starts with."""
        return self._of("init", (key, x), f"{self._shown}.init({self._written((key, x), {})})")

    def apply(self, variables: Any, x: Any) -> Answer:
        """Its output for given variables."""
        return self._of("apply", (variables, x), f"{self._shown}.apply({self._written((variables, x), {})})")

    def jit(self, variables: Any, x: Any) -> Answer:
        """Its output for given variables, under ``jax.jit``."""
        shown = f"jax.jit({self._shown}.apply)({self._written((variables, x), {})})"
        return self._of("apply_jit", (variables, x), shown)

    def vjp(self, variables: Any, x: Any, *, cotangent: Any) -> Answer:
        """Its output, and the gradients of ``sum(output * cotangent)`` by the variables and by x."""
        cotangent = np.asarray(cotangent, np.float32)
        shown = f"jax.vjp({self._shown}.apply, {self._written((variables, x), {})})[1]({paste(cotangent)})"
        return self._of("apply_vjp", (variables, x), shown, cotangent=cotangent)

    def _of(self, mode: str, args: Sequence[Any], shown: str, **more: Any) -> Answer:
        return self._ask(mode, args, {**self._fields, **more}, shown)
