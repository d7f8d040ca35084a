"""``room.toml``: what it may say reaches the rooms, and what it may not is refused in one sentence."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from assay.course.places import Course, CourseError
from assay.course.roomfile import RoomFileError, read_room_file
from assay.judge.session import Session
from assay.judge.submission import Cell, Submission
from assay.room.limits import Limits
from assay.room.room import Isolation
from tests.here import REPOSITORY


def written(folder: Path, text: str) -> Path:
    (folder / "room.toml").write_text(text, "utf-8")
    return folder


def test_without_the_file_all_is_as_it_comes(tmp_path: Path) -> None:
    assert read_room_file(tmp_path) == (Limits(), True)
    assert read_room_file(written(tmp_path, "")) == (Limits(), True)


def test_what_it_says_is_taken_and_the_rest_stays(tmp_path: Path) -> None:
    text = "optimize = false\n[limits]\ncall_cpu_seconds = 25\nmemory_bytes = 1_000_000_000\nresult_bytes = 3\n"
    limits = Limits(call_cpu_seconds=25.0, memory_bytes=10**9, result_bytes=3)
    assert read_room_file(written(tmp_path, text)) == (limits, False)


@pytest.mark.parametrize("text, said", [
    ("optimise = false", "has optimise"), ("optimize = 1", "optimize = 1"), ("limits = 3", "a single value for limits"),
    ("optimize = ", "cannot be read"), ("[limits]\ncalls = 3", "the limit calls, which there is not"),
    ("[limits]\noutput_bytes = 3", "the limit output_bytes, which there is not"),
    ("[limits]\nresult_bytes = 16_777_217", "A room sends at most 16777216."),
    ("[limits]\nprocesses = 2.5", "Write a whole number"), ("[limits]\nprocesses = true", "Write a whole number"),
    ("[limits]\ncell_seconds = 0", "greater than zero"), ("[limits]\ncell_seconds = nan", "greater than zero"),
    ("[limits]\ncell_seconds = inf", "greater than zero"), ("[limits]\ncell_seconds = '9'", "to '9'. Write a number"),
])
def test_what_it_may_not_say_is_refused_in_one_sentence(tmp_path: Path, text: str, said: str) -> None:
    with pytest.raises(RoomFileError) as caught:
        read_room_file(written(tmp_path, text))
    assert said in str(caught.value)
    assert "room.toml" in str(caught.value)


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
