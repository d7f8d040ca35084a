"""A student's own look: the visible checks, question by question, in a room and from the notebook alone."""

from __future__ import annotations

import copy
import json
import shutil
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.course.intake.handed_in import handed_in
from assay.course.intake.staging import submission_of
from assay.course.places import Course, CourseError
from assay.course.selfcheck import NOT_RUN, beside, look, read, told
from assay.judge.evidence import Kind
from assay.judge.explain.outputs import Output
from assay.judge.session import Ran
from assay.pages.selfcheck import Checked
from assay.room.diagnosis import SandboxUnavailable
from assay.room.limits import Limits
from tests.course.desk import POINTS, A, Notebook, filled

RED: Output = {"output_type": "stream", "name": "stderr", "text": "Not yet: corr2d(X, K) should be\n[[19]], but is 1."}
RAISED: Output = {"output_type": "error", "ename": "NameError", "evalue": "name 'x' is not defined", "traceback": []}
WARNED: Output = {"output_type": "stream", "name": "stderr", "text": "/a/b.py:3: UserWarning: slow\n  f(x)\n"}
SHOWN: Output = {"output_type": "stream", "name": "stdout", "text": "✓ corr2d(X, K) is [[19]]\n"}


@pytest.fixture
def notebook(course_template: Course, tmp_path: Path) -> Path:
    return saved(tmp_path / f"{A}.ipynb", filled(course_template))


def saved(path: Path, notebook: Notebook) -> Path:
    path.write_text(json.dumps(notebook), "utf-8")
    return path


def said(path: Path, ran: dict[str, Ran]) -> tuple[tuple[Checked, ...], tuple[str, ...]]:
    """What is told of a notebook whose cells of these names did this, and all others nothing of note."""
    notebook = read(path)
    submission = submission_of(A, notebook)
    names = {cell.place: notebook["cells"][cell.place]["id"] for cell in submission.cells}
    return told(submission, notebook["cells"], {place: ran.get(name, Ran([SHOWN])) for place, name in names.items()
                                                if name not in ran or ran[name] is not None}, Limits())


def test_every_question_with_a_check_is_told(notebook: Path) -> None:
    questions, others = said(notebook, {})
    assert questions == tuple(Checked(name) for name in POINTS)
    assert others == ()


@pytest.mark.parametrize("ran, complaint", [
    (Ran([RED]), "Not yet: corr2d(X, K) should be [[19]], but is 1."),
    (Ran([WARNED, SHOWN]), ""),
    (Ran([WARNED, RED]), "Not yet: corr2d(X, K) should be [[19]], but is 1."),
    (Ran([SHOWN, RAISED]), "Your code raised NameError: name 'x' is not defined"),
    (Ran([], None, Kind.NOTEBOOK_TIMEOUT), "This cell took too long and was left out: a cell may take 60 seconds (20 "
                                           "of the processor, 10 if it is a check or a picture), all cells together "
                                           "180."),
    (Ran([], None, Kind.MEMORY), "This cell needed more than 4 GiB of memory and was left out."),
])
def test_what_a_check_complains_of_is_said_in_one_line(notebook: Path, ran: Ran, complaint: str) -> None:
    questions, others = said(notebook, {"test_corr2d": ran})
    assert questions[0] == Checked("corr2d", complaint)
    assert {each.complaint for each in questions[1:]} == {""}
    assert others == ()


def test_what_goes_wrong_in_other_cells_is_said_by_their_names(notebook: Path) -> None:
    place = next(place for place, cell in enumerate(read(notebook)["cells"], 1) if cell["id"] == "corr2d")
    assert said(notebook, {"corr2d": Ran([RAISED])})[1] == (
        f"Cell {place} (corr2d): Your code raised NameError: name 'x' is not defined",)
    assert said(notebook, {"show_edges": Ran([RAISED])})[1] == ()  # a picture; its question is told by its check


