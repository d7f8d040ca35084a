"""A class in slices, and the script of a job array. No room is opened; see tests/endtoend/test_cluster.py."""

from __future__ import annotations

import os
import shlex
import subprocess
import sys
import time
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.course.grading.grading import Waiting, sweep
from assay.course.judging import slices
from assay.course.judging.slices import HEADS, Slice, array_script, judge_slice
from assay.course.judging.turns import LATER
from assay.course.places import Course, CourseError
from tests.course.desk import A, filled, hand_in, settle


@pytest.mark.parametrize("text", ["", "0/3", "4/3", "1", "1/0", "a/b", "1/2/3", "-1/3", "01/3"])
def test_what_is_no_slice_is_told(text: str) -> None:
    with pytest.raises(CourseError) as caught:
        Slice.named(text)
    assert str(caught.value) == f"--slice {text} is no slice: write K/N, as 3/20 for the third of twenty."


@pytest.mark.parametrize("count, of", [(0, 3), (1, 3), (7, 3), (7, 7), (5, 9)])
def test_slices_are_the_whole_class_and_do_not_overlap(count: int, of: int) -> None:
    students = [f"s{number}" for number in range(count)]
    parts = [Slice(number, of).students(students) for number in range(1, of + 1)]
    assert sorted(each for part in parts for each in part) == students
    assert max(map(len, parts)) - min(map(len, parts)) <= 1


@pytest.fixture
def four(course: Course) -> Course:
    for number, student in enumerate(("ada", "bob", "cyd", "dan")):
        hand_in(course, student, filled(course, corr2d=f"x = {number}"))
    return course


def test_a_slice_judges_its_own_students_who_have_no_verdict(four: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def judged(_: Course, __: str, waiting: list[Waiting], workers: int) -> dict[str, str]:
        asked.append([student for each in waiting for student in each.students])
        assert workers == 3
        return {"dan": "no memory"} if "dan" in asked[-1] else {}

    monkeypatch.setattr(slices, "judged", judged)
    settle(four, "ada")
    four.gradebook.unlink()
    assert judge_slice(four, A, Slice(1, 2), 3) == (2, {})
    assert judge_slice(four, A, Slice(2, 2), 3) == (1, {"dan": "no memory"})
    assert asked == [["cyd"], ["bob", "dan"]]
    assert not four.gradebook.exists()


def test_who_is_left_for_the_next_run_is_judged_in_this_one(four: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[list[str]] = []

    def judged(_: Course, __: str, waiting: list[Waiting], ___: int) -> dict[str, str]:
        asked.append([student for each in waiting for student in each.students])
        return {"ada": LATER, "bob": "no memory"} if len(asked) == 1 else {}

    monkeypatch.setattr(slices, "judged", judged)
    assert judge_slice(four, A, Slice(1, 1), 1) == (3, {"bob": "no memory"})
    assert asked == [["ada", "bob", "cyd", "dan"], ["ada"]]


@pytest.mark.parametrize(("second", "left"), [
    ({}, {"bob": "no memory", "dan": "no memory"}),
    ({"ada": LATER}, {"ada": LATER, "bob": "no memory", "dan": "no memory"}),
    ({"ada": "no walls"}, {"ada": "no walls", "bob": "no memory", "dan": "no memory"}),
])
def test_a_fault_of_the_first_turn_is_still_told_after_the_second(
        four: Course, monkeypatch: pytest.MonkeyPatch, second: dict[str, str], left: dict[str, str]) -> None:
    hand_in(four, "dan", filled(four, corr2d="x = 1"))  # the same as bob's
    turns = iter([{"ada": LATER, "bob": "no memory"}, second])
    monkeypatch.setattr(slices, "judged", lambda *_: next(turns))
    assert judge_slice(four, A, Slice(1, 1), 1) == (4 - len(left), left)


def test_the_verb_says_what_was_judged_and_fails_where_some_was_not(
        four: Course, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    monkeypatch.setattr(slices, "judged", lambda *_: {"bob": "no memory"})
    assert main(["judge", "--course", str(four.root), "--slice", "2/2"]) == 1
    said = capsys.readouterr()
    assert said.err == "bob: no memory\n"
    assert said.out == "Slice 2/2: 1 judged, 1 not. `make autograde` records them.\n"
    assert main(["judge", "--course", str(four.root), "--slice", "3/2"]) == 1
    assert capsys.readouterr().err == "judge: --slice 3/2 is no slice: write K/N, as 3/20 for the third of twenty.\n"


@pytest.mark.parametrize("scheduler", HEADS)
def test_each_job_of_an_array_judges_its_slice(course: Course, tmp_path: Path, scheduler: str) -> None:
    script = array_script(Course(course.root / "a b'c"), A, 12, 2, scheduler)
    assert "1-12" in script.splitlines()[1]
    path = tmp_path / "array.sh"
    path.write_text(script.replace(shlex.quote(sys.executable), "echo"))
    variable = HEADS[scheduler][-1][1:]
    done = subprocess.run(["sh", str(path)], env=os.environ | {variable: "7"}, capture_output=True, text=True,
                          check=True)
    assert done.stdout == (f"-m assay judge --course {course.root}/a b'c --assignment {A} --workers 2 --slice 7/12\n")
    undone = subprocess.run(["sh", str(path)], env={key: value for key, value in os.environ.items() if key != variable},
                            capture_output=True, text=True, check=False)
    assert undone.returncode != 0


def test_what_another_machine_is_writing_is_left_and_what_was_left_half_written_is_not(course: Course) -> None:
    folders = [course.store(A).folder, course.cache, course.cache / "settled"]
    for folder in folders:
        folder.mkdir(parents=True, exist_ok=True)
        for name, age in (("ab.json.4194304", 0), ("cd.json.4194304", 3600), (f"ef.json.{os.getpid()}", 3600)):
            (folder / name).touch()
            os.utime(folder / name, (time.time() - age,) * 2)
    sweep(course, A)
    for folder in folders:
        left = sorted(path.name for path in folder.iterdir() if path.name.count(".") == 2)
        assert left == ["ab.json.4194304", f"ef.json.{os.getpid()}"]
