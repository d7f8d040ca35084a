"""The roster's file: columns under the names that people give them, and one sentence for what makes no sense."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from assay.course.places import CourseError
from assay.course.roster.table import Entry, Table, read

FULL = """\
ID,Last name,First-Name,E-mail,Section,LMS_ID,Extension ps-1,Notes
ada,Lovelace,Ada,ada@example.org,A,17,2 days,
 ben ,"Doe, jr.",Ben,,B,18,36h,x

cleo
"""


def roster(tmp_path: Path, content: str | bytes, *assignments: str) -> Table:
    path = tmp_path / "roster.csv"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return read(path, list(assignments or ("ps-1", "ps2")))


def test_columns_go_by_their_usual_names_and_may_be_missing(tmp_path: Path) -> None:
    assert roster(tmp_path, FULL) == Table(
        [Entry("ada", "Ada", "Lovelace", "ada@example.org", "A", "17", {"ps-1": timedelta(days=2)}),
         Entry("ben", "Ben", "Doe, jr.", "", "B", "18", {"ps-1": timedelta(hours=36)}),
         Entry("cleo", extensions={"ps-1": timedelta()})], ["Notes"])
    assert roster(tmp_path, "student\nada\n").entries == [Entry("ada")]


@pytest.mark.parametrize("between", [",", ";", "\t"])
def test_a_spreadsheets_separator_and_mark_are_understood(tmp_path: Path, between: str) -> None:
    text = "\ufeff" + "id,section\r\n01234,B\r\n".replace(",", between)
    assert roster(tmp_path, text).entries == [Entry("01234", section="B")]


@pytest.mark.parametrize("text, length", [
    ("1 week", timedelta(weeks=1)), ("2 days", timedelta(days=2)), ("1.5 h", timedelta(minutes=90)),
    ("90 Minutes", timedelta(minutes=90)), ("3d", timedelta(days=3)), ("", timedelta())])
def test_an_extension_is_a_length_of_time(tmp_path: Path, text: str, length: timedelta) -> None:
    assert roster(tmp_path, f"id,extension\nada,{text}\n", "ps1").entries[0].extensions == {"ps1": length}


@pytest.mark.parametrize("content, sentence", [
    ("", "roster.csv is empty. Its first line names the columns, such as id,last_name,first_name."),
    ("name\nada\n", "roster.csv, line 1: no column is called id. The first line names the columns, such as "
                    "id,last_name,first_name,email,section,lms_id."),
    ("id\n", "roster.csv names no student. A roster without students would leave nobody in the class."),
    ("id\nada\nben\nada\n", "roster.csv, line 4: ada stands in line 2 already. Leave one of them out."),
    ("id\na/b\n", "roster.csv, line 2: 'a/b' cannot be a student's id, as folders under submitted/ are named by ids: "
                  "no / * ? [ ], no dot in front, and not empty."),
    ("id,email\n,x\n", "roster.csv, line 2: '' cannot be a student's id, as folders under submitted/ are named by ids: "
                       "no / * ? [ ], no dot in front, and not empty."),
    ("id,section\nada,\x1b[2J\n", "roster.csv, line 2: the section '\\x1b[2J' is longer than 128 characters or does "
                                  "not print. Mend it."),
    ("id,extension\nada,1 day\n", "roster.csv: the column 'extension' does not say of which assignment. Call it "
                                  "extension ps-1 or extension ps2."),
    ("id,extension ps9\nada,1 day\n", "roster.csv: the column 'extension ps9' does not say of which assignment. Call "
                                      "it extension ps-1 or extension ps2."),
    ("id,extension ps2\nada,soon\n", "roster.csv, line 2: the extension 'soon' is no length of time. Write 2 days, "
                                     "36 hours, 90 minutes or 1 week."),
    ("id\nJos\xe9\n".encode("latin-1"), "roster.csv is not UTF-8 text. Save it as CSV in UTF-8."),
])
def test_what_makes_no_sense_is_one_sentence(tmp_path: Path, content: str | bytes, sentence: str) -> None:
    with pytest.raises(CourseError) as caught:
        roster(tmp_path, content)
    assert str(caught.value) == sentence


def test_a_file_that_is_not_there_is_named(tmp_path: Path) -> None:
    with pytest.raises(CourseError) as caught:
        read(tmp_path / "roster.csv", [])
    assert str(caught.value).endswith("roster.csv cannot be read (No such file or directory). Name a CSV file: "
                                      "make students FILE=roster.csv.")
