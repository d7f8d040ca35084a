"""Compiling ahead: for whom it pays, in what order, and that nothing depends on it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from assay.audit.styles import read_styles
from assay.course.judging import warm_up
from assay.course.judging.warm_up import WAITING_FOR_EACH, in_order, mark, stoke
from assay.course.places import Course, CourseError
from assay.room.room import Isolation
from tests.here import REPOSITORY

A = "convolution"
WHEAT = REPOSITORY / "solutions" / A / "wheat"


@contextmanager
def bar(what: str, total: int) -> Iterator[Callable[[], None]]:
    raise AssertionError(f"{what} {total}")
    yield lambda: None


def test_common_styles_come_first_and_none_is_missing() -> None:
    names = [path.stem for path in in_order(WHEAT.parent)]
    common = read_styles(WHEAT.parent).common
    assert len(common) > 3
    assert tuple(names[:len(common)]) == common
    assert sorted(names) == sorted(path.stem for path in WHEAT.glob("*.py") if path.stem != "__init__")


def test_without_right_solutions_there_is_nothing_to_compile(tmp_path: Path) -> None:
    assert in_order(tmp_path) == []


@pytest.mark.parametrize("waiting", [0, 1, WAITING_FOR_EACH - 1])
def test_a_few_submissions_do_not_pay(course: Course, waiting: int) -> None:
    stoke(course, A, waiting, 2, bar)


def test_without_rooms_nothing_is_compiled(course: Course) -> None:
    stoke(Course(course.root, Isolation.NONE), A, 1000, 2, bar)


def test_what_was_compiled_is_not_compiled_again(
        course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "mark", lambda *_: tmp_path)
    stoke(course, A, 1000, 2, bar)


def test_each_further_ten_submissions_pay_for_a_style(
        course: Course, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "mark", lambda *_: tmp_path / "missing")
    with pytest.raises(AssertionError, match="Compiling 3"):
        stoke(course, A, 3 * WAITING_FOR_EACH + 5, 2, bar)


def test_other_hidden_tests_are_compiled_for_anew(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    before = mark(course, A, WHEAT / "loops.py")
    assert before != mark(course, A, WHEAT / "vmap.py")
    monkeypatch.setattr(warm_up, "digest_of", lambda _: "0" * 64)
    assert before != mark(course, A, WHEAT / "loops.py")


def test_warm_compiles_all_right_solutions_and_says_how_many(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[int] = []
    monkeypatch.setattr(warm_up, "stoke", lambda *given: asked.append(given[2] // WAITING_FOR_EACH))
    monkeypatch.setattr(warm_up, "mark", lambda *_: course.root)
    assert warm_up.warm(course, A, 2, bar) == len(in_order(WHEAT.parent)) == asked[0]


def test_warm_says_what_could_not_be_compiled(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "stoke", lambda *_: None)
    monkeypatch.setattr(warm_up, "mark", lambda _, __, style: course.root / ("missing" if style.stem == "fft" else ""))
    with pytest.raises(CourseError, match=r"1 of \d+ right solutions could not be compiled ahead, the first is fft"):
        warm_up.warm(course, A, 2, bar)


def test_warm_needs_rooms(course: Course) -> None:
    with pytest.raises(CourseError, match="Without the sandbox there are no rooms"):
        warm_up.warm(Course(course.root, Isolation.NONE), A, 2, bar)


def test_warm_says_when_there_is_nothing_to_compile(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(warm_up, "in_order", lambda _: [])
    with pytest.raises(CourseError, match="solutions/convolution/wheat holds no right solution"):
        warm_up.warm(course, A, 2, bar)
