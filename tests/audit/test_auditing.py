"""A whole audit: what it runs, what it takes from before, and what it records."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from pathlib import Path

import pytest

from assay.audit import matrix
from assay.audit.auditing import Audit, UnknownQuestion, is_audited, record, record_path
from assay.pages.audit import as_html, as_text
from assay.room.limits import Limits
from tests.audit.course import audited, make, write


@pytest.fixture(scope="module")
def once(tmp_path_factory: pytest.TempPathFactory) -> tuple[Audit, Path]:
    """A whole audit, and the shelf of its rows: they are the same in every folder."""
    folder = tmp_path_factory.mktemp("once")
    return audited(make(folder), folder / "shelf"), folder / "shelf"


@pytest.fixture
def first(once: tuple[Audit, Path], tmp_path: Path) -> Audit:
    """That audit, with a copy of its shelf for one test."""
    shutil.copytree(once[1], tmp_path / "shelf")
    return once[0]


def test_rows_from_before_give_the_same_record_to_the_byte(tmp_path: Path, first: Audit) -> None:
    bench = make(tmp_path)
    record(first, bench.questions)
    text = record_path(bench.questions).read_bytes()
    assert is_audited(bench.questions, bench.solutions)
    second = audited(bench, tmp_path / "shelf")
    record(second, bench.questions)
    assert record_path(bench.questions).read_bytes() == text
    assert (first.complaints, first.known, second.ran) == ((), 0, 0)
    assert second.known == first.ran > 0
    assert second.rows == first.rows
    third = audited(bench, None)
    record(third, bench.questions)
    assert record_path(bench.questions).read_bytes() == text
    assert third.ran == first.ran


def test_a_changed_test_file_costs_its_own_rows_only(tmp_path: Path, first: Audit) -> None:
    bench = make(tmp_path)
    own = audited(bench, None, question="triple")
    path = bench.questions / "test_triple.py"
    write(path, path.read_text("utf-8").replace("max_examples=6", "max_examples=7"))
    again = audited(bench, tmp_path / "shelf")
    assert again.ran == own.ran
    assert again.known == first.ran - own.ran


def test_what_is_done_is_kept_when_the_rest_is_cut_off(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    bench, calls = make(tmp_path), 0
    row = matrix.row

    def cut_off(*given: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise KeyboardInterrupt
        return row(*given)  # type: ignore[arg-type]

    monkeypatch.setattr(matrix, "row", cut_off)
    with pytest.raises(KeyboardInterrupt):
        audited(bench, tmp_path / "shelf")
    monkeypatch.undo()
    assert audited(bench, tmp_path / "shelf").known == 3


def test_one_question_alone_is_no_record_for_a_release(tmp_path: Path) -> None:
    bench = make(tmp_path)
    found = audited(bench, None, question="double")
    record(found, bench.questions)
    assert not record_path(bench.questions).exists()
    assert {place for row in found.rows for place in row.cells} == {("double", "values")}
    assert "triple_off" not in [row.candidate.name for row in found.rows]
    assert as_text(found).endswith("Nothing stands against double.")


def test_a_question_that_there_is_not_is_said(tmp_path: Path) -> None:
    with pytest.raises(UnknownQuestion, match=r"There are no hidden tests for a question 'half' of tiny: there are "
                                              r"double, triple\."):
        audited(make(tmp_path), None, question="half")


def test_without_time_nothing_is_said_that_the_rest_may_settle(tmp_path: Path) -> None:
    bench = make(tmp_path)
    found = audited(bench, None, seconds=0.0)
    record(found, bench.questions)
    assert (found.ran, found.complaints, found.rows) == (0, (), ())
    assert not record_path(bench.questions).exists()
    assert f"there was no time for {found.left} more rows." in as_text(found)


def test_what_came_near_a_limit_on_a_busy_machine_is_measured_once_more(tmp_path: Path, first: Audit) -> None:
    bench, shelf = make(tmp_path), tmp_path / "shelf"
    assert first.complaints == ()
    before = {path: json.loads(path.read_text("ascii")) for path in sorted(shelf.glob("*.json"))}
    path, data = next((path, data) for path, data in before.items() if data["took"])
    (question, took), = data["took"].items()
    path.write_text(json.dumps(data | {"took": {question: [100.0, took[1], 100.0]}}), "ascii")
    found = audited(bench, shelf)
    assert found.complaints == ()
    assert max(each.seconds for each in found.figures) < 50
    assert json.loads(path.read_text("ascii"))["took"][question][0] < 50


def test_limits_too_close_to_a_right_solution_are_refused_and_the_record_holds_no_figure(tmp_path: Path) -> None:
    bench = make(tmp_path)
    path = bench.solutions / "wheat" / "adds.py"  # busy for longer than the tick of a coarse clock
    write(path, path.read_text("utf-8").replace("x + x\n", "x + x + 0 * sum(range(600_000))\n"))
    close = replace(bench, limits=replace(Limits(), call_cpu_seconds=1e-9))
    found = audited(close, None)
    assert found.complaints == (
        "The limit call_cpu_seconds = 1e-09 is less than twice what a right solution takes for a call: write into "
        "autograder/tiny/room.toml what the table of limits proposes.",)
    assert "call_cpu_seconds = 1e-09, too close" in as_html(found)
    record(found, bench.questions)
    first = record_path(bench.questions).read_bytes()
    record(audited(close, None), bench.questions)
    assert record_path(bench.questions).read_bytes() == first
    assert not is_audited(bench.questions, bench.solutions)


def test_cases_need_neither_corners_nor_a_list_of_them(tmp_path: Path) -> None:
    bench = make(tmp_path)
    write(bench.questions / "cases.py", "NUMBERS = (1, 2)\n")
    assert audited(bench, None, question="double").complaints == ()
