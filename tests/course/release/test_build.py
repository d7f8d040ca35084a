"""The built notebooks: fresh, stable to the byte, complete, and without a word of the solutions."""

import ast
import shutil
from pathlib import Path
from typing import Any

import nbformat
import pytest

from assay.authoring.scaffold import make_course
from assay.course.config import BuildError
from assay.course.release.build import build_release, build_source, is_fresh
from tests.course.check.making import BY_HAND, DECLARED, TESTS, edit, write
from tests.course.check.making import SOURCE as HELLO

ROOT = Path(__file__).resolve().parents[3]
SOURCE = Path("source/convolution/convolution.ipynb")
RELEASE = Path("release/convolution/convolution.ipynb")

POINTS = {
    "why_convolution": 4,
    "test_corr2d": 12,
    "test_conv2d": 8,
    "test_detect_edges": 4,
    "test_sgd_step": 6,
    "test_train_edge_kernel": 8,
    "test_receptive_field": 4,
}
CODE_QUESTIONS = {"corr2d", "conv2d", "detect_edges", "sgd_step", "train_edge_kernel", "receptive_field"}

Cell = Any  # nbformat's cells are untyped


def read(notebook: Path) -> dict[str, Cell]:
    return {cell["id"]: cell for cell in nbformat.read(ROOT / notebook, as_version=4).cells}


@pytest.fixture
def course(tmp_path: Path) -> Path:
    """A course that holds the text of the assignment and nothing else."""
    (tmp_path / "source").mkdir()
    shutil.copy(ROOT / "source" / "convolution.py", tmp_path / "source")
    return tmp_path


@pytest.mark.parametrize("assignment", ["convolution", "channels", "softmax"])
def test_the_committed_notebooks_are_fresh(assignment: str) -> None:
    assert is_fresh(ROOT, assignment) == [], f"run `make release ASSIGNMENT={assignment}` and commit what it made"


def test_a_changed_text_makes_both_notebooks_stale_and_looking_changes_nothing(course: Path) -> None:
    build_source(course, "convolution")
    build_release(course, "convolution")
    assert is_fresh(course, "convolution") == []
    text = course / "source" / "convolution.py"
    text.write_text(text.read_text(encoding="utf-8") + "\n# %% [markdown]\n# One more word.\n", encoding="utf-8")
    before = {file: file.read_bytes() for file in course.rglob("*") if file.is_file()}
    assert is_fresh(course, "convolution") == [RELEASE.as_posix(), SOURCE.as_posix()]
    assert {file: file.read_bytes() for file in course.rglob("*") if file.is_file()} == before


def test_a_file_that_no_build_makes_is_not_fresh(course: Path) -> None:
    build_source(course, "convolution")
    build_release(course, "convolution")
    (course / RELEASE).with_name("solutions.py").write_text("secret = 1\n", encoding="utf-8")
    assert is_fresh(course, "convolution") == ["release/convolution/solutions.py"]


def test_building_twice_gives_the_same_bytes(course: Path) -> None:
    first = [build(course, "convolution").read_bytes() for build in (build_source, build_release)]
    second = [build(course, "convolution").read_bytes() for build in (build_source, build_release)]
    assert first == second
    assert first == [(ROOT / path).read_bytes() for path in (SOURCE, RELEASE)]
    assert first[0].endswith(b"}\n")


def test_building_the_source_makes_no_gradebook_and_building_the_release_does(course: Path) -> None:
    build_source(course, "convolution")
    assert not (course / "gradebook.db").exists()
    build_release(course, "convolution")
    assert (course / "gradebook.db").exists()


def test_the_courses_settings_reach_nbgrader(course: Path) -> None:
    settings = "c = get_config()\nc.ClearSolutions.text_stub = 'Over to you.'\n"
    (course / "nbgrader_config.py").write_text(settings, encoding="utf-8")
    build_source(course, "convolution")
    assert "Over to you." in build_release(course, "convolution").read_text(encoding="utf-8")


def test_a_release_that_cannot_be_made_says_so_with_nbgraders_own_words(course: Path) -> None:
    text = course / "source" / "convolution.py"
    text.write_text(text.read_text(encoding="utf-8").replace("### END SOLUTION", "", 1), encoding="utf-8")
    build_source(course, "convolution")
    with pytest.raises(BuildError, match=r"(?s)^nbgrader could not make .* 'convolution'.*no end solution statement"):
        build_release(course, "convolution")


