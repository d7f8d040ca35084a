"""A feedback page: the scores on top, each question with answer, card and comments, the rest of the notebook below."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from enum import Enum
from functools import lru_cache
from typing import Any

from assay.judge.verdict import Outcome, Question
from assay.pages import feedback
from assay.pages.feedback import Card, Person
from assay.pages.standing import one, so_far
from assay.pages.student import arrays, outputs
from assay.pages.student.code import Line, highlighted, plain
from assay.pages.student.drawing import Picture, drawn
from assay.pages.student.lost import lost
from assay.pages.student.outputs import Output
from assay.pages.student.prose import Part, text
from assay.pages.templates import render
from assay.pages.words import reasons
from assay.room.limits import Limits

#: How the name of a question's check begins; the rest is the question's.
TEST = "test_"
NOT_RUN = "This cell was not run."
UNCHANGED = "This cell is as it was given out."
ADDED = "A cell that you added."
GIVEN = "given"
PASTED = "A picture in the answer."
#: What intake puts into a notebook for the student; it stands on top of the page.
OURS = frozenset({"refused", "added-notes"})


class State(Enum):
    """How a question stands, by the class of the style sheet."""

    FULL = "full"
    PART = "part"
    NONE = "none"
    PENDING = "pending"


SPOKEN = {State.FULL: "full points", State.PART: "some points lost", State.NONE: "no points", State.PENDING: "pending"}


@dataclass(frozen=True)
class Told:
    """What the gradebook and the verdict know of a submission.

    ``lines`` are sentences for the top: lateness, whom to ask. ``scores`` and ``worth`` are points by question, in the
    notebook's order; ``questions`` the judge's findings, ``given`` the points of people, ``comments`` Markdown by
    cell, ``remarks`` sentences by cell, ``ticked`` what a person found, with its points where they are known, by
    question. ``release`` are the sources of the release's cells: of these, and of nothing
    else, formulas are set. ``receipt`` are labels with digests.
    """

    assignment: str
    student: str
    handed_in: str
    total: float
    scores: Mapping[str, float | None]
    worth: Mapping[str, float]
    lines: Sequence[str] = ()
    ask: str = ""
    notes: Sequence[str] = ()
    refused: str = ""
    questions: Mapping[str, Question] = field(default_factory=dict)
    limits: Limits | None = None
    given: Mapping[str, Person] = field(default_factory=dict)
    comments: Mapping[str, str] = field(default_factory=dict)
    remarks: Mapping[str, str] = field(default_factory=dict)
    ticked: Mapping[str, Sequence[tuple[str, str]]] = field(default_factory=dict)
    release: frozenset[str] = frozenset()
    receipt: Sequence[tuple[str, str]] = ()

    @property
    def pending(self) -> float:
        """The points that nobody has judged yet."""
        return sum(points for name, points in self.worth.items() if self.scores.get(name) is None) + 0.0


@dataclass(frozen=True)
class Shown:
    """A cell as shown: the release's text as parts, all else as lines; ``remark`` says what there is to know of it."""

    parts: tuple[Part, ...] = ()
    lines: tuple[Line, ...] = ()
    is_code: bool = False
    outputs: tuple[Output, ...] = ()
    remark: str = ""


@dataclass(frozen=True)
class Asked:
    """A question as shown. ``pictures`` belong to the card's properties, ``told`` is a card whose verdict is gone."""

    name: str
    said: str
    state: State
    spoken: str
    answer: Shown | None = None
    check: tuple[Output, ...] = ()
    card: Card | None = None
    pictures: tuple[Picture | None, ...] = ()
    told: tuple[Line, ...] = ()
    remark: str = ""
    comment: tuple[Part, ...] = ()
    ticked: tuple[tuple[str, str], ...] = ()


def as_html(notebook: Any, told: Told) -> str:
    """The page of a graded notebook, as one file that fetches nothing and runs nothing."""
    return render("student", **facts(notebook, told)) + "\n"


def facts(notebook: Any, told: Told) -> dict[str, object]:
    """What the template writes."""
    cells = notebook["cells"]
    marks = [(each["metadata"].get("nbgrader", {}), each) for each in cells]
    names = {mark.get("grade_id", ""): each for mark, each in marks if mark.get("solution") or mark.get("grade")}
    known = _known(told.release)
    asked = tuple(_asked(name, names, told, known) for name in told.worth)
    taken = {id(names.get(cell)) for name in told.worth for cell in (name, TEST + name)}
    rest = tuple(_cell(each, told) for each in cells if id(each) not in taken and each.get("id") not in OURS)
    worth, pending = sum(told.worth.values()), told.pending
    judged = {name: each for name, each in told.questions.items() if name not in told.given}
    return {
        "assignment": told.assignment, "student": told.student, "handed_in": told.handed_in,
        "standing": so_far(told.total, worth, pending), "bar": _bar(told.total, worth, pending),
        "lost": lost(told.scores, told.worth, judged), "lines": tuple(told.lines), "ask": told.ask,
        "notes": tuple(told.notes), "refused": told.refused, "questions": asked,
        "rest": tuple(each for each in rest if each.parts or each.lines or each.outputs), "receipt": told.receipt}


