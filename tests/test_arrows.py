"""Imports run one way; read from the syntax trees, so that no module need be run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from autograder import judge

ROOT = Path(__file__).parents[1]
OURS = ("autograder", "solutions", "source", "tests", "benchmarks", "attacks", "nbgrader_config")
#: What each room may import of ours; the most fitting line counts.
MAY: Mapping[str, tuple[str, ...]] = {
    "autograder/judge/inside.py": (),
    "autograder/judge/exported.py": (),
    "autograder/judge/kept.py": (),
    "autograder/judge/doorstep.py": (),
    "autograder/judge/zygote.py": (),
    "autograder/judge/": ("autograder.judge",),
    "autograder/report/": ("autograder.judge", "autograder.report"),
    "autograder/processes.py": (),
    "autograder/audit/": ("autograder.judge", "autograder.audit", "autograder.processes"),
    "autograder/course/": ("autograder.judge", "autograder.report", "autograder.audit", "autograder.processes",
                           "autograder.course"),
    "autograder/questions/conftest.py": ("autograder.judge.plugin",),
    "autograder/__main__.py": ("autograder",),
    "autograder/__init__.py": (),
    "solutions/": (),
}
#: What hidden tests may import of others.
KNOWN = {"numpy", "jax", "hypothesis", "pytest", *sys.stdlib_module_names}


def imported(file: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Each import anywhere in a file, as (module, name or "")."""
    package = file.relative_to(root).parent.parts
    for node in ast.walk(ast.parse(file.read_text("utf-8"))):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            above = package[:len(package) - node.level + 1] if node.level else ()
            module = ".".join([*above, *([node.module] if node.module else [])])
            yield from ((module, alias.name) for alias in node.names)


def within(module: str, homes: tuple[str, ...]) -> bool:
    return any(module == home or module.startswith(home + ".") for home in homes)


def allowed(place: str, module: str, name: str) -> bool:
    """Whether the file at this place may import this."""
    if place.startswith("autograder/questions/") and "/" in place.removeprefix("autograder/questions/"):
        folder = place.split("/")[2]
        if module == "autograder.judge":
            return name in judge.__all__
        return module.split(".")[0] in KNOWN or within(module, (f"autograder.questions.{folder}",
                                                                f"solutions.{folder}"))
    if module.split(".")[0] not in OURS:
        return True
    whole = f"{module}.{name}" if module in ("autograder", "solutions") and name else module
    return within(whole, next((homes for start, homes in MAY.items() if place.startswith(start)), ()))


def wrong_arrows(root: Path) -> list[str]:
    """Every import of ours that runs back, as ``file -> module``."""
    files = sorted([*root.glob("autograder/**/*.py"), *root.glob("solutions/**/*.py")])
    return [f"{place} -> {module}" + (f": {name}" if name else "")
            for file in files for place in [file.relative_to(root).as_posix()]
            for module, name in imported(file, root) if not allowed(place, module, name)]


def test_imports_run_one_way() -> None:
    assert wrong_arrows(ROOT) == []


def test_there_is_something_to_read() -> None:
    arrows = {(file.relative_to(ROOT).as_posix(), module) for file in ROOT.glob("autograder/**/*.py")
              for module, _ in imported(file, ROOT)}
    assert len(arrows) > 100
    assert ("autograder/judge/wire.py", "autograder.judge.inside") in arrows
    assert ("autograder/questions/convolution/test_corr2d.py", "solutions.convolution") in arrows


@pytest.mark.parametrize("place, line, wrong", [
    ("autograder/judge/a.py", "from autograder.course import intake", True),
    ("autograder/judge/a.py", "import autograder.report.words", True),
    ("autograder/judge/a.py", "from autograder import report", True),
    ("autograder/judge/a.py", "def f():\n    from solutions.convolution import reference", True),
    ("autograder/judge/a.py", "from ..questions.convolution import cases", True),
    ("autograder/judge/a.py", "from autograder import judge", False),
    ("autograder/judge/a.py", "from . import wire", False),
    ("autograder/judge/inside.py", "from autograder.judge import wire", True),
    ("autograder/judge/inside.py", "from . import wire", True),
    ("autograder/judge/doorstep.py", "import autograder.judge.limits", True),
    ("autograder/judge/doorstep.py", "import os, json", False),
    ("autograder/report/a.py", "from autograder.course import gradebook", True),
    ("autograder/report/a.py", "from autograder.questions import convolution", True),
    ("autograder/report/a.py", "from autograder.judge.verdict import Verdict", False),
    ("autograder/course/a.py", "from autograder.questions.convolution import cases", True),
    ("autograder/course/a.py", "from solutions.convolution import reference", True),
    ("autograder/course/a.py", "from autograder.report import feedback", False),
    ("autograder/questions/x/test_a.py", "from autograder.judge.session import Session", True),
    ("autograder/questions/x/test_a.py", "from autograder.judge import Judged", True),
    ("autograder/questions/x/test_a.py", "import autograder.judge", True),
    ("autograder/questions/x/test_a.py", "from autograder.questions.y import cases", True),
    ("autograder/questions/x/test_a.py", "from solutions.y import reference", True),
    ("autograder/questions/x/test_a.py", "import torch", True),
    ("autograder/questions/x/test_a.py", "from tests import broken", True),
    ("autograder/questions/x/test_a.py", "from autograder.judge import Student, expect, spread", False),
    ("autograder/questions/x/test_a.py", "from solutions.x import reference\nfrom . import cases", False),
    ("solutions/x/reference.py", "from autograder.judge import expect", True),
    ("solutions/x/reference.py", "from solutions.y import reference", True),
    ("solutions/x/chaff/a.py", "import autograder", True),
    ("solutions/x/reference.py", "import jax", False),
])
def test_an_arrow_that_runs_back_is_found(tmp_path: Path, place: str, line: str, wrong: bool) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True)
    file.write_text(line)
    found = wrong_arrows(tmp_path)
    assert len(found) == wrong
    assert all(arrow.startswith(f"{place} -> ") for arrow in found)
