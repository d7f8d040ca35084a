"""The same class recorded by nbgrader's converter and without it: what either leaves is the same to the byte."""

from __future__ import annotations

import json
import shutil
from contextlib import closing
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, inspect, text

from assay.course.gradebook import preprocessors
from assay.course.gradebook.batch.assigned import Otherwise
from assay.course.gradebook.batch.recorder import Recorder
from assay.course.gradebook.lateness import grant
from assay.course.gradebook.postgresql.migrate import migrate
from assay.course.gradebook.reading import address
from assay.course.gradebook.rows import opened
from assay.course.grading import grading, recording
from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.grading.grading import Graded, autograde
from assay.course.places import CONFIG, Course
from assay.judge.verdict import Run
from assay.room.room import Isolation
from tests.broken import BROKEN
from tests.course.desk import ANSWERS, LOST, OPEN, A, Notebook, filled, give, hand_in, settle, taken
from tests.course.gradebook.postgresql.conftest import cluster, configure
from tests.course.gradebook.postgresql.test_class import TENTH
from tests.postgres import Cluster

__all__ = ["cluster"]

#: What is mended, or named, when it is taken in.
BREAKERS = ("answer_deleted", "answer_copied", "order_reversed", "markup", "grade_id_renamed", "no_cells")
#: What a run may have left, a path of this machine's among it.
PNG = "iVBORw0KGgo" + "A" * 400


def outputs(course: Course) -> Run:
    shown: list[dict[str, Any]] = [
        {"output_type": "stream", "name": "stdout", "text": "one\nzwei: größe\u2028\n" * 900},
        {"output_type": "stream", "name": "stderr", "text": f"{course.root}/x.py: warned\n"},
        {"output_type": "display_data", "metadata": {}, "data": {"image/png": PNG, "text/plain": "<Figure>\n"}},
        {"output_type": "execute_result", "metadata": {}, "execution_count": 3,
         "data": {"application/json": {"a": [1, 2.5, None]}, "text/html": "<b>\n1</b>", "text/plain": "1"}},
        {"output_type": "error", "ename": "E", "evalue": "e", "traceback": [f"line {n}" for n in range(150)]}]
    return Run({"5": {"outputs": shown, "count": 7, "ended": None}, "9": {"outputs": [], "count": 8, "ended": "memory"},
                "12": {"outputs": shown[2:3], "count": None, "ended": None}}, 3.0, 1, 2.0)


def mixed_class(course: Course) -> None:
    """Everybody whom a recorder may meet."""
    with opened(course) as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-09-14 10:00:00")
        gradebook.add_student("known", first_name="Known")
        grant(gradebook, A, "extended", timedelta(hours=9))
        gradebook.db.commit()
    (course.root / "source" / A / "data").mkdir()
    (course.root / "source" / A / "data" / "table.csv").write_text("a,b\n", "utf-8")
    (course.root / "source" / A / "data" / "tool.py").write_text("# not handed on\n", "utf-8")
    early = "2026-09-14 09:00:00.000000 UTC"
    for name, answers, lost, time in (
            ("right", {}, {}, early), ("known", {"sgd_step": "sgd_step = 1"}, {"sgd_step": LOST}, early),
            ("wrong", {"corr2d": "corr2d = None"}, {"corr2d": LOST, "sgd_step": LOST}, early),
            ("pending", {"conv2d": "conv2d = None"}, {"conv2d": OPEN}, early),
            ("late", {"conv2d": "conv2d = 3"}, {"conv2d": LOST}, "2026-09-15 10:00:00.5 UTC"),
            ("größe+1 'b' {x} $(y)", {"corr2d": "corr2d = 2"}, {}, "2026-09-14 12:00:00 +0300"),
            ("empty", {"why_convolution": ""}, {}, early),
            ("extended", {"sgd_step": "sgd_step = 3"}, {}, "2026-09-14 20:00"),
            ("no time", {"sgd_step": "sgd_step = 4"}, {}, ""), ("bad time", {"sgd_step": "sgd_step = 5"}, {}, "soon")):
        settled(course, name, filled(course, **answers), lost, time)
    untouched = json.loads(course.release(A).read_text("utf-8"))
    settled(course, "untouched", untouched, dict.fromkeys(("corr2d", "conv2d"), LOST), early)
    settled(course, "rewritten", rewritten(filled(course)), {}, early)
    hand_in(course, "damaged", b'{"cells": [')
    folder = hand_in(course, "others", filled(course, sgd_step="sgd_step = 6"), early)
    (folder / f"{A}.ipynb").rename(folder / "mine.ipynb")
    (folder / "notes.txt").write_text("mine", "utf-8")
    (folder / "submission_secret.txt").write_text("0123456789abcdef" * 4, "utf-8")
    settle(course, "others", {"sgd_step": LOST}, outputs(course))
    for name in BREAKERS:
        BROKEN[name].write(course.release(A).read_bytes(), ANSWERS, course.submitted(name, A))
        settle(course, name, {}, outputs(course))


