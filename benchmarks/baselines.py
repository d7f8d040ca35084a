"""What others need for the same class: stock nbgrader with tests in the kernel, and otter-grader without containers.

And what each of them pays at least: the notebook run as it is.

They run with JAX's and XLA's own settings. otter-grader is installed into an environment of its own under .cache/bench.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

from assay.judge.answers import fill
from benchmarks import stock
from benchmarks.classes import BENCH, A, Cost, hand_in, measured, work
from tests.here import REPOSITORY

OTTER = ("otter-grader==7.0.0", "jax>=0.10,<0.11", "flax>=0.12,<0.13", "hypothesis>=6.170", "pytest>=9", "matplotlib",
         "ipykernel")
HIDDEN = """
### BEGIN HIDDEN TESTS
import sys
sys.path.insert(0, {root!r})
from benchmarks import stock
stock.check({question!r}, globals(), {shapes!r})
### END HIDDEN TESTS
"""


def usual() -> dict[str, str]:
    """This process's environment, but for what our judge sets for itself."""
    return {name: value for name, value in os.environ.items()
            if not name.startswith(("XLA_", "JAX_"))} | {"JAX_PLATFORMS": "cpu"}


def bare(style: str, assignment: str = A) -> Cost:
    """``jupyter nbconvert --execute`` of one submission: its cells once, no hidden test, nothing compiled before."""
    folder = BENCH / "bare"
    shutil.rmtree(folder, ignore_errors=True)
    shutil.copytree(REPOSITORY / "release" / assignment, folder)
    notebook = folder / f"{assignment}.ipynb"
    release = json.loads(notebook.read_text("utf-8"))
    notebook.write_text(json.dumps(fill(release, work(style, assignment))), "utf-8")
    costs: list[Cost] = []
    with measured(1, costs):
        python(folder, "nbconvert", "--execute", "--to", "notebook", "--output", "run", notebook.name)
    return costs[0]


def stock_nbgrader(styles: list[str], shapes: str) -> Cost:
    """``nbgrader autograde`` and ``generate_feedback``, with the hidden tests in the notebook's own kernel."""
    folder = BENCH / f"nbgrader-{shapes}"
    shutil.rmtree(folder, ignore_errors=True)
    (folder / "source" / A).mkdir(parents=True)
    source = json.loads((REPOSITORY / "source" / A / f"{A}.ipynb").read_text("utf-8"))
    for cell in source["cells"]:
        name = cell["metadata"].get("nbgrader", {}).get("grade_id", "")
        if name.startswith("test_"):
            hidden = HIDDEN.format(root=str(REPOSITORY), question=name.removeprefix("test_"), shapes=shapes)
            cell["source"] = "".join(cell["source"]) + hidden
    (folder / "source" / A / f"{A}.ipynb").write_text(json.dumps(source), "utf-8")
    (folder / "nbgrader_config.py").write_text(
        "c = get_config()\nc.CourseDirectory.course_id = 'bench'\nc.ExecutePreprocessor.timeout = 600\n"
        "c.Execute.timeout = 600\n", "utf-8")
    nbgrader(folder, "generate_assignment")
    release = json.loads((folder / "release" / A / f"{A}.ipynb").read_text("utf-8"))
    hand_in(folder, release, styles)
    costs: list[Cost] = []
    with measured(len(styles), costs):
        nbgrader(folder, "autograde")
        nbgrader(folder, "generate_feedback")
    return costs[0]


def nbgrader(folder: Path, verb: str) -> None:
    """Runs nbgrader's own command."""
    python(folder, "nbgrader", verb, A, "--force")


def python(folder: Path, module: str, *arguments: str) -> None:
    """Runs a module of this environment in a folder, with the settings that are usual."""
    path = f"{Path(sys.executable).parent}:{os.environ['PATH']}"
    done = subprocess.run([sys.executable, "-P", "-m", module, *arguments], cwd=folder, capture_output=True, text=True,
                          env=usual() | {"PATH": path})
    if done.returncode:
        raise RuntimeError(f"{module} {arguments[0]} failed: {done.stderr[-2000:]}")


def otter(styles: list[str], shapes: str) -> Cost:
    """``otter run``, which grades one notebook in the grader's own process, without a container."""
    python = otter_environment()
    folder = BENCH / "otter-run"
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    with zipfile.ZipFile(folder / "autograder.zip", "w") as archive:
        archive.writestr("otter_config.json", json.dumps({"show_stdout": False, "pdf": False}))
        for question in stock.QUESTIONS:
            code = [f">>> import sys; sys.path.insert(0, {str(REPOSITORY)!r})", ">>> from benchmarks import stock",
                    f">>> stock.check({question!r}, globals(), {shapes!r})"]
            test = {"name": question, "points": 1,
                    "suites": [{"cases": [{"code": "\n".join(code)}], "type": "doctest"}]}
            archive.writestr(f"tests/{question}.py", f"OK_FORMAT = True\ntest = {test!r}\n")
    release = json.loads((REPOSITORY / "release" / A / f"{A}.ipynb").read_text("utf-8"))
    costs: list[Cost] = []
    with measured(len(styles), costs):
        for number, style in enumerate(styles):
            notebook = folder / f"{number}.ipynb"
            notebook.write_text(json.dumps(fill(release, work(style))), "utf-8")
            (folder / f"out{number}").mkdir()
            done = subprocess.run([python, "-m", "otter", "run", notebook.name, "-a", "autograder.zip", "-o",
                                   f"out{number}"], cwd=folder, capture_output=True, text=True, env=usual())
            if done.returncode:
                raise RuntimeError(f"otter run failed: {(done.stdout + done.stderr)[-2000:]}")
            (folder / f"said{number}.txt").write_text(done.stdout + done.stderr, "utf-8")
    return costs[0]


def otter_environment() -> Path:
    """An environment with otter-grader, made at the first run."""
    python = BENCH / "otter" / "bin" / "python"
    if not python.exists():
        subprocess.run([sys.executable, "-m", "venv", BENCH / "otter"], check=True)
        subprocess.run([python, "-m", "pip", "install", "--quiet", *OTTER], check=True)
    return python
