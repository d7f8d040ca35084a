"""The cells of an assignment's text held against each other: names, solutions, checks, points."""

from __future__ import annotations

import ast
import difflib
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from numbers import Real

from assay.course.check import rubric
from assay.course.check.said import TEST, listed, meant, parsed
from assay.course.check.text import BEGIN, CHECK, END, EXAMPLE, Cell

#: What nbgrader knows of a cell, with the kind of each value.
ENTRIES: dict[str, type] = {"grade_id": str, "grade": bool, "solution": bool, "locked": bool, "task": bool,
                            "points": Real, "schema_version": int, "cell_type": str, "checksum": str, "remove": bool}
#: From which likeness on a word is taken for a misspelled SOLUTION.
ALIKE = 0.75
KINDS = {str: "a text in double quotes", bool: "true or false", Real: "a number", int: "a whole number"}
_NAME = re.compile(r"[A-Za-z0-9_\-]+")
_EXAMPLE = re.compile(r"\s*#{2,}\s*EXAMPLES?\s*", re.IGNORECASE)
_CHECK = re.compile(r"\s*#{2,}\s*CHECKS?\s*")
_MARK = re.compile(r"^\s*#{1,}\s*(BEGIN|END)\s+([A-Za-z ]+?)\s*#*\s*$", re.IGNORECASE)
_MAGIC = re.compile(r"^([ \t]*)[%!].*$", re.MULTILINE)


@dataclass(frozen=True)
class Asked:
    """What the notebook asks by program: solution and test cell of each question, and the names that it defines."""

    answers: dict[str, Cell] = field(default_factory=dict)
    tests: dict[str, Cell] = field(default_factory=dict)
    names: frozenset[str] = frozenset()
    trees: dict[str, ast.Module] = field(default_factory=dict)

    def wanted(self, question: str) -> list[str]:
        """The names that an answer to a question defines: that of the question itself if it does, else its first."""
        found = [node.name for node in self.trees.get(question, ast.Module([], [])).body
                 if isinstance(node, ast.FunctionDef | ast.ClassDef)]
        return [name for name in found if name.lower() == question.lower()] or found[:1]


def unread(cells: Sequence[Cell], where: str) -> list[str]:
    """Every complaint about cells taken by themselves: what cannot be read as metadata or as Python."""
    return [said for cell in cells for said in (*_entries(cell, where), *_tree(cell, where)[1])]


def look_over(cells: Sequence[Cell], where: str) -> tuple[Asked, list[str]]:
    """What the cells ask, and every complaint about them, of cells that can be read."""
    complaints = [*_doubled(cells, where), *(said for cell in cells for about in (_regions, rubric.look_over)
                                             for said in about(cell, where))]
    trees = {cell.name: tree for cell in cells if (tree := tree_of(cell))}
    names = {name for cell in cells if (tree := tree_of(cell)) for name in _bound(tree)}
    answers = {cell.name: cell for cell in cells if cell.is_code and cell.is_answer and not cell.is_graded}
    tests, doubtful, more = _matched(answers, [cell for cell in cells if cell.is_graded and not cell.is_answer], where)
    complaints += more
    if not answers and not complaints:
        complaints.append(f"{where} asks nothing that can be graded by program. Let `assay question` add a question, "
                          "or grade the assignment with nbgrader alone.")
    # Where a test cell has lost its solution cell, that has been said: to what else belongs to it, it is a question.
    own = {name: trees[name] for name in answers if name in trees}
    complaints += [said for name, tree in own.items() for said in _described(answers[name], tree, where)]
    return Asked(doubtful | answers, tests, frozenset(names), own), complaints


def _tree(cell: Cell, where: str) -> tuple[ast.Module | None, list[str]]:
    """A code cell's syntax tree, with what only IPython knows blanked out."""
    return parsed(_MAGIC.sub(r"\1pass", cell.source), where, cell.first) if cell.is_code else (None, [])


def tree_of(cell: Cell) -> ast.Module | None:
    """A cell's syntax tree; None of one that holds text, or cannot be read."""
    return _tree(cell, "")[0]


def _entries(cell: Cell, where: str) -> Iterator[str]:
    grading, place = cell.grading, f"{where}:{cell.line}"
    if not grading:
        return
    for name, value in grading.items():
        kind = ENTRIES.get(name)
        if kind is None:
            yield f"{place}: nbgrader knows no entry {name}.{meant(name, ENTRIES) or f' It knows {listed(ENTRIES)}.'}"
        elif not isinstance(value, kind) or (kind is not bool and isinstance(value, bool)):
            yield f"{place}: {name} is {value!r}. Write {KINDS[kind]}."
    if cell.is_raw and (cell.is_answer or cell.is_graded):
        yield f"{place}: a raw cell is neither run nor shown as text. Make it [markdown], or a code cell."
    if not _NAME.fullmatch(cell.name):
        yield (f"{place}: this cell has no grade_id of letters, digits, - and _ only, by which it is recognised. Write "
               'nbgrader={"grade_id": "name", …}.')
    points = grading.get("points")
    if cell.is_graded and (points is None or (isinstance(points, int | float) and points <= 0)):
        yield f'{place}: the graded cell {cell.name} has no points. Write "points": 4, or another number above zero.'
    if points and not cell.is_graded:
        yield f'{place}: the cell {cell.name} has points, but no "grade": true, so they do not count. Add it.'
    if grading.get("task"):
        yield (f"{place}: {cell.name} is a task cell, which cannot be graded here. Make it a Markdown cell with "
               '"grade": true, "solution": true, for a person to grade.')


