"""What is written for an author is as the project's own linters want it, in an author's course as here."""

from __future__ import annotations

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assay.authoring.question import add_question
from assay.authoring.scaffold import make_course
from assay.authoring.typed import importing, parted, typed
from assay.course.places import Course
from tests.here import REPOSITORY

#: A question that its author wrote into the notebook's text, with an import of its own and a function inside.
WRITTEN = '''
# %% nbgrader={"grade_id": "twice", "solution": true}
### BEGIN SOLUTION
import functools


def twice(X, p: int = 2):
    # Doubles.
    def inner(a):
        return a * p
    return functools.reduce(lambda a, b: a + b, [inner(jnp.asarray(X))])
### END SOLUTION

# %% nbgrader={"grade_id": "test_twice", "grade": true, "locked": true, "points": 2}
twice(jnp.ones((2, 2)))
'''
MINE = 'def f(x: int) -> int:\n    """Mine."""\n    return x\n'
OURS = 'lint.isort.known-first-party=["assay", "solutions", "autograder"]'


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """The course that a new one begins as, with a question of each kind added."""
    root = tmp_path / "course"
    make_course(root)
    with (root / "source" / "hello.py").open("a") as text:
        text.write(WRITTEN)
    add_question(Course(root), "hello", "spread", "spread(x, k)", 3)
    add_question(Course(root), "hello", "twice")
    shutil.copy(REPOSITORY / "pyproject.toml", root)
    return root


@pytest.mark.parametrize("command", [
    ["ruff", "check", "--quiet", "--config", OURS], ["mypy", "--no-error-summary", "--cache-dir", "cache"]])
def test_an_authors_course_is_as_the_linters_want_it(course: Path, command: list[str]) -> None:
    done = subprocess.run([sys.executable, "-m", *command, "autograder", "solutions/hello/reference.py"], cwd=course,
                          capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (0, "")


@pytest.mark.parametrize("module, lines, wanted", [
    ('"""It."""\n', ["import numpy as np", "from typing import Any"],
     '"""It."""\n\nfrom typing import Any\n\nimport numpy as np\n'),
    ("import b\n\nx = 1\n", ["import b"], "import b\n\nx = 1\n"),
    ("import b\n\nx = 1\nimport late\n", ["import a", "import sys"],
     "import sys\n\nimport a\nimport b\n\nx = 1\nimport late\n"),
    ("# Why.\nfrom c import d  # this\n# and that\nimport b\n", ["import a"],
     "# Why.\nfrom c import d  # this\n# and that\nimport b\nimport a\n"),
    ("import b  # noqa: F401\n\nx = 1\n", ["import a"], "import b  # noqa: F401\nimport a\n\nx = 1\n"),
    ("from typing import Any, Final\n", ["from typing import Any", "import a"],
     "from typing import Any, Final\n\nimport a\n"),
    ("import jax.numpy as np\n", ["import numpy as np"], "import jax.numpy as np\n"),
    ("# Ours.\nx = 1\n", ["import a"], "import a\n\n# Ours.\nx = 1\n"), ("", ["import a"], "import a\n"),
    ("from __future__ import annotations\n\nfrom d import e\n", ["import os"],
     "from __future__ import annotations\n\nimport os\n\nfrom d import e\n")])
def test_imports_come_in_their_order(module: str, lines: list[str], wanted: str) -> None:
    assert importing(module, lines) == wanted


@pytest.mark.parametrize("source, wanted", [
    ("def f(x, *, p=1, **more):\n    return x\n",
     'def f(x: Any, *, p: Any=1, **more: Any) -> Any:\n    """It."""\n    return x\n'),
    (MINE, MINE),
    ("class A:\n    def f(self, x):\n        return x\n",
     "class A:\n    def f(self, x: Any) -> Any:\n        return x\n"),
    ("def f(x): return x\n", "def f(x): return x\n"), ("def f(x):  # it\n    return x\n",) * 2,
    ("def f(x=lambda a:\n      a):\n    return x\n",) * 2,
    ("def f(\n        x):\n    return x\n", "def f(\n        x):\n    return x\n")])
def test_functions_get_the_types_that_they_lack(source: str, wanted: str) -> None:
    assert typed(source, "It.") == wanted


def test_imports_are_parted_from_what_they_are_for() -> None:
    assert parted("import os\nfrom a import (\n    b)\n\n\ndef f(): 1\n") == (
        ["import os", "from a import b"], "def f(): 1\n")
    assert parted("import os; x = 1\nimport a; import b\nimport c\nimport d; y = (x,\n2)\n") == (
        ["import c"], "import os; x = 1\nimport a; import b\nimport d; y = (x,\n2)\n")
