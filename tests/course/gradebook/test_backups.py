"""Backups of the gradebook: whole, few, for their owner only; and the way back to one, whatever became of the file."""

from __future__ import annotations

import shutil
import sqlite3
import time
from contextlib import closing
from pathlib import Path

import pytest

from assay.course.gradebook.backups import KEPT, back_up, backups, restore
from assay.course.gradebook.rows import opened
from assay.course.grading.grading import autograde
from assay.course.places import Course, CourseError
from assay.room.room import Isolation
from tests.course.desk import A, filled, grade, hand_in, settle


@pytest.fixture
def ada(course: Course) -> Course:
    """A course where Ada is graded; there is no sandbox to test."""
    hand_in(course, "ada", filled(course))
    bare = Course(course.root, Isolation.NONE)
    settle(bare, "ada")
    autograde(bare, A)
    return bare


def by_hand(course: Course, points: float) -> None:
    """A person's score for the written answer."""
    with opened(course) as gradebook:
        gradebook.find_grade("why_convolution", A, A, "ada").manual_score = points
        gradebook.db.commit()


def points(course: Course) -> float | None:
    return grade(course, "ada", "why_convolution")[1]


def dump(path: Path) -> list[str]:
    with closing(sqlite3.connect(path)) as database:
        return list(database.iterdump())


def test_a_backup_holds_what_the_gradebook_holds_and_is_for_no_others(ada: Course) -> None:
    path = back_up(ada)
    assert path is not None
    assert dump(path) == dump(ada.gradebook)
    assert (path.stat().st_mode & 0o007, ada.backups.stat().st_mode & 0o007) == (0, 0)


def test_what_has_not_changed_is_not_backed_up_again(ada: Course) -> None:
    first = back_up(ada)
    assert back_up(ada) is None
    by_hand(ada, 3.0)
    second = back_up(ada)
    assert backups(ada)[-2:] == [first, second]


def test_only_the_last_are_kept_whatever_the_clock_says(ada: Course) -> None:
    ada.backups.mkdir(exist_ok=True)
    future = ada.backups / "gradebook-0500-29991231T235959Z.db"
    shutil.copy(ada.gradebook, future)
    for number in range(KEPT + 2):
        by_hand(ada, number / 8)
        back_up(ada)
    kept = backups(ada)
    assert set(kept) - {future} == set(kept[-KEPT:])
    assert restore(ada)[0] == kept[-1]
    assert points(ada) == (KEPT + 1) / 8


