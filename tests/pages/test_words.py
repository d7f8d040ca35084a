from __future__ import annotations

from dataclasses import replace

import pytest

from assay.judge.evidence import ROOM_ENDED, Evidence, Kind
from assay.judge.verdict import Outcome, Property, Question
from assay.pages.words import NOT_JUDGED, Reason, ended_cell, number, reason, reasons, visible
from assay.room.limits import MIB, Limits
from tests.pages.samples import CALL, FAULT, FLIPPED, LIMITS, QUESTIONS, TRACER, corr2d, judged

HINT = "Look here."
BOTH = {"expected": "[1.]", "actual": "[0.]"}

#: What a student reads for each kind of failure. A new kind needs a line here.
SAID = {
    Kind.VALUES: Reason("", CALL, (("should be", "[1.]"), ("yours is", "[0.]")), HINT),
    Kind.SHAPE: Reason("", CALL, (("should be", "of shape [1.]"), ("yours is", "of shape [0.]")), HINT),
    Kind.DTYPE: Reason("", CALL, (("should be", "of dtype [1.]"), ("yours is", "of dtype [0.]")), HINT),
    Kind.NOT_FINITE: Reason("", CALL, (("should be", "finite: no nan, no inf"), ("yours is", "[0.]")), HINT),
    Kind.STRUCTURE: Reason("", CALL, (("should be", "[1.]"), ("yours is", "[0.]")), HINT),
    Kind.SAID: Reason("", CALL, (("should be", "[1.]"), ("yours is", "[0.]")), HINT),
    Kind.CHANGES: Reason("The same call gave two different answers.", CALL,
                         (("was first", "[1.]"), ("was then", "[0.]")), HINT),
    Kind.EXPORTED: Reason("What jax.jit compiles of your function was also run by itself, in a process "
                          "where none of your other code had run: there it gives something else.", CALL,
                          (("by itself", "[1.]"), ("yours is", "[0.]")), HINT),
    Kind.RAISED: Reason("Your code raised [0.].", CALL, (), HINT),
    Kind.UNFILLED: Reason("Your function is not filled in yet, or calls a function that is not."),
    Kind.UNDEFINED: Reason("Your function is not there after your cell ran: "
                           "the cell should run without an error and define exactly this name. It raised [0.]."),
    Kind.NOT_CALLABLE: Reason("Your function is there, but cannot be called: it should be a function or a class."),
    Kind.UNSUPPORTED: Reason("Your answer could not be read: it should be an array, a number, or a tuple of these.",
                             CALL),
    Kind.TOO_LARGE: Reason("Your answer is larger than 1 MiB, so it was not read.", CALL),
    Kind.GARBLED: Reason("What came back was no answer: "
                         "something in the notebook interfered with the process that calls your function.", CALL),
    Kind.CALL_TIMEOUT: Reason("A call took longer than 30 seconds, or 10 of the processor; it was stopped.", CALL),
    Kind.NOTEBOOK_TIMEOUT: Reason("Your notebook did not run to its end, so there was nothing to call: "
                                  "a cell may take 60 seconds (20 of the processor), all cells together 180."),
    Kind.SUBMISSION_TIMEOUT: Reason("Your notebook and its calls had used up their time before this was tried: "
                                    "together they may take 600 seconds, or 300 of the processor."),
    Kind.MEMORY: Reason("A call needed more than 4 GiB of memory; it was stopped.", CALL),
    Kind.DIED: Reason("A call ended the Python process.", CALL),
    Kind.NOT_TRIED: Reason("Earlier calls of this question had to be stopped, so this one was not tried."),
}


def told(evidence: Evidence | str | None, limits: Limits = LIMITS) -> Reason | None:
    return reason(judged("values", "is right", HINT, 4.0, evidence), limits)


@pytest.mark.parametrize("kind", Kind)
def test_every_kind_of_failure_has_its_words(kind: Kind) -> None:
    assert told(Evidence(kind, CALL, **BOTH)) == SAID[kind]


@pytest.mark.parametrize("kind", Kind)
def test_no_kind_of_failure_is_left_without_words_when_the_evidence_is_empty(kind: Kind) -> None:
    why = told(Evidence(kind))
    assert why is not None
    assert why.rows or len(why.sentence.split()) > 3
    assert "{" not in why.sentence


def test_an_earned_property_has_no_reason() -> None:
    assert told(None) is None


def test_a_fault_of_the_grader_is_said_to_be_one_and_goes_to_a_person() -> None:
    assert told(FAULT) == Reason("We could not judge this; a person will look.")


@pytest.mark.parametrize("kind", [Kind.UNFILLED, Kind.UNDEFINED, Kind.NOT_CALLABLE])
def test_a_missing_function_is_called_by_its_name(kind: Kind) -> None:
    why = told(Evidence(kind, CALL, detail="corr2d"))
    assert why is not None
    assert "corr2d" in why.sentence
    assert not why.call


def test_an_error_is_told_with_the_line_it_came_from() -> None:
    why = told(Evidence(Kind.RAISED, CALL, actual="ZeroDivisionError: division by zero", detail="line 3 of its cell"))
    assert why is not None
    assert why.sentence == "Your code raised ZeroDivisionError: division by zero (line 3 of its cell)."


