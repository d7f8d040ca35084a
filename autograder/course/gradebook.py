"""What nbgrader's gradebook says of an assignment, row by row."""

from __future__ import annotations

import csv
import re
import sqlite3
from collections import defaultdict
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path
from typing import Any
from urllib.parse import quote

from nbgrader.api import BaseCell, Grade, Gradebook, MissingEntry, SubmittedAssignment, SubmittedNotebook
from sqlalchemy import select, text

from autograder.course.places import Course, CourseError
from autograder.report.classreport import ClassRow

TEST = "test_"
#: How long another program may hold the gradebook before it counts as locked.
SECONDS = 30.0
MARKS = ("CREATE TABLE IF NOT EXISTS made_from "
         "(assignment TEXT, student TEXT, digest TEXT, PRIMARY KEY (assignment, student))")
#: What SQLite says, and what an instructor should read.
SAYS = {
    "locked": "is locked: another program has been writing it for {seconds:.0f} seconds. Close that program, or wait "
              "until it is done; then run this again.",
    "readonly": "cannot be written. Give yourself the right to write it and its folder, then run this again.",
    "unable to open": "cannot be opened or written. Give yourself the right to write it and its folder, then run this "
                      "again.",
    "full": "cannot be written: the disk is full. Free some space, then run this again; nothing is lost.",
    "disk I/O": "cannot be read or written: the disk failed or is full. See to the disk, then run this again.",
}
DAMAGED = ("is damaged ({error}). Nothing was written. Run `make restore`: it puts the newest backup in its place and "
           "keeps the damaged file. Without a backup, move the file away and run `make gradebook.db autograde`: what "
           "was entered by hand is lost, all else comes back from verdicts/.")


def connected(path: Path, mode: str = "rw") -> sqlite3.Connection:
    """A plain connection to a database that must be there; ``mode`` is SQLite's: ro or rw."""
    return sqlite3.connect(f"file:{quote(str(path))}?mode={mode}", uri=True, timeout=SECONDS, isolation_level=None)


def ailment(course: Course, path: Path | None = None) -> str:
    """One sentence on what keeps a gradebook (the course's own, if none is given) from being used, else ""."""
    path = path or course.gradebook
    name = path.relative_to(course.root).as_posix()
    if path.stat().st_size == 0:
        return f"{name} {DAMAGED.format(error='it is empty')}"
    try:
        with closing(connected(path)) as database:
            database.execute("BEGIN IMMEDIATE")
            found = database.execute("PRAGMA quick_check(1)").fetchone()[0]
            if found == "ok":
                database.execute("SELECT count(*) FROM submitted_assignment").fetchone()
                database.execute("CREATE TABLE can_it_be_written (x)")
            database.execute("ROLLBACK")
    except sqlite3.Error as error:
        found = str(error)
    if found == "ok":
        return ""
    says = next((sentence for word, sentence in SAYS.items() if word in found), DAMAGED)
    return f"{name} {says.format(error=found.splitlines()[-1], seconds=SECONDS)}"


def sign(gradebook: Gradebook, assignment: str, student: str, digest: str) -> None:
    """Notes in the gradebook itself what a student's grades were made from, after the last of them is written.

    A gradebook that is put back from a backup thus says itself what it does not hold yet.
    """
    gradebook.db.execute(text(MARKS))
    gradebook.db.execute(text("INSERT OR REPLACE INTO made_from VALUES (:assignment, :student, :digest)"),
                         {"assignment": assignment, "student": student, "digest": digest})
    gradebook.db.commit()


def signed(course: Course, assignment: str) -> dict[str, str]:
    """What the grades in the gradebook were made from, by student."""
    with closing(connected(course.gradebook)) as database:
        if not database.execute("SELECT 1 FROM sqlite_master WHERE name = 'made_from'").fetchone():
            return {}
        return dict(database.execute("SELECT student, digest FROM made_from WHERE assignment = ?", (assignment,)))
COLUMNS = ("assignment", "duedate", "timestamp", "student_id", "last_name", "first_name", "email", "raw_score",
           "late_submission_penalty", "score", "max_score")
FORMULA = ("=", "+", "-", "@", "\t", "\r")
NUMBER = re.compile(r"[+-][0-9]+(\.[0-9]+)?(e[+-]?[0-9]+)?")


