"""The cells that graded work hangs on: nbgrader takes none away and adds none once a student is graded.

It says so with a traceback, after the audit. Here it is a sentence, and comes first.
"""

from __future__ import annotations

from sqlalchemy import select

from assay.course.check.text import read_cells
from assay.course.gradebook.database import exists
from assay.course.gradebook.reading import reading
from assay.course.gradebook.tables import ASSIGNMENT, NOTEBOOK, SOURCE_CELL, SUBMITTED
from assay.course.places import Course, CourseError

#: What makes nbgrader keep a cell; a cell that is only named may come and go.
KEPT = ("grade", "solution", "locked")


def keep_cells(course: Course, assignment: str) -> None:
    """Refuses a release with other cells than those by which students are graded already.

    Raises:
        CourseError: cells were taken out, renamed or added.
    """
    before = graded_cells(course, assignment)
    if not before or not course.text(assignment).is_file():
        return
    cells, _ = read_cells(course.text(assignment).read_text("utf-8", "replace"), "")
    now = {cell.name for cell in cells if cell.name and any(map(cell.grading.get, KEPT))}
    said = [f"{what} {', '.join(sorted(names))}" for what, names in (("without", before - now), ("with", now - before))
            if names]
    if said:
        raise CourseError(
            f"{assignment} is not released. Students are graded already, and source/{assignment}.py is now "
            f"{' and '.join(said)}: undo that, as their grades hang on these cells. A question that is to count no "
            "more gets hidden tests that everybody passes, and `make regrade`.")


def graded_cells(course: Course, assignment: str) -> set[str]:
    """The names of the cells that the gradebook keeps of an assignment; none as long as no student is graded."""
    if not exists(course):
        return set()
    of = (select(NOTEBOOK.c.id).join(ASSIGNMENT, ASSIGNMENT.c.id == NOTEBOOK.c.assignment_id)
          .where(ASSIGNMENT.c.name == assignment))
    with reading(course) as gradebook:
        if not gradebook.db.execute(select(SUBMITTED.c.id).where(SUBMITTED.c.notebook_id.in_(of)).limit(1)).first():
            return set()
        return {name for name, in gradebook.db.execute(
            select(SOURCE_CELL.c.name).where(SOURCE_CELL.c.notebook_id.in_(of)))}
