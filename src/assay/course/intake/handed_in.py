"""The digest of what a student handed in: of the cells' texts alone, so that it stays while nothing is rewritten.

It is made of what a notebook's file says, without the release, so that a student can make it too, and show which
answers were handed in: see docs/students.md.
"""

from __future__ import annotations

import hashlib

from assay.course.intake.prose import AS_WRITTEN
from assay.course.intake.sheet import Cell, Notebook

#: Characters of it, and of each of its groups; half of SHA-256 is more than anybody can match by trying.
LENGTH, GROUP = 32, 4


def handed_in(notebook: Notebook) -> str:
    """The digest of a checked notebook's cells, in groups to be read out."""
    texts = (f"{cell['cell_type']}\0{_written(cell)}" for cell in notebook["cells"])
    whole = hashlib.sha256("\0".join(texts).encode()).hexdigest()[:LENGTH]
    return " ".join(whole[place:place + GROUP] for place in range(0, LENGTH, GROUP))


def _written(cell: Cell) -> str:
    """A cell's text as it was handed in. What sets cells apart is doubled, or one cell could pass for two."""
    return str(cell.get(AS_WRITTEN, cell["source"])).replace("\0", "\0\0")
