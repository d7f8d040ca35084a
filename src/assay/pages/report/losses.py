"""Where a class lost its points, by question and by property."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import fmean

from assay.judge.verdict import Outcome, Question
from assay.pages.class_report import ClassRow, inside
from assay.pages.words import number


@dataclass(frozen=True)
class Loss:
    """Of a question, or of one of its properties: how many students lost points there, and how many points.

    ``width`` is the share of the students who lost any, of 100; ``mean`` is "–" where nobody has points.
    """

    question: str
    sentence: str
    points: str
    students: int
    lost: str
    width: int
    mean: str = ""


@dataclass
class _Sum:
    points: float = 0.0
    students: int = 0
    asked: int = 0
    got: list[float] = field(default_factory=list)


def by_question(rows: Sequence[ClassRow], worth: Mapping[str, float]) -> list[Loss]:
    """A line for each question, in the notebook's order, from what the gradebook holds of those whom means count."""
    lines, rows = [], inside(rows)
    for name, points in worth.items():
        got = [score for row in rows if (score := row.scores.get(name)) is not None]
        lost = [points - score for score in got if score < points]
        lines.append(Loss(name, "", number(points), len(lost), number(sum(lost)), _share(len(lost), len(got)),
                          f"{fmean(got):.1f}" if got else "–"))
    return lines


def by_property(findings: Iterable[Sequence[Question]]) -> list[Loss]:
    """A line for each property at which anybody lost points, the most points first, from what the tests found."""
    sums: dict[tuple[str, str, float], _Sum] = defaultdict(_Sum)
    for questions in findings:
        for question in questions:
            for item in question.properties:
                held = sums[question.grade_id, item.sentence, item.points]
                held.asked += item.outcome != Outcome.NOT_JUDGED
                if item.outcome == Outcome.NOT_EARNED:
                    held.students += 1
                    held.points += item.points
    found = sorted(sums.items(), key=lambda each: (-each[1].points, each[0]))
    return [Loss(question, sentence, number(points), held.students, number(held.points),
                 _share(held.students, held.asked))
            for (question, sentence, points), held in found if held.students]


def _share(part: int, whole: int) -> int:
    return round(100 * part / whole) if whole else 0
