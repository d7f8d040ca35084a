"""What a hidden test sees of a student: functions to call, and answers to check.

``student.corr2d(X, K)`` asks the room; an :class:`Answer` is what came back, with the call that gave it. The same
tests run in-process on any module of functions (the reference, a sample solution) through :class:`Local`.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from typing import Any, Protocol

import numpy as np

from assay.judge.evidence import BY_CLOCK, Evidence, Kind, RoomEnded, StudentFault, fault_of
from assay.judge.explain.pasteable import paste, show
from assay.room import wire
from assay.room.inside import kernel

#: How many parts a reply has where a call is more than the function's own answer; see ``MODES`` in ``inside``.
PARTS = {"twice": 2, "vjp": 2, "apply_vjp": 2}
#: Bytes sent and received that count as one more call.
LARGE = 1 << 16
#: Bytes of a question's answers that are kept. Of what comes later only a mark is: where it is wanted again, the room
#: is asked again. So no answer is judged otherwise than it came, and memory stays bounded.
KEPT = 1 << 20
#: What a value counts beside its bytes: Python's own for it.
VALUE = 128


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


class Function:
    """One of the student's functions. Arrays go in as float32 unless they say otherwise; keys as ``{"key": seed}``."""

    def __init__(self, asks: Asks, name: str) -> None:
        self._asks = asks
        self._name = name

    def __call__(self, *args: Any, **more: Any) -> Answer:
        """Calls it."""
        return self._ask("call", args, more, f"{self._name}({written(args, more)})")

    def jit(self, *args: Any) -> Answer:
        """Calls it under ``jax.jit``."""
        return self._ask("jit", args, {}, f"jax.jit({self._name})({written(args, {})})")

    def twice(self, *args: Any, **more: Any) -> Answer:
        """Calls it twice on the same arguments: (first, second)."""
        given = f"args = ({written(args, {})}{',' * (len(args) == 1)})"
        named, call = (f"\nmore = dict({written((), more)})", "*args, **more") if more else ("", "*args")
        return self._ask("twice", args, more, f"{given}{named}\n{self._name}({call}), {self._name}({call})")

    def vjp(self, *args: Any, cotangent: Any) -> Answer:
        """Its answer, and the gradients of ``sum(answer * cotangent)`` by each argument (None if it cannot be)."""
        cotangent = np.asarray(cotangent, np.float32)
        shown = f"jax.vjp({self._name}, {written(args, {})})[1]({paste(cotangent)})"
        return self._ask("vjp", args, {"cotangent": cotangent}, shown)

    def _ask(self, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Answer:
        return answered(self._asks(self._name, mode, args, more, shown), mode, shown)


class Module:
    """A Flax module of the student's, with its fields."""

    def __init__(self, asks: Asks, name: str, fields: dict[str, Any]) -> None:
        self._asks = asks
        self._name = name
        self._fields = fields
        self._shown = f"{name}({written((), fields)})"

    def init(self, key: Any, x: Any) -> Answer:
        """The variables it starts with."""
        return self._ask("init", (key, x), f"{self._shown}.init({written((key, x), {})})")

    def apply(self, variables: Any, x: Any) -> Answer:
        """Its output for given variables."""
        return self._ask("apply", (variables, x), f"{self._shown}.apply({written((variables, x), {})})")

    def vjp(self, variables: Any, x: Any, *, cotangent: Any) -> Answer:
        """Its output, and the gradients of ``sum(output * cotangent)`` by the variables and by x."""
        cotangent = np.asarray(cotangent, np.float32)
        shown = f"jax.vjp({self._shown}.apply, {written((variables, x), {})})[1]({paste(cotangent)})"
        return self._ask("apply_vjp", (variables, x), shown, cotangent=cotangent)

    def _ask(self, mode: str, args: Sequence[Any], shown: str, **more: Any) -> Answer:
        return answered(self._asks(self._name, mode, args, {**self._fields, **more}, shown), mode, shown)


class Student:
    """Attribute access gives a :class:`Function`; ``student.module(name, **fields)`` a Flax :class:`Module`."""

    def __init__(self, asks: Asks) -> None:
        self._asks = asks

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        return Function(self._asks, name)

    def module(self, name: str, **fields: Any) -> Module:
        """A Flax module of the student's, made with these fields."""
        return Module(self._asks, name, fields)


def written(args: Sequence[Any], more: dict[str, Any]) -> str:
    """Arguments as source."""
    return ", ".join([*map(paste, args), *(f"{name}={paste(value)}" for name, value in more.items())])


def digest(name: str, mode: str, args: Sequence[Any], more: dict[str, Any]) -> str:
    """A call's identity, in hex: equal for equal names, modes and argument bytes."""
    return marked([name, mode, list(args), more])


class Caller(Protocol):
    """What a room is to a hidden test: see :meth:`assay.judge.session.Session.call`."""

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """The answer, checked."""


class Remote:
    """Asks the room, and never the same thing twice: equal calls get equal answers, so a search can be repeated.

    ``calls`` counts those that went to the room, and one more for each ``LARGE`` bytes of arrays; an answer that is too
    large counts as the largest that there can be. ``late`` is whether the clock has ended one of them. ``asked`` are
    the calls that tell misconceptions; what was only asked within :meth:`apart` is not among them.
    """

    def __init__(self, session: Caller, question: str) -> None:
        self._session = session
        self._question = question
        self._known: dict[str, Callable[[], Any]] = {}
        self._kept = 0
        self._apart = False
        self._held_back: dict[str, tuple[str, str, tuple[Any, ...], dict[str, Any], Any]] = {}
        self.calls = 0
        self.late = False
        self.asked: list[tuple[str, str, tuple[Any, ...], dict[str, Any], Any]] = []
        self.shown: list[tuple[str, str, tuple[Any, ...], dict[str, Any], str]] = []

    def __call__(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """The answer, from memory or from the room; errors as in :meth:`Session.call`."""
        key = digest(name, mode, args, more)
        if key in self._known:
            if key in self._held_back and not self._apart:
                self.asked.append(self._held_back.pop(key))
            return self._known[key]()
        call = (name, mode, tuple(args), more)
        self.shown.append((*call, shown))
        try:
            value = self._ask(name, mode, args, more, shown)
        except (StudentFault, RoomEnded) as fault:
            self._note(key, (*call, fault.evidence))
            self._known[key] = partial(_raise, type(fault), fault.evidence)
            raise
        if self._kept + weight(value) <= KEPT:
            self._kept += weight(value)
            self._note(key, (*call, value))
            self._known[key] = lambda: value
        else:
            self._note(key, (*call, Evidence(Kind.TOO_LARGE, shown, detail=name)))
            self._known[key] = partial(self._again, (*call, shown), marked(value), show(value))
        return value

    @contextmanager
    def apart(self) -> Iterator[None]:
        """What is asked within this is not among ``asked``, unless it is asked without it too."""
        before, self._apart = self._apart, True
        try:
            yield
        finally:
            self._apart = before

    def _note(self, key: str, entry: tuple[str, str, tuple[Any, ...], dict[str, Any], Any]) -> None:
        if self._apart:
            self._held_back[key] = entry
        else:
            self.asked.append(entry)

    def knows(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any]) -> bool:
        """Whether this was asked before."""
        return digest(name, mode, args, more) in self._known

    def _ask(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """The room's answer, counted."""
        sent = 1 + size_of([args, more]) // LARGE
        try:
            value = self._session.call(self._question, name, mode, args, more, shown)
        except StudentFault as fault:
            self.calls += sent + (kernel.RESULT_CAP // LARGE if fault.evidence.kind == Kind.TOO_LARGE else 0)
            raise
        except RoomEnded as end:
            self.calls += sent
            self.late |= end.evidence.kind in BY_CLOCK
            raise
        self.calls += sent + size_of(value) // LARGE
        return value

    def _again(self, call: tuple[str, str, tuple[Any, ...], dict[str, Any], str], mark: str, first: str) -> Any:
        """The answer to a call that was asked before and not kept; the same, or the fault is the student's."""
        value = self._ask(*call)
        if marked(value) != mark:
            raise StudentFault(Evidence(Kind.CHANGES, call[-1], first, show(value)))
        return value


def size_of(value: Any) -> int:
    """The bytes of all arrays in a value."""
    if isinstance(value, dict):
        return sum(map(size_of, value.values()))
    return sum(map(size_of, value)) if isinstance(value, (list, tuple)) else getattr(value, "nbytes", 0)


def weight(value: Any) -> int:
    """About how many bytes of memory a value takes."""
    if isinstance(value, dict):
        return VALUE + sum(len(name) + weight(item) for name, item in value.items())
    if isinstance(value, (list, tuple)):
        return VALUE + sum(map(weight, value))
    return VALUE + (len(value) if isinstance(value, str) else getattr(value, "nbytes", 0))


def marked(value: Any) -> str:
    """A value's digest, in hex; its structure, dtypes and shapes count."""
    return hashlib.sha256(kernel.pack(0, value, 1 << 26)).hexdigest()


def _raise(kind: type[StudentFault] | type[RoomEnded], evidence: Evidence) -> Any:
    raise kind(evidence)


class Local:
    """Asks functions of this process (the reference, a sample solution), with the room's own modes and wire."""

    def __init__(self, names: dict[str, Any]) -> None:
        self._names = names

    def __call__(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """The answer as the room would give it."""
        if name not in self._names:
            raise StudentFault(Evidence(Kind.UNDEFINED, call=shown, detail=name))
        try:
            answer = kernel.MODES[mode](self._names[name], [kernel.revive(value) for value in args],
                                        {key: kernel.revive(value) for key, value in more.items()})
            frame = kernel.pack(0, answer)
        except Exception as error:
            reply = {"error": "raised", "type": type(error).__name__, "message": str(error)}
            raise StudentFault(fault_of(reply, name, shown)) from error
        _, _, header, _ = kernel.FRAME.unpack_from(frame)
        start = kernel.FRAME.size
        return wire.decode(frame[start:start + header], frame[start + header:])
