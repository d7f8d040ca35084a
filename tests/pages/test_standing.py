"""How far work is graded, in words."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from assay.pages.standing import how_late, one, so_far, when


@pytest.mark.parametrize("got, maximum, pending, said", [
    (33, 46, 4, "33 of 42 so far, 4 not graded yet"),
    (37.5, 46, 0, "37.5 of 46"),
    (0, 46, 46, "46 not graded yet"),
    (0, 46, 12, "0 of 34 so far, 12 not graded yet"),
    (0, 0, 0, "0 of 0"),
])
def test_a_total_says_what_of_it_is_pending(got: float, maximum: float, pending: float, said: str) -> None:
    assert so_far(got, maximum, pending) == said


def test_a_question_that_nobody_graded_has_no_zero() -> None:
    assert one(0.0, 4) == "0 of 4"
    assert one(None, 4) == "not graded yet, 4 points"
    assert one(None, 1) == "not graded yet, 1 point"


@pytest.mark.parametrize("seconds, off, said", [
    (1, 0, "1 minute late, nothing taken off"),
    (5400, 1, "1 hour 30 minutes late, 1 point taken off"),
    (176400, 9.2, "2 days 1 hour late, 9.2 points taken off"),
    (86399, 0, "1 day late, nothing taken off"),
])
def test_lateness_is_told_in_days_hours_and_minutes(seconds: float, off: float, said: str) -> None:
    assert how_late(seconds, off) == said


def test_a_time_reads_as_people_say_it() -> None:
    assert when(datetime(2026, 9, 4, 7, 5, tzinfo=UTC)) == "4 September 2026, 07:05 UTC"
