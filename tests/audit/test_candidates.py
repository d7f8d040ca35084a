"""An answers file in a notebook: each answer brings what its file imports and the notebook does not."""

from __future__ import annotations

import ast
import builtins
from pathlib import Path
from typing import Any

import pytest

from assay.audit.candidates import standing_alone
from assay.course.intake.staging import read_release
from assay.course.places import Course
from assay.judge.answers import read_answers
from tests.here import REPOSITORY

FILE = '''"""In plain Python."""

from __future__ import annotations

import math
import os.path
from collections import Counter, deque as line

import numpy as np

# %% first
def first(x):
    return math.sqrt(np.sum(x))

# %% second
def second(x):
    return line(Counter(x)), os.path

# %% third
def third(x):
    return x.math
'''


def notebook(*cells: str) -> dict[str, Any]:
    return {"cells": [{"cell_type": "code", "metadata": {}, "source": source} for source in cells]}


def test_each_answer_brings_what_it_uses_and_the_notebook_has_not(tmp_path: Path) -> None:
    path = tmp_path / "plain.py"
    path.write_text(FILE, "utf-8")
    found = standing_alone(path, notebook("%matplotlib inline", "import numpy as np\nimport jax"))
    assert found == {
        "first": "import math\ndef first(x):\n    return math.sqrt(np.sum(x))",
        "second": "import os.path\nfrom collections import Counter, deque as line\n"
                  "def second(x):\n    return line(Counter(x)), os.path",
        "third": "def third(x):\n    return x.math"}
    assert standing_alone(path, notebook("import math, os, numpy as np\nfrom collections import Counter\nline = 0"))[
        "first"] == read_answers(path)["first"]


@pytest.mark.parametrize("assignment", ["channels", "convolution", "softmax"])
def test_right_solutions_use_no_name_that_their_notebook_lacks(assignment: str) -> None:
    release = read_release(Course(REPOSITORY), assignment)
    given = "\n".join("".join(cell["source"]) for cell in release["cells"] if cell["cell_type"] == "code")
    for path in sorted((REPOSITORY / "solutions" / assignment / "wheat").glob("[!_]*.py")):
        answers = standing_alone(path, release)
        whole = "\n".join([given, *answers.values()])
        there = names(whole, set_there=True) | vars(builtins).keys()
        for question, answer in answers.items():
            assert not names(answer, set_there=False) - there, (path.name, question)


def names(source: str, *, set_there: bool) -> set[str]:
    """The names that a program sets anywhere, or that it reads."""
    found = set[str]()
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Name(id=name, ctx=context) if isinstance(context, ast.Load) != set_there:
                found.add(name)
            case ast.alias(name=name, asname=other) if set_there:
                found.add((other or name).split(".")[0])
            case ast.FunctionDef(name=name) | ast.ClassDef(name=name) | ast.arg(arg=name) if set_there:
                found.add(name)
            case ast.ExceptHandler(name=str(name)) if set_there:
                found.add(name)
    return found