def rewritten(notebook: Notebook) -> Notebook:
    """With what a student may do to a notebook."""
    cells = notebook["cells"]
    essay = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == "why_convolution")
    essay |= {"source": "Because ![it](attachment:a.png)\nshares.", "attachments": {"a.png": {"image/png": PNG}}}
    extra = {"cell_type": "code", "id": "mine", "metadata": {"trusted": True, "collapsed": True},
             "source": "x = 1\ny = 2", "outputs": [], "execution_count": 3}
    locked = next(cell for cell in cells if cell["metadata"].get("nbgrader", {}).get("grade_id") == "test_corr2d")
    locked["source"] = "pass"
    return {**notebook, "cells": [extra, *cells[:-1]], "metadata": {"kernelspec": {"name": "other"}, "mine": 1}}


def settled(course: Course, student: str, notebook: Notebook, lost: dict[str, Any], time: str) -> None:
    folder = hand_in(course, student, notebook, time)
    if not time:
        (folder / "timestamp.txt").unlink()
    settle(course, student, lost, outputs(course))


def second_round(course: Course) -> None:
    """People grade, and students hand in anew."""
    give(course, "wrong", "test_corr2d", 0.1, "Half of it.")
    give(course, "right", "test_conv2d", 3.0)
    give(course, "pending", "test_conv2d", 4.0)
    give(course, "late", "why_convolution", 3.3, "=Say more.")
    with opened(course) as gradebook:
        gradebook.find_grade("test_sgd_step", A, A, "known").extra_credit = 0.7
        gradebook.find_submission_notebook(A, A, "known").flagged = True
        gradebook.db.commit()
    for name, answers, lost, time in (
            ("wrong", {"corr2d": "corr2d = 9"}, {}, "2026-09-14 09:30:00 UTC"),
            ("pending", {"conv2d": "conv2d = 9"}, {"conv2d": OPEN}, "2026-09-14 11:00:00 UTC"),
            ("late", {"why_convolution": "Another essay."}, {"conv2d": LOST}, "2026-09-16 10:00:00 UTC"),
            ("known", {"sgd_step": "sgd_step = 9"}, {}, ""),
            ("extended", {"sgd_step": "sgd_step = 9"}, {"sgd_step": LOST}, "2026-09-14 19:30:00 UTC"),
            ("damaged", {"corr2d": "corr2d = 8"}, {}, "")):
        settled(course, name, filled(course, **answers), lost, time)
    hand_in(course, "right", b"PK\x03\x04")


def everything(course: Course) -> dict[str, list[Any]]:
    """All rows of all tables, with names in the place of those that are drawn."""
    engine = create_engine(address(course))
    with engine.connect() as held:
        tables = {table: [dict(row._mapping) for row in held.execute(text(f"SELECT * FROM {table}"))]
                  for table in inspect(held).get_table_names()}
    engine.dispose()
    drawn = {row["id"]: f"{row['student_id']}'s" for row in tables["submitted_assignment"]}
    drawn |= {row["id"]: f"{drawn[row['assignment_id']]} notebook" for row in tables["submitted_notebook"]}
    drawn |= {row["id"]: "a row" for table in ("grade", "comment") for row in tables[table]}
    return {table: sorted(([(name, drawn.get(value, value)) for name, value in row.items()] for row in found),
                          key=repr) for table, found in tables.items() if found}


def left(course: Course) -> dict[str, Any]:
    """All that lies under ``autograded/``: rights, and bytes."""
    folder = course.root / "autograded"
    return {path.relative_to(folder).as_posix(): (
        oct(path.stat().st_mode), path.read_bytes() if path.is_file() else b"") for path in folder.rglob("*")}


def by_converter(monkeypatch: pytest.MonkeyPatch, course: Course) -> Graded:
    with monkeypatch.context() as patch:
        patch.setattr(recording, "made", lambda *_: None)
        return autograde(course, A)


