"""Whose work it was is noted when it is collected, as its owner may take it away, and asked before pages go out."""

from __future__ import annotations

import os
import shutil
from pathlib import Path

import pytest

from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.grading.origin import OWNERS, doubts, inbound_of
from assay.course.places import Course
from tests.course.desk import A
from tests.course.grading.test_origin import ACCOUNTS, as_root, give, now, put_in


def collect(course: Course) -> None:
    with nbgrader_at_work():
        said = api(course).collect(A)
    assert said["success"], said["log"]


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
        page = course.feedback(student, A)
        page.parent.mkdir(parents=True)
        page.write_text(student, "utf-8")
        for name in ("timestamp.txt", "submission_secret.txt"):
            shutil.copy(course.submitted(student, A) / name, page.parent)

    def released(student: str | None = None) -> tuple[str, set[str]]:
        with nbgrader_at_work():
            said = api(course).release_feedback(A, student)
        assert said["success"], said["log"]
        return said.get("log", ""), {page.read_text() for page in (inbound_of(course).parent / "feedback").iterdir()}

    log, out = released()
    assert f"under the name of {ada.pw_name}, but the files belong to {ben.pw_name}. No page is released: " in log
    assert out == {ben.pw_name}
    assert released(ada.pw_name)[1] == {*names}


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