@pytest.mark.parametrize("notebook", [SOURCE, RELEASE])
def test_every_question_of_the_contract_is_there_with_its_points(notebook: Path) -> None:
    grading = {id: cell.metadata["nbgrader"] for id, cell in read(notebook).items() if "nbgrader" in cell.metadata}
    assert {id: meta["points"] for id, meta in grading.items() if meta["grade"]} == POINTS
    assert {id for id, meta in grading.items() if meta["solution"]} == {"why_convolution", *CODE_QUESTIONS}
    for id, meta in grading.items():
        assert meta["grade_id"] == id
        assert meta["schema_version"] == 3
        assert meta["locked"] is not meta["solution"]


@pytest.mark.parametrize("notebook", [SOURCE, RELEASE])
def test_every_cell_is_named_and_none_has_outputs(notebook: Path) -> None:
    cells = nbformat.read(ROOT / notebook, as_version=4).cells
    for position, cell in enumerate(cells):
        grading = cell.metadata.get("nbgrader")
        assert cell["id"] == (grading["grade_id"] if grading else f"cell-{position:02}")
        assert cell.cell_type == "markdown" or (grading and not cell.outputs and cell.execution_count is None)


def test_the_release_holds_no_solution() -> None:
    source, release = read(SOURCE), read(RELEASE)
    handed_out = "\n".join(cell.source for cell in release.values())
    assert "SOLUTION" not in handed_out
    assert release["why_convolution"].source == "YOUR ANSWER HERE"
    for question in CODE_QUESTIONS:
        start, rest = source[question].source.split("    ### BEGIN SOLUTION\n")
        secret, _ = rest.split("### END SOLUTION")
        assert release[question].source.startswith(start)
        assert ast.get_docstring(ast.parse(release[question].source).body[0])
        assert not [line for line in secret.splitlines() if len(line.strip()) > 12 and line.strip() in handed_out]


def test_an_example_that_hidden_tests_declare_becomes_a_check_and_stays_fresh(tmp_path: Path) -> None:
    make_course(tmp_path / "mine")
    for change in (write(TESTS, DECLARED), edit(HELLO, BY_HAND, "### EXAMPLE\n")):
        change(tmp_path / "mine")
    build_source(tmp_path / "mine", "hello")
    build_release(tmp_path / "mine", "hello")
    assert is_fresh(tmp_path / "mine", "hello") == []
    for folder in ("source", "release"):
        cells = nbformat.read(tmp_path / "mine" / folder / "hello" / "hello.ipynb", as_version=4).cells
        assert cells[-1].source == (
            "assert jnp.allclose(center(jnp.array([1., 2., 6.])), jnp.array([-2., -1., 3.]), atol=0.0001), "
            "'center(jnp.array([1., 2., 6.])) should be [-2., -1., 3.]'")


@pytest.mark.parametrize("old, new, why", [
    ("             shown=arguments(np.array([1, 2, 6], np.float32)))\ntest_example = Q.example(points=1)\n", ")\n",
     r"no Question in autograder/hello/test_center.py has shown=arguments\(…\)\. Add it, or write"),
    ("shown=arguments(np.array([1, 2, 6], np.float32))", "shown=arguments('no numbers')",
     r"autograder/hello/test_center.py: \w+Error: .*Mend that, or write the check by hand\.$"),
    ("import numpy as np\n", "", "test_center.py: NameError: name 'np' is not defined. Mend that, or write")])
def test_an_example_that_cannot_be_written_is_said(tmp_path: Path, old: str, new: str, why: str) -> None:
    make_course(tmp_path / "mine")
    for change in (write(TESTS, DECLARED), edit(TESTS, old, new), edit(HELLO, BY_HAND, "### EXAMPLE\n")):
        change(tmp_path / "mine")
    with pytest.raises(BuildError, match=f"^### EXAMPLE of the cell test_center cannot be written: .*{why}"):
        build_source(tmp_path / "mine", "hello")
    assert not (tmp_path / "mine" / "source" / "hello").exists() or not list((tmp_path / "mine/source/hello").iterdir())
