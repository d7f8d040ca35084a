"""What an assignment is judged by, packed and laid out elsewhere. No room is opened."""

from __future__ import annotations

import io
import shutil
import zipfile
from pathlib import Path
from typing import Any

import pytest

from assay.cluster import bundle as bundles
from assay.cluster.bundle import Bundle, BundleError, packed, unpacked
from assay.course.places import Course
from assay.judge.submission import Cell, Submission
from tests.course.desk import A
from tests.here import REPOSITORY

WORK = Submission(A, (Cell(0, "x = 1"),))


@pytest.fixture(scope="module")
def bundle() -> Bundle:
    return packed(Course(REPOSITORY).bench(A))


def names(bundle: Bundle) -> list[str]:
    return zipfile.ZipFile(io.BytesIO(bundle.data)).namelist()


def test_what_is_judged_elsewhere_has_the_same_basis_and_rules(bundle: Bundle, tmp_path: Path) -> None:
    here, there = Course(REPOSITORY).bench(A), unpacked(bundle, bundle.digest, tmp_path)
    assert there.basis(WORK) == here.basis(WORK)
    assert (there.limits, there.optimize, there.isolation) == (here.limits, here.optimize, here.isolation)
    assert there.furnishing.modules == here.furnishing.modules
    assert REPOSITORY not in (there.questions.parents[1], *there.questions.parents)


def test_files_that_lie_in_rooms_come_along(tmp_path: Path) -> None:
    root = tmp_path / "course"
    for part in ("autograder", "solutions"):
        shutil.copytree(REPOSITORY / part / A, root / part / A)
    (root / "source" / A).mkdir(parents=True)
    (root / "source" / A / "data.csv").write_text("1,2\n")
    with (root / "autograder" / A / "room.toml").open("r+") as file:
        text = file.read()
        file.seek(0)
        file.write('files = ["data.csv"]\n' + text)
    here = Course(root).bench(A)
    found = packed(here)
    there = unpacked(found, found.digest, tmp_path / "worker")
    assert [path.read_text() for path in there.furnishing.files] == ["1,2\n"]
    assert there.basis(WORK) == here.basis(WORK)


def test_equal_courses_give_equal_bytes_and_nothing_that_no_one_is_judged_by(bundle: Bundle) -> None:
    assert packed(Course(REPOSITORY).bench(A)) == bundle
    assert f"solutions/{A}/reference.py" in names(bundle)
    assert not [name for name in names(bundle) if "wheat" in name or "__pycache__" in name]


def test_it_is_laid_out_once(bundle: Bundle, tmp_path: Path) -> None:
    first = unpacked(bundle, bundle.digest, tmp_path)
    before = first.questions.stat().st_mtime_ns
    assert unpacked(bundle, bundle.digest, tmp_path) == first
    assert first.questions.stat().st_mtime_ns == before
    assert len(list((tmp_path / "bundles").iterdir())) == 1


def test_what_is_another_bundle_is_refused(bundle: Bundle, tmp_path: Path) -> None:
    with pytest.raises(BundleError, match=r"What came is not the bundle that was asked for\."):
        unpacked(Bundle(bundle.data + b" "), bundle.digest, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_bundle_writes_nowhere_else(tmp_path: Path) -> None:
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w") as archive:
        archive.writestr("autograder/../../../out", "x")
    bad = Bundle(data.getvalue())
    with pytest.raises(BundleError, match="names a file outside of itself"):
        unpacked(bad, bad.digest, tmp_path / "home")
    assert not (tmp_path / "out").exists()


@pytest.mark.parametrize("other, sentence", [
    ({"versions": {"jax": "0.0.1"}}, r"jax is .* here and 0\.0\.1 there"), ({"judge": "x"}, "the engine is another")])
def test_an_environment_that_is_another_is_named(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, other: dict[str, Any], sentence: str) -> None:
    bench = Course(REPOSITORY).bench(A)
    real = bundles.engine(bench)
    monkeypatch.setattr(bundles, "engine", lambda _: real | {
        name: value if name == "judge" else real["versions"] | value for name, value in other.items()})
    theirs = packed(bench)
    monkeypatch.undo()
    with pytest.raises(BundleError, match=sentence + r".*Install the same requirements\.lock on both"):
        unpacked(theirs, theirs.digest, tmp_path)


@pytest.mark.parametrize("how", ["open to others", "open to a group", "another's", "a link"])
def test_a_folder_in_which_others_may_write_is_not_judged_by(bundle: Bundle, tmp_path: Path, how: str,
                                                             monkeypatch: pytest.MonkeyPatch) -> None:
    """On a scratch disk anybody may make it first, with hidden tests of their own: they run as the worker."""
    home = tmp_path / "home"
    unpacked(bundle, bundle.digest, home)
    if how == "a link":
        (tmp_path / "link").symlink_to(home)
        home = tmp_path / "link"
    elif how == "another's":
        monkeypatch.setattr("os.geteuid", lambda: home.stat().st_uid + 1)
    else:
        home.chmod(0o777 if how == "open to others" else 0o770)
    with pytest.raises(BundleError, match=r"others may write there"):
        unpacked(bundle, bundle.digest, home)
