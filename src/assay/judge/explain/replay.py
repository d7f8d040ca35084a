"""Counterexamples are proofs: before one is printed, it is pasted into a fresh kernel that is set up as a student's is.

There XLA optimizes as it does by default, and no call came before. What fails there is shown as it fails there. What
does not is looked at: does it need calls that came before? Then they are shown too. Does it fail under our settings
alone? Then the property is judged under the student's. Else the same call was answered in two ways, and that is said.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from typing import Any

from assay.judge.evidence import Evidence, JudgeFault, Kind, Mismatch, RoomEnded, StudentFault
from assay.judge.explain.pasteable import is_pasteable, show
from assay.judge.plugin import Judged
from assay.judge.session import Session
from assay.judge.student import Asks, Remote, pastes
from assay.judge.verdict import Outcome

#: What hangs on an input, so that a call can show it. CHANGES needs no proof: the same call was asked twice.
SHOWN_BY_CALLS = frozenset({Kind.VALUES, Kind.SHAPE, Kind.DTYPE, Kind.NOT_FINITE, Kind.STRUCTURE, Kind.CHANGES,
                            Kind.SAID, Kind.RAISED, Kind.UNSUPPORTED})
#: Earlier calls that are tried, one by one, for what a call needs; and calls that are shown together at most.
EARLIER, TOGETHER = 12, 6
#: Times that the failed properties of one submission may in all be tried with earlier calls. Each property is also
#: tried by itself, so all that is lost beyond is which calls it needs.
WITH_OTHERS = 60
Body = Callable[[Asks], None]


@dataclass(frozen=True, eq=False)
class Call:
    """A call of a student's function, and its text."""

    name: str
    mode: str
    args: tuple[Any, ...]
    more: dict[str, Any]
    shown: str

    @property
    def texts(self) -> tuple[str, ...]:
        """What to paste for it."""
        return pastes(self.mode, self.shown)