def test_braces_in_a_students_text_are_only_text() -> None:
    why = told(Evidence(Kind.RAISED, CALL, actual="KeyError: {name} {0} {call.__class__}", detail="{memory_size}"))
    assert why is not None
    assert why.sentence == "Your code raised KeyError: {name} {0} {call.__class__} ({memory_size})."


def test_the_part_of_the_answer_that_is_meant_is_named() -> None:
    why = told(Evidence(Kind.VALUES, CALL, detail="the loss", **BOTH))
    assert why is not None
    assert why.rows == (("the loss should be", "[1.]"), ("yours is", "[0.]"))


def test_two_equal_summaries_of_large_arrays_give_way_to_the_first_place_that_differs() -> None:
    large = "<an array of shape (10, 8), float32>"
    where = "at [0, 1] it should be 3. and is 4."
    assert told(Evidence(Kind.VALUES, CALL, large, large, where)) == Reason(
        "At [0, 1] it should be 3. and is 4.", CALL, (), HINT)
    assert told(Evidence(Kind.VALUES, CALL, large, large, f"losses: {where}")) == Reason(
        "At [0, 1] of losses it should be 3. and is 4.", CALL, (), HINT)


def test_a_kind_of_failure_gets_one_hint_in_a_question() -> None:
    hints = [why.hint if why else None for why in reasons(QUESTIONS["flipped"], LIMITS)]
    assert hints == ["", None, "Y[i, j] is the sum over a and b of X[i + a, j + b] * K[a, b].", ""]


def test_another_kind_of_failure_gets_its_own_hint() -> None:
    *_, last = reasons(corr2d(*FLIPPED[:3], TRACER), LIMITS)
    assert last is not None
    assert last.hint.startswith("Under jit")


def test_the_limits_are_told_as_they_are() -> None:
    limits = replace(LIMITS, call_seconds=2.5, memory_bytes=512 * MIB)
    slow, big = told(Evidence(Kind.CALL_TIMEOUT, CALL), limits), told(Evidence(Kind.MEMORY, CALL), limits)
    assert slow == Reason("A call took longer than 2.5 seconds, or 10 of the processor; it was stopped.", CALL)
    assert big == Reason("A call needed more than 512 MiB of memory; it was stopped.", CALL)


@pytest.mark.parametrize("kind", sorted(ROOM_ENDED - {Kind.CALL_TIMEOUT, Kind.NOT_TRIED}))
def test_a_cell_that_was_left_out_says_why(kind: Kind) -> None:
    sentence = ended_cell(kind, LIMITS)
    assert sentence.startswith("This cell")
    assert "left out" in sentence
    assert "{" not in sentence


def test_a_cell_that_took_too_long_is_told_what_checks_and_pictures_may_take_too() -> None:
    limits = replace(LIMITS, cell_cpu_seconds=25.0, call_cpu_seconds=7.0)
    assert "(25 of the processor, 7 if it is a check or a picture)" in ended_cell(Kind.NOTEBOOK_TIMEOUT, limits)


def test_each_end_of_a_cell_reads_differently() -> None:
    kinds = ROOM_ENDED - {Kind.CALL_TIMEOUT, Kind.NOT_TRIED}
    assert len({ended_cell(kind, LIMITS) for kind in kinds}) == len(kinds)


@pytest.mark.parametrize(("value", "text"), [(4.0, "4"), (1.5, "1.5"), (0.0, "0"), (10.0, "10"), (0.25, "0.25")])
def test_points_print_as_people_write_them(value: float, text: str) -> None:
    assert number(value) == text


def test_what_cannot_be_printed_is_spelled_out() -> None:
    assert visible("a\x1b[31m\n\r\x00\u202e\u2066\u2028\ud800 é − ✓") == (
        "a\\x1b[31m\\n\\r\\x00\\u202e\\u2066\\u2028\\ud800 é − ✓")


def test_the_judge_says_the_sentence_it_promised() -> None:
    assert NOT_JUDGED == "We could not judge this; a person will look."


def test_points_earned_on_a_correct_answer_of_ours_say_so() -> None:
    item = Property("values", "agrees", "", 4.0, Outcome.EARNED, instead=("corr2d", "sgd_step"))
    assert reason(item, LIMITS) == Reason("Earned with a correct corr2d and sgd_step in place of yours.")


def test_the_hint_of_a_misconception_stands_alone() -> None:
    evidence = Evidence(Kind.SHAPE, "f(1)", "(1,)", "(2,)")
    wrong = Property("shape", "has a shape", "You pad the image.", 2.0, Outcome.NOT_EARNED, evidence)
    other = Property("values", "has values", "", 2.0, Outcome.NOT_EARNED, Evidence(Kind.VALUES, "f(1)", "1.", "2."))
    hints = [why.hint for why in reasons(Question("f", (wrong, other), "padding"), LIMITS) if why]
    assert hints == ["You pad the image.", ""]


def test_a_missing_package_is_named_where_the_call_or_the_cell_raised() -> None:
    raised = Evidence(Kind.RAISED, "f(1)", actual="ModuleNotFoundError: No module named 'torch'", detail="line 1")
    undefined = Evidence(Kind.UNDEFINED, "f(1)", actual=raised.actual, detail="f")
    for evidence in (raised, undefined):
        why = reason(Property("p", "holds", "", 1.0, Outcome.NOT_EARNED, evidence), LIMITS)
        assert why is not None
        assert "aised ModuleNotFoundError: No module named 'torch'" in why.sentence
        assert "There is no torch where notebooks are graded: use jax" in why.sentence
