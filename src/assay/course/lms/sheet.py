"""A table that another system has written: cells of it are filled, and every other byte stays as it is.

Python's ``csv`` tells what a cell says, but not where it stands: quotes, a byte order mark, the delimiter and line ends
would be lost.
"""

from __future__ import annotations

import re
from pathlib import Path

from assay.course.places import CourseError
from assay.pages.words import visible

BOM = b"\xef\xbb\xbf"
DELIMITERS = ",;\t"


class Sheet:
    """A CSV file as it was downloaded.

    Raises:
        CourseError: it cannot be read, or is no table in UTF-8.
    """

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        self._bom, data = (BOM, data[len(BOM):]) if data.startswith(BOM) else (b"", data)
        try:
            self._text = data.decode("utf-8")
        except UnicodeDecodeError as error:
            line = data[:error.start].count(b"\n") + 1
            raise CourseError(f"{name}, line {line} is not UTF-8 text, as when a spreadsheet has saved it. Download it "
                              "again, and leave it unopened.") from None
        if not self._text.strip():
            raise CourseError(f"{name} is empty. Download it again.")
        self.delimiter = max(DELIMITERS, key=lambda each: len(scan(self._text, each, rows=1)[0]))
        self._spans = scan(self._text, self.delimiter)
        self._new: dict[tuple[int, int], str] = {}

    @classmethod
    def read(cls, path: Path) -> Sheet:
        """The sheet in a file."""
        try:
            return cls(path.read_bytes(), path.name)
        except OSError as error:
            raise CourseError(f"{path} cannot be read ({error.strerror}). Name the file that you have downloaded: "
                              "FILE=downloaded.csv.") from error

    @property
    def header(self) -> list[str]:
        """The cells of the first row."""
        return self.row(0)

    def __len__(self) -> int:
        return len(self._spans)

    def row(self, number: int) -> list[str]:
        """What the cells of a row say, as they were downloaded."""
        return [value(self._text[start:end]) for start, end in self._spans[number]]

    def line(self, number: int) -> int:
        """The line of the file that a row begins in, from 1."""
        return len(re.findall(r"\r\n|\r|\n", self._text[:self._spans[number][0][0]])) + 1

    def cell(self, row: int, column: int) -> str:
        """What a cell says, as it was downloaded.

        Raises:
            CourseError: the row ends before it.
        """
        if column >= len(self._spans[row]):
            raise CourseError(f"{self.name}, line {self.line(row)} ends before the column "
                              f"'{visible(self.header[column])}'. Download the file again.")
        return self.row(row)[column]

    def put(self, row: int, column: int, text: str) -> None:
        """Fills a cell. Raises CourseError as ``cell`` does."""
        self.cell(row, column)
        self._new[row, column] = text

    def as_bytes(self) -> bytes:
        """The file with the cells that were filled: quoted where they were, or have to be."""
        parts, place = [], 0
        for (row, column), text in sorted(self._new.items()):
            start, end = self._spans[row][column]
            alone = not text and len(self._spans[row]) == 1  # unquoted it would leave an empty line, which is no row
            quoted = alone or self._text[start:start + 1] == '"' or any(
                char in text for char in f'{self.delimiter}"\r\n')
            parts += [self._text[place:start], '"' + text.replace('"', '""') + '"' if quoted else text]
            place = end
        return self._bom + "".join([*parts, self._text[place:]]).encode()


def scan(text: str, delimiter: str, rows: int = 0) -> list[list[tuple[int, int]]]:
    """Where the cells stand, row by row: of each the start and the end, its quotes included.

    Args:
        text: the table.
        delimiter: what stands between two cells.
        rows: how many rows to look at; all, if 0.
    """
    cell = re.compile(rf'"(?:[^"]++|"")*+"?+[^{delimiter}\r\n]*+|[^{delimiter}\r\n]*+')
    found, row, place = list[list[tuple[int, int]]](), list[tuple[int, int]](), 0
    while not rows or len(found) < rows:
        match = cell.match(text, place)
        assert match is not None  # it may be empty
        row.append(match.span())
        place = match.end()
        if text[place:place + 1] == delimiter:
            place += 1
            continue
        found.append(row)
        row, place = [], place + (2 if text.startswith("\r\n", place) else 1)
        if place >= len(text):
            break
    return found


def value(raw: str) -> str:
    """What a cell says."""
    if not raw.startswith('"'):
        return raw
    quoted = re.match(r'"((?:[^"]++|"")*+)"?+', raw)
    assert quoted is not None
    return quoted[1].replace('""', '"') + raw[quoted.end():]
