"""Adds a question to an assignment, green at once: what is there is kept, what is missing is derived or begun."""

from __future__ import annotations

import ast
from pathlib import Path

from assay.authoring import texts
from assay.authoring.signature import Signature, is_assignment, read_signature
from assay.authoring.typed import TYPING, binds, importing, parted, typed
from assay.course.check.hidden import needs_of
from assay.course.check.notebook import Asked, look_over
from assay.course.check.text import CHECK, Cell, marked, read_cells, without_marks
from assay.course.places import Course, CourseError
from assay.judge.answers import read_answers

#: What NumPy and its like are imported as.
MODULES = ("jax.numpy", "numpy")


def new_assignment(course: Course, assignment: str, name: str, written: str, points: float) -> list[str]:
    """Writes an assignment with one question; returns the files written, relative to the course.

    Raises:
        CourseError: it is there already, or a name is none.
    """
    if not is_assignment(assignment):
        raise CourseError(f"{assignment!r} is no assignment's name: use letters, digits and _ only, a letter "
                          "first, and no word of Python's own.")
    there = [path for path in (course.text(assignment), course.root / "autograder" / assignment,
                               course.root / "solutions" / assignment) if path.exists()]
    if there:
        raise CourseError(f"{there[0].relative_to(course.root)} is there already. Choose another name, or add a "
                          f"question to it with `assay question --assignment {assignment}`.")
    read_signature(name, written)
    title = assignment.replace("_", " ").capitalize()
    write(course.text(assignment), texts.HEADER.format(title=title))
    return add_question(course, assignment, name, written, points)


def add_question(course: Course, assignment: str, name: str, written: str = "",
                 points: float | None = None) -> list[str]:
    """Adds what a question lacks of cells, reference, hidden tests, a right solution and a misconception.

    Args:
        name: its grade_id.
        written: its signature; that of its solution cell, if there is one.
        points: what it is worth; what its test cell says, if there is one.

    Returns:
        the files written or added to, relative to the course.

    Raises:
        CourseError: the assignment is not there or cannot be read, or there is nothing to add.
    """
    text, where = course.text(assignment), f"source/{assignment}.py"
    if not text.is_file():
        raise CourseError(f"{where} is missing. Make the assignment first: assay new {assignment}.")
    cells, complaints = read_cells(text.read_text("utf-8"), where)
    if complaints:
        raise CourseError(complaints[0])
    asked, _ = look_over(cells, where)
    derived = name in asked.answers
    signature = read_signature(name, _written(asked, name) if derived else written)
    worth = asked.tests[name].grading.get("points", points) if name in asked.tests else points
    if worth is None or not worth > 0:
        raise CourseError(f"Say what {name} is worth: --points 4, or another number above zero.")
    added = [] if derived else [_asked(text, cells, signature, worth)]
    solutions, questions = course.root / "solutions" / assignment, course.root / "autograder" / assignment
    imports, body = imports_of(read_cells(text.read_text("utf-8"), where)[0]), _own(asked, name)
    added += _referred(solutions / "reference.py", assignment, signature, imports, body)
    tests = questions / f"test_{name}.py"
    if not tests.exists():
        added.append(write(tests, texts.hidden(assignment, signature, worth, derived,
                                                       _called(asked, name, body))))
    if not _answered(solutions / "wheat", name):
        about = "As the notebook's own solution." if derived else "The other way round."
        section = f"# %% {name}\n{body}\n" if derived else texts.answer(signature, texts.another_way(signature))
        added.append(write(solutions / "wheat" / f"{name}_otherwise.py", f'"""{about}"""\n\n{imports}\n\n{section}'))
    if not _answered(solutions / "chaff", name):
        called, belief, hint, returned = texts.wrong_way(signature, derived)
        fails = f'FAILS = {{"{name}": ["values"]}}'
        added.append(write(solutions / "chaff" / f"{called}.py", f'"""{belief}\n\n{hint}\n"""\n\n{imports}\n\n{fails}\n'
                                                                  f"\n\n{texts.answer(signature, returned)}"))
    added += _stood_in(solutions, tests, asked, imports)
    if not added:
        raise CourseError(f"{name} has all that it needs: cells, reference, hidden tests, wheat and chaff.")
    return [path.relative_to(course.root).as_posix() for path in added]