def _regions(cell: Cell, where: str) -> Iterator[str]:
    """Where a solution begins and ends."""
    begun, clear = 0, True
    for number, line in enumerate(cell.source.splitlines(), cell.first):
        if cell.is_code and _EXAMPLE.fullmatch(line) and not (cell.is_graded and line.strip() == EXAMPLE):
            yield (f"{where}:{number}: '{line.strip()}' becomes a check of the declared example only in a test cell, "
                   f"and only as '{EXAMPLE}'. Write it so, there.")
        if cell.is_code and _CHECK.fullmatch(line) and not (
                cell.grading.get("locked") and not cell.is_graded and line.strip() == CHECK):
            yield (f"{where}:{number}: '{line.strip()}' becomes the function check only in a locked cell without "
                   f"points, and only as '{CHECK}'. Write it so, there.")
        mark = _MARK.match(line) if cell.is_code else None
        if mark is None:
            continue
        edge, what, place = mark[1].upper(), " ".join(mark[2].upper().split()), f"{where}:{number}"
        if what in ("HIDDEN TESTS", "MARK SCHEME"):
            if edge == "BEGIN":
                yield (f"{place}: what stands here between {edge} {what} and END would be taken out of the release and "
                       f"never be run. Move it to a hidden test under autograder/.")
            continue
        if what != "SOLUTION":
            if difflib.SequenceMatcher(None, what, "SOLUTION").ratio() > ALIKE:  # else it is a comment
                yield f"{place}: '{line.strip()}' is no mark. Did you mean {BEGIN if edge == 'BEGIN' else END}?"
                clear = False
            continue
        if line.strip() not in (BEGIN, END):
            yield f"{place}: '{line.strip()}' is written '### {edge} SOLUTION'."
        elif not cell.is_answer:
            yield (f'{place}: {line.strip()} in a cell without "solution": true. Add it to the header in line '
                   f"{cell.line}, or take the line away.")
        elif edge == "BEGIN" and begun:
            yield f"{place}: the solution that begins in line {begun} has no {END}. Add it where the solution ends."
        elif edge == "END" and not begun and clear:
            yield f"{place}: {END} without a {BEGIN} above it. Add it where the solution begins."
        begun = number if edge == "BEGIN" else 0
    if begun and clear:
        yield f"{where}:{begun}: the solution that begins here has no {END}. Add it where the solution ends."


def undescribed(source: str, tree: ast.Module) -> list[ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef]:
    """What a solution cell gives students to fill, and does not say in a docstring what it is to do."""
    marks = [(number, line.strip()) for number, line in enumerate(source.splitlines(), 1)]
    if BEGIN not in (mark for _, mark in marks):  # all of the cell is taken out
        return []
    edges = [(number, mark == BEGIN) for number, mark in marks if mark in (BEGIN, END)]
    return [node for node in tree.body if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef)
            and not ast.get_docstring(node)
            and not next((opens for number, opens in reversed(edges) if number < node.lineno), False)]


def _described(cell: Cell, tree: ast.Module, where: str) -> Iterator[str]:
    for node in undescribed(cell.source, tree):
        yield (f"{where}:{cell.first + node.lineno - 1}: {node.name} has no docstring, by which students know what to "
               f"write. Say in it what it takes and what it gives, above {BEGIN}.")


def _doubled(cells: Sequence[Cell], where: str) -> Iterator[str]:
    seen = dict[str, int]()
    for cell in cells:
        if cell.name and cell.name in seen:
            yield (f"{where}:{cell.line}: the grade_id {cell.name} is that of the cell in line {seen[cell.name]} too. "
                   "Give each cell a name of its own.")
        seen.setdefault(cell.name, cell.line)


def _matched(answers: Mapping[str, Cell], tests: Sequence[Cell], where: str,
             ) -> tuple[dict[str, Cell], dict[str, Cell], list[str]]:
    """The test cell of each question; those that belong to none, by their names; every complaint about them."""
    found, doubtful, complaints = dict[str, Cell](), dict[str, Cell](), list[str]()
    lonely = [name for name in answers if all(cell.name != f"{TEST}{name}" for cell in tests)]
    for cell in tests:
        question = cell.name.removeprefix(TEST)
        if cell.name.startswith(TEST) and question in answers:
            found[question] = cell
            if cell.line < answers[question].line:
                complaints.append(f"{where}:{cell.line}: the test cell {cell.name} stands above the cell {question}. "
                                  "Move it below.")
            continue
        if not cell.is_code:
            complaints.append(f'{where}:{cell.line}: the graded text cell {cell.name} is for a person to grade, but '
                              'has no "solution": true, so that students could not write into it. Add it.')
            continue
        close = meant(cell.name, [f"{TEST}{each}" for each in lonely])
        intended = [each for each in lonely if f" {TEST}{each}?" in close]
        doubtful |= {question: cell}
        lonely = [each for each in lonely if each not in intended]
        complaints.append(f"{where}:{cell.line}: the test cell {cell.name} belongs to no solution cell: it is called "
                          f"{TEST} and then as its solution cell, and there are {listed(answers)}.{close}")
    complaints += [f"{where}:{answers[name].line}: the solution cell {name} has no test cell. Add one with "
                   f'nbgrader={{"grade_id": "{TEST}{name}", "grade": true, "locked": true, "points": 1}}.'
                   for name in lonely]
    return found, doubtful, complaints


def _bound(tree: ast.Module) -> set[str]:
    """The names that a cell leaves behind."""
    found = set[str]()
    for node in tree.body:
        for each in ast.walk(node):
            if isinstance(each, ast.FunctionDef | ast.ClassDef):
                found.add(each.name)
            elif isinstance(each, ast.Name) and isinstance(each.ctx, ast.Store):
                found.add(each.id)
            elif isinstance(each, ast.alias):
                found.add((each.asname or each.name).split(".")[0])
    return found