def opened(course: Course) -> Gradebook:
    """The gradebook; use it as a context manager.

    Raises:
        CourseError: there is none.
    """
    if not course.gradebook.exists():
        raise CourseError("gradebook.db is missing. Run `make release`, then `make autograde`.")
    if course.gradebook.stat().st_size == 0:  # nbgrader would take it for a new one
        raise CourseError(ailment(course))
    return Gradebook(f"sqlite:///{course.gradebook}?timeout=30")


def worth(course: Course, assignment: str) -> dict[str, float]:
    """The points of each question, in the notebook's order.

    Raises:
        CourseError: the gradebook does not know the assignment.
    """
    with opened(course) as gradebook:
        try:
            notebook = gradebook.find_notebook(assignment, assignment)
        except MissingEntry:
            raise CourseError(f"The gradebook does not know {assignment!r}. Run `make release` first.") from None
        points = {cell.name: float(cell.max_score) for cell in notebook.grade_cells}
        order = [cell.name for cell in notebook.source_cells]
    return {name.removeprefix(TEST): points[name] for name in sorted(points, key=order.index)}


def rows(course: Course, assignment: str, sentences: dict[str, str] | None = None) -> list[ClassRow]:
    """A row for each student who has submitted: scores by question, and which of them a person must look at."""
    questions = worth(course, assignment)
    late, grades = marks(course, assignment)
    found = []
    for student, penalty in late.items():
        held = {grade.name.removeprefix(TEST): grade for grade in grades[student]}
        scores = {name: None if grade.auto_score is None and grade.manual_score is None else float(grade.score)
                  for name, grade in held.items()}
        needs = tuple(name for name in questions if name in held and held[name].needs_manual_grade)
        total = sum(score or 0.0 for score in scores.values()) - penalty
        found.append(ClassRow(student, scores, needs, penalty, total, sum(questions.values()),
                              (sentences or {}).get(student, "")))
    return sorted(found, key=lambda row: row.student)


def marks(course: Course, assignment: str) -> tuple[dict[str, float], dict[str, list[Any]]]:
    """Of each student who has submitted: the points taken off for lateness, and the grades, in two queries.

    nbgrader's own objects ask the database anew for each student, several times.
    """
    with opened(course) as gradebook:
        whole = gradebook.find_assignment(assignment)
        mine = SubmittedAssignment.assignment_id == whole.id
        late = gradebook.db.execute(
            select(SubmittedAssignment.student_id, SubmittedAssignment.late_submission_penalty).where(mine))
        grades: dict[str, list[Any]] = defaultdict(list)
        for row in gradebook.db.execute(
                select(SubmittedAssignment.student_id, BaseCell.name, Grade.auto_score, Grade.manual_score, Grade.score,
                       Grade.needs_manual_grade)
                .join(SubmittedNotebook, SubmittedNotebook.assignment_id == SubmittedAssignment.id)
                .join(Grade, Grade.notebook_id == SubmittedNotebook.id)
                .join(BaseCell, BaseCell.id == Grade.cell_id).where(mine)):
            grades[str(row.student_id)].append(row)
        return {str(student): float(penalty or 0.0) for student, penalty in late}, grades


def export(course: Course, to: Path) -> Path:
    """Writes all grades as nbgrader's own CSV has them; returns the file's path.

    nbgrader's plugin quotes nothing, so a comma in a name would move the grades behind it into other columns.
    """
    with opened(course) as gradebook, to.open("w", newline="", encoding="utf-8") as file:
        table = csv.writer(file, lineterminator="\n")
        table.writerow(COLUMNS)
        for assignment in gradebook.assignments:
            for student in gradebook.students:
                table.writerow([*_line(gradebook, assignment, student)])
    return to


def _line(gradebook: Gradebook, assignment: Any, student: Any) -> Iterator[str]:
    """A student's grade for an assignment, in the order of ``COLUMNS``; who has not submitted has 0 points."""
    try:
        found = gradebook.find_submission(assignment.name, student.id)
        time, raw, late = found.timestamp, found.score, found.late_submission_penalty
    except MissingEntry:
        time, raw, late = None, 0.0, 0.0
    total = max(0.0, raw - (late or 0.0))
    values = (assignment.name, assignment.duedate, time, student.id, student.last_name, student.first_name,
              student.email, raw, late, total, assignment.max_score)
    return (plain("" if value is None else str(value)) for value in values)


def plain(text: str) -> str:
    """A cell's text that no spreadsheet takes for a formula: an apostrophe stands before what begins like one.

    Numbers stay as they are, and so does every id that begins with a letter or digit: an LMS still finds its students.
    """
    return f"'{text}" if text[:1] in FORMULA and not NUMBER.fullmatch(text) else text
