"""Imports run one way; read from the syntax trees, so that no module need be run."""

from __future__ import annotations

import ast
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

from assay import testing

ROOT = Path(__file__).parents[1]
OURS = ("assay", "autograder", "solutions", "source", "tests", "benchmarks", "attacks", "nbgrader_config")
INSIDE = "src/assay/room/inside/"
#: What each part may import of ours; the most fitting line counts.
MAY: Mapping[str, tuple[str, ...]] = {
    INSIDE: (),
    "src/assay/room/zygote.py": (),
    "src/assay/processes.py": (),
    "src/assay/room/": ("assay.room",),
    "src/assay/judge/": ("assay.room", "assay.judge"),
    "src/assay/testing/": ("assay.room", "assay.judge", "assay.testing"),
    "src/assay/audit/": ("assay.room", "assay.judge", "assay.processes", "assay.audit"),
    "src/assay/pages/": ("assay.room", "assay.judge", "assay.audit", "assay.pages"),
    "src/assay/cluster/": ("assay.room", "assay.judge", "assay.processes", "assay.cluster"),
    "src/assay/course/": ("assay.room", "assay.judge", "assay.audit", "assay.processes", "assay.cluster", "assay.pages",
                          "assay.course"),
    "src/assay/authoring/": ("assay.room", "assay.judge", "assay.audit", "assay.processes", "assay.cluster",
                             "assay.pages", "assay.course", "assay.authoring"),
    "src/assay/__main__.py": ("assay",),
    "src/assay/verbs/": ("assay",),
    "src/assay/command.py": ("assay.room", "assay.judge", "assay.audit", "assay.course"),
    "src/assay/__init__.py": (),
    "autograder/conftest.py": ("assay.testing",),
    "solutions/": (),
}
#: Modules of a folder, its sub-folders' not counted.
MOST = 15
#: What hidden tests may import of others.
KNOWN = {"numpy", "jax", "hypothesis", "pytest", *sys.stdlib_module_names}
#: Scripts that draw an assignment's data, by hand and beforehand; no hidden test imports them.
SCRIPTS: Mapping[str, set[str]] = {"autograder/softmax/draw.py": {"matplotlib"}}


def imported(file: Path, root: Path) -> Iterator[tuple[str, str]]:
    """Each import anywhere in a file, as (module, name or "")."""
    package = file.relative_to(root / "src" if (root / "src") in file.parents else root).parent.parts
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
    if place.startswith("autograder/") and "/" in place.removeprefix("autograder/"):
        folder = place.split("/")[1]
        if module == "assay.testing":
            return name in testing.__all__
        if within(module, tuple(f"assay.testing.{public}" for public in testing.__all__)):
            return True
        return module.split(".")[0] in KNOWN | SCRIPTS.get(place, set()) or within(module, (f"autograder.{folder}",
                                                                f"solutions.{folder}"))
    if module.split(".")[0] not in OURS:
        return True
    whole = f"{module}.{name}" if module in ("assay", "autograder", "solutions") and name else module
    return within(whole, next((homes for start, homes in MAY.items() if place.startswith(start)), ()))


def wrong_arrows(root: Path) -> list[str]:
    """Every import of ours that runs back, as ``file -> module``."""
    files = sorted(file for part in ("src", "autograder", "solutions") for file in root.glob(f"{part}/**/*.py")
                   if "template" not in file.parts)  # what a new course begins with is a course
    return [f"{place} -> {module}" + (f": {name}" if name else "")
            for file in files for place in [file.relative_to(root).as_posix()]
            for module, name in imported(file, root) if not allowed(place, module, name)]


def test_imports_run_one_way() -> None:
    assert wrong_arrows(ROOT) == []


def test_there_is_something_to_read() -> None:
    arrows = {(file.relative_to(ROOT).as_posix(), module) for part in ("src", "autograder")
              for file in ROOT.glob(f"{part}/**/*.py")
              for module, _ in imported(file, ROOT)}
    assert len(arrows) > 100
    assert ("src/assay/room/wire.py", "assay.room.inside.carried") in arrows
    assert ("autograder/convolution/test_corr2d.py", "solutions.convolution") in arrows


def test_no_folder_holds_more_modules_than_can_be_overlooked() -> None:
    held = {folder: [file for file in folder.glob("*.py") if file.stem != "__init__"]
            for folder in [ROOT / "src/assay", *(ROOT / "src/assay").rglob("*/")]}
    assert {folder.relative_to(ROOT).as_posix() for folder, files in held.items() if len(files) > MOST} == set()


@pytest.mark.parametrize("place, line, wrong", [
    ("src/assay/judge/a.py", "from assay.course import intake", True),
    ("src/assay/judge/a.py", "import assay.pages.words", True),
    ("src/assay/judge/a.py", "from assay import testing", True),
    ("src/assay/judge/a.py", "def f():\n    from solutions.convolution import reference", True),
    ("src/assay/judge/a.py", "from ..course import places", True),
    ("src/assay/judge/a.py", "from assay import room", False),
    ("src/assay/judge/a.py", "from . import session", False),
    ("src/assay/room/a.py", "from assay.judge import session", True),
    ("src/assay/room/a.py", "from assay.room.inside import kernel", False),
    (INSIDE + "kernel.py", "from assay.room import wire", True),
    (INSIDE + "kernel.py", "from . import entry", True),
    (INSIDE + "entry.py", "import assay.room.limits", True),
    (INSIDE + "entry.py", "import os, json", False),
    ("src/assay/pages/a.py", "from assay.course import places", True),
    ("src/assay/pages/a.py", "from autograder import convolution", True),
    ("src/assay/pages/a.py", "from assay.judge.verdict import Verdict", False),
    ("src/assay/audit/a.py", "from assay.pages import audit", True),
    ("src/assay/testing/a.py", "from assay.audit import gate", True),
    ("src/assay/course/a.py", "from autograder.convolution import cases", True),
    ("src/assay/course/a.py", "from assay.authoring import scaffold", True),
    ("src/assay/course/a.py", "from assay.pages import feedback", False),
    ("autograder/x/test_a.py", "from assay.judge.session import Session", True),
    ("autograder/x/test_a.py", "from assay.testing import Judged", True),
    ("autograder/x/test_a.py", "import assay.judge", True),
    ("autograder/x/test_a.py", "from autograder.y import cases", True),
    ("autograder/x/test_a.py", "from solutions.y import reference", True),
    ("autograder/x/test_a.py", "import torch", True),
    ("autograder/x/test_a.py", "from tests import broken", True),
    ("autograder/x/test_a.py", "from assay.testing import Student, expect, spread", False),
    ("autograder/x/test_a.py", "from solutions.x import reference\nfrom . import cases", False),
    ("solutions/x/reference.py", "from assay.testing import expect", True),
    ("solutions/x/reference.py", "from solutions.y import reference", True),
    ("solutions/x/chaff/a.py", "import assay", True),
    ("solutions/x/reference.py", "import jax", False),
])
def test_an_arrow_that_runs_back_is_found(tmp_path: Path, place: str, line: str, wrong: bool) -> None:
    file = tmp_path / place
    file.parent.mkdir(parents=True)
    file.write_text(line)
    found = wrong_arrows(tmp_path)
    assert len(found) == wrong
    assert all(arrow.startswith(f"{place} -> ") for arrow in found)
