"""A watcher through its days, with a clock of ours. Verdicts are there beforehand, so no room is opened."""

from __future__ import annotations

import errno
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assay.__main__ import main
from assay.course.gradebook.lock import held
from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import EXTENSIONS, SHOWN, note, noted
from assay.course.grading.grading import Graded, autograde
from assay.course.places import Course, CourseError
from assay.course.watch import showing, watching
from assay.course.watch.policy import Policy, When
from assay.course.watch.watching import Status, Watcher, at_work, lines, write
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, hand_in, settle
from tests.here import REPOSITORY

START = datetime(2026, 9, 14, 12, tzinfo=UTC)


class Days:
    """A watcher, its clock, and what students see."""

    def __init__(self, course: Course, policy: Policy) -> None:
        self.course, self.now = Course(course.root, Isolation.NONE), START
        self.watcher = Watcher(self.course, [A], policy, 10.0, now=lambda: self.now)

    def hands_in(self, student: str, number: int) -> None:
        hand_in(self.course, student, filled(self.course, corr2d=f"mark{number} = None"))
        settle(self.course, student, {"corr2d": LOST})

    def after(self, hours: float = 0.0) -> bool:
        """Time goes by, and the watcher looks."""
        self.now += timedelta(hours=hours)
        return self.watcher.look()

    def page(self, student: str) -> str:
        path = self.course.feedback(student, A)
        return path.read_text("utf-8") if path.exists() else ""

    def shown(self, student: str) -> int:
        with opened(self.course) as gradebook:
            return len(noted(gradebook, SHOWN, assignment=A, student=student))


@pytest.fixture
def days(course: Course) -> Callable[[Policy], Days]:
    return lambda policy: Days(course, policy)


def test_what_comes_in_is_graded_and_shown_so_many_times_a_day(days: Callable[[Policy], Days]) -> None:
    term = days(Policy(When.AT_ONCE, 2))
    assert term.after()
    assert term.watcher.status.judged == 0
    term.hands_in("ada", 1)
    assert term.after()
    assert (term.watcher.status.judged, term.shown("ada")) == (1, 1)
    assert "mark1" in term.page("ada")
    for number in (2, 3, 4):
        term.hands_in("ada", number)
        assert term.after(1)
    assert (term.watcher.status.judged, term.shown("ada")) == (4, 2)
    assert "mark2" in term.page("ada")
    term.hands_in("bob", 7)
    assert term.after(1)
    assert "mark7" in term.page("bob")
    assert term.after(19.9)  # 23.9 hours after the first
    assert "mark2" in term.page("ada")
    assert term.after(0.2)
    assert "mark4" in term.page("ada")  # the newest; what came in between is never shown
    assert (term.shown("ada"), term.shown("bob")) == (3, 1)


def test_before_the_deadline_nothing_is_shown_and_an_extension_counts(days: Callable[[Policy], Days]) -> None:
    term = days(Policy(When.AFTER_DEADLINE))
    with opened(term.course) as gradebook:
        gradebook.find_assignment(A).duedate = (START + timedelta(hours=5)).replace(tzinfo=None)
        gradebook.db.commit()
        note(gradebook, EXTENSIONS, [{"assignment": A, "student": "bob", "seconds": 7200.0}])
        gradebook.db.commit()
    term.hands_in("ada", 1)
    term.hands_in("bob", 2)
    assert term.after(4.9)
    assert (term.page("ada"), term.page("bob"), term.watcher.status.judged) == ("", "", 2)
    assert term.after(0.2)
    assert "mark1" in term.page("ada")
    assert term.page("bob") == ""
    assert term.after(2)
    assert "mark2" in term.page("bob")


@pytest.mark.parametrize("newest", [1, 2])
def test_a_page_that_was_noted_and_not_made_gives_its_place_to_the_newest_work_and_counts_once(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch, newest: int) -> None:
    term = days(Policy(When.AT_ONCE, 1))
    term.hands_in("ada", 1)

    def killed(*_: Any) -> Any:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(showing, "pages", killed)
        with pytest.raises(KeyboardInterrupt):
            term.after()
    assert (term.shown("ada"), term.page("ada")) == (1, "")
    term.hands_in("ada", newest)
    assert term.after()
    assert term.shown("ada") == 1
    assert f"mark{newest}" in term.page("ada")
    term.hands_in("ada", 3)
    assert term.after(1)
    assert f"mark{newest}" in term.page("ada")


