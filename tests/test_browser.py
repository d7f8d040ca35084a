"""What people see, in a real browser: the feedback page and formgrader."""

from __future__ import annotations

import json
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

from assay.course.grading.by_nbgrader import convert
from assay.course.places import Course
from tests.broken import MARKUP, TIMESTAMP
from tests.system import program

pytestmark = pytest.mark.system
TOKEN = "letmein"
QUIET = ("--headless", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
         "--disable-component-update", "--disable-sync", "--virtual-time-budget=6000")


@pytest.fixture(scope="session")
def browser() -> str:
    """Chromium's path."""
    return program()


def seen(browser: str, profile: Path, address: str) -> str:
    """The page at an address after its scripts ran, as HTML."""
    root = ("--no-sandbox",) if os.geteuid() == 0 else ()
    command = [browser, *QUIET, *root, f"--user-data-dir={profile}", "--dump-dom", address]
    return subprocess.run(command, capture_output=True, text=True, check=True, timeout=90).stdout


def hand_in_markup(course: Course) -> None:
    """A broken file whose name for itself, and whose sentence for the student, are full of markup."""
    folder = course.submitted("eve", "convolution")
    folder.mkdir(parents=True)
    notebook = {"nbformat": MARKUP, "nbformat_minor": 5, "metadata": {}, "cells": []}
    (folder / "convolution.ipynb").write_text(json.dumps(notebook), "utf-8")
    (folder / "timestamp.txt").write_text(TIMESTAMP, "utf-8")


@pytest.fixture
def server(course: Course, tmp_path: Path) -> Iterator[str]:
    """formgrader on a course with one submission, opened by TOKEN: its address."""
    with serving(course, tmp_path, {"JUPYTER_TOKEN": TOKEN}) as address:
        yield address


@pytest.fixture
def open_server(course: Course, tmp_path: Path) -> Iterator[str]:
    """The same without a token: a browser that starts anew for each page keeps no cookie."""
    settings = tmp_path / "settings"
    settings.mkdir()
    (settings / "jupyter_server_config.json").write_text('{"IdentityProvider": {"token": ""}}', "utf-8")
    with serving(course, tmp_path, {"JUPYTER_CONFIG_DIR": str(settings)}) as address:
        yield address


@contextmanager
def serving(course: Course, tmp_path: Path, more: dict[str, str]) -> Iterator[str]:
    hand_in_markup(course)
    assert convert(course, "convolution", "eve") == ""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {**os.environ, **more, "JUPYTER_RUNTIME_DIR": str(tmp_path / "runtime")}
    command = [sys.executable, "-m", "assay", "formgrader", "--course", str(course.root), "--port", str(port)]
    with subprocess.Popen(command, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
                          start_new_session=True) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            wait_for(f"{address}/api")
            yield address
        finally:
            os.killpg(process.pid, 15)


def wait_for(address: str) -> None:
    for _ in range(120):
        try:
            with urllib.request.urlopen(address, timeout=2):
                return
        except OSError:
            time.sleep(0.5)
    raise AssertionError(f"nothing answers at {address}")


def test_formgrader_lists_the_submission_and_runs_nothing_of_it(
        browser: str, open_server: str, tmp_path: Path) -> None:
    shown = seen(browser, tmp_path / "profile", f"{open_server}/formgrader/manage_submissions/convolution")
    assert "<title>owned" not in shown
    assert "eve" in shown
    assert "needs manual grading" in shown


def test_formgraders_autograde_button_uses_the_judge(server: str) -> None:
    request = urllib.request.Request(f"{server}/formgrader/api/submission/convolution/eve/autograde", method="POST",
                                     headers={"Authorization": f"token {TOKEN}"})
    with urllib.request.urlopen(request, timeout=120) as reply:
        said = json.load(reply)
    assert said["success"]
    assert "Applying preprocessor: Judge" in said["log"]


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_a_feedback_page_shows_the_sentence_and_runs_no_script(browser: str, course: Course, tmp_path: Path) -> None:
    from assay.course.gradebook.feedback import give_feedback

    hand_in_markup(course)
    convert(course, "convolution", "eve")
    give_feedback(course, "convolution")
    page = seen(browser, tmp_path / "profile", course.feedback("eve", "convolution").as_uri())
    assert "could not be read" in page
    assert "<title>owned" not in page
