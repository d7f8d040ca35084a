"""Who needs nothing, told by bytes: whatever else changes is noticed, whatever its time says."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest

from assay.course.gradebook.database import connected
from assay.course.grading import grading, unchanged
from assay.course.grading.grading import autograde
from assay.course.grading.unchanged import Settled
from assay.course.intake.staging import take_in_all
from assay.course.places import Course
from assay.room.room import Isolation
from tests.course.desk import OPEN, A, filled, hand_in, settle


@pytest.fixture(scope="module")
def graded(course_template: Course, tmp_path_factory: pytest.TempPathFactory) -> Course:
    """A class that was graded: Ada is right, Bob's file is damaged, Eve's test cell was put back."""
    course = Course(tmp_path_factory.mktemp("graded") / "course", Isolation.NONE)
    shutil.copytree(course_template.root, course.root, symlinks=True)
    hand_in(course, "ada", filled(course))
    hand_in(course, "bob", b"{")
    notebook = filled(course, corr2d="corr2d = None")
    notebook["cells"] = [cell for cell in notebook["cells"] if cell["id"] != "test_corr2d"]
    hand_in(course, "eve", notebook)
    settle(course, "ada")
    settle(course, "eve")
    assert autograde(course, A).fresh == ["ada", "bob", "eve"]
    return course


@pytest.fixture
def three(graded: Course, tmp_path: Path) -> Course:
    """A copy of the graded class for one test."""
    shutil.copytree(graded.root, tmp_path / "course", symlinks=True)
    return Course(tmp_path / "course", Isolation.NONE)


def standing(course: Course) -> list[str]:
    held = Settled(course, A)
    return [student for student in course.students(A) if held.stands(student)]


def test_who_was_graded_stands(three: Course) -> None:
    assert standing(three) == ["ada", "bob", "eve"]


def test_of_those_who_stand_no_notebook_is_parsed_and_the_same_is_said(
        three: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    taken: list[str] = []

    def take_in(course: Course, assignment: str, students: list[str]) -> Any:
        taken.extend(students)
        return take_in_all(course, assignment, students)

    monkeypatch.setattr(grading, "take_in_all", take_in)
    again = autograde(three, A)
    assert taken == []
    assert (again.fresh, list(again.refused)) == ([], ["bob"])
    assert again.notes == {"eve": ["The cell test_corr2d was missing; it was put back."]}


def same_size_same_time(course: Course) -> None:
    path = course.submitted("ada", A) / f"{A}.ipynb"
    found, text = path.stat(), path.read_bytes()
    path.write_bytes(text.replace(b"range(", b"ranje(", 1))
    os.utime(path, ns=(found.st_atime_ns, found.st_mtime_ns))
    assert (path.stat().st_size, path.stat().st_mtime_ns) == (found.st_size, found.st_mtime_ns)
    assert path.read_bytes() != text


def verdict_gone(course: Course) -> None:
    for path in course.store(A).folder.glob("*.json"):
        path.unlink()


def a_link(course: Course) -> None:
    path = course.submitted("bob", A) / f"{A}.ipynb"
    path.unlink()
    path.symlink_to("elsewhere")


def no_time(course: Course) -> None:
    (course.submitted("eve", A) / "timestamp.txt").unlink()


def no_autograded(course: Course) -> None:
    course.autograded("eve", A).unlink()


def made_writable(path: Path) -> Path:
    path.chmod(0o600)
    return path


def unsigned(course: Course) -> None:
    with closing(connected(course.gradebook)) as database:
        assert database.execute("DELETE FROM made_from WHERE student = 'ada'").rowcount == 1


CHANGES: dict[str, tuple[Callable[[Course], Any], list[str]]] = {
    "a letter, with the same size and time": (same_size_same_time, ["bob", "eve"]),
    "the time of submission": (no_time, ["ada", "bob"]),
    "a damaged file": (lambda course: hand_in(course, "bob", b"{{"), ["ada", "eve"]),
    "a link": (a_link, ["ada", "eve"]),
    "an autograded notebook": (lambda course: made_writable(course.autograded("ada", A)).write_text("{}"),
                               ["bob", "eve"]),
    "an autograded notebook that is gone": (no_autograded, ["ada", "bob"]),
    "verdicts that are gone": (verdict_gone, ["bob"]),
    "a gradebook from before": (unsigned, ["bob", "eve"]),
    "the release": (lambda course: course.release(A).write_text(course.release(A).read_text() + "\n"), []),
    "the note": (lambda course: Settled(course, A).path.write_text('{"ada": {"before": 1}}'), []),
}


@pytest.mark.parametrize("change, left", CHANGES.values(), ids=CHANGES)
def test_what_has_changed_is_noticed(three: Course, change: Callable[[Course], Any], left: list[str]) -> None:
    change(three)
    assert standing(three) == left


def test_other_tests_other_limits_and_other_code_of_ours_are_noticed(
        three: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    assert standing(Course(three.root)) == []  # another isolation
    with monkeypatch.context() as patch:
        patch.setattr(unchanged, "digest_of", lambda _: "0" * 64)
        assert standing(three) == []
    with monkeypatch.context() as patch:
        patch.setattr(unchanged, "version", lambda _: "0.0")
        assert standing(three) == []
    assert standing(three) == ["ada", "bob", "eve"]


def test_an_incomplete_verdict_does_not_stand(three: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    hand_in(three, "ada", filled(three, corr2d="corr2d = 2"))
    settle(three, "ada", {"corr2d": OPEN})
    monkeypatch.setattr(grading, "judge_all", lambda *_: {})
    autograde(three, A)
    assert standing(three) == ["bob", "eve"]