def test_of_earlier_hours_and_days_the_last_is_kept(ada: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    shutil.rmtree(ada.backups)
    real, clock = time.gmtime, [0.0]
    monkeypatch.setattr(time, "gmtime", lambda *given: real(*(given or clock)))
    for minutes in range(0, 72 * 60, 20):  # three days of a service that records every twenty minutes
        clock[0] = 60.0 * minutes
        by_hand(ada, minutes / 8)
        back_up(ada)
    times = [path.name.split("-")[2][6:13] for path in backups(ada)]
    assert times == ["01T2340", "02T2340", *(f"03T{hour}40" for hour in range(14, 20)), "03T2040", "03T2100", "03T2120",
                     "03T2140", "03T2200", "03T2220", "03T2240", "03T2300", "03T2320", "03T2340"]


def test_without_a_gradebook_there_is_nothing_to_back_up(tmp_path: Path) -> None:
    assert back_up(Course(tmp_path)) is None
    assert list(tmp_path.iterdir()) == []


def test_what_a_killed_run_left_half_copied_is_no_backup_and_is_taken_away(ada: Course) -> None:
    before = backups(ada)
    (ada.backups / ".new-1").write_bytes(b"half")
    (ada.backups / "notes.db").write_bytes(b"mine")
    assert backups(ada) == before
    by_hand(ada, 1.0)
    assert back_up(ada) is not None
    assert not (ada.backups / ".new-1").exists()
    assert (ada.backups / "notes.db").exists()


def test_the_newest_or_a_named_one_is_put_back_and_the_present_one_kept(ada: Course) -> None:
    by_hand(ada, 1.0)
    old = back_up(ada)
    assert old is not None
    by_hand(ada, 2.0)
    back_up(ada)
    by_hand(ada, 3.0)
    backup, before = restore(ada, old.name)
    assert (backup, points(ada)) == (old, 1.0)
    assert before == backups(ada)[-1]
    restore(ada)
    assert points(ada) == 3.0
    restore(ada, old.stem)
    assert points(ada) == 1.0


DAMAGE = {"empty": lambda whole: whole[:0], "cut short": lambda whole: whole[:len(whole) // 2 + 100],
          "no database": lambda whole: b"This is no database.\n" + whole[21:],
          "overwritten": lambda whole: whole[:4096] + bytes(8192) + whole[12288:]}


@pytest.mark.parametrize("how", DAMAGE)
def test_a_damaged_gradebook_is_named_restored_and_kept_and_nobody_is_lost(ada: Course, how: str) -> None:
    by_hand(ada, 2.0)
    back_up(ada)
    wanted = dump(ada.gradebook)
    damaged = DAMAGE[how](ada.gradebook.read_bytes())
    ada.gradebook.write_bytes(damaged)
    journal = ada.root / "gradebook.db-journal"
    journal.write_bytes(b"left by a crash")
    with pytest.raises(CourseError, match=r"^gradebook.db is damaged \(.*\). Nothing was written. Run `make restore`"):
        autograde(ada, A)
    assert ada.gradebook.read_bytes() == damaged
    _, before = restore(ada)
    assert before is not None
    assert before.name.startswith("damaged-")
    assert before.read_bytes() == damaged
    assert not journal.exists()
    autograde(ada, A)
    assert dump(ada.gradebook) == wanted


def test_what_was_graded_after_the_backup_is_recorded_again_and_nothing_twice(ada: Course) -> None:
    back_up(ada)
    hand_in(ada, "eve", filled(ada, corr2d="corr2d = None"))
    settle(ada, "eve")
    autograde(ada, A)
    wanted = grade(ada, "eve", "test_corr2d")
    restore(ada)
    again = autograde(ada, A)
    assert again.fresh == ["eve"]
    assert grade(ada, "eve", "test_corr2d") == wanted
    assert autograde(ada, A).fresh == []


def test_a_deleted_gradebook_is_asked_back_from_its_backups_and_not_begun_anew(ada: Course) -> None:
    by_hand(ada, 2.0)
    name = (back_up(ada) or ada.root).name
    ada.gradebook.unlink()
    with pytest.raises(CourseError) as caught:
        autograde(ada, A)
    assert str(caught.value) == (f"gradebook.db is missing, but backups/ holds {name}. Run `make restore` to get it "
                                 "back, or move backups/ away to begin anew.")
    assert restore(ada)[1] is None
    assert points(ada) == 2.0


def test_a_gradebook_made_anew_gets_everybody_back_from_the_verdicts(ada: Course, course_template: Course) -> None:
    shutil.copy(course_template.gradebook, ada.gradebook)
    assert autograde(ada, A).fresh == ["ada"]
    assert grade(ada, "ada", "test_corr2d")[0] == 12.0


def test_there_may_be_no_backup_or_not_this_one(ada: Course) -> None:
    shutil.rmtree(ada.backups)
    with pytest.raises(CourseError, match=r"^There is no backup: backups/ holds none\."):
        restore(ada)
    name = (back_up(ada) or ada.root).name
    with pytest.raises(CourseError) as caught:
        restore(ada, "yesterday")
    assert str(caught.value) == f"There is no backup 'yesterday'. Choose one of these: {name}."


def test_a_damaged_backup_is_not_put_back(ada: Course) -> None:
    path = back_up(ada) or backups(ada)[-1]
    path.write_bytes(b"")
    whole = ada.gradebook.read_bytes()
    with pytest.raises(CourseError, match=f"^backups/{path.name} cannot be used"):
        restore(ada, path.name)
    assert ada.gradebook.read_bytes() == whole
