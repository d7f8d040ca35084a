"""What a feedback page tells of a submission: as far as it is graded, by whom, and how to ask again."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from sqlalchemy import select
from traitlets import Unicode

from assay.course.check.rubric import rubric_of
from assay.course.gradebook.lateness import penalty, policy
from assay.course.gradebook.rows import Record, points_of, records, row_of, whole
from assay.course.gradebook.tables import CELL, COMMENT, STUDENT, SUBMISSION, SUBMITTED, TICKED, noted
from assay.course.intake.rebuild import MARK
from assay.course.intake.staging import HANDED_IN, TEST, read_release, time_is_unreadable
from assay.course.places import Course, CourseError
from assay.judge.verdict import Verdict
from assay.pages import feedback
from assay.pages.standing import how_late, when
from assay.pages.student.page import Told, as_html
from assay.pages.words import number, visible

ASK = ("Is a score wrong? Tell those who grade, by the way that your course uses, the question's name and why. Their "
       "answer stands here, under the question, the next time that this page is made.")
NO_TIME = "When it was handed in could not be read; it counts as in time."
#: What the digests at the foot of a page are of.
HANDED, ANSWERS, VERDICT = "Your receipt:", "Answers:", "Verdict:"


@dataclass(frozen=True)
class Known:
    """What the gradebook knows of who handed in: ``questions`` are points, ``comments`` and ``ticked`` by question."""

    record: Record
    questions: Mapping[str, float]
    name: str
    comments: Mapping[str, str]
    ticked: Mapping[str, Sequence[str]]
    requests: str


class Tell(NbGraderPreprocessor):
    """Makes the page of a graded notebook, for :class:`assay.course.page_limit.FeedbackExporter` to hand on."""

    requests = Unicode(ASK, help="What students read about asking again; best with an address.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook as it is; ``resources["page"]`` holds the page."""
        names = resources["nbgrader"]
        course, assignment = Course.of(Path.cwd(), self.config), names["assignment"]  # a converter begins in the root
        with Gradebook(names["db_url"]) as gradebook:
            questions = points_of(gradebook, assignment)
            record = records(gradebook, assignment, names["student"])[names["student"]]
            name, comments = name_of(gradebook, record.student), comments_of(gradebook, assignment, record.student)
            ticked = ticked_of(gradebook, assignment, record.student)
        if record.seconds_late:
            record = replace(record, penalty=penalty(record, policy(self.config)))
        row = row_of(record, questions)
        if row.pending:  # nbgrader's commands print it; ours have said it before
            self.log.info("%s: %s", visible(record.student), row.standing)
        resources["page"] = as_html(nb, told(course, assignment, nb.metadata.get(MARK, {}), Known(
            record, questions, name, comments, ticked, self.requests)))
        return nb, resources


def told(course: Course, assignment: str, mark: Any, known: Known) -> Told:
    """All that a page tells.

    Args:
        course: whose.
        assignment: which.
        mark: what intake and grading have noted in the notebook.
        known: what the gradebook knows.
    """
    record, verdict = known.record, _verdict(course, assignment, mark)
    tested = {each.name.removeprefix(TEST) for each in record.grades if each.name.startswith(TEST)}
    page = Told(
        assignment, known.name, when(record.time) if record.time else "", row_of(record, known.questions).total,
        record.scores(), known.questions, lateness(course, assignment, record), known.requests, mark.get("notes", ()),
        mark.get("refused", ""), given=record.given(), comments=known.comments,
        remarks=dict.fromkeys(record.conflicts - tested, feedback.NEWER), release=_release(course, assignment),
        ticked={name: found_by_hand(course, assignment, name, items) for name, items in known.ticked.items()
                if record.scores().get(name) is not None})
    receipt: tuple[tuple[str, str], ...] = ((HANDED, str(mark[HANDED_IN])),) if mark.get(HANDED_IN) else ()
    if verdict is None:
        return replace(page, receipt=receipt)
    receipt += ((ANSWERS, str(verdict.basis.get("submission", ""))), (VERDICT, str(mark["verdict"])))
    return replace(page, questions={each.grade_id: each for each in verdict.questions},
                   limits=course.limits(assignment), receipt=receipt)


def lateness(course: Course, assignment: str, record: Record) -> list[str]:
    """Whether it was late, and what that costs; a sentence or none."""
    if record.seconds_late:
        return [f"Handed in {how_late(record.seconds_late, record.penalty)}."]
    return [NO_TIME] if time_is_unreadable(course.submitted(record.student, assignment)) else []


def name_of(gradebook: Gradebook, student: str) -> str:
    """How a page calls a student: by name where the gradebook has one, and by id."""
    found = gradebook.db.execute(select(STUDENT).where(STUDENT.c.id == student)).first()
    name = " ".join(part for part in (found.first_name, found.last_name) if part) if found else ""
    return f"{name} ({student})" if name else student


def comments_of(gradebook: Gradebook, assignment: str, student: str) -> dict[str, str]:
    """The comments on a student's answers, by question; a person's in place of nbgrader's own."""
    found = gradebook.db.execute(
        select(CELL.c.name, COMMENT.c.manual_comment, COMMENT.c.auto_comment)
        .join(COMMENT, COMMENT.c.cell_id == CELL.c.id).join(SUBMITTED, SUBMITTED.c.id == COMMENT.c.notebook_id)
        .join(SUBMISSION, SUBMISSION.c.id == SUBMITTED.c.assignment_id)
        .where(SUBMISSION.c.student_id == student, SUBMISSION.c.assignment_id == whole(gradebook, assignment).id))
    return {name.removeprefix(TEST): said for name, manual, auto in found if (said := manual or auto)}


def ticked_of(gradebook: Gradebook, assignment: str, student: str) -> dict[str, list[str]]:
    """What people ticked in the rubrics for a student's answers, by question."""
    return {each.cell.removeprefix(TEST): items for each in noted(gradebook, TICKED, assignment=assignment,
                                                                  student=student) if (items := json.loads(each.items))}


def found_by_hand(course: Course, assignment: str, question: str, items: Sequence[str]) -> list[tuple[str, str]]:
    """What was ticked, in the rubric's order, with its points; without, where the rubric has it no more."""
    rubric = {item.text: item.points for item in rubric_of(course.text(assignment), question).items}
    kept = [(f"{'+' if points > 0 else '−' if points < 0 else ''}{number(abs(points))}", text)
            for text, points in rubric.items() if text in items]
    return kept + [("", text) for text in items if text not in rubric]


def _verdict(course: Course, assignment: str, mark: Mapping[str, Any]) -> Verdict | None:
    return course.store(assignment).named(str(mark["verdict"])) if mark.get("verdict") else None


def _release(course: Course, assignment: str) -> frozenset[str]:
    """The sources of the release's own cells; none where it is gone."""
    try:
        return frozenset(str(cell["source"]) for cell in read_release(course, assignment)["cells"])
    except CourseError:
        return frozenset()
