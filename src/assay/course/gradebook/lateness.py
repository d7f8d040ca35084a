"""Points off for lateness, as the due date, extensions, the policy and all scores have it at this moment.

nbgrader works them out when a notebook is graded, and never again. Here they are compared with what they should be
whenever the gradebook is read, and put right where they differ; no grade is touched.
"""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from datetime import timedelta
from math import fsum
from typing import Any, cast

from assay.course.config import LATE, course_config
from assay.course.gradebook.lock import Busy, writing
from assay.course.gradebook.reading import reading
from assay.course.gradebook.rows import Record, Unknown, opened, records, whole
from assay.course.gradebook.tables import EXTENSIONS, note, noted
from assay.course.places import Course, CourseError
from assay.pages.words import visible

#: What a policy is asked: the student, the score, the seconds; None stands for nothing.
Policy = Callable[[str, float, float], float | None]
#: nbgrader's own, by the names that it gives them.
METHODS: dict[object, Policy] = {"none": lambda *_: 0.0, "zero": lambda _, score, __: score}


def refresh(course: Course, assignment: str) -> None:
    """Puts lateness right, if it is not. While another run writes the course, that is left to it."""
    with reading(course) as gradebook:
        if not differing(gradebook, course, assignment):
            return
    with suppress(Busy), writing(course):
        put_right(course, assignment)


def put_right(course: Course, assignment: str) -> None:
    """The same for who holds the course's lock."""
    with opened(course) as gradebook:
        for wanted in differing(gradebook, course, assignment):
            submission = gradebook.find_submission(assignment, wanted.student)
            submission.extension = wanted.extension
            for notebook in submission.notebooks:
                notebook.late_submission_penalty = wanted.penalty or None
        gradebook.db.commit()


def differing(gradebook: Any, course: Course, assignment: str) -> list[Record]:
    """What nbgrader should keep of those of whom it keeps something else.

    Raises:
        CourseError: the course's policy failed.
    """
    try:
        due, held = whole(gradebook, assignment).duedate, records(gradebook, assignment)
    except Unknown:
        return []
    granted = extensions(gradebook, assignment)
    asked: list[Policy] = []  # a class of nbgrader's brings nbconvert along, for which most courses need not wait

    def points_off(record: Record) -> float:
        if not record.seconds_late:
            return 0.0
        asked[:] = asked or [policy(course_config(course.root))]
        return penalty(record, asked[0])

    found = []
    for record in held.values():
        extension = granted.get(record.student, record.extension) if due else None
        wanted = replace(record, extension=extension or None, due=due + (extension or timedelta()) if due else None)
        wanted = replace(wanted, penalty=points_off(wanted))
        if (wanted.extension, wanted.penalty) != (record.extension, record.penalty):
            found.append(wanted)
    return found


def policy(config: Any) -> Policy:
    """The course's policy: its own function, one of nbgrader's, or a class in ``AssignLatePenalties.plugin_class``."""
    if config.get("AssignLatePenalties", {}).get("plugin_class", LATE) == LATE:
        said = {**config.get("LateSubmissionPlugin", {}), **config.get("LateRule", {})}
        plain = said.get("points_off") or METHODS.get(said.get("penalty_method", "none"))
        if callable(plain):
            return cast(Policy, plain)  # nbgrader would say the same, after seconds
    from nbgrader.preprocessors import AssignLatePenalties

    step = AssignLatePenalties(config=config)
    step.init_plugin()
    asked: Policy = step.plugin_inst.late_submission_penalty
    return asked


def penalty(record: Record, asked: Policy) -> float:
    """The points off that a policy asks for, between none and all.

    Raises:
        CourseError: it failed.
    """
    if not record.seconds_late:
        return 0.0
    score = fsum(points or 0.0 for points in record.scores().values())
    try:
        return min(max(0.0, float(asked(record.student, score, record.seconds_late) or 0.0)), score)
    except Exception as error:
        said = f"{visible(record.student)}: {type(error).__name__}: {visible(str(error))[:200]}"
        raise CourseError(f"The course's late policy in nbgrader_config.py failed at {said}") from error


def extensions(gradebook: Any, assignment: str) -> dict[str, timedelta]:
    """The extensions of an assignment that were granted by the roster, by student; taken back, they are zero."""
    return {each.student: timedelta(seconds=each.seconds)
            for each in noted(gradebook, EXTENSIONS, assignment=assignment)}


def grant(gradebook: Any, assignment: str, student: str, extension: timedelta) -> None:
    """Notes an extension; it counts from the next look on."""
    note(gradebook, EXTENSIONS,
         [{"assignment": assignment, "student": student, "seconds": extension.total_seconds()}])
