"""What was graded of a class, read once for a whole report: notes, verdicts, times."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from assay.course.intake.staging import graded_mark
from assay.course.places import Course
from assay.judge.verdict import Verdict

#: How the end of a file of outputs and times begins; no text in it holds a quotation mark as it is.
END = b',"room_cpu_seconds":'
#: More bytes than such an end has.
LONG = 1 << 16


@dataclass(frozen=True)
class Work:
    """What was graded of a student; ``verdict`` is None where there is none any more, or the file was refused.

    ``unproven`` names the questions whose answers under jit nothing vouches for, ``seconds`` is how long judging took.
    """

    student: str
    verdict: Verdict | None
    refused: str = ""
    notes: tuple[str, ...] = ()
    seconds: float = 0.0
    unproven: tuple[str, ...] = ()


def works(course: Course, assignment: str, students: Sequence[str]) -> list[Work]:
    """What was graded of these students; equal work is read once."""
    store = course.store(assignment)
    verdicts: dict[str, Verdict | None] = {}
    times: dict[str, dict[str, Any]] = {}
    found = []
    for student in students:
        mark = graded_mark(course, assignment, student)
        name = str(mark.get("verdict", ""))
        if name and name not in verdicts:
            verdicts[name] = store.named(name)
            times[name] = timed(store.folder / f"{name}.run") if verdicts[name] else {}
        held = times.get(name, {})
        found.append(Work(student, verdicts.get(name), str(mark.get("refused", "")), tuple(mark.get("notes", ())),
                          float(held.get("seconds", 0.0)), tuple(held.get("unproven", ()))))
    return found


def timed(path: Path) -> dict[str, Any]:
    """What stands beside a verdict, without the outputs, which are long; nothing where it cannot be read."""
    try:
        with path.open("rb") as file:
            file.seek(max(0, path.stat().st_size - LONG))
            end = file.read()
        return dict(json.loads(b"{" + END[1:] + end.rpartition(END)[2])) if END in end else {}
    except (OSError, ValueError, TypeError):
        return {}
