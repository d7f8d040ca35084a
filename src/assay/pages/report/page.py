"""The class report's page: who stands where, where points were lost and why, and what needs a person."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from statistics import fmean, median

from assay.judge.verdict import Question
from assay.pages.attention import CONFLICTS, PAGE, UNJUDGED, Note, Notes, lists
from assay.pages.class_report import ClassRow, Held, inside, line, people, summary
from assay.pages.report.distribution import plot
from assay.pages.report.losses import by_property, by_question
from assay.pages.templates import FOLDER, render
from assay.pages.words import number

#: The most entries of a list that is open from the start, and of the list of the slowest.
OPEN, SLOWEST = 12, 10
REFUSED = "Could not be read, not graded"
MENDED = "Mended"
WAITING = "Waits for a person to grade it"
SLOW = "The slowest"


@dataclass(frozen=True)
class Report:
    """What is known of a class.

    ``made`` and ``due`` are times in words. By student: ``pages`` are addresses of feedback pages, ``findings`` the
    judge's, ``refused`` and ``mended`` sentences, ``seconds`` how long judging took. ``remarks`` are further lists by
    title: doubts, for example. ``expected`` are the students of the roster, where there is one.
    """

    assignment: str
    made: str
    rows: Sequence[ClassRow]
    worth: Mapping[str, float]
    due: str = ""
    expected: int = 0
    pages: Mapping[str, str] = field(default_factory=dict)
    findings: Mapping[str, Sequence[Question]] = field(default_factory=dict)
    beliefs: Sequence[Held] = ()
    missed: Sequence[str] = ()
    absent: Sequence[str] = ()
    refused: Mapping[str, str] = field(default_factory=dict)
    mended: Mapping[str, str] = field(default_factory=dict)
    seconds: Mapping[str, float] = field(default_factory=dict)
    remarks: Mapping[str, Mapping[str, str]] = field(default_factory=dict)


@dataclass(frozen=True)
class Student:
    """A student's name with the places where there is more: the feedback page, formgrader; "" where there is none."""

    name: str
    page: str = ""
    formgrader: str = ""


@dataclass(frozen=True)
class Row:
    """A student's line: the cells after the name, and a remark."""

    student: Student
    cells: tuple[str, ...]
    remark: str


@dataclass(frozen=True)
class Entry:
    """A student in a list, and a sentence."""

    student: Student
    sentence: str


@dataclass(frozen=True)
class Listed:
    """A list under its title; a long one is folded."""

    title: str
    count: int
    entries: tuple[Entry, ...]
    is_open: bool


@dataclass(frozen=True)
class Belief:
    """A misconception, and who holds it."""

    question: str
    name: str
    belief: str
    count: int
    students: tuple[Student, ...]
    is_open: bool


def as_html(report: Report) -> str:
    """The report as one page that fetches nothing; one script, named by its digest, sorts its tables."""
    names = {row.student: _student(row.student, report, row.page) for row in report.rows}
    return render(
        "class_report", policy=script_digest(), assignment=report.assignment, made=report.made, due=report.due,
        facts=_facts(report), people=people(report.rows), plot=plot(report.rows),
        questions=[(name.replace("_", " "), number(points)) for name, points in report.worth.items()],
        rows=[_row(row, report, names) for row in report.rows], summary=summary(report.rows, report.worth),
        by_question=by_question(report.rows, report.worth), by_property=by_property(_counted(report)),
        beliefs=[_belief(each, report, names) for each in report.beliefs], missed=list(report.missed),
        lists=[_listed(each, report, names) for each in _all_lists(report)]) + "\n"


@cache
def script_digest() -> str:
    """The source that a content policy names the one script by: its digest."""
    text = (FOLDER / "sort_script.html.j2").read_text("utf-8")
    script = text.partition("<script>")[2].partition("<")[0]
    return f"'sha256-{base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()}'"


def _student(name: str, report: Report, page: str = "") -> Student:
    return Student(name, report.pages.get(name, ""), PAGE.format(page=page) if page else "")


def _row(row: ClassRow, report: Report, names: Mapping[str, Student]) -> Row:
    return Row(names[row.student], tuple(line(row, report.worth)[1:]), report.refused.get(row.student, row.sentence))


def _counted(report: Report) -> list[Sequence[Question]]:
    """What the judge found of those whom means count."""
    outside = {row.student for row in report.rows if row.outside}
    return [questions for student, questions in report.findings.items() if student not in outside]


def _facts(report: Report) -> list[tuple[str, str]]:
    """Numbers of the whole class, each with what it counts."""
    whole = [row.total for row in inside(report.rows) if not row.pending]
    of = f" of {report.expected}" if report.expected else ""
    found = [(f"{len(report.rows)}{of}", "handed in"), (str(len(whole)), "graded in full"),
             (str(sum(bool(row.pending) for row in report.rows)), "pending in part")]
    if whole:
        most = number(report.rows[0].maximum)
        found += [(f"{fmean(whole):.1f} of {most}", "mean of those graded in full"),
                  (f"{median(whole):.1f} of {most}", "their median")]
    return found


def _all_lists(report: Report) -> list[Notes]:
    """What needs a person first, then what there is to know."""
    waiting = [Note(row.student, ", ".join(left)) for row in report.rows if row.student not in report.refused
               and (left := [each for each in row.needs_person if each not in (*row.unjudged, *row.conflicts)])]
    known = lists(report.rows, report.absent)
    urgent = [each for each in known if each.title in (UNJUDGED, CONFLICTS)]
    slowest = sorted(report.seconds.items(), key=lambda each: -each[1])[:SLOWEST]
    said = [*urgent, Notes(WAITING, waiting), *(each for each in known if each not in urgent),
            Notes(REFUSED, [Note(*each) for each in report.refused.items()]),
            *(Notes(title, [Note(*each) for each in sentences.items()]) for title, sentences in report.remarks.items()),
            Notes(MENDED, [Note(*each) for each in report.mended.items()]),
            Notes(SLOW, [Note(name, f"{number(round(seconds, 1))} s") for name, seconds in slowest])]
    return [each for each in said if each.notes]


def _listed(notes: Notes, report: Report, names: Mapping[str, Student]) -> Listed:
    entries = tuple(Entry(names.get(each.student) or _student(each.student, report), each.sentence)
                    for each in notes.notes)
    return Listed(notes.title, len(entries), entries, len(entries) <= OPEN)


def _belief(each: Held, report: Report, names: Mapping[str, Student]) -> Belief:
    students = tuple(names.get(name) or _student(name, report) for name in each.names)
    return Belief(each.question, each.name, each.belief, each.students, students, len(students) <= OPEN)
