"""One term, step by step, through the command line and nbgrader's exchange: the gradebook is right after each."""

from __future__ import annotations

import csv
import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI

from assay.__main__ import main
from assay.course.config import course_config
from assay.course.gradebook.rows import opened
from assay.course.grading.by_nbgrader import nbgrader_at_work
from assay.course.places import CONFIG, Course
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, give, hand_in, settle
from tests.course.gradebook.test_lateness import POLICY, due
from tests.course.lms.test_canvas import imported
from tests.course.release.test_nbgrader import student_does

ROSTER = f"""\
id,last_name,first_name,section,lms_id,extension {A}
ada,Lovelace,Ada,A,17,
ben,Doe,Ben,A,18,
cleo,Roe,Cleo,B,19,
dan,Poe,Dan,B,20,
"""
ESSAY = "why_convolution"
#: The exchange writes the present time: due is an hour later.
NOW = datetime.now(UTC).replace(microsecond=0)
HOUR = timedelta(hours=1)
CANVAS = (f"Student,ID,SIS Login ID,Section,{A} (1234)\r\n    Points Possible,,,,46.00\r\n"
          '"Lovelace, Ada",17,ada,A,\r\n"Doe, Ben",18,ben,A,\r\n"Roe, Cleo",19,cleo,B,\r\n"Poe, Dan",20,dan,B,\r\n')


def at(time: datetime) -> str:
    return f"{time:%Y-%m-%d %H:%M:%S} UTC"


IN_TIME, LATE = at(NOW), at(NOW + 1.5 * HOUR)


class Term:
    """A course without isolation, whose verdicts are written by hand, and what its commands said last."""

    def __init__(self, course: Course, capsys: pytest.CaptureFixture[str]) -> None:
        self.course, self.capsys = Course(course.root, Isolation.NONE), capsys
        config = course.root / CONFIG
        config.write_text(config.read_text("utf-8") + POLICY, "utf-8")

    def run(self, verb: str, *more: str) -> str:
        self.capsys.readouterr()
        unsafe = ["--without-sandbox"] if verb in ("autograde", "report", "feedback") else []
        assert main([verb, "--course", str(self.course.root), *more, *unsafe]) == 0
        return self.capsys.readouterr().out

    def roster(self, text: str) -> str:
        (self.course.root / "roster.csv").write_text(text, "utf-8")
        return self.run("students", "--file", str(self.course.root / "roster.csv"))

    def hand_in(self, student: str, time: str, essay: str = "Locality.", *, right: bool = True) -> None:
        answers = {ESSAY: essay} if right else {ESSAY: essay, "corr2d": f"corr2d = {essay!r}"}
        hand_in(self.course, student, filled(self.course, **answers), time)
        settle(self.course, student, {} if right else {"corr2d": LOST})

    def through_the_exchange(self, student: str, folder: Path) -> None:
        """Released, fetched, submitted and collected: all right."""
        for name in ("exchange", "home"):
            (folder / name).mkdir()
        config = course_config(self.course.root)
        config.Exchange.root, config.Exchange.cache = str(folder / "exchange"), str(folder / "cache")
        config.Exchange.assignment_dir = str(folder / "home")
        api = NbGraderAPI(config=config)
        with nbgrader_at_work():
            assert api.release_assignment(A)["success"]
            student_does(api, "FetchAssignment")
            notebook = folder / "home" / A / f"{A}.ipynb"
            assert notebook.read_bytes() == self.course.release(A).read_bytes()
            notebook.write_text(json.dumps(filled(self.course, **{ESSAY: "Locality."})), "utf-8")
            api.coursedir.student_id = student
            student_does(api, "Submit")
            api.coursedir.student_id = "*"
            assert api.collect(A)["success"]
        settle(self.course, student)

    def in_canvas(self) -> dict[str, str]:
        """The scores by Canvas's number that it would take from its own table, filled."""
        table = self.course.root / "downloaded.csv"
        table.write_text(CANVAS, "utf-8", newline="")
        self.run("export", "--to", "canvas", "--file", str(table))
        return imported((self.course.root / "exports" / f"{A}-canvas.csv").read_bytes().decode())

    def table(self) -> dict[str, tuple[str, ...]]:
        """The export: raw score, penalty, score, status, and what is pending."""
        self.run("export")
        columns = ("raw_score", "late_submission_penalty", "score", "status", "not_graded_yet")
        with (self.course.root / "grades.csv").open(encoding="utf-8", newline="") as file:
            return {line["student_id"]: tuple(line[name] for name in columns) for line in csv.DictReader(file)}

    def reopened(self) -> set[tuple[str, str]]:
        """What waits for a person in formgrader."""
        with opened(self.course) as gradebook:
            return {(each.student.id, grade.name) for each in gradebook.assignment_submissions(A)
                    for notebook in each.notebooks for grade in notebook.grades if grade.needs_manual_grade}


