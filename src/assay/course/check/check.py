"""An assignment looked over in seconds: nothing of it is run, unless only that tells what its properties are worth."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from assay.course.check import answers, beside, hidden, notebook
from assay.course.check.said import parsed, read
from assay.course.check.text import read_cells
from assay.course.places import NAME, Course, CourseError
from assay.course.roomfile import RoomFileError, read_room_file


def looked_at(course: Course, assignment: str) -> list[str]:
    """Every complaint about an assignment's files, a sentence each; empty when nothing stands against them.

    Raises:
        CourseError: its name is none, or it has no hidden tests at all.
    """
    if not NAME.fullmatch(assignment):
        raise CourseError(f"{assignment!r} is no assignment's name: use letters, digits, - and _ only.")
    where = f"source/{assignment}.py"
    if not course.text(assignment).is_file():
        if built := sorted((course.root / "source" / assignment).glob("*.ipynb")):
            raise CourseError(f"{where} is missing, but there is {built[0].relative_to(course.root)}. Make it an "
                              f"assignment with `assay import {built[0].relative_to(course.root)}`.")
        raise CourseError(f"{where} is missing. Write the assignment there, or choose another ASSIGNMENT=….")
    questions, solutions = course.root / "autograder" / assignment, course.root / "solutions" / assignment
    text, complaints = read(course.text(assignment), where)
    cells, more = read_cells(text or "", where)
    if text is not None and not cells:
        complaints.append(f"{where} has no cells. It is a notebook in Jupytext's percent format: each begins with a "
                          "line '# %%'.")
    complaints += [*more, *notebook.unread(cells, where), *_unread(course, questions, solutions)]
    if complaints:  # what follows from them would only hide them
        return complaints
    asked, complaints = notebook.look_over(cells, where)
    complaints = [*sorted(complaints, key=_line), *beside.look_over(course, assignment, cells)]
    if not asked.answers:  # so nothing else belongs to it
        return complaints
    files, more = hidden.look_over(questions, asked)
    if not more and any(points is None for file in files.values() for points in file.points.values()):
        files, more = _collected(files, questions)
    return [*complaints, *more, *hidden.worth(files, asked), *answers.look_over(solutions, asked, files)]


def look_over(course: Course, assignment: str, *, quick: bool = False) -> list[str]:
    """Every complaint about an assignment; it is run only where its files give no reason for any.

    Raises:
        CourseError: its name is none, or there is no such assignment.
        SandboxUnavailable: this machine cannot isolate, so it cannot be run.
    """
    complaints = looked_at(course, assignment)
    if complaints or quick:
        return complaints
    from assay.course.check.running import run  # it imports JAX and nbgrader, which takes seconds

    return run(course, assignment)


def pass_or_refuse(course: Course, assignment: str, override: str = "") -> None:
    """Lets a release go on, or refuses it; a reason goes past what running it showed, never past its files.

    Raises:
        CourseError: something stands against it: every complaint, a line each.
    """
    complaints = look_over(course, assignment, quick=bool(override))
    if complaints:
        raise CourseError("\n".join([f"{assignment} is not released.", *complaints]))


def _unread(course: Course, *folders: Path) -> Iterator[str]:
    """Which of the files that hidden tests and solutions consist of cannot be read."""
    for folder in folders:
        for path in sorted(folder.rglob("*.py")):
            where = path.relative_to(course.root).as_posix()
            text, said = read(path, where)
            yield from said or parsed(text or "", where)[1]
    survivors = folders[0] / "survivors.toml"
    try:
        tomllib.loads(survivors.read_text("utf-8")) if survivors.exists() else {}
        read_room_file(folders[0])
    except RoomFileError as error:
        yield str(error)
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        yield f"{survivors.relative_to(course.root)} cannot be read: {error}. Mend it."


def _line(complaint: str) -> int:
    """The line of the text that a complaint is about."""
    number = complaint.split(":", 2)[1:2]
    return int(number[0]) if number and number[0].isdigit() else 0


def _collected(files: dict[str, hidden.TestFile], questions: Path) -> tuple[dict[str, hidden.TestFile], list[str]]:
    """The files with the points that pytest finds in them, and why it cannot."""
    from assay.course.check.running import why_unread
    from assay.judge.evidence import JudgeFault
    from assay.judge.plugin import run_hidden_tests

    try:
        results = run_hidden_tests(questions, None).results
    except JudgeFault as fault:
        return files, [why_unread(fault, questions)]
    return {question: replace(file, points={name: item.points for name, item in results.get(question, {}).items()})
            for question, file in files.items()}, []
