"""Our two steps in nbgrader's chain: verdicts become outputs, feedback and grades."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from assay.course.gradebook.rows import opened
from assay.course.places import Course
from assay.judge.evidence import Kind
from assay.judge.verdict import Run
from assay.pages.words import NOT_JUDGED
from assay.room.room import Isolation
from tests.broken import cell_of
from tests.course import desk
from tests.course.desk import (
    LOST,
    OPEN,
    POINTS,
    A,
    autograde,
    filled,
    grade,
    graded,
    hand_in,
    scores,
    settle,
    taken,
)

PRINTED = {"output_type": "stream", "name": "stdout", "text": "hello\n"}


def place_of(course: Course, student: str, name: str) -> str:
    cells = taken(course, student).notebook["cells"]
    return str(next(place for place, cell in enumerate(cells) if cell["id"] == name))


def ran(*outputs: dict[str, Any], ended: Kind | None = None) -> dict[str, Any]:
    return {"outputs": list(outputs), "count": 3, "ended": ended}


def outputs(course: Course, student: str, name: str) -> list[dict[str, Any]]:
    return list(cell_of(graded(course, student), name)["outputs"])


def card(course: Course, student: str, name: str) -> str:
    """The text of the feedback below a test."""
    text = outputs(course, student, f"test_{name}")[-1]["data"]["text/plain"]
    return "".join(text)


@pytest.fixture
def ada(course: Course) -> Course:
    """The course after Ada has handed in."""
    hand_in(course, "ada", filled(course))
    return course


def test_points_of_properties_become_partial_scores(ada: Course) -> None:
    settle(ada, "ada", {"corr2d": LOST, "sgd_step": LOST})
    assert autograde(ada)["success"]
    assert scores(ada, "ada") == {**POINTS, "corr2d": 6.0, "sgd_step": 3.0}
    assert grade(ada, "ada", "test_corr2d") == (6.0, None, False)


def test_what_was_not_judged_waits_for_a_person(ada: Course) -> None:
    settle(ada, "ada", {"corr2d": OPEN})
    assert autograde(ada)["success"]
    assert grade(ada, "ada", "test_corr2d") == (None, None, True)
    assert scores(ada, "ada") == {**POINTS, "corr2d": None}
    assert NOT_JUDGED in " ".join(card(ada, "ada", "corr2d").split())
    assert "MemoryError" not in card(ada, "ada", "corr2d")


def test_a_question_that_the_verdict_does_not_know_waits_for_a_person(
        ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(desk, "POINTS", {name: points for name, points in POINTS.items() if name != "sgd_step"})
    settle(ada, "ada")
    assert autograde(ada)["success"]
    assert grade(ada, "ada", "test_sgd_step") == (None, None, True)


def test_what_was_refused_waits_for_a_person_under_the_sentence(course: Course) -> None:
    hand_in(course, "ada", b"{")
    assert autograde(course)["success"]
    assert scores(course, "ada") == dict.fromkeys(POINTS)
    assert all(grade(course, "ada", f"test_{name}")[2] for name in POINTS)
    assert grade(course, "ada", "why_convolution") == (None, None, True)
    notebook = graded(course, "ada")
    top = "".join(notebook["cells"][0]["source"])
    assert top.startswith("**This submission could not be read.** Your notebook file is damaged: it ends in the middle")
    assert not any(cell.get("outputs") for cell in notebook["cells"])
    assert "verdict" not in notebook["metadata"]["grading"]


def test_a_refused_submission_that_is_handed_in_again_is_graded(course: Course) -> None:
    hand_in(course, "ada", b"{")
    autograde(course)
    hand_in(course, "ada", filled(course))
    settle(course, "ada")
    assert autograde(course, force=False)["success"]
    assert scores(course, "ada") == POINTS


def test_the_manual_question_is_a_zero_when_empty_and_a_persons_otherwise(ada: Course) -> None:
    hand_in(ada, "eve", filled(ada, why_convolution="It sees the same thing everywhere."))
    settle(ada, "ada")
    settle(ada, "eve")
    assert autograde(ada)["success"]
    assert grade(ada, "ada", "why_convolution") == (0.0, None, False)
    assert grade(ada, "eve", "why_convolution") == (None, None, True)


def set_by_hand(course: Course, cell: str, score: float, comment: str) -> None:
    with opened(course) as gradebook:
        gradebook.find_grade(cell, A, A, "ada").manual_score = score
        gradebook.find_comment("corr2d", A, A, "ada").manual_comment = comment
        gradebook.db.commit()


def test_scores_and_comments_set_by_hand_survive_grading_again(ada: Course) -> None:
    settle(ada, "ada", {"corr2d": LOST})
    autograde(ada)
    set_by_hand(ada, "test_corr2d", 11.0, "Nearly.")
    settle(ada, "ada")
    assert autograde(ada)["success"]
    assert grade(ada, "ada", "test_corr2d")[:2] == (12.0, 11.0)
    with opened(ada) as gradebook:
        assert gradebook.find_comment("corr2d", A, A, "ada").comment == "Nearly."
        assert gradebook.find_grade("test_corr2d", A, A, "ada").score == 11.0


def test_an_autograded_notebook_shows_what_it_printed_and_the_judges_card(ada: Course) -> None:
    settle(ada, "ada", {"corr2d": LOST}, Run({place_of(ada, "ada", "test_corr2d"): ran(PRINTED)}))
    assert autograde(ada)["success"]
    stream, shown = outputs(ada, "ada", "test_corr2d")
    assert "".join(stream["text"]) == "hello\n"
    assert cell_of(graded(ada, "ada"), "test_corr2d")["execution_count"] == 3
    assert shown["output_type"] == "display_data"
    assert "".join(shown["data"]["text/html"]).startswith("<div")
    assert "6 of 12 points" in card(ada, "ada", "corr2d")
    assert "yours is   [[0.]]" in card(ada, "ada", "corr2d")


def test_a_traceback_does_not_tell_where_this_machine_keeps_things(ada: Course) -> None:
    trace = [f"File \x1b[32m{place}/lib/jax/core.py:3\x1b[39m" for place in (sys.prefix, ada.root)]
    error = {"output_type": "error", "ename": "E", "evalue": f"in {ada.root}/x", "traceback": trace}
    settle(ada, "ada", run=Run({place_of(ada, "ada", "test_corr2d"): ran(error)}))
    assert autograde(ada)["success"]
    told = outputs(ada, "ada", "test_corr2d")[0]
    assert told["traceback"] == ["File \x1b[32m…/lib/jax/core.py:3\x1b[39m"] * 2
    assert told["evalue"] == "in …/x"
    assert str(ada.root) not in ada.autograded("ada", A).read_text("utf-8")


def test_a_cell_that_was_left_out_says_why(ada: Course) -> None:
    settle(ada, "ada", run=Run({place_of(ada, "ada", "receptive_field"): ran(ended=Kind.NOTEBOOK_TIMEOUT)}))
    assert autograde(ada)["success"]
    (said,) = outputs(ada, "ada", "receptive_field")
    assert "".join(said["traceback"]).startswith("This cell took too long and was left out")


CLAIMS: dict[str, Sequence[dict[str, Any]]] = {
    "a result": [{"output_type": "execute_result", "data": {"text/plain": "12.0"}, "metadata": {},
                  "execution_count": 3}],
    "an impossible result": [{"output_type": "execute_result", "data": {"text/plain": "inf"}, "metadata": {},
                              "execution_count": 3}],
    "an error": [{"output_type": "error", "ename": "E", "evalue": "", "traceback": []}],
    "errors printed": [{"output_type": "stream", "name": "stderr", "text": "12.0"}],
    "a partial result": [{"output_type": "execute_result", "data": {"text/plain": "1"}, "metadata": {},
                          "execution_count": 3}],
}


@pytest.mark.parametrize("claim", CLAIMS.values(), ids=CLAIMS)
@pytest.mark.parametrize("outcome", [None, LOST, OPEN])
def test_what_a_notebook_puts_out_does_not_change_a_score(ada: Course, claim: list[dict[str, Any]],
                                                          outcome: Any) -> None:
    told = {} if outcome is None else {"corr2d": outcome}
    settle(ada, "ada", told, Run({place_of(ada, "ada", "test_corr2d"): ran(*claim)}))
    said = autograde(ada)
    assert said["success"], said["log"]
    assert scores(ada, "ada") == {**POINTS, "corr2d": {None: 12.0, LOST: 6.0, OPEN: None}[outcome]}


def test_points_promised_in_the_submitted_metadata_do_not_count(ada: Course) -> None:
    notebook = filled(ada)
    cell_of(notebook, "test_corr2d")["metadata"]["nbgrader"]["points"] = 1000
    hand_in(ada, "ada", notebook)
    settle(ada, "ada")
    assert autograde(ada)["success"]
    with opened(ada) as gradebook:
        assert gradebook.find_submission(A, "ada").max_score == 46
        assert gradebook.find_submission(A, "ada").score == 42


def test_lateness_is_nbgraders(ada: Course) -> None:
    settle(ada, "ada")
    with opened(ada) as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-09-14 11:00:00")
    assert autograde(ada)["success"]
    with opened(ada) as gradebook:
        assert gradebook.find_submission(A, "ada").total_seconds_late == 3600


class Apart:
    """Stands in for the process that judges one submission."""

    def __init__(self, course: Course, said: str, *, settles: bool) -> None:
        self.course, self.said, self.settles = course, said, settles
        self.commands: list[list[str]] = []
        self.folders: list[Path] = []

    def __call__(self, command: list[str], *, cwd: Path, **_: Any) -> subprocess.CompletedProcess[str]:
        self.commands.append(command)
        self.folders.append(cwd)
        if self.settles:
            settle(self.course, "ada", {"conv2d": LOST})
        return subprocess.CompletedProcess(command, 1, "", self.said)


def test_without_a_verdict_the_judge_is_called_in_a_process_of_its_own(
        ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    apart = Apart(ada, "", settles=True)
    monkeypatch.setattr("assay.course.gradebook.preprocessors.subprocess.run", apart)
    assert autograde(ada)["success"]
    ((_, *command),) = apart.commands
    assert command == ["-m", "assay", "judge", "--course", str(ada.root), "--assignment", A, "--student=ada"]
    assert apart.folders == [ada.root]
    assert scores(ada, "ada") == {**POINTS, "conv2d": 4.0}


def test_a_course_without_isolation_says_so_to_the_judge(ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    unsafe = Course(ada.root, Isolation.NONE)
    apart = Apart(unsafe, "", settles=True)
    monkeypatch.setattr("assay.course.gradebook.preprocessors.subprocess.run", apart)
    assert autograde(unsafe)["success"]
    assert apart.commands[0][-1] == "--without-sandbox"


@pytest.mark.parametrize("said, wanted", [
    ("judge: There is no bubblewrap.\n", "judge: There is no bubblewrap."),
    ("", "the judge ended without a verdict"),
])
def test_a_judge_that_gives_no_verdict_leaves_nothing_behind(
        ada: Course, monkeypatch: pytest.MonkeyPatch, said: str, wanted: str) -> None:
    monkeypatch.setattr("assay.course.gradebook.preprocessors.subprocess.run", Apart(ada, said, settles=False))
    told = autograde(ada)
    assert not told["success"]
    assert wanted in told["log"]
    assert not ada.autograded("ada", A).exists()
