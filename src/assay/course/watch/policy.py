"""When a student is shown a page: so that a grader that answers at once is no oracle.

A page tells of each property whether it holds, and of each that does not, one call. So by ``per_day`` pages in any 24
hours a student learns at most that many times as much as by handing in once; what is handed in in between is judged and
counts, but is not shown until the first of these pages is a day old. With ``after the deadline`` nobody learns anything
before their own deadline has passed, extension included, when nothing can be handed in on time any more.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

DAY = timedelta(hours=24)


class When(StrEnum):
    """When pages are shown."""

    AT_ONCE = "at-once"
    AFTER_DEADLINE = "after-deadline"
    NEVER = "never"


@dataclass(frozen=True)
class Policy:
    """When pages are shown, and how many in any 24 hours."""

    when: When = When.AFTER_DEADLINE
    per_day: int = 3

    def allows(self, shown: Sequence[datetime], deadline: datetime | None, now: datetime) -> bool:
        """Whether a student may be shown a page now.

        Args:
            shown: when they were shown one before; UTC, like the others.
            deadline: theirs, extension included; None where there is none, and then none has passed.
            now: this moment.
        """
        if self.when == When.NEVER:
            return False
        if self.when == When.AFTER_DEADLINE and (deadline is None or now <= deadline):
            return False
        return sum(now - each < DAY for each in shown) < self.per_day
