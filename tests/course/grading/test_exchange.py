"""Whose work it was is noted when it is collected, as its owner may take it away, and asked before pages go out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.grading.origin import OWNERS, doubts, inbound_of
from assay.course.places import Course
from tests.course.desk import A, hand_in
from tests.course.grading.test_origin import ACCOUNTS, as_root, give, now, put_in


def collect(course: Course) -> str:
    """Collects, as a watcher does at each look; returns what nbgrader says."""
    with nbgrader_at_work():
        said = api(course).collect(A, update=True)
    assert said["success"], said["log"]
    return str(said.get("log", ""))


def released(course: Course, student: str | None = None) -> tuple[str, set[str]]:
    """Releases pages; returns what nbgrader says, and what those say that are out."""
    with nbgrader_at_work():
        said = api(course).release_feedback(A, student)
    assert said["success"], said["log"]
    return said.get("log", ""), {page.read_text() for page in (inbound_of(course).parent / "feedback").iterdir()}


def page_of(course: Course, student: str) -> None:
    page = course.feedback(student, A)
    page.parent.mkdir(parents=True)
    page.write_text(student, "utf-8")
    for name in ("timestamp.txt", "submission_secret.txt"):
        if (course.submitted(student, A) / name).exists():
            shutil.copy(course.submitted(student, A) / name, page.parent)


@as_root
def test_who_hands_in_under_anothers_name_and_takes_it_away_again_is_told_all_the_same(course: Course) -> None:
    ben, ada = ACCOUNTS[0], ACCOUNTS[1]
    for owner, student in ((ben, ada.pw_name), (ben, ben.pw_name)):
        folder = put_in(course, student, student.encode(), now())
        give(owner.pw_uid, folder, *folder.iterdir())
    collect(course)
    assert (course.submitted(ada.pw_name, A) / OWNERS).read_text() == str(ben.pw_uid)
    told = {ada.pw_name: f"It was handed in under the name of {ada.pw_name}, but the files belong to {ben.pw_name}."}
    assert doubts(course, A, [ada.pw_name, ben.pw_name]) == told
    for folder in inbound_of(course).iterdir():
        shutil.rmtree(folder)
    assert doubts(course, A, [ada.pw_name, ben.pw_name]) == told
    give(ben.pw_uid, course.root)
    assert doubts(course, A, [ada.pw_name]) == {}


@as_root
def test_a_notebook_of_somebody_elses_in_ones_own_folder_is_told(course: Course) -> None:
    ben, ada = ACCOUNTS[0], ACCOUNTS[1]
    folder = put_in(course, ada.pw_name, b"1", now())
    give(ada.pw_uid, folder)
    give(ben.pw_uid, folder / f"{A}.ipynb")
    collect(course)
    shutil.rmtree(folder)
    assert ben.pw_name in doubts(course, A, [ada.pw_name])[ada.pw_name]


@as_root
@pytest.mark.filterwarnings("ignore")  # nbgrader's "authentictor", and a file that it leaves open
def test_of_all_pages_none_on_work_under_anothers_name_is_released_unless_its_student_is_named(course: Course) -> None:
    ben, ada = ACCOUNTS[0], ACCOUNTS[1]
    names = [ada.pw_name, ben.pw_name]
    for number, student in enumerate(names):
        folder = put_in(course, student, student.encode(), now(), secret=str(number) * 128)
        give(ben.pw_uid, folder, *folder.iterdir())
    collect(course)
    for student in names:
        page_of(course, student)
    log, out = released(course)
    assert f"under the name of {ada.pw_name}, but the files belong to {ben.pw_name}. No page is released: " in log
    assert out == {ben.pw_name}
    assert released(course, ada.pw_name)[1] == {*names}


@pytest.mark.parametrize("kind", ["file", "folder", "link"])
def test_what_a_student_puts_in_the_place_of_the_note_gives_way(course: Course, tmp_path: Path, kind: str) -> None:
    elsewhere = tmp_path / "elsewhere"
    elsewhere.write_text("as it was", "utf-8")
    place = put_in(course, "ada", b"1", now()) / OWNERS
    if kind == "file":
        place.write_text(str(ACCOUNTS[0].pw_uid), "utf-8")
        place.chmod(0o444)
    elif kind == "folder":
        (place / "more").mkdir(parents=True)
    else:
        place.symlink_to(elsewhere)
    collect(course)
    assert (course.submitted("ada", A) / OWNERS).read_text() == str(os.geteuid())
    assert doubts(course, A, ["ada"]) == {}
    assert elsewhere.read_text("utf-8") == "as it was"


@pytest.mark.parametrize("text", ["", "ada", "-1", "1 ²", "9" * 190])
def test_a_note_that_is_none_says_nothing(course: Course, text: str) -> None:
    put_in(course, "ada", b"1", now())
    collect(course)
    (course.submitted("ada", A) / OWNERS).write_text(text, "utf-8")
    assert doubts(course, A, ["ada"]) == {}


def folder_of(course: Course, student: str, content: bytes = b"1") -> Path:
    return put_in(course, student, content, now(), secret=student.encode().hex().ljust(128, "0"))


@pytest.mark.parametrize("what", ["notebook", "folder within", "the folder itself"])
def test_no_link_is_followed_to_what_only_who_collects_may_read(course: Course, what: str) -> None:
    """A link to another's work was collected as a file of one's own, and graded: to the solutions, for full points."""
    hand_in(course, "ada", b"hers alone")
    folder = folder_of(course, "eve")
    if what == "notebook":
        (folder / f"{A}.ipynb").unlink()
        (folder / f"{A}.ipynb").symlink_to(course.submitted("ada", A) / f"{A}.ipynb")
    elif what == "folder within":
        (folder / "more").symlink_to(course.submitted("ada", A))
    else:
        shutil.rmtree(folder)
        folder.symlink_to(course.submitted("ada", A))
    collect(course)
    assert not [path for path in course.root.glob("submitted/eve/**/*") if b"hers" in _bytes(path)]


def _bytes(path: Path) -> bytes:
    return path.read_bytes() if path.is_file() else b""


def spoil(folder: Path, how: str) -> None:
    """What one student may do to their folder, or to the one around it, where everybody may write."""
    match how:
        case "pipe":
            os.mkfifo(folder / "x")
        case "link to nowhere":
            (folder / "x").symlink_to("/nowhere")
        case "link to itself":
            (folder / "x").symlink_to(folder)
        case "no time in the name":
            (folder.parent / f"eve+{A}+nonsense+x").mkdir()
        case "zone of another folder":
            (folder.parent / f"eve+{A}+2026-09-14 12:00:00 ..+x").mkdir()
        case "a file":
            (folder.parent / f"mia+{A}+{now()}+x").write_text("", "utf-8")
        case "no time":
            (folder / "timestamp.txt").write_text("nonsense", "utf-8")
        case "bytes for a time":
            (folder / "timestamp.txt").write_bytes(b"\xff\xfe")
        case "a folder for a time":
            (folder / "timestamp.txt").unlink()
            (folder / "timestamp.txt").mkdir()
        case "another time":
            (folder / "timestamp.txt").write_text("2020-01-01 12:00:00.000000 UTC", "utf-8")


@pytest.mark.parametrize("how", [
    "pipe", "link to nowhere", "link to itself", "no time in the name", "zone of another folder", "a file", "no time",
    "bytes for a time", "a folder for a time", "another time"])
def test_one_folder_keeps_nobody_elses_from_being_collected_nor_looks_new_again_and_again(course: Course,
                                                                                          how: str) -> None:
    spoil(folder_of(course, "eve"), how)
    collect(course)
    folder_of(course, "zoe", b"2")
    assert "Collecting submission: zoe" in collect(course)
    assert (course.submitted("zoe", A) / f"{A}.ipynb").read_bytes() == b"2"
    assert "Updating" not in collect(course)
    assert not (course.root / "submitted" / "mia").exists()


@as_root
def test_what_another_student_hands_in_later_does_not_take_the_place_of_ones_own(course: Course) -> None:
    ben, ada = ACCOUNTS[0], ACCOUNTS[1]
    for owner, content, time in ((ada, b"hers", now()), (ben, b"his", "2099-01-01 00:00:00.000000 UTC")):
        folder = put_in(course, ada.pw_name, content, time)
        give(owner.pw_uid, folder, *folder.iterdir())
        collect(course)
    assert (course.submitted(ada.pw_name, A) / f"{A}.ipynb").read_bytes() == b"hers"


@pytest.mark.filterwarnings("ignore")  # as above
def test_a_page_without_its_secret_stops_no_other(course: Course) -> None:
    for student in ("ada", "eve", "zoe"):
        folder = folder_of(course, student)
        if student == "eve":
            (folder / "submission_secret.txt").unlink()
    collect(course)
    for student in ("ada", "eve", "zoe"):
        page_of(course, student)
    log, out = released(course)
    assert out == {"ada", "zoe"}
    assert "The page of eve was not released" in log


@as_root
@pytest.mark.filterwarnings("ignore")  # as above
def test_a_name_with_commas_holds_back_nobody_elses_page(course: Course) -> None:
    ben, name = ACCOUNTS[0], f"{ACCOUNTS[1].pw_name},zoe"
    for student in (ben.pw_name, name, "zoe"):
        folder = folder_of(course, student)
        give(ben.pw_uid, folder, *folder.iterdir())
    give(os.geteuid(), folder, *folder.iterdir())
    collect(course)
    for student in (ben.pw_name, name, "zoe"):
        page_of(course, student)
    log, out = released(course)
    assert f"under the name of {name}, but" in log
    assert out == {ben.pw_name, "zoe"}
