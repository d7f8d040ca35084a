"""Students install the versions that grade."""

from __future__ import annotations

import json
import re

import pytest

from tests.here import REPOSITORY

LOCKED = [line.removesuffix(" \\") for line in (REPOSITORY / "requirements.lock").read_text("utf-8").splitlines()]
WANTED = [line for line in (REPOSITORY / "requirements-student.txt").read_text("utf-8").splitlines()
          if not line.startswith("#")]
RELEASE = REPOSITORY / "release" / "convolution" / "convolution.ipynb"


def test_a_students_versions_are_those_that_grade() -> None:
    assert WANTED
    assert set(WANTED) <= set(LOCKED)


def test_all_that_the_notebook_imports_is_named() -> None:
    code = "\n".join("".join(cell["source"]) for cell in json.loads(RELEASE.read_text("utf-8"))["cells"]
                     if cell["cell_type"] == "code")
    imported = {name.split(".")[0] for name in re.findall(r"^\s*(?:import|from) ([\w.]+)", code, re.MULTILINE)}
    named = {line.partition("==")[0] for line in WANTED}
    assert {"jax", "flax", "numpy", "matplotlib", "optax"} <= imported
    standard = {"builtins", "re", "sys", "textwrap", "traceback", "types"}
    assert imported - standard <= named


def test_the_install_line_in_the_notebook_names_the_same_versions() -> None:
    line, = re.findall(r"pip install (.*?)\\n", RELEASE.read_text("utf-8"))
    assert line.split()
    assert set(line.split()) <= set(WANTED)


@pytest.mark.parametrize("page", ["README.md", "docs/students.md"])
def test_the_file_is_named_where_students_are_told_what_to_install(page: str) -> None:
    assert "pip install -r requirements-student.txt" in (REPOSITORY / page).read_text("utf-8")
