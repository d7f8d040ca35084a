"""Code in a text cell."""

from __future__ import annotations

import time

import pytest

from assay.course.intake.fences import fenced


@pytest.mark.parametrize("text, parts", [
    ("", [""]),
    ("a\n```python\nb\n```\nc", ["a\n", "b\n", "c"]),
    ("```\nb\n````\n", ["", "b\n", ""]),
    ("````\n```\nb\n```\n````", ["", "```\nb\n```\n", ""]),
    ("~~~\n```\n~~~\n   ```\r\nb\r\n```  ", ["", "```\n", "", "b\r\n", ""]),
    ("```a`b\n    ```\n", ["```a`b\n    ```\n"]),
])
def test_a_text_is_cut_at_its_fences(text: str, parts: list[str]) -> None:
    assert fenced(text) == parts


def test_a_fence_that_nothing_closes_is_none() -> None:
    assert fenced("````\na\n```\nb\n```\nc") == ["````\na\n", "b\n", "c"]


@pytest.mark.parametrize("text", ["```a\n" * 200_000, "````\n```\n" * 100_000, "```\n" * 250_000])
def test_a_megabyte_of_fences_is_read_in_one_pass(text: str) -> None:
    began = time.process_time()
    fenced(text)
    assert time.process_time() - began < 10
