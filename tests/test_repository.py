"""What is committed: no path of anybody's machine, no package mirror, nothing built that is not meant to be."""

from __future__ import annotations

import re
import subprocess
import tomllib

import pytest

from tests.here import REPOSITORY

LOCK = (REPOSITORY / "requirements.lock").read_text("utf-8").splitlines()
PIN = re.compile(r"([a-z0-9][a-z0-9._-]*)(?:\[[a-z, -]+\])?==(\S+?)(?: ; (.+?))? \\")
HASH = re.compile(r"    --hash=sha256:[0-9a-f]{64}( \\)?")


def git(*arguments: str) -> str:
    return subprocess.run(["git", *arguments], cwd=REPOSITORY, capture_output=True, text=True, check=True).stdout


def tracked() -> list[str]:
    return [name for name in git("ls-files", "-z").split("\0") if name and (REPOSITORY / name).exists()]


pytestmark = pytest.mark.skipif(not (REPOSITORY / ".git").exists(), reason="a copy without its history")


def found(pattern: str) -> list[str]:
    """The committed lines that match, with where they stand; this file aside."""
    command = ["git", "grep", "-nIE", "-e", pattern, "--", ".", ":!tests/test_repository.py"]
    done = subprocess.run(command, cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode in (0, 1), done.stderr
    return done.stdout.splitlines()


def test_no_file_names_a_path_of_a_machine() -> None:
    assert found(r"(^|[^A-Za-z0-9_.])/(work|Users|root|mnt|workspace)/[A-Za-z0-9_]") == []
    assert found(r"/home/[a-z]+/") == []
    assert found(re.escape(str(REPOSITORY)) + r"($|[^A-Za-z0-9_])") == []


def test_no_file_names_a_package_registry_or_a_mirror() -> None:
    assert found(r"--(extra-)?index-url |index-url *=|find-links") == []
    assert found(r"files\.pythonhosted\.org|artifactory|devpi|\bnexus\b") == []


def test_nothing_built_and_nothing_of_students_is_tracked() -> None:
    built = re.compile(r"(^|/)(gradebook\.db.*|\.venv|\.cache|__pycache__|\.ipynb_checkpoints)(/|$)"
                       r"|^(grades\.csv|report\.html|\.coverage.*)$"
                       r"|^(submitted|autograded|feedback|verdicts|regrades|exchange|demo)/|\.(pyc|so|db|log|egg-info)$")
    assert [name for name in tracked() if built.search(name)] == []


def test_every_quick_test_is_there() -> None:
    """pytest ends `make quick` before its first test if one of the files it lists was moved."""
    listed = (REPOSITORY / "tests/quick.txt").read_text("utf-8").split()
    assert [name for name in listed if not (REPOSITORY / name).exists()] == []


def test_every_tracked_file_is_text_or_a_small_picture() -> None:
    for name in tracked():
        content = (REPOSITORY / name).read_bytes()
        if name.endswith((".png", ".jpg", ".gif", ".webp")):
            assert len(content) < 1 << 20, name
        else:
            assert b"\0" not in content, name
            content.decode("utf-8")


def test_text_files_end_in_one_line_end_and_have_unix_ones() -> None:
    for name in tracked():
        if name.endswith((".py", ".md", ".toml", ".lock", ".ipynb", "Makefile", ".yml")):
            content = (REPOSITORY / name).read_bytes()
            assert b"\r" not in content, name
            assert not content or content.endswith(b"\n"), name


def test_the_lock_holds_pinned_and_hashed_packages_only() -> None:
    names = []
    for before, line in zip(["", *LOCK], LOCK, strict=False):
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        if pin := PIN.fullmatch(line):
            assert not before.endswith("\\"), line
            names.append(pin[1])
        else:
            assert HASH.fullmatch(line), line
            assert before.endswith("\\"), line
    assert not LOCK[-1].endswith("\\")
    assert "http" not in "".join(line for line in LOCK if not PIN.fullmatch(line))
    assert len(names) > 50


def locked() -> set[str]:
    return {pin[1] for line in LOCK if (pin := PIN.fullmatch(line))}


def declared() -> list[str]:
    project = tomllib.loads((REPOSITORY / "pyproject.toml").read_text("utf-8"))["project"]
    return [*project["dependencies"], *(name for extra in project["optional-dependencies"].values() for name in extra)]


@pytest.mark.parametrize("requirement", declared())
def test_what_the_project_needs_is_locked(requirement: str) -> None:
    name = re.match(r"[A-Za-z0-9._-]+", requirement)
    assert name
    assert re.sub(r"[._-]+", "-", name[0]).lower() in locked()
