"""What the hidden tests are held against: right solutions, misconceptions, and mutants of right solutions."""

from __future__ import annotations

import ast
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from enum import StrEnum
from pathlib import Path

from assay.judge.answers import MARKER, Notebook, read_answers, read_misconception, solution_id


class Role(StrEnum):
    """What the hidden tests have to do with a candidate."""

    WHEAT = "wheat"
    CHAFF = "chaff"
    MUTANT = "mutant"


@dataclass(frozen=True)
class Candidate:
    """A module of answers, laid over the reference. ``questions`` are those it is judged on; all, if there are none.

    ``about`` is a wheat's way, a chaff's belief, or a mutant's change; ``fails`` the properties a chaff must lose;
    ``answers`` the questions that a wheat has a section for.
    """

    name: str
    role: Role
    source: str
    questions: tuple[str, ...]
    about: str
    fails: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    answers: tuple[str, ...] = ()

    def definition(self, question: str) -> str:
        """The code of the function or class that answers a question; "" if there is none."""
        return "\n".join(_code(self.source, node) for node in ast.parse(self.source).body
                         if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name.lower() == question)

    def imports(self) -> str:
        """The lines that import something, but for what is of the future."""
        return "\n".join(line for line, _ in _imports(self.source))


def wheats(solutions: Path) -> list[Candidate]:
    """The right solutions, the reference first."""
    reference = (solutions / "reference.py").read_text("utf-8")
    found = [Candidate("reference", Role.WHEAT, reference, (), "The reference solution.")]
    for path in _modules(solutions / "wheat"):
        text = path.read_text("utf-8")
        found.append(Candidate(path.stem, Role.WHEAT, text, (), _first_line(text),
                               answers=tuple(MARKER.findall(text))))
    return found


def chaffs(solutions: Path) -> list[Candidate]:
    """The misconceptions."""
    found = []
    for path in _modules(solutions / "chaff"):
        about = read_misconception(path)
        questions = tuple(read_answers(path))
        found.append(Candidate(path.stem, Role.CHAFF, path.read_text("utf-8"), questions, about.belief, about.fails))
    return found


def standing_alone(path: Path, release: Notebook) -> dict[str, str]:
    """The answers of a file, as a student writes them into a notebook.

    What the file imports above its sections and the notebook does not stands in each answer that uses it.
    """
    text, there = path.read_text("utf-8"), set[str]()
    for cell in release["cells"]:
        if cell["cell_type"] == "code" and not solution_id(cell):
            with suppress(SyntaxError):
                there |= {name for _, names in _imports("".join(cell["source"])) for name in names}
    lacking = [(line, names - there) for line, names in _imports(MARKER.split(text)[0])]
    return {question: "\n".join([*(line for line, names in lacking if names & _used(answer)), answer])
            for question, answer in read_answers(path).items()}


def _imports(source: str) -> list[tuple[str, set[str]]]:
    """The lines that import something, and the names that they set; not what is of the future."""
    return [(_code(source, node), {(each.asname or each.name).split(".")[0] for each in node.names})
            for node in ast.parse(source).body
            if isinstance(node, ast.Import | ast.ImportFrom) and getattr(node, "module", "") != "__future__"]


def _used(source: str) -> set[str]:
    return {node.id for node in ast.walk(ast.parse(source)) if isinstance(node, ast.Name)}


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.stem != "__init__")


def _first_line(text: str) -> str:
    return text.lstrip().removeprefix('"""').split("\n", 1)[0].removesuffix('"""')


def _code(source: str, node: ast.stmt) -> str:
    first = min([node.lineno, *(each.lineno for each in getattr(node, "decorator_list", ()))])
    return "\n".join(source.splitlines()[first - 1:node.end_lineno])
