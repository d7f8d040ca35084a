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

from assay.judge.evidence import BY_CLOCK, Evidence, JudgeFault, Kind, RoomEnded, StudentFault, bases_of, fault_of
from assay.judge.explain.pasteable import bare, paste, show
from assay.room import wire
from assay.room.inside import asked, carried

#: How many parts a reply has where a call is more than the function's own answer; see ``MODES`` in ``inside/asked.py``.
PARTS = {"twice": 2, "after": 2, "vjp": 2, "apply_vjp": 2}
#: Ways to ask that are JAX's.
JAXED = frozenset({"jit", "vmap", "vjp", "init", "apply", "apply_jit", "apply_vjp"})
#: What arguments are called where a call is written with static ones given, and what objects are.
NAMES, OBJECTS = "abcdefgh", ("one", "two", "three", "four")
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


class Story:
    """What was done to some objects of the student's, step by step, so that it can be told again from its start."""

    def __init__(self) -> None:
        self.steps: list[tuple[Any, ...]] = []
        self.lines: list[str] = []
        self.objects = 0


class Object(Proxy):
    """An object of the student's. Each answer is shown with all that was done to it before."""

    def __init__(self, asks: Asks, name: str, arrays: str, story: Story, args: Sequence[Any],
                 more: dict[str, Any]) -> None:
        """Makes it. Raises StudentFault if that does."""
        super().__init__(asks, name, arrays)
        self._story = story
        self._own = OBJECTS[story.objects] if story.objects < len(OBJECTS) else f"object_{story.objects}"
        story.objects += 1
        line = f"{name}({self._written(args, more)})"
        self._step(("new", self._own, name, bare(tuple(args)), bare(more)), line, f"{self._own} = {line}")

    def call(self, method: str, *args: Any, **more: Any) -> Answer:
        """Calls a method; ``__call__``, the object itself."""
        named = self._own if method == "__call__" else f"{self._own}.{method}"
        line = f"{named}({self._written(args, more)})"
        return self._step(("call", self._own, method, bare(args), bare(more)), line, line)

    def get(self, path: str) -> Answer:
        """An attribute, or a property; dots lead further in."""
        line = f"{self._own}.{path}"
        return self._step(("get", self._own, path), line, line)

    def beside(self, name: str, *args: Any, **more: Any) -> Object:
        """Another object, made after all that was done so far, and told of in the same story."""
        return Object(self._asks, name, self._arrays, self._story, args, more)

    def _step(self, step: tuple[Any, ...], asked: str, line: str) -> Answer:
        story = self._story
        shown = "\n".join([*story.lines, asked])
        before, story.steps = marked(story.steps), [*story.steps, step]
        try:
            answer = self._ask("object", (before, marked(story.steps), story.steps), {}, shown)
        except StudentFault:
            story.lines.append(f"try:\n    {line}\nexcept Exception:\n    pass")
            raise
        story.lines.append(line)
        return answer


class Student:
    """Attribute access gives a :class:`Function`; ``student.module(name, **fields)`` a Flax :class:`Module`."""

    def __init__(self, asks: Asks, arrays: str = "jax") -> None:
        self._asks = asks
        self._arrays = arrays

    @property
    def arrays(self) -> str:
        """As what arrays arrive: "jax", "numpy" or "python"."""
        return self._arrays

    def __getattr__(self, name: str) -> Function:
        if name.startswith("_"):
            raise AttributeError(name)
        return Function(self._asks, name, self._arrays)

    def module(self, name: str, **fields: Any) -> Module:
        """A Flax module of the student's, made with these fields."""
        return Module(self._asks, name, fields, self._arrays)

    def new(self, name: str, *args: Any, **more: Any) -> Object:
        """An object of the student's, made now, in a story of its own: other objects are none of its business.

        Raises:
            StudentFault: making it raises.
        """
        return Object(self._asks, name, self._arrays, Story(), args, more)

    def asking(self, asks: Asks) -> Student:
        """The same, answered by another."""
        return Student(asks, self._arrays)


def written(args: Sequence[Any], more: dict[str, Any], arrays: str = "jax") -> str:
    """Arguments as source."""
    named = (f"{name}={paste(value, arrays)}" for name, value in more.items())
    return ", ".join([*(paste(value, arrays) for value in args), *named])


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
            self._known[key] = partial(_raise, fault)
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
            self.calls += sent + (carried.RESULT_CAP // LARGE if fault.evidence.kind == Kind.TOO_LARGE else 0)
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
        return VALUE + sum(weight(name) - VALUE + weight(item) for name, item in value.items())
    if isinstance(value, wire.Drawn):
        return weight(value.items)
    if isinstance(value, (list, tuple, set, frozenset)):
        return VALUE + sum(map(weight, value))
    return VALUE + (len(value) if isinstance(value, (str, bytes)) else getattr(value, "nbytes", 0))


def marked(value: Any) -> str:
    """A value's digest, in hex; its structure, dtypes and shapes count."""
    return hashlib.sha256(carried.pack(0, value, 1 << 26)).hexdigest()


def _raise(fault: StudentFault | RoomEnded) -> Any:
    raise StudentFault(fault.evidence, fault.bases) if isinstance(fault, StudentFault) else RoomEnded(fault.evidence)


class Local:
    """Asks functions of this process (the reference, a sample solution), with the room's own modes and wire."""

    def __init__(self, names: dict[str, Any], arrays: str = "jax") -> None:
        self._names = names
        self._arrays = arrays
        self._stories = asked.Stories()

    def __call__(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """The answer as the room would give it."""
        if name not in self._names:
            raise StudentFault(Evidence(Kind.UNDEFINED, call=shown, detail=name))
        try:
            frame = carried.pack(0, self._answer(name, mode, args, more))
        except Exception as error:
            reply = {"error": "raised", "type": type(error).__name__, "message": str(error),
                     "bases": asked.bases_of(error)}
            raise StudentFault(fault_of(reply, name, shown), bases_of(reply)) from error
        _, _, header, _ = carried.FRAME.unpack_from(frame)
        start = carried.FRAME.size
        return wire.decode(frame[start:start + header], frame[start + header:])

    def _answer(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any]) -> Any:
        if mode == "object":
            before, after, steps = args
            return self._stories.tell(self._names, self._arrays, before, after, steps)
        given = [asked.revive(value, self._arrays) for value in args]
        return asked.MODES[mode](self._names[name], given,
                                 {key: asked.revive(value, self._arrays) for key, value in more.items()})
