from __future__ import annotations

import pytest
from nbgrader.utils import parse_utc as theirs

from assay.course.intake.times import parse_utc


@pytest.mark.parametrize("text", [
    "2026-09-14 12:00:00.000000 UTC", "2026-09-14 12:00:00 +0200", "2026-09-14 12:00:00 Europe/Berlin",
    "2026-09-14 12:00:00 Nowhere/At_all", "2026-09-14 12:00", "2026-09-14 12:00:59 UTC", "2026-09-14T12:00:00Z",
    "2026-09-14 12:00:00 CEST", "2026-09-14 12:00:00 -3600"])
def test_a_time_is_read_as_nbgrader_reads_it(text: str) -> None:
    assert parse_utc(text) == theirs(text)
    assert parse_utc(text).tzinfo is None


@pytest.mark.parametrize("text", ["", "yesterday", "2026-13-45", "2026-13-45 12:00:00 UTC", "a b c", "9" * 400])
def test_what_is_no_time_is_an_error_for_both(text: str) -> None:
    with pytest.raises((ValueError, OverflowError)):
        theirs(text)
    with pytest.raises((ValueError, OverflowError)):
        parse_utc(text)


@pytest.mark.parametrize("zone", ["/tmp/zone", ":/tmp/zone", "../zone", "..", "Europe/../../zone", "UTC\0"])
def test_no_file_of_anybodys_is_read_for_a_time_zone(zone: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """dateutil opens it: 60 bytes of a student's took a minute and 4.6 GB, and ".." raised no error of ours."""
    monkeypatch.setattr("dateutil.tz.gettz", lambda name: pytest.fail(f"{name} was looked for"))
    with pytest.raises(ValueError, match=r".*"):
        parse_utc(f"2026-09-14 12:00:00 {zone}")
