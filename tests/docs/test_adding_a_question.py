"""docs/adding-a-question.md: what it has written into a course is run by hand, and prints what is shown."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

from tests.docs.shown import PAGES, assert_printed, commands
from tests.here import REPOSITORY

PAGE = "docs/adding-a-question.md"


def test_the_hidden_tests_of_the_page_meet_its_reference(tmp_path: Path) -> None:
    _, reference, tests = re.findall(r"^```python\n(.*?)^```$", PAGES[PAGE], re.MULTILINE | re.DOTALL)
    for part in ("autograder", "solutions"):
        for name in ("convolution", "conftest.py"):
            if (place := REPOSITORY / part / name).is_dir():
                shutil.copytree(place, tmp_path / part / name, ignore=shutil.ignore_patterns("__pycache__"))
            elif place.exists():
                shutil.copy(place, tmp_path / part)
    shutil.copy(REPOSITORY / "pyproject.toml", tmp_path)
    with (tmp_path / "solutions" / "convolution" / "reference.py").open("a") as file:
        file.write(f"\n\n{reference}")
    (tmp_path / "autograder" / "convolution" / "test_zero_pad.py").write_text(tests, "utf-8")
    command, = commands(PAGE)
    program, *rest = shlex.split(command.typed)
    assert program == ".venv/bin/pytest"
    done = subprocess.run([sys.executable, "-m", "pytest", "-p", "no:cacheprovider", *rest], cwd=tmp_path,
                          env={name: said for name, said in os.environ.items() if name != "PYTEST_ADDOPTS"},
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert_printed(command.printed, done.stdout)
