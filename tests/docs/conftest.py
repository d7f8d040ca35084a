"""The documentation's site, made once."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.here import REPOSITORY


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, made as `make docs` makes it."""
    folder = tmp_path_factory.mktemp("site")
    command = [sys.executable, "-m", "sphinx", "--quiet", "--fail-on-warning", "--keep-going", "--builder", "html"]
    assert " ".join(command[1:]) in (REPOSITORY / "Makefile").read_text("utf-8")
    command += [str(REPOSITORY / "docs"), str(folder)]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr, done.stdout) == (0, "", "")
    return folder
