"""What an instructor reads after grading: the scores, who needs a person and why, what was mended."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from rich.console import Console
from rich.text import Text

from assay.course.gradebook.lateness import refresh
from assay.course.gradebook.rows import missing_of, rows, worth
from assay.course.grading.beliefs import blind_spots, counted
from assay.course.grading.origin import doubts
from assay.course.grading.proof import unproven
from assay.course.intake.staging import graded_refusal
from assay.course.places import Course
from assay.pages.attention import lists
from assay.pages.changes import as_lines
from assay.pages.class_report import ClassRow, as_html, as_table
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
    console.print(as_table(found, worth(course, assignment)))
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
    """Prints the class and writes the same as a page."""
    refused = {student: sentence for student in course.students(assignment)
               if (sentence := graded_refusal(course, assignment, student))}
    refresh(course, assignment)
    found, questions = rows(course, assignment, refused), worth(course, assignment)
    console, missing = wide_console(), missing_of(course, assignment)
    console.print(as_table(found, questions))
    print_lists(console, found, missing)
    for student, sentence in doubts(course, assignment, course.students(assignment)).items():
        print(f"{DOUBTED}: {visible(student)}: {visible(sentence)}")
    for student, sentence in unproven(course, assignment, course.students(assignment)).items():
        print(f"{UNPROVEN}: {visible(student)}: {visible(sentence)}")
    beliefs = counted(course, assignment)
    for each in beliefs:
        print(visible(str(each)))
    missed = blind_spots(course, assignment)
    for sentence in missed:
        print(sentence)
    page = course.root / "report.html"
    page.write_text(as_html(found, questions, beliefs, missed, absent=missing), "utf-8")
    print(f"The same as a page: {page.relative_to(course.root)}")


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
