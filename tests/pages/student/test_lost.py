from __future__ import annotations

import pytest

from assay.pages.student.lost import lost
from tests.pages.student.sheets import flipped

WORTH = {"essay": 4.0, "corr2d": 12.0, "conv2d": 8.0}


@pytest.mark.parametrize("scores, wanted", [
    ({"essay": None, "corr2d": 3.0, "conv2d": 8.0},
     "You lost 9 points, all in corr2d: your answers match true convolution, which flips the kernel. Cross-correlation "
     "does not."),
    ({"essay": 3.0, "corr2d": 11.5, "conv2d": 0.0}, "You lost 9.5 points: 1 in essay, 0.5 in corr2d and 8 in conv2d."),
    ({"essay": 4.0, "corr2d": 12.0, "conv2d": 7.0}, "You lost 1 point, all in conv2d."),
    ({"essay": 4.0, "corr2d": 12.0, "conv2d": 8.0}, "You lost no points."),
    ({"essay": None, "corr2d": 12.0, "conv2d": 8.0}, "You lost no points so far."),
    ({"essay": None, "corr2d": None}, "")])
def test_where_points_were_lost_is_one_sentence(scores: dict[str, float | None], wanted: str) -> None:
    assert lost(scores, WORTH, {"corr2d": flipped()}) == wanted


def test_of_points_that_a_person_gave_nobody_says_why() -> None:
    assert lost({"corr2d": 5.0}, {"corr2d": 12.0}, {}) == "You lost 7 points, all in corr2d."