def _asked(text: Path, cells: list[Cell], signature: Signature, points: float) -> Path:
    """Adds the question's cells at the end of the text."""
    module = next((alias for wanted in MODULES for cell in cells if cell.is_code
                   for alias in _aliases(cell.source, wanted)), "")
    held = text.read_text("utf-8").rstrip("\n") + "\n"
    return write(text, held + texts.cells(signature, points, module or "np", bool(module),
                                          any(marked(cell.source, CHECK) for cell in cells)))


def _referred(path: Path, assignment: str, signature: Signature, imports: str, body: str) -> list[Path]:
    """Adds the question's reference, if there is none: as in the notebook, or what a new question asks for."""
    held = path.read_text("utf-8") if path.exists() else (
        f'"""The reference solutions of the assignment ``{assignment}``."""\n')
    defined = {node.name for node in ast.parse(held).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    wanted = {node.name for node in ast.parse(body).body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
    if (wanted or {signature.name}) <= defined:
        return []
    own, rest = parted(body)
    module = next((alias for wanted in MODULES for alias in _aliases(imports, wanted)), "np")
    new = (typed(rest, f"The right answer to the question ``{signature.name}``.") if body
           else texts.reference(signature, module))
    used = {"*"} | {node.id for node in ast.walk(ast.parse(new)) if isinstance(node, ast.Name)}
    lines = [line for line in [TYPING, *own, *imports.splitlines()] if binds(line) & used]
    return [write(path, importing(held, lines).rstrip("\n") + f"\n\n\n{new.rstrip()}\n")]


def _called(asked: Asked, name: str, body: str) -> list[str]:
    """The other questions whose answers a solution calls."""
    used = {node.id for node in ast.walk(ast.parse(body)) if isinstance(node, ast.Name)}
    return [other for other in asked.answers if other != name and used & set(asked.wanted(other))]


def _stood_in(solutions: Path, tests: Path, asked: Asked, imports: str) -> list[Path]:
    """Adds a stand-in for each answer that the hidden tests say they need: that of a wheat, else the notebook's own."""
    path = solutions / "stand_in.py"
    held = path.read_text("utf-8") if path.exists() else (
        f'"""Right answers that stand in for wrong ones which others call."""\n\n{imports}\n')
    new = ""
    for need, _ in needs_of(ast.parse(tests.read_text("utf-8"))):
        if need in asked.answers and f"\n# %% {need}\n" not in held:
            right = [read_answers(each).get(need) for each in sorted((solutions / "wheat").glob("*.py"))
                     if each.stem != "__init__"]
            new += f"\n\n# %% {need}\n{next(filter(None, right), None) or _own(asked, need)}\n"
    return [write(path, held.rstrip("\n") + "\n" + new)] if new else []


def _own(asked: Asked, name: str) -> str:
    """The notebook's own solution, without the marks around it; "" if there is none."""
    return without_marks(asked.answers[name].source) if name in asked.answers else ""


def _written(asked: Asked, name: str) -> str:
    """The signature in a question's solution cell.

    Raises:
        CourseError: it defines no function.
    """
    tree = asked.trees.get(name)
    node = next((each for each in tree.body if isinstance(each, ast.FunctionDef)), None) if tree else None
    if node is None or node.name != name:
        raise CourseError(f"The solution cell {name} defines no function {name}, so nothing can be derived from it. "
                          "Write its reference, hidden tests, wheat and chaff by hand: see docs/adding-a-question.md.")
    return f"{name}({ast.unparse(node.args)})"


def imports_of(cells: list[Cell]) -> str:
    """The imports of all cells that students do not fill, a line each."""
    found = [ast.unparse(node) for cell in cells if cell.is_code and not cell.is_answer
             for node in _body(cell.source) if isinstance(node, ast.Import | ast.ImportFrom)]
    return "\n".join(dict.fromkeys(found)) or "import numpy as np"


def _aliases(source: str, module: str) -> list[str]:
    return [alias.asname for node in _body(source) if isinstance(node, ast.Import) for alias in node.names
            if alias.name == module and alias.asname]


def _body(source: str) -> list[ast.stmt]:
    try:
        return ast.parse(source).body
    except SyntaxError:
        return []


def _answered(folder: Path, name: str) -> bool:
    return any(f"\n# %% {name}\n" in path.read_text("utf-8") for path in folder.glob("*.py"))


def write(path: Path, text: str) -> Path:
    """Writes a file, and the folders that it lies in; returns its path."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, "utf-8")
    return path
