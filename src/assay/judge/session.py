"""One submission's time in its room: the notebook run top to bottom, then calls of the student's functions.

A cell that never ends, ends its process or eats the memory is noted, left out, and the notebook run again in a new
room, so that one question's mistake does not cost another question's points.

A process that ended may have been ended from outside: by this machine, short of memory, or by a person. Nobody can tell
who sent a signal, so the same cell or call has a second room; when that ends too, the student's code did it.
"""

from __future__ import annotations

import contextlib
import math
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any, NoReturn

from assay.judge import clean
from assay.judge.evidence import Evidence, JudgeFault, Kind, RoomEnded, StudentFault, bases_of, fault_of, plain
from assay.judge.examples.program import Given, as_written, digest, programs
from assay.judge.explain.outputs import Budget, Output, checked_outputs
from assay.judge.submission import Cell, Replacement
from assay.room import wire
from assay.room.environment import xla_flags
from assay.room.furnishing import USUAL, Furnishing
from assay.room.inside import FOLDER
from assay.room.inside.carried import RESULT_CAP
from assay.room.room import Ending, Isolation, Limits, Room, SandboxUnavailable, open_room
from assay.room.selftest import warm_process

PROGRAM = FOLDER / "kernel.py"
BESIDE = tuple(FOLDER / f"{name}.py" for name in ("carried", "asked", "exported", "kept",
                                                     "hooks_of_libraries", "put_back"))
START_SECONDS = 120.0
#: Rooms one submission may use up: its first, and two for each time its code ended the room.
ROOMS = 48
#: Deaths of one submission's rooms that are doubted; what dies more often is believed at once.
DOUBTS = 24
#: Cells and calls of one submission that are tried anew when the clock, not the processor's, has ended them: a machine
#: that is busy with other things takes its time. Who sleeps on purpose would cost too much.
WAITS = 1
#: Rooms of one submission that may be killed from outside before its judging is given up as a fault of ours.
KILLED = 8
#: Calls of one question that may end the room before the rest of that question is not tried. Where calls of more than
#: so many questions took too long, one that takes too long is enough.
ENDINGS_PER_QUESTION, LATE_QUESTIONS = 2, 2
#: Seconds of the processor, and of the clock, for a cell that only shows something, once one such has taken too long.
SHOWN_LATE = 1.0, 10.0


@dataclass
class Patience:
    """What the rooms of one submission may take before others come first; ``over`` when they took it.

    What waits on purpose needs no processor, so it is judged last, many side by side, and then with all its time.
    Rooms that have worked are waited for twice as long as that took besides: that may be this machine's doing. What
    works far longer than others do comes after these too, and then with all its time.
    """

    #: Seconds of doing nothing.
    seconds: float = math.inf
    #: Seconds of the processor.
    cpu: float = math.inf
    over: bool = False
    #: Whether it is over for what was worked.
    worked: bool = False


@dataclass
class Ran:
    """What a cell did: its outputs, checked, its execution count, and why it was left out (or None)."""

    outputs: list[Output] = field(default_factory=list)
    count: int | None = None
    ended: Kind | None = None


