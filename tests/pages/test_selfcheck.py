"""The words of a student's own look."""

from __future__ import annotations

from assay.pages.feedback import WIDTH
from assay.pages.selfcheck import Checked, as_text

DIGEST = " ".join(["0123"] * 8)


def test_what_holds_what_does_not_and_the_receipt() -> None:
    text = as_text([Checked("corr2d"), Checked("conv2d", "Not yet: " + "it should be an array " * 6)],
                   ["Cell 3: Your code raised NameError: x"], ["The cell test_f was missing; it was put back."], DIGEST)
    assert text == f"""\
✓ corr2d  {'the visible example holds':>70}
✗ conv2d  {'not yet':>70}
    Not yet: it should be an array it should be an array it should be an array
    it should be an array it should be an array it should be an array

In other cells:
- Cell 3: Your code raised NameError: x

Mended, as it will be when you hand in:
- The cell test_f was missing; it was put back.

1 of 2 visible examples hold.
This was the visible part: after you hand in, your functions are also tried on
other inputs, and each of their properties earns its points by itself.

Your receipt: {DIGEST}
It is made of the cells' texts, so running or saving the notebook changes
nothing; the page with your grades shows the same for what was graded. Keep the
notebook: with it, it is your proof.
"""


def test_nothing_of_a_students_moves_the_terminal_about() -> None:
    text = as_text([Checked("f\x1b[2J", "\x1b[31m" + "a" * 500 + "\u202e")], [], [], DIGEST)
    assert all(char.isprintable() or char == "\n" for char in text)
    assert max(map(len, text.splitlines())) <= WIDTH
