from __future__ import annotations

from dataclasses import replace

from assay.pages.report.losses import Loss, by_property, by_question
from tests.pages.samples import CLASS, QUESTIONS, WORTH, row


def test_points_lost_by_question_are_of_those_who_have_points_there() -> None:
    found = {each.question: each for each in by_question(CLASS, WORTH)}
    assert list(found) == list(WORTH)
    assert found["why_convolution"] == Loss("why_convolution", "", "4", 1, "0.5", 50, "3.8")
    assert found["corr2d"] == Loss("corr2d", "", "12", 1, "5.5", 33, "10.2")
    assert by_question((), {"f": 2.0}) == [Loss("f", "", "2", 0, "0", 0, "–")]


def test_who_is_outside_the_class_lost_nothing_that_counts() -> None:
    rows = (row("ada", *[2.0] * 7), replace(row("ben", *[0.0] * 7), outside="has left"))
    found = by_question(rows, WORTH)
    assert {each.mean for each in found} == {"2.0"}
    assert {each.students for each in found} == {1}
    assert by_question(rows[1:], {"f": 2.0}) == [Loss("f", "", "2", 0, "0", 0, "–")]


def test_points_lost_by_property_are_the_tests_findings_the_most_first() -> None:
    found = by_property([(QUESTIONS["flipped"],), (QUESTIONS["earned"],), (QUESTIONS["mixed"],), ()])
    assert [(each.sentence[:20], each.points, each.students, each.lost, each.width) for each in found] == [
        ("agrees with the defi", "4", 2, "8", 67), ("gives the same under", "2.5", 2, "5", 67),
        ("gives 19, 25, 37, 43", "1", 1, "1", 33)]


def test_what_nobody_lost_or_nobody_judged_is_no_line() -> None:
    assert by_property([(QUESTIONS["earned"],), (QUESTIONS["all_faults"],)]) == []