class Session:
    """A context manager; ``run_notebook`` first, ``call`` after. What a session ``after`` another may use is the rest.

    Only what the room needs counts: the wall clock while it is waited for, and its processor time. So the time of a
    submission is used up by the student's own code, never by the judge's.
    """

    def __init__(self, cells: Sequence[Cell], limits: Limits, isolation: Isolation, warm: bool = True,
                 compiled: Path | None = None, optimize: bool = True, after: Session | None = None,
                 instead: Mapping[str, Replacement] | None = None, brief: bool = False,
                 patience: Patience | None = None, private: Path | None = None,
                 furnishing: Furnishing = USUAL) -> None:
        self.cells = cells
        texts = programs(tuple(cell.source for cell in cells))
        self._given = {cell.place: Given(cell.source, text) for cell, text in zip(cells, texts, strict=True)}
        self.program = digest(texts)
        self._counted: dict[int, Given] = {}  # the cells, by execution count in the present room
        self.limits = limits
        self.isolation = isolation
        self.compiled = compiled if compiled is not None and compiled.is_dir() else None
        self.flags = xla_flags(optimize)
        self.warm = warm and isolation is Isolation.BUBBLEWRAP
        self.instead = instead or {}
        self.brief = brief
        self.patience = patience or Patience()
        self.private = private
        self.furnishing = furnishing
        self.used = False
        self.ran: dict[int, Ran] = {}
        self._outputs = Budget(limits.output_bytes)
        self.endings: Counter[str] = Counter()
        self._late: set[str] = set()
        self.exports = clean.Exports(self._write_down, self._run_clean)
        self._shown_late = False
        self.rooms = 0
        self.cpu: float = after.cpu if after else 0.0
        self.waited: float = after.waited if after else 0.0
        self._room: Room | None = None
        self._ending: Ending | None = None
        self._suspect: object = None
        self._doubts = self._killed = self._waits = 0
        self._overdue = False
        self._number = 0
        self._processor_limit = Kind.CALL_TIMEOUT

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Ends the room and everything in it."""
        if self._room is not None:
            self.cpu += max(self._room.cpu(), self._room.spent)  # of a room that has ended, what was seen last
            self._room.kill()
            self._room.sock.close()
            self._room = None

    def run_notebook(self) -> None:
        """Runs every code cell in order; a cell that ends the room is left out, and the rest runs in a new room.

        Raises:
            JudgeFault: no room could be had, through no fault of the student's.
            SandboxUnavailable: this machine cannot isolate.
        """
        if self.patience.over:
            self._put_off()
        while self._room is None and self.rooms < ROOMS and not self._used_up():
            self._open()
            self._run_cells()

    def _run_cells(self) -> None:
        deadline = time.monotonic() + self.limits.notebook_seconds
        for cell in self.cells:
            if not self._run(cell, deadline):
                return

    def afresh(self) -> None:
        """Has the notebook run again without the names and the state that it and calls have left; errors as above."""
        self.used = False
        if self._room is not None:
            self._exchange({"do": "afresh"}, START_SECONDS, 0)
            self._run_cells()

    def _open(self) -> None:
        """A room whose kernel has said that it is ready; a second try before the fault is called ours."""
        said = ""
        for _ in range(2):
            try:
                warm = warm_process(self.private, self.furnishing.modules) if self.warm else None
                room = open_room(PROGRAM, arguments=[self.furnishing.arrays, self.flags], limits=self.limits,
                                 isolation=self.isolation, warm=warm, compiled=self.compiled, beside=BESIDE,
                                 files=self.furnishing.files, private=self.private)
            except (SandboxUnavailable, OSError) as error:  # rooms did start here: this machine lacks something now
                said = str(error)
                continue
            with contextlib.suppress(wire.Garbled, wire.HungUp, wire.Overdue):
                if wire.read_frame(room.sock, 0, time.monotonic() + START_SECONDS, 0) == "ready":
                    self._room = room
                    self._counted.clear()
                    self.rooms += 1
                    return
            said = room.stderr_tail()
            room.kill()
            room.sock.close()
        raise JudgeFault(f"the room did not start: {said[-300:]}")

    def _run(self, cell: Cell, deadline: float) -> bool:
        """Runs a cell, unless it ended a room before or need not be run again; False when it ends the room now."""
        again = cell.place in self.ran
        ran = self.ran.setdefault(cell.place, Ran())
        seconds = min(self.limits.cell_seconds, deadline - time.monotonic())
        reply = None
        try:
            self._remember(cell.question)
            text = self._given[cell.place].text
            if text.strip() and ran.ended is None and (cell.settles or not (again or self.brief)):
                if self._shown_late and not cell.settles:
                    seconds = min(seconds, SHOWN_LATE[1])
                self._allow(self.limits.cell_cpu_seconds if cell.settles else
                            SHOWN_LATE[0] if self._shown_late else self.limits.call_cpu_seconds)
                reply = self._exchange({"do": "cell", "source": text}, seconds, self.limits.output_bytes)
        except RoomEnded as end:
            if self._try_again(end, cell.place):
                if not again:
                    del self.ran[cell.place]
                return False
            kind = end.evidence.kind
            ran.ended = Kind.NOTEBOOK_TIMEOUT if kind == Kind.CALL_TIMEOUT else kind
            self._shown_late |= kind == Kind.CALL_TIMEOUT and not cell.settles
            return False
        if isinstance(reply, dict) and "error" not in reply:
            if type(count := reply.get("count")) is int:
                self._counted[count] = self._given[cell.place]
            if not again:
                ran.outputs, ran.count = checked_outputs(reply, self._outputs)
                for output in ran.outputs:
                    if output["output_type"] == "error":
                        output["traceback"] = [as_written(frame, self._counted) for frame in output["traceback"]]
        return True

    def _remember(self, question: str) -> None:
        """Keeps the names for a question's calls, with the judge's answers among them if there are any for it."""
        if question:
            self._exchange({"do": "remember", "label": question}, START_SECONDS, 0)
        if question in self.instead:
            put = self.instead[question]
            self._exchange({"do": "replace", "label": question, "source": put.source, "names": list(put.names)},
                           START_SECONDS, 0)

    def _allow(self, cpu_seconds: float) -> None:
        assert self._room is not None
        left = self.limits.submission_cpu_seconds - self.cpu - self._room.spent
        self._processor_limit = Kind.CALL_TIMEOUT if cpu_seconds < left else Kind.SUBMISSION_TIMEOUT
        self._room.allow_cpu(min(cpu_seconds, left))

    def _used_up(self) -> bool:
        """Whether the submission has no time left, of the clock or of the processor."""
        spent = self.cpu + (self._room.spent if self._room else 0.0)
        return self.waited >= self.limits.submission_seconds or spent >= self.limits.submission_cpu_seconds

    def _exchange(self, message: dict[str, Any], seconds: float, body_cap: int, most: int | None = None) -> Any:
        """One request and its checked reply.

        Raises:
            RoomEnded: out of time or memory, process ended, or a reply that is none; the room is gone.
            TooMuch: the reply is larger than wanted.
            JudgeFault: the submission's judging is to be put off.
        """
        assert self._room is not None
        now, left = time.monotonic(), self.limits.submission_seconds - self.waited
        worked = self.cpu + self._room.spent
        patience = self.patience.seconds + 2 * worked - self.waited
        if worked > self.patience.cpu and not self.patience.over:
            self.patience.worked = True
            self._put_off()
        if self.patience.over or patience <= 0:
            self._put_off()
        self._number += 1
        self._overdue = False
        try:
            return wire.exchange(self._room.sock, self._number, message, now + min(seconds, left, patience), body_cap,
                                 most)
        except wire.Overdue:
            if patience <= min(seconds, left):
                self._put_off()
            kind = Kind.CALL_TIMEOUT if seconds < left else Kind.SUBMISSION_TIMEOUT
            self._overdue = kind == Kind.CALL_TIMEOUT
        except wire.HungUp:
            kind = Kind.DIED
        except wire.Garbled:
            kind = Kind.GARBLED
        finally:
            self.waited += time.monotonic() - now
        self._ending = self._room.ending()
        if self._ending in ("memory", "cpu"):
            kind = Kind.MEMORY if self._ending == "memory" else self._processor_limit
            self._overdue = False
        self.close()
        raise RoomEnded(Evidence(kind))

    def _put_off(self) -> NoReturn:
        """Ends the room and all that needs one: the submission is judged another time."""
        self.patience.over = True
        self.close()
        raise JudgeFault("put off")

    def _try_again(self, end: RoomEnded, where: object) -> bool:
        """Whether a room that ended here says nothing about the student yet, so that the same is to be tried anew.

        Raises:
            JudgeFault: somebody outside keeps killing the rooms.
        """
        if self._overdue and self._waits < WAITS:
            self._waits += 1
            return True
        if end.evidence.kind != Kind.DIED:
            return False
        if self._ending == "killed" and self.isolation is Isolation.BUBBLEWRAP:
            # The signal went to bubblewrap itself, which nobody inside can reach.
            self._killed += 1
            if self._killed > KILLED:
                raise JudgeFault(f"rooms of this submission were killed from outside {self._killed} times")
            return True
        believed = self._suspect == where or self._doubts == DOUBTS
        self._suspect = None if believed else where
        self._doubts += not believed
        return not believed

    def call(self, question: str, name: str, mode: str, args: Sequence[Any], more: dict[str, Any], shown: str) -> Any:
        """Calls a student's function in the room.

        Args:
            question: whose names: those that stood just before that question's check.
            mode: how: see ``MODES`` in ``assay.room.inside.asked``.
            shown: the call as text, for the evidence.

        Raises:
            StudentFault: it raised, is not there, or answered with too much.
            RoomEnded: it ran out of time or memory or ended its process.
        """
        answer = self._ask(question, name, shown, {"do": "call", "label": question, "name": name, "mode": mode,
                                                   "args": list(args), "more": more})
        if mode == "jit":
            self.exports.hold(question, name, args, more.get("static", {}), shown, answer)
        return answer

    def _write_down(self, question: str, name: str, args: Sequence[Any], static: dict[str, Any]) -> Any:
        """The room's reply to what jit makes of a function, for arguments of these shapes; None if it gave none."""
        self._allow(self.limits.call_cpu_seconds)
        with contextlib.suppress(wire.TooMuch, RoomEnded):
            return self._exchange({"do": "export", "label": question, "name": name, "args": list(args),
                                   "static": static}, self.limits.call_seconds, RESULT_CAP, clean.LARGEST)
        return None

    def _run_clean(self, written: Any, args: Sequence[Any]) -> clean.Found:
        """What a function that was written down answers in a clean room, which counts like any room."""
        found = clean.run(written, args, limits=self.limits, isolation=self.isolation, warm=self.warm,
                          compiled=self.compiled, flags=self.flags, private=self.private,
                          modules=self.furnishing.modules)
        self.cpu, self.waited = self.cpu + found.cpu, self.waited + found.seconds
        return found

    def paste(self, question: str, name: str, texts: Sequence[str], shown: str) -> tuple[Any, ...]:
        """What texts give when a student pastes them, one by one; errors as for :meth:`call`."""
        answer = self._ask(question, name, shown, {"do": "paste", "label": question, "texts": list(texts)})
        if not isinstance(answer, tuple) or len(answer) != len(texts):
            raise StudentFault(Evidence(Kind.GARBLED, call=shown))
        return answer

    def _ask(self, question: str, name: str, shown: str, request: dict[str, Any]) -> Any:
        while True:
            self._admit(question, shown)
            self._allow(self.limits.call_cpu_seconds)
            self.used = True
            try:
                reply = self._exchange(request, self.limits.call_seconds, RESULT_CAP, self.limits.result_bytes)
                break
            except wire.TooMuch:
                raise StudentFault(Evidence(Kind.TOO_LARGE, call=shown, detail=name)) from None
            except RoomEnded as end:
                if not self._try_again(end, (question, shown)):
                    self.endings[question] += 1
                    if end.evidence.kind == Kind.CALL_TIMEOUT:
                        self._late.add(question)
                    raise RoomEnded(Evidence(end.evidence.kind, call=shown)) from None
        if isinstance(reply, dict) and "answer" in reply:
            return reply["answer"]
        fault = fault_of(self._placed(reply), name, shown)
        fault = replace(fault, actual=self._error_of(question)) if fault.kind == Kind.UNDEFINED else fault
        raise StudentFault(fault, bases_of(reply))

    def _placed(self, reply: Any) -> Any:
        """A reply whose line, if it tells one, is that of the cell as the student wrote it."""
        if not (isinstance(reply, dict) and type(reply.get("line")) is int and type(reply.get("cell")) is int):
            return reply
        cell = self._counted.get(reply["cell"])
        return reply if cell is None else {**reply, "line": int(cell.written(reply["line"]))}

    def _error_of(self, question: str) -> str:
        """What the cells between the check before and a question's own have raised, the last of it; "" if nothing."""
        said = ""
        for cell in self.cells:
            if cell.question == question:
                break
            outputs = self.ran[cell.place].outputs if cell.place in self.ran and not cell.question else []
            errors = [plain(f"{each['ename']}: {each['evalue']}", 200) for each in outputs
                      if each["output_type"] == "error"]
            said = "" if cell.question else errors[-1] if errors else said
        return said

    def _admit(self, question: str, shown: str) -> None:
        """Sees to it that there is a room, unless the question or the submission has used up its share."""
        if self._used_up():
            raise RoomEnded(Evidence(Kind.SUBMISSION_TIMEOUT, call=shown))
        cut = question in self._late and len(self._late) > LATE_QUESTIONS
        if self.endings[question] >= (1 if cut else ENDINGS_PER_QUESTION):
            raise RoomEnded(Evidence(Kind.NOT_TRIED, call=shown))
        if self._room is None:
            self.run_notebook()
        if self._room is None:
            raise RoomEnded(Evidence(Kind.NOTEBOOK_TIMEOUT, call=shown))
