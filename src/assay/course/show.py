"""One student in the terminal: what the gradebook says, what was lost and why, and what it rests on."""

from __future__ import annotations

from collections.abc import Iterator

from assay.course.gradebook.told import lateness
from assay.course.intake.staging import HANDED_IN, graded_mark, graded_verdict
from assay.course.lms.given import Given, given_of
from assay.course.places import Course, CourseError
from assay.judge.verdict import Outcome, Question, digest
from assay.pages.standing import one, so_far
from assay.pages.words import number, reasons, visible
from assay.room.limits import Limits


def show(course: Course, assignment: str, student: str) -> list[str]:
    """What is to be printed of a student and an assignment, line by line.

    Raises:
        CourseError: nobody knows the student, or the gradebook does not know the assignment.
    """
    given = given_of(course, assignment)
    person = next((each for each in given.everybody if each.id == student), None)
    handed_in = course.submitted(student, assignment).exists()
    if person is None and not handed_in:
        raise CourseError(f"Nobody is called {visible(student)!r}, neither in the gradebook nor under submitted/. Ids "
                          "are "
                          "as under submitted/; `make report` prints them.")
    about = [f"{person.first} {person.last}".strip(), person.email, person.section and f"section {person.section}",
             person.lms and f"LMS id {person.lms}"] if person else []
    lines = [visible(" · ".join([student, *filter(None, about)]))]
    if student in given.remarks:
        lines.append(f"Not counted in the means: {given.remarks[student]}.")
    if student not in given.rows:
        return [*lines, f"{assignment}: " + ("handed in, and not graded yet: run `make autograde`" if handed_in else
                                             "handed in nothing") + "."]
    return [*lines, *_graded(course, assignment, student, given)]


def _graded(course: Course, assignment: str, student: str, given: Given) -> Iterator[str]:
    """Of one who is graded: the total, lateness, each question, the student's receipt, the verdict, the page."""
    row, record = given.rows[student], given.records[student]
    yield f"{assignment}: {so_far(row.total, row.maximum, row.pending)}."
    yield f"Handed in at {record.time:%Y-%m-%d %H:%M:%S} UTC." if record.time else "No time of submission is known."
    yield from lateness(course, assignment, record)
    mark = graded_mark(course, assignment, student)
    if refused := mark.get("refused"):
        yield f"The file could not be read: {visible(str(refused))}"
    verdict, limits = graded_verdict(course, assignment, student), course.limits(assignment)
    width, persons = max(map(len, given.questions)), record.given()
    for name, points in given.questions.items():
        yield f"  {name:{width}}  {one(row.scores.get(name), points)}"
        question = verdict.question(name) if verdict else None
        if (person := persons.get(name)) is not None:
            yield f"      {person.sentence(question or Question(name, ()))}"
        if question is not None:
            yield from _lost(question, limits)
        if text := given.comments.get(student, {}).get(name):
            yield f"      Comment: {visible(text)}"
    yield f"Receipt: {visible(str(mark.get(HANDED_IN) or 'none.'))}"
    yield f"Verdict: {digest(verdict.basis) if verdict else 'none.'}"
    page = course.feedback(student, assignment)
    yield f"Page: {visible(str(page.relative_to(course.root)))}" if page.exists() else "Page: none yet."


def _lost(question: Question, limits: Limits) -> Iterator[str]:
    """The properties that were lost or not judged, each with its reason."""
    if question.misconception:
        yield f"      Matches the misconception {question.misconception}."
    for item, why in zip(question.properties, reasons(question, limits), strict=True):
        if item.outcome == Outcome.EARNED or why is None:
            continue
        mark = "not judged" if item.outcome == Outcome.NOT_JUDGED else f"−{number(item.points)}"
        yield f"      {mark}  {visible(item.sentence)}"
        said = [why.sentence, *why.call.split("\n"), *(f"{label}  {text}" for label, text in why.rows), why.hint]
        yield from (f"          {visible(line)}" for line in said if line)
