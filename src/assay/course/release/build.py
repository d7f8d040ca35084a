"""Builds an assignment's notebooks from its text, and tells whether the built ones are fresh."""

import shutil
from pathlib import Path
from tempfile import TemporaryDirectory

import jupytext
import nbformat
from nbgrader.apps.api import NbGraderAPI
from nbgrader.preprocessors import CheckCellMetadata, SaveCells
from traitlets.config import Config
from yaml import YAMLError

from assay.course.check.text import EXAMPLE
from assay.course.config import BuildError, course_config, scripts_on_path
from assay.course.gradebook.converter import install
from assay.course.release.checks import as_calls, fold, has_check

# The text names only what differs from these: short headers are easier to write and to read.
CELL_DEFAULTS = {"grade": False, "locked": False, "solution": False, "task": False, "schema_version": 3}
NOTEBOOK_METADATA = {
    "kernelspec": {"display_name": "Python 3 (ipykernel)", "language": "python", "name": "python3"},
    "language_info": {"name": "python"},
}
LOG_TAIL_LINES = 12
#: In a text, these become the table of questions with their points, and the number of all points.
TABLE, TOTAL = "<!-- points -->", "<!-- total -->"


def build_source(root: Path, assignment: str, course: Path | None = None) -> Path:
    """Turn source/<assignment>.py (Jupytext py:percent) into source/<assignment>/<assignment>.ipynb.

    Args:
        root: what holds ``source``.
        assignment: its name.
        course: what holds ``autograder`` and ``solutions``; root, if nothing is said.

    Returns:
        the notebook's path. Equal texts and examples give equal bytes.

    Raises:
        BuildError: there is no text, or an example cannot be written.
    """
    # nbgrader copies all files beside the notebook to students, so the text stays one folder above it.
    text = root / "source" / f"{assignment}.py"
    if not text.is_file():
        raise BuildError(f"source/{text.name} is missing. Write the assignment there, or choose another ASSIGNMENT=….")
    target = root / "source" / assignment / f"{assignment}.ipynb"
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_text(as_notebook(text, course or root), encoding="utf-8", newline="\n")
    return target


def as_notebook(text: Path, course: Path) -> str:
    """The notebook, with its solutions, that an assignment's text stands for, as JSON.

    Args:
        text: ``source/ASSIGNMENT.py``.
        course: what holds the hidden tests.

    Raises:
        BuildError: its first lines are no YAML, or an example cannot be written.
    """
    try:
        notebook = jupytext.read(text, fmt="py:percent")
    except YAMLError as error:
        why = " ".join(str(getattr(error, "problem", None) or error).split()).rstrip(".")
        raise BuildError(f"source/{text.name} cannot be read: between the two lines '# ---' at its top stands "
                         f"what is no YAML: {why}. Mend that, or take these lines away: nothing needs them.") from error
    notebook.metadata = nbformat.from_dict(NOTEBOOK_METADATA)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    for position, cell in enumerate(notebook.cells):
        _pin(cell, position)
    _fill_in(notebook.cells)
    code = [cell for cell in notebook.cells if cell.cell_type == "code"]
    written = as_calls if has_check([cell.source for cell in code]) else str
    for cell in code:
        if EXAMPLE in cell.source:
            cell.source = "\n".join(written(_example(course, text.stem, cell["id"])) if line.strip() == EXAMPLE
                                    else line for line in cell.source.splitlines())
        cell.source = fold(cell.source)
    return str(nbformat.writes(notebook)) + "\n"


def build_release(root: Path, assignment: str) -> Path:
    """Turn the source notebook into release/<assignment>/<assignment>.ipynb, what students receive.

    Runs nbgrader with the course's configuration, so the gradebook learns the assignment too.
    Returns the notebook's path. Raises BuildError with the tail of nbgrader's log.
    """
    return _generate(root, assignment, course_config(root))


def tell_gradebook(root: Path, assignment: str) -> None:
    """Has the gradebook learn an assignment from what was given out; nothing is built.

    Raises:
        BuildError: nothing was given out yet, or nbgrader fails, with the tail of its log.
    """
    given = root / "release" / assignment / f"{assignment}.ipynb"
    if not given.is_file():
        raise BuildError(f"{given.relative_to(root)} is missing. Run `make release` first.")
    config = course_config(root)
    config.CourseDirectory.setdefault("db_url", f"sqlite:///{root.resolve() / 'gradebook.db'}")
    config.GenerateAssignment.preprocessors = [CheckCellMetadata, SaveCells]
    with TemporaryDirectory() as folder:
        place = Path(folder).resolve()
        shutil.copytree(given.parent, place / "source" / assignment)
        _generate(place, assignment, config)


