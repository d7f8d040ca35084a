"""docs/grading.md names the lists that a run prints, all of them and no others."""

from __future__ import annotations

import re

from assay.course.grading import summary
from assay.pages import attention
from tests.docs.shown import PAGES


def test_every_list_that_a_run_prints_is_in_the_table() -> None:
    named = re.findall(r"^\| \*(.+?)\* \|", PAGES["docs/grading.md"], re.MULTILINE)
    said = (attention.UNJUDGED, attention.CONFLICTS, attention.LATE, attention.NO_TIME, attention.GONE,
            attention.OUTSIDE, attention.ABSENT, summary.DOUBTED, summary.UNPROVEN, summary.LEFT,
            "Could not be read, not graded", "Not looked at", "Mended")
    assert [title for title in said if not any(title.startswith(name) for name in named)] == []
    assert [name for name in named if not any(title.startswith(name) for title in said)] == []
