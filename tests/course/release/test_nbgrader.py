"""nbgrader's other commands on our courses: feedback, export, exchange, and what students validate with."""

from __future__ import annotations

import csv
import json
import os
import re
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from nbgrader.apps.api import NbGraderAPI

from assay.course.config import course_config
from assay.course.grading.by_nbgrader import nbgrader_at_work
from assay.course.places import Course
from tests.broken import MARKUP, cell_of
from tests.course.desk import ANSWERS, LOST, TIME, A, autograde, filled, hand_in, scores, settle
from tests.here import REPOSITORY

HIDDEN = ("given(", "expect.", "def test_", "spread(", "st.integers", "hypothesis")


def nbgrader(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    """An nbgrader command as typed into a terminal."""
    environment = {**os.environ, "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"}
    return subprocess.run([sys.executable, "-P", "-m", "nbgrader", *arguments], cwd=folder, env=environment,
                          capture_output=True, text=True, check=False)


@pytest.fixture
def graded(course: Course) -> Course:
    """A course with a student who lost points and wrote markup wherever there is room for it."""
    notebook = filled(course, why_convolution=f"{MARKUP} [here](javascript:document.title='owned')")
    notebook["cells"].append({"cell_type": "raw", "id": "raw", "metadata": {}, "source": MARKUP})
    cell_of(notebook, "corr2d")["source"] = f"note = {MARKUP!r}\n{ANSWERS['corr2d']}"
    hand_in(course, "ada", notebook)
    settle(course, "ada", {"corr2d": LOST})
    assert autograde(course)["success"]
    return course


def test_the_feedback_page_shows_the_card_and_nothing_hidden(graded: Course) -> None:
    done = nbgrader(graded.root, "generate_feedback", A)
    assert done.returncode == 0, done.stderr
    page = graded.feedback("ada", A).read_text("utf-8")
    assert "6 of 12 points" in page
    assert "has the right values" in page
    body = page[page.index("<body"):]
    for secret in (*HIDDEN, str(REPOSITORY), str(graded.root), sys.prefix, "/tmp/"):
        assert secret not in body, secret
    assert not re.search(r"<script>document|<img src=x|href=.javascript", page)


def test_the_exported_grades_are_the_verdicts(graded: Course) -> None:
    done = nbgrader(graded.root, "export")
    assert done.returncode == 0, done.stderr
    with (graded.root / "grades.csv").open(newline="", encoding="utf-8") as file:
        (row,) = csv.DictReader(file)
    assert (row["student_id"], row["assignment"], float(row["max_score"])) == ("ada", A, 46)
    assert (row["score"], float(row["score_so_far"]), float(row["not_graded_yet"])) == ("", 36, 4)  # the essay


def student_does(api: NbGraderAPI, step: str) -> None:
    """A student's half of the exchange: raises when it fails."""
    api.coursedir.assignment_id = A
    getattr(api.exchange, step)(coursedir=api.coursedir, authenticator=api.authenticator, parent=api).start()


# nbgrader misspells an argument of its own, and leaves a file open.
@pytest.mark.filterwarnings("ignore:Passing unrecognized arguments to super.ExchangeReleaseFeed:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:unclosed file .*timestamp.txt:ResourceWarning")
def test_an_assignment_goes_through_the_exchange_and_its_feedback_comes_back(course: Course, tmp_path: Path) -> None:
    home = tmp_path / "home"
    home.mkdir()
    config = course_config(course.root)
    (tmp_path / "exchange").mkdir()
    config.Exchange.root = str(tmp_path / "exchange")
    config.Exchange.assignment_dir, config.Exchange.cache = str(home), str(tmp_path / "cache")
    api = NbGraderAPI(config=config)
    with nbgrader_at_work():
        assert api.release_assignment(A)["success"]
        student_does(api, "FetchAssignment")
        received = home / A / f"{A}.ipynb"
        assert received.read_bytes() == course.release(A).read_bytes()
        received.write_text(json.dumps(filled(course)), "utf-8")
        student_does(api, "Submit")
        assert api.collect(A)["success"]
        (student,) = course.students(A)
        settle(course, student, {"corr2d": LOST})
        assert autograde(course, student)["success"]
        for step in (api.generate_feedback, api.release_feedback):
            said = step(A, student)
            assert said["success"], said
        student_does(api, "FetchFeedback")
    assert scores(course, student)["corr2d"] == 6
    # Others may pass through the folder, but not look into it, and a page's name is a secret of its student's.
    (kept,) = (tmp_path / "exchange").glob("*/feedback")
    assert stat.S_IMODE(kept.stat().st_mode) == 0o711
    assert all(re.fullmatch(r"[0-9a-f]{32,}\.html", path.name) for path in kept.iterdir())
    (page,) = home.rglob("*.html")
    assert "6 of 12 points" in page.read_text("utf-8")


def test_what_lies_beside_a_notebook_is_no_part_of_the_feedback(course: Course) -> None:
    hand_in(course, "ada", filled(course))
    (course.submitted("ada", A) / "notes.txt").write_text("private", "utf-8")
    settle(course, "ada")
    autograde(course)
    assert (course.autograded("ada", A).parent / "timestamp.txt").read_text("utf-8") == TIME
    assert not (course.autograded("ada", A).parent / "notes.txt").exists()


@pytest.mark.parametrize("solved", [False, True])
def test_validate_tells_students_what_is_missing_in_our_words(course: Course, tmp_path: Path, solved: bool) -> None:
    notebook = filled(course, why_convolution="Locality.") if solved else json.loads(course.release(A).read_text())
    path = tmp_path / f"{A}.ipynb"
    path.write_text(json.dumps(notebook), "utf-8")
    done = nbgrader(tmp_path, "validate", path.name)
    said = done.stdout + done.stderr
    assert done.returncode == 0, said
    if solved:
        assert "Success! Your notebook passes all the tests." in said
    else:
        assert "VALIDATION FAILED ON 7 CELL(S)!" in said
        assert "You did not provide a response." in said
        assert "Not yet: corr2d is still empty. Fill it in, then run this cell again:" in said
        assert "corr2d(X, K) should be [[19, 25], [37, 43]]." in said
        assert "Traceback" not in said
