"""Sample answers as plain Python files, and notebooks filled with them.

An answers file is a module in percent format: a docstring, the imports of the notebook's setup cell, and one
``# %% grade_id`` section for each solution cell. A chaff also says, in a literal ``FAILS``, which properties it loses.
"""

import ast
import copy
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

MARKER = re.compile(r"^# %% (\S+)[ \t]*$", re.MULTILINE)

Notebook = dict[str, Any]


class AnswersError(ValueError):
    """An answers file that breaks the format; the sentence names the file and what is wrong with it."""


@dataclass(frozen=True)
class Misconception:
    """What a chaff says about itself: the belief in the student's words, the hint, the properties it must fail."""

    name: str
    belief: str
    hint: str
    fails: Mapping[str, tuple[str, ...]]


def read_answers(path: Path) -> dict[str, str]:
    """The source of each solution cell in an answers file, by grade_id, in the file's order.

    Raises AnswersError when the file is not Python, has no section, or has two sections or an empty one for a cell.
    """
    text = path.read_text(encoding="utf-8")
    _parse(path, text)
    _, *pieces = MARKER.split(text)
    answers: dict[str, str] = {}
    for grade_id, source in zip(pieces[::2], pieces[1::2], strict=True):
        if grade_id in answers:
            raise AnswersError(f"{path.name} has two sections for {grade_id!r}.")
        if not source.strip():
            raise AnswersError(f"{path.name} has nothing below {grade_id!r}.")
        answers[grade_id] = source.strip("\n").rstrip()
    if not answers:
        raise AnswersError(f"{path.name} has no section: write '# %% grade_id' above each answer.")
    return answers


def read_misconception(path: Path) -> Misconception:
    """The docstring and FAILS of a chaff.

    Raises AnswersError when one of the two is missing, or when FAILS is not a literal dict of lists of names.
    """
    tree = _parse(path, path.read_text(encoding="utf-8"))
    belief, _, hint = (ast.get_docstring(tree) or "").partition("\n\n")
    if not belief or not hint:
        raise AnswersError(f"{path.name} needs a docstring: the misconception, an empty line, the hint.")
    return Misconception(path.stem, belief, " ".join(hint.split()), _fails(path, tree))


def fill(release: Notebook, answers: Mapping[str, str]) -> Notebook:
    """A copy of a release notebook with the answers in its solution cells; everything else is as it was.

    Raises KeyError with the grade_ids that are no solution cells of the notebook.
    """
    notebook = copy.deepcopy(release)
    cells = {identity: cell for cell in notebook["cells"] if (identity := solution_id(cell))}
    if strangers := sorted(answers.keys() - cells.keys()):
        raise KeyError(*strangers)
    for grade_id, source in answers.items():
        cells[grade_id]["source"] = source
    return notebook


def solution_id(cell: Mapping[str, Any]) -> str | None:
    """The grade_id of a cell that a student fills, None for any other cell."""
    grading = cell["metadata"].get("nbgrader", {})
    return str(grading["grade_id"]) if grading.get("solution") else None


def _parse(path: Path, text: str) -> ast.Module:
    try:
        return ast.parse(text)
    except SyntaxError as error:
        raise AnswersError(f"{path.name} is not Python: {error.msg} in line {error.lineno}.") from error


def _fails(path: Path, tree: ast.Module) -> dict[str, tuple[str, ...]]:
    wanted = f"{path.name} needs FAILS = {{grade_id: [property, ...]}}, written out."
    for statement in tree.body:
        match statement:
            case ast.Assign(targets=[ast.Name(id="FAILS")], value=value):
                return _names(wanted, value)
    raise AnswersError(wanted)


def _names(wanted: str, value: ast.expr) -> dict[str, tuple[str, ...]]:
    try:
        literal = ast.literal_eval(value)
    except ValueError as error:
        raise AnswersError(wanted) from error
    if not isinstance(literal, dict) or not literal:
        raise AnswersError(wanted)
    for names in literal.values():
        if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
            raise AnswersError(wanted)
    return {str(grade_id): tuple(names) for grade_id, names in literal.items()}
