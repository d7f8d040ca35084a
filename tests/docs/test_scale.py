"""What scale.md says follows from what was measured, and its curve is the one that is drawn from it."""

from __future__ import annotations

import importlib
import json
import re
from pathlib import Path
from typing import Any

import pytest

from tests.here import REPOSITORY

DOCS = REPOSITORY / "docs"
PAGE = (DOCS / "scale.md").read_text("utf-8")
UNITS = {"min": 60.0, "h": 3600.0, "days": 86400.0}


def rows(title: str) -> list[list[str]]:
    """The cells of the first table after a heading, without its own two lines."""
    after = PAGE[PAGE.index(f"## {title}\n"):]
    lines = after[after.index("\n|"):].split("\n\n")[0].strip().splitlines()
    return [[cell.strip() for cell in line.strip("|").split("|")] for line in (lines[0], *lines[2:])]


@pytest.fixture
def curve(monkeypatch: pytest.MonkeyPatch) -> Any:
    """The module, which lies where Sphinx finds it."""
    monkeypatch.syspath_prepend(str(DOCS))
    return importlib.import_module("curve")


def test_the_rates_are_those_that_were_found() -> None:
    found = json.loads((DOCS / "scale.json").read_text("utf-8"))
    _, *table = rows("What one head feeds")
    assert {workers: float(rate) for workers, _, rate in table} == found["rates"]
    assert [float(most) for _, most, _ in table] == [int(each) / found["sleep"] for each in found["rates"]]


def test_the_costs_are_those_that_were_found() -> None:
    found = json.loads((DOCS / "scale.json").read_text("utf-8"))
    _, *table = rows("A submission")
    assert [time for *_, time in table] == [f"{found['judging']:.1f} s", *(
        f"{1000 * found[name]:.0f} ms" for name in ("taken_in", "handed_out", "scheduler", "recorded", "page"))]


def test_the_times_are_the_models(curve: Any) -> None:
    costs = curve.Costs.measured()
    (_, *workers), *table = rows("The curve")
    assert int(workers[-1]) == costs.most
    for students, *times in table:
        for each, said in zip(workers, times, strict=True):
            number, unit = said.split()
            wanted = costs.seconds(int(students.replace(",", "")), int(each.split()[0]))
            assert float(number) == pytest.approx(wanted / UNITS[unit], rel=0.03)


def test_the_curve_shows_a_line_for_each_class_and_where_one_head_ends(curve: Any, tmp_path: Path) -> None:
    curve.draw(tmp_path / "scale.svg")
    said = (tmp_path / "scale.svg").read_text("utf-8")
    texts = re.findall(r"<text[^>]*>([^<]+)</text>", said)
    assert {f"{each:,} students" for each in curve.CLASSES} <= set(texts)
    assert f"one head feeds {curve.Costs.measured().most}" in texts
