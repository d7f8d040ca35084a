"""What is not graded yet, said before anything goes out to students or to another system."""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable, Iterator, Sequence

import click

from assay.course.gradebook.reading import reading
from assay.course.gradebook.rows import assignments_of, points_of, records, row_of
from assay.course.places import Course, CourseError
from assay.pages.class_report import ClassRow
from assay.pages.standing import NOT_YET
from assay.pages.words import visible

UNASKED = "Nobody can be asked here, so this goes on."


def before_going_out(course: Course, assignment: str = "*", student: str = "*",
                     is_asked: Callable[[], bool] = lambda: sys.stdin.isatty() and sys.stdout.isatty()) -> bool:
    """Says what is pending; on a terminal, asks whether to go on. Returns whether to go on.

    Args:
        course: whose.
        assignment: the one that goes out, or ``*`` for all.
        student: the only one, or ``*`` for all.
        is_asked: whether somebody sits there who can be asked.
    """
    with reading(course) as gradebook:
        names = [each.name for each in assignments_of(gradebook) if assignment in ("*", each.name)]
    told = [line for each in names for line in pending(course, each, student)]
    for line in told:
        print(line, file=sys.stderr)
    if not told:
        return True
    if is_asked():
        return click.confirm("Go on all the same?", err=True)
    print(UNASKED, file=sys.stderr)
    return True


def pending(course: Course, assignment: str, student: str = "*") -> Iterator[str]:
    """What of an assignment is pending, and where a person has to decide: a sentence each."""
    try:
        with reading(course) as gradebook:
            questions, held = points_of(gradebook, assignment), records(gradebook, assignment, student)
    except CourseError:  # one of another kind than ours
        return
    found = [row_of(held[name], questions) for name in sorted(held)]
    count = sum(bool(row.pending) for row in found)
    if count:
        yield f"{assignment}: {NOT_YET} at {count} of {len(found)} students: {', '.join(_questions(found))}."
    for row in found:
        for name in row.conflicts:
            yield f"{assignment}: {visible(row.student)} has a newer answer to {name} than a person gave points for."


def _questions(found: Sequence[ClassRow]) -> Iterator[str]:
    counts = Counter(name for row in found for name, score in row.scores.items() if score is None)
    yield from (f"{name} of {number}" for name, number in counts.most_common())
