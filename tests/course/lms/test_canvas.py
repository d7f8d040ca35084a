"""Canvas's own export, filled: scores by id, and nothing else; read back as Canvas's importer reads it."""

from __future__ import annotations

import csv
import io
import re
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.course.lms.sheet import BOM
from assay.course.places import Course
from tests.course.lms.classroom import A

#: As Canvas writes it: the row of posting, four spaces before the points, read-only totals at the end.
EXPORT = '''\
Student,ID,SIS User ID,SIS Login ID,Section,Other (901),kernels (1234),Assignments Current Score,Final Score\r
,,,,,Manual Posting,,,\r
    Points Possible,,,,,10.00,22.00,(read only),(read only)\r
"Lovelace, Ada",17,a1,ada,"Lab A, B",7.00,,88.00,88.00\r
"Doe, Ben",18,b2,ben,"Lab A, B",EX,,,\r
"Roe, Cleo",19,c3,cleo,"Lab A, B",,4.00,,\r
"Poe, Dan",20,d4,dan,"Lab A, B",,,,\r
"Stray, ""S""",99,x9,stray,"Lab A, B",1.00,2.00,,\r
"Student, Test",7,,c0ffee,"Lab A, B",,,,\r
'''


def exported(course: Course, text: str | bytes, capsys: pytest.CaptureFixture[str], *more: str,
             status: int = 0) -> tuple[str, list[str]]:
    """What was written, and what was said."""
    path = course.root / "downloaded.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    assert main(["export", "--course", str(course.root), "--to", "canvas", "--file", str(path), *more]) == status
    said = capsys.readouterr()
    out = course.root / "exports" / f"{A}-canvas.csv"
    return out.read_bytes().decode() if out.exists() else "", (said.err if status else said.out).splitlines()


def imported(text: str) -> dict[str, str]:
    """The grades by Canvas's id that its importer takes, to two decimals; "" leaves a student without a grade."""
    lines = [line for line in text.removeprefix("\ufeff").splitlines(keepends=True) if line.strip(";, \r\n")]
    counts = {each: {len(row) for row in csv.reader(lines[:3], delimiter=each)} for each in ";,"}
    semicolon = len(counts[";"]) == 1 and max(counts[";"]) > max(counts[","], default=0)
    header, *rows = csv.reader(io.StringIO("".join(lines), newline=""), delimiter=";" if semicolon else ",")
    assert "Student" in header[0] and "ID" in header[1] and len(header) > 3  # noqa: PT018
    place = next(number for number, name in enumerate(header) if name.endswith("(1234)"))
    found = {}
    for row in rows:
        if "Points Possible" in row[0] or all(cell.strip() in ("", "Manual Posting") for cell in row):
            continue
        grade = row[place].strip()
        if grade and grade.upper() not in ("EX", "N/A"):
            whole, _, end = grade.replace(",", ".").rpartition(".")
            grade = str(Decimal(f"{whole.replace('.', '')}.{end}").quantize(Decimal("0.01"), ROUND_HALF_UP))
        found[row[1]] = grade
    return found


