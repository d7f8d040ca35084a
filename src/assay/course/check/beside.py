"""What lies beside an assignment's text: other notebooks, the built one if changed by hand, files that it reads."""

from __future__ import annotations

import ast
import json
from collections.abc import Iterator, Sequence
from pathlib import Path, PurePosixPath

from assay.course.check.notebook import tree_of
from assay.course.check.text import Cell
from assay.course.grading.copying import BYTES
from assay.course.places import Course
from assay.course.roomfile import FORBIDDEN, read_room_file

#: From so many characters on, no text is taken for a file's name.
LONGEST = 100


def look_over(course: Course, assignment: str, cells: Sequence[Cell]) -> Iterator[str]:
    """Every complaint about ``source/ASSIGNMENT`` and what its notebook takes from there.

    Args:
        course: whose.
        assignment: which; its ``room.toml`` can be read.
        cells: of its text.
    """
    folder = course.root / "source" / assignment
    listed = [path.name for path in read_room_file(course.root / "autograder" / assignment).furnishing.files]
    yield from _unlisted(folder, cells, listed)
    yield from _secret(course, assignment, "\n".join([*listed, *(cell.source for cell in cells)]))
    for path in sorted(each for each in folder.rglob("*") if each.is_symlink()):
        yield (f"{path.relative_to(course.root).as_posix()} is a link: students would be given what it leads to. Put a "
               "copy there, or take it away.")
    yield from _too_much(course, folder)
    for path in sorted(folder.glob("*.ipynb")):
        if path.stem != assignment:
            yield (f"source/{assignment}/{path.name} would be given out and never be graded: an assignment has one "
                   f"notebook, {assignment}.ipynb. Make it an assignment of its own, or move it away.")
    built = folder / f"{assignment}.ipynb"
    if built.is_file() and _is_ahead(built, course.text(assignment), cells):
        yield (f"source/{assignment}/{assignment}.ipynb was changed since it was built from "
               f"source/{assignment}.py, and would be overwritten. Take the change over: jupytext --to py:percent -o "
               f"source/{assignment}.py source/{assignment}/{assignment}.ipynb; or delete the notebook.")


def _unlisted(folder: Path, cells: Sequence[Cell], listed: Sequence[str]) -> Iterator[str]:
    """Files that the author has, and the notebook names, and no room would hold."""
    text, found = folder.parent, dict[PurePosixPath, int]()
    for cell in cells:
        for name, line in _texts(cell):
            if str(name) not in listed and any((place / name).is_file() for place in (folder, text)):
                found.setdefault(name, line)
    found = dict(sorted(found.items(), key=lambda each: (each[1], each[0])))
    wanted = json.dumps(list(dict.fromkeys([*listed, *(name.name for name in found)])), ensure_ascii=False)
    ask = f"rite files = {wanted} into autograder/{folder.name}/room.toml"
    for name, line in found.items():
        where, place = f"source/{folder.name}.py:{line}", folder / name
        if place.parent == folder and place.is_file():
            yield (f"{where}: {name} lies beside the notebook, which names it here, but not in its rooms. W{ask}, or "
                   "delete the file if the notebook makes it.")
        else:
            there = (place if place.is_file() else text / name).relative_to(text.parent).as_posix()
            yield (f"{where}: the notebook names {name}, but its rooms hold only files of source/{folder.name}. Move "
                   f"{there} there, read it as '{name.name}', and w{ask}.")


def _secret(course: Course, assignment: str, told: str) -> Iterator[str]:
    """Files that students would receive beside the notebook, and that are there for hidden tests alone.

    ``told`` holds the names of those that students are to have. What ends in .py is given out to nobody.
    """
    tests = {path.name: ast.parse(path.read_text("utf-8"))
             for path in sorted((course.root / "autograder" / assignment).glob("*.py"))}
    for path in sorted(each for each in (course.root / "source" / assignment).rglob("*") if each.is_file()):
        where = path.relative_to(course.root).as_posix()
        asking = [name for name, tree in tests.items() if any(
            isinstance(node, ast.Constant) and node.value == path.name for node in ast.walk(tree))]
        if asking and path.name not in told:
            yield (f"{where} would be given out to students, and no cell names it: only {asking[0]} does. Move it to "
                   f"autograder/{assignment}, or say in the notebook what it is.")


def _too_much(course: Course, folder: Path) -> Iterator[str]:
    """Files that are too much to be given out, and to be handed in again with each notebook."""
    sizes = {path: path.lstat().st_size for path in folder.rglob("*") if not path.is_dir()}
    if sum(sizes.values()) > BYTES:
        largest = max(sizes, key=lambda path: (sizes[path], path))
        yield (f"source/{folder.name} would give out {sum(sizes.values()) >> 20} MB, {sizes[largest] >> 20} of them as "
               f"{largest.relative_to(course.root).as_posix()}: every student would fetch that, and of what is handed "
               f"in with it only {BYTES >> 20} MB are collected. Give out less, or say in the notebook where it is to "
               "be had.")


def _texts(cell: Cell) -> Iterator[tuple[PurePosixPath, int]]:
    """What a cell says in quotes that may be a file's name, with its line."""
    for node in ast.walk(tree) if (tree := tree_of(cell)) else ():
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value.isprintable():
            name = PurePosixPath(node.value)
            if (len(node.value) < LONGEST and not name.is_absolute() and ".." not in name.parts
                    and not node.value.endswith(FORBIDDEN)):
                yield name, cell.first + node.lineno - 1


def _is_ahead(built: Path, text: Path, cells: Sequence[Cell]) -> bool:
    """Whether a built notebook is younger than its text and has other code."""
    if built.stat().st_mtime <= text.stat().st_mtime:
        return False
    held = _answers(built.read_text("utf-8"))
    if held == {cell.name: cell.source for cell in cells if cell.is_code and cell.name}:
        return False
    from assay.course.config import BuildError
    from assay.course.release.build import as_notebook  # Jupytext changes a little, such as magics: it takes seconds

    try:
        return held != _answers(as_notebook(text, text.parents[1]))
    except BuildError:  # of an example that cannot be written; that is said for itself
        return False


def _answers(notebook: str) -> dict[str, str]:
    """The source of each code cell of a notebook that has a name, from the notebook's JSON."""
    try:
        held = json.loads(notebook)["cells"]
        return {cell["metadata"]["nbgrader"]["grade_id"]: "".join(cell["source"]).strip() for cell in held
                if cell["cell_type"] == "code" and "nbgrader" in cell["metadata"]}
    except (ValueError, KeyError, TypeError):
        return {}
