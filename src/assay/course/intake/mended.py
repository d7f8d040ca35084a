"""What had to be mended in a submission, in the sentences that the student and the instructor read."""

from __future__ import annotations

from collections.abc import Iterator

from assay.course.intake.found import Recognised, is_empty
from assay.course.intake.sheet import Question, Sheet

PUT_BACK = "The cell {name} was missing; it was put back."
MISSING = "Your answer cell {name} was missing; it counts as not filled in."
UNCLEAR = ("{name} was not judged: its own cell is {state}, and its answer may stand in another cell; "
           "a person will look.")
LOST = "Recognised by what they define or where they stand, as their cells no longer said whose they are: {names}."
SEVERAL = "The cell {name} was there {count} times{empty}; {what}."
EMPTY = ", {count} of them still empty"
RUN = "what is code runs in the order of your notebook"
JOINED = "the texts were joined in their order"
#: In place of an empty answer cell: its stub would undo what another cell has defined.
ELSEWHERE = "# The answer stands in another cell of this notebook."
#: In place of a written answer that may stand elsewhere: nbgrader gives an untouched one a zero, and asks nobody.
LOOK = "(The answer was not found in its own cell; it may stand elsewhere in this notebook.)"


def mended(sheet: Sheet, done: Recognised) -> list[str]:
    """A sentence for each thing; none where the notebook is as it should be."""
    seen = {each.place for each in done.found}
    notes = [PUT_BACK.format(name=name) for name, place in sheet.by_name.items()
             if name.startswith("test_") and place not in seen and place not in sheet.questions]
    if lost := [question.name for place, question in sheet.questions.items() if place in done.lost]:
        notes.append(LOST.format(names=", ".join(lost)))
    for question in sheet.questions.values():
        notes += _of_question(done, question)
    return notes


def _of_question(done: Recognised, question: Question) -> Iterator[str]:
    parts = [each for each in done.found if each.place == question.place]
    if question.place in done.unclear:
        yield UNCLEAR.format(name=question.name, state="still empty" if parts else "missing")
    elif not parts and question.place not in done.within:
        yield MISSING.format(name=question.name)
    named = {each.origin: each for each in parts if each.named}
    if len(named) > 1:
        empty = sum(is_empty(each, question) for each in named.values())
        yield SEVERAL.format(name=question.name, count=len(named), empty=EMPTY.format(count=empty) if empty else "",
                             what=RUN if question.is_code else JOINED)
