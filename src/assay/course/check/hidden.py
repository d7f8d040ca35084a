"""Hidden tests read without being run: properties, points, sentences, hints, and the names that they use."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from assay.course.check.notebook import Asked
from assay.course.check.said import TEST, listed, meant
from assay.course.check.text import EXAMPLE
from assay.judge.evidence import Kind
from assay.judge.student import Student

#: What begins a paragraph that is meant for a kind of evidence, or looks so.
_WORD = re.compile(r"\n\s*\n\s*([a-z_]+)(?: \w+)?: ")
_POINTS = re.compile(r"(^|\.)mark\.points$")

#: What is called with the name of something that students define.
NAMING = frozenset({"Question", "student.module", "student.new"})


@dataclass(frozen=True)
class TestFile:
    """A question's file of hidden tests. ``points`` of a property are None where only running the file tells them."""

    __test__ = False

    question: str
    where: str
    points: dict[str, float | None] = field(default_factory=dict)
    needs: tuple[str, ...] = ()


def look_over(folder: Path, asked: Asked) -> tuple[dict[str, TestFile], list[str]]:
    """The files of hidden tests against which nothing stands, by question, and every complaint about the others.

    Args:
        folder: ``autograder/ASSIGNMENT``.
        asked: what the notebook asks.
    """
    files, complaints = dict[str, TestFile](), list[str]()
    course = f"autograder/{folder.name}"
    there = {path.stem.removeprefix(TEST): path for path in sorted(folder.glob(f"{TEST}*.py"))}
    missing = [name for name in asked.tests if name not in there and name in asked.answers]
    for question, path in there.items():
        where = f"{course}/{path.name}"
        if question not in asked.answers:
            close = meant(question, missing)
            missing = [name for name in missing if f" {name}?" not in close]
            complaints.append(f"{where} belongs to no question: there is no solution cell {question}. The questions "
                              f"are {listed(asked.answers)}.{close}")
            continue
        tree = ast.parse(path.read_text("utf-8"))
        file = _file(question, where, tree)
        said = list(_of_file(file, tree, asked))
        complaints += said
        files |= {} if said else {question: file}
    complaints += [f"{course}/{TEST}{name}.py is missing: {name} has a test cell and no hidden tests. Write them, or "
                   f"let `assay question --name {name}` write a first one." for name in missing]
    return files, complaints


def worth(files: dict[str, TestFile], asked: Asked) -> Iterator[str]:
    """Where a question's properties are worth something else than its test cell."""
    for question, file in files.items():
        cell, points = asked.tests.get(question), file.points.values()
        wanted = cell.grading.get("points") if cell else None
        if not isinstance(wanted, int | float) or any(each is None for each in points):
            continue
        if (held := sum(each or 0 for each in points)) == wanted:
            continue
        if math.isclose(held, wanted):  # scores are added up as these are, and a full one would not be full
            yield (f"The properties of {question} add up to {held!r} points in binary fractions, its cell "
                   f"{TEST}{question} says {wanted!r}. Use whole points, halves or quarters in {file.where}.")
        else:
            yield (f"The properties of {question} are worth {held:g} points, its cell {TEST}{question} says "
                   f"{wanted:g}. Change {file.where} or the source.")


def _file(question: str, where: str, tree: ast.Module) -> TestFile:
    points = dict[str, float | None]()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef) and node.name.startswith(TEST):
            mark = _points(node)
            value = mark.args[0].value if mark and mark.args and isinstance(mark.args[0], ast.Constant) else None
            plain = isinstance(value, int | float) and not _is_multiplied(node)
            points[node.name.removeprefix(TEST)] = float(value) if plain and isinstance(value, int | float) else None
        elif isinstance(node, ast.Assign):
            points |= dict.fromkeys((each.id.removeprefix(TEST) for each in node.targets
                                     if isinstance(each, ast.Name) and each.id.startswith(TEST)), _worth(node.value))
    return TestFile(question, where, points, tuple(name for name, _ in needs_of(tree)))


def _of_file(file: TestFile, tree: ast.Module, asked: Asked) -> Iterator[str]:
    if hasattr(Student, file.question):
        yield (f"{file.where}: student.{file.question} is something else already, so no test could ask for a question "
               "of this name. Give it another one.")
    if not file.points:
        yield f"{file.where} holds no test: a property is a function whose name begins with {TEST}. Write one."
    seen = dict[str, int]()
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield from _of_function(file, node)
            if node.name.startswith(TEST) and node.name in seen:
                yield (f"{file.where}:{node.lineno}: {node.name} stands in line {seen[node.name]} already, and only "
                       "the second would count. Give one of them another name.")
            seen[node.name] = node.lineno
        if isinstance(node, ast.ClassDef) and any(isinstance(each, ast.FunctionDef) and each.name.startswith(TEST)
                                                  for each in node.body):
            yield (f"{file.where}:{node.lineno}: {node.name} holds tests, but a property stands in no class. Move them "
                   "out.")
        if isinstance(node, ast.Assign) and _names(node, "NEEDS") and not isinstance(node.value, ast.Tuple | ast.List):
            yield f'{file.where}:{node.lineno}: NEEDS is to be written out: NEEDS = ("question",).'
    yield from _example(file, tree, asked)
    for name, line in needs_of(tree):
        if name not in asked.answers:
            yield (f"{file.where}:{line}: NEEDS names {name!r}, but there is no such question. The questions are "
                   f"{listed(asked.answers)}.{meant(name, asked.answers)}")
    yield from _asks(file, tree, asked.names)


