"""The report on a class: points by question, who needs a person, means; as the terminal shows it."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import zip_longest
from statistics import fmean

from rich.cells import cell_len, chop_cells

from assay.pages.standing import so_far
from assay.pages.words import number, visible

#: The widest word of a question's name in the terminal: seven questions then fit 100 columns.
WORD = 8
#: Characters of a name that stay on one line at least; what is longer goes on in the next. Between two columns.
NARROW, GAP = 10, "  "
#: The one rule for means.
RULE = "Means are over those who have points there; of totals, over the {whole} of {all} with nothing pending."


@dataclass(frozen=True)
class Held:
    """A misconception: how many students hold it, in which question it showed, its name, what they believe, and who."""

    students: int
    question: str
    name: str
    belief: str
    names: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{self.students} × {self.question}, {self.name}: {self.belief}"


@dataclass(frozen=True)
class ClassRow:
    """A student's line.

    ``late`` are the points taken off for lateness, which ``total`` is already without; ``sentence`` is a remark, such
    as why a submission could not be taken in. A score is None where there is none yet, and ``pending`` are the points
    of these questions. ``unjudged`` are those of them that the judge should have judged, ``conflicts`` those where a
    person's points were given for an earlier answer, ``judged`` the judge's own points. ``page`` is formgrader's name
    of the submission. ``outside`` says why this is nobody whom a mean counts. ``gone`` is whether what was graded is no
    longer where it was handed in.
    """

    student: str
    scores: Mapping[str, float | None]
    needs_person: tuple[str, ...]
    late: float
    total: float
    maximum: float
    sentence: str = ""
    pending: float = 0.0
    unjudged: tuple[str, ...] = ()
    conflicts: tuple[str, ...] = ()
    judged: Mapping[str, float | None] = field(default_factory=dict)
    page: str = ""
    seconds_late: float = 0.0
    no_time: bool = False
    outside: str = ""
    gone: bool = False

    @property
    def standing(self) -> str:
        """The total as people read it."""
        return so_far(self.total, self.maximum, self.pending) if self.pending else number(self.total)


def as_text(rows: Sequence[ClassRow], questions: Mapping[str, float], width: int = 100) -> str:
    """The report for a terminal of so many columns; no name is cut, and the text of no one is read as a command.

    By hand, since a library's table takes seconds for a class of a thousand.
    """
    heads = [["student"], *([*_short(name).split("\n"), f"/ {number(points)}"] for name, points in questions.items()),
             ["late"], ["total"]]
    lines, last = [line(row, questions) for row in rows], summary(rows, questions)
    widths = [max(cell_len(text) for text in (*head, *(cells[place] for cells in (*lines, *last))))
              for place, head in enumerate(heads)]
    free = width - 1 - len(GAP) * (len(heads) - 1) - sum(widths[1:-1])
    parted = widths[0] + widths[-1] > free
    if parted:
        widths[-1] = max(cell_len(text) for cells in (*lines, *last, *heads[-1:]) for text in _parts(cells[-1]))
    widths[0] = max(NARROW, min(widths[0], free - widths[-1]))
    high = max(map(len, heads))
    told = ["", *_laid([[""] * (high - len(head)) + head for head in heads], widths),
            " " + "─" * (sum(widths) + len(GAP) * (len(widths) - 1))]
    for cells in (*lines, [""] * len(heads), *last):
        told += _laid([chop_cells(cells[0], widths[0]), *([cell] for cell in cells[1:-1]),
                       _parts(cells[-1]) if parted else [cells[-1]]], widths)
    return "\n".join([*told, "", *(piece for said in _remarks(rows) for piece in textwrap.wrap(said, width))])


def _parts(total: str) -> list[str]:
    """A total that is too long for one line, parted at the comma."""
    return total.replace(", ", ",\n").split("\n")


def _laid(cells: Sequence[Sequence[str]], widths: Sequence[int]) -> Iterator[str]:
    """The lines of a row: the first column to the left, all others to the right."""
    for parts in zip_longest(*cells, fillvalue=""):
        (name, wide), *rest = zip(parts, widths, strict=True)
        padded = [name + " " * (wide - cell_len(name)), *(" " * (room - cell_len(text)) + text for text, room in rest)]
        yield f" {GAP.join(padded)}".rstrip()


def line(row: ClassRow, questions: Mapping[str, float]) -> list[str]:
    """The cells of a student: name, a score a question, lateness, total."""
    scores = [_score(row.scores.get(name), name in row.needs_person) for name in questions]
    late = f"−{number(row.late)}" if row.late else "late" if row.seconds_late else ""
    return [visible(row.student), *scores, late, row.standing + (" ?" if row.needs_person and not row.pending else "")]


def _score(score: float | None, needs_person: bool) -> str:
    if score is None:
        return "?" if needs_person else "–"
    return f"{number(score)} ?" if needs_person else number(score)


def summary(rows: Sequence[ClassRow], questions: Mapping[str, float]) -> list[list[str]]:
    """The last two lines: means over those who have a score, and how many have full marks."""
    means, full = ["mean"], ["full marks"]
    rows = inside(rows)
    for name, points in questions.items():
        scores = [score for row in rows if (score := row.scores.get(name)) is not None]
        means.append(_mean(scores))
        full.append(str(sum(score >= points for score in scores)))
    whole = [row for row in rows if not row.pending]
    return [[*means, "", _mean([row.total for row in whole])],
            [*full, "", str(sum(row.total >= row.maximum for row in whole))]]


def inside(rows: Sequence[ClassRow]) -> list[ClassRow]:
    """Those whom means count, and all other figures of a class."""
    return [row for row in rows if not row.outside]


def _mean(values: Sequence[float]) -> str:
    return f"{fmean(values):.1f}" if values else "–"


def _remarks(rows: Sequence[ClassRow]) -> list[str]:
    """What stands below the table: who needs a person, and the sentences."""
    said = [f"{visible(row.student)}: {visible(row.sentence)}" for row in rows if row.sentence]
    return [*people(rows), *said]


def people(rows: Sequence[ClassRow]) -> list[str]:
    """How many students need a person, and what the means are over then."""
    count, whole = sum(bool(row.needs_person) for row in rows), sum(not row.pending for row in inside(rows))
    look = [f"? A person still has to look: at {count} of {len(rows)} students."] if count else []
    return look + ([RULE.format(whole=whole, all=len(rows))] if whole < len(rows) else [])


def _short(name: str) -> str:
    """A question's name, one word a line, long words cut."""
    words = visible(name).split("_")
    return "\n".join(word if len(word) <= WORD else f"{word[:WORD - 1]}." for word in words)
