"""What a feedback page tells of scores: as far as it is graded, by whom, and how to ask again."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from nbformat import from_dict
from nbgrader.api import Gradebook
from nbgrader.preprocessors import NbGraderPreprocessor
from traitlets import Unicode

from assay.course.gradebook.lateness import penalty, policy
from assay.course.gradebook.rows import Record, points_of, records, row_of
from assay.course.intake.rebuild import MARK
from assay.course.intake.staging import HANDED_IN, TEST, time_is_unreadable
from assay.course.places import Course
from assay.pages import feedback
from assay.pages.standing import how_late, one, so_far

ASK = ("Is a score wrong? Tell those who grade, by the way that your course uses, the question's name and why. Their "
       "answer stands here, under the question, the next time that this page is made.")
NO_TIME = "When it was handed in could not be read; it counts as in time."

RECEIPT = "What was graded has the digest {digest}; your notebook has the same, as long as it is what you handed in."


class Tell(NbGraderPreprocessor):
    """Puts the scores of the gradebook into a notebook and its judge's cards, in words."""

    requests = Unicode(ASK, help="What students read about asking again; best with an address.").tag(config=True)

    def preprocess(self, nb: Any, resources: Any) -> tuple[Any, Any]:
        """The notebook with scores in words; ``resources["told"]`` holds what stands on top of the page."""
        names = resources["nbgrader"]
        course, assignment = Course.of(Path.cwd(), self.config), names["assignment"]  # a converter begins in the root
        with Gradebook(names["db_url"]) as gradebook:
            questions = points_of(gradebook, assignment)
            record = records(gradebook, assignment, names["student"])[names["student"]]
        if record.seconds_late:
            record = replace(record, penalty=penalty(record, policy(self.config)))
        row, scores = row_of(record, questions), record.scores()
        for cell in nb.cells:
            mark = cell.metadata.get("nbgrader", {})
            name = str(mark.get("grade_id", "")).removeprefix(TEST)
            if (mark.get("grade") or mark.get("task")) and name in questions:
                mark["said"] = one(scores.get(name), questions[name])
                if not mark["grade_id"].startswith(TEST) and name in record.conflicts:
                    mark["remark"] = feedback.NEWER
        self._fill_cards(course, assignment, nb, record)
        resources["told"] = {"standing": so_far(row.total, row.maximum, row.pending),
                             "sentences": [*lateness(course, assignment, record), *receipt(nb), self.requests],
                             "questions": table(record, questions)}
        return nb, resources

    def _fill_cards(self, course: Course, assignment: str, nb: Any, record: Record) -> None:
        """Writes the judge's cards anew, with the points that people have given since."""
        name = nb.metadata.get(MARK, {}).get("verdict")
        verdict = course.store(assignment).named(str(name)) if name else None
        if verdict is None:
            return
        limits, given = course.bench(assignment).limits, record.given()
        for cell in nb.cells:
            name = cell.metadata.get("nbgrader", {}).get("grade_id", "")
            question = verdict.question(name.removeprefix(TEST)) if name.startswith(TEST) else None
            if question is not None and cell.outputs:
                person = given.get(question.grade_id)
                cell.outputs = [*cell.outputs[:-1], *from_dict(feedback.cell_outputs(question, limits, person))]


def lateness(course: Course, assignment: str, record: Record) -> list[str]:
    """Whether it was late, and what that costs; a sentence or none."""
    if record.seconds_late:
        return [f"Handed in {how_late(record.seconds_late, record.penalty)}."]
    return [NO_TIME] if time_is_unreadable(course.submitted(record.student, assignment)) else []


def receipt(nb: Any) -> list[str]:
    """Which notebook was graded; a sentence, or none where that was not kept."""
    digest = nb.metadata.get(MARK, {}).get(HANDED_IN)
    return [RECEIPT.format(digest=digest)] if digest else []


def table(record: Record, questions: Mapping[str, float]) -> list[dict[str, str]]:
    """The page's contents: each question's cell, its name and its score in words."""
    scores, cells = record.scores(), {each.name.removeprefix(TEST): each.name for each in record.grades}
    return [{"cell": cells.get(name, name), "name": name, "said": one(scores.get(name), points)}
            for name, points in questions.items()]
