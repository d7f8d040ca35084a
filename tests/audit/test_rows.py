"""Rows on their shelf: what is kept, what is not, and what is forgotten."""

from __future__ import annotations

import os
from dataclasses import replace
from pathlib import Path

import pytest

from assay.audit.candidates import Candidate, Role
from assay.audit.limits import Took
from assay.audit.rows import Row, Shelf, joined
from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome

RIGHT, WRONG = Candidate("w", Role.WHEAT, "", (), ""), Candidate("c", Role.CHAFF, "", ("f",), "")
SOUND = Row(RIGHT, {("f", "values"): Outcome.EARNED}, took={"f": Took(0.25, "f(1)", 0.5)},
            corners={("f", "values"): {"one": 2}})


def test_a_row_comes_back_as_it_was_put(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path / "new" / "folder")
    assert shelf.get(RIGHT, "key") is None
    shelf.put("key", SOUND)
    assert shelf.get(RIGHT, "key") == SOUND
    assert shelf.get(RIGHT, "other") is None


@pytest.mark.parametrize("row", [
    replace(SOUND, cells={("f", "values"): Outcome.NOT_JUDGED}),
    replace(SOUND, cells={("f", "values"): Outcome.NOT_EARNED}),
    replace(SOUND, broken="SyntaxError: so"),
    replace(SOUND, again={("f", "values"): Evidence(Kind.SAID)}),
    Row(WRONG, {("f", "values"): Outcome.NOT_JUDGED}),
])
def test_what_asking_again_may_change_is_not_kept(tmp_path: Path, row: Row) -> None:
    Shelf(tmp_path).put("key", row)
    assert not list(tmp_path.iterdir())


def test_a_wrong_solution_that_loses_is_kept(tmp_path: Path) -> None:
    row = Row(WRONG, {("f", "values"): Outcome.NOT_EARNED})
    Shelf(tmp_path).put("key", row)
    assert Shelf(tmp_path).get(WRONG, "key") == row


@pytest.mark.parametrize("text", ["", "{", "[]", '{"cells": [["f"]]}', '{"cells": [["f", "values", "perhaps"]]}'])
def test_a_damaged_file_is_no_row(tmp_path: Path, text: str) -> None:
    (tmp_path / "key.json").write_text(text, "ascii")
    assert Shelf(tmp_path).get(RIGHT, "key") is None


def test_without_a_folder_nothing_is_kept() -> None:
    shelf = Shelf(None)
    shelf.put("key", SOUND)
    shelf.tidy()
    assert shelf.get(RIGHT, "key") is None


def test_where_there_are_too_many_those_go_that_were_not_used_for_the_longest_time(tmp_path: Path) -> None:
    shelf = Shelf(tmp_path)
    for age, name in enumerate("abcd"):
        shelf.put(name, SOUND)
        os.utime(tmp_path / f"{name}.json", (1000 - age, 1000 - age))
    shelf.get(RIGHT, "d")
    shelf.tidy(most=2)
    assert sorted(path.stem for path in tmp_path.iterdir()) == ["a", "d"]


def test_the_rows_of_sittings_are_joined_in_the_order_of_questions() -> None:
    first = Row(RIGHT, {("g", "values"): Outcome.EARNED}, took={"g": Took(1.0, "g()", 1.0)})
    whole = joined(RIGHT, [first, SOUND], ["f", "g"])
    assert list(whole.cells) == [("f", "values"), ("g", "values")]
    assert whole.took == {"f": SOUND.took["f"], "g": first.took["g"]}
    assert list(joined(RIGHT, [first, SOUND], ["g"]).cells) == [("g", "values")]
