"""When a student is shown a page: at most so many a day, or not before their deadline."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from assay.course.watch.policy import Policy, When

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)


def hours(number: float) -> datetime:
    return NOON + timedelta(hours=number)


@pytest.mark.parametrize("shown, allowed", [
    ([], True), ([hours(-1)], True), ([hours(-1), hours(-2)], False), ([hours(-24), hours(-1)], True),
    ([hours(-23.9), hours(-1)], False), ([hours(-50), hours(-49), hours(-48), hours(-1)], True)])
def test_at_once_means_so_many_in_any_day(shown: list[datetime], allowed: bool) -> None:
    assert Policy(When.AT_ONCE, 2).allows(shown, None, NOON) is allowed


def test_whatever_a_student_does_no_day_has_more_pages() -> None:
    shown: list[datetime] = []
    for minutes in range(0, 72 * 60, 7):
        now = NOON + timedelta(minutes=minutes)
        if Policy(When.AT_ONCE, 3).allows(shown, None, now):
            shown.append(now)
    assert len(shown) == 9
    assert all(sum(start <= each < start + timedelta(hours=24) for each in shown) <= 3 for start in shown)


@pytest.mark.parametrize("deadline, allowed", [(None, False), (hours(1), False), (NOON, False), (hours(-1), True)])
def test_after_the_deadline_means_after_it(deadline: datetime | None, allowed: bool) -> None:
    assert Policy(When.AFTER_DEADLINE).allows([], deadline, NOON) is allowed
    assert Policy(When.AT_ONCE).allows([], deadline, NOON)


def test_never_means_never() -> None:
    assert not Policy(When.NEVER).allows([], hours(-1), NOON)
