"""The receipt: a digest that students can make themselves, and that only changes with what they wrote."""

from __future__ import annotations

import base64
import contextlib
import copy
import io
import json
import re
from pathlib import Path
from typing import Any

import pytest

from assay.course.gradebook.told import HANDED
from assay.course.intake.handed_in import handed_in
from assay.course.intake.intake import read_submission
from assay.course.intake.rebuild import MARK
from assay.course.intake.staging import HANDED_IN, is_recorded
from assay.course.places import Course
from tests.course.desk import A, autograde, filled, graded, hand_in, settle, taken
from tests.here import REPOSITORY
from tests.pictures import png


def test_only_what_the_cells_say_counts(course_template: Course) -> None:
    notebook = filled(course_template)
    first = handed_in(notebook)
    assert re.fullmatch(r"([0-9a-f]{4} ){7}[0-9a-f]{4}", first)
    other = copy.deepcopy(notebook)
    for cell in other["cells"]:
        cell |= {"metadata": {}, "id": "x"} | ({"outputs": [1], "execution_count": 3} if cell["cell_type"] == "code"
                                               else {})
    assert handed_in(other) == first
    cells = notebook["cells"]
    for others in ([{**cells[0], "source": cells[0]["source"] + " "}, *cells[1:]], cells[:-1], cells[::-1],
                   [{**cells[0], "cell_type": "raw"}, *cells[1:]]):
        assert handed_in({**notebook, "cells": others}) != first


def test_students_can_make_it_without_the_grader(course_template: Course, tmp_path: Path,
                                                 monkeypatch: pytest.MonkeyPatch) -> None:
    program, = re.findall(r"```python\n(.*?)```", (REPOSITORY / "docs" / "students.md").read_text("utf-8"), re.DOTALL)
    notebook = filled(course_template, why_convolution="Größe \u2028 ✓\nzwei")
    saved = copy.deepcopy(notebook)
    for cell in saved["cells"]:
        cell["source"] = cell["source"].splitlines(keepends=True)
    monkeypatch.chdir(tmp_path)
    for encoding in ("utf-8", "utf-8-sig"):  # some editors put a mark in front; the intake takes both
        (tmp_path / "convolution.ipynb").write_text(json.dumps(saved, indent=1), encoding)
        with contextlib.redirect_stdout(io.StringIO()) as said:
            exec(program, {})
        assert said.getvalue().strip() == handed_in(notebook).replace(" ", "")


def test_one_cell_passes_for_no_two() -> None:
    def notebook(*sources: str) -> dict[str, Any]:
        return {"cells": [{"cell_type": "code", "metadata": {}, "source": source} for source in sources]}

    assert handed_in(notebook("a\0code\0b")) != handed_in(notebook("a", "b"))
    assert handed_in(notebook("a\0", "b")) != handed_in(notebook("a", "\0b"))


def test_a_picture_in_a_text_counts_as_it_was_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    program, = re.findall(r"```python\n(.*?)```", (REPOSITORY / "docs" / "students.md").read_text("utf-8"), re.DOTALL)
    picture = base64.b64encode(png(3, 2)).decode()
    cell = {"cell_type": "markdown", "metadata": {}, "source": f"![](data:image/png;base64,{picture})",
            "as_written": "forged"}
    (tmp_path / "convolution.ipynb").write_text(json.dumps({"nbformat": 4, "metadata": {}, "cells": [cell]}))
    monkeypatch.chdir(tmp_path)
    with contextlib.redirect_stdout(io.StringIO()) as said:
        exec(program, {})
    taken_in = read_submission(tmp_path, "convolution")
    assert taken_in["cells"][0]["attachments"]
    assert said.getvalue().strip() == handed_in(taken_in).replace(" ", "")


def test_the_page_shows_the_digest_of_what_was_graded_not_of_what_came_in_since(course: Course) -> None:
    from assay.course.gradebook.feedback import give_feedback

    notebook = filled(course, why_convolution="Locality.")
    hand_in(course, "ada", notebook)
    settle(course, "ada")
    assert autograde(course)["success"]
    assert graded(course, "ada")["metadata"][MARK][HANDED_IN] == handed_in(notebook)
    hand_in(course, "ada", filled(course, why_convolution="Something else."))
    give_feedback(course, A, "ada")
    page = course.feedback("ada", A).read_text("utf-8")
    assert HANDED in page
    assert handed_in(notebook) in page


def test_who_hands_in_the_same_answers_in_another_file_gets_a_receipt_for_that_file(course: Course) -> None:
    """A locked cell that was changed is put back, so that what is judged is the same."""
    notebook = filled(course)
    hand_in(course, "ada", notebook)
    settle(course, "ada")
    assert autograde(course)["success"]
    changed = copy.deepcopy(notebook)
    place = next(place for place, cell in enumerate(changed["cells"]) if cell["id"] == "setup")
    changed["cells"][place]["source"] += "\n"
    hand_in(course, "ada", changed)
    settle(course, "ada")
    with_signature = {"ada": graded(course, "ada")["metadata"][MARK]["made_from"]}
    assert not is_recorded(course, A, taken(course, "ada"), with_signature)
    assert autograde(course)["success"]
    assert graded(course, "ada")["metadata"][MARK][HANDED_IN] == handed_in(changed) != handed_in(notebook)


def test_what_could_not_be_read_has_no_receipt(course: Course) -> None:
    hand_in(course, "ada", b"{")
    assert HANDED_IN not in taken(course, "ada").notebook["metadata"][MARK]
