"""The audit, as the terminal and audit.html show it."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest

from assay.pages.audit import as_html, as_text
from tests.pages.samples import AUDIT, GOLDEN, written


@pytest.mark.parametrize("name", ["audit.txt", "audit.html"])
def test_an_audit_reads_as_the_golden_file(name: str) -> None:
    assert written()[name] == (GOLDEN / name).read_text("utf-8")


def test_the_page_fetches_nothing_and_runs_nothing() -> None:
    assert not re.search(r"url\(|https?:|<script|@import|<link|<img", as_html(AUDIT))


def test_an_audit_of_nothing_is_a_page_too() -> None:
    nothing = replace(AUDIT, rows=(), corners={}, complaints=())
    assert "<p>May be released: nothing stands against it.</p>" in as_html(nothing)
    assert as_text(nothing).endswith("May be released: nothing stands against it.")
