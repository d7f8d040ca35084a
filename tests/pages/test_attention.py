"""What in a class needs a person: in the terminal and on the page the same lists."""

from __future__ import annotations

from dataclasses import replace

import pytest
from bs4 import BeautifulSoup

from assay.pages.attention import ABSENT, CONFLICTS, GONE, LATE, NO_TIME, OUTSIDE, UNJUDGED, Note, lists
from assay.pages.class_report import ClassRow
from assay.pages.report.page import Report, as_html
from tests.pages.samples import WORTH, row, table

PLAIN = row("ada", *WORTH.values())
LINK = "http://localhost:8888/formgrader/submissions/1f/"


@pytest.mark.parametrize("told, title, note", [
    (replace(row("ada", 4, None, 8, 4, 6, 8, 4), unjudged=("corr2d",), page="1f"), UNJUDGED,
     Note("ada", "corr2d", LINK)),
    (replace(row("ada", *[None] * 7), unjudged=("corr2d", "conv2d")), UNJUDGED, Note("ada", "everything")),
    (replace(PLAIN, conflicts=("corr2d",), judged={"corr2d": 9.0}, page="1f"), CONFLICTS,
     Note("ada", "corr2d: 12 points are for an earlier answer; the newer one earns 9 by the tests", LINK)),
    (replace(PLAIN, conflicts=("why_convolution",)), CONFLICTS,
     Note("ada", "why_convolution: 4 points are for an earlier answer; the newer one is not graded yet")),
    (replace(PLAIN, seconds_late=3600), LATE, Note("ada", "1 hour late, nothing taken off")),
    (replace(PLAIN, no_time=True), NO_TIME, Note("ada", "timestamp.txt cannot be read")),
    (replace(PLAIN, gone=True, page="1f"), GONE,
     Note("ada", "counts as before; twice, if the same work lies there under another name", LINK)),
    (replace(PLAIN, gone=True, outside="has left"), OUTSIDE, Note("ada", "has left")),
    (replace(PLAIN, outside="has left"), OUTSIDE, Note("ada", "has left")),
])
def test_each_list_names_who_and_why_and_where(told: ClassRow, title: str, note: Note) -> None:
    (found,) = lists([told, PLAIN])
    assert (found.title, found.notes) == (title, [note])
    page = BeautifulSoup(as_html(Report("one", "now", [told], WORTH)), "html.parser")
    assert title in [str(each.string) for each in page.select("#attention strong")]
    assert note.sentence in page.select("#attention li")[0].get_text()
    assert not note.link or page.find("a", href=note.link)


def test_who_handed_in_nothing_is_a_list_too() -> None:
    (found,) = lists([], ["ben", "cleo"])
    assert (found.title, [note.said for note in found.notes]) == (ABSENT, ["ben", "cleo"])
    assert "ben" in as_html(Report("one", "now", [PLAIN], WORTH, absent=["ben"])).partition(ABSENT)[2]


def test_nothing_to_say_is_no_list() -> None:
    assert lists([PLAIN]) == []


def test_who_is_outside_the_class_counts_in_no_mean() -> None:
    rows = (PLAIN, replace(row("ben", *[0.0] * 7), outside="has left"), row("cleo", *[2.0] * 7))
    text = table(rows)
    mean, full = (line.split() for line in text.splitlines() if line.startswith((" mean", " full marks")))
    assert mean == ["mean", "3.0", "7.0", "5.0", "3.0", "4.0", "5.0", "3.0", "30.0"]
    assert full[2:] == ["1"] * 8
    assert "over the 2 of 3 with nothing pending" in " ".join(text.split())


def test_late_work_is_marked_where_nothing_is_taken_off() -> None:
    def line(each: ClassRow) -> list[str]:
        return next(said.split() for said in table((each,)).splitlines() if said.startswith(" ada"))

    assert line(replace(PLAIN, seconds_late=60))[-2:] == ["late", "46"]
    assert line(PLAIN)[-2:] == ["4", "46"]