def _bar(total: float, worth: float, pending: float) -> tuple[int, int]:
    """The widths of what is earned and of what is pending, of 1000."""
    whole = worth or 1.0
    return round(1000 * min(1.0, total / whole)), round(1000 * pending / whole)


def _state(got: float | None, points: float) -> State:
    if got is None:
        return State.PENDING
    return State.FULL if got >= points else State.PART if got > 0 else State.NONE


def _asked(name: str, cells: Mapping[str, Any], told: Told, known: Mapping[str, Sequence[str]]) -> Asked:
    answer, check = cells.get(name), cells.get(TEST + name)
    state = _state(told.scores.get(name), told.worth[name])
    question = told.questions.get(name) if check is not None else None
    put_out = list(check.get("outputs", ())) if check is not None else []
    last = put_out.pop() if put_out and "text/html" in put_out[-1].get("data", {}) else None  # the card
    lines = () if question or last is None else plain(outputs.joined(last["data"].get("text/plain")).rstrip())
    card = feedback.card(question, told.limits, told.given.get(name)) if question and told.limits else None
    return Asked(
        name, _standing(told, name, question), state, SPOKEN[state],
        _answer(answer, told) if answer is not None and not told.refused else None, outputs.shown(put_out), card,
        tuple(_pictures(question, told.limits, known)) if question and told.limits and card and card.properties else (),
        lines, told.remarks.get(name, ""),
        text(told.comments.get(name, "") or told.comments.get(TEST + name, ""), top=4),
        tuple(told.ticked.get(name, ())))


def _standing(told: Told, name: str, question: Question | None) -> str:
    """How a question stands; of one that the judge has judged in part, that part, as its card says it."""
    got = told.scores.get(name)
    if got is None and question and any(item.outcome != Outcome.NOT_JUDGED for item in question.properties):
        return feedback.score(question)
    return one(got, told.worth[name])


def _pictures(question: Question, limits: Limits, known: Mapping[str, Sequence[str]]) -> Iterator[Picture | None]:
    """A picture or none for each property; the same one only once."""
    seen = list[Picture]()
    for item, why in zip(question.properties, reasons(question, limits), strict=True):
        picture = drawn(item.evidence, [label for label, _ in why.rows], known) if item.evidence and why else None
        yield picture if picture not in seen else None
        seen += [picture] if picture else []


def _answer(cell: Any, told: Told) -> Shown:
    """A student's answer as shown; of an untouched one, that it is untouched."""
    if outputs.joined(cell["source"]) in told.release:
        return Shown(remark=UNCHANGED)
    return _cell(cell, told)


def _cell(cell: Any, told: Told) -> Shown:
    """A cell as shown; of one that the notebook shows folded, and that nobody may change, only what it puts out."""
    source, marks = outputs.joined(cell["source"]), cell["metadata"]
    if cell["cell_type"] != "code":
        if source in told.release:
            return Shown(parts=_text_of_release(source))
        return Shown(lines=plain(source.strip()), outputs=outputs.pictures(cell.get("attachments", {}), PASTED))
    folded = isinstance(marks.get("jupyter"), dict) and marks["jupyter"].get("source_hidden") \
        and marks.get("nbgrader", {}).get("locked")
    ran = cell.get("execution_count") is not None or cell.get("outputs") or GIVEN in marks.get("tags", ())
    said = [ADDED] * str(cell.get("id")).startswith("added-") + [NOT_RUN] * (source.strip() != "" and not ran)
    lines = _code_of_release(source) if source in told.release else highlighted(source)
    return Shown(lines=() if folded else lines, is_code=True, outputs=outputs.shown(cell["outputs"]),
                 remark=" ".join(said))


@lru_cache(maxsize=500)
def _text_of_release(source: str) -> tuple[Part, ...]:
    """A text that is on every page."""
    return text(source, formulas=True)


@lru_cache(maxsize=500)
def _code_of_release(source: str) -> tuple[Line, ...]:
    """Code that is on every page."""
    return highlighted(source)


@lru_cache(maxsize=4)
def _known(release: frozenset[str]) -> Mapping[str, Sequence[str]]:
    """The parameters of the release's functions."""
    return arrays.parameters([source for source in release if "def " in source])
