"""A shell for what pages have typed: a class of four, real commands, and by hand what rooms would have said."""

from __future__ import annotations

import json
import shlex
import shutil
import subprocess
import sys
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from typing import Any

import nbgrader
import pytest

from assay.__main__ import main
from assay.authoring.scaffold import TEMPLATE
from assay.course.gradebook.rows import opened
from assay.course.grading import grading
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import fill
from assay.judge.bench import digests_of_tests
from assay.judge.verdict import Outcome, Property, Question, Run, Verdict
from tests.course.desk import FAILURE, A, filled, hand_in
from tests.course.lms.zips import canvas_name, zipped
from tests.deaf import deafened
from tests.docs.shown import PAGES
from tests.pages.student.sheets import FLIP

EXAMPLE = Path(nbgrader.__file__).parent / "docs" / "source" / "user_guide" / "source"
#: As docs/deadlines.md shows it.
ROSTER = "\n".join(line.strip() for line in PAGES["docs/deadlines.md"].splitlines() if line.strip().count(",") == 4
                   and line.startswith("    ")) + "\n"
TIMES = {"ada": "09:00", "ben": "10:30", "cleo": "11:30"}
WORKSHEET = ("Identifier,Full name,Email address,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade),"
             "Feedback comments\nParticipant 501,Ada Lovelace,,Submitted for grading,,46.00,Yes,-,\n")
#: What students' code is judged by; here everybody is judged beforehand, and nothing of theirs is run.
JUDGES = ("autograde", "regrade", "report", "feedback")


def downloaded(assignment: str) -> str:
    """Canvas's table, with a column that is called otherwise too."""
    rows = (f'"{last}, {first}",{number},{student},A,,\r\n' for student, last, first, number, *_ in (
        line.split(",") for line in ROSTER.splitlines()[1:]))
    return (f"Student,ID,SIS Login ID,Section,{assignment} (77),Week 3 (1234)\r\n    Points Possible,,,,46.00,46.00\r\n"
            + "".join(rows))


