"""A student who is forgotten is nowhere any more, and nobody else has lost anything."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path
from shutil import rmtree
from types import SimpleNamespace

import pytest
from nbgrader.api import Gradebook

from assay.__main__ import main
from assay.course.forget import forget
from assay.course.gradebook.backups import back_up
from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import ANSWERS, COLLECTED, EXTENSIONS, MADE_FROM, ROSTER, note
from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.grading.origin import inbound_of
from assay.course.places import Course
from assay.course.watch import downloads, status
from assay.judge.verdict import Run, digest
from tests.course.lms.classroom import A, comment, score
from tests.course.lms.test_going_out import VERDICT, page
from tests.course.test_show import graded_by

#: The student's name, as no other text of the course may hold it.
ME = "zz_unmistakable"
MINE, OURS, EARLIER, THEIRS = (replace(VERDICT, basis={"assignment": A, "submission": name})
                               for name in ("mine", "ours", "earlier", "theirs"))


@pytest.fixture
def course(marked: Course) -> Course:
    """A class in which the student has left a trace wherever one can be left."""
    with Gradebook(f"sqlite:///{marked.gradebook}") as gradebook:
        gradebook.add_student(ME, first_name="Zoe", last_name="Unmistakable", email=f"{ME}@example.org")
        row = {"assignment": A, "student": ME}
        note(gradebook, MADE_FROM, [{**row, "digest": "x"}])
        note(gradebook, ANSWERS, [{**row, "cell": "why", "last": '["a", "b", 1.0]', "given": ""}])
        note(gradebook, EXTENSIONS, [{**row, "seconds": 60.0}])
        note(gradebook, COLLECTED, [{**row, "system": "canvas", "digest": "", "attempt": "", "who": ME, "page": ME}])
        note(gradebook, ROSTER, [{"student": ME, "section": "", "here": 1, "now": ""},
                                 {"student": "old_id", "section": "", "here": 0, "now": ME}])
        gradebook.db.commit()
    score(marked, ME, {"why": 1.0, "test_corr": 2.0, "test_pool": 3.0})
    comment(marked, ME, "why", f"Dear {ME},")
    graded_by(marked, "ada", OURS)
    graded_by(marked, ME, OURS)
    graded_by(marked, ME, MINE)
    marked.store(A).put(EARLIER, Run())
    marked.store(A).put(THEIRS, Run())
    for student in ("ada", ME):
        page(marked, student)
        (marked.staged / student / A).mkdir(parents=True)
    (marked.root / ".cache" / "settled").mkdir(parents=True, exist_ok=True)
    (marked.root / ".cache" / "settled" / f"{A}.json").write_text(json.dumps({ME: {"verdict": ""}, "ada": {}}), "ascii")
    faults = {f"{A}/{ME}": "It broke.", f"{A}/ada": "So did it."}
    said = [f"{ME}: It broke."]
    status.write(marked, status.Status(1, 60.0, [A], 0.0, faults=faults, downloads={"canvas/a.zip": said}))
    downloads.note(marked, {str(marked.gradebook): {"look": [1, 2, 3], "said": said, "taken": True}})
    diff = {"recorded": True, "students": 2, "first_time": [ME, "ada"],
            "changed": [{"student": ME, "before": digest(EARLIER.basis), "after": digest(MINE.basis)},
                        {"student": "ada", "before": digest(THEIRS.basis), "after": digest(OURS.basis)}]}
    (marked.root / "regrades" / A).mkdir(parents=True, exist_ok=True)
    (marked.root / "regrades" / A / "2026.json").write_text(json.dumps(diff), "ascii")
    (marked.root / "report.html").write_text(ME, "utf-8")
    return marked


def run(course: Course, capsys: pytest.CaptureFixture[str], *arguments: str, status: int = 0) -> list[str]:
    capsys.readouterr()
    assert main([arguments[0], "--course", str(course.root), *arguments[1:]]) == status
    said = capsys.readouterr()
    return (said.err if status else said.out).splitlines()


def traces(course: Course) -> set[str]:
    """The files that hold the name, or are called by it; backups aside."""
    return {path.relative_to(course.root).as_posix() for path in course.root.rglob("*") if "backups" not in path.parts
            and (ME in path.as_posix().removeprefix(course.root.as_posix())
                 or (path.is_file() and ME.encode() in path.read_bytes()))}


def test_nothing_of_the_student_is_left_in_the_course(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    run(course, capsys, "export")
    run(course, capsys, "export", "--to", "json")
    assert {"gradebook.db", "grades.csv", "report.html", f"exports/{A}.json", f".cache/settled/{A}.json",
            ".cache/watch.json", ".cache/downloads.json",
            f"regrades/{A}/2026.json", f"submitted/{ME}", f"autograded/{ME}", f"feedback/{ME}"
            } <= traces(course)
    said = run(course, capsys, "forget", "--student", ME, "--yes")
    assert traces(course) == set()
    assert said[0] == f"{ME} is forgotten: work, grades, pages, notes and 4 files of verdicts."
    assert "report.html named the class and is removed; make it again." in said
    assert f"exports/{A}.json named the class and is removed; make it again." in said
    assert "grades.csv is written again." in said
    assert "old_id was the same student before, and is still there: forget that one too." in said


def test_nobody_else_has_lost_anything(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    table = "export", "--to", "csv"
    run(course, capsys, *table)
    path = course.root / "exports" / f"{A}.csv"
    before = [line for line in path.read_text("utf-8").splitlines() if not line.startswith(ME)]
    run(course, capsys, "forget", "--student", ME, "--yes")
    run(course, capsys, *table)
    assert path.read_text("utf-8").splitlines() == before
    for path in (course.submitted("ada", A), course.autograded("ada", A), course.feedback("ada", A),
                 course.staged / "ada"):
        assert path.exists()
    kept = {path.stem for path in course.store(A).folder.iterdir()}
    assert kept == {digest(each.basis) for each in (OURS, THEIRS)}
    diff = json.loads((course.root / "regrades" / A / "2026.json").read_text("ascii"))
    assert ([each["student"] for each in diff["changed"]], diff["first_time"]) == (["ada"], ["ada"])
    assert json.loads((course.root / ".cache" / "settled" / f"{A}.json").read_text("ascii")) == {"ada": {}}
    watched, _ = status.at_work(course)
    assert watched
    assert (watched.faults, watched.downloads) == ({f"{A}/ada": "So did it."}, {})
    assert downloads.read(course) == {str(course.gradebook): {"look": [1, 2, 3], "said": [], "taken": True}}


def test_a_run_that_was_cut_short_goes_on_to_the_last_verdict(
        course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    def cut(path: Path) -> None:
        if path == course.staged / ME:  # the last
            raise OSError("The disk is gone.")
        rmtree(path)

    monkeypatch.setattr("assay.course.forget.shutil.rmtree", cut)
    with pytest.raises(OSError, match="The disk is gone"):
        forget(course, ME)
    monkeypatch.undo()
    run(course, capsys, "forget", "--student", ME, "--yes")
    assert {path.stem for path in course.store(A).folder.iterdir()} == {digest(each.basis) for each in (OURS, THEIRS)}
    assert traces(course) == set()


def test_backups_the_roster_and_the_exchange_that_still_hold_the_student_are_named(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    holding = back_up(course)
    assert holding is not None
    (course.root / "roster.csv").write_text(f"id,lms_id\nada,17\n{ME},5\n", "utf-8")
    inbound = inbound_of(course)
    inbound.mkdir(parents=True)
    (inbound / f"{ME}+{A}+2026").mkdir()
    said = run(course, capsys, "forget", "--student", ME, "--yes")
    assert (f"These backups still hold {ME}: {holding.name}. New ones push them out in time; to be sure, remove them "
            "from "
            "backups/.") in said
    assert f"roster.csv, line 3, still names {ME}: take it out, or `make students` brings the name back." in said
    assert any(line.startswith(f"nbgrader's exchange still holds what {ME} handed in: ") for line in said)
    assert [path.name for path in course.backups.iterdir()] == [holding.name]


@pytest.mark.filterwarnings("ignore")
def test_pages_in_the_exchange_are_removed_whatever_was_handed_in_first(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    """nbgrader itself puts them there, named by the secret that came with the work."""
    inbound = inbound_of(course)
    inbound.mkdir(parents=True)
    with nbgrader_at_work():
        for student, secret in ((ME, "first"), (ME, "second"), ("ada", "hers")):
            folder = course.feedback(student, A).parent
            (folder / "submission_secret.txt").write_text(secret, "utf-8")
            (folder / "timestamp.txt").write_text("2026-09-14 12:00:00 UTC", "utf-8")
            assert api(course).release_feedback(A, student)["success"]
            (inbound / f"{student}+{A}+{secret}").mkdir()
            (inbound / f"{student}+{A}+{secret}" / "submission_secret.txt").write_text(secret, "utf-8")
    pages = inbound.with_name("feedback")
    assert len(list(pages.iterdir())) == 3
    said = run(course, capsys, "forget", "--student", ME, "--yes")
    assert f"Of the pages in nbgrader's exchange, 2 removed. What {ME} has fetched of them is not ours." in said
    assert [path.read_text("utf-8") for path in pages.iterdir()] == ["<p>ada</p>"]


def test_it_asks_where_somebody_sits_and_refuses_where_nobody_does(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    assert run(course, capsys, "forget", "--student", ME, status=1) == [
        "forget: Nobody can be asked here. Say --yes, or YES=1 to make, to forget a student for good."]
    assert f"submitted/{ME}" in traces(course)


@pytest.mark.parametrize("answer", [True, False])
def test_on_a_terminal_it_asks(
        course: Course, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, answer: bool) -> None:
    asked: list[str] = []

    def confirm(text: str, **_: object) -> bool:
        asked.append(text)
        return answer

    terminal = SimpleNamespace(isatty=lambda: True)
    monkeypatch.setattr("assay.verbs.exchange.sys", SimpleNamespace(stdin=terminal, stdout=terminal))
    monkeypatch.setattr("assay.verbs.exchange.click.confirm", confirm)
    run(course, capsys, "forget", "--student", ME, status=0 if answer else 1)
    assert asked == [f"Take all work, grades and pages of {ME} away for good?"]
    assert (f"submitted/{ME}" in traces(course)) is not answer


def test_forgetting_again_finds_nobody(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    run(course, capsys, "forget", "--student", ME, "--yes")
    assert run(course, capsys, "forget", "--student", ME, "--yes", status=1) == [
        f"forget: Nobody is called '{ME}': neither the gradebook nor a folder of the course knows the name."]


@pytest.mark.parametrize("name", ["..", ".", "../..", "ada/..", "", "/"])
def test_no_name_reaches_another_folder(course: Course, capsys: pytest.CaptureFixture[str], name: str) -> None:
    before = set(course.root.rglob("*"))
    run(course, capsys, "forget", "--student", name, "--yes", status=1)
    assert before <= set(course.root.rglob("*"))


def test_a_link_is_removed_and_not_what_it_leads_to(
        course: Course, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "elsewhere").mkdir()
    (tmp_path / "elsewhere" / "file").touch()
    (course.root / "submitted" / "linked").symlink_to(tmp_path / "elsewhere")
    run(course, capsys, "forget", "--student", "linked", "--yes")
    assert not (course.root / "submitted" / "linked").is_symlink()
    assert (tmp_path / "elsewhere" / "file").exists()


def test_the_gradebook_goes_on_working(course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    run(course, capsys, "forget", "--student", ME, "--yes")
    with opened(course) as gradebook:
        assert sorted(each.id for each in gradebook.students) == ["ada", "ben", "cleo", "dan"]
    assert run(course, capsys, "show", "--student", "ada")[1] == "kernels: 20.5 of 22."
