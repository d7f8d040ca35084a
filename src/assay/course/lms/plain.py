"""An assignment as a plain table with a column for each question, and as JSON for programs."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

from assay.course.gradebook.export import NOTHING, harmless, scored, standing
from assay.course.lms.given import Given
from assay.course.lms.people import Person
from assay.pages.standing import GRADED, NOT_YET

#: The version of the JSON; a key that goes or changes its meaning raises it.
SCHEMA = 1
BY_PERSON, NEWER = "graded by a person", "graded by a person, and a newer answer has come in"
COLUMNS = ("student_id", "last_name", "first_name", "email", "section", "lms_id", "status", "score", "max_score",
           "late_submission_penalty", "score_so_far", "graded_so_far", "not_graded_yet", "timestamp", "seconds_late",
           "remark")


def as_csv(given: Given) -> str:
    """One row a student: who, how far graded, the total; then of each question its points and its status."""
    file = io.StringIO(newline="")
    table = csv.writer(file, lineterminator="\n")
    names = [f"{name}{end}" for name in given.questions for end in ("", "_max_score", "_status")]
    table.writerow([*COLUMNS, *map(harmless, names)])
    for person in given.everybody:
        line = facts(given, person)
        questions = [cell for each in line["questions"].values() for cell in each.values()]
        table.writerow(map(harmless, [*(line[name] for name in COLUMNS), *questions]))
    return file.getvalue()


def as_json(given: Given, assignment: str) -> str:
    """The same for programs; what is not known, or not graded yet, is null."""
    return json.dumps({"schema": SCHEMA, "assignment": assignment, "max_score": given.worth,
                       "questions": dict(given.questions),
                       "students": [facts(given, person) for person in given.everybody]}, indent=1) + "\n"


def facts(given: Given, person: Person) -> dict[str, Any]:
    """What is known of a student. No score is there as long as something is pending."""
    row, record = given.rows.get(person.id), given.records.get(person.id)
    _, late, total = scored(row) if row else (None, None, None)
    _, so_far, graded, pending = standing(row) if row else (NOTHING, None, None, None)
    return {"student_id": person.id, "last_name": person.last, "first_name": person.first, "email": person.email,
            "section": person.section, "lms_id": person.lms, "status": given.status(person.id), "score": total,
            "max_score": given.worth, "late_submission_penalty": late, "score_so_far": so_far, "graded_so_far": graded,
            "not_graded_yet": pending, "timestamp": f"{record.time} UTC" if record and record.time else None,
            "seconds_late": record.seconds_late if record else None, "remark": given.remarks.get(person.id, ""),
            "questions": {name: {"score": row.scores.get(name) if row else None, "max_score": points,
                                 "status": _status(given, person.id, name)}
                          for name, points in given.questions.items()}}


def _status(given: Given, student: str, question: str) -> str:
    """How far one question of a student is graded, and by whom."""
    record = given.records.get(student)
    if record is None:
        return NOTHING
    if (person := record.given().get(question)) is not None:
        return NEWER if person.newer else BY_PERSON
    return NOT_YET if given.rows[student].scores.get(question) is None else GRADED
