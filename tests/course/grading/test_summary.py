"""What an instructor reads after grading."""

from __future__ import annotations

import subprocess
import sys

import pytest
from bs4 import BeautifulSoup

from assay.course.gradebook.lateness import refresh
from assay.course.gradebook.rows import opened
from assay.course.grading.grading import Graded
from assay.course.grading.summary import print_report, print_summary, wide_console
from assay.course.places import CONFIG, Course
from tests.course.desk import LOST, A, autograde, filled, hand_in, settle


@pytest.fixture
def two(course: Course) -> Course:
    """A course after Ada was graded and Bob was refused."""
    hand_in(course, "ada", filled(course))
    hand_in(course, "bob", b"{")
    settle(course, "ada", {"corr2d": LOST})
    assert autograde(course)["success"]
    return course


def test_the_summary_names_who_was_refused_mended_and_not_judged(
        two: Course, capsys: pytest.CaptureFixture[str]) -> None:
    graded = Graded(["ada", "bob"], fresh=["ada"], refused={"bob": "Your file [b]is[/b] damaged."},
                    notes={"ada": ["One.", "Two."]}, faults={"ada": "MemoryError"},
                    misplaced={"a*": "Rename it."})
    print_summary(two, A, graded)
    said = capsys.readouterr().out
    assert "Could not be read, not graded:\n  bob: Your file [b]is[/b] damaged.\n" in said
    assert "Not looked at:\n  a*: Rename it.\n" in said
    assert "Mended:\n  ada: One. Two.\n" in said
    assert "Not judged, through no fault of the student's:\n  ada: MemoryError\nRun `make autograde` again;" in said
    assert said.count("bob: Your") == 1
    assert said.endswith("\n2 submissions, 1 graded anew.\n")


def test_nothing_that_the_summary_names_moves_the_cursor(two: Course, capsys: pytest.CaptureFixture[str]) -> None:
    odd = "\x1b[2J\nada"
    print_summary(two, A, Graded([odd], refused={odd: f"Not {odd}."}, notes={odd: [odd]}, faults={odd: odd}))
    said = capsys.readouterr().out
    assert "\x1b" not in said
    assert said.count("\\x1b[2J\\nada") == 6


def test_a_smooth_run_says_no_more_than_the_table_the_count_and_who_still_waits(
        two: Course, capsys: pytest.CaptureFixture[str]) -> None:
    print_summary(two, A, Graded(["ada", "bob"]))
    said = capsys.readouterr().out
    assert "36" in said
    assert not [title for title in ("Could not", "Mended", "Not looked", "again") if title in said]
    with opened(two) as gradebook:
        page = gradebook.find_submission_notebook(A, A, "bob").id
    assert said.count("Not judged") == 1
    assert ("\nNot judged, a person has to look:\n  bob: everything\n"
            f"    http://localhost:8888/formgrader/submissions/{page}/\n") in said
    assert said.endswith("\n2 submissions, 0 graded anew.\n")


def test_the_report_is_printed_and_written_as_a_page(two: Course, capsys: pytest.CaptureFixture[str]) -> None:
    print_report(two, A)
    said = capsys.readouterr().out
    assert said.endswith("The same as a page: report.html\n")
    why = "bob: Your notebook file is damaged: "
    assert said.count(why) == 1
    page = (two.root / "report.html").read_text("utf-8")
    assert page.startswith("<!doctype html>")
    shown = " ".join(BeautifulSoup(page, "html.parser").get_text(" ").split())
    assert "bob ✎ Your notebook file is damaged: " in shown
    assert "Not judged, a person has to look (1) bob ✎ : everything" in shown
    assert "corr2d has the right values 6 6 1 100 %" in shown


def test_a_table_that_goes_to_a_file_is_not_squeezed() -> None:
    assert wide_console().width == 130


@pytest.mark.parametrize("policy", ["", "c.LateSubmissionPlugin.penalty_method = 'zero'\n",
                                    "c.LateRule.points_off = lambda student, score, seconds: 0.1 * score\n"])
@pytest.mark.parametrize("verb", [["report"], ["export"], ["export", "--to", "csv"], ["export", "--to", "json"],
                                  ["export", "--to", "gradescope"]], ids=" ".join)
def test_a_report_and_an_export_take_nothing_along_that_takes_seconds(
        two: Course, verb: list[str], policy: str) -> None:
    with opened(two) as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-09-13 12:00:00")
    (two.root / CONFIG).write_text((two.root / CONFIG).read_text("utf-8") + policy, "utf-8")
    refresh(two, A)
    about = ["--assignment", A] if verb != ["export"] else []
    asks = ("import sys\nfrom assay.__main__ import main\n"
            f"assert main({[*verb, '--course', str(two.root), *about]}) == 0\n"
            "print(*sorted({name.split('.')[0] for name in sys.modules}))")
    done = subprocess.run([sys.executable, "-c", asks], capture_output=True, text=True, check=True)
    loaded = set(done.stdout.splitlines()[-1].split())
    assert "sqlalchemy" in loaded
    assert {"nbgrader", "nbconvert", "nbformat", "jax", "numpy", "pytest", "hypothesis", "mistune"} & loaded == set()
