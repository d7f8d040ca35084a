"""Which misconception a student's answers match, and that nobody is accused wrongly."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest

from assay.judge.evidence import Evidence, Kind
from assay.judge.explain import misconceptions
from assay.judge.explain.misconceptions import SMALL, Asked, alike, match
from assay.judge.student import Local, weight

REFERENCE = "def f(x):\n    return x + 1\n"
CHAFF = '"""{belief}\n\n{hint}\n"""\n\nFAILS = {{"f": ["values"]}}\n\n\n# %% f\n{code}\n'


@pytest.fixture
def solutions(tmp_path: Path) -> Path:
    """A reference that adds one, and the misconceptions of those who subtract, double, or count their calls."""
    (tmp_path / "chaff").mkdir()
    (tmp_path / "reference.py").write_text(REFERENCE, "utf-8")
    codes = {"subtracts": "def f(x):\n    return x - 1", "doubles": "def f(x):\n    return x * 2",
             "raises": "def f(x):\n    raise ValueError('no')",
             "counts": "calls = []\n\n\ndef f(x):\n    calls.append(x)\n    return x + len(calls) + 1"}
    for name, code in codes.items():
        text = CHAFF.format(belief=f"It {name}.", hint=f"You think it {name}.", code=code)
        (tmp_path / "chaff" / f"{name}.py").write_text(text, "utf-8")
    return tmp_path


def asked(*pairs: tuple[float, object]) -> list[Asked]:
    return [Asked("f", "call", (np.float32(x).reshape(()),), {}, np.asarray(y, np.float32)) for x, y in pairs]


def named(solutions: Path, *pairs: tuple[float, object]) -> str | None:
    found = match(solutions, "f", asked(*pairs))
    return found.name if found else None


def test_answers_that_are_one_misconceptions_throughout_name_it(solutions: Path) -> None:
    assert named(solutions, (3, 2), (5, 4)) == "subtracts"
    assert named(solutions, (3, 6), (1, 2)) == "doubles"


def test_kept_answers_are_those_to_the_same_calls_in_the_same_order(solutions: Path) -> None:
    """The misconception that counts its calls answers the third by the two before, whoever asked them."""
    assert named(solutions, (3, 5), (1, 4)) == "counts"
    assert named(solutions, (3, 5), (1, 4), (0, 4)) == "counts"
    assert named(solutions, (1, 3), (3, 6), (0, 4)) == "counts"
    assert named(solutions, (1, 3), (0, 4)) is None
    assert named(solutions, (3, 5), (1, 4), (0, 3)) is None


def test_right_answers_name_nothing(solutions: Path) -> None:
    assert named(solutions, (3, 4), (1, 2)) is None


def test_one_call_that_does_not_fit_is_enough_to_say_nothing(solutions: Path) -> None:
    assert named(solutions, (3, 2), (5, 7)) is None


def test_what_a_misconception_prints_and_warns_of_is_heard_by_nobody(
        solutions: Path, capfd: pytest.CaptureFixture[str]) -> None:
    loud = ("import warnings\n\nprint('loaded')\n\n\ndef f(x):\n    print('called')\n"
            "    warnings.warn('no', stacklevel=2)\n    return x * 7")
    text = CHAFF.format(belief="It prints.", hint="It prints.", code=loud)
    (solutions / "chaff" / "prints.py").write_text(text, "utf-8")
    assert named(solutions, (3, 21), (5, 35)) == "prints"
    assert capfd.readouterr() == ("", "")


def test_answers_that_fit_two_beliefs_name_neither(solutions: Path) -> None:
    assert named(solutions, (-1, -2)) is None


def test_an_error_names_a_misconception_only_with_the_same_words(solutions: Path) -> None:
    for message, name in (("ValueError: no", "raises"), ("ValueError: yes", None)):
        call = Asked("f", "call", (1,), {}, Evidence(Kind.RAISED, "f(1)", actual=message))
        found = match(solutions, "f", [call])
        assert (found.name if found else None) == name


def test_what_was_asked_before_does_not_change_what_is_named(solutions: Path) -> None:
    first = named(solutions, (3, 5), (3, 6))
    assert [named(solutions, (3, 5), (3, 6)) for _ in range(3)] == [first] * 3


def test_a_timeout_says_nothing_about_what_a_student_believes(solutions: Path) -> None:
    assert match(solutions, "f", [Asked("f", "call", (1,), {}, Evidence(Kind.CALL_TIMEOUT))]) is None


def test_calls_with_large_arguments_are_not_put_to_the_solutions(solutions: Path) -> None:
    """They can hold only what a student answered, and solutions run in the judge's own process."""
    large = Asked("f", "call", (np.zeros(SMALL, np.uint8),), {}, np.zeros(1, np.float32))
    assert match(solutions, "f", [large]) is None
    found = match(solutions, "f", [large, *asked((3, 2), (5, 4))])
    assert found is not None
    assert found.name == "subtracts"


