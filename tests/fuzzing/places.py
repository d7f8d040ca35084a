"""Damage around a notebook: where it lies, under which name, with which time, in whose folder."""

from __future__ import annotations

import os
import shutil
import socket
from collections.abc import Callable, Mapping
from pathlib import Path
from random import Random

from tests.broken import TIMESTAMP
from tests.fuzzing.files import in_zip

NAME = "convolution.ipynb"
#: Puts the notebook's bytes somewhere around the folder where it should lie.
Put = Callable[[Path, bytes], object]


def named(name: str) -> Put:
    return lambda folder, data: (folder / name).write_bytes(data)


def beside(name: str, content: bytes = b"x") -> Put:
    """The notebook where it should lie, and another file with it."""
    def put(folder: Path, data: bytes) -> None:
        (folder / NAME).write_bytes(data)
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_bytes(content)

    return put


def with_mode(mode: int) -> Put:
    def put(folder: Path, data: bytes) -> None:
        (folder / NAME).write_bytes(data)
        (folder / NAME).chmod(mode)

    return put


def bound(folder: Path, _: bytes) -> None:
    """A socket; its own path would be too long to bind."""
    here = os.getcwd()  # noqa: PTH109
    os.chdir(folder)
    try:
        with socket.socket(socket.AF_UNIX) as sock:
            sock.bind(NAME)
    finally:
        os.chdir(here)


def linked(folder: Path, data: bytes) -> None:
    (folder / "real").write_bytes(data)
    (folder / NAME).symlink_to("real")


def linked_folder(folder: Path, data: bytes) -> None:
    folder.rename(folder.with_name("real"))
    folder.with_name("real").joinpath(NAME).write_bytes(data)
    folder.symlink_to("real")


def as_file(folder: Path, data: bytes) -> None:
    """A file in place of the folder."""
    shutil.rmtree(folder)
    folder.write_bytes(data)


def beside_folder(name: str) -> Put:
    """The notebook in the student's folder, not in the assignment's."""
    def put(folder: Path, data: bytes) -> None:
        shutil.rmtree(folder)
        (folder.parent / name).write_bytes(data)

    return put


def renamed_folder(name: str) -> Put:
    def put(folder: Path, data: bytes) -> None:
        (folder / NAME).write_bytes(data)
        folder.rename(folder.with_name(name))

    return put


def within(subfolder: str, name: str) -> Put:
    """The notebook one folder deeper, and nowhere else."""
    def put(folder: Path, data: bytes) -> None:
        (folder / subfolder).mkdir()
        (folder / subfolder / name).write_bytes(data)

    return put


def timed(write: Callable[[Path], object]) -> Put:
    """The notebook where it should lie, and something else in place of timestamp.txt: write(path)."""
    def put(folder: Path, data: bytes) -> None:
        (folder / NAME).write_bytes(data)
        (folder / "timestamp.txt").unlink()
        write(folder / "timestamp.txt")

    return put


def in_zip_only(folder: Path, data: bytes) -> None:
    """An archive where the notebook should be unpacked."""
    (folder / "convolution.zip").write_bytes(in_zip(Random(0), data))


FILE_NAMES = ("Convolution.ipynb", "CONVOLUTION.IPYNB", "convolution.ipynb.txt", "convolution (1).ipynb",
              " convolution.ipynb", "convolution.ipynb ", "convolution", "convolution.json", "c\u043envolution.ipynb",
              "convolutio\u0301n.ipynb", "convoluti\u00f3n.ipynb", "con\nvolution.ipynb", "[abc]*?.ipynb",
              "-rf.ipynb", "x" * 240 + ".ipynb", ".~convolution.ipynb", "<b>.ipynb", "$(id).ipynb", "\udcff.ipynb")
NAMES: Mapping[str, Put] = {
    **{f"called_{number}": named(name) for number, name in enumerate(FILE_NAMES)},
    "in_a_folder_of_that_name": within(NAME, NAME),
    "in_a_subfolder": within("work", NAME),
    "only_a_checkpoint": within(".ipynb_checkpoints", "convolution-checkpoint.ipynb"),
    "with_a_checkpoint": beside(".ipynb_checkpoints/convolution-checkpoint.ipynb"),
    "two_notebooks": beside("convolution-2.ipynb"),
    "with_modules": beside("numpy.py", b"raise SystemExit"),
    "with_configuration": beside("nbgrader_config.py", b"raise SystemExit"),
    "in_an_archive": in_zip_only,
    "beside_the_folder": beside_folder(NAME),
    "beside_with_capitals": beside_folder("Convolution.ipynb"),
    "folder_with_capitals": renamed_folder("Convolution"),
}
LINKS: Mapping[str, Put] = {
    "link": linked,
    "link_to_nothing": lambda folder, _: (folder / NAME).symlink_to("nowhere"),
    "link_to_itself": lambda folder, _: (folder / NAME).symlink_to(NAME),
    "link_to_a_device": lambda folder, _: (folder / NAME).symlink_to("/dev/zero"),
    "linked_folder": linked_folder,
    "pipe": lambda folder, _: os.mkfifo(folder / NAME),
    "socket": bound,
    "a_file_for_a_folder": as_file,
    "nothing_there": lambda *_: None,
    "no_mode": with_mode(0),
    "runs": with_mode(0o777),
}
TIMES: tuple[bytes, ...] = (
    b"", b"\0" * 30, b"\xff\xfe2\x000\x00", b"\xef\xbb\xbf" + TIMESTAMP.encode(), b"2026-09-14T12:00:00Z",
    b"2026-09-14T12:00:00+14:00", b"14.9.2026 12:00", b"9/14/26 12pm", b"20260914", b"1789387200", b"12:00",
    b"2026-09-14 12:00 XYZ", b"2026-09-14 12:00 EST", b"9999-12-31 23:59:59 UTC", b"9999-12-31 23:59:59-12:00",
    b"0001-01-01", b"2026-02-30 00:00", b"-2026-09-14", b"\xd9\xa2\xd9\xa0\xd9\xa2\xd9\xa6", b"now", b"{}", b"1e400",
    b"2026-09-14 12:00:00.123456789123 UTC", b"2026-09-14\n2026-09-15", TIMESTAMP.encode() * 1000)
CLOCKS: Mapping[str, Put] = {
    **{f"time_{number}": beside("timestamp.txt", text) for number, text in enumerate(TIMES)},
    "time_missing": timed(lambda _: None),
    "time_a_folder": timed(lambda path: path.mkdir()),
    "time_a_link": timed(lambda path: path.symlink_to("/dev/zero")),
    "time_a_pipe": timed(os.mkfifo),
}
#: Names of students' folders that can be graded, however odd.
STUDENTS = ("Doe, Jane", "O'Brien", 'say "x"', "-x", "--help", "=cmd()", "+49 170", "@here", "a b", "Ada", "ADA",
            "\u00e9", "e\u0301", "z" * 255, "a#b%20c", "{student_id}", "a\\b", "a;b&c", "<script>", "~root", "$HOME",
            "12345", "007", "None", "(1)", "a+b", "\U0001f600", "convolution", "`id`", "a|b:c")
#: And those that nbgrader would take for somebody else's, or cannot hold.
MISNAMED = ("[ada]", "a*", "?", "*", " ada", "ada ", ".hidden", "a\nb", "a\tb", "\x1b[31m", "\udcff", "\u202eabc",
            ".ipynb_checkpoints", "[!x]*")
