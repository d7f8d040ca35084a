"""Verdicts: the same verdict is the same bytes, and a damaged one is none."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assay.judge.evidence import Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question, Run, Store, Verdict, canonical, digest

TEXT = st.text(st.characters(), max_size=20)
EVIDENCE = st.builds(Evidence, st.sampled_from(Kind), TEXT, TEXT, TEXT, TEXT)
PROPERTIES = st.builds(Property, TEXT, TEXT, TEXT, st.floats(0.5, 20), st.sampled_from(Outcome),
                       st.none() | EVIDENCE, TEXT)
QUESTIONS = st.builds(Question, TEXT, st.lists(PROPERTIES, max_size=3).map(tuple))
BASES = st.dictionaries(TEXT, TEXT | st.integers() | st.dictionaries(TEXT, st.floats(allow_nan=False,
                                                                                     allow_infinity=False)))
VERDICTS = st.builds(Verdict, BASES, st.lists(QUESTIONS, max_size=3).map(tuple))


def prop(outcome: Outcome, points: float = 2.0) -> Property:
    evidence = Evidence(Kind.VALUES, "f(1)", "1", "2") if outcome == Outcome.NOT_EARNED else None
    return Property("values", "is right", "", points, outcome, evidence)


VERDICT = Verdict({"assignment": "a", "seed": 1}, (
    Question("one", (prop(Outcome.EARNED), prop(Outcome.NOT_EARNED, 3.0))),
    Question("two", (prop(Outcome.EARNED), prop(Outcome.NOT_JUDGED)))))


@given(VERDICTS)
def test_a_verdict_survives_json(verdict: Verdict) -> None:
    assert Verdict.from_json(verdict.to_json()) == verdict
    assert Verdict.from_json(verdict.to_json()).to_json() == verdict.to_json()


@given(VERDICTS)
def test_a_verdict_is_one_line_of_ascii(verdict: Verdict) -> None:
    text = verdict.to_json()
    assert text.isascii()
    assert text.index("\n") == len(text) - 1


def test_the_order_of_names_does_not_change_the_bytes() -> None:
    assert canonical({"b": 1, "a": {"d": 2, "c": 3}}) == '{"a":{"c":3,"d":2},"b":1}\n'
    assert digest({"b": 1, "a": 2}) == digest({"a": 2, "b": 1})
    assert digest({"a": 1}) != digest({"a": 2})


def test_numbers_that_json_does_not_know_are_refused() -> None:
    with pytest.raises(ValueError, match="JSON compliant"):
        canonical({"seconds": float("nan")})


def test_points_count_what_was_earned_and_only_that() -> None:
    one, two = VERDICT.questions
    assert (one.points, one.earned, one.judged) == (5.0, 2.0, True)
    assert (two.points, two.earned, two.judged) == (4.0, 2.0, False)
    assert not VERDICT.judged
    assert VERDICT.question("two") is two
    assert VERDICT.question("three") is None


@given(EVIDENCE)
def test_evidence_leaves_out_what_is_empty_and_survives(evidence: Evidence) -> None:
    assert Evidence.from_dict(evidence.as_dict()) == evidence
    assert "" not in evidence.as_dict().values()


def test_what_is_put_is_found(tmp_path: Path) -> None:
    store, run = Store(tmp_path / "verdicts" / "a"), Run({"3": {"outputs": []}}, 1.5, 2, 0.5, ("a fault",), ("one",))
    path = store.put(VERDICT, run)
    assert path == store.path(VERDICT.basis)
    assert store.get(VERDICT.basis) == VERDICT
    assert store.get_run(VERDICT.basis) == run
    assert sorted(file.suffix for file in path.parent.iterdir()) == [".json", ".run"]


def test_another_basis_has_another_verdict(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(VERDICT, Run())
    assert store.get({**VERDICT.basis, "seed": 2}) is None
    assert store.get_run({**VERDICT.basis, "seed": 2}) == Run()


def test_putting_twice_gives_the_same_bytes(tmp_path: Path) -> None:
    store = Store(tmp_path)
    before = store.put(VERDICT, Run(seconds=1)).read_bytes()
    assert store.put(VERDICT, Run(seconds=2)).read_bytes() == before
    assert store.get_run(VERDICT.basis).seconds == 2


def changed(**more: Any) -> str:
    return json.dumps({**json.loads(VERDICT.to_json()), **more})


DAMAGED = {
    "empty": "", "cut": VERDICT.to_json()[:-20], "no JSON": "{", "a list": "[]", "nothing": "null", "a number": "3",
    "zeros": "\0" * 100, "another schema": changed(schema=99), "no questions": changed(questions=None),
    "questions of another kind": changed(questions=[1]), "a question without a name": changed(questions=[{}]),
    "an unknown outcome": VERDICT.to_json().replace("not judged", "fine"),
    "an unknown kind": VERDICT.to_json().replace('"kind":"values"', '"kind":"luck"'),
    "evidence with another field": VERDICT.to_json().replace('"actual":', '"guess":'),
}


@pytest.mark.parametrize("what", DAMAGED)
def test_a_damaged_verdict_is_none(tmp_path: Path, what: str) -> None:
    store = Store(tmp_path)
    store.put(VERDICT, Run()).write_text(DAMAGED[what])
    assert store.get(VERDICT.basis) is None
    with pytest.raises(ValueError):  # noqa: PT011 - any
        Verdict.from_json(DAMAGED[what])


@given(st.binary(max_size=60), st.integers(0, 60))
def test_bytes_that_are_no_verdict_break_nothing(noise: bytes, place: int) -> None:
    whole = VERDICT.to_json().encode()
    text = (whole[:place] + noise + whole[place + len(noise):]).decode("latin-1")
    try:
        found = Verdict.from_json(text)
    except ValueError:
        return
    assert isinstance(found, Verdict)


def test_a_file_that_is_not_ascii_is_none(tmp_path: Path) -> None:
    store = Store(tmp_path)
    store.put(VERDICT, Run()).write_bytes(b"\xff\xfe{}")
    assert store.get(VERDICT.basis) is None


@pytest.mark.parametrize("text", ["", "{", "[]", "null", "3", '{"outputs": {}}',
                                  '{"outputs": {}, "seconds": 1, "rooms": 1, "faults": null}'])
def test_a_damaged_run_is_an_empty_one(tmp_path: Path, text: str) -> None:
    store = Store(tmp_path)
    store.put(VERDICT, Run(seconds=3)).with_suffix(".run").write_text(text)
    assert store.get_run(VERDICT.basis) == Run()
    assert store.get(VERDICT.basis) == VERDICT


class Crash(BaseException):
    """The power goes out."""


@pytest.mark.parametrize("home, name", [(os, "fsync"), (Path, "replace"), (os, "open")])
def test_a_crash_while_putting_leaves_the_old_verdict(
        tmp_path: Path, monkeypatch: pytest.MonkeyPatch, home: Any, name: str) -> None:
    store = Store(tmp_path)
    store.put(VERDICT, Run())

    def crash(*_: Any, **__: Any) -> None:
        raise Crash

    with monkeypatch.context() as patch:
        patch.setattr(home, name, crash)
        with pytest.raises(Crash):
            store.put(Verdict(VERDICT.basis, ()), Run())
    assert store.get(VERDICT.basis) == VERDICT


def test_what_is_put_is_on_the_disk_before_it_has_its_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    done: list[str] = []
    sync, replace = os.fsync, Path.replace

    def noting_sync(descriptor: int) -> None:
        done.append("fsync")
        sync(descriptor)

    def noting_replace(path: Path, target: Path) -> Path:
        done.append(target.suffix)
        return replace(path, target)

    monkeypatch.setattr(os, "fsync", noting_sync)
    monkeypatch.setattr(Path, "replace", noting_replace)
    Store(tmp_path).put(VERDICT, Run())
    assert done == ["fsync", ".run", "fsync", ".json"]  # a verdict that can be found has its run beside it
