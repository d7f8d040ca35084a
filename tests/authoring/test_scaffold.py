"""A new course: whole, its owner's, and made of nothing that was there."""

from __future__ import annotations

import os
import subprocess
import sys
from importlib.metadata import version
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.authoring.scaffold import make_course
from assay.course.places import Course, CourseError


def test_a_course_holds_what_it_says_wherever_it_lies(tmp_path: Path) -> None:
    folder = tmp_path / "a folder" / "größe 1"
    files = make_course(folder)
    assert files == sorted(path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file())
    assert Course(folder).only_one() == "hello"
    said = (folder / "requirements-student.txt").read_text("utf-8").splitlines()[1:]
    assert {"jax", "jupyterlab", "numpy"} <= {line.split("==")[0] for line in said}
    assert all(line == f"{name}=={version(name)}" for line in said for name in [line.split("==")[0]])
    assert 'course_id = "gr_e_1"' in (folder / "nbgrader_config.py").read_text("utf-8")


def test_its_hidden_tests_run_by_hand_without_a_warning(tmp_path: Path) -> None:
    make_course(tmp_path / "mine")
    done = subprocess.run([sys.executable, "-W", "error", "-m", "pytest", "-q", "-p", "no:cacheprovider",
                           "--strict-markers", "autograder/hello"], cwd=tmp_path / "mine", capture_output=True,
                          text=True, check=False, env={name: value for name, value in os.environ.items()
                                                       if not name.startswith("PYTEST_")})
    assert done.returncode == 0, done.stdout
    assert "warning" not in done.stdout


def test_nothing_that_is_there_is_overwritten(tmp_path: Path) -> None:
    make_course(tmp_path / "mine")
    with pytest.raises(CourseError, match=r"mine is a course already: it has a nbgrader_config\.py\."):
        make_course(tmp_path / "mine")
    (tmp_path / "half").mkdir()
    (tmp_path / "half" / "Makefile").write_text("all:", "utf-8")
    with pytest.raises(CourseError, match="half holds a Makefile already"):
        make_course(tmp_path / "half")
    assert [path.name for path in (tmp_path / "half").iterdir()] == ["Makefile"]


@pytest.mark.parametrize("below", ["", "inner"])
def test_a_file_in_the_way_is_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str], below: str) -> None:
    (tmp_path / "file").write_text("", "utf-8")
    assert main(["course", str(tmp_path / "file" / below)]) == 1
    said = capsys.readouterr().err
    assert said.startswith("course: ")
    assert said.count("\n") == 1
    assert "Errno" not in said
