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
from typing import Any

import pytest

from assay.__main__ import main
from assay.course.gradebook.lock import Busy, held
from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import EXTENSIONS, ROSTER, SHOWN, note, noted
from assay.course.grading.grading import Graded, autograde
from assay.course.grading.origin import OWNERS
from assay.course.places import Course, CourseError
from assay.course.watch import arrivals, showing, status, watching
from assay.course.watch.policy import Policy, When
from assay.course.watch.status import Status, at_work, lines, lock, write
from assay.course.watch.watching import Watcher
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, hand_in, settle
from tests.course.grading.test_origin import ACCOUNTS, as_root
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


def test_of_many_a_few_are_graded_at_each_look_and_who_has_just_come_is_among_the_first(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy(When.AT_ONCE))
    term.watcher.workers = 1
    for number in range(7):
        term.hands_in(f"s{number}", number)
    monkeypatch.setattr(time, "sleep", lambda _: None)
    assert term.after()
    assert (term.watcher.status.judged, term.watcher.status.waiting) == (4, 3)
    term.hands_in("new", 8)
    monkeypatch.setattr(arrivals, "TURN", 2)
    assert term.after()
    assert (term.watcher.status.judged, term.watcher.status.waiting) == (6, 2)
    assert "mark8" in term.page("new")
    assert term.after()
    assert (term.watcher.status.judged, term.watcher.status.waiting) == (8, 0)
    assert [term.shown(f"s{number}") for number in range(7)] == [1] * 7
    assert term.watcher.status.faults == {}


