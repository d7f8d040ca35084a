"""Hints for a failed property: which of those in its docstring fits what went wrong, if any does.

After the sentence, each paragraph of a docstring is a hint. ``values:`` in front says for which kind of evidence it is;
``raised TypeError, dtype:`` names two, the first for that error alone. Without such a word it is for wrong values and
for what the test says in words of its own.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from assay.judge.evidence import Evidence, Kind

#: What a hint without a word in front is for.
PLAIN = ((Kind.VALUES, ""), (Kind.SAID, ""))
#: Words in front of a hint: kinds of evidence, each perhaps with the beginning of what the evidence shows.
_WORDS = re.compile(r"((?:{kinds})(?: \w+)?(?:, (?:{kinds})(?: \w+)?)*): ".format(kinds="|".join(Kind)))


class Hint(NamedTuple):
    """A hint, and what it fits: kinds of evidence, each with the beginning of what is shown as the student's."""

    fits: tuple[tuple[Kind, str], ...]
    text: str


def read(paragraphs: str) -> tuple[Hint, ...]:
    """The hints in what stands below a docstring's first line."""
    return tuple(_hint(" ".join(each.split())) for each in re.split(r"\n\s*\n", paragraphs) if each.strip())


def _hint(text: str) -> Hint:
    words = _WORDS.match(text)
    if words is None:
        return Hint(PLAIN, text)
    fits = (each.partition(" ") for each in words[1].split(", "))
    return Hint(tuple((Kind(kind), error) for kind, _, error in fits), text[words.end():])


def fitting(hints: tuple[Hint, ...], evidence: Evidence | None) -> str:
    """The first hint that fits the evidence; "" where none does."""
    return next((hint.text for hint in hints for kind, shown in hint.fits
                 if evidence is not None and evidence.kind == kind and evidence.actual.startswith(shown)), "")