def test_nothing_new_costs_nothing(days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy(When.NEVER))
    term.hands_in("ada", 1)
    assert term.after()
    runs: list[None] = []

    def counted(*given: Any, **more: Any) -> Graded:
        runs.append(None)
        return autograde(*given, **more)

    monkeypatch.setattr(watching, "autograde", counted)
    assert term.after(1)
    assert runs == []
    (term.course.submitted("ada", A) / f"{A}.ipynb").touch()
    assert term.after(1)
    assert len(runs) == 1
    monkeypatch.setattr(watching, "THOROUGH", -1.0)
    assert term.after(1)
    assert len(runs) == 2
    assert term.page("ada") == ""


@pytest.mark.parametrize("error, told", [
    (CourseError("The release is gone."), "convolution: The release is gone."),
    (OSError(errno.ENOSPC, os.strerror(errno.ENOSPC)), "convolution: ")])
def test_what_goes_wrong_is_said_once_and_tried_again(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str],
        error: Exception, told: str) -> None:
    term = days(Policy(When.AT_ONCE))
    term.hands_in("ada", 1)

    def fails(*_: Any, **__: Any) -> Any:
        raise error

    with monkeypatch.context() as patch:
        patch.setattr(watching, "autograde", fails)
        assert not term.after()
        assert not term.after()
    said = capsys.readouterr().err
    assert said.startswith(f"watch: {told}")
    assert said.count("\n") == 1
    assert told in "\n".join(lines(*at_work(term.course)))
    assert term.after()
    assert term.watcher.status.error == ""
    assert term.shown("ada") == 1


def test_after_faults_it_looks_less_often(days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = days(Policy()).watcher
    outcomes, slept = iter([True, False, False, False, True]), list[float]()

    def look() -> bool:
        try:
            return next(outcomes)
        except StopIteration:
            raise KeyboardInterrupt from None

    monkeypatch.setattr(watcher, "look", look)
    monkeypatch.setattr(time, "sleep", slept.append)
    with pytest.raises(KeyboardInterrupt):
        watcher.run()
    assert slept == [10.0, 20.0, 40.0, 80.0, 10.0]


def test_a_full_disk_does_not_end_it(days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy())

    def full(*_: Any) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(watching, "replace_file", full)
    assert not term.after()


def test_its_status_says_whether_it_is_at_work(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["watch", "--status", "--course", str(course.root)]
    assert main(arguments) == 1
    assert capsys.readouterr().out == "Nobody watches this course: start `assay watch`.\n"
    now, lock = time.time(), course.cache / watching.LOCK
    status = Status(4321, 10.0, [A], now - 50, now - 3, 0.25, 12, 1, {f"{A}/ada": "no memory"}, "")
    said = (f"{A}, process 4321: 12 judged, 1 waiting, 1 faults. The last look was 3 s ago and took 0.25 s.\n"
            f"  {A}/ada: no memory\n")
    with held(lock, ""):
        assert main(arguments) == 0
        assert capsys.readouterr().out == "A watcher has just begun.\n"
        write(course, status)
        assert main(arguments) == 0
        assert capsys.readouterr().out == f"Watching {said}"
        assert main(["watch", "--course", str(course.root)]) == 1
        assert capsys.readouterr().err == f"watch: This course is watched already, by process {os.getpid()}.\n"
        write(course, replace(status, looked=0.0, faults={}))
        assert main(arguments) == 0
        assert capsys.readouterr().out.endswith("0 faults. It looks.\n")
    write(course, status)
    assert main(arguments) == 1
    assert capsys.readouterr().out == f"No longer watching {said}"
    assert main(["watch", "--course", str(course.root), "--only", "nothing"]) == 1
    assert capsys.readouterr().err == "watch: There are no hidden tests for nothing.\n"
    Path(watching.place(course)).write_text("{", "ascii")
    assert main(arguments) == 1


def test_a_service_that_is_ended_while_nbgrader_works_ends() -> None:
    """nbgrader catches Ctrl-C wherever it is, so the signal of a service waits like Ctrl-C until it is done."""
    code = ("import os, signal, time\nfrom assay.processes import whole\n"
            "from assay.verbs.machines import end_as_interrupted\nend_as_interrupted()\nsteps = []\n"
            "try:\n    with whole():\n        try:\n            os.kill(os.getpid(), signal.SIGTERM)\n"
            "            time.sleep(0.1)\n            steps.append('done')\n"
            "        except KeyboardInterrupt:\n            steps.append('swallowed')\n"
            "    steps.append('went on')\nexcept KeyboardInterrupt:\n    steps.append('ended')\nprint(*steps)")
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")})
    assert done.stdout.split() == ["done", "ended"]