def test_when_the_comparisons_are_used_up_nothing_is_said(solutions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misconceptions, "COMPARISONS", 8)  # 2 with the reference, 2 + 1 + 2 + 1 with the others
    assert named(solutions, (3, 2), (5, 4)) == "subtracts"
    monkeypatch.setattr(misconceptions, "COMPARISONS", 4)
    assert named(solutions, (3, 2), (5, 4)) is None


def test_kept_answers_are_bounded_and_what_goes_is_found_anew(
        solutions: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(misconceptions, "_answers", {})
    monkeypatch.setattr(misconceptions, "_kept", 0)
    monkeypatch.setattr(misconceptions, "KEPT", 2000)
    pairs = [(float(x), x + 2 + n) for n, x in enumerate(range(20))]
    assert [named(solutions, *pairs) for _ in range(2)] == ["counts", "counts"]
    held = [weight([key, "" if isinstance(value, Evidence) else value])
            for key, value in misconceptions._answers.items()]
    assert 0 < sum(held) <= 2000


def f32(values: object) -> np.ndarray[Any, Any]:
    return np.asarray(values, np.float32)


@pytest.mark.parametrize(("first", "second", "same"), [
    (f32([1, 2]), f32([1, 2.00001]), True),
    (f32([1, 2]), f32([1, 2.1]), False),
    (f32([1, 2]), f32([1, 2]).astype(np.float16), False),
    (f32([1, 2]), f32([[1, 2]]), False),
    ((f32([1]), 2), (f32([1]), 2), True),
    ({"a": 1.0}, {"a": 1.0000001}, True),
    ({"a": 1.0}, {"b": 1.0}, False),
    (f32([np.nan]), f32([np.nan]), True),
])
def test_answers_are_alike_up_to_rounding(first: object, second: object, same: bool) -> None:
    assert alike(first, second) is same


def test_gradients_by_whole_numbers_hide_no_misconception(tmp_path: Path) -> None:
    """Their gradient is no number: JAX says float0, and the wire that it is a thing of that name."""
    (tmp_path / "chaff").mkdir()
    (tmp_path / "reference.py").write_text("def f(x, y):\n    return x[y]\n", "utf-8")
    (tmp_path / "chaff" / "doubles.py").write_text(
        CHAFF.format(belief="It doubles.", hint="You double.", code="def f(x, y):\n    return 2 * x[y]"), "utf-8")
    args, more = (np.ones(3, np.float32), np.array([2, 0], np.int32)), {"cotangent": np.ones(2, np.float32)}

    def by(factor: float) -> list[Asked]:
        local = Local({"f": lambda x, y: factor * x[y]})
        return [Asked("f", "vjp", args, more, local("f", "vjp", args, more, ""))]

    found = match(tmp_path, "f", by(2.0))
    assert found is not None
    assert found.belief == "It doubles."
    assert match(tmp_path, "f", by(3.0)) is None
