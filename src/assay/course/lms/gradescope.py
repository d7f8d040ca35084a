"""Gradescope: the results of each submission as its autograder writes them, and its table of scores.

The submissions are judged here; what Gradescope's own autograder would have written is made of the verdict.
"""

from __future__ import annotations

import csv
import io
import json
from collections.abc import Iterator
from typing import Any

from assay.course.gradebook.export import harmless
from assay.course.lms.fill import points
from assay.course.lms.given import Given
from assay.judge.verdict import Outcome, Property, Question, Verdict, digest
from assay.pages.standing import NOT_YET, how_late, one, so_far
from assay.pages.words import Reason, reasons, visible
from assay.room.limits import Limits

#: Students see results once the instructor publishes the grades, and no output of the program that made them.
VISIBILITY, STDOUT = "after_published", "hidden"
COLUMNS = ("First Name", "Last Name", "SID", "Email", "Sections", "Total Score", "Max Points", "Status")
PERSON = "A person gave these points."


def results(given: Given, student: str, verdict: Verdict | None, limits: Limits) -> str:
    """The results.json of one submission: one test for each property, or for a question that a person has graded.

    As long as something is pending there is no total, and what is pending has no score.
    """
    row, record = given.rows[student], given.records[student]
    late = f" Handed in {how_late(record.seconds_late, row.late)}." if record.seconds_late else ""
    tests = [test for number, name in enumerate(given.questions, 1)
             for test in _tests(given, student, name, number, verdict, limits)]
    rests_on = {"verdict": digest(verdict.basis)} if verdict else {}
    whole = {} if row.pending else {"score": row.total}
    return json.dumps({**whole, "output": so_far(row.total, row.maximum, row.pending) + "." + late,
                       "output_format": "text", "visibility": VISIBILITY, "stdout_visibility": STDOUT,
                       "extra_data": {**rests_on, "not_graded_yet": row.pending}, "tests": tests}, indent=1) + "\n"


def _tests(given: Given, student: str, name: str, number: int, verdict: Verdict | None,
           limits: Limits) -> Iterator[dict[str, Any]]:
    """The tests of one question."""
    score, worth = given.rows[student].scores.get(name), given.questions[name]
    said = given.comments.get(student, {}).get(name, "")
    question = verdict.question(name) if verdict else None
    person = name in given.records[student].given()
    if question is None or person or (score is not None and score != question.earned):
        output = [PERSON] if person else [f"{one(None, worth).capitalize()}."] if score is None else []
        yield _test(name, name, str(number), worth, score, "\n".join([*output, *([visible(said)] if said else [])]))
        return
    for place, (item, why) in enumerate(zip(question.properties, reasons(question, limits), strict=True), 1):
        yield _property(question, item, why, f"{number}.{place}")
    if said:
        yield _test(name, f"{name}: comment", f"{number}.{len(question.properties) + 1}", 0.0, 0.0, visible(said))


def _property(question: Question, item: Property, why: Reason | None, number: str) -> dict[str, Any]:
    got = {Outcome.EARNED: item.points, Outcome.NOT_EARNED: 0.0}.get(item.outcome)
    lines = [why.sentence, why.call, *(f"{label}  {text}" for label, text in why.rows), why.hint] if why else []
    return _test(question.grade_id, f"{question.grade_id}: {visible(item.sentence)}", number, item.points, got,
                 "\n".join(line for line in lines if line))


def _test(question: str, name: str, number: str, worth: float, score: float | None, output: str) -> dict[str, Any]:
    scored = {} if score is None else {"score": score, "status": "passed" if score >= worth else "failed"}
    return {"name": name, "number": number, **scored, "max_score": worth, "output": output, "output_format": "text",
            "tags": [question], "visibility": VISIBILITY}


def table(given: Given) -> str:
    """The class as Gradescope's own table of scores has it; blank where something is pending."""
    file = io.StringIO(newline="")
    lines = csv.writer(file, lineterminator="\n")
    names = [f"{number}: {name} ({points(worth)} pts)"
             for number, (name, worth) in enumerate(given.questions.items(), 1)]
    lines.writerow([*COLUMNS, *names])
    for person in given.people.persons.values():
        row = given.rows.get(person.id)
        status = "Missing" if row is None else NOT_YET.capitalize() if row.pending else "Graded"
        scores = [row.scores.get(name) if row else None for name in given.questions]
        lines.writerow(map(harmless, [
            person.first, person.last, person.lms or person.id, person.email, person.section,
            None if row is None or row.pending else points(row.total), points(given.worth), status,
            *(None if score is None else points(score) for score in scores)]))
    return file.getvalue()
