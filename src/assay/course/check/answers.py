"""An assignment's solutions read without being run: reference, stand-ins, right solutions and misconceptions."""

from __future__ import annotations

import ast
from collections.abc import Iterator, Mapping
from pathlib import Path

from assay.audit.styles import StylesError, read_styles
from assay.course.check.hidden import TestFile
from assay.course.check.notebook import Asked
from assay.course.check.said import listed, meant, read
from assay.judge.answers import AnswersError, read_answers, read_misconception


def look_over(folder: Path, asked: Asked, files: Mapping[str, TestFile]) -> list[str]:
    """Every complaint about ``solutions/ASSIGNMENT``.

    Args:
        folder: where they lie.
        asked: what the notebook asks.
        files: its hidden tests.
    """
    return [*_reference(folder, asked), *_stand_ins(folder, asked, files), *_wheat(folder, asked),
            *_chaff(folder, asked, files), *_styles(folder)]


def _reference(folder: Path, asked: Asked) -> Iterator[str]:
    where = f"solutions/{folder.name}/reference.py"
    text, said = read(folder / "reference.py", where)
    if text is None:
        yield from said
        return
    tree = ast.parse(text)
    there = {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    there |= {node.id for node in ast.walk(tree) if isinstance(node, ast.Name) and isinstance(node.ctx, ast.Store)}
    there |= {alias.asname or alias.name for node in ast.walk(tree) if isinstance(node, ast.Import | ast.ImportFrom)
              for alias in node.names}
    for question in asked.tests:
        for name in asked.wanted(question):
            if name not in there:
                yield (f"{where} does not define {name}, with which students' answers to {question} are compared. "
                       f"Write it.{meant(name, there)}")


def _stand_ins(folder: Path, asked: Asked, files: Mapping[str, TestFile]) -> Iterator[str]:
    path, where = folder / "stand_in.py", f"solutions/{folder.name}/stand_in.py"
    held, said = _sections(path, where, asked) if path.exists() else ({}, [])
    yield from said
    for file in files.values() if not said else ():
        for need in file.needs:
            if need in asked.answers and need not in held:
                yield (f"{file.where} NEEDS {need}, but {where} has no section for it. Write '# %% {need}' there and a "
                       "right answer below, such as one of wheat/.")


def _wheat(folder: Path, asked: Asked) -> Iterator[str]:
    answered = set[str]()
    for path in _modules(folder / "wheat"):
        where = f"solutions/{folder.name}/wheat/{path.name}"
        held, said = _sections(path, where, asked)
        yield from said
        answered |= held.keys()
        if not said and not ast.get_docstring(ast.parse(path.read_text("utf-8"))):
            yield f"{where} does not say how its answers differ. Begin it with one line in triple quotes."
    for question in asked.tests:
        if question in asked.answers and question not in answered:
            yield (f"No right solution shows that the hidden tests of {question} accept one. Write a file in solutions/"
                   f"{folder.name}/wheat/ with a section '# %% {question}' that answers in another way.")


def _chaff(folder: Path, asked: Asked, files: Mapping[str, TestFile]) -> Iterator[str]:
    mistaken = set[str]()
    for path in _modules(folder / "chaff"):
        where = f"solutions/{folder.name}/chaff/{path.name}"
        held, said = _sections(path, where, asked)
        mistaken |= held.keys()
        try:
            fails = read_misconception(path).fails if not said else {}
        except AnswersError as error:
            said, fails = [str(error).replace(path.name, where, 1)], {}
        yield from said
        for question, names in fails.items():
            if question not in held:
                yield (f"{where}: FAILS names {question!r}, but the file answers {listed(held)}."
                       f"{meant(question, held)}")
                continue
            there = files[question].points if question in files else {}
            unknown = [name for name in names if name not in there and question in files]
            yield from (f"{where}: FAILS names {question}.{name}, but there is no property {name}: {question} has "
                        f"{listed(there)}.{meant(name, there)}" for name in unknown)
    for question in asked.tests:
        if question in asked.answers and question not in mistaken:
            yield (f"No misconception shows that the hidden tests of {question} reject one. Write a file in solutions/"
                   f"{folder.name}/chaff/ with a section '# %% {question}' that is wrong in one way.")


def _sections(path: Path, where: str, asked: Asked) -> tuple[dict[str, str], list[str]]:
    """The sections of a file, and why it has none or what is wrong with their names."""
    try:
        held = read_answers(path)
    except AnswersError as error:
        return {}, [str(error).replace(path.name, where, 1)]
    unknown = [name for name in held if name not in asked.answers]
    return held, [f"{where}: the section '# %% {name}' answers no question: there are {listed(asked.answers)}."
                  f"{meant(name, asked.answers)}" for name in unknown]


def _styles(folder: Path) -> Iterator[str]:
    try:
        read_styles(folder)
    except StylesError as error:
        yield str(error)


def _modules(folder: Path) -> list[Path]:
    return sorted(path for path in folder.glob("*.py") if path.stem != "__init__")
