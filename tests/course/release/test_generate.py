"""What was given out stays as it was until a release that nothing stands against is whole, whoever asks for one."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.audit import auditing
from assay.authoring.scaffold import TEMPLATE, make_course
from assay.course.config import BuildError
from assay.course.gradebook.rows import opened
from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.places import Course
from assay.course.release.build import build_release, build_source, tell_gradebook
from assay.course.release.generate import exchange
from tests.audit import course as tiny
from tests.course.check.making import SOURCE, TESTS, A, edit

#: The text of the tiny assignment that an audit takes a second for.
TINY = "".join(f'''# %% nbgrader={{"grade_id": "{name}", "solution": true}}
def {name}(x):
    """x, {times}."""
    ### BEGIN SOLUTION
    return x * {factor}
    ### END SOLUTION


# %% nbgrader={{"grade_id": "test_{name}", "grade": true, "locked": true, "points": 1}}
assert {name}(2) == {2 * factor}

''' for name, times, factor in (("double", "twice", 2), ("triple", "three times", 3)))
WHY = "The properties of center are worth 2 points, its cell test_center says 4."


def given_out(course: Course) -> dict[str, bytes]:
    """All that students may have, and what the gradebook and the source hold."""
    files = [*(course.root / "release").rglob("*"), course.gradebook, *(course.root / "source").rglob("*.ipynb")]
    return {path.relative_to(course.root).as_posix(): path.read_bytes() for path in files if path.is_file()}


@pytest.fixture
def released(tmp_path: Path) -> Course:
    """A course that has given out its assignment, with a file beside the notebook."""
    make_course(tmp_path / "mine")
    course = Course(tmp_path / "mine")
    build_source(course.root, A)
    (course.root / "source" / A / "data.csv").write_text("1,2\n", "utf-8")
    build_release(course.root, A)
    return course


def by_assay(course: Course) -> tuple[bool, str]:
    done = subprocess.run([sys.executable, "-m", "assay", "release", "--course", str(course.root)],
                          capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def by_nbgrader(course: Course) -> tuple[bool, str]:
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run([sys.executable, "-P", "-m", "nbgrader", "generate_assignment", A, "--force"],
                          cwd=course.root, env=environment, capture_output=True, text=True, check=False)
    return done.returncode == 0, done.stderr


def by_formgrader(course: Course) -> tuple[bool, str]:
    with nbgrader_at_work():
        said = api(course).generate_assignment(A)
    return bool(said["success"]), said.get("log", "")


WAYS: dict[str, Callable[[Course], tuple[bool, str]]] = {
    "assay release": by_assay, "nbgrader generate_assignment --force": by_nbgrader, "formgrader": by_formgrader}


@pytest.mark.parametrize("way", WAYS)
def test_a_refused_release_leaves_everything_as_it_was(released: Course, way: str) -> None:
    before = given_out(released)
    assert len(before) == 4
    edit(TESTS, "points(3)", "points(1)")(released.root)
    done, said = WAYS[way](released)
    assert not done
    assert WHY in " ".join(said.split())
    assert "Traceback" not in said
    assert given_out(released) == before


def test_what_an_audit_complains_of_leaves_everything_as_it_was(
        tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    """The check finds nothing: it is the gate that refuses, before anything is built."""
    course = Course(tmp_path)
    tiny.make(course.root)
    tiny.write(course.root / "autograder/tiny/room.toml", 'arrays = "python"\n')
    tiny.write(course.text("tiny"), TINY)
    tiny.write(course.root / "nbgrader_config.py", (TEMPLATE / "nbgrader_config.py").read_text("utf-8"))
    build_source(course.root, "tiny")
    build_release(course.root, "tiny")
    before = given_out(course)
    assert len(before) == 3
    edit("solutions/tiny/chaff/double_off.py", "2 * x + 1", "2 * x")(course.root)
    edit("source/tiny.py", "x, twice.", "Two x.")(course.root)
    assert main(["release", "--course", str(course.root), "--workers", "1"]) == 1
    assert capsys.readouterr().err.splitlines()[-1] == (
        "release: tiny is not released. The misconception double_off keeps double.values, which its FAILS says it "
        "loses: it loses nothing. See audit.html; to release all the same: make release OVERRIDE='your reason'.")
    assert given_out(course) == before


@pytest.mark.parametrize("way", ["nbgrader generate_assignment --force", "formgrader"])
def test_what_nothing_stands_against_is_given_out(released: Course, way: str) -> None:
    edit(SOURCE, "# # Hello", "# # Hello, you")(released.root)
    auditing.record_path(released.root / "autograder" / A).write_text(json.dumps(
        {"digest": auditing.digest(released.root / "autograder" / A, released.root / "solutions" / A), "passed": True,
         "override": ""}), "utf-8")
    done, said = WAYS[way](released)
    assert done, said
    assert "Hello, you" in released.release(A).read_text("utf-8")
    assert {path.name for path in released.release(A).parent.iterdir()} == {"hello.ipynb", "data.csv"}


def test_a_release_that_is_there_is_kept_without_force(released: Course) -> None:
    before = given_out(released)
    with nbgrader_at_work():
        said = api(released).generate_assignment(A, force=False)
    assert said["success"]
    assert "release/hello is there already, and is kept." in said["log"]
    assert given_out(released) == before


def test_where_nbgrader_fails_what_was_given_out_stays(released: Course) -> None:
    before = given_out(released)["release/hello/hello.ipynb"]
    edit(SOURCE, "    ### END SOLUTION\n", "")(released.root)
    build_source(released.root, A)
    with pytest.raises(BuildError, match="nbgrader could not make the release of 'hello'"):
        build_release(released.root, A)
    assert released.release(A).read_bytes() == before


def test_a_folder_that_cannot_be_put_in_place_leaves_the_old_one(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir()
    (tmp_path / "old" / "file").write_text("old", "utf-8")
    with pytest.raises(OSError, match="new"):
        exchange(tmp_path / "made" / "new", tmp_path / "old")
    assert (tmp_path / "old" / "file").read_text("utf-8") == "old"


def test_the_gradebook_is_told_what_was_given_out_and_nothing_is_built(released: Course) -> None:
    before = given_out(released)
    released.gradebook.unlink()
    edit(SOURCE, '"points": 4', '"points": 9')(released.root)
    assert main(["gradebook", "--course", str(released.root)]) == 0
    with opened(released) as gradebook:
        assert gradebook.find_assignment(A).max_score == 4
        assert {cell.name for cell in gradebook.find_notebook(A, A).source_cells} == {"setup", "center", "test_center"}
    assert {name: data for name, data in given_out(released).items() if name != "gradebook.db"} == {
        name: data for name, data in before.items() if name != "gradebook.db"}


def test_a_gradebook_cannot_be_told_what_was_not_given_out(tmp_path: Path) -> None:
    make_course(tmp_path / "mine")
    with pytest.raises(BuildError, match=r"^release/hello/hello\.ipynb is missing\. Run `make release` first\.$"):
        tell_gradebook(tmp_path / "mine", A)