def is_fresh(root: Path, assignment: str) -> list[str]:
    """The built files, relative to root, that differ from what a rebuild gives; empty when all are fresh.

    Rebuilds in a temporary folder: neither the tree nor its gradebook is touched. Raises as the builds do.
    """
    with TemporaryDirectory() as folder:
        rebuilt = Path(folder).resolve()
        shutil.copytree(root / "source", rebuilt / "source")
        build_source(rebuilt, assignment, root)
        config = course_config(root)
        config.CourseDirectory.db_url = f"sqlite:///{rebuilt / 'gradebook.db'}"
        _generate(rebuilt, assignment, config)
        built, wanted = _built_files(root, assignment), _built_files(rebuilt, assignment)
    return sorted(name for name in built.keys() | wanted.keys() if built.get(name) != wanted.get(name))


def _fill_in(cells: list[nbformat.NotebookNode]) -> None:
    """Puts what is known into texts: the table of questions with their points, and the points of all."""
    graded = {str(cell.metadata.nbgrader.grade_id).removeprefix("test_"): cell.metadata.nbgrader.get("points") or 0
              for cell in cells if cell.metadata.get("nbgrader", {}).get("grade")}
    total = f"{sum(graded.values()):g}"
    table = "\n".join(["| question | points |", "|---|---|", *(f"| `{name}` | {points:g} |" for name, points in
                                                             graded.items()), f"| all | {total} |"])
    for cell in cells:
        if cell.cell_type == "markdown":
            cell.source = cell.source.replace(TABLE, table).replace(TOTAL, total)


def _example(course: Path, assignment: str, cell: str) -> str:
    """What stands in a test cell for the example that its question's hidden tests declare."""
    from assay.judge.loading import examples_of

    where = f"autograder/{assignment}/{cell}.py"
    try:
        found = examples_of(course / "autograder" / assignment, cell)
    except Exception as error:  # whatever an author's file raises
        why = str(error).partition("\n")[0].rstrip(".") or "without a word"
        raise BuildError(f"{EXAMPLE} of the cell {cell} cannot be written: {where}: {type(error).__name__}: {why}. "
                         "Mend that, or write the check by hand.") from error
    if not found:
        raise BuildError(f"{EXAMPLE} of the cell {cell} cannot be written: no Question in {where} has "
                         "shown=arguments(…). Add it, or write the check by hand.")
    return found


def _pin(cell: nbformat.NotebookNode, position: int) -> None:
    """Complete the cell's nbgrader metadata and give it an id that does not change between builds."""
    grading = cell.metadata.get("nbgrader")
    cell["id"] = grading["grade_id"] if grading else f"cell-{position:02}"
    if grading:
        cell.metadata["nbgrader"] = CELL_DEFAULTS | dict(grading)
    if cell.cell_type == "code":
        cell.outputs, cell.execution_count = [], None


def _generate(root: Path, assignment: str, config: Config) -> Path:
    install()
    config.CourseDirectory.root = str(root.resolve())
    config.GatedAssignment.proven = True
    with scripts_on_path():
        result = NbGraderAPI(config=config).generate_assignment(assignment, force=True)
    target = root / "release" / assignment / f"{assignment}.ipynb"
    if not result["success"] or not target.exists():
        tail = "\n".join(result.get("log", "").splitlines()[-LOG_TAIL_LINES:])
        raise BuildError(f"nbgrader could not make the release of {assignment!r}. Its log ends:\n{tail}")
    return target


def _built_files(root: Path, assignment: str) -> dict[str, bytes]:
    """The bytes of the source notebook and of every file of the release, by name relative to root."""
    files = [root / "source" / assignment / f"{assignment}.ipynb", *(root / "release" / assignment).rglob("*")]
    kept = [file for file in files if file.is_file() and ".ipynb_checkpoints" not in file.parts]
    return {file.relative_to(root).as_posix(): file.read_bytes() for file in kept}
