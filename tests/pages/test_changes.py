"""The diff between two gradings, as an instructor reads it."""

from __future__ import annotations

from dataclasses import replace

from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question, Verdict
from assay.pages.changes import Change, as_lines, change

ONE = Property("values", "is right", "", 4.0, Outcome.EARNED)
LOST = replace(ONE, outcome=Outcome.NOT_EARNED, evidence=Evidence(Kind.VALUES, "f(1)", "1", "2"))
OPEN = replace(ONE, outcome=Outcome.NOT_JUDGED)
BASIS = {"submission": "a", "tests": {"shared": "1"}, "versions": {"jax": "1"}}


def verdict(*items: Property, **basis: object) -> Verdict:
    return Verdict({**BASIS, **basis}, (Question("one", items),))


def lines(before: Verdict | None, after: Verdict | None) -> list[str]:
    return as_lines([change("ada", before, after)], 3)


def test_a_property_lost_shows_the_input_that_fails() -> None:
    assert lines(verdict(ONE), verdict(LOST)) == [
        "ada: 4 points → 0 points", "  one, is right: 4 → 0", "    fails on f(1)", "",
        "1 of 3 students moved, 2 did not."]


def test_a_property_gained_shows_the_input_that_failed() -> None:
    assert lines(verdict(LOST), verdict(ONE))[1:3] == ["  one, is right: 0 → 4", "    failed on f(1)"]


def test_other_points_for_the_same_are_a_move() -> None:
    assert lines(verdict(ONE), verdict(replace(ONE, points=2.5)))[:2] == [
        "ada: 4 points → 2.5 points", "  one, is right: 4 → 2.5"]


def test_what_is_not_judged_is_no_zero() -> None:
    assert lines(verdict(LOST), verdict(OPEN))[1] == "  one, is right: 0 → not judged"
    assert lines(verdict(OPEN), verdict(LOST))[1] == "  one, is right: not judged → 0"
    assert lines(None, verdict(ONE))[0] == "ada: not judged → 4 points"
    assert lines(verdict(ONE), None)[0] == "ada: 4 points → not judged"


def test_a_property_that_came_or_went_is_told() -> None:
    other = replace(ONE, name="more", sentence="is more", points=1.0)
    assert lines(verdict(ONE), verdict(ONE, other))[:2] == ["ada: 4 points → 5 points", "  one, is more: not there → 1"]
    assert lines(verdict(ONE, other), verdict(ONE))[1] == "  one, is more: 1 → not there"


def test_another_example_of_the_same_failure_is_no_move() -> None:
    assert lines(verdict(LOST), verdict(replace(LOST, evidence=Evidence(Kind.VALUES, "f(2)", "1", "2")))) == [
        "Nobody moved; nothing has changed."]


def test_what_the_verdicts_were_reached_with_is_told_even_if_nobody_moved() -> None:
    assert lines(verdict(ONE), verdict(ONE, versions={"jax": "2"})) == [
        "Nobody moved.", "The versions changed for 1 of them."]


def test_points_that_a_person_gave_are_told_to_stand() -> None:
    moved = replace(change("ada", verdict(ONE), verdict(LOST)), manual={"one": 3.5})
    assert as_lines([moved], 1)[3] == "  one: the 3.5 points that a person gave stand."


def test_another_submission_and_newcomers_are_told() -> None:
    assert lines(verdict(ONE), verdict(LOST, submission="b"))[0] == "ada: 4 points → 0 points (another submission)"
    assert as_lines([], 3, 2) == ["Nobody moved; nothing has changed.", "2 graded for the first time."]


def test_a_name_that_is_no_name_cannot_forge_a_line() -> None:
    assert as_lines([Change("a\nb", 2.0, None)], 1)[0] == "a\\nb: 2 points → not judged"
