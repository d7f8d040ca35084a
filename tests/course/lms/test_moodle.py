"""Moodle's grading worksheet, filled; read back as Moodle's importer reads it."""

from __future__ import annotations

import csv
import io

import pytest
from nbgrader.api import Gradebook

from assay.__main__ import main
from assay.course.gradebook.tables import COLLECTED, note
from assay.course.places import Course
from tests.course.lms.classroom import A

HEAD = ("Identifier,\"Full name\",\"Email address\",Status,Grade,\"Maximum Grade\",\"Grade can be changed\","
        "\"Last modified (submission)\",\"Last modified (grade)\",\"Feedback comments\"\n")
WORKSHEET = HEAD + (
    '"Participant 501","Ada Lovelace",ada@example.org,"Submitted for grading",,22.00,Yes,"Monday, 14 September",-,\n'
    '"Participant 502","Ben Doe",ben@example.org,"Submitted for grading",,22.00,Yes,"Monday, 14 September",-,\n'
    '"Participant 503","Cleo Roe",cleo@example.org,"Submitted, 2 hours late",8.00,22.00,Yes,-,"Friday, 11 AM",Read.\n'
    '"Participant 504","Dan Poe",dan@example.org,"No submission",,22.00,Yes,-,-,\n'
    '"Participant 505","Eve Stray",eve@example.org,"No submission",,22.00,Yes,-,-,\n')
#: What Ada reads in Moodle; an element in a person's comment is text there.
ADA = ("20.5 of 22. why: 3 of 4; corr: 12 of 12; pool: 5.5 of 6. why: =Say more,\\non &lt;sharing&gt;.")


def exported(course: Course, text: str, capsys: pytest.CaptureFixture[str], status: int = 0) -> tuple[str, list[str]]:
    path = course.root / "worksheet.csv"
    path.write_bytes(text.encode())
    assert main(["export", "--course", str(course.root), "--to", "moodle", "--file", str(path)]) == status
    said = capsys.readouterr()
    out = course.root / "exports" / f"{A}-moodle.csv"
    return out.read_bytes().decode() if out.exists() else "", (said.err if status else said.out).splitlines()


def imported(text: str) -> dict[int, tuple[float | None, str]]:
    """The grade and the feedback that Moodle's importer takes, by participant; locked and impossible grades are not."""
    header, *rows = csv.reader(io.StringIO(text.removeprefix("\ufeff"), newline=""))
    grade, identifier, modified = (header.index(name) for name in ("Grade", "Identifier", "Last modified (grade)"))
    feedback = header.index("Feedback comments") if "Feedback comments" in header else None
    taken = {}
    for row in rows:
        assert row[modified]
        cells = dict(zip(header, row, strict=True))
        points = float(row[grade]) if row[grade] else None
        if points is not None and (points > float(cells["Maximum Grade"]) or cells["Grade can be changed"] != "Yes"):
            continue
        taken[int(row[identifier][len("Participant "):])] = (points, row[feedback] if feedback is not None else "")
    return taken


