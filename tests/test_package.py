"""What is installed: the engine, whole, and nothing of a course."""

from __future__ import annotations

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterator
from pathlib import Path

import jax
import pytest

from tests.here import REPOSITORY

BUILD = ("import sys; from setuptools import build_meta as setup; place = sys.argv[1]; setup.build_wheel(place); "
         "setup.build_sdist(place)")


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder in which the wheel and the sdist lie, built from what is committed or about to be."""
    copy, built = tmp_path_factory.mktemp("checkout"), tmp_path_factory.mktemp("dist")
    listed = subprocess.run(["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"], cwd=REPOSITORY,
                            capture_output=True, text=True, check=True).stdout
    for name in listed.split("\0"):
        if (REPOSITORY / name).is_file():
            (copy / name).parent.mkdir(parents=True, exist_ok=True)
            (copy / name).write_bytes((REPOSITORY / name).read_bytes())
    subprocess.run([sys.executable, "-W", "ignore", "-c", BUILD, str(built)], cwd=copy, capture_output=True, check=True)
    return built


def names_in(archive: Path) -> list[str]:
    if archive.suffix == ".whl":
        return zipfile.ZipFile(archive).namelist()
    with tarfile.open(archive) as whole:
        return [name.partition("/")[2] for name in whole.getnames()]


def test_the_wheel_holds_every_file_of_the_engine(built: Path) -> None:
    wheel, = built.glob("*.whl")
    ours = {path.relative_to(REPOSITORY / "src").as_posix() for path in (REPOSITORY / "src/assay").rglob("*")
            if path.is_file() and "__pycache__" not in path.parts}
    assert ours <= set(names_in(wheel))


def test_neither_archive_holds_a_hidden_test_a_solution_or_a_verdict(built: Path) -> None:
    def private() -> Iterator[str]:
        for archive in built.iterdir():
            for name in names_in(archive):
                if name.split("/")[0] in ("autograder", "solutions", "source", "release", "verdicts", "submitted"):
                    yield f"{archive.name}: {name}"

    assert len(list(built.iterdir())) == 2
    assert list(private()) == []


def test_the_engine_names_no_question_style_or_assignment_of_this_course() -> None:
    questions = {path.stem.removeprefix("test_") for path in (REPOSITORY / "autograder/convolution").glob("test_*.py")}
    styles = {path.stem for path in (REPOSITORY / "solutions/convolution").glob("*/*.py")} - {"__init__", *dir(jax)}
    said = {(path.name, name) for path in (REPOSITORY / "src").rglob("*.py")
            for name in {"convolution", *questions, *styles} if f'"{name}"' in path.read_text("utf-8")}
    assert said == set()


def test_an_installed_engine_makes_a_course_in_an_empty_folder(built: Path, tmp_path: Path) -> None:
    """What the engine needs is lent by this environment, as its path; what is installed there as a link is not seen."""
    environment = tmp_path / "env"
    venv.create(environment, with_pip=False)
    packages = next(environment.glob("lib/python*/site-packages"))
    (packages / "lent.pth").write_text(sysconfig.get_path("purelib") + "\n", "utf-8")
    wheel, = built.glob("*.whl")
    subprocess.run([sys.executable, "-m", "pip", "--python", str(environment), "install", "--quiet", "--no-deps",
                    "--no-index", "--disable-pip-version-check", str(wheel)], check=True)

    def assay(*arguments: str, folder: Path) -> str:
        done = subprocess.run([environment / "bin" / "assay", *arguments], cwd=folder, capture_output=True, text=True)
        assert done.returncode == 0, done.stderr
        return done.stdout

    assert assay("course", "mine", folder=tmp_path).endswith("mine is a course. Go on there with `make install "
                                                             "release`, then `make demo`.\n")
    inner = tmp_path / "mine" / "submitted" / "ada"
    inner.mkdir(parents=True)
    assert assay("source", folder=inner) == "source/hello/hello.ipynb\n"
    where = subprocess.run([environment / "bin" / "python", "-c", "import assay; print(assay.__file__)"], cwd=tmp_path,
                           capture_output=True, text=True, check=True).stdout
    assert Path(where.strip()).is_relative_to(environment)
    assert f"assay @ file://{wheel}" in (tmp_path / "mine" / "requirements.txt").read_text("utf-8")
