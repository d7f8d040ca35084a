"""One submission's rooms, one after the other: opened, asked, and given up, with the time that they take.

A process that ended may have been ended from outside: by this machine, short of memory, or by a person. Nobody can tell
who sent a signal, so the same cell or call has a second room; when that ends too, the student's code did it.
"""

from __future__ import annotations

import contextlib
import math
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn

from assay.judge.evidence import Evidence, JudgeFault, Kind, RoomEnded
from assay.room import wire
from assay.room.furnishing import Furnishing
from assay.room.inside import FOLDER
from assay.room.room import Ending, Isolation, Limits, Room, SandboxUnavailable, open_room
from assay.room.selftest import warm_process

PROGRAM = FOLDER / "kernel.py"
BESIDE = tuple(FOLDER / f"{name}.py" for name in ("carried", "asked", "exported", "kept", "hooks_of_libraries",
                                                     "put_back", "outlive", "shown"))
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


class Line:
    """How a submission's session reaches its room; ``rooms`` counts those that it had, ``cpu`` and ``waited`` seconds.

    Only what the room needs counts: the wall clock while it is waited for, and its processor time. So the time of a
    submission is used up by the student's own code, never by the judge's.
    """

    def __init__(self, limits: Limits, isolation: Isolation, furnishing: Furnishing, flags: str, *,
                 warm: bool, compiled: Path | None, private: Path | None, patience: Patience | None,
                 after: Line | None) -> None:
        self.limits, self.isolation, self.furnishing, self.flags = limits, isolation, furnishing, flags
        self.warm = warm and isolation is Isolation.BUBBLEWRAP
        self.compiled = compiled if compiled is not None and compiled.is_dir() else None
        self.private = private
        self.patience = patience or Patience()
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

    def close(self) -> None:
        """Ends the room and everything in it."""
        if self._room is not None:
            self.cpu += max(self._room.cpu(), self._room.spent)  # of a room that has ended, what was seen last
            self._room.kill()
            self._room.sock.close()
            self._room = None

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
                    self._began()
                    self.rooms += 1
                    return
            said = room.stderr_tail()
            room.kill()
            room.sock.close()
        raise JudgeFault(f"the room did not start: {said[-300:]}")

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

    def _began(self) -> None:
        """A new room is there, in which nothing has run yet."""
