"""One submission's time in its room: the notebook run top to bottom, then calls of the student's functions.

A cell that never ends, ends its process or eats the memory is noted, left out, and the notebook run again in a new
room, so that one question's mistake does not cost another question's points.
"""

from __future__ import annotations

import contextlib
import time
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from assay.judge import clean
from assay.judge.asking.line import ROOMS, START_SECONDS, Line, Patience
from assay.judge.evidence import Evidence, Kind, RoomEnded, StudentFault, bases_of, fault_of, plain
from assay.judge.examples.program import Given, as_written, digest, programs
from assay.judge.explain.outputs import Budget, Output, checked_outputs
from assay.judge.submission import Cell, Replacement
from assay.room import wire
from assay.room.environment import xla_flags
from assay.room.furnishing import USUAL, Furnishing
from assay.room.inside.carried import RESULT_CAP
from assay.room.room import Isolation, Limits

#: Calls of one question that may end the room before the rest of that question is not tried. Where calls of more than
#: so many questions took too long, one that takes too long is enough.
ENDINGS_PER_QUESTION, LATE_QUESTIONS = 2, 2
#: Seconds of the processor, and of the clock, for a cell that only shows something, once one such has taken too long.
SHOWN_LATE = 1.0, 10.0


@dataclass
class Ran:
    """What a cell did: its outputs, checked, its execution count, and why it was left out (or None)."""

    outputs: list[Output] = field(default_factory=list)
    count: int | None = None
    ended: Kind | None = None


class Session(Line):
    """A context manager; ``run_notebook`` first, ``call`` after.

    What a session ``after`` another may use is the rest.
    """

    def __init__(self, cells: Sequence[Cell], limits: Limits, isolation: Isolation, warm: bool = True,
                 compiled: Path | None = None, optimize: bool = True, after: Session | None = None,
                 instead: Mapping[str, Replacement] | None = None, brief: bool = False,
                 patience: Patience | None = None, private: Path | None = None,
                 furnishing: Furnishing = USUAL) -> None:
        super().__init__(limits, isolation, furnishing, xla_flags(optimize), warm=warm, compiled=compiled,
                         private=private, patience=patience, after=after)
        self.cells = cells
        texts = programs(tuple(cell.source for cell in cells))
        self._given = {cell.place: Given(cell.source, text) for cell, text in zip(cells, texts, strict=True)}
        self.program = digest(texts)
        self._counted: dict[int, Given] = {}  # the cells, by execution count in the present room
        self.instead = instead or {}
        self.brief = brief
        self.used = False
        self.ran: dict[int, Ran] = {}
        self._outputs = Budget(limits.output_bytes)
        self.endings: Counter[str] = Counter()
        self._late: set[str] = set()
        self.exports = clean.Exports(self._write_down, self._run_clean)
        self._shown_late = False

    def __enter__(self) -> Session:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

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

    def _began(self) -> None:
        self._counted.clear()

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
