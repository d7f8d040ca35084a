"""``room.toml``: what it may say reaches the rooms, and what it may not is refused in one sentence."""

from __future__ import annotations

from dataclasses import replace
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.course.places import Course, CourseError
from assay.course.roomfile import FILES_CAP, RoomFile, RoomFileError, read_room_file
from assay.judge.loading import arrays_of
from assay.judge.session import Session
from assay.judge.student import Remote, Student
from assay.judge.submission import Cell, Submission
from assay.room.limits import Limits
from assay.room.room import Isolation
from tests.here import REPOSITORY


def written(folder: Path, text: str) -> Path:
    (folder / "room.toml").write_text(text, "utf-8")
    return folder


def test_without_the_file_all_is_as_it_comes(tmp_path: Path) -> None:
    assert read_room_file(tmp_path) == RoomFile()
    assert read_room_file(written(tmp_path, "")) == RoomFile()


def test_what_it_says_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    text = "optimize = false\n[limits]\ncall_cpu_seconds = 25\nmemory_bytes = 1_000_000_000\nresult_bytes = 3\n"
    limits = Limits(call_cpu_seconds=25.0, memory_bytes=10**9, result_bytes=3)
    assert read_room_file(written(tmp_path, text)) == RoomFile(limits, False)


@pytest.mark.parametrize("text, said", [
    ("optimise = false", "has optimise"), ("optimize = 1", "optimize = 1"), ("limits = 3", "a single value for limits"),
    ("optimize = ", "cannot be read"), ("[limits]\ncalls = 3", "the limit calls, which there is not"),
    ("[limits]\noutput_bytes = 3", "the limit output_bytes, which there is not"),
    ("[limits]\nresult_bytes = 16_777_217", "A room sends at most 16777216."),
    ("[limits]\nprocesses = 2.5", "Write a whole number"), ("[limits]\nprocesses = true", "Write a whole number"),
    ("[limits]\ncell_seconds = 0", "greater than zero"), ("[limits]\ncell_seconds = nan", "greater than zero"),
    ("arrays = 'torch'", "has arrays = 'torch'. Write 'jax', 'numpy' or 'python'"), ("arrays = 1", "has arrays = 1"),
    ("files = 'a.csv'", "has files = 'a.csv'. Write a list of names of files in source/"),
    ("files = ['a.csv', 3]", "each in quotes"), ("files = ['../a.csv']", "has the file '../a.csv'. Name a data file"),
    ("files = ['numpy.py']", "without a folder"), ("files = ['.hidden']", "without a folder"),
    ("files = ['a.csv']", "has the file 'a.csv', which is not there. Put it into source/"),
    ("packages = ['no-such-thing']", "has the package 'no-such-thing', which is not installed"),
    ("packages = ['']", "not installed"), ("warm = ['os', 'os']", "names 'os' twice under warm"),
    ("warm = ['import os']", "has 'import os' under warm. Write a module's name"),
    ("[limits]\nmemory_bytes = 4_000", "memory_bytes to 4000. It is in bytes, and no room can begin"),
    ("[limits]\ncell_seconds = inf", "greater than zero"), ("[limits]\ncell_seconds = '9'", "to '9'. Write a number"),
])
def test_what_it_may_not_say_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RoomFileError) as caught:
        read_room_file(written(tmp_path, text))
    assert said in str(caught.value)
    assert "room.toml" in str(caught.value)


def with_file(root: Path, content: bytes = b"1,2\n") -> Path:
    """A course whose assignment has a data file; the folder of its hidden tests."""
    questions, source = root / "autograder/tiny", root / "source/tiny"
    questions.mkdir(parents=True)
    source.mkdir(parents=True)
    (source / "rows.csv").write_bytes(content)
    return questions


def test_what_lies_in_a_room_is_part_of_a_verdicts_basis(tmp_path: Path) -> None:
    questions = written(with_file(tmp_path), "files = ['rows.csv']\narrays = 'numpy'\npackages = ['numpy', 'Pillow']")
    room = Course(tmp_path).bench("tiny").basis(Submission("tiny", ()))["room"]
    assert (room["arrays"], [*room["files"]], [*room["packages"]]) == ("numpy", ["rows.csv"], ["numpy", "Pillow"])
    assert room["packages"]["numpy"] == np.__version__
    (tmp_path / "source/tiny/rows.csv").write_text("1,3\n", "utf-8")
    other = Course(tmp_path).bench("tiny").basis(Submission("tiny", ()))
    assert other["room"]["files"] != room["files"]
    assert "jax" not in other["versions"]
    assert arrays_of(questions) == "numpy"


def test_the_version_of_what_is_imported_beforehand_is_part_of_it_too(tmp_path: Path) -> None:
    written(with_file(tmp_path), "packages = ['Pillow']\nwarm = ['PIL.Image', 'optax', 'colorsys']")
    packages = Course(tmp_path).bench("tiny").basis(Submission("tiny", ()))["room"]["packages"]
    assert (packages["Pillow"], packages["optax"]) == (version("pillow"), version("optax"))
    assert {name.lower() for name in packages} == {"pillow", "optax"}


