"""What the gradebook says of a whole class: right, wrong, broken and hostile, graded by the real thing."""

from __future__ import annotations

import html
import json
import re
import shutil
from typing import Any

import pytest
from bs4 import BeautifulSoup

from assay.course.gradebook.rows import opened, rows
from assay.course.grading.grading import autograde
from assay.course.places import Course
from assay.judge.answers import read_misconception
from assay.judge.verdict import Verdict
from tests.endtoend.classroom import BREAKERS, FORGING, POINTS, RIGHT, SOLUTIONS, SPYING, WRONG
from tests.endtoend.conftest import GradedClass

A = "convolution"
GOOD = ("a_good_one", "z_good_one", *(f"right_{name}" for name in RIGHT))


def scores(graded: GradedClass, student: str) -> dict[str, float | None]:
    """A student's automatic scores, from gradebook.db."""
    row = next(row for row in rows(graded.course, A) if row.student == student)
    return {name: row.scores[name] for name in POINTS}


def lost(graded: GradedClass, student: str) -> set[str]:
    return {name for name, score in scores(graded, student).items() if score != POINTS[name]}


def notebook(graded: GradedClass, student: str) -> dict[str, Any]:
    read: dict[str, Any] = json.loads(graded.course.autograded(student, A).read_text("utf-8"))
    return read


def printed(graded: GradedClass, student: str) -> str:
    """All that a student's notebook put out, as its autograded copy shows it."""
    return json.dumps([cell.get("outputs") for cell in notebook(graded, student)["cells"]], ensure_ascii=False)


def page(graded: GradedClass, student: str) -> str:
    return graded.course.feedback(student, A).read_text("utf-8")


@pytest.mark.parametrize("student", GOOD)
def test_a_right_solution_earns_every_point(graded_class: GradedClass, student: str) -> None:
    assert scores(graded_class, student) == POINTS


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_solution_loses_points_where_it_is_wrong_and_nowhere_else(graded_class: GradedClass, name: str) -> None:
    assert lost(graded_class, f"wrong_{name}") == graded_class.room.pupils[f"wrong_{name}"].loses


@pytest.mark.parametrize("name", BREAKERS)
def test_a_broken_submission_is_graded_or_refused_with_one_sentence(graded_class: GradedClass, name: str) -> None:
    student = f"broken_{name}"
    pupil = graded_class.room.pupils[student]
    if pupil.readable:
        assert student not in graded_class.graded.refused
        assert lost(graded_class, student) <= pupil.loses
    else:
        sentence = graded_class.graded.refused[student]
        assert set(scores(graded_class, student).values()) == {None}
        assert "\n" not in sentence
        assert sentence.endswith(".")
        assert sentence in BeautifulSoup(page(graded_class, student), "html.parser").get_text()


def test_nobody_is_left_out_and_the_judge_made_no_mistake(graded_class: GradedClass) -> None:
    assert {row.student for row in rows(graded_class.course, A)} == set(graded_class.room.pupils)
    assert graded_class.graded.faults == {}


def test_the_manual_question_waits_for_a_person(graded_class: GradedClass) -> None:
    row = next(row for row in rows(graded_class.course, A) if row.student == "a_good_one")
    assert row.needs_person == ("why_convolution",)
    assert row.scores["why_convolution"] is None


@pytest.mark.parametrize("name", [name for name in SPYING if name != "in_call"])
def test_a_spy_finds_nothing_while_its_notebook_runs(graded_class: GradedClass, name: str) -> None:
    found = re.findall(r"FOUND: \[(.*?)\]", printed(graded_class, f"spy_{name}"))
    assert found
    assert set(found) == {""}


def test_a_spy_finds_nothing_while_it_is_tested(graded_class: GradedClass) -> None:
    assert "FOUND: []" in page(graded_class, "spy_in_call")


def test_nobody_connects_to_a_server_outside(graded_class: GradedClass) -> None:
    assert graded_class.visitors == []


@pytest.mark.parametrize("name", ["unfilled", "answer_deleted", "loop_at_top", "exit_at_top", "exit_in_corr2d"])
def test_what_is_broken_costs_points(graded_class: GradedClass, name: str) -> None:
    assert lost(graded_class, f"broken_{name}")