def test_grades_and_feedback_are_filled_and_every_other_byte_stays(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    text, said = exported(marked, WORKSHEET, capsys)
    lines, before = text.splitlines(), WORKSHEET.splitlines()
    assert lines[0] == before[0]
    assert lines[1] == before[1].replace("grading\",,22", "grading\",20.50,22") + f'"{ADA}"'
    assert lines[2] == before[2]
    assert lines[3] == before[3].replace(",8.00,", ",10.00,")
    assert lines[4:] == before[4:]
    assert imported(text) == {501: (20.5, ADA), 502: (None, ""), 503: (10.0, "Read."), 504: (None, ""), 505: (None, "")}
    assert said == ["2 scores filled in.",
                    "In the file, and not in the class: Eve Stray (Participant 505).",
                    "Not graded yet, so left as it is: ben.",
                    "Another score stood there, and was replaced: cleo (8.00 by 10.00).",
                    "Handed in nothing, so left as it is: dan.",
                    f"exports/{A}-moodle.csv: upload it on the assignment's page in Moodle, Upload grading worksheet."]
    assert exported(marked, text, capsys)[0] == text


def test_rows_that_moodle_would_pass_over_are_said_and_left(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    rows = WORKSHEET.splitlines(keepends=True)
    before = "".join([rows[0], rows[1].replace("22.00", "20.00"), rows[2], rows[3].replace(",Yes,", ",No,"), *rows[4:]])
    text, said = exported(marked, before, capsys)
    assert text == before
    assert "More points than Moodle's maximum, so it would pass over them, and they were left as they are: ada." in said
    assert "Locked in Moodle, which would pass over them, so left as it is: cleo." in said
    assert said[0] == "0 scores filled in."


def test_a_scale_is_no_maximum(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    text, said = exported(marked, WORKSHEET.replace("22.00", "Scale: pass/fail"), capsys)
    assert text == WORKSHEET.replace("22.00", "Scale: pass/fail")
    assert "Graded by a scale in Moodle, so left as it is: ada, ben, cleo, dan." in said


@pytest.mark.parametrize("change, missing", [
    ([("Identifier,", "ID,"), (",Grade,", ",Bewertung,"), ("Last modified (grade)", "Zuletzt geändert (Bewertung)")],
     "Identifier or Grade or Last modified (grade)"), ([(",Grade,", ",Note,")], "Grade")])
def test_another_language_is_said_with_the_columns_that_are_missing(
        marked: Course, capsys: pytest.CaptureFixture[str], change: list[tuple[str, str]], missing: str) -> None:
    text = WORKSHEET
    for old, new in change:
        text = text.replace(old, new)
    written, said = exported(marked, text, capsys, status=1)
    assert written == ""
    assert said[-1].startswith(
        f"export: worksheet.csv: no column is called {missing}. Moodle names them in the language that you have chosen "
        "there: choose English, and download the grading worksheet of this assignment again; upload it in English "
        "too. Its "
        "columns are ")


def test_a_worksheet_without_a_feedback_column_gets_grades_alone(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = "\n".join(",".join(line.rsplit(",", 1)[:-1]) for line in WORKSHEET.splitlines()) + "\n"
    text, _ = exported(marked, before, capsys)
    assert text == before.replace('grading",,22.00,Yes,"Monday, 14 September",-\n"Participant 502',
                                  'grading",20.50,22.00,Yes,"Monday, 14 September",-\n"Participant 502'
                                  ).replace(",8.00,", ",10.00,")


def collected_as(course: Course, **numbers: str) -> None:
    with Gradebook(f"sqlite:///{course.gradebook}") as gradebook:
        note(gradebook, COLLECTED, [{"assignment": A, "system": "moodle", "student": student, "digest": "",
                                     "attempt": "", "who": who, "page": ""} for student, who in numbers.items()])
        gradebook.db.commit()


def test_without_names_a_student_is_known_by_what_was_collected(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    collected_as(marked, ada="501")
    before = ("Identifier,Status,Grade,Maximum Grade,Grade can be changed,Last modified (grade)\n"
              "Participant 501,x,,22.00,Yes,-\nParticipant 502,x,,22.00,Yes,-\n")
    text, said = exported(marked, before, capsys)
    assert text == before.replace("501,x,,", "501,x,20.50,")
    assert "In the file, and not in the class: Participant 502." in said


def test_another_assignment_s_worksheet_gives_nobody_another_s_score(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    collected_as(marked, ada="504")  # which in this worksheet is Dan's
    text, said = exported(marked, WORKSHEET, capsys)
    assert imported(text)[504] == (None, "")
    assert ("worksheet.csv, line 5 was left as it is: by its number it is ada's, by the rest dan's. Moodle's numbers "
            "are others in each assignment: download the worksheet of this one.") in said


def test_a_name_that_has_changed_since_it_was_collected_takes_no_score_away(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    collected_as(marked, ada="501")
    text, _ = exported(marked, WORKSHEET.replace('"Ada Lovelace",ada@', '"Ada King",king@'), capsys)
    assert imported(text)[501] == (20.5, ADA)


def test_two_columns_of_one_name_are_one_sentence(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = WORKSHEET.replace(",Status,", ",Grade,")  # such as a school year that a site shows of its users
    text, said = exported(marked, before, capsys, status=1)
    assert (text, said[-1]) == ("", "export: worksheet.csv: several columns are called Grade, and nobody can tell "
                                    "which one Moodle takes. Rename the field that shows there, and download it again.")


def test_two_of_the_same_name_get_no_grade_by_it(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    with Gradebook(f"sqlite:///{marked.gradebook}") as gradebook:
        gradebook.update_or_create_student("ben", first_name="Ada", last_name="Lovelace", email="")
        gradebook.update_or_create_student("ada", email="")
    text, said = exported(marked, WORKSHEET, capsys)
    assert imported(text)[501] == (None, "")
    assert ("worksheet.csv, line 2 was left as it is: the name 'Ada Lovelace' is that of ada and of ben." in said)
