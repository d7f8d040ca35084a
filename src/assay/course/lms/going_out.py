"""``assay export --to``: what is written for another system, all of it under ``exports/``."""

from __future__ import annotations

import zipfile
from collections.abc import Mapping
from pathlib import Path

from assay.course.gradebook.reading import reading
from assay.course.intake.staging import graded_verdict
from assay.course.lms import canvas, gradescope, moodle, plain
from assay.course.lms.given import Collected, Given, collected, given_of
from assay.course.lms.sheet import Sheet
from assay.course.places import Course, CourseError, name_fault
from assay.pages.words import visible

#: What is filled, and where it is downloaded.
FILLED = {"canvas": "Canvas's gradebook: Grades, Export", "moodle": "Moodle's grading worksheet of the assignment"}
SYSTEMS = (*FILLED, "gradescope", "csv", "json")
#: Where the pages are handed back.
BACK = {"canvas": "the assignment's page in Canvas, Re-Upload Submissions",
        "moodle": "the assignment's page in Moodle, Upload multiple feedback files in a zip"}
UPLOAD = {"canvas": "Canvas, Grades, Import", "moodle": "the assignment's page in Moodle, Upload grading worksheet"}


def export_to(course: Course, assignment: str, system: str, file: Path | None = None, column: str = "") -> list[str]:
    """Writes an assignment for another system; returns what is to be said.

    Args:
        course: whose.
        assignment: which.
        system: one of ``SYSTEMS``.
        file: what was downloaded from it; it stays as it is, and a filled copy is written.
        column: how it calls the assignment, if not as here.

    Raises:
        CourseError: the file or the column is missing, or not the system's, or the gradebook does not know the
            assignment.
    """
    if system in FILLED and file is None:
        raise CourseError(f"Name the file that is to be filled, with FILE=downloaded.csv: {FILLED[system]}.")
    given = given_of(course, assignment)
    folder = course.root / "exports"
    folder.mkdir(exist_ok=True, mode=0o770)
    start = folder / f"{assignment}-{system}"
    if system == "gradescope":
        return _gradescope(course, assignment, given, start)
    if file is None or system not in FILLED:
        text = plain.as_csv(given) if system == "csv" else plain.as_json(given, assignment)
        return [f"{_write(course, start.with_name(f'{assignment}.{system}'), text.encode())}"]
    sheet = Sheet.read(file)
    with reading(course) as gradebook:
        held = collected(gradebook, assignment, system)
    if system == "canvas":
        told = canvas.fill(sheet, given.people, given.rows, assignment, column, given.worth)
    else:
        told = moodle.fill(sheet, given.people, given.rows, {each.who: each.student for each in held.values()},
                           {student: given.words(student) for student in given.rows})
    written = _write(course, start.with_suffix(".csv"), sheet.as_bytes())
    return [*told.lines(), f"{written}: upload it on {UPLOAD[system]}.",
            *pages(course, assignment, system, held, start.with_name(f"{assignment}-{system}-pages.zip"))]


def pages(course: Course, assignment: str, system: str, held: Mapping[str, Collected], to: Path) -> list[str]:
    """Writes the feedback pages of those who were collected, named as the system takes them back."""
    found = {each.page: course.feedback(each.student, assignment) for each in held.values() if each.page}
    missing = sorted(visible(each.student) for each in held.values() if each.page and
                     not course.feedback(each.student, assignment).is_file())
    there = {name: path for name, path in sorted(found.items()) if path.is_file()}
    said = [f"No feedback page yet: {', '.join(missing)}. Run `make feedback`, then this again."] if missing else []
    if not there:
        return said
    fresh = to.with_suffix(".new")
    with zipfile.ZipFile(fresh, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in there.items():
            archive.writestr(zipfile.ZipInfo(name), path.read_bytes(), zipfile.ZIP_DEFLATED)
    fresh.replace(to)
    return [*said, f"{to.relative_to(course.root)}: {len(there)} feedback page{'s' * (len(there) != 1)}, to be handed "
                   f"back on {BACK[system]}."]


def _gradescope(course: Course, assignment: str, given: Given, start: Path) -> list[str]:
    """A results.json for each submission, and the table of scores."""
    limits, unsafe = course.limits(assignment), [each for each in given.rows if "/" in each or name_fault(each)]
    for student in given.rows.keys() - set(unsafe):
        text = gradescope.results(given, student, graded_verdict(course, assignment, student), limits)
        (start / student).mkdir(parents=True, exist_ok=True)
        _write(course, start / student / "results.json", text.encode())
    said = [f"No results.json, as no folder can have this name: {', '.join(map(visible, unsafe))}."] if unsafe else []
    where = start.relative_to(course.root)
    return [*said, f"{len(given.rows) - len(unsafe)} submissions: {where}/STUDENT/results.json",
            _write(course, start.with_suffix(".csv"), gradescope.table(given).encode())]


def _write(course: Course, to: Path, data: bytes) -> str:
    """Writes a file whole or not at all; returns its name within the course."""
    fresh = to.with_name(f"{to.name}.new")
    fresh.write_bytes(data)
    fresh.replace(to)
    return to.relative_to(course.root).as_posix()
