"""Compiling ahead: for whom it pays, in what order, and that nothing depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from autograder.course import stoking
from autograder.course.places import REPOSITORY, Course, CourseError
from autograder.course.stoking import COMMON, WAITING_FOR_EACH, in_order, mark, stoke
from autograder.judge.room import Isolation

A = "convolution"
WHEAT = REPOSITORY / "solutions" / A / "wheat"


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[], None]]:
    raise AssertionError(f"{what} {total}")
    yield lambda: None


def test_common_styles_come_first_and_none_is_missing() -> None:
    names = [path.stem for path in in_order(WHEAT)]
    assert tuple(names[:len(COMMON)]) == COMMON
    assert sorted(names) == sorted(path.stem for path in WHEAT.glob("*.py") if path.stem != "__init__")


def test_without_right_solutions_there_is_nothing_to_compile(tmp_path: Path) -> None:
    assert in_order(tmp_path) == []


@pytest.mark.parametrize("waiting", [0, 1, WAITING_FOR_EACH - 1])
def test_a_few_submissions_do_not_pay(tmp_path: Path, waiting: int) -> None:
    stoke(Course(tmp_path), A, waiting, 2, bar)


def test_without_rooms_nothing_is_compiled(tmp_path: Path) -> None:
    stoke(Course(tmp_path, Isolation.NONE), A, 1000, 2, bar)


def test_what_was_compiled_is_not_compiled_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stoking, "mark", lambda *_: tmp_path)
    stoke(Course(tmp_path), A, 1000, 2, bar)


def test_each_further_ten_submissions_pay_for_a_style(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stoking, "mark", lambda *_: tmp_path / "missing")
    with pytest.raises(AssertionError, match="Compiling 3"):
        stoke(Course(tmp_path), A, 3 * WAITING_FOR_EACH + 5, 2, bar)


def test_other_hidden_tests_are_compiled_for_anew(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    before = mark(Course(tmp_path), A, WHEAT / "loops.py")
    assert before != mark(Course(tmp_path), A, WHEAT / "vmap.py")
    monkeypatch.setattr(stoking, "digest_of", lambda _: "0" * 64)
    assert before != mark(Course(tmp_path), A, WHEAT / "loops.py")


def test_warm_compiles_all_right_solutions_and_says_how_many(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(stoking, "stoke", lambda *given: asked.append(given[2] // WAITING_FOR_EACH))
    monkeypatch.setattr(stoking, "mark", lambda *_: course.root)
    assert stoking.warm(course, A, 2, bar) == len(in_order(WHEAT)) == asked[0]


def test_warm_says_what_could_not_be_compiled(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stoking, "stoke", lambda *_: None)
    monkeypatch.setattr(stoking, "mark", lambda _, __, style: course.root / ("missing" if style.stem == "fft" else ""))
    with pytest.raises(CourseError, match=r"1 of \d+ right solutions could not be compiled ahead, the first is fft"):
        stoking.warm(course, A, 2, bar)


def test_warm_needs_rooms(course: Course) -> None:
    with pytest.raises(CourseError, match="Without the sandbox there are no rooms"):
        stoking.warm(Course(course.root, Isolation.NONE), A, 2, bar)


def test_warm_says_when_there_is_nothing_to_compile(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stoking, "in_order", lambda _: [])
    with pytest.raises(CourseError, match="solutions/convolution/wheat holds no right solution"):
        stoking.warm(course, A, 2, bar)
