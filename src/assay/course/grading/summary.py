"""What an instructor reads after grading: the scores, who needs a person and why, what was mended."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from typing import TYPE_CHECKING
from urllib.parse import quote

from rich.console import Console
from rich.text import Text

from assay.course.gradebook.lateness import refresh
from assay.course.gradebook.reading import reading
from assay.course.gradebook.rows import missing_of, points_of, rows, whole, worth
from assay.course.grading.beliefs import blind_spots, counted
from assay.course.grading.origin import doubts
from assay.course.grading.proof import unproven
from assay.course.grading.works import works
from assay.course.places import Course
from assay.course.roster.members import members
from assay.pages.attention import lists
from assay.pages.changes import as_lines
from assay.pages.class_report import ClassRow, as_text
from assay.pages.report.page import Report, as_html
from assay.pages.standing import when
from assay.pages.words import visible

if TYPE_CHECKING:  # these bring the judge along, which a report does without
    from assay.course.grading.grading import Graded
    from assay.course.grading.regrade import Regraded

#: The judge changes no points for it, and no student reads it: there may be a good reason.
DOUBTED = "Perhaps not from whom or when it says; points are as earned, please look"
#: Of what goes to a file.
WIDTH = 130
LEFT = "Not judged yet, as each takes far longer than the others"
#: There are good reasons for it too.
UNPROVEN = "Believed, and not seen; points are as earned"


def print_summary(course: Course, assignment: str, graded: Graded) -> None:
    """Prints the class after a run of ``autograde``."""
    console, found, missing = wide_console(), rows(course, assignment), missing_of(course, assignment)
    print(as_text(found, worth(course, assignment), console.width))
    for title, sentences in (("Could not be read, not graded", graded.refused),
                             ("Not looked at", graded.misplaced),
                             (DOUBTED, graded.doubts),
                             (UNPROVEN, graded.unproven),
                             ("Mended", {name: " ".join(notes) for name, notes in graded.notes.items()}),
                             ("Not judged, through no fault of the student's", graded.faults)):
        if sentences:
            console.print(Text(f"\n{title}:", style="bold"))
        for student, sentence in sentences.items():
            console.print(Text(f"  {visible(student)}: {visible(sentence)}"))
    if graded.left:
        console.print(Text(f"\n{LEFT}: {', '.join(map(visible, graded.left))}. The next `make autograde` judges them."))
    if graded.faults:
        console.print("Run `make autograde` again; what stays is a fault of the hidden tests or of this machine.")
    print_lists(console, found, missing)
    console.print(f"\n{len(graded.students)} submissions, {len(graded.fresh)} graded anew.")


def print_regraded(course: Course, regraded: Regraded) -> None:
    """Prints who moved; in full, as no name or call may be cut."""
    graded = regraded.graded
    for line in as_lines(regraded.changes, len(graded.students), len(regraded.first_time)):
        print(line)
    for student, sentence in graded.faults.items():
        print(f"Not judged, through no fault of the student's: {student}: {sentence}")
    if regraded.kept:
        print(f"The same for programs: {regraded.kept.relative_to(course.root)}")
    if regraded.dry:
        print("Nothing was recorded. Without DRY=1, `make regrade` records it.")
    elif graded.fresh:
        print(f"{len(graded.fresh)} recorded. Run `make feedback` for their new pages.")


def print_report(course: Course, assignment: str) -> None:
    """Prints the class and writes the same, and more, as a page."""
    students = course.students(assignment)
    done = works(course, assignment, students)
    refused = {each.student: each.refused for each in done if each.refused}
    refresh(course, assignment)
    with reading(course) as gradebook:
        questions, due = points_of(gradebook, assignment), whole(gradebook, assignment).duedate
        expected = sum(each.here for each in members(gradebook).values())
    found, missing = rows(course, assignment, refused), missing_of(course, assignment)
    console, told = wide_console(), {DOUBTED: doubts(course, assignment, students), UNPROVEN: unproven(done)}
    print(as_text(found, questions, console.width))
    print_lists(console, found, missing)
    for title, sentences in told.items():
        for student, sentence in sentences.items():
            print(f"{title}: {visible(student)}: {visible(sentence)}")
    solutions = course.root / "solutions" / assignment
    outside = {row.student for row in found if row.outside}
    beliefs = counted([each for each in done if each.student not in outside], solutions / "chaff")
    missed = blind_spots(done, solutions / "stand_in.py")
    for line in [*map(str, beliefs), *missed]:
        print(visible(line))
    page = course.root / "report.html"
    page.write_text(as_html(Report(
        assignment, when(datetime.now(UTC)), found, questions, when(due) if due else "", expected,
        pages_of(course, assignment, students),
        {each.student: each.verdict.questions for each in done if each.verdict}, beliefs, missed, missing, refused,
        {each.student: " ".join(each.notes) for each in done if each.notes},
        {each.student: each.seconds for each in done if each.seconds}, told)), "utf-8")
    print(f"The same as a page: {page.relative_to(course.root)}")


def pages_of(course: Course, assignment: str, students: Sequence[str]) -> dict[str, str]:
    """Where the feedback pages lie that are there, as the report's page links them."""
    return {student: quote(path.relative_to(course.root).as_posix()) for student in students
            if (path := course.feedback(student, assignment)).exists()}


def print_lists(console: Console, found: Sequence[ClassRow], absent: Sequence[str]) -> None:
    """Prints what needs a person, each under its title, with the place in formgrader."""
    for each in lists(found, absent):
        console.print(Text(f"\n{each.title}:", style="bold"))
        for note in each.notes:
            said = f"  {visible(note.said)}"
            console.print(Text(said + (f"\n    {note.link}" if note.link else "")))


def wide_console() -> Console:
    """A console that does not squeeze the table when its output goes to a file."""
    console = Console()
    return console if console.is_terminal else Console(width=WIDTH)
