"""The pytest side: collects the hidden properties, gives them the ``student``, and notes what became of each.

Run by hand (``pytest autograder/convolution``) the same tests meet the reference, in this process.
"""

from __future__ import annotations

import importlib
import os
import sys
from collections.abc import Callable, Collection, Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from assay.judge.evidence import Evidence, JudgeFault, Kind, Mismatch, RoomEnded
from assay.judge.examples import tape
from assay.judge.examples.derived import Derived, derive
from assay.judge.examples.search import Search, judge, judge_more
from assay.judge.explain.described import described, name_of, question_of
from assay.judge.explain.hints import Hint, fitting
from assay.judge.light import lighten
from assay.judge.loading import arrays_of, importable, place_of
from assay.judge.student import Asks, Caller, Local, Remote, Student
from assay.judge.verdict import Outcome, Property

#: Calls that all searches of one submission may make together; what then failed is shown as it failed first. A mistake
#: in two questions takes about so many.
LOOKS = 480
#: Tapes already drawn in this process, by file and test: two assignments may have files of the same name.
_tapes: dict[str, list[tape.Drawn]] = {}
INI = Path(__file__).with_name("hidden.ini")


class Judged:
    """The plugin of one judging: ``results`` fills with a property each, by question, in the files' order."""

    def __init__(self, session: Caller | None, only: Collection[str] = (),
                 earned: Collection[tuple[str, str]] = (), program: str = "") -> None:
        self.session = session
        self._program = program
        self._derived: Derived = {}
        self.hints: dict[tuple[str, str], tuple[Hint, ...]] = {}
        self.needs: dict[str, tuple[str, ...]] = {}
        self._only, self._earned = only, earned
        self._searches: dict[tuple[str, str], Search] = {}
        self._looked = 0
        self._called: dict[tuple[str, str], tuple[Callable[..., None], dict[str, Any]]] = {}
        self.results: dict[str, dict[str, Property]] = {}
        self.faults: list[str] = []
        self._remotes: dict[str, Remote] = {}

    def remote(self, question: str) -> Remote:
        """How a question's calls reach the room."""
        assert self.session is not None
        return self._remotes.setdefault(question, Remote(self.session, question))

    def asked(self, question: str) -> list[tuple[str, str, tuple[Any, ...], dict[str, Any], Any]]:
        """What the student was asked for a question, and answered: name, mode, arguments, more, answer."""
        return self._remotes[question].asked if question in self._remotes else []

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Every property starts as not judged, so that what never ran can never count."""
        for item in items:
            self.needs[question_of(item.path)] = tuple(getattr(getattr(item, "module", None), "NEEDS", ()))
        if self._only:
            items[:] = [item for item in items if question_of(item.path) in self._only]
        items[:] = [item for item in items if (question_of(item.path), name_of(item)) not in self._earned]
        for item in items:
            place = question_of(item.path), name_of(item)
            self.results.setdefault(place[0], {})[place[1]], self.hints[place] = described(item)

    def pytest_collectreport(self, report: pytest.CollectReport) -> None:
        """A file of hidden tests that cannot be read is our fault."""
        if report.failed:
            self.faults.append(f"{Path(report.fspath).name}: {report.longrepr}")

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        """Notes why a test did not come to be called."""
        if report.failed or report.skipped:
            self.faults.append(f"{report.nodeid}: {report.longrepr}")

    @pytest.hookimpl(tryfirst=True)
    def pytest_pyfunc_call(self, pyfuncitem: pytest.Function) -> bool | None:
        """Judges one property; whatever it raises is noted, not passed on."""
        if self.session is None:
            return True
        question, name = question_of(pyfuncitem.path), name_of(pyfuncitem)
        outcome, evidence, fault = Outcome.EARNED, None, ""
        try:
            self._judge(pyfuncitem)
        except (Mismatch, RoomEnded) as failure:
            outcome, evidence = Outcome.NOT_EARNED, failure.evidence
        except AssertionError:
            outcome, evidence = Outcome.NOT_EARNED, Evidence(Kind.SAID)
        except (Exception, JudgeFault) as error:
            outcome, fault = Outcome.NOT_JUDGED, type(error).__name__
            where = place_of(error, pyfuncitem.path)
            self.faults.append(f"{pyfuncitem.nodeid}: {type(error).__name__}: {error}{where}")
        self.note(question, name, outcome, evidence, fault)
        return True

    def note(self, question: str, name: str, outcome: Outcome, evidence: Evidence | None = None,
             fault: str = "") -> None:
        """What became of a property, with the hint that fits."""
        hint = fitting(self.hints[question, name], evidence)
        self.results[question][name] = replace(self.results[question][name], outcome=outcome, evidence=evidence,
                                               fault=fault, hint=hint)

    def body(self, question: str, name: str) -> Callable[[Asks], None]:
        """A property that failed, as a function of who answers: on its smallest failing input, if it draws any."""
        function, given = self._called[question, name]
        search = self._searches.get((question, name))

        def run(asks: Asks) -> None:
            here = {name: value.asking(asks) if isinstance(value, Student) else value for name, value in given.items()}
            with self.remote(question).apart():
                if search is None:
                    function(**here)
                else:
                    search.run(here)

        return run

    def _judge(self, item: pytest.Function) -> None:
        function, given = item.obj, {name: item.funcargs[name] for name in item._fixtureinfo.argnames}
        self._called[question_of(item.path), name_of(item)] = function, given
        if not tape.is_property(function):
            function(**given)
            return
        test = f"{item.path}::{item.name}"
        if test not in _tapes:
            _tapes[test] = tape.record(function, given)
        remote = self.remote(question_of(item.path))
        search = judge(function, given, _tapes[test], lambda: remote.calls)
        if search is None and self._program and item.get_closest_marker("fixed") is None:
            more = derive(function, _tapes[test], self._program, self._derived)
            with remote.apart():
                search = judge_more(function, given, more, _tapes[test], lambda: remote.calls)
        if search is not None:
            self._searches[question_of(item.path), name_of(item)] = search
            raise search.best()

    def ask_on(self) -> None:
        """When all is judged, asks failed properties' other examples too, for what the answers have in common.

        Not those of a question whose calls took too long: nothing can be earned by it, and each may take as long.
        """
        for (question, _), search in self._searches.items():
            if not self.remote(question).late:
                search.ask_on()

    def look(self, questions: Collection[str], seconds: Collection[Judged] = ()) -> None:
        """When all is judged, looks for the smallest inputs on which failed properties of some questions fail.

        What second looks give back is left out: nobody reads why it failed. So is a question whose calls took too
        long: where it failed first is shown as it was found.
        """
        for (question, name), search in self._searches.items():
            given_back = any(item.outcome == Outcome.EARNED for second in seconds
                             if (item := second.results.get(question, {}).get(name)) is not None)
            if question in questions and not given_back and not self.remote(question).late and self._looked < LOOKS:
                lighten()
                before = self.remote(question).calls
                self._look(question, name, search)
                self._looked += self.remote(question).calls - before

    def _look(self, question: str, name: str, search: Search) -> None:
        try:
            search.look()
        except (Exception, JudgeFault) as error:
            self.faults.append(f"{name}: {type(error).__name__}: {error}")
            self.note(question, name, Outcome.NOT_JUDGED, fault=type(error).__name__)
        else:
            self.note(question, name, Outcome.NOT_EARNED, search.best().evidence)


@pytest.fixture(scope="module")
def student(request: pytest.FixtureRequest) -> Student:
    """The student judged now; run by hand, the reference solution."""
    judged = request.config.pluginmanager.get_plugin("judged")
    arrays = arrays_of(request.path.parent)
    if isinstance(judged, Judged):
        if judged.session is None:
            return Student(Local({}))
        return Student(judged.remote(question_of(request.path)), arrays)
    reference = importlib.import_module(f"solutions.{request.path.parent.name}.reference")
    return Student(Local(vars(reference), arrays), arrays)


def drawn(path: Path, name: str) -> list[tape.Drawn]:
    """The tape of a property, if it was drawn in this process."""
    return _tapes.get(f"{path}::{name}", [])


def run_hidden_tests(folder: Path, session: Caller | None, *, only: Collection[str] = (),
                     earned: Collection[tuple[str, str]] = (), program: str = "") -> Judged:
    """Runs the hidden tests of one assignment on a submission; without a session they are only collected.

    Args:
        folder: where the assignment's hidden tests lie.
        session: how calls reach the student's functions.
        only: the questions to judge; all, if empty.
        earned: properties, by question and name, that are left out.
        program: a digest of the submission's program, from which further examples are drawn; none are, if empty.

    Raises:
        JudgeFault: the tests could not be collected.
    """
    import hypothesis

    importable(folder.parents[1])
    tape.pin_draws()
    hypothesis.settings.load_profile("judge")
    judged = Judged(session, only, earned, program)
    arguments = [str(folder), "-c", str(INI), "--rootdir", str(folder), "-p", "no:terminal", "-p", "no:cacheprovider",
                 "-p", "no:faulthandler", "-p", "no:unraisableexception", "-p", "no:threadexception", "-s",
                 "--disable-plugin-autoload", *(["--collect-only"] if session is None else [])]
    with _unasked():
        code = pytest.main(arguments, plugins=[_Named(judged), sys.modules[__name__]])
    if code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED) or not judged.results:
        raise JudgeFault(f"the hidden tests in {folder.name} could not be run: {' '.join(judged.faults) or code}")
    return judged


@contextmanager
def _unasked() -> Iterator[None]:
    """Hides what somebody's environment asks of pytest: options for tests of their own would choose among ours."""
    kept = {name: os.environ.pop(name) for name in list(os.environ) if name.startswith("PYTEST_")}
    try:
        yield
    finally:
        os.environ.update(kept)


class _Named:
    """Registers the plugin under the name that the ``student`` fixture looks for."""

    def __init__(self, judged: Judged) -> None:
        self._judged = judged

    def pytest_configure(self, config: pytest.Config) -> None:
        config.pluginmanager.register(self._judged, "judged")


__all__ = ["INI", "Judged", "drawn", "run_hidden_tests", "student"]