def test_while_somebody_waits_it_does_not_sleep(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    watcher = days(Policy()).watcher
    waiting, slept = iter([3, 0, 2]), list[float]()

    def look() -> bool:
        try:
            watcher._left[A] = next(waiting)
        except StopIteration:
            raise KeyboardInterrupt from None
        return watcher._left[A] != 2  # that one failed

    monkeypatch.setattr(watcher, "look", look)
    monkeypatch.setattr(time, "sleep", slept.append)
    with pytest.raises(KeyboardInterrupt):
        watcher.run()
    assert slept == [0.0, 10.0, 20.0]


def test_its_status_tells_how_long_the_last_waited_for_a_record_and_the_longest(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term, ahead = days(Policy(When.NEVER)), 0.0
    real = time.time
    monkeypatch.setattr(time, "time", lambda: real() + ahead)
    for student, ahead_now in (("ada", 40.0), ("bob", 5.0)):
        assert term.after()
        term.hands_in(student, 1)

        def grades_late(*given: Any, late: float = ahead_now, **more: Any) -> Graded:
            nonlocal ahead
            graded = autograde(*given, **more)
            ahead += late
            return graded

        monkeypatch.setattr(watching, "autograde", grades_late)
        assert term.after()
    seen = term.watcher.status
    assert 5.0 <= seen.last < 35.0
    assert 40.0 <= seen.longest < 75.0
    said = f"  From its arrival to its record the last took {seen.last:.0f} s, the longest {seen.longest:.0f} s."
    assert said in lines(*at_work(term.course))


def test_a_page_that_takes_a_minute_and_fails_is_tried_later_and_later(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy(When.AT_ONCE))
    clock, tried = [1000.0], list[tuple[float, list[str]]]()

    def slow(_: Course, __: str, students: list[str], *___: Any) -> dict[str, str]:
        tried.append((clock[0], students))
        clock[0] += 60.0
        return dict.fromkeys(students, "TimeoutError: it took longer than 60 seconds.")

    monkeypatch.setattr(showing, "pages", slow)
    monkeypatch.setattr(time, "monotonic", lambda: clock[0])
    term.hands_in("ada", 1)
    for _ in range(40):
        assert term.after()
        assert list(term.watcher.status.faults) == [f"{A}/ada"]
        clock[0] += 10.0
    starts = [at for at, _ in tried]
    assert starts[1] - starts[0] == 60 + 20
    assert starts[2] - starts[1] == 60 + 40
    assert len(tried) < 7


def test_a_page_that_the_exchange_did_not_take_is_handed_to_it_again(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy(When.AT_ONCE, 1))
    term.watcher.exchange = True
    term.hands_in("ada", 1)
    released: list[str] = []
    answers = iter([False, KeyboardInterrupt, True])

    class Exchange:
        """Takes no page at first, is cut short at the second, and takes the third."""

        def collect(self, *_: Any, **__: Any) -> dict[str, Any]:
            return {"success": True}

        def release_feedback(self, _: str, student: str) -> dict[str, Any]:
            released.append(student)
            answer = next(answers)
            if answer is KeyboardInterrupt:
                raise KeyboardInterrupt
            return {"success": answer}

    monkeypatch.setattr(showing, "api", lambda _: Exchange())
    monkeypatch.setattr(watching, "api", lambda _: Exchange())
    assert term.after()
    assert term.watcher.status.faults == {f"{A}/ada": "the exchange did not take the page"}
    with pytest.raises(KeyboardInterrupt):
        term.after()
    for _ in range(2):
        assert term.after()
        assert term.watcher.status.faults == {}
    assert released == ["ada"] * 3
    assert term.shown("ada") == 1


def with_an_exchange(term: Days, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Whose pages it has taken."""
    term.watcher.exchange = True
    released: list[str] = []

    class Exchange:
        """Has nothing new, and takes every page."""

        def collect(self, *_: Any, **__: Any) -> dict[str, Any]:
            return {"success": True}

        def release_feedback(self, _: str, student: str) -> dict[str, Any]:
            released.append(student)
            return {"success": True}

    monkeypatch.setattr(showing, "api", lambda _: Exchange())
    monkeypatch.setattr(watching, "api", lambda _: Exchange())
    return released


@as_root
def test_a_page_of_work_under_anothers_name_is_not_released_to_who_handed_it_in(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term, ben, ada = days(Policy(When.AT_ONCE)), ACCOUNTS[0], ACCOUNTS[1].pw_name
    released = with_an_exchange(term, monkeypatch)
    for student in (ada, ben.pw_name):
        term.hands_in(student, 1)
        (term.course.submitted(student, A) / OWNERS).write_text(str(ben.pw_uid), "ascii")
    for _ in range(2):
        assert term.after()
        assert released == [ben.pw_name]
        assert (term.page(ada), term.shown(ada)) == ("", 0)
        assert term.watcher.status.faults == {f"{A}/{ada}": (
            f"It was handed in under the name of {ada}, but the files belong to {ben.pw_name}. No page is released: "
            f"delete that folder from the exchange and submitted/{ada}/{A}; or, if it is right, run `make feedback` "
            f"and `nbgrader release_feedback {A} --student={ada}`.")}
    (term.course.submitted(ada, A) / OWNERS).unlink()
    assert term.after()
    assert (released, term.watcher.status.faults) == ([ben.pw_name, ada], {})


def test_an_exchange_that_gives_nothing_is_told(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    term = days(Policy(When.NEVER))
    term.watcher.exchange = True

    class Gone:
        """An exchange that is not there."""

        def collect(self, *_: Any, **__: Any) -> dict[str, Any]:
            return {"success": False, "error": "",
                    "log": "[INFO] Collecting\n[ERROR] Unwritable directory /srv/exchange"}

    monkeypatch.setattr(watching, "api", lambda _: Gone())
    assert not term.after()
    assert capsys.readouterr().err == ("watch: convolution: Nothing could be collected from the exchange: [ERROR] "
                                       "Unwritable directory /srv/exchange\n")


def test_who_could_not_be_judged_is_tried_again_later_and_stays_told(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy(When.NEVER))
    term.hands_in("ada", 1)
    runs: list[None] = []
    said = {"ada": "no memory"}

    def tries(*_: Any, **__: Any) -> Graded:
        runs.append(None)
        return Graded(["ada"], faults=dict(said))

    monkeypatch.setattr(watching, "autograde", tries)
    for _ in range(3):
        assert term.after()
        assert term.watcher.status.faults == {f"{A}/ada": "no memory"}
    assert len(runs) == 1
    assert [term.watcher._pause(number) for number in range(7)] == [10.0, 20.0, 40.0, 80.0, 160.0, 300.0, 300.0]
    term.hands_in("bob", 2)  # whoever comes in meanwhile does not wait
    assert term.after()
    assert len(runs) == 2
    monkeypatch.setattr(watching, "LONGEST", -1.0)
    said.clear()
    assert term.after()
    assert (len(runs), term.watcher.status.faults) == (3, {})
    assert term.after()
    assert len(runs) == 3


def test_who_waits_is_counted_over_all_assignments(
        days: Callable[[Policy], Days], monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy(When.NEVER))
    term.watcher.status.assignments = [A, "other"]
    left = {A: ["ada", "bob"], "other": ["cyd"]}
    monkeypatch.setattr(Course, "students", lambda *_: ["ada"])
    monkeypatch.setattr(watching, "show", lambda *_, **__: {})
    monkeypatch.setattr(watching, "autograde", lambda _, name, **__: Graded([], left=left[name]))
    assert term.after()
    assert term.watcher.status.waiting == 3
    left["other"] = []
    assert term.after()
    assert term.watcher.status.waiting == 2


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

    monkeypatch.setattr(status, "replace_file", full)
    assert not term.after()


def test_its_status_says_whether_it_is_at_work(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["watch", "--status", "--course", str(course.root)]
    assert main(arguments) == 1
    assert capsys.readouterr().out == "Nobody watches this course: start `assay watch`.\n"
    now = time.time()
    seen = Status(4321, 10.0, [A], now - 50, now - 3, 0.25, 12, 1, faults={f"{A}/ada": "no memory"})
    said = (f"{A}, process 4321: 12 judged, 1 waiting, 1 faults. The last look was 3 s ago and took 0.25 s.\n"
            f"  {A}/ada: no memory\n")
    with held(lock(course), ""):
        assert main(arguments) == 0
        assert capsys.readouterr().out == "A watcher has just begun.\n"
        write(course, seen)
        assert main(arguments) == 0
        assert capsys.readouterr().out == f"Watching {said}"
        assert main(["watch", "--course", str(course.root)]) == 1
        assert capsys.readouterr().err == f"watch: This course is watched already, by process {os.getpid()}.\n"
        write(course, replace(seen, looked=0.0, faults={}))
        assert main(arguments) == 0
        assert capsys.readouterr().out.endswith("0 faults. It looks.\n")
    write(course, seen)
    assert main(arguments) == 1
    assert capsys.readouterr().out == f"No longer watching {said}"
    assert main(["watch", "--course", str(course.root), "--only", "nothing"]) == 1
    assert capsys.readouterr().err == "watch: There are no hidden tests for nothing.\n"
    status.place(course).write_text("{", "ascii")
    assert main(arguments) == 1


@pytest.mark.parametrize("begun", ["default_int_handler", "SIG_IGN"])  # as a script's shell begins it in the background
def test_a_service_that_is_ended_while_nbgrader_works_ends(begun: str) -> None:
    """nbgrader catches Ctrl-C wherever it is, so the signal of a service waits like Ctrl-C until it is done."""
    code = (f"import os, signal, time\nsignal.signal(signal.SIGINT, signal.{begun})\n"
            "from assay.processes import whole\nfrom assay.verbs.machines import end_as_interrupted\n"
            "end_as_interrupted()\nsteps = []\n"
            "try:\n    with whole():\n        try:\n            os.kill(os.getpid(), signal.SIGTERM)\n"
            "            time.sleep(0.1)\n            steps.append('done')\n"
            "        except KeyboardInterrupt:\n            steps.append('swallowed')\n"
            "    steps.append('went on')\nexcept KeyboardInterrupt:\n    steps.append('ended')\nprint(*steps)")
    done = subprocess.run([sys.executable, "-c", code], cwd=REPOSITORY, capture_output=True, text=True, check=True,
                          env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")})
    assert done.stdout.split() == ["done", "ended"]
@pytest.mark.parametrize(("ago", "said"), [
    (4000.0, "The last look was 4000 s ago and took 0 s."), (None, "It looks.")])
def test_through_a_look_of_an_hour_it_is_at_work_and_no_other_is_let_in(
        course: Course, capsys: pytest.CaptureFixture[str], ago: float | None, said: str) -> None:
    now = time.time()
    write(course, Status(4_194_304, 10.0, [A], now - 5000, 0.0 if ago is None else now - ago))
    with held(lock(course), ""):
        assert main(["watch", "--status", "--course", str(course.root)]) == 0
        assert capsys.readouterr().out == f"Watching {A}, process 4194304: 0 judged, 0 waiting, 0 faults. {said}\n"
        assert main(["watch", "--course", str(course.root)]) == 1
    assert capsys.readouterr().err == f"watch: This course is watched already, by process {os.getpid()}.\n"


def test_a_watcher_that_was_killed_leaves_its_place_at_once(course: Course) -> None:
    hold = ("import sys, time; from pathlib import Path; from assay.course.gradebook.lock import held\n"
            "with held(Path(sys.argv[1]), ''): print(flush=True); time.sleep(600)")
    with subprocess.Popen([sys.executable, "-c", hold, str(lock(course))], stdout=subprocess.PIPE) as other:
        assert other.stdout is not None
        other.stdout.readline()
        assert at_work(course) == (None, True)
        assert lines(*at_work(course)) == ["A watcher has just begun."]
        with pytest.raises(Busy, match=f"watched already, by process {other.pid}"):
            Watcher(course, [A], Policy(), 10.0).run()
        other.kill()
    assert at_work(course) == (None, False)


@as_root
def test_one_account_under_several_names_gets_no_page_for_each(days: Callable[[Policy], Days],
                                                               monkeypatch: pytest.MonkeyPatch) -> None:
    """By names that are nobody's, a day's pages were as many as one liked."""
    term, ben, ada = days(Policy(When.AT_ONCE, 1)), ACCOUNTS[0], ACCOUNTS[1]
    released = with_an_exchange(term, monkeypatch)
    for owner, student in ((ada, ada.pw_name), *((ben, f"nobody{number}") for number in range(4))):
        term.hands_in(student, len(student))
        (term.course.submitted(student, A) / OWNERS).write_text(str(owner.pw_uid), "ascii")
    assert term.after()
    assert released == [ada.pw_name]
    assert term.watcher.status.faults[f"{A}/nobody0"].startswith(
        f"It belongs to {ben.pw_name}, and so does what was handed in under nobody1 and nobody2 and nobody3. No page")


def test_who_is_not_in_the_roster_gets_no_page_from_the_exchange(days: Callable[[Policy], Days],
                                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    term = days(Policy(When.AT_ONCE, 1))
    released = with_an_exchange(term, monkeypatch)
    with opened(term.course) as gradebook:
        note(gradebook, ROSTER, [{"student": "ada", "section": "", "here": 1, "now": ""}])
        gradebook.db.commit()
    for student in ("ada", "nobody"):
        term.hands_in(student, 1)
    assert term.after()
    assert released == ["ada"]
    assert term.watcher.status.faults[f"{A}/nobody"].startswith("nobody is not in the roster. No page is released: ")