@pytest.mark.parametrize("name", FORGING)
def test_a_forger_earns_what_zeros_earn_and_no_more(graded_class: GradedClass, name: str) -> None:
    # Zeros have the right shape, and are the same each time.
    assert (scores(graded_class, f"forge_{name}")["corr2d"] or 0) <= 3
    assert lost(graded_class, f"forge_{name}") == {"corr2d"}


def test_feedback_shows_the_smallest_failing_input(graded_class: GradedClass) -> None:
    shown = page(graded_class, "wrong_flips_kernel")
    smallest = ("corr2d(jnp.array([[0., 1.]]), jnp.array([[0., 1.]]))",
                "corr2d(jnp.array([[0.], [1.]]), jnp.array([[0.], [1.]]))")
    assert any(call in shown for call in smallest)


def test_feedback_names_the_misconception(graded_class: GradedClass) -> None:
    hint = read_misconception(SOLUTIONS / "chaff" / "flips_kernel.py").hint
    assert html.escape(hint) in page(graded_class, "wrong_flips_kernel")


def test_a_wrong_corr2d_does_not_cost_what_only_calls_it(graded_class: GradedClass) -> None:
    assert lost(graded_class, "harmed_by_corr2d") == {"corr2d"}
    assert "Earned with a correct corr2d in place of yours." in page(graded_class, "harmed_by_corr2d")


@pytest.mark.parametrize("student", ["wrong_flips_kernel", "wrong_losses_one_short", "a_good_one",
                                     "broken_loop_at_top"])
def test_feedback_holds_no_hidden_test_and_no_path(graded_class: GradedClass, student: str) -> None:
    shown = page(graded_class, student)
    for secret in ("expect.", "@given", "def test_", "images_and_kernels", str(graded_class.course.root),
                   "autograder/", "site-packages"):
        assert secret not in shown


def test_a_cell_that_never_ends_is_named_in_the_notebook(graded_class: GradedClass) -> None:
    assert "60 seconds" in printed(graded_class, "broken_loop_at_top")


def test_a_second_run_changes_nothing(graded_class: GradedClass) -> None:
    before = rows(graded_class.course, A)
    assert autograde(graded_class.course, A).fresh == []
    assert rows(graded_class.course, A) == before


AGAIN = ("spy_child", "wrong_flips_kernel", "broken_exit_in_corr2d")


@pytest.mark.filterwarnings("ignore::sqlalchemy.exc.SAWarning")
def test_judging_again_gives_the_same_bytes_and_keeps_manual_scores(graded_class: GradedClass) -> None:
    course = graded_class.course
    verdicts = course.store(A).folder
    before = {path.name: path.read_bytes() for path in verdicts.glob("*.json")}
    with opened(course) as gradebook:
        grade = gradebook.find_grade("test_corr2d", A, A, "wrong_flips_kernel")
        grade.manual_score = 7.5
        gradebook.db.commit()
    for student in AGAIN:
        (verdicts / f"{notebook(graded_class, student)['metadata']['grading']['verdict']}.json").unlink()
        shutil.rmtree(course.autograded(student, A).parent)
    assert len(list(verdicts.glob("*.json"))) == len(before) - len(AGAIN)
    assert autograde(course, A).fresh == sorted(AGAIN)
    assert {path.name: path.read_bytes() for path in verdicts.glob("*.json")} == before
    assert scores(graded_class, "wrong_flips_kernel")["corr2d"] == 7.5


def test_a_verdict_says_what_it_was_reached_with(graded_class: GradedClass) -> None:
    path = next(iter(graded_class.course.store(A).folder.glob("*.json")))
    basis = Verdict.from_json(path.read_text("ascii")).basis
    assert basis["isolation"] == "bubblewrap"
    assert {"submission", "tests", "judge", "versions", "seed", "limits"} <= set(basis)


def test_students_and_paths_stand_in_no_verdict(graded_class: GradedClass) -> None:
    course: Course = graded_class.course
    for path in course.store(A).folder.glob("*.json"):
        text = path.read_text("ascii")
        assert str(course.root) not in text
        assert not any(student in text for student in graded_class.room.pupils)