def _example(file: TestFile, tree: ast.Module, asked: Asked) -> Iterator[str]:
    """Where an example is declared and no cell shows it, or the other way round."""
    cell = asked.tests.get(file.question)
    says = cell is not None and EXAMPLE in map(str.strip, cell.source.splitlines())
    line = next((node.value.lineno for node in ast.walk(tree) if isinstance(node, ast.keyword) and node.arg == "shown"),
                0)
    if says and not line:
        yield (f"{file.where}: the cell {TEST}{file.question} says {EXAMPLE}, but no Question here has "
               "shown=arguments(…). Add it, or write the check by hand.")
    if line and not says and cell is not None:
        yield (f"{file.where}:{line}: the example shown=… is seen by nobody: the cell {TEST}{file.question} does not "
               f"say {EXAMPLE}. Write that line there, or take the example away.")


def _of_function(file: TestFile, node: ast.FunctionDef) -> Iterator[str]:
    mark, place = _points(node), f"{file.where}:{node.lineno}"
    if not node.name.startswith(TEST):
        if mark:
            yield f"{place}: {node.name} has points, but is no test: its name has to begin with {TEST}. Rename it."
        return
    text = ast.get_docstring(node) or ""
    if not text.strip():
        yield (f"{place}: {node.name} has no docstring. Its first line is what students read beside the points: what a "
               "right answer does.")
    value = mark.args[0] if mark and len(mark.args) == 1 else None
    worth = value.value if isinstance(value, ast.Constant) else None
    if value is None or (isinstance(value, ast.Constant) and not (isinstance(worth, int | float) and worth > 0)):
        yield (f"{place}: {node.name} has no points. Write @pytest.mark.points(1) above it, or another number above "
               "zero.")
    for word in _WORD.findall(f"\n\n{text.partition(chr(10))[2]}"):
        if word not in set(Kind) and (close := meant(word, {str(kind) for kind in Kind})):
            yield f"{place}: a hint of {node.name} begins with '{word}:', which is no kind of failure.{close}"


def _asks(file: TestFile, tree: ast.Module, names: Collection[str]) -> Iterator[str]:
    """Functions that a test asks of the student, and no cell defines."""
    told = set[str]()
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id == "student":
            known = node.attr in names or hasattr(Student, node.attr) or node.attr in told
            if not known and not node.attr.startswith("_"):
                told.add(node.attr)
                yield (f"{file.where}:{node.lineno}: student.{node.attr} is asked for, but no cell of the notebook "
                       f"defines {node.attr}.{meant(node.attr, names) or ' Define it there, or change the test.'}")
        if isinstance(node, ast.Call) and (name := _named(node)) and name not in names:
            yield (f"{file.where}:{node.lineno}: {name!r} is asked for, but no cell of the notebook defines {name}."
                   f"{meant(name, names) or ' Define it there, or change the test.'}")


def _named(node: ast.Call) -> str:
    """The name that a call asks for in quotes: ``Question("f", …)``, ``student.new("F")``; "" of anything else."""
    first = node.args[0] if node.args and ast.unparse(node.func) in NAMING else None
    return str(first.value) if isinstance(first, ast.Constant) and isinstance(first.value, str) else ""


def _points(node: ast.FunctionDef) -> ast.Call | None:
    return next((each for each in node.decorator_list
                 if isinstance(each, ast.Call) and _POINTS.search(ast.unparse(each.func))), None)


def _worth(made: ast.expr) -> float | None:
    """The points that a ready-made property names."""
    given = made.keywords if isinstance(made, ast.Call) else []
    value = next((each.value for each in given if each.arg == "points"), None)
    return float(value.value) if isinstance(value, ast.Constant) and isinstance(value.value, int | float) else None


def _is_multiplied(node: ast.FunctionDef) -> bool:
    return any("parametrize" in ast.unparse(each) for each in node.decorator_list)


def _names(node: ast.Assign, name: str) -> bool:
    return any(isinstance(each, ast.Name) and each.id == name for each in node.targets)


def needs_of(tree: ast.Module) -> list[tuple[str, int]]:
    """The questions in ``NEEDS``, each with its line."""
    return [(each.value, each.lineno) for node in tree.body if isinstance(node, ast.Assign) and _names(node, "NEEDS")
            and isinstance(node.value, ast.Tuple | ast.List) for each in node.value.elts
            if isinstance(each, ast.Constant) and isinstance(each.value, str)]