class Script:
    """Answers the calls of a property's body: those pasted into a kernel as it answered there, the others from memory.

    ``calls`` are those that the body made, each once.
    """

    def __init__(self, remote: Remote, session: Session | None = None, question: str = "") -> None:
        self.calls: list[Call] = []
        self._remote, self._session, self._question = remote, session, question
        self._answers: dict[str, Any] = {}

    def __call__(self, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """The answer; errors as in :meth:`Session.call`."""
        call = Call(name, mode, tuple(args), more, shown)
        if all(each.shown != shown for each in self.calls):
            self.calls.append(call)
        if shown not in self._answers and (self._session is None or self._remote.knows(name, mode, args, more)):
            return self._remote(name, mode, args, more, shown)
        answer = self._answers[shown] if shown in self._answers else self.paste(call)
        if isinstance(answer, StudentFault):
            raise answer
        return answer

    def paste(self, call: Call) -> Any:
        """What a call's text gives now, or the student's fault; kept for when the body asks."""
        assert self._session is not None
        try:
            answer = self._told(call)
        except StudentFault as fault:
            answer = fault
        self._answers[call.shown] = answer
        return answer


    def _told(self, call: Call) -> Any:
        """What a call gives, pasted; or asked as it was, where its text is too long to hold all arguments."""
        assert self._session is not None
        if not is_pasteable(call.shown):
            return self._session.call(self._question, call.name, call.mode, call.args, call.more, call.shown)
        answers = self._session.paste(self._question, call.name, call.texts, call.shown)
        return answers[0] if len(call.texts) == 1 else answers


class Replay:
    """Replays of one submission's failed properties."""

    def __init__(self, first: Judged, usual: Session, ours: Callable[[], Session]) -> None:
        self.first = first
        self._usual = usual
        self._ours = ours
        self._left = WITH_OTHERS

    def prove(self, question: str, name: str) -> bool:
        """Replays why a property failed, and notes what is shown of it.

        Returns:
            False where it fails under our settings alone, so that it has to be judged anew.
        """
        item = self.first.results[question][name]
        body, remote = self.first.body(question, name), self.first.remote(question)
        if item.evidence is None or item.evidence.kind not in SHOWN_BY_CALLS or not item.evidence.call:
            return True
        calls = _calls(body, remote)
        suspects = _about(item.evidence.call, calls)
        if not suspects:
            return True
        for before in _needed(calls[:calls.index(suspects[0])], suspects, remote):
            if before and self._left == 0:
                break
            self._left -= bool(before)
            failure = self._failure(self._usual, question, body, remote, before, suspects)
            if failure is not None:
                shown = "\n".join([*(each.shown for each in before), failure.call])
                self.first.note(question, name, Outcome.NOT_EARNED, replace(failure, call=shown))
                return True
        return item.evidence.kind == Kind.CHANGES or self._other(question, name, body, remote, suspects)

    def _failure(self, session: Session, question: str, body: Body, remote: Remote, before: Sequence[Call],
                 suspects: Sequence[Call]) -> Evidence | None:
        """Why a property fails when these calls, and no others before, are pasted; None if it holds by now."""
        if session.used:
            session.afresh()
        script = Script(remote, session, question)
        for call in (*before, *suspects):
            script.paste(call)
        try:
            body(script)
        except Mismatch as failure:
            return failure.evidence if _about(failure.evidence.call, suspects) else None
        return None

    def _other(self, question: str, name: str, body: Body, remote: Remote, suspects: Sequence[Call]) -> bool:
        """Whether calls that are right by themselves were answered otherwise because of others; that is noted then."""
        with self._ours() as ours:
            if self._failure(ours, question, body, remote, (), suspects) is not None:
                return False
        self._usual.afresh()
        script = Script(remote, self._usual, question)
        for call in suspects:
            now, then = _shown(script.paste(call)), _shown(_remembered(remote, call))
            if now != then or call is suspects[-1]:
                self.first.note(question, name, Outcome.NOT_EARNED, Evidence(Kind.CHANGES, call.shown, now, then))
                break
        return True


def replays(first: Judged, places: Sequence[tuple[str, str]], usual: Session,
            ours: Callable[[], Session]) -> list[tuple[str, str]]:
    """Replays why these properties failed, in a room as students have them.

    What ends the room while it is replayed stays as it was found.

    Returns:
        the properties that fail under our settings alone.
    """
    anew: list[tuple[str, str]] = []
    replay = Replay(first, usual, ours)
    for question, name in places:
        try:
            if not replay.prove(question, name):
                anew.append((question, name))
        except RoomEnded:
            continue
        except (Exception, JudgeFault) as error:  # a fault of ours, but the verdict stands by now
            first.faults.append(f"{question}.{name}, replayed: {type(error).__name__}: {error}")
    return anew


def _calls(body: Body, remote: Remote) -> list[Call]:
    """The calls that a body makes until it fails, by memory."""
    script = Script(remote)
    with suppress(Mismatch):
        body(script)
    return script.calls


def _about(shown: str, calls: Sequence[Call]) -> list[Call]:
    """The calls that a text shows: one of them or a part of it, or several of them, one below the other."""
    found = next(([call] for call in calls if shown in (call.shown, *call.texts)), [])
    if not found:
        found = [call for call in calls if call.shown in shown]
        found = found if "\n".join(call.shown for call in found) == shown else []
    return found


def _needed(before: Sequence[Call], suspects: Sequence[Call], remote: Remote) -> Iterator[list[Call]]:
    """Which calls may have to come before others for these to fail, the shortest first."""
    yield []
    for call in before[-EARLIER:]:
        yield [call]
    if 1 < len(before) < TOGETHER:
        yield list(before)
    shown = {call.shown for call in (*before, *suspects)}
    asked = [Call(*each) for each in remote.shown if each[0] == suspects[-1].name]
    for call in [call for call in asked if call.shown not in shown][:EARLIER]:
        yield [call]


def _remembered(remote: Remote, call: Call) -> Any:
    try:
        return remote(call.name, call.mode, call.args, call.more, call.shown)
    except StudentFault as fault:
        return fault


def _shown(answer: Any) -> str:
    """An answer, or what was raised in its place."""
    return answer.evidence.actual or answer.evidence.kind if isinstance(answer, StudentFault) else show(answer)
