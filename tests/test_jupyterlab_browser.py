"""What students receive, in a real JupyterLab and browser: it opens, runs, and its first check says what to do."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assay.course.places import Course
from assay.course.student import copied
from tests.course.desk import A
from tests.course.test_formgrader import TOKEN
from tests.here import REPOSITORY
from tests.system import chromium

pytestmark = pytest.mark.system


@contextmanager
def lab(course: Course, folder: Path) -> Iterator[str]:
    """JupyterLab as `assay student` opens it; its address, with the token that Jupyter was told to take."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    environment = {**os.environ, "JUPYTER_TOKEN": TOKEN, "JUPYTER_RUNTIME_DIR": str(folder / "runtime"),
                   "JUPYTER_CONFIG_DIR": str(folder / "settings"), "JUPYTERLAB_SETTINGS_DIR": str(folder / "lab"),
                   "JUPYTERLAB_WORKSPACES_DIR": str(folder / "workspaces"), "BROWSER": "true"}
    command = [sys.executable, "-m", "assay", "student", "--course", str(course.root), "--port", str(port)]
    with (folder / "log").open("wb") as log, subprocess.Popen(command, cwd=REPOSITORY, env=environment, stdout=log,
                                                              stderr=log, start_new_session=True) as process:
        try:
            for _ in range(240):
                try:
                    with urllib.request.urlopen(f"http://127.0.0.1:{port}/api", timeout=2):
                        break
                except OSError:
                    time.sleep(0.5)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()


def test_the_release_opens_and_its_first_check_says_what_to_do(course: Course, tmp_path: Path) -> None:
    release = course.release(A).read_bytes()
    with chromium() as browser, lab(course, tmp_path) as address:
        page = browser.new_page()
        assert page.goto(f"{address}/api/contents").status == 403  # type: ignore[union-attr]
        page.goto(f"{address}/lab/tree/{A}.ipynb?token={TOKEN}")
        page.get_by_role("heading", name="Convolutions for Images").wait_for(timeout=120_000)
        assert page.get_by_text("pip install flax==").count() == 1
        # What is run before there is a kernel is not run at all.
        page.locator(".jp-Notebook-ExecutionIndicator[data-status=idle]").wait_for(timeout=120_000)
        page.get_by_role("menuitem", name="Run", exact=True).click()
        page.get_by_text("Run All Cells", exact=True).click()
        page.get_by_text("Not yet: corr2d is still empty.").first.wait_for(timeout=240_000)
        page.keyboard.press("Control+s")
        for _ in range(100):
            if copied(course, A).read_bytes() != release:
                break
            time.sleep(0.2)
    assert b"Not yet: corr2d is still empty." in copied(course, A).read_bytes()
    assert course.release(A).read_bytes() == release
