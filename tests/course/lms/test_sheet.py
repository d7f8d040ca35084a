"""A downloaded table: what its cells say is what ``csv`` reads, and whatever is not filled stays to the byte."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Literal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.course.lms.sheet import BOM, Sheet, scan, value
from assay.course.places import CourseError

Style = Literal[0, 1]
CELLS = st.text(st.sampled_from('ab1 ,;\t"\n\ré='), max_size=5)
TABLES = st.lists(st.lists(CELLS, min_size=2, max_size=4), min_size=1, max_size=5)
STYLES: st.SearchStrategy[Style] = st.sampled_from((csv.QUOTE_ALL, csv.QUOTE_MINIMAL))
ENDS = st.sampled_from(["\r\n", "\n", "\r"])


def written(table: list[list[str]], delimiter: str, style: Style, end: str) -> str:
    file = io.StringIO(newline="")
    csv.writer(file, delimiter=delimiter, quoting=style, lineterminator=end).writerows(table)
    return file.getvalue()


@given(TABLES, st.sampled_from(",;\t"), STYLES, ENDS, st.booleans())
def test_cells_say_what_csv_reads(table: list[list[str]], delimiter: str, style: Style, end: str, last: bool) -> None:
    text = written(table, delimiter, style, end)
    text = text if last else text.removesuffix(end)
    found = [[value(text[start:stop]) for start, stop in row] for row in scan(text, delimiter)]
    assert found == [row or [""] for row in csv.reader(io.StringIO(text, newline=""), delimiter=delimiter)]


@given(TABLES, STYLES, ENDS, st.booleans(), st.data())
def test_a_filled_cell_is_the_only_one_that_changes(
        table: list[list[str]], style: Style, end: str, bom: bool, data: st.DataObject) -> None:
    text = written([["Student", "ID", "x (1)"], *table], ",", style, end)
    whole, table = (BOM if bom else b"") + text.encode(), list(csv.reader(io.StringIO(text, newline="")))
    sheet = Sheet(whole, "a.csv")
    assert sheet.as_bytes() == whole
    row = data.draw(st.sampled_from([number for number, cells in enumerate(table) if cells]))
    column, text = data.draw(st.integers(0, len(table[row]) - 1)), data.draw(CELLS)
    sheet.put(row, column, text)
    table[row][column] = text
    after = sheet.as_bytes()
    assert after.startswith(BOM) == bom
    assert list(csv.reader(io.StringIO(after.removeprefix(BOM).decode(), newline=""))) == table


@pytest.mark.parametrize("before, after", [(b"a,b\r1\n,\r", b'a,b\r""\n,\r'), (b"a\nx\nz", b'a\n""\nz')])
def test_a_row_of_one_cell_that_is_emptied_stays_a_row(before: bytes, after: bytes) -> None:
    sheet = Sheet(before, "a.csv")
    sheet.put(1, 0, "")
    assert sheet.as_bytes() == after


@pytest.mark.parametrize("before, after", [
    (b'a;b\r\n"x ""y""";1\r\n', b'a;b\r\n"x ""y""";2.50\r\n'), (b"a,b\nx,", b"a,b\nx,2.50"),
    (b'a,b\r"x,y"," "\r', b'a,b\r"x,y","2.50"\r'), (BOM + b"a\tb\nx\t\n\n\n", BOM + b"a\tb\nx\t2.50\n\n\n")])
def test_quotes_delimiters_line_ends_and_the_byte_order_mark_stay(before: bytes, after: bytes) -> None:
    sheet = Sheet(before, "a.csv")
    sheet.put(1, 1, "2.50")
    assert sheet.as_bytes() == after


def test_a_line_is_counted_as_an_editor_does() -> None:
    sheet = Sheet(b'a,b\r\n"1\r\n2",3\r\n4,5', "a.csv")
    assert [sheet.line(number) for number in range(len(sheet))] == [1, 2, 4]


@pytest.mark.parametrize("data, said", [
    (b"", "a.csv is empty. Download it again."), (BOM + b" \n", "a.csv is empty. Download it again."),
    ("name\ngröße".encode("latin-1"), "a.csv, line 2 is not UTF-8 text, as when a spreadsheet has saved it. Download "
                                      "it again, and leave it unopened."),
    ("name,a".encode("utf-16"), "a.csv, line 1 is not UTF-8 text, as when a spreadsheet has saved it. Download it "
                                "again, and leave it unopened.")])
def test_what_is_no_table_is_one_sentence(data: bytes, said: str) -> None:
    with pytest.raises(CourseError) as told:
        Sheet(data, "a.csv")
    assert str(told.value) == said


def test_a_file_that_is_not_there_is_one_sentence(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"no\.csv cannot be read \(No such file or directory\)\. Name the file that"):
        Sheet.read(tmp_path / "no.csv")


def test_a_row_that_ends_before_its_column_is_named() -> None:
    sheet = Sheet(b"a,b,c\n1,2,3\n4", "a.csv")
    with pytest.raises(CourseError, match=r"a\.csv, line 3 ends before the column 'c'\."):
        sheet.put(2, 2, "x")
    with pytest.raises(CourseError, match=r"a\.csv, line 3 ends before the column 'b'\. Download the file again\."):
        sheet.cell(2, 1)
