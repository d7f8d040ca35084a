"""Writes the golden files anew: ``python -m tests.pages.regold``."""

from __future__ import annotations

from tests.pages.samples import GOLDEN, written

if __name__ == "__main__":
    for name, text in written().items():
        (GOLDEN / name).write_text(text, "utf-8")
