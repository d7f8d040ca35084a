"""The report on a class: points by question, who needs a person, means; as the terminal shows it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from rich import box
from rich.console import Console, ConsoleOptions, RenderResult
from rich.measure import Measurement
from rich.table import Table
from rich.text import Text

from assay.pages.standing import so_far
from assay.pages.words import number, visible

#: The widest word of a question's name in the terminal: seven questions then fit 100 columns.
WORD = 8
#: Characters of a name, and of a total, that stay on one line at least; what is longer goes on in the next.
NARROW, LEAST = 10, 16
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
    of the submission. ``outside`` says why this is nobody whom a mean counts.
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

    @property
    def standing(self) -> str:
        """The total as people read it."""
        return so_far(self.total, self.maximum, self.pending) if self.pending else number(self.total)


@dataclass(frozen=True)
class Standing:
    """A total in a terminal: on one line where there is room, else on two, parted at the comma."""

    said: str

    def __rich_measure__(self, _: Console, options: ConsoleOptions) -> Measurement:
        parts = self.said.split(", ")
        return Measurement(len(parts[0]) + (len(parts) > 1), len(self.said)).clamp(max_width=options.max_width)

    def __rich_console__(self, _: Console, options: ConsoleOptions) -> RenderResult:
        room = len(self.said) <= options.max_width
        yield Text(self.said if room else self.said.replace(", ", ",\n"), justify="right")


def as_table(rows: Sequence[ClassRow], questions: Mapping[str, float]) -> Table:
    """The report for a terminal of 100 columns. Everything is ``Text``: no name is read as markup."""
    table = Table(box=box.SIMPLE_HEAD, padding=(0, 1, 0, 0), caption_justify="left")
    table.caption = Text("\n".join(_remarks(rows)))
    table.add_column("student", overflow="fold", min_width=NARROW)
    for name, points in questions.items():
        table.add_column(Text(_short(name) + f"\n/ {number(points)}"), justify="right", no_wrap=True)
    table.add_column("late", justify="right", no_wrap=True)
    table.add_column("total", justify="right", min_width=LEAST if any(row.pending for row in rows) else None)
    for row in rows:
        *cells, total = line(row, questions)
        table.add_row(*map(Text, cells), Standing(total))
    table.add_section()
    for last in summary(rows, questions):
        table.add_row(*map(Text, last))
    return table


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
    rows = [row for row in rows if not row.outside]
    for name, points in questions.items():
        scores = [score for row in rows if (score := row.scores.get(name)) is not None]
        means.append(_mean(scores))
        full.append(str(sum(score >= points for score in scores)))
    whole = [row for row in rows if not row.pending]
    return [[*means, "", _mean([row.total for row in whole])],
            [*full, "", str(sum(row.total >= row.maximum for row in whole))]]


def _mean(values: Sequence[float]) -> str:
    return f"{fmean(values):.1f}" if values else "–"


def _remarks(rows: Sequence[ClassRow]) -> list[str]:
    """What stands below the table: who needs a person, and the sentences."""
    said = [f"{visible(row.student)}: {visible(row.sentence)}" for row in rows if row.sentence]
    return [*people(rows), *said]


def people(rows: Sequence[ClassRow]) -> list[str]:
    """How many students need a person, and what the means are over then."""
    count, whole = sum(bool(row.needs_person) for row in rows), sum(not row.pending and not row.outside for row in rows)
    look = [f"? A person still has to look: at {count} of {len(rows)} students."] if count else []
    return look + ([RULE.format(whole=whole, all=len(rows))] if whole < len(rows) else [])


def _short(name: str) -> str:
    """A question's name, one word a line, long words cut."""
    words = visible(name).split("_")
    return "\n".join(word if len(word) <= WORD else f"{word[:WORD - 1]}." for word in words)
