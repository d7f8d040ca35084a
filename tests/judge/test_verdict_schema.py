"""The published schema is that of the verdicts that are written: no field more, none less, no other outcome or kind."""

from __future__ import annotations

import copy
import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from assay.judge.bench import Bench
from assay.judge.evidence import Evidence, Kind
from assay.judge.submission import Cell, Submission
from assay.judge.verdict import SCHEMA, Outcome, Property, Question, Run, Store, Verdict
from tests.course.desk import A
from tests.here import REPOSITORY
from tests.pages.samples import QUESTIONS
from tests.testing.tiny import judged_in

PUBLISHED: dict[str, Any] = json.loads((REPOSITORY / "src/assay/judge/verdict.schema.json").read_text("utf-8"))
VALID = Draft202012Validator(PUBLISHED)
BASIS = Bench(REPOSITORY / "autograder" / A, REPOSITORY / "solutions" / A).basis(Submission(A, (Cell(0, "x = 1"),)))
TESTS = '''
import pytest
from assay.testing import expect

@pytest.mark.points(1)
def test_right(student):
    """doubles"""
    expect.equal(student.double(2), 4)

@pytest.mark.points(1)
def test_wrong(student):
    """triples

    Count again."""
    expect.equal(student.double(2), 6)

@pytest.mark.points(1)
def test_ours(student):
    """divides by nothing"""
    1 / 0
'''


def wrong(verdict: Verdict) -> list[str]:
    """What the schema says against a verdict, as it is written."""
    return [error.message for error in VALID.iter_errors(json.loads(verdict.to_json()))]


def samples() -> Iterator[Verdict]:
    """Every kind of evidence with all of its fields and with none, and every outcome."""
    for kind in Kind:
        for evidence in (Evidence(kind, "f(1)", "1", "2", "at [0]"), Evidence(kind)):
            yield Verdict(BASIS, (Question("f", (Property("p", "is", "", 2.0, Outcome.NOT_EARNED, evidence),)),))
    yield Verdict(BASIS, (Question("f", (
        Property("a", "is", "hint", 1.5, Outcome.EARNED, instead=("g",)),
        Property("b", "is", "", 1.0, Outcome.NOT_JUDGED, fault="MemoryError"),
        Property("c", "is", "", 1.0, Outcome.NOT_JUDGED)), "flips"),))
    yield Verdict(BASIS, tuple(QUESTIONS.values()))
    yield Verdict(BASIS, ())


def test_the_schema_is_one_and_is_of_the_version_that_is_written() -> None:
    Draft202012Validator.check_schema(PUBLISHED)
    assert PUBLISHED["properties"]["schema"]["const"] == SCHEMA
    of = PUBLISHED["$defs"]
    assert of["property"]["properties"]["outcome"]["enum"] == [each.value for each in Outcome]
    assert of["evidence"]["properties"]["kind"]["enum"] == [each.value for each in Kind]


def test_every_outcome_and_every_kind_of_evidence_is_valid() -> None:
    assert [said for verdict in samples() for said in wrong(verdict)] == []


@pytest.mark.usefixtures("as_before")
def test_what_the_judge_found_is_valid(tmp_path: Path) -> None:
    judged = judged_in(tmp_path, {"test_double.py": TESTS}, "def double(x):\n    return 2 * x\n",
                       {"double": lambda x: 2 * x})
    verdict = Verdict(BASIS, (Question("double", tuple(judged.results["double"].values())),))
    assert {item.outcome for item in verdict.questions[0].properties} == set(Outcome)
    assert wrong(verdict) == []


def test_what_is_stored_is_valid(tmp_path: Path) -> None:
    store = Store(tmp_path)
    paths = [store.put(Verdict({**BASIS, "seed": number}, verdict.questions), Run())
             for number, verdict in enumerate(samples())]
    assert len({*paths}) > len(Kind)
    assert [error.message for path in paths for error in VALID.iter_errors(json.loads(path.read_text("ascii")))] == []


def places(data: Any) -> Iterator[dict[str, Any]]:
    """Every object of a verdict that has fields of its own."""
    yield data
    yield data["basis"]
    yield data["basis"]["tests"]
    yield data["basis"]["room"]
    for question in data["questions"]:
        yield question
        for item in question["properties"]:
            yield item
            if item["evidence"]:
                yield item["evidence"]


def test_a_field_that_the_schema_does_not_know_is_refused_wherever_it_stands() -> None:
    whole = json.loads(Verdict(BASIS, (QUESTIONS["mixed"],)).to_json())
    count = len(list(places(whole)))
    assert count > 10
    for number in range(count):
        changed = copy.deepcopy(whole)
        list(places(changed))[number]["more"] = 1
        assert not VALID.is_valid(changed)


def test_a_field_that_is_missing_is_refused_wherever_it_stood() -> None:
    whole = json.loads(Verdict(BASIS, (QUESTIONS["earned"],)).to_json())
    for number, place in enumerate(places(whole)):
        for name in place:
            changed = copy.deepcopy(whole)
            del list(places(changed))[number][name]
            assert not VALID.is_valid(changed), name


@pytest.mark.parametrize("field, value", [("schema", SCHEMA + 1), ("schema", "2"), ("questions", {}), ("basis", None)])
def test_another_value_is_refused(field: str, value: Any) -> None:
    whole = json.loads(Verdict(BASIS, (QUESTIONS["earned"],)).to_json())
    assert VALID.is_valid(whole)
    assert not VALID.is_valid({**whole, field: value})
