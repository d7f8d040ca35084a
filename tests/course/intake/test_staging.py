"""Staged submissions: what is in the folder that nbgrader grades, and what an autograded notebook depends on."""

from __future__ import annotations

import dataclasses
import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from nbgrader.utils import parse_utc

from assay.course.gradebook.database import signed
from assay.course.intake.rebuild import MARK, grade_id
from assay.course.intake.staging import (
    LAST,
    MADE_FROM,
    STAGED_FROM,
    graded_basis,
    graded_mark,
    is_recorded,
    read_release,
    receipt,
    settles,
    stage,
    staged_basis,
    submission_of,
    submission_time,
    take_in_all,
    wanted_basis,
)
from assay.course.places import Course, CourseError
from assay.course.roomfile import read_room_file
from assay.judge import compile_cache
from assay.judge.bench import Bench
from assay.room.limits import Limits
from assay.room.room import Isolation
from tests.broken import cell_of
from tests.course.desk import ANSWERS, OPEN, TIME, A, autograde, filled, hand_in, settle, taken
from tests.here import REPOSITORY

Put = Callable[[Path], object]
SECRET = "0123456789abcdef" * 8


def files(folder: Path) -> set[str]:
    return {path.relative_to(folder).as_posix() for path in folder.rglob("*")}


@pytest.fixture
def ada(course: Course) -> Course:
    """The course after Ada has handed in."""
    hand_in(course, "ada", filled(course))
    return course


@pytest.mark.parametrize("text, wanted", [
    (TIME, TIME),
    (f"  {TIME}\n", TIME),
    ("2026-09-14T12:00:00+02:00", "2026-09-14T12:00:00+02:00"),
    (TIME + " " * (10 << 20), TIME),
    ("yesterday, around noon", ""),
    ("", ""),
    ("9" * 300, ""),
    ("0001-01-01T00:00+14:00", ""),
    ("{}", ""),
])
def test_a_time_that_nbgrader_cannot_read_counts_as_none(tmp_path: Path, text: str, wanted: str) -> None:
    (tmp_path / "timestamp.txt").write_text(text, "utf-8")
    assert submission_time(tmp_path) == wanted


PLACES: dict[str, Put] = {
    "missing": lambda _: None,
    "bytes": lambda path: path.write_bytes(b"\xff\xfe"),
    "a link": lambda path: path.symlink_to(REPOSITORY / "LICENSE"),
    "a pipe": os.mkfifo,
    "a folder": lambda path: path.mkdir(),
    "a loop": lambda path: path.symlink_to(path),
}


@pytest.mark.parametrize("put", PLACES.values(), ids=PLACES)
def test_what_is_no_plain_text_file_says_nothing(tmp_path: Path, put: Put) -> None:
    put(tmp_path / "timestamp.txt")
    put(tmp_path / "submission_secret.txt")
    assert (submission_time(tmp_path), receipt(tmp_path)) == ("", "")


def test_a_time_behind_a_link_is_not_read(tmp_path: Path) -> None:
    (tmp_path / "real").write_text(TIME, "utf-8")
    (tmp_path / "timestamp.txt").symlink_to(tmp_path / "real")
    assert submission_time(tmp_path) == ""


@pytest.mark.parametrize("text, wanted", [(SECRET, SECRET), ("../../etc", ""), ("ab", ""), (SECRET.upper(), "")])
def test_a_receipt_is_a_hexadecimal_number(tmp_path: Path, text: str, wanted: str) -> None:
    (tmp_path / "submission_secret.txt").write_text(text, "utf-8")
    assert receipt(tmp_path) == wanted


@settings(max_examples=300, deadline=None, derandomize=True, database=None)
@given(st.binary(max_size=30) | st.from_regex(r"[0-9TZ:+\-/ .,aApPmMutc]{1,40}", fullmatch=True).map(str.encode))
def test_whatever_stands_in_the_timestamp_nbgrader_can_read_what_is_staged(
        tmp_path_factory: pytest.TempPathFactory, content: bytes) -> None:
    folder = tmp_path_factory.getbasetemp()
    (folder / "timestamp.txt").write_bytes(content)
    if time := submission_time(folder):
        parse_utc(time)


