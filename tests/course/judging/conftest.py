"""Judging in this process, without a room."""

from __future__ import annotations

from contextlib import nullcontext
from pathlib import Path

import pytest

from assay.cluster.work import BENCHES
from assay.course.judging import office as offices
from assay.course.judging import turns
from assay.course.judging.office import Office
from assay.course.places import Course
from tests.course.desk import A
from tests.course.judging.pretend import at_once


@pytest.fixture
def order(course: Course, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The file in which judgings note whose turn it is."""
    monkeypatch.setattr(offices, "in_processes", at_once)
    monkeypatch.setitem(BENCHES, Office(course, A).bundle.digest, course.bench(A))
    monkeypatch.setattr(turns, "bar", lambda *_: nullcontext(lambda: None))
    return course.root / "order"
