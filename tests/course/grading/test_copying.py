"""What is copied out of the exchange: plain files, so many and so much of them, whatever else lies there."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from assay.course.grading import copying
from assay.course.grading.copying import Copy
from assay.course.intake.intake import FILE_CAP


def copied(source: Path, to: Path) -> tuple[list[str], list[str], list[int]]:
    """What has come, what was said to be left out, and whose it was."""
    said: list[str] = []
    copy = Copy(lambda name: name != "unwanted", said.append)
    copy.folder(source, to)
    return sorted(path.relative_to(to).as_posix() for path in to.rglob("*") if path.is_file()), said, copy.owners


@pytest.fixture
def source(tmp_path: Path) -> Path:
    folder = tmp_path / "source"
    (folder / "data").mkdir(parents=True)
    for name in ("hw.ipynb", "unwanted", "data/table.csv"):
        (folder / name).write_text(name, "utf-8")
    return folder


def test_plain_files_come_over_with_whose_they_were(source: Path, tmp_path: Path) -> None:
    assert copied(source, tmp_path / "to") == (["data/table.csv", "hw.ipynb"], [], [os.geteuid()] * 2)
    assert (tmp_path / "to/data/table.csv").read_text("utf-8") == "data/table.csv"


def test_what_is_a_link_or_no_file_is_left_out(source: Path, tmp_path: Path) -> None:
    (source / "link").symlink_to(source / "hw.ipynb")
    os.mkfifo(source / "pipe")
    (source / "zero").symlink_to("/dev/zero")
    there, said, _ = copied(source, tmp_path / "to")
    assert there == ["data/table.csv", "hw.ipynb"]
    assert [line.partition(":")[0] for line in said] == ["link", "pipe", "zero"]


def test_a_folder_that_is_a_link_or_gone_is_empty(source: Path, tmp_path: Path) -> None:
    (tmp_path / "link").symlink_to(source)
    assert copied(tmp_path / "link", tmp_path / "to")[0] == []
    assert copied(tmp_path / "gone", tmp_path / "too") == ([], ["gone: No such file or directory"], [])


def test_what_is_too_large_comes_over_as_one_byte_more_than_may_be_taken(source: Path, tmp_path: Path) -> None:
    with (source / "hw.ipynb").open("wb") as file:
        file.truncate(1 << 40)
    copied(source, tmp_path / "to")
    assert (tmp_path / "to/hw.ipynb").stat().st_size == FILE_CAP + 1


def test_many_files_come_to_an_end(source: Path, tmp_path: Path,
                                                    monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "ENTRIES", 10)
    for number in range(20):
        (source / f"many{number}").write_text("", "utf-8")
    there, said, _ = copied(source, tmp_path / "to")
    assert len(there) < 10
    assert "hw.ipynb" in there
    assert any("more than 10 entries" in line for line in said)


def test_folders_deep_within_one_another_come_to_an_end(source: Path, tmp_path: Path) -> None:
    deep = source / "a/b/c/d/e/f/g"
    deep.mkdir(parents=True)
    assert copied(source, tmp_path / "to")[1] == ["f: no plain file, or more than 80 MB in all"]


def test_all_together_come_to_an_end(source: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(copying, "BYTES", 5)
    assert copied(source, tmp_path / "to")[0] == ["hw.ipynb"]
