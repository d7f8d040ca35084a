"""What is compared: each question's answer, and all that a student has written, without what was given out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass

from assay.course.intake.rebuild import Cell, Notebook, grade_id, is_answer
from assay.course.intake.staging import read_release, take_in_all
from assay.course.places import Course
from assay.judge.answers import AnswersError, read_answers

#: The name of a student's code outside of all answers.
OWN = ""
#: Characters of one text that are looked at; an honest answer has a tenth of them.
LONGEST = 60_000


@dataclass(frozen=True)
class Documents:
    """Texts by question and by who wrote them.

    ``students`` and ``wheat`` hold a text for each question, and further code under ``OWN``. ``starter`` is what
    students were given. ``prose`` names the questions that are answered in words.
    """

    questions: tuple[str, ...]
    prose: frozenset[str]
    starter: Sequence[str]
    students: Mapping[str, Mapping[str, str]]
    wheat: Mapping[str, Mapping[str, str]]

    @property
    def code(self) -> tuple[str, ...]:
        """The names of the texts that are code."""
        return tuple(name for name in (*self.questions, OWN) if name not in self.prose)


def documents(course: Course, assignment: str) -> Documents:
    """The texts of all who handed in, as they are taken in now; of files that cannot be read, none.

    Raises:
        CourseError: the release is missing or damaged.
    """
    release = read_release(course, assignment)
    answers = {grade_id(cell): cell for cell in release["cells"] if is_answer(cell)}
    prose = frozenset(name for name, cell in answers.items() if cell["cell_type"] != "code")
    given = {_text(cell) for cell in release["cells"]}
    taken = take_in_all(course, assignment, course.students(assignment))
    students = {each.student: _texts(each.notebook, given) for each in taken if not each.refused}
    return Documents(tuple(answers), prose, [_text(cell) for cell in release["cells"] if cell["cell_type"] == "code"],
                     students, _wheat(course, assignment))


def _text(cell: Cell) -> str:
    return "".join(cell["source"])


def _texts(notebook: Notebook, given: set[str]) -> dict[str, str]:
    """A student's texts; a cell that is as it was given out is none of them."""
    own = [cell for cell in notebook["cells"] if _text(cell) not in given]
    texts = {grade_id(cell): _text(cell)[:LONGEST] for cell in own if is_answer(cell)}
    code = [_text(cell) for cell in own if cell["cell_type"] == "code" and not is_answer(cell)]
    return texts | {OWN: "\n\n".join(code)[:LONGEST]}


def _wheat(course: Course, assignment: str) -> dict[str, dict[str, str]]:
    """The right solutions in other styles, which nobody has copied from one another."""
    found = {}
    for path in sorted((course.root / "solutions" / assignment / "wheat").glob("[!_]*.py")):
        with suppress(AnswersError):  # `make check` says so
            found[path.stem] = read_answers(path)
    return found
