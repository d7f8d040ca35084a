"""What a hidden test sees of a student: functions to call, and answers to check.

``student.corr2d(X, K)`` asks the room; an :class:`Answer` is what came back, with the call that gave it. The same
tests run in-process on any module of functions (the reference, a sample solution) through :class:`Local`.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from functools import partial
from typing import Any, Protocol

from assay.judge.asking.functions import Answer, Asks, Function, Module, pastes
from assay.judge.asking.objects import Object, Story
from assay.judge.asking.weights import digest, marked, size_of, weight
from assay.judge.evidence import BY_CLOCK, Evidence, Kind, RoomEnded, StudentFault, bases_of, fault_of
from assay.judge.explain.pasteable import show
from assay.room import wire
from assay.room.inside import asked, carried

__all__ = ["Answer", "Asks", "Caller", "Local", "Remote", "Student", "digest", "marked", "pastes", "weight"]
#: Bytes sent and received that count as one more call.
LARGE = 1 << 16
#: Bytes of a question's answers that are kept. Of what comes later only a mark is: where it is wanted again, the room
#: is asked again. So no answer is judged otherwise than it came, and memory stays bounded.
KEPT = 1 << 20


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

    def recalled(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any]) -> Any:
        """What was answered to a call, or the evidence that nothing was; asked again where it was not kept."""
        try:
            return self(name, mode, args, more, "")
        except (StudentFault, RoomEnded) as fault:
            return fault.evidence

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