def test_what_was_not_run_does_not_hold(notebook: Path) -> None:
    submitted = read(notebook)
    questions, others = told(submission_of(A, submitted), submitted["cells"], {}, Limits())
    assert {each.complaint for each in questions} == {NOT_RUN}
    assert others


def test_files_beside_the_notebook_are_in_the_room_where_it_names_them(notebook: Path) -> None:
    for name in ("data.csv", "other.csv", "helper.py", "held.npy"):
        (notebook.parent / name).write_text("1", "utf-8")
    (notebook.parent / "link.csv").symlink_to(notebook)
    held = read(notebook)
    held["cells"][-1] |= {"cell_type": "code", "source": "open('data.csv'); import helper.py; 'link.csv'; 'held.npy'"}
    assert [path.name for path in beside(notebook, submission_of(A, held))] == ["data.csv", "held.npy"]


@pytest.mark.parametrize("content, sentence", [
    (b"{", "Your notebook file is damaged: it ends in the middle. Open your notebook in Jupyter, save it, and submit "
           "it again."),
    (b'{"nbformat": 4, "metadata": {}, "cells": []}',
     "one.ipynb: No check was found: the cells whose names begin with test_ are missing. Take the notebook that you "
     "were given, or name it with --release."),
])
def test_what_is_no_notebook_of_ours_is_said(tmp_path: Path, content: bytes, sentence: str,
                                             capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "one.ipynb").write_bytes(content)
    assert main(["selfcheck", str(tmp_path / "one.ipynb")]) == 1
    assert capsys.readouterr().err == f"selfcheck: {sentence}\n"


def test_a_file_that_is_not_there_is_said(tmp_path: Path) -> None:
    with pytest.raises(CourseError, match=r"is not there\. Name the notebook, such as `assay selfcheck conv"):
        look(tmp_path / "one.ipynb")


def test_a_link_is_said_to_be_one(notebook: Path, tmp_path: Path) -> None:
    (tmp_path / "work.ipynb").symlink_to(notebook)
    with pytest.raises(CourseError, match=r"^work\.ipynb is a link to another file, not a notebook\."):
        look(tmp_path / "work.ipynb")


def test_where_there_is_no_sandbox_nothing_is_run_and_that_is_said(
        notebook: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> None:
    def never(_: Path) -> None:
        raise SandboxUnavailable("The sandbox needs Linux, and this is macOS.")

    monkeypatch.setattr("assay.course.selfcheck.self_test", never)
    assert main(["selfcheck", str(notebook)]) == 1
    assert capsys.readouterr().err == "selfcheck: The sandbox needs Linux, and this is macOS.\n"


def test_from_the_notebook_alone_in_a_room(course_template: Course, tmp_path: Path,
                                           capsys: pytest.CaptureFixture[str]) -> None:
    """In a folder with nothing else: no course, no hidden test."""
    right = filled(course_template)
    path = saved(tmp_path / f"{A}.ipynb", right)
    assert main(["selfcheck", str(path)]) == 0
    text = capsys.readouterr().out
    assert text.startswith("✓ corr2d  ")
    assert "6 of 6 visible examples hold." in text
    assert handed_in(right) in " ".join(text.split())
    wrong = filled(course_template, corr2d="def corr2d(X, K):\n    return X", sgd_step="1 / 0")
    cells = [cell for cell in copy.deepcopy(wrong["cells"]) if cell["id"] != "test_conv2d"]
    path = saved(tmp_path / f"{A}.ipynb", wrong | {"cells": cells})
    release = shutil.copy(course_template.release(A), tmp_path / "release.ipynb")
    assert main(["selfcheck", str(path), "--release", str(release)]) == 1
    text = " ".join(capsys.readouterr().out.split())
    assert "✗ corr2d not yet Not yet: corr2d(X, K) has the shape (3, 3). It should be" in text
    assert "(sgd_step): Your code raised ZeroDivisionError: division by zero" in text
    assert "The cell test_conv2d was missing; it was put back." in text
    assert not [path.name for path in tmp_path.iterdir() if path.suffix != ".ipynb"]
