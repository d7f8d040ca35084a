"""Every word a student reads about a failure, in one place: from typed evidence to sentences.

Plain text in, plain text out. The templates stand together, one line a cause, shaped as they print.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, replace

from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question
from assay.pages.packages import missing_package
from assay.room.limits import GIB, KIB, MIB, Limits

NOT_JUDGED = "We could not judge this; a person will look."
#: The most marks on one letter; Thai and Hebrew have two or three.
MARKS = 4
#: Where a formula begins or ends.
TEX = re.compile(r"[$\\]")
INSTEAD = "Earned with a correct {names} in place of yours."

#: The one sentence, by cause. Empty where "should be" and "yours is" say it all.
SENTENCES = {
    Kind.VALUES: "{place}",
    **dict.fromkeys((Kind.SHAPE, Kind.DTYPE, Kind.NOT_FINITE, Kind.STRUCTURE, Kind.SAID), ""),
    Kind.CHANGES: "The same call gave two different answers.",
    Kind.EXPORTED: "What jax.jit compiles of your function was also run by itself, in a process "
                   "where none of your other code had run: there it gives something else.",
    Kind.RAISED: "Your code raised {actual}{where}.{absent}",
    Kind.UNFILLED: "{name} is not filled in yet, or calls a function that is not.",
    Kind.UNDEFINED: "{name} is not there after your cell ran: "
                    "the cell should run without an error and define exactly this name.{raised}",
    Kind.NOT_CALLABLE: "{name} is there, but cannot be called: it should be a function or a class.",
    Kind.UNSUPPORTED: "Your answer could not be read: it should be an array, a number, or a tuple of these.",
    Kind.TOO_LARGE: "Your answer is larger than {result_size}, so it was not read.",
    Kind.GARBLED: "What came back was no answer: "
                  "something in the notebook interfered with the process that calls your function.",
    Kind.CALL_TIMEOUT: "A call took longer than {call_seconds} seconds, or {call_cpu_seconds} of the processor; "
                       "it was stopped.",
    Kind.NOTEBOOK_TIMEOUT: "Your notebook did not run to its end, so there was nothing to call: "
                           "a cell may take {cell_seconds} seconds ({cell_cpu_seconds} of the processor), "
                           "all cells together {notebook_seconds}.",
    Kind.SUBMISSION_TIMEOUT: "Your notebook and its calls had used up their time before this was tried: together they "
                             "may take {submission_seconds} seconds, or {submission_cpu_seconds} of the processor.",
    Kind.MEMORY: "A call needed more than {memory_size} of memory; it was stopped.",
    Kind.DIED: "A call ended the Python process.",
    Kind.NOT_TRIED: "Earlier calls of this question had to be stopped, so this one was not tried.",
}

#: Two lines set against each other, by cause: what should be, then what is.
BOTH = (("should be", "{expected}"), ("yours is", "{actual}"))
ROWS = {
    Kind.VALUES: BOTH,
    Kind.SHAPE: (("should be", "of shape {expected}"), ("yours is", "of shape {actual}")),
    Kind.DTYPE: (("should be", "of dtype {expected}"), ("yours is", "of dtype {actual}")),
    Kind.NOT_FINITE: (("should be", "finite: no nan, no inf"), ("yours is", "{actual}")),
    Kind.STRUCTURE: BOTH,
    Kind.CHANGES: (("was first", "{expected}"), ("was then", "{actual}")),
    Kind.EXPORTED: (("by itself", "{expected}"), ("yours is", "{actual}")),
    Kind.SAID: BOTH,
}
#: After these the hint, which is about the right answer, may help.
HINTED = frozenset({*ROWS, Kind.RAISED})
#: After these the call tells a student nothing: the answer lies in the notebook, not in the input.
WITHOUT_CALL = frozenset({Kind.UNFILLED, Kind.UNDEFINED, Kind.NOT_CALLABLE, Kind.NOTEBOOK_TIMEOUT,
                          Kind.SUBMISSION_TIMEOUT, Kind.NOT_TRIED})

#: Under a cell that was left out when the notebook ran.
CELLS = {
    Kind.NOTEBOOK_TIMEOUT: "This cell took too long and was left out: "
                           "a cell may take {cell_seconds} seconds ({cell_cpu_seconds} of the processor, "
                           "{call_cpu_seconds} if it is a check or a picture), all cells together {notebook_seconds}.",
    Kind.SUBMISSION_TIMEOUT: "This cell was left out: the notebook and its calls had used up their time, "
                             "{submission_seconds} seconds, or {submission_cpu_seconds} of the processor.",
    Kind.MEMORY: "This cell needed more than {memory_size} of memory and was left out.",
    Kind.DIED: "This cell ended the Python process and was left out.",
    Kind.GARBLED: "This cell interfered with the process that runs the notebook and was left out.",
}


@dataclass(frozen=True)
class Reason:
    """Why a property was not earned, ready to be laid out. ``rows`` are labels and values to set below each other."""

    sentence: str = ""
    call: str = ""
    rows: tuple[tuple[str, str], ...] = ()
    hint: str = ""


def reason(item: Property, limits: Limits) -> Reason | None:
    """What to say of a property; nothing of one that was earned by the student's answers alone."""
    if item.outcome == Outcome.EARNED:
        return Reason(INSTEAD.format(names=" and ".join(item.instead))) if item.instead else None
    if item.outcome == Outcome.NOT_JUDGED or item.evidence is None:
        return Reason(NOT_JUDGED)
    evidence = item.evidence
    about, place = _parts(evidence)
    said = {"expected": evidence.expected, "actual": evidence.actual.rstrip(".") or "an error", "place": place,
            "name": evidence.detail or "Your function", "where": f" ({evidence.detail})" if evidence.detail else ""}
    absent = f" {missing}" if (missing := missing_package(evidence.actual)) else ""
    said |= {"absent": absent, "raised": f" It raised {said['actual']}.{absent}" if evidence.actual else ""}
    sentence = SENTENCES[evidence.kind].format(**said, **_measures(limits))
    rows = _rows(evidence, about) if evidence.kind in ROWS else ()
    sentence = sentence or ("" if rows else "This does not hold for your answer.")
    call = "" if evidence.kind in WITHOUT_CALL else evidence.call
    return Reason(sentence, call, rows, item.hint if evidence.kind in HINTED else "")


