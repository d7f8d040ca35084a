"""The limits that pages name are those of the course."""

from __future__ import annotations

from assay.course.places import Course
from tests.docs.shown import PAGES
from tests.here import REPOSITORY

LIMITS = Course(REPOSITORY).bench("convolution").limits


def test_readme_names_the_limits_that_are_in_force() -> None:
    said = " ".join(PAGES["README.md"].split())
    assert (f"A call may take {LIMITS.call_cpu_seconds:g} seconds of the processor and {LIMITS.call_seconds:g} of the "
            f"clock, a cell {LIMITS.cell_cpu_seconds:g} and {LIMITS.cell_seconds:g} (a check or a picture "
            f"{LIMITS.call_cpu_seconds:g} and {LIMITS.cell_seconds:g}), the notebook {LIMITS.notebook_seconds:g}, all "
            f"together {LIMITS.submission_cpu_seconds:g} and {LIMITS.submission_seconds:g}; "
            f"{LIMITS.memory_bytes >> 30} GiB of memory is the limit, and {LIMITS.result_bytes >> 10} KiB an answer's"
            ) in said


def test_the_page_on_security_names_the_same() -> None:
    assert (f"{LIMITS.submission_cpu_seconds:g} seconds of the processor, {LIMITS.submission_seconds:g} of the clock"
            ) in PAGES["docs/security.md"]