def test_a_column_is_filled_and_every_other_byte_stays(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    text, said = exported(marked, EXPORT, capsys)
    assert text == EXPORT.replace('B",7.00,,88', 'B",7.00,20.50,88').replace('B",,4.00,', 'B",,10.00,')
    assert (marked.root / "downloaded.csv").read_bytes() == EXPORT.encode()
    assert imported(text) == imported(EXPORT) | {"17": "20.50", "19": "10.00"}
    assert said == [
        "2 scores filled in.",
        'In the file, and not in the class: Stray, "S" (99), Student, Test (7).',
        "Not graded yet, so left as it is: ben.",
        "Another score stood there, and was replaced: cleo (4.00 by 10.00).",
        "Handed in nothing, so left as it is: dan.",
        f"exports/{A}-canvas.csv: upload it on Canvas, Grades, Import."]


def test_filling_again_what_was_filled_changes_nothing(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    first, _ = exported(marked, EXPORT, capsys)
    again, said = exported(marked, first, capsys)
    assert again == first
    assert said[0] == "2 scores filled in."
    assert not any("replaced" in line for line in said)


@pytest.mark.parametrize("change", [
    lambda text: text.replace(",", ";").replace("Lab A; B", "Lab A, B").replace("Lovelace; Ada", "Lovelace, Ada"),
    lambda text: "\ufeff" + text, lambda text: text.replace("\r\n", "\n"),
    lambda text: re.sub(r",(a1,ada|b2,ben|c3,cleo|d4,dan|x9,stray|,c0ffee),", r",\1,,x.edu,", text.replace(
        "SIS Login ID,", "SIS Login ID,Integration ID,Root Account,").replace(",,,,,", ",,,,,,,")),
])
def test_other_shapes_of_the_same_export_are_filled_as_they_are(
        marked: Course, capsys: pytest.CaptureFixture[str], change: object) -> None:
    assert callable(change)
    before = change(EXPORT)
    text, _ = exported(marked, before, capsys)
    assert imported(text) == imported(before) | {"17": "20.50", "19": "10.00"}
    filled = text.replace("20.50", "").replace("10.00", "")
    assert filled == before.replace("10.00", "").replace("4.00", "")
    assert text.startswith("\ufeff") == before.startswith("\ufeff")


def test_columns_for_last_and_first_names_are_read_too(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = "LastName,FirstName,ID,SIS Login ID,Section,kernels (1234)\n    Points Possible,,,,,22\n"
    before += "Lovelace,Ada,17,ada,A,\n"
    text, said = exported(marked, before, capsys)
    assert text == before.replace("ada,A,", "ada,A,20.50")
    assert "In the class, and not in the file: ben, cleo, dan." in said


def test_excused_and_unassigned_students_stay_so(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = EXPORT.replace('B",7.00,,88', 'B",7.00,ex,88').replace('B",,4.00,', 'B",,N/A,')
    text, said = exported(marked, before, capsys)
    assert text == before
    assert "Excused in Canvas (EX), so left as it is: ada." in said
    assert "Not assigned in Canvas (N/A), so left as it is: cleo." in said


def test_a_student_is_known_by_sis_id_or_login_where_the_id_is_unknown(
        marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = EXPORT.replace(",17,a1,ada,", ",5017,a1,ada@example.org,").replace(",19,c3,cleo,", ",5019,19,x,")
    text, _ = exported(marked, before, capsys)
    assert imported(text) == imported(before) | {"5017": "20.50", "5019": "10.00"}


def test_a_row_that_was_cut_is_one_sentence(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = EXPORT.replace('ada,"Lab A, B",7.00,,88.00,88.00', 'ada,"Lab A, B",7.00')
    text, said = exported(marked, before, capsys, status=1)
    assert (text, said[-1]) == ("", "export: downloaded.csv, line 4 ends before the column 'kernels (1234)'. Download "
                                    "the file again.")


def test_a_student_who_is_there_twice_gets_no_score(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    before = EXPORT + '"Lovelace, Ada",17,a1,ada,"Lab C",,,,\r\n'
    text, said = exported(marked, before, capsys)
    assert imported(text)["17"] == ""
    assert "In the file twice, so neither was filled: ada (lines 4 and 10)." in said


@pytest.mark.parametrize("title, column", [("Week 3: kernels", "Week 3: kernels"), ("Week 3", "1234"),
                                           ("Week 3", "Week 3 (1234)"), ("KERNELS", ""), ("kernels", "1234")])
def test_a_column_may_be_called_otherwise_in_canvas(
        marked: Course, capsys: pytest.CaptureFixture[str], title: str, column: str) -> None:
    before = EXPORT.replace("kernels (1234)", f"{title} (1234)")
    text, _ = exported(marked, before, capsys, "--column", column)
    assert imported(text)["17"] == "20.50"


@pytest.mark.parametrize("change, column, said", [
    (("kernels (1234)", "Week 3 (1234)"), "",
     "downloaded.csv: no column is called kernels, and a new one would be a new assignment in Canvas. Say which it is "
     "with "
     "COLUMN=…: 'Other (901)', 'Week 3 (1234)'."),
    (("kernels (1234)", "kernels"), "",
     "downloaded.csv: no column is called kernels, and a new one would be a new assignment in Canvas. Say which it is "
     "with "
     "COLUMN=…: 'Other (901)'."),
    (("Other (901)", "kernels (901)"), "",
     "downloaded.csv: several columns may be kernels: 'kernels (901)', 'kernels (1234)'. Say which with COLUMN=…, by "
     "its "
     "number."),
    (("Section,", "Sektion,"), "", "downloaded.csv is not what Canvas exports: no column is called Section. Download "
                                   "it in "
                                   "Canvas under Grades, Export, and leave it unopened."),
    (("Student,ID", "Name,Nummer"), "", "downloaded.csv is not what Canvas exports: no column is called Student. "
                                        "Download "
                                        "it in Canvas under Grades, Export, and leave it unopened."),
])
def test_a_column_that_cannot_be_told_is_one_sentence(
        marked: Course, capsys: pytest.CaptureFixture[str], change: tuple[str, str], column: str, said: str) -> None:
    text, told = exported(marked, EXPORT.replace(*change), capsys, "--column", column, status=1)
    assert (text, told[-1]) == ("", f"export: {said}")


def test_other_points_and_a_read_only_column_are_said(marked: Course, capsys: pytest.CaptureFixture[str]) -> None:
    _, said = exported(marked, EXPORT.replace("10.00,22.00", "10.00,50.00"), capsys)
    assert said[1] == ("Canvas has 50.00 points for it, here it has 22; scores are written as they are here.")
    _, said = exported(marked, EXPORT.replace("10.00,22.00", "10.00,22.00 (read only)"), capsys)
    assert said[1] == "Canvas calls the column 'kernels (1234)' read only, so it may not take the scores."


def test_a_file_has_to_be_named_and_is_named_when_it_cannot_be_read(
        marked: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["export", "--course", str(marked.root), "--to", "canvas"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "export: Name the file that is to be filled, with FILE=downloaded.csv: Canvas's gradebook: Grades, Export.")
    assert main(["export", "--course", str(marked.root), "--to", "canvas", "--file", str(tmp_path / "no.csv")]) == 1
    assert "no.csv cannot be read (No such file or directory)" in capsys.readouterr().err
    assert not BOM.isascii()
