"""Makes a plain nbgrader notebook an assignment of ours; says what of it cannot be carried over."""

from __future__ import annotations

import ast
import json
import re
import shutil
import textwrap
from pathlib import Path
from typing import Any

from assay.authoring import texts
from assay.authoring.asserts import Carried, carried
from assay.authoring.imported import Imported, described, number, write_answers
from assay.authoring.question import write
from assay.authoring.signature import is_assignment
from assay.course.check.text import BEGIN, END
from assay.course.places import Course, CourseError
from assay.course.roomfile import FILE
from assay.course.roomfile import NAME as ROOM

HIDDEN = re.compile(r"^\s*#+ ?BEGIN HIDDEN TESTS\s*$|^\s*#+ ?END HIDDEN TESTS\s*$")
SCHEME = re.compile(r"^=== BEGIN MARK SCHEME ===$.*?^=== END MARK SCHEME ===$\n?", re.MULTILINE | re.DOTALL)


def import_notebook(course: Course, notebook: Path, assignment: str) -> tuple[list[str], list[str]]:
    """Writes an assignment from a notebook of nbgrader's source/.

    Args:
        notebook: with its solutions.
        assignment: its new name; that of the file, if empty.

    Returns:
        the files written, relative to the course, and a sentence for each thing that was left behind or changed.

    Raises:
        CourseError: it is no such notebook, asks nothing that a program grades, or the name is taken.
    """
    assignment = assignment or re.sub(r"\W", "_", notebook.stem)
    if not is_assignment(assignment):
        raise CourseError(f"{assignment!r} is no assignment's name: choose another one with --assignment.")
    text, solutions = course.text(assignment), course.root / "solutions" / assignment
    if there := [path for path in (text, solutions, course.root / "autograder" / assignment) if path.exists()]:
        raise CourseError(f"{there[0].relative_to(course.root)} is there already. Choose another --assignment.")
    cells = _read(notebook)
    functions = [node.name for cell in cells if _is(cell, "solution") for node in _tree(cell).body
                 if isinstance(node, ast.FunctionDef)]
    done = _converted(cells, functions)
    if not any(done.properties.values()):
        raise CourseError(f"{notebook.name} asks nothing that a program grades. Keep it in nbgrader, for people to "
                          "grade.")
    header = texts.HEADER.partition("# %% [markdown]")[0]
    written = [write(text, header + "\n".join(done.cells))]
    written += _files(notebook, text.with_suffix(""), done.cells)
    written += _furnished(written[1:], course.root / "autograder" / assignment / ROOM, done.cells)
    written += write_answers(course, assignment, functions, done)
    return [path.relative_to(course.root).as_posix() for path in written], done.left


def _read(path: Path) -> list[dict[str, Any]]:
    try:
        notebook = json.loads(path.read_text("utf-8"))
        cells = [{**cell, "source": "".join(cell["source"])} for cell in notebook["cells"]]
        old = [cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("schema_version", 3) != 3]
    except OSError as error:
        raise CourseError(f"{path} cannot be read: {error.strerror}.") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CourseError(f"{path} is no notebook of format 4. Open it in Jupyter, save it, and try again.") from error
    if old:
        raise CourseError(f"{path.name} is of an older nbgrader. Run `nbgrader update {path}` first.")
    return cells


def _converted(cells: list[dict[str, Any]], functions: list[str]) -> Imported:
    """The notebook's cells as ours, one after another; a question's test cells become one, where the first stood."""
    done, question, place, points = Imported(), "", 0, 0.0
    modules = _modules(cells)
    visible = list[str]()

    def close() -> None:
        nonlocal question
        if question and points:
            done.cells.insert(place, _cell(f"test_{question}", "\n".join(visible) or "pass", grade=True, locked=True,
                                           points=number(points)))
        elif question:
            done.left.append(f"{question}: no test of it could be carried over, so it is not graded. Write hidden "
                             "tests, or give its cell \"grade\": true and points, for a person to grade.")
        question = ""

    for count, cell in enumerate(cells):
        grading = cell["metadata"].get("nbgrader", {})
        name = re.sub(r"\W", "_", str(grading.get("grade_id", ""))) or f"cell_{count:02}"
        if _is(cell, "solution") and cell["cell_type"] == "code" and not grading.get("grade"):
            close()
            defined = [node.name for node in _tree(cell).body if isinstance(node, ast.FunctionDef)]
            question, points, visible = (defined[0] if defined else name), 0.0, []
            source, begun = described(_marked(cell["source"]))
            done.left += [f"{each} had no docstring. A first one is there: say in it what {each} takes and what it "
                          "gives." for each in begun]
            done.cells.append(_cell(question, source, solution=True))
            done.properties[question], place = [], len(done.cells)
        elif cell["cell_type"] == "code" and grading.get("grade") and not grading.get("solution"):
            if not question:
                done.left.append(f"The test cell {name} stands below no solution cell, and was left out.")
                continue
            place = len(done.cells) if not points else place
            held, kept = _tested(cell["source"], name, functions, modules, done)
            worth = float(grading.get("points", 0))
            done.properties[question] += [(worth / len(held), each) for each in held]
            visible += [kept] if held and kept else []
            points += worth if held else 0
            if worth and not held:
                done.left.append(f"{name}: nothing in it could be carried over, so its {worth:g} points are gone.")
        elif grading.get("task"):
            done.cells.append(_text(SCHEME.sub("", cell["source"])))
            done.cells.append(_cell(name, "", text=True, grade=True, solution=True, points=grading.get("points", 0)))
            done.left.append(f"The task {name} is a question with a cell for the answer below it now, for a person to "
                             "grade; its mark scheme, if it had one, is left behind.")
        elif cell["cell_type"] == "code":
            own = {each: grading[each] for each in ("grade", "solution", "points") if grading.get(each)}
            done.cells.append(_cell(name, cell["source"], **(own if grading.get("solution") else {"locked": True})))
        elif grading.get("grade"):
            done.cells.append(_cell(name, cell["source"], text=True, grade=True, solution=True,
                                    points=grading.get("points", 0)))
        else:
            done.cells.append(_text(cell["source"]))
    close()
    return done


