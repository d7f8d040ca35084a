from __future__ import annotations

from dataclasses import replace

from assay.pages.report.distribution import BINS, plot
from tests.pages.samples import CLASS, WORTH, row


def test_students_are_counted_by_their_share_of_what_is_graded() -> None:
    rows = (row("a", *WORTH.values()), row("b", None, *list(WORTH.values())[1:]), row("c", *[0.0] * 7),
            row("d", 4, 0, 8, 4, 6, 1, 0))
    found = plot(rows)
    assert found
    assert [bar.students for bar in found.bars] == [1, 0, 0, 0, 0, 1, 0, 0, 0, 2]
    assert found.said == "Students by their share of the points, in percent. 0–9: 1, 50–59: 1, 90–100: 2."
    assert [bar.label for bar in found.bars][-2:] == ["80–89", "90–100"]


def test_bars_are_as_high_as_their_numbers_and_lie_side_by_side() -> None:
    found = plot(CLASS)
    assert found
    assert len({bar.x for bar in found.bars}) == BINS
    highest = max(found.bars, key=lambda bar: bar.height)
    assert highest.students == max(bar.students for bar in found.bars)
    assert {bar.y + bar.height for bar in found.bars} == {150}


def test_who_counts_in_no_mean_or_has_nothing_graded_is_not_drawn() -> None:
    assert plot((row("dot"), replace(row("a", *WORTH.values()), outside="has left"))) is None
    assert plot(()) is None