def test_the_hidden_tests_data_are_part_of_it_too(tmp_path: Path) -> None:
    digests = []
    for content in (b"\xff", b"1,2"):
        questions = with_file(tmp_path / content.hex())
        (questions / "hidden.csv").write_bytes(content)
        digests.append(Course(tmp_path / content.hex()).bench("tiny").basis(Submission("tiny", ()))["tests"])
    assert digests[0] != digests[1]


def test_files_too_large_for_every_room_are_refused(tmp_path: Path) -> None:
    questions = with_file(tmp_path)
    with (tmp_path / "source/tiny/rows.csv").open("wb") as file:
        file.truncate(FILES_CAP + 1)
    with pytest.raises(RoomFileError, match="more than 32 MiB"):
        read_room_file(written(questions, "files = ['rows.csv']"))


LOOKS = """
import os, sys
print(open("rows.csv").read(), sorted(name for name in os.listdir() if name.endswith(".csv")))
for change in (lambda: open("rows.csv", "w"), lambda: os.remove("rows.csv"), lambda: os.rename("rows.csv", "x.csv"),
               lambda: os.chmod("rows.csv", 0o777), lambda: open("rows.csv", "a")):
    try:
        change()
        print("changed")
    except OSError as error:
        print(type(error).__name__)
print("jax" in sys.modules, open("rows.csv").read())
def mean(X):
    X[0] = 0.5
    return {"mean": X.mean(), "kind": type(X).__name__, "jax": "jax" in sys.modules}
class Count:
    def __init__(self): self.rows = [line for line in open("rows.csv")]
"""


@pytest.mark.parametrize("warm", [True, False])
def test_a_room_without_jax_holds_the_file_that_nobody_can_change(warm: bool, tmp_path: Path) -> None:
    written(with_file(tmp_path), "files = ['rows.csv']\narrays = 'numpy'\nwarm = ['colorsys']")
    bench = replace(Course(tmp_path).bench("tiny"), warm=warm)
    with bench.room([Cell(0, LOOKS + 'print("colorsys" in sys.modules)'), Cell(1, "", "q")]) as session:
        session.run_notebook()
        lines = said(session.ran[0].outputs).split("\n")
        student = Student(Remote(session, "q"), "numpy")
        answer = student.mean(np.array([1, 2], np.int64))
        rows = student.new("Count").get("rows")
    assert lines[:2] == ["1,2", " ['rows.csv']"]
    assert [line for line in lines[2:7] if not line.endswith("Error")] == []
    assert lines[7:10] == ["False 1,2", "", str(warm)]
    assert (answer.value["mean"], answer.value["kind"], answer.value["jax"]) == (1.0, "ndarray", False)
    assert answer.call == "mean(np.array([1, 2]))"
    assert (rows.value, rows.call) == (["1,2\n"], "one = Count()\none.rows")


def test_bytes_that_are_no_text_are_refused(tmp_path: Path) -> None:
    (tmp_path / "room.toml").write_bytes(b"\xff\xfe")
    with pytest.raises(RoomFileError, match="cannot be read"):
        read_room_file(tmp_path)


def test_a_course_says_what_is_wrong_and_a_verdict_depends_on_the_file(
        tmp_path: Path) -> None:
    questions = tmp_path / "autograder/tiny"
    questions.mkdir(parents=True)
    assert Course(tmp_path).bench("tiny").optimize
    written(questions, "optimize = false\n[limits]\nprocesses = 99")
    bench = Course(tmp_path).bench("tiny")
    assert (bench.optimize, bench.limits.processes) == (False, 99)
    basis = bench.basis(Submission("tiny", ()))
    assert (basis["optimize"], basis["limits"]["processes"]) == (False, 99)
    with bench.room([]) as session:
        assert "--xla_backend_optimization_level=0" in session.flags
    written(questions, "optimize = 0")
    with pytest.raises(CourseError, match=r"room.toml has optimize = 0. Write true or false\."):
        Course(tmp_path).bench("tiny")


FLAGS = """
import os, jax, jax.numpy as jnp
print(os.environ["XLA_FLAGS"])
def taps(x):
    return sum(x[i:i + 900, j:j + 900] * (i - j) for i in range(3) for j in range(3))
code = jax.jit(taps).lower(jnp.ones((902, 902))).compile()
"""


@pytest.mark.parametrize("warm", [True, False])
def test_xla_hears_it_in_warm_rooms_and_cold_ones(warm: bool) -> None:
    sizes = []
    for optimize in (True, False):
        cells = [Cell(0, FLAGS + "print(len(code.runtime_executable().serialize()))")]
        with Session(cells, Limits(), Isolation.BUBBLEWRAP, warm, optimize=optimize) as session:
            session.run_notebook()
            flags, size = said(session.ran[0].outputs).split("\n")[:2]
        assert ("optimization_level=0" in flags) is not optimize
        sizes.append(int(size))
    assert sizes[0] != sizes[1]


def said(outputs: Any) -> str:
    return "".join(str(output.get("text", output)) for output in outputs)


def test_the_assignment_of_this_repository_compiles_without_optimizing() -> None:
    assert not Course(REPOSITORY).bench("convolution").optimize
