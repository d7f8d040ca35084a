"""The command line: every verb says what it does, and every mistake of an instructor gets one sentence."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from assay.__main__ import VERBS, main
from assay.course.places import Course
from tests.course.desk import LOST, A, autograde, filled, hand_in, settle
from tests.here import REPOSITORY

GOLDEN = Path(__file__).parent / "golden"


def run(course: Course, *arguments: str) -> int:
    verb, *more = arguments
    return main([verb, "--course", str(course.root), *more])


def helped(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, *arguments: str) -> str:
    monkeypatch.setenv("COLUMNS", "100")
    assert main([*arguments, "--help"]) == 0
    return capsys.readouterr().out


def test_the_help_is_what_it_was(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    assert helped(capsys, monkeypatch) == (GOLDEN / "help.txt").read_text("utf-8")


@pytest.mark.parametrize("verb", VERBS)
def test_a_verbs_help_begins_with_what_it_does(
        capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, verb: str) -> None:
    does = VERBS[verb].help or ""
    assert re.fullmatch(r"[A-Z][^\n]*\.", does)
    said = helped(capsys, monkeypatch, verb)
    assert said.startswith(f"Usage: assay {verb} [OPTIONS]")
    assert " ".join(does.split()) in " ".join(said.split())
    unsafe = "UNSAFE: run students' code with this account's rights" in " ".join(said.split())
    assert unsafe is (verb in ("autograde", "check", "demo", "feedback", "judge", "regrade", "report", "watch"))


MISTAKES: dict[str, tuple[list[str], str]] = {
    "nobody handed in": (["autograde"], "Nobody has submitted convolution: put notebooks into "
                                        "submitted/STUDENT/convolution/."),
    "an unknown assignment": (["autograde", "--assignment", "pooling"],
                              "Nobody has submitted pooling: put notebooks into submitted/STUDENT/pooling/."),
    "an unknown student": (["autograde", "--student", "bob"],
                           "'bob' has not submitted convolution: submitted/bob/convolution is missing."),
    "an assignment without text": (["source", "--assignment", "pooling"],
                                   "source/pooling.py is missing. Write the assignment there, "
                                   "or choose another ASSIGNMENT=…."),
    "a release without text": (["release", "--assignment", "pooling"],
                               "source/pooling.py is missing. Write the assignment there, "
                               "or choose another ASSIGNMENT=…."),
    "a report on an unknown assignment": (["report", "--assignment", "pooling"],
                                          "The gradebook does not know 'pooling'. Run `make release` first."),
    "feedback before grading": (["feedback"], "Nobody has submitted convolution: put notebooks into "
                                              "submitted/STUDENT/convolution/."),
    "feedback for an unknown student": (["feedback", "--student", "bob"],
                                        "'bob' has not submitted convolution: submitted/bob/convolution is missing."),
}


@pytest.mark.parametrize("name", MISTAKES)
def test_a_mistake_gets_one_sentence(course: Course, capsys: pytest.CaptureFixture[str], name: str) -> None:
    arguments, sentence = MISTAKES[name]
    assert run(course, *arguments) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"{arguments[0]}: {sentence}\n")


@pytest.mark.parametrize("verb, missing, sentence", [
    ("autograde", "gradebook.db",
     "gradebook.db is missing. Run `make release` first: it tells the gradebook the assignment."),
    ("autograde", "release", "release/convolution/convolution.ipynb is missing. Run `make release` first."),
    ("feedback", "autograded", "Nothing of convolution is autograded yet. Run `make autograde` first."),
    ("report", "gradebook.db", "gradebook.db is missing. Run `make release`, then `make autograde`."),
    ("export", "gradebook.db", "gradebook.db is missing. Run `make release`, then `make autograde`."),
    ("grade", "gradebook.db", "gradebook.db is missing. Run `make release`, then `make autograde`."),
    ("formgrader", "nbgrader_config.py", "course is no course folder: it has no nbgrader_config.py."),
])
def test_a_missing_part_is_named_with_the_remedy(
        course: Course, capsys: pytest.CaptureFixture[str], verb: str, missing: str, sentence: str) -> None:
    hand_in(course, "ada", filled(course))
    part = course.root / missing
    shutil.rmtree(part, ignore_errors=True) if not part.is_file() else part.unlink()
    assert run(course, verb) == 1
    said = capsys.readouterr()
    assert (said.out, said.err) == ("", f"{verb}: {sentence}\n")


def test_the_gradebook_is_restored_and_said_to_be(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "restore") == 1
    assert capsys.readouterr().err == ("restore: There is no backup: backups/ holds none. `make autograde` makes one "
                                       "before it writes the gradebook.\n")
    assert run(course, "gradebook") == 0
    backup, = (course.root / "backups").iterdir()
    capsys.readouterr()
    assert run(course, "restore", "--backup", backup.name) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0].split()[0] == backup.name
    assert said[1] == f"gradebook.db is now {backup.name}."
    assert said[-1].startswith("Run `make autograde`: what was graded since comes back from verdicts/;")


def test_a_gradebook_that_went_missing_is_not_begun_anew_while_there_are_backups(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "gradebook") == 0
    course.gradebook.unlink()
    assert run(course, "gradebook") == 1
    assert capsys.readouterr().err.startswith("gradebook: gradebook.db is missing, but backups/ holds gradebook-0001-")
    assert not course.gradebook.exists()


def test_a_mistake_is_no_traceback_in_a_terminal_either(course: Course) -> None:
    done = subprocess.run([sys.executable, "-m", "assay", "export", "--course", str(course.root / "nowhere")],
                          cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert done.returncode == 1
    assert done.stderr == "export: nowhere is no course folder: it has no nbgrader_config.py.\n"


@pytest.mark.parametrize("arguments", [[], ["mark"], ["autograde", "--workers", "0"], ["autograde", "--workers=-2"],
                                       ["autograde", "--workers", "many"], ["formgrader", "--port", "x"]])
def test_what_the_command_line_does_not_know_is_refused_with_the_usage(
        capsys: pytest.CaptureFixture[str], arguments: list[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err.startswith("Usage: assay")


def test_an_interruption_says_how_to_go_on(
        course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupted(*_: object) -> int:
        raise KeyboardInterrupt

    monkeypatch.setattr("assay.course.grading.summary.print_report", interrupted)
    assert run(course, "report") == 130
    assert capsys.readouterr().err == "report: stopped; what is done is kept, run it again to go on.\n"


def test_source_and_export_say_what_they_wrote(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, "source") == 0
    assert run(course, "export") == 0
    assert capsys.readouterr().out == "source/convolution/convolution.ipynb\ngrades.csv\n"
    assert (course.root / "grades.csv").exists()


def test_all_grades_are_exported_without_saying_which_assignment(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    (course.root / "autograder" / "pooling").mkdir()
    (course.root / "autograder" / "pooling" / "test_pooling.py").touch()
    assert run(course, "export") == 0
    assert run(course, "export", "--to", "csv") == 1
    assert run(course, "export", "--assignment", "pooling") == 1
    assert capsys.readouterr().err.splitlines() == [
        "export: Say which assignment, with --assignment or ASSIGNMENT=…: there are convolution, pooling.",
        "export: grades.csv holds all assignments. To write one alone, say --to csv, or another system, too."]


def test_grading_feedback_and_report_in_a_terminal(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    hand_in(course, "ada", filled(course))
    hand_in(course, "bob", b"{")
    settle(course, "ada", {"corr2d": LOST})
    assert autograde(course)["success"]
    assert run(course, "feedback") == 0
    assert capsys.readouterr().out == "2 feedback pages: feedback/STUDENT/convolution/convolution.html\n"
    done = subprocess.run([sys.executable, "-m", "assay", "report", "--course", str(course.root)],
                          cwd=REPOSITORY, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (0, "")
    assert re.search(r"^ ?ada +0 +6 +8 +4 +6 +8 +4 +36", done.stdout, re.MULTILINE)
    assert done.stdout.endswith("The same as a page: report.html\n")
    assert "ada" in (course.root / "report.html").read_text("utf-8")
    assert not (course.root / "feedback" / "eve").exists()
    assert course.feedback("bob", A).read_text("utf-8").count("could not be read") == 1


def test_a_verb_begins_before_anything_large_is_imported(course: Course) -> None:
    """nbgrader, the judge and what they bring take seconds, in which nobody hears Ctrl-C."""
    asks = ("import sys, assay.command as program\nfrom assay.__main__ import main\nwhole = program.run\n"
            "def work(course, **_): print(*sorted({name.split('.')[0] for name in sys.modules}))\n"
            "program.run = lambda name, verb, *rest: whole(name, work, *rest)\n"
            f"main(['report', '--course', {str(course.root)!r}, '--assignment', {A!r}])")
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    large = {"hypothesis", "jax", "jupytext", "nbconvert", "nbformat", "nbgrader", "numpy", "pytest", "sqlalchemy"}
    assert "traitlets" in done.stdout.split()
    assert large & set(done.stdout.split()) == set()


def test_no_parser_is_made_for_a_format_that_no_notebook_has() -> None:
    """It costs two seconds in each process; notebooks and our own schema are proved without it."""
    asks = ("import sys, assay, nbformat, jsonschema\nfrom nbformat.v4 import new_notebook\n"
            "nbformat.validate(new_notebook())\n"
            "jsonschema.validate('x', {'format': 'iri'}, format_checker=jsonschema.FormatChecker())\n"
            "print('lark' in sys.modules)")
    done = subprocess.run([sys.executable, "-c", asks], cwd=REPOSITORY / "src", capture_output=True, text=True,
                          check=True)
    assert done.stdout == "False\n"
