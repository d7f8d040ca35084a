"""Judges a class again with the hidden tests as they are now, and says who moved before anything is recorded."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from assay.course.gradebook.answers import TEST
from assay.course.gradebook.rows import opened, records
from assay.course.grading.grading import Graded, autograde, chosen
from assay.course.intake.staging import Staged, graded_verdict, submission_of
from assay.course.places import Course
from assay.judge.verdict import Verdict, digest, replace_file
from assay.pages.changes import Change, change


@dataclass
class Regraded:
    """What a regrade found: a change for each student it looked at closely, and where the diff is kept, if it is."""

    graded: Graded = field(default_factory=lambda: Graded([]))
    changes: list[Change] = field(default_factory=list)
    first_time: list[str] = field(default_factory=list)
    kept: Path | None = None
    dry: bool = False


def regrade(course: Course, assignment: str, student: str = "*", workers: int | None = None,
            dry: bool = False) -> Regraded:
    """Judges again whoever may be concerned, compares with the verdicts that the grades came from, and records.

    Scores and comments given by people are nbgrader's, and stay. The diff is written before the gradebook is, so an
    interruption loses none of it.

    Args:
        course: as in ``autograde``, like the next three.
        assignment: which.
        student: one, or ``*`` for all.
        workers: how many at once.
        dry: judge and compare, but record nothing.

    Raises:
        CourseError: as ``autograde`` does.
        SandboxUnavailable: as ``autograde`` does.
    """
    before = {each: graded_verdict(course, assignment, each) for each in chosen(course, assignment, student)}
    found = Regraded(first_time=[each for each in before if not course.autograded(each, assignment).exists()],
                     dry=dry)

    def look(staged: Iterable[Staged]) -> bool:
        after = {each.student: verdict_of(course, assignment, each) for each in staged
                 if each.student not in found.first_time}
        found.changes = with_manual_scores(course, assignment, [
            change(each, before[each], verdict) for each, verdict in after.items()])
        if any(each.moved or each.receipt for each in found.changes):
            found.kept = keep(course, assignment, as_json(found, before, after, dry))
        return not dry

    found.graded = autograde(course, assignment, student, workers, look)
    return found


def verdict_of(course: Course, assignment: str, staged: Staged) -> Verdict | None:
    """The verdict on what was taken in; None for a file that could not be read."""
    basis = course.bench(assignment).basis(submission_of(assignment, staged.notebook))
    return None if staged.refused else course.store(assignment).get(basis)


def with_manual_scores(course: Course, assignment: str, changes: list[Change]) -> list[Change]:
    """The changes, with the points that people gave on the questions that moved."""
    if not any(each.moves for each in changes):
        return changes
    with opened(course) as gradebook:
        held = records(gradebook, assignment)
    manual = {each: {row.name.removeprefix(TEST): float(row.manual_score) for row in record.grades
                     if row.manual_score is not None} for each, record in held.items()}
    return [replace(each, manual={move.question: manual[each.student][move.question] for move in each.moves
                                  if move.question in manual.get(each.student, {})}) for each in changes]


def as_json(found: Regraded, before: dict[str, Verdict | None], after: dict[str, Verdict | None],
            dry: bool) -> dict[str, Any]:
    """The diff for programs. ``before`` and ``after`` name verdicts, all of which are kept under ``verdicts/``."""
    return {"recorded": not dry, "students": len(before), "first_time": found.first_time,
            "changed": [{**asdict(each), "before": _name(before[each.student]), "after": _name(after[each.student])}
                        for each in found.changes if each.moved or each.receipt]}


def _name(verdict: Verdict | None) -> str | None:
    return digest(verdict.basis) if verdict else None


def keep(course: Course, assignment: str, data: dict[str, Any]) -> Path:
    """Writes a diff beside the earlier ones, named by its time, for the graders alone; returns its path."""
    folder = course.root / "regrades" / assignment
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / f"{datetime.now(UTC):%Y-%m-%dT%H%M%S.%fZ}.json"
    replace_file(path, json.dumps(data, indent=1) + "\n")
    return path
