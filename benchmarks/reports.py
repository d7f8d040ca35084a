"""How long `assay report` takes in classes of 30, 1,000 and 5,000, with no room and no judge: everything is made up.

``python -m benchmarks.reports`` prints the time of the command as typed, and that of the work alone, without imports.
"""

from __future__ import annotations

import contextlib
import io
import json
import os
import random
import subprocess
import sys
import time
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from sqlalchemy import create_engine, insert, select

from assay.course.demo import make_course
from assay.course.gradebook.tables import (
    ANSWERS,
    ASSIGNMENT,
    CELL,
    GRADE,
    GRADE_CELL,
    NOTEBOOK,
    STUDENT,
    SUBMISSION,
    SUBMITTED,
)
from assay.course.intake.rebuild import MARK
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question, Run, Verdict, digest
from tests.here import REPOSITORY

A = "convolution"
SIZES = (30, 1000, 5000)
#: Bytes of the pictures in a graded notebook.
PICTURES = 60_000
FAILURE = Evidence(Kind.VALUES, "f(jnp.array([[0., 1.]]), jnp.array([[0., 1.]]))", "[[1.]]", "[[0.]]")


def fill(course: Course, size: int) -> None:
    """Puts so many graded students into a new course: gradebook, notebooks and verdicts, no two alike."""
    chance, release = random.Random(1), read_release(course, A)
    engine = create_engine(f"sqlite:///{course.gradebook}")
    ANSWERS.create(engine)
    with engine.begin() as database:
        whole = database.execute(select(ASSIGNMENT.c.id, NOTEBOOK.c.id).join(
            NOTEBOOK, NOTEBOOK.c.assignment_id == ASSIGNMENT.c.id).where(ASSIGNMENT.c.name == A)).one()
        cells = list(database.execute(select(CELL.c.id, CELL.c.name, GRADE_CELL.c.max_score).join(
            GRADE_CELL, GRADE_CELL.c.id == CELL.c.id)))
        for number in range(size):
            name = f"student_{number:04}"
            questions = tuple(Question(cell.removeprefix("test_"), tuple(
                Property(f"p{place}", f"holds in its part {place}", "Think.", most / 4, outcome,
                         FAILURE if outcome == Outcome.NOT_EARNED else None) for place in range(4)
                for outcome in [Outcome.EARNED if chance.random() < 0.85 else Outcome.NOT_EARNED]),
                "flips_kernel" if chance.random() < 0.1 else "") for _, cell, most in cells if cell.startswith("test_"))
            record(course, release, name, Verdict({"submission": name}, questions))
            earned = {question.grade_id: question.earned for question in questions}
            database.execute(insert(STUDENT).values(id=name))
            database.execute(insert(SUBMISSION).values(id=f"a{number}", assignment_id=whole[0], student_id=name,
                                                       timestamp=datetime(2026, 9, 14, 12)))
            database.execute(insert(SUBMITTED).values(id=f"n{number}", assignment_id=f"a{number}",
                                                      notebook_id=whole[1]))
            grades = [{"id": f"g{number}.{place}", "notebook_id": f"n{number}", "cell_id": cell,
                       "auto_score": earned.get(test.removeprefix("test_")),
                       "needs_manual_grade": not test.startswith("test_")}
                      for place, (cell, test, _) in enumerate(cells)]
            database.execute(insert(GRADE), grades)
            last = json.dumps([name, name, None])
            database.execute(insert(ANSWERS), [{"assignment": A, "student": name, "cell": cell, "last": last,
                                                "given": ""} for _, cell, _ in cells])


def record(course: Course, release: dict[str, Any], name: str, verdict: Verdict) -> None:
    """Writes what grading leaves of a student besides the gradebook."""
    outputs = [{"output_type": "display_data", "metadata": {}, "data": {"image/png": "A" * PICTURES}}]
    course.store(A).put(verdict, Run({"9": {"outputs": outputs, "count": 1, "ended": None}}, 12.5))
    mark = {MARK: {"notes": [], "unclear": [], "verdict": digest(verdict.basis)}}
    cells = [*release["cells"], {"cell_type": "code", "id": "more", "metadata": {}, "outputs": outputs, "source": ""}]
    notebook = {**release, "cells": cells, "metadata": mark}
    for path, text in ((course.autograded(name, A), json.dumps(notebook, indent=1, sort_keys=True)),
                       (course.submitted(name, A) / f"{A}.ipynb", json.dumps(release)),
                       (course.submitted(name, A) / "timestamp.txt", "2026-09-14 12:00:00.000000 UTC"),
                       (course.feedback(name, A), "<!doctype html>")):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def measured(course: Course) -> tuple[float, float]:
    """Seconds of the command as typed, and of its work in a process that has imported everything; each the third.

    The command finds the bytecode that it left before, as wherever it is installed, whatever is set here.
    """
    from assay.course.grading.summary import print_report

    typed, work = 0.0, 0.0
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    kept["PYTHONPYCACHEPREFIX"] = str(course.root.parent / "bytecode")
    command = [sys.executable, "-m", "assay", "report", "--course", str(course.root), "--assignment", A]
    for _ in range(3):
        begun = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, env=kept)
        typed, begun = time.perf_counter() - begun, time.perf_counter()
        with contextlib.redirect_stdout(io.StringIO()):
            print_report(course, A)
        work = time.perf_counter() - begun
    return typed, work


def main() -> None:
    """Prints a line for each size."""
    for size in SIZES:
        with TemporaryDirectory() as folder:
            course = make_course(Course(REPOSITORY), A, Path(folder) / "course")
            fill(course, size)
            typed, work = measured(course)
            page = (course.root / "report.html").stat().st_size
            print(f"{size} students: {typed:.2f} s as typed, {work:.2f} s of work; a page of {page / 1024:.0f} KB",
                  flush=True)


if __name__ == "__main__":
    main()
