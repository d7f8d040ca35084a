"""A hint is for the kind of evidence that it was written for, and where none fits, there is none."""

from __future__ import annotations

import pytest

from assay.judge.evidence import Evidence, Kind
from assay.judge.explain import hints
from assay.judge.plugin import run_hidden_tests
from tests.questions.test_convolution import FOLDER

PARAGRAPHS = """
values: A sum, and
no mean.

shape, said: One number.

raised TypeError, dtype: Both may be left out.

Remember: twice is enough.
"""


@pytest.mark.parametrize("evidence, hint", [
    (Evidence(Kind.VALUES), "A sum, and no mean."),
    (Evidence(Kind.SHAPE, actual="(2,)"), "One number."),
    (Evidence(Kind.SAID), "One number."),
    (Evidence(Kind.RAISED, actual="TypeError: missing"), "Both may be left out."),
    (Evidence(Kind.RAISED, actual="ValueError: no"), ""),
    (Evidence(Kind.DTYPE, actual="int32"), "Both may be left out."),
    (Evidence(Kind.NOT_FINITE), ""), (Evidence(Kind.CALL_TIMEOUT), ""), (None, ""),
])
def test_the_first_hint_that_fits(evidence: Evidence | None, hint: str) -> None:
    assert hints.fitting(hints.read(PARAGRAPHS), evidence) == hint


@pytest.mark.parametrize("kind", [Kind.VALUES, Kind.SAID])
def test_a_hint_without_a_word_is_for_values_and_for_what_a_test_says(kind: Kind) -> None:
    held = hints.read("Remember: twice is enough.")
    assert hints.fitting(held, Evidence(kind)) == "Remember: twice is enough."
    assert hints.fitting(held, Evidence(Kind.RAISED, actual="TypeError")) == ""


def test_none_at_all() -> None:
    assert hints.read("") == hints.read("\n  \n") == ()


def test_the_assignment_says_of_each_hint_what_it_fits() -> None:
    judged = run_hidden_tests(FOLDER, None)
    found = [hint for held in judged.hints.values() for hint in held]
    assert len(found) > 10
    assert [hint.text for hint in found if hint.fits == hints.PLAIN] == []
