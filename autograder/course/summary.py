"""What an instructor reads after grading: the scores, who needs a person and why, what was mended."""

from __future__ import annotations

from rich.console import Console
from rich.text import Text

from autograder.course.beliefs import lines
from autograder.course.gradebook import rows, worth
from autograder.course.grading import Graded
from autograder.course.places import Course
from autograder.report.classreport import as_html, as_table
from autograder.report.words import visible


def print_summary(course: Course, assignment: str, graded: Graded) -> None:
    """Prints the class after a run of ``autograde``."""
    console = wide_console()
    _print_table(console, course, assignment, graded.refused)
    for title, sentences in (("Could not be read, not graded", graded.refused),
                             ("Mended", {name: " ".join(notes) for name, notes in graded.notes.items()}),
                             ("Not judged, through no fault of the student's", graded.faults)):
        if sentences:
            console.print(Text(f"\n{title}:", style="bold"))
        for student, sentence in sentences.items():
            console.print(Text(f"  {visible(student)}: {visible(sentence)}"))
    if graded.faults:
        console.print("Run `make autograde` again; what stays is a fault of the hidden tests or of this machine.")
    console.print(f"\n{len(graded.students)} submissions, {len(graded.fresh)} graded anew.")


def print_report(course: Course, assignment: str) -> None:
    """Prints the class and writes the same as a page."""
    _print_table(wide_console(), course, assignment, {})
    for line in lines(course, assignment):
        print(line)
    page = course.root / "report.html"
    page.write_text(as_html(rows(course, assignment), worth(course, assignment)), "utf-8")
    print(f"The same as a page: {page.relative_to(course.root)}")


def wide_console() -> Console:
    """A console that does not squeeze the table when its output goes to a file."""
    console = Console()
    return console if console.is_terminal else Console(width=110)


def _print_table(console: Console, course: Course, assignment: str, sentences: dict[str, str]) -> None:
    console.print(as_table(rows(course, assignment, sentences), worth(course, assignment)))
