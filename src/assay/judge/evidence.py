"""What can go wrong with an answer: one class a cause, each carrying its evidence; words are chosen elsewhere.

The split between the failure (here) and its wording (``assay.pages.words``) follows check50's ``Mismatch`` and
its renderers.
"""

from __future__ import annotations

import re
from dataclasses import asdict, dataclass
from enum import StrEnum
from typing import Any


class Kind(StrEnum):
    """Why a property was not earned. The value is what a verdict stores."""

    VALUES = "values"
    SHAPE = "shape"
    DTYPE = "dtype"
    NOT_FINITE = "not_finite"
    STRUCTURE = "structure"
    CHANGES = "changes"
    EXPORTED = "exported"
    SAID = "said"
    RAISED = "raised"
    UNFILLED = "unfilled"
    UNDEFINED = "undefined"
    NOT_CALLABLE = "not_callable"
    UNSUPPORTED = "unsupported"
    TOO_LARGE = "too_large"
    GARBLED = "garbled"
    CALL_TIMEOUT = "call_timeout"
    NOTEBOOK_TIMEOUT = "notebook_timeout"
    SUBMISSION_TIMEOUT = "submission_timeout"
    MEMORY = "memory"
    DIED = "died"
    NOT_TRIED = "not_tried"


#: After these the room is gone: a search for a smaller input must not go on.
ROOM_ENDED = frozenset({Kind.CALL_TIMEOUT, Kind.MEMORY, Kind.DIED, Kind.GARBLED, Kind.NOTEBOOK_TIMEOUT,
                        Kind.SUBMISSION_TIMEOUT, Kind.NOT_TRIED})


#: Whether and when these come depends on how fast this machine is.
BY_CLOCK = frozenset({Kind.CALL_TIMEOUT, Kind.NOTEBOOK_TIMEOUT, Kind.SUBMISSION_TIMEOUT, Kind.NOT_TRIED})


#: Characters of what should be, of what is and of the detail, at most. What is shown of a value is far shorter.
LONGEST = 2000


@dataclass(frozen=True)
class Evidence:
    """Why a property failed, in the judge's own characters: ``call`` can be pasted into the notebook."""

    kind: Kind
    call: str = ""
    expected: str = ""
    actual: str = ""
    detail: str = ""

    def __post_init__(self) -> None:
        for name in ("expected", "actual", "detail"):
            text = getattr(self, name)
            if len(text) > LONGEST:  # names that a student chose, put into words by a hidden test
                object.__setattr__(self, name, f"{text[:LONGEST - 1]}…")

    def as_dict(self) -> dict[str, str]:
        """The evidence as JSON holds it; empty fields are left out."""
        return {name: str(value) for name, value in asdict(self).items() if value != ""}

    @classmethod
    def from_dict(cls, data: dict[str, str]) -> Evidence:
        """The inverse of :meth:`as_dict`."""
        return cls(**{**data, "kind": Kind(data["kind"])})  # type: ignore[arg-type]


class Mismatch(AssertionError):
    """A checked answer that is not right. Hypothesis may look for a smaller input that shows it."""

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence.kind.value)
        self.evidence = evidence


class StudentFault(Mismatch):
    """The student's function gave no answer that could be compared: it raised, or is not there.

    ``bases`` are the built-in errors that what it raised is one of.
    """

    def __init__(self, evidence: Evidence, bases: tuple[str, ...] = ()) -> None:
        super().__init__(evidence)
        self.bases = bases


class RoomEnded(BaseException):
    """The student's code ran out of time or memory, or ended its process.

    A ``BaseException``, so that Hypothesis neither retries nor shrinks it.
    """

    def __init__(self, evidence: Evidence) -> None:
        super().__init__(evidence.kind.value)
        self.evidence = evidence


class JudgeFault(BaseException):
    """A fault of the grader: the property is *not judged*, and a person looks. Never a student's zero."""


def fault_of(reply: Any, name: str, shown: str) -> Evidence:
    """The evidence in a reply that holds no answer. Whatever else the room says is as if it raised that."""
    said = reply if isinstance(reply, dict) else {}
    error = said.get("error")
    if error in ("undefined", "not_callable", "too_large"):
        return Evidence(Kind(error), call=shown, detail=name)
    if error != "raised":
        return Evidence(Kind.UNSUPPORTED, call=shown, detail=name)
    kind, message = plain(said.get("type"), 60), plain(said.get("message"), 200)
    if kind == "NotImplementedError":  # what the stub raises that students are given: a hole, and no mistake
        return Evidence(Kind.UNFILLED, call=shown, detail=name)
    line = said.get("line")
    where = f"line {line} of its cell" if isinstance(line, int) and line > 0 else ""
    return Evidence(Kind.RAISED, call=shown, actual=f"{kind}: {message}" if message else kind, detail=where)


def bases_of(reply: Any) -> tuple[str, ...]:
    """The built-in errors that a room says a student's error is one of."""
    said = reply.get("bases") if isinstance(reply, dict) else None
    return tuple(name for name in said if isinstance(name, str)) if isinstance(said, list) else ()


def plain(text: Any, length: int) -> str:
    """The first line of a student's text, printable, short, and without addresses or paths that change by run."""
    line = (text if isinstance(text, str) else "").strip().split("\n")[0]
    line = re.sub(r"0x[0-9a-fA-F]{4,}", "0x…", line)
    line = re.sub(r"\(?https?://\S+", "", line)
    line = re.sub(r"/(?:[\w.\-]+/)+[\w.\-]*", "…", line)
    return "".join(char if char.isprintable() else "·" for char in line)[:length]
