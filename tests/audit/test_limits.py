"""Limits from right solutions: the slowest by each measure, and which limits are too close to it."""

from __future__ import annotations

from dataclasses import replace

from assay.audit.limits import Notebook, Took, complaints, figures
from assay.room.limits import Limits

TOOK = {"quick": {"f": Took(0.1, "f(1)", 0.2)}, "slow": {"f": Took(2.2, "f(9)", 4.0), "g": Took(1.0, "g()", 1.0)}}
NOTEBOOKS = {"quick": Notebook(0.5, "f", 1.5), "source": Notebook(3.0, "setup", 4.0)}


def test_the_slowest_by_each_measure_is_proposed_times_five() -> None:
    found = {each.what: each for each in figures(TOOK, NOTEBOOKS, Limits())}
    assert {what: (each.who, each.where, each.seconds, each.proposed) for what, each in found.items()} == {
        "call": ("slow", "f: f(9)", 2.2, 11), "cell": ("source", "setup", 3.0, 15),
        "notebook": ("source", "all cells", 4.0, 20),
        # No notebook was run of the slow one, so it counts as the slowest there was.
        "submission": ("slow", "all cells and calls", 9.0, 45)}
    assert found["call"].limits == {"call_cpu_seconds": 10.0, "call_seconds": 30.0}


def test_a_limit_below_twice_the_slowest_is_refused_and_twice_is_not() -> None:
    exactly = replace(Limits(), call_cpu_seconds=4.4, cell_seconds=6.0, notebook_seconds=8.0)
    assert complaints(figures(TOOK, NOTEBOOKS, exactly), "tiny") == []
    below = replace(exactly, call_cpu_seconds=4.3, notebook_seconds=7.9)
    assert complaints(figures(TOOK, NOTEBOOKS, below), "tiny") == [
        "The limit call_cpu_seconds = 4.3 is less than twice what a right solution takes for a call: write into "
        "autograder/tiny/room.toml what the table of limits proposes.",
        "The limit notebook_seconds = 7.9 is less than twice what a right solution takes for a notebook: write into "
        "autograder/tiny/room.toml what the table of limits proposes."]


def test_of_two_measurements_the_smaller_stands() -> None:
    assert Took(3.0, "f(1)", 9.0).least(Took(1.0, "f(2)", 10.0)) == Took(1.0, "f(2)", 9.0)


def test_what_was_not_measured_is_left_out() -> None:
    assert [each.what for each in figures(TOOK, {}, Limits())] == ["call"]
    assert figures({}, {}, Limits()) == []


def test_a_proposal_is_at_least_a_second() -> None:
    assert figures({"w": {"f": Took(0.001, "f()", 0.001)}}, {}, Limits())[0].proposed == 1