def test_the_staged_folder_holds_the_notebook_the_time_and_the_receipt(ada: Course) -> None:
    (ada.submitted("ada", A) / "submission_secret.txt").write_text(SECRET, "utf-8")
    folder = stage(ada, A, taken(ada, "ada"))
    assert folder == ada.staged / "ada" / A
    assert files(folder) == {f"{A}.ipynb", "timestamp.txt", "submission_secret.txt"}
    assert not folder.stat().st_mode & 0o007


def test_nothing_else_that_was_handed_in_is_staged(ada: Course) -> None:
    folder = ada.submitted("ada", A)
    for name in ("numpy.py", "conftest.py", "nbgrader_config.py", "other.ipynb", "data.csv"):
        (folder / name).write_text("raise SystemExit", "utf-8")
    (folder / "link").symlink_to(ada.gradebook)
    (folder / "folder").symlink_to(ada.root / "source")
    (folder / "__pycache__").mkdir()
    assert files(stage(ada, A, taken(ada, "ada"))) == {f"{A}.ipynb", "timestamp.txt"}


def test_staging_again_replaces_what_was_staged(ada: Course) -> None:
    folder = stage(ada, A, taken(ada, "ada"))
    (folder / "left_over.py").write_text("", "utf-8")
    hand_in(ada, "ada", filled(ada, corr2d="corr2d = None"), time="never")
    again = stage(ada, A, taken(ada, "ada"))
    assert files(again) == {f"{A}.ipynb"}
    assert "corr2d = None" in (again / f"{A}.ipynb").read_text("utf-8")


def test_a_staged_notebook_says_what_it_was_made_from_but_not_yet_that_it_is_graded(ada: Course) -> None:
    staged = taken(ada, "ada")
    path = stage(ada, A, staged) / f"{A}.ipynb"
    said = json.loads(path.read_text("utf-8"))["metadata"][MARK][STAGED_FROM]
    assert said == staged_basis(ada, A, staged) == staged_basis(ada, A, taken(ada, "ada"))
    assert graded_basis(path) == ""


def test_what_has_no_verdict_yet_is_never_recorded(ada: Course) -> None:
    assert wanted_basis(ada, A, taken(ada, "ada")) == ""
    assert not is_recorded(ada, A, taken(ada, "ada"), {"ada": ""})


def test_what_is_recorded_is_so_in_the_notebook_and_in_the_gradebook(ada: Course) -> None:
    settle(ada, "ada", {"corr2d": OPEN})
    autograde(ada)
    recorded = signed(ada, A)
    assert is_recorded(ada, A, taken(ada, "ada"), recorded)
    assert not is_recorded(ada, A, taken(ada, "ada"), {})
    settle(ada, "ada")
    assert not is_recorded(ada, A, taken(ada, "ada"), recorded)
    autograde(ada)
    assert is_recorded(ada, A, taken(ada, "ada"), signed(ada, A))
    ada.autograded("ada", A).write_text("{", "utf-8")
    assert not is_recorded(ada, A, taken(ada, "ada"), signed(ada, A))


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"metadata": {}}', '{"metadata": {"grading": null}}', "\ud800"])
def test_a_notebook_that_does_not_say_was_made_from_nothing(tmp_path: Path, text: str) -> None:
    (tmp_path / "n.ipynb").write_bytes(text.encode(errors="surrogatepass"))
    assert graded_basis(tmp_path / "n.ipynb") == ""


@pytest.mark.parametrize("notes", [1, 10_000])
def test_what_was_noted_is_read_however_long_it_is_and_whatever_a_cell_says(ada: Course, notes: int) -> None:
    """All but the longest from the end of the file alone."""
    path = ada.autograded("ada", A)
    path.parent.mkdir(parents=True, exist_ok=True)
    mark = {"notes": ["größe"] * notes, "verdict": "a" * 64}
    cell = {"cell_type": "raw", "id": "a", "metadata": {}, "source": '\n "metadata": {"grading": {}}' + "ö" * LAST}
    path.write_text(json.dumps({"cells": [cell], "metadata": {"grading": mark}, "nbformat": 4}, indent=1,
                               ensure_ascii=False), "utf-8")
    assert graded_mark(ada, A, "ada") == mark


def basis(course: Course) -> str:
    return staged_basis(course, A, taken(course, "ada"))


CHANGES: dict[str, dict[str, str]] = {
    "an answer": {"corr2d": "corr2d = None"},
    "a written answer": {"why_convolution": "Because."},
}