def reasons(question: Question, limits: Limits) -> list[Reason | None]:
    """What to say of each property. A kind of failure gets one hint in a question, the first.

    A wrong value makes jit and gradients wrong too, and their hints would then send a student the wrong way. Where a
    misconception was recognised, its hint stands alone.
    """
    said, hinted = [], set()
    for item in question.properties:
        why = reason(item, limits)
        if why and question.misconception:
            why = replace(why, hint=item.hint)
        elif why and why.hint and item.evidence:
            why = replace(why, hint="") if item.evidence.kind in hinted else why
            hinted.add(item.evidence.kind)
        said.append(why)
    return said


def ended_cell(kind: Kind, limits: Limits) -> str:
    """The sentence under a cell that was left out because it ended the room."""
    return CELLS.get(kind, CELLS[Kind.DIED]).format(**_measures(limits))


def number(value: float) -> str:
    """Points, seconds and sizes as people write them: ``4``, ``1.5``."""
    return f"{value:.4f}".rstrip("0").rstrip(".")


def visible(text: str) -> str:
    """Text on one line whose unprintable characters (controls, escapes, direction overrides) are spelled out.

    So are marks that would stack up on a letter, over the lines above it.
    """
    if text.isascii() and text.isprintable():
        return text
    said, marks = list[str](), 0
    for char in text:
        marks = marks + 1 if unicodedata.category(char) in ("Mn", "Me") else 0
        shown = char.isprintable() and marks <= MARKS
        said.append(char if shown else char.encode("unicode_escape").decode("ascii"))
    return "".join(said)


def _parts(evidence: Evidence) -> tuple[str, str]:
    """Which part of the answer is meant, and the first place of a large array that differs, as a sentence."""
    about, found, place = evidence.detail.partition("at [")
    about, (index, _, rest) = about.rstrip(": "), place.rstrip(".").partition("]")
    return about, f"At [{index}]{f' of {about}' if about else ''}{rest}." if found else ""


def _rows(evidence: Evidence, about: str) -> tuple[tuple[str, str], ...]:
    """The two lines; none where they are equal, as summaries of large arrays are: those say nothing."""
    if evidence.expected == evidence.actual:
        return ()
    said = {"expected": evidence.expected, "actual": evidence.actual}
    (label, first), (then, second) = ROWS[evidence.kind]
    return (f"{about} {label}".lstrip(), first.format(**said)), (then, second.format(**said))


def _measures(limits: Limits) -> dict[str, str]:
    """The limits as words."""
    seconds = {name: number(value) for name, value in limits.as_dict().items() if name.endswith("_seconds")}
    return {**seconds, "memory_size": _size(limits.memory_bytes), "result_size": _size(limits.result_bytes)}


def _size(count: int) -> str:
    name, unit = next((each for each in (("GiB", GIB), ("MiB", MIB)) if count >= each[1]), ("KiB", KIB))
    return f"{number(count / unit)} {name}"
