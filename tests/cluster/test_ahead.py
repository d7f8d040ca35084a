"""Compiling ahead on a worker: once a machine, by one of its workers, and nothing depends on it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.cluster import ahead
from assay.cluster.ahead import Style, claimed, compile_missing, mark
from assay.cluster.apart import Apart
from assay.cluster.bundle import Bundle, packed, shipped, unpacked
from assay.cluster.task import Task, read
from assay.course.intake.staging import read_release, submission_of
from assay.course.judging.warm_up import WAITING_FOR_EACH, for_machines, in_order, read_style
from assay.course.places import Course
from assay.judge.answers import fill, read_answers
from assay.judge.bench import Bench
from assay.judge.submission import Cell
from assay.room.room import Isolation
from tests.course.desk import A
from tests.here import REPOSITORY

ONE, TWO = Style("one", "1" * 64, (Cell(0, "x = 1"),)), Style("two", "2" * 64, (Cell(3, "y = 2", "corr2d"),))


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    return replace(Course(REPOSITORY).bench(A), compiled=tmp_path / "compiled" / "machine")


@pytest.fixture
def compiled(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of what was compiled, where nothing is."""
    names: list[str] = []

    def instead(bench: Bench, style: Style) -> None:
        names.append(style.name)
        mark(bench, style.name, style.state).touch()

    monkeypatch.setattr(ahead, "compile_style", instead)
    return names


def test_what_is_to_be_compiled_comes_with_the_bundle(tmp_path: Path) -> None:
    here = Course(REPOSITORY).bench(A)
    bundle = packed(here, (ONE, TWO))
    assert shipped(unpacked(bundle, bundle.digest, tmp_path)) == [ONE, TWO]
    assert bundle != packed(here)
    plain = packed(here)
    assert shipped(unpacked(plain, plain.digest, tmp_path)) == []


def test_each_is_compiled_once_a_machine(bench: Bench, compiled: list[str]) -> None:
    compile_missing(bench, [ONE])
    compile_missing(bench, [ONE, TWO])
    compile_missing(bench, [TWO])
    assert compiled == ["one", "two"]
    compile_missing(bench, [replace(ONE, state="3" * 64)])  # of other hidden tests
    assert compiled == ["one", "two", "one"]


def test_what_another_worker_is_at_is_left_to_it(bench: Bench, compiled: list[str]) -> None:
    path = mark(bench, ONE.name, ONE.state)
    path.parent.mkdir(parents=True)
    with claimed(path.with_name(f".{path.name}")) as mine:
        assert mine
        compile_missing(bench, [ONE, TWO])
    assert compiled == ["two"]
    compile_missing(bench, [ONE, TWO])  # the other was killed at it
    assert compiled == ["two", "one"]


def test_what_cannot_be_compiled_stops_nobody(
        bench: Bench, compiled: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    fine: Callable[[Bench, Style], None] = ahead.compile_style

    def fails(bench: Bench, style: Style) -> None:
        if style.name == "one":
            raise OSError("the disk is full")
        fine(bench, style)

    monkeypatch.setattr(ahead, "compile_style", fails)
    compile_missing(bench, [ONE, TWO])
    assert compiled == ["two"]
    assert capsys.readouterr().err == "one is not compiled ahead here: OSError: the disk is full\n"


def test_none_is_begun_when_the_first_task_has_waited_for_long(bench: Bench, compiled: list[str]) -> None:
    compile_missing(replace(bench, limits=replace(bench.limits, submission_seconds=-1.0)), [ONE])
    assert compiled == []


@pytest.mark.parametrize(("waiting", "machines", "styles"), [
    (WAITING_FOR_EACH - 1, 1, 0), (WAITING_FOR_EACH, 1, 1), (3 * WAITING_FOR_EACH, 2, 1), (4 * WAITING_FOR_EACH, 2, 2),
    (10 ** 6, 40, 6)])
def test_so_many_are_compiled_as_pay_on_each_machine(waiting: int, machines: int, styles: int) -> None:
    course = Course(REPOSITORY)
    found = for_machines(course, A, waiting, machines)
    assert [style.name for style in found] == [path.stem for path in in_order(course.bench(A).solutions)][:styles]


def test_none_where_rooms_do_not_compile(tmp_path: Path) -> None:
    assert for_machines(Course(REPOSITORY, Isolation.NONE), A, 10 ** 6, 1) == []
    for part in ("autograder", "solutions"):
        shutil.copytree(REPOSITORY / part / A, tmp_path / part / A)
    (tmp_path / "autograder" / A / "room.toml").write_text('arrays = "numpy"\n')
    assert for_machines(Course(tmp_path), A, 10 ** 6, 1) == []


@pytest.mark.long
def test_a_worker_compiles_first_and_its_verdicts_are_those_of_others(tmp_path: Path) -> None:
    course = Course(REPOSITORY)
    here, style = course.bench(A), course.bench(A).solutions / "wheat" / "lax_conv.py"
    submission = submission_of(A, fill(read_release(course, A), read_answers(style)))

    def judged(bundle: Bundle, home: Path) -> tuple[Any, list[str]]:
        judge = Apart(bundle, home)
        try:
            reply = read(judge.ask(Task(bundle.digest, submission).to_bytes(), 500.0), here.basis(submission))
        finally:
            judge.close()
        assert reply.verdict is not None
        return reply.verdict.to_json(), sorted(path.name for path in home.glob("compiled/*/*"))

    plain, nothing = judged(packed(here), tmp_path / "plain")
    assert nothing == []
    bundle = packed(here, [read_style(course, A, style)])
    verdict, entries = judged(bundle, tmp_path / "ahead")
    assert verdict == plain
    assert json.loads(verdict)["basis"]["submission"] == submission.digest
    assert len(entries) > 20
    before = {path: path.stat().st_mtime_ns for path in (tmp_path / "ahead").glob("compiled/*")}
    assert len(before) == 3  # the folder, the mark, and the claim of whoever was at it
    assert judged(bundle, tmp_path / "ahead") == (verdict, entries)
    assert {path: path.stat().st_mtime_ns for path in before} == before