@pytest.mark.parametrize("answers", CHANGES.values(), ids=CHANGES)
def test_another_answer_is_another_basis(ada: Course, answers: dict[str, str]) -> None:
    before = basis(ada)
    hand_in(ada, "ada", filled(ada, **answers))
    assert basis(ada) != before


def test_a_readable_basis_differs_from_a_refused_one(ada: Course) -> None:
    before = basis(ada)
    hand_in(ada, "ada", b"{")
    broken = basis(ada)
    hand_in(ada, "ada", b"")
    assert len({before, broken, basis(ada)}) == 3


def test_another_time_is_another_basis_and_an_unreadable_one_is_none(ada: Course) -> None:
    before = basis(ada)
    hand_in(ada, "ada", filled(ada), time="2026-09-15 12:00:00.000000 UTC")
    later = basis(ada)
    hand_in(ada, "ada", filled(ada), time="tomorrow")
    never = basis(ada)
    (ada.submitted("ada", A) / "timestamp.txt").unlink()
    assert len({before, later, never}) == 3
    assert basis(ada) == never


def test_other_tests_other_limits_and_another_release_are_another_basis(
        ada: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    found = [basis(ada)]
    bench = ada.bench(A)
    questions = tmp_path / "questions"
    shutil.copytree(bench.questions, questions)
    (questions / "more.py").write_text("x = 1\n", "utf-8")
    for other in (dataclasses.replace(bench, questions=questions),
                  dataclasses.replace(bench, limits=Limits(call_seconds=1)),
                  dataclasses.replace(bench, isolation=Isolation.NONE)):
        monkeypatch.setattr(Course, "bench", lambda _, __, bench=other: bench)
        found.append(basis(ada))
    monkeypatch.undo()
    release = json.loads(ada.release(A).read_text("utf-8"))
    cell_of(release, "test_corr2d")["metadata"]["nbgrader"]["points"] = 13
    ada.release(A).write_text(json.dumps(release), "utf-8")
    assert len({*found, basis(ada)}) == 5


def test_what_is_not_graded_does_not_change_the_basis(ada: Course) -> None:
    before = basis(ada)
    notebook = filled(ada)
    cell_of(notebook, "corr2d").update(outputs=[{"output_type": "stream", "name": "stdout", "text": "12"}],
                                       execution_count=9)
    notebook["metadata"]["kernelspec"] = {"name": "julia"}
    folder = hand_in(ada, "ada", notebook)
    (folder / "numpy.py").write_text("", "utf-8")
    os.utime(folder / f"{A}.ipynb", (0, 0))
    assert basis(ada) == before
    cell_of(notebook, "test_corr2d")["source"] = "pass"
    hand_in(ada, "ada", notebook)
    assert basis(ada) != before  # its receipt is another; what is judged is not
    judged = submission_of(A, taken(ada, "ada").notebook)
    hand_in(ada, "ada", filled(ada))
    assert submission_of(A, taken(ada, "ada").notebook) == judged


def test_the_basis_does_not_hold_where_the_course_lies(ada: Course, tmp_path: Path) -> None:
    shutil.copytree(ada.root, tmp_path / "elsewhere", symlinks=True)
    assert basis(Course(tmp_path / "elsewhere")) == basis(ada)


def test_equal_work_of_two_students_is_one_submission(ada: Course) -> None:
    hand_in(ada, "eve", filled(ada, why_convolution="In other words."))
    one, two = (submission_of(A, each.notebook) for each in take_in_all(ada, A, ["ada", "eve"]))
    assert one == two


def test_code_cells_are_judged_and_a_questions_names_are_kept_before_its_check(ada: Course) -> None:
    notebook = taken(ada, "ada").notebook
    cells = {grade_id(notebook["cells"][cell.place]): cell for cell in submission_of(A, notebook).cells}
    assert {cell.question for cell in cells.values()} - {""} == set(ANSWERS)
    assert all(name == f"test_{cell.question}" for name, cell in cells.items() if cell.question)
    assert cells["corr2d"].source == ANSWERS["corr2d"]


def test_cells_tagged_given_are_not_run_and_pictures_and_visible_tests_settle_nothing(ada: Course) -> None:
    notebook = taken(ada, "ada").notebook
    tags = {grade_id(cell): cell["metadata"].get("tags", []) for cell in notebook["cells"] if grade_id(cell)}
    cells = {grade_id(notebook["cells"][cell.place]): cell for cell in submission_of(A, notebook).cells}
    given = {name for name, of in tags.items() if "given" in of}
    pictures = {name for name, of in tags.items() if "picture" in of} - given
    assert given
    assert not given & cells.keys()
    assert pictures
    assert {name for name, cell in cells.items() if not cell.settles} == pictures | {
        name for name in cells if name.startswith("test_")}


@pytest.mark.parametrize("metadata, wanted", [
    ({}, True),
    ({"tags": ["picture"]}, False),
    ({"nbgrader": {"grade": True, "solution": False}}, False),
    ({"nbgrader": {"grade": True, "solution": True}}, True),
    ({"nbgrader": {"grade": False, "solution": True}}, True),
])
def test_what_later_cells_need(metadata: dict[str, Any], wanted: bool) -> None:
    assert settles({"metadata": metadata}) is wanted


def test_a_student_cannot_tag_a_cell(ada: Course) -> None:
    notebook = filled(ada)
    cell_of(notebook, "corr2d")["metadata"]["tags"] = ["given"]
    notebook["cells"].append({"cell_type": "code", "id": "x", "metadata": {"tags": ["given"]}, "source": "y = 1"})
    hand_in(ada, "ada", notebook)
    sources = [cell.source for cell in submission_of(A, taken(ada, "ada").notebook).cells]
    assert ANSWERS["corr2d"] in sources
    assert "y = 1" in sources


def test_a_submission_that_cannot_be_opened_is_refused(ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def locked(*_: object) -> Any:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr("assay.course.intake.staging.read_submission", locked)
    staged = taken(ada, "ada")
    assert staged.refused == "The file could not be read (Permission denied)."
    assert staged.notebook["metadata"][MARK] == {"notes": [], "unclear": [], "refused": staged.refused}


@pytest.mark.parametrize("name", ["convolution (1).ipynb", "Convolution.ipynb", "-rf.ipynb", "homework.IPYNB"])
def test_the_only_notebook_is_taken_under_another_name_and_says_so(ada: Course, name: str) -> None:
    submitted = ada.submitted("ada", A)
    (submitted / f"{A}.ipynb").rename(submitted / name)
    (submitted / f"._{A}-Ada.ipynb").write_bytes(b"\0\5\x16\7")
    staged = taken(ada, "ada")
    assert staged.refused == ""
    assert staged.notes == [f"The only notebook handed in is called {name!r}; it was taken as convolution.ipynb."]
    assert (stage(ada, A, staged) / f"{A}.ipynb").is_file()


def test_the_notes_are_those_of_the_rebuilding(ada: Course) -> None:
    notebook = filled(ada)
    notebook["cells"].remove(cell_of(notebook, "test_corr2d"))
    hand_in(ada, "ada", notebook)
    assert taken(ada, "ada").notes == ["The cell test_corr2d was missing; it was put back."]
    assert MADE_FROM not in taken(ada, "ada").notebook["metadata"][MARK]


@pytest.mark.parametrize("text, sentence", [
    (None, "release/convolution/convolution.ipynb is missing. Run `make release` first."),
    ("{", "release/convolution/convolution.ipynb is damaged. Run `make release` again."),
])
def test_without_a_release_nothing_is_taken_in(course: Course, text: str | None, sentence: str) -> None:
    course.release(A).unlink() if text is None else course.release(A).write_text(text, "utf-8")
    with pytest.raises(CourseError) as caught:
        read_release(course, A)
    assert str(caught.value) == sentence


def test_a_bench_is_the_courses_own(course: Course) -> None:
    questions = course.root / "autograder" / A
    room = read_room_file(questions)
    bench = Bench(questions, course.root / "solutions" / A, room.limits, optimize=room.optimize,
                  compiled=compile_cache.folder(course.cache), furnishing=room.furnishing)
    assert course.bench(A) == bench


def test_a_notebook_that_our_code_fails_at_stops_no_class(ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> None:
        raise RecursionError

    monkeypatch.setattr("assay.course.intake.staging.rebuild", fail)
    staged, = take_in_all(ada, A, ["ada"])
    assert staged.refused == "Our grader failed at it, through no fault of yours (RecursionError)."
