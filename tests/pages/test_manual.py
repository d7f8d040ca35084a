"""The page for grading by hand shows code in the lines that Python reads."""

from __future__ import annotations

import pytest

from assay.pages.manual import lines_of


@pytest.mark.parametrize("end", ["\u2028", "\u2029", "\x0b", "\x0c", "\x1c", "\x85"])
def test_what_python_takes_for_a_comment_is_no_line_of_its_own(end: str) -> None:
    first = f"return 0  # {end}    return right(x)"
    assert lines_of(f"{first}\nx\r\ny\rz\n") == [first, "x", "y", "z"]
    assert lines_of("") == []
