"""What a room says is wrong, in the judge's own words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.judge.evidence import LONGEST, Evidence, Kind, fault_of, plain


@pytest.mark.parametrize("reply", [None, 3, "answer", [], {}, {"error": None}, {"error": []}, {"error": "earned"},
                                   {"earned": 12}, {"error": {"d": 1}}])
def test_a_reply_that_says_nothing_is_unsupported(reply: Any) -> None:
    assert fault_of(reply, "f", "f(1)") == Evidence(Kind.UNSUPPORTED, "f(1)", detail="f")


@given(st.dictionaries(st.sampled_from(["error", "type", "message", "line"]),
                       st.sampled_from(["raised", "too_large"]) | st.text(st.characters()) | st.integers() | st.none()))
def test_what_a_fault_says_is_printable_and_short(reply: dict[str, Any]) -> None:
    evidence = fault_of(reply, "f", "f(1)")
    assert evidence.actual.isprintable()
    assert len(evidence.actual) <= 262
    assert json.dumps(evidence.as_dict())


def test_names_that_a_student_chose_do_not_grow_without_bound_in_what_is_kept() -> None:
    long = Evidence(Kind.SAID, "f(1)" * 1000, "a", "y" * 250_000, "z" * 2001)
    assert (len(long.actual), len(long.detail)) == (LONGEST, LONGEST)
    assert long.actual.endswith("y…")
    assert long.call == "f(1)" * 1000
    assert Evidence(Kind.SAID, actual="y" * LONGEST).actual == "y" * LONGEST


@pytest.mark.parametrize("text, shown", [
    ("two\nlines", "two"), ("  blank \n", "blank"), (None, ""), (3, ""), ("a\x1b[31mb", "a·[31mb"),
    ("at 0x7f01c2 and 0x7F", "at 0x… and 0x7F"), ("in /tmp/ipykernel_1/2.py", "in …"), ("a/b is 1/2", "a/b is 1/2"),
    ("see (https://example.org/errors.html#x) now", "see  now"), ("x" * 99, "x" * 30),
])
def test_a_students_text_loses_what_changes_from_run_to_run(text: Any, shown: str) -> None:
    assert plain(text, 30) == shown