NOTHING = ("", "", "", "handed in nothing", "")


def waits(points: str) -> tuple[str, ...]:
    return ("", "", "", "not graded yet", points)


def final(raw: float, off: float) -> tuple[str, ...]:
    return (str(raw), str(off), str(raw - off), "graded", "0.0")


# nbgrader leaves a file open.
@pytest.mark.filterwarnings("ignore:unclosed file .*timestamp.txt:ResourceWarning")
def test_a_term(course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    term = Term(course, capsys)
    assert term.roster(ROSTER) == "4 students are in the class.\n"
    assert term.table() == dict.fromkeys(("ada", "ben", "cleo", "dan"), NOTHING)

    due(course, at(NOW + HOUR))
    term.through_the_exchange("ada", tmp_path)
    term.hand_in("ben", LATE)
    term.hand_in("cleo", IN_TIME, right=False)
    said = term.run("autograde")
    assert "Late:\n  ben: 30 minutes late, 4.2 points taken off\n" in said
    assert "Handed in nothing, and not counted in the means:\n  dan\n" in said
    assert term.table() == {"ada": waits("4.0"), "ben": waits("4.0"), "cleo": waits("4.0"), "dan": NOTHING}
    assert term.in_canvas() == {"17": "", "18": "", "19": "", "20": ""}

    for student, points in (("ada", 4.0), ("ben", 3.0), ("cleo", 2.0)):
        give(term.course, student, ESSAY, points)
    give(term.course, "cleo", "test_corr2d", 5.0)
    assert term.table() == {"ada": final(46.0, 0.0), "ben": final(45.0, 4.5), "cleo": final(37.0, 0.0), "dan": NOTHING}
    assert term.in_canvas() == {"17": "46.00", "18": "40.50", "19": "37.00", "20": ""}

    term.roster(ROSTER.replace("18,", "18,1 hour"))
    assert term.table()["ben"] == final(45.0, 0.0)

    term.hand_in("cleo", LATE)
    said = term.run("autograde")
    assert "cleo: corr2d: 5 points are for an earlier answer; the newer one earns 12 by the tests" in said
    assert term.reopened() == {("cleo", "test_corr2d")}
    assert term.table()["cleo"] == final(37.0, 3.7)
    give(term.course, "cleo", "test_corr2d", None)
    assert term.table()["cleo"] == final(44.0, 4.4)

    due(course, at(NOW - HOUR))
    term.run("report")
    assert term.table() == {"ada": final(46.0, 46 * 0.1 * 2), "ben": final(45.0, 9.0),
                            "cleo": final(44.0, 44 * 0.1 * 3), "dan": NOTHING}
    assert term.run("autograde").endswith("3 submissions, 0 graded anew.\n")
    assert term.reopened() == set()

    assert term.roster(ROSTER.replace("ben,Doe,Ben,A,18,\n", "")).splitlines() == [
        "ben has left: the roster names no such student any more.", "3 students are in the class."]
    said = term.run("report")
    assert "ben: has left" in said
    assert next(line for line in said.splitlines() if line.startswith(" mean")).split()[-1] == "33.8"  # 36.8 and 30.8
    term.run("feedback")
    assert "36.8 of 46" in term.course.feedback("ada", A).read_text("utf-8")
    assert term.in_canvas() == {"17": "36.80", "18": "", "19": "30.80", "20": ""}