class Shell:
    """Runs commands as a page shows them, in ``place``, by the program itself, but for rooms."""

    def __init__(self, place: Path, patch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
        self.place, self._patch, self._capsys, self._count, self._assignment = place, patch, capsys, 0, A
        without_rooms(patch)

    def run(self, typed: str, status: int = 0) -> str:
        """What is printed; both streams, as in a terminal."""
        typed, _, into = typed.partition(" > ")
        self._patch.setenv("COLUMNS", "130")
        said = "".join(self._one(shlex.split(part), status) for part in typed.split(" && "))
        if into:
            (self.place / into).write_text(said, "utf-8")
        return said

    def _one(self, words: Sequence[str], status: int) -> str:
        program, *rest = words
        for name, _, value in (word.partition("=") for word in rest):
            self._assignment = value if name == "ASSIGNMENT" else self._assignment
        for word in rest:
            self._lay(word.partition("=")[2])
        if program == "cd":
            self.place /= rest[0]
            return ""
        if program == "make":
            self._count += 1
            deaf = deafened(self.place / ".deaf" / str(self._count), self.place)
            return "".join(self._assay(argv, status) for argv in deaf(*rest))
        if program == "nbgrader":
            done = subprocess.run([sys.executable, "-m", "nbgrader", *rest], cwd=self.place, capture_output=True,
                                  text=True, check=True)
            return done.stdout + done.stderr
        assert Path(program).name == "assay", words
        return self._assay(rest, status)

    def _assay(self, argv: Sequence[str], status: int) -> str:
        self._patch.chdir(self.place)
        digests_of_tests.cache_clear()  # each command is a process of its own
        self._capsys.readouterr()
        done = main([*argv, *(["--without-sandbox"] if argv[0] in JUDGES else [])])
        said = self._capsys.readouterr()
        assert done == status, said.err
        return said.out + said.err

    def _lay(self, name: str) -> None:
        """Puts a file that is named where it is looked for, if it is one that a person brings along."""
        assignment = self._assignment
        texts = {"roster.csv": ROSTER.replace(A, assignment), "downloaded.csv": downloaded(assignment),
                 "worksheet.csv": WORKSHEET}
        if name in texts:
            (self.place / name).write_text(texts[name], "utf-8", newline="")
        elif name == "submissions.zip":
            course = Course(self.place)
            zipped(self.place / name, {
                canvas_name(f"{last}, {first}", int(number), 3000 + int(number), f"{assignment}.ipynb"):
                    json.dumps(fill(read_release(course, assignment), {})).encode()
                for student, last, first, number, *_ in (line.split(",") for line in ROSTER.splitlines()[1:])
                if not course.submitted(student, assignment).exists()})
        elif name.startswith("old/source/"):
            with suppress(FileExistsError):
                shutil.copytree(EXAMPLE, self.place / "old" / "source")


def without_rooms(patch: pytest.MonkeyPatch) -> None:
    """What no test may wait for is left out: a release is not audited, its own pictures are not drawn, and what comes
    in gets a verdict that is written by hand: all is right, but Ben loses half of his first question.
    """
    patch.setattr(grading, "judged", judged)
    for module in ("assay.course.grading.grading", "assay.course.gradebook.preprocessors"):
        patch.setattr(f"{module}.given_outputs", lambda *_: {})
    for check in ("assay.course.check.check.pass_or_refuse", "assay.course.release.gate.prove"):
        patch.setattr(check, lambda *_: None)


def judged(course: Course, assignment: str, waiting: Sequence[grading.Waiting], *_: Any) -> dict[str, str]:
    """In the place of what judges whom no verdict stands on."""
    cells = [cell["metadata"].get("nbgrader", {}) for cell in read_release(course, assignment)["cells"]]
    points = {cell["grade_id"].removeprefix("test_"): cell["points"] for cell in cells
              if cell.get("grade") and not cell.get("solution")}
    for each in waiting:
        basis = course.bench(assignment).basis(each.submission)
        wrong = next(iter(points)) if "ben" in each.students and not mended(course, assignment) else ""
        course.store(assignment).put(Verdict(basis, tuple(
            Question(name, (half("shape", worth, Outcome.EARNED), half(
                "values", worth, Outcome.NOT_EARNED if name == wrong else Outcome.EARNED)))
            for name, worth in points.items())), Run())
    return {}


def half(name: str, points: float, outcome: Outcome) -> Property:
    return Property(name, f"gives the right {name}", "Is the kernel turned?", points / 2, outcome,
                    FAILURE if outcome == Outcome.NOT_EARNED else None)


def mended(course: Course, assignment: str) -> bool:
    return any("# mended" in path.read_text("utf-8") for path in (course.root / "autograder" / assignment).glob("*.py"))


def graded_class(template: Course, root: Path) -> Course:
    """A course with the Makefile of every course, and a class: Ada is right and in time, Ben flips the kernel and is
    late, Cleo has an extension, Dan has handed in nothing.
    """
    shutil.copytree(template.root, root, symlinks=True)
    shutil.copy(TEMPLATE / "Makefile", root)
    (root / "requirements.txt").touch()
    (root / "roster.csv").write_text(ROSTER, "utf-8")
    course = Course(root)
    for student, time in TIMES.items():
        own = {"corr2d": FLIP} if student == "ben" else {}
        hand_in(course, student, filled(course, why_convolution=f"Locality, says {student}.", **own),
                f"2026-09-14 {time}:00 UTC")
    with opened(course) as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-09-14 10:00:00")
    with pytest.MonkeyPatch.context() as patch:
        without_rooms(patch)
        for verb in (["students", "--file", str(root / "roster.csv")], ["autograde", "--without-sandbox"]):
            assert main([*verb, "--course", str(root)]) == 0
    return course
