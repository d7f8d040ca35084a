"""What a student reads of their own look at a notebook, in the judge's voice."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from assay.judge.verdict import Outcome
from assay.pages.feedback import MARKS, WIDTH
from assay.pages.words import visible

HOLDS = "the visible example holds"
NOT_YET = "not yet"
#: A look at what is visible promises nothing.
ONLY = ("This was the visible part: after you hand in, your functions are also tried on other inputs, and each of "
        "their properties earns its points by itself.")
RECEIPT = ("It is made of the cells' texts, so running or saving the notebook changes nothing; the page with your "
           "grades shows the same for what was graded. Keep the notebook: with it, it is your proof.")


@dataclass(frozen=True)
class Checked:
    """A question, and what its check complains of; "" if of nothing."""

    question: str
    complaint: str = ""


def as_text(questions: Sequence[Checked], others: Sequence[str], mended: Sequence[str], receipt: str) -> str:
    """All of it, at most ``WIDTH`` columns."""
    lines = list[str]()
    for each in questions:
        mark = MARKS[Outcome.NOT_EARNED if each.complaint else Outcome.EARNED]
        name = visible(each.question)
        said = NOT_YET if each.complaint else HOLDS
        lines.append(f"{mark} {name}  {said:>{max(0, WIDTH - len(name) - 4)}}")
        lines += [f"    {line}" for line in textwrap.wrap(visible(each.complaint), WIDTH - 4)]
    for head, notes in (("In other cells:", others), ("Mended, as it will be when you hand in:", mended)):
        lines += ["", head, *(line for note in notes for line in _item(note))] if notes else []
    holding = sum(not each.complaint for each in questions)
    lines += ["", f"{holding} of {len(questions)} visible examples hold.", *textwrap.wrap(ONLY, WIDTH), "",
              f"Your receipt: {receipt}", *textwrap.wrap(RECEIPT, WIDTH)]
    return "\n".join(lines) + "\n"


def _item(note: str) -> list[str]:
    return textwrap.wrap(visible(note), WIDTH, initial_indent="- ", subsequent_indent="  ")
