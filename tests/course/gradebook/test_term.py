"""One term, step by step, through the command line: the gradebook is right after each."""

from __future__ import annotations

import csv

import pytest

from assay.__main__ import main
from assay.course.gradebook.rows import opened
from assay.course.places import CONFIG, Course
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, give, hand_in, settle
from tests.course.gradebook.test_lateness import POLICY, due

ROSTER = f"""\
id,last_name,first_name,section,lms_id,extension {A}
ada,Lovelace,Ada,A,17,
ben,Doe,Ben,A,18,
cleo,Roe,Cleo,B,19,
dan,Poe,Dan,B,20,
"""
ESSAY = "why_convolution"
IN_TIME, LATE = "2026-09-14 09:00:00 UTC", "2026-09-14 10:30:00 UTC"


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


def test_a_term(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    term = Term(course, capsys)
    assert term.roster(ROSTER) == "4 students are in the class.\n"
    assert term.table() == dict.fromkeys(("ada", "ben", "cleo", "dan"), NOTHING)

    due(course, "2026-09-14 10:00:00")
    term.hand_in("ada", IN_TIME)
    term.hand_in("ben", LATE)
    term.hand_in("cleo", IN_TIME, right=False)
    said = term.run("autograde")
    assert "Late:\n  ben: 30 minutes late, 4.2 points taken off\n" in said
    assert "Handed in nothing, and not counted in the means:\n  dan\n" in said
    assert term.table() == {"ada": waits("4.0"), "ben": waits("4.0"), "cleo": waits("4.0"), "dan": NOTHING}

    for student, points in (("ada", 4.0), ("ben", 3.0), ("cleo", 2.0)):
        give(term.course, student, ESSAY, points)
    give(term.course, "cleo", "test_corr2d", 5.0)
    assert term.table() == {"ada": final(46.0, 0.0), "ben": final(45.0, 4.5), "cleo": final(37.0, 0.0), "dan": NOTHING}

    term.roster(ROSTER.replace("18,", "18,1 hour"))
    assert term.table()["ben"] == final(45.0, 0.0)

    term.hand_in("cleo", LATE)
    said = term.run("autograde")
    assert "cleo: corr2d: 5 points are for an earlier answer; the newer one earns 12 by the tests" in said
    assert term.reopened() == {("cleo", "test_corr2d")}
    assert term.table()["cleo"] == final(37.0, 3.7)
    give(term.course, "cleo", "test_corr2d", None)
    assert term.table()["cleo"] == final(44.0, 4.4)

    due(course, "2026-09-14 08:00:00")
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
