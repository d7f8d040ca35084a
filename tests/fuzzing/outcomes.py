"""What became of each submission of a graded class, read from the gradebook, the notebooks and the pages."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from enum import StrEnum

from assay.course.gradebook.rows import rows
from assay.course.intake.rebuild import MARK
from assay.course.places import Course
from assay.pages.words import visible
from tests.here import REPOSITORY

A = "convolution"
POINTS = {"corr2d": 12.0, "conv2d": 8.0, "detect_edges": 4.0, "sgd_step": 6.0, "train_edge_kernel": 8.0,
          "receptive_field": 4.0}


class Outcome(StrEnum):
    """How a submission ended; only the first two are as they should be."""

    GRADED = "graded"
    REFUSED = "refused"
    MUDDLED = "muddled"  # refused, but not with one clear sentence; or graded in part
    TRACEBACK = "traceback"
    STOPPED = "stopped"  # nothing became of it, though the run ended
    HUNG = "hung"  # nothing became of it, and the run never ended


def is_clear(sentence: str, course: Course) -> bool:
    """Whether a refusal can be shown to anybody: short, on one line, whole, and without the judge's own matters."""
    inner = ("Traceback", "Error", "Errno", str(course.root), str(REPOSITORY), "site-packages")
    return (sentence.endswith(".") and sentence.isprintable() and sentence == sentence.strip()
            and len(sentence) < 300 and not any(each in sentence for each in inner))


def outcomes(course: Course, students: Iterable[str], said: str, ended: bool) -> dict[str, Outcome]:
    """How each submission ended.

    Args:
        said: all that the commands printed.
        ended: whether grading came to its end.
    """
    scores = {row.student: row.scores for row in rows(course, A)}
    misplaced, flat = course.misplaced(A), unspaced(said)
    return {student: outcome(course, student, scores.get(student), misplaced, flat, ended) for student in students}


def unspaced(text: str) -> str:
    """Without blanks and line ends: where a terminal wraps a sentence says nothing."""
    return "".join(text.split())


def outcome(course: Course, student: str, scores: Mapping[str, float | None] | None, misplaced: Mapping[str, str],
            said: str, ended: bool) -> Outcome:
    """How one submission ended."""
    if visible(student) in misplaced:
        sentence = misplaced[visible(student)]
        whole = is_clear(sentence, course) and unspaced(sentence) in said and scores is None
        return Outcome.REFUSED if whole else Outcome.MUDDLED
    if scores is None or not course.autograded(student, A).exists():
        return Outcome.STOPPED if ended else Outcome.HUNG
    if not course.feedback(student, A).exists():
        return Outcome.STOPPED
    page = course.feedback(student, A).read_text("utf-8")
    if "autograder/" in page or str(course.root) in page:
        return Outcome.TRACEBACK
    mark = json.loads(course.autograded(student, A).read_text("utf-8"))["metadata"][MARK]
    given = [scores.get(question) for question in POINTS]
    if "refused" in mark:
        whole = is_clear(mark["refused"], course) and set(given) == {None} and unspaced(mark["refused"]) in said
        return Outcome.REFUSED if whole else Outcome.MUDDLED
    return Outcome.MUDDLED if None in given else Outcome.GRADED


def table(kinds: Mapping[str, str], ended: Mapping[str, Outcome]) -> str:
    """Kinds of damage × outcomes, as text; ``kinds`` by student."""
    counted = Counter((kind, ended[student]) for student, kind in kinds.items())
    names = [*dict.fromkeys(kinds.values())]
    head = f"{'':<12}" + "".join(f"{each:>11}" for each in Outcome)
    lines = [f"{name:<12}" + "".join(f"{counted[name, each] or '·':>11}" for each in Outcome) for name in names]
    last = f"{'all':<12}" + "".join(f"{sum(counted[name, each] for name in names):>11}" for each in Outcome)
    return "\n".join([head, *lines, last])
