"""A real browser for tests: this machine's Chromium, and axe-core to look a page over."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, sync_playwright

#: What axe-core calls a finding that keeps somebody out.
SERIOUS = ("serious", "critical")


def program() -> str:
    """Chromium's path; the test is skipped where there is none."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if found is None:
        pytest.skip("needs Chromium on this machine")
    return found


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; the test is skipped where there is none."""
    found = program()
    root = ["--no-sandbox"] if os.geteuid() == 0 else []
    with sync_playwright() as play:
        browser = play.chromium.launch(executable_path=found, args=[*root, "--disable-background-networking"])
        try:
            yield browser
        finally:
            browser.close()


def serious(page: Any) -> list[str]:
    """What axe-core finds that is serious."""
    return [f"{each['id']}: {each['nodes'][0]['html']}" for each in Axe().run(page).response["violations"]
            if each["impact"] in SERIOUS]