def _tested(source: str, name: str, functions: list[str], modules: list[str],
            done: Imported) -> tuple[list[Carried], str]:
    """The properties in a test cell, and the part of it that students see."""
    try:
        whole = "\n".join(line for line in source.splitlines() if not HIDDEN.match(line))
        held, left = carried(whole, functions, modules)
    except SyntaxError:
        held, left = [], [f"`{source.splitlines()[0]}` (it is no Python)"]
    done.left += [f"{name}: {each} was left out. Write a property for it in autograder/." for each in left]
    seen, hidden = list[str](), False
    for line in source.splitlines():
        hidden = not hidden if HIDDEN.match(line) else hidden
        seen += [] if hidden or HIDDEN.match(line) else [line]
    return held, "" if left else "\n".join(seen).strip()


def _furnished(files: list[Path], room: Path, cells: list[str]) -> list[Path]:
    """What lays the files that code names into the assignment's rooms."""
    code = "\n".join(cell for cell in cells if not cell.startswith("# %% [markdown]"))
    names = [path.name for path in files if path.name in code and FILE.fullmatch(path.name)]
    return [write(room, f"files = {json.dumps(names)}\n")] if names else []


def _files(notebook: Path, folder: Path, cells: list[str]) -> list[Path]:
    """Files beside the notebook that its cells name."""
    text = "\n".join(cells)
    found = [path for path in sorted(notebook.parent.iterdir())
             if path.is_file() and path.suffix not in (".ipynb", ".py") and path.name in text]
    for path in found:
        folder.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(path, folder / path.name)
    return [folder / path.name for path in found]


def _marked(source: str) -> str:
    """A solution cell with the marks that nbgrader can do without: around the body of its only function."""
    if BEGIN in source:
        return source
    try:
        body = ast.parse(source).body
    except SyntaxError:
        return source
    if len(body) != 1 or not isinstance(body[0], ast.FunctionDef):
        return source
    node, lines = body[0], source.splitlines()
    first = node.body[1:] if ast.get_docstring(node) else node.body
    if not first or first[0].lineno == node.lineno:
        return source
    indent = " " * first[0].col_offset
    return "\n".join([*lines[:first[0].lineno - 1], f"{indent}{BEGIN}", *lines[first[0].lineno - 1:], f"{indent}{END}"])


def _cell(name: str, source: str, *, text: bool = False, **grading: Any) -> str:
    header = json.dumps({"grade_id": name, **grading})
    if text:
        answer = textwrap.indent(source or "YOUR ANSWER HERE", "# ", lambda _: True)
        return f"# %% [markdown] nbgrader={header}\n{answer}\n"
    return f"# %% nbgrader={header}\n{source}\n"


def _text(source: str) -> str:
    return "# %% [markdown]\n" + "\n".join(f"# {line}".rstrip() for line in source.splitlines()) + "\n"


def _is(cell: dict[str, Any], what: str) -> bool:
    return bool(cell["metadata"].get("nbgrader", {}).get(what)) and cell["cell_type"] == "code"


def _tree(cell: dict[str, Any]) -> ast.Module:
    try:
        return ast.parse(str(cell["source"]))
    except SyntaxError:
        return ast.Module([], [])


def _modules(cells: list[dict[str, Any]]) -> list[str]:
    """What the notebook imports, by the names that it uses."""
    return [(alias.asname or alias.name).split(".")[0] for cell in cells if cell["cell_type"] == "code"
            for node in ast.walk(_tree(cell)) if isinstance(node, ast.Import | ast.ImportFrom) for alias in node.names]