def by_recorder(monkeypatch: pytest.MonkeyPatch, course: Course) -> Graded:
    with monkeypatch.context() as patch:
        patch.setattr(recording, "convert", lambda *_: pytest.fail("the converter was asked"))
        return autograde(course, A)


@pytest.fixture
def both(course: Course, tmp_path: Path) -> tuple[Course, Course]:
    """A course and its copy, where all are judged and nobody is recorded."""
    with (course.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(TENTH)
    here = Course(course.root, Isolation.NONE)
    mixed_class(here)
    shutil.copytree(course.root, tmp_path / "there" / "course", symlinks=True)
    return here, Course(tmp_path / "there" / "course", Isolation.NONE)


def test_a_class_recorded_both_ways_leaves_the_same_bytes_and_rows(
        both: tuple[Course, Course], monkeypatch: pytest.MonkeyPatch) -> None:
    here, there = both
    monkeypatch.setattr(grading, "judged", lambda *_: {})  # what is pending stays so
    for _ in range(2):
        wanted, found = by_converter(monkeypatch, here), by_recorder(monkeypatch, there)
        assert found == wanted
        assert wanted.faults == {}
        assert left(there) == left(here)
        assert everything(there) == everything(here)
        second_round(here)
        second_round(there)


@pytest.mark.system
def test_on_a_server_too(both: tuple[Course, Course], cluster: Cluster, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(grading, "judged", lambda *_: {})
    for course in both:
        url = cluster.url(cluster.database())
        migrate(course, url)
        configure(course, url)
    here, there = both
    assert by_recorder(monkeypatch, there) == by_converter(monkeypatch, here)
    assert left(there) == left(here)
    assert everything(there) == everything(here)


@pytest.mark.parametrize("line, said", [
    ("c.Autograde.autograde_preprocessors.insert(1, 'nbgrader.preprocessors.ClearOutput')", "Autograde"),
    ("c.Autograde.sanitize_preprocessors = []", "Autograde"),
    ("c.Autograde.pre_convert_hook = print", "Autograde"),
    ("c.BaseConverter.post_convert_hook = print", "BaseConverter"),
    ("c.OverwriteCells.add_missing_cells = True", "OverwriteCells"),
    ("c.CourseDirectory.student_id_exclude = 'ada'", "CourseDirectory.student_id_exclude"),
    ("c.NotebookExporter.nbformat_version = 3", "NotebookExporter")])
def test_a_course_that_is_set_up_in_another_way_is_left_to_nbgrader(course: Course, line: str, said: str) -> None:
    with (course.root / CONFIG).open("a", encoding="utf-8") as config:
        config.write(f"\n{line}\n")
    with pytest.raises(Otherwise, match=f"^settings of {said}$"):
        Recorder(course, A, api(course))
    assert recording.made(course, A) is None


@pytest.fixture
def ada(course: Course) -> Course:
    """A course where Ada is judged."""
    hand_in(course, "ada", filled(course))
    settle(course, "ada", {"corr2d": LOST})
    return course


def test_where_a_step_fails_nothing_is_left_and_nbgrader_says_why(
        ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: object) -> None:
        raise OSError("the disk broke")

    before = everything(ada)
    with nbgrader_at_work(), closing(Recorder(ada, A, api(ada))) as recorder:
        places: tuple[tuple[Any, str], ...] = (Recorder, "_put"), (preprocessors.Sign, "preprocess")
        for where, name in places:
            with monkeypatch.context() as patch:
                patch.setattr(where, name, fails)
                with pytest.raises(OSError, match="the disk broke"):
                    recorder.record(taken(ada, "ada"))
            assert everything(ada) == before
            assert left(ada) == {}
        recorder.record(taken(ada, "ada"))
        recorded = everything(ada), left(ada)
        hand_in(ada, "ada", filled(ada, corr2d="corr2d = 2"))
        with pytest.raises(Otherwise, match="not judged yet"):
            recorder.record(taken(ada, "ada"))
    assert (everything(ada), left(ada)) == recorded
    monkeypatch.setattr(recording, "convert", lambda _course, _name, student: f"why not {student}")
    assert recording.record_one(recorder, ada, A, taken(ada, "ada")) == "why not ada"
    assert recording.record_one(None, ada, A, taken(ada, "ada")) == "why not ada"


def test_an_assignment_of_several_notebooks_is_left_to_nbgrader(course: Course) -> None:
    with opened(course) as gradebook:
        gradebook.add_notebook("second", A)
    with nbgrader_at_work(), pytest.raises(Otherwise, match=f"^{A} is no assignment of one notebook$"):
        Recorder(course, A, api(course))

