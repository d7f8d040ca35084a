"""Students install the versions that grade."""

from __future__ import annotations

import json
import re

import pytest

from tests.here import REPOSITORY

LOCKED = [line.removesuffix(" \\") for line in (REPOSITORY / "requirements.lock").read_text("utf-8").splitlines()]
WANTED = [line for line in (REPOSITORY / "requirements-student.txt").read_text("utf-8").splitlines()
          if not line.startswith("#")]
#: What is installed where Python is the one that grades.
GRADING = {line.partition(" ;")[0] for line in WANTED if ">= '3.12'" not in line}
RELEASES = {path.stem: path for path in sorted((REPOSITORY / "release").glob("*/*.ipynb"))}
STANDARD = {"builtins", "re", "sys", "textwrap", "traceback", "types"}


def cells(assignment: str, kind: str) -> list[str]:
    return ["".join(cell["source"]) for cell in json.loads(RELEASES[assignment].read_text("utf-8"))["cells"]
            if cell["cell_type"] == kind]


def imported(assignment: str) -> set[str]:
    code = "\n".join(cells(assignment, "code"))
    return {name.split(".")[0] for name in re.findall(r"^\s*(?:import|from) ([\w.]+)", code, re.MULTILINE)} - STANDARD


def test_a_students_versions_are_those_that_grade() -> None:
    assert WANTED
    assert set(WANTED) <= set(LOCKED)


@pytest.mark.parametrize("assignment", ["channels", "convolution", "softmax"])
def test_all_that_a_notebook_imports_is_named(assignment: str) -> None:
    named = {line.partition("==")[0] for line in WANTED}
    assert {"numpy", "matplotlib"} <= imported(assignment) <= named


@pytest.mark.parametrize("assignment", RELEASES)
def test_the_install_line_in_each_notebook_names_the_same_versions(assignment: str) -> None:
    line, = re.findall(r"pip install (.*)", cells(assignment, "markdown")[0])
    assert set(line.split()) <= GRADING
    assert {"jupyterlab", "matplotlib"} <= {each.partition("==")[0] for each in line.split()}
    brought = {"numpy", "optax"} if "flax==" in line else set()  # Flax brings them along
    assert imported(assignment) <= {each.partition("==")[0] for each in line.split()} | brought


@pytest.mark.parametrize("assignment", RELEASES)
def test_each_notebook_says_how_it_is_handed_in(assignment: str) -> None:
    assert "**Handing in.** Restart the kernel, run all cells, save, and hand in this file" in cells(
        assignment, "markdown")[0]


@pytest.mark.parametrize("page", ["README.md", "docs/students.md"])
def test_the_file_is_named_where_students_are_told_what_to_install(page: str) -> None:
    assert "pip install -r requirements-student.txt" in (REPOSITORY / page).read_text("utf-8")
