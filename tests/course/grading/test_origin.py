"""Who handed in and when: what the machine knows is held against what a submission says, and no points hang on it."""

from __future__ import annotations

import os
import pwd
import shutil
import stat
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from assay.course.grading import origin
from assay.course.grading.by_nbgrader import api, nbgrader_at_work
from assay.course.grading.origin import (
    EXCHANGE,
    MOVED,
    Witness,
    doubt,
    doubts,
    inbound_of,
    names_in,
    sources_of,
    was_moved,
    witness,
)
from assay.course.places import Course
from tests.course.desk import A, filled, hand_in

NOON = datetime(2026, 9, 14, 12, tzinfo=UTC)
SAID = "2026-09-14 12:00:00.000000 UTC"
SECRET = "0123456789abcdef" * 8
BEN, CLERK = 4001, 4002
NAMES = {BEN: "ben", CLERK: "clerk"}


def now() -> str:
    """The time as nbgrader writes it: when it is asked, as a whole run of tests takes longer than a time may be off."""
    return f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S.%f} UTC"


def file(owner: int, changed: datetime = NOON, mode: int = stat.S_IFREG,
         set_back: datetime | None = None) -> os.stat_result:
    """What the kernel keeps of a file; its owner may have set one of its times back."""
    modified, seen = (set_back or changed).timestamp(), changed.timestamp()
    return os.stat_result((mode | 0o644, 1, 1, 1, owner, owner, 9, seen, modified, seen))


def name_of(number: int) -> str:
    return NAMES.get(number, "")


def told(student: str, *files: os.stat_result, said: str = SAID, students: tuple[str, ...] = ("ada", "ben"),
         accounts: tuple[str, ...] = (), dated: bool = True) -> str:
    return doubt(student, said, witness(files, name_of, dated=dated), students, accounts.__contains__)


def test_a_submission_under_anothers_name_is_told_in_one_sentence() -> None:
    assert told("ada", file(BEN)) == "It was handed in under the name of ada, but the files belong to ben."
    assert told("ada", file(os.geteuid()), file(BEN)) == told("ada", file(BEN))
    assert told("ada", file(BEN), file(CLERK), accounts=("ada",)) == (
        "It was handed in under the name of ada, but the files belong to ben and clerk.")


def test_ones_own_files_are_ones_own() -> None:
    assert told("ben", file(BEN), file(BEN, mode=stat.S_IFDIR)) == ""


@pytest.mark.parametrize("owner", [0, os.geteuid(), 4003], ids=["root", "who grades", "an unknown number"])
def test_an_owner_who_is_nobody_in_particular_says_nothing(owner: int) -> None:
    assert told("ada", file(owner), accounts=("ada",)) == ""


def test_names_of_different_kinds_are_not_compared() -> None:
    """One account may hand in for all, and ids of an LMS are no accounts."""
    assert told("s1234567", file(CLERK)) == ""
    assert told("ada", file(CLERK), accounts=("ada",)) == (
        "It was handed in under the name of ada, but the files belong to clerk.")


def test_a_time_before_the_last_change_is_told_in_one_sentence() -> None:
    late = ("It says that it was handed in on 2026-09-14 12:00 UTC, "
            "but in the exchange it was changed on 2026-09-16 12:00 UTC.")
    assert told("ben", file(BEN, NOON + timedelta(days=2))) == late
    assert told("ben", file(BEN), file(BEN, NOON + timedelta(days=2), set_back=NOON)) == late
    assert told("ada", file(BEN, NOON + timedelta(days=2))).endswith(f" {late}")


@pytest.mark.parametrize("after", [timedelta(), timedelta(minutes=9), timedelta(days=-2)])
def test_a_time_that_may_be_right_is_believed(after: timedelta) -> None:
    assert told("ben", file(BEN, NOON + after)) == ""


def test_a_time_of_collecting_and_no_time_say_nothing() -> None:
    assert told("ben", file(BEN, NOON + timedelta(days=2)), dated=False) == ""
    assert told("ben", file(BEN, NOON + timedelta(days=2)), said="") == ""
    assert told("ben") == ""


def test_links_and_pipes_are_nobodys_files() -> None:
    assert told("ada", file(BEN, mode=stat.S_IFLNK), file(BEN, mode=stat.S_IFIFO)) == ""
    assert witness([file(BEN, mode=stat.S_IFLNK)], name_of, dated=True) == Witness(frozenset())


def put_in(course: Course, student: str, content: bytes, time: str = SAID, secret: str = SECRET) -> Path:
    """What `nbgrader submit` leaves in the exchange."""
    folder = inbound_of(course) / f"{student}+{A}+{time}+abc"
    folder.mkdir(parents=True)
    (folder / f"{A}.ipynb").write_bytes(content)
    (folder / "timestamp.txt").write_text(time, "utf-8")
    (folder / "submission_secret.txt").write_text(secret, "utf-8")
    return folder


def collected(course: Course, folder: Path) -> Path:
    """What `nbgrader collect` makes of it."""
    target = course.submitted(folder.name.split("+")[0], A)
    shutil.copytree(folder, target)
    return target


def found(course: Course, target: Path) -> list[Path]:
    return sources_of(inbound_of(course), names_in(inbound_of(course)), target, "ada", A)[1]


def test_what_was_collected_is_found_in_the_exchange_by_its_content(course: Course) -> None:
    first, second = put_in(course, "ada", b"1"), put_in(course, "ada", b"2", "2026-09-15 12:00:00 UTC")
    put_in(course, "ad", b"2")
    target = collected(course, second)
    assert found(course, target) == [second]
    (first / f"{A}.ipynb").write_bytes(b"2")
    assert found(course, target) == [first, second]
    (first / "submission_secret.txt").write_text("f" * 128, "utf-8")
    assert found(course, target) == [second]


def noting(real: Callable[[Any], Any], listed: list[object]) -> Callable[[Any], Any]:
    def noted(path: Any) -> Any:
        listed.append(path)
        return real(path)

    return noted


def test_the_exchange_is_listed_once_for_a_class(course: Course, monkeypatch: pytest.MonkeyPatch) -> None:
    """It holds a term of everybody's: to list it for each student took minutes for thousands."""
    students = [f"ada{number}" for number in range(5)]
    for each in students:
        hand_in(course, each, b"1", SAID)
        put_in(course, each, b"1")
    listed: list[object] = []
    for name in ("listdir", "scandir"):
        monkeypatch.setattr(os, name, noting(getattr(os, name), listed))
    doubts(course, A, students, times=False)
    assert listed.count(inbound_of(course)) == 1


def test_an_exchange_that_is_not_there_or_was_emptied_says_nothing(course: Course) -> None:
    hand_in(course, "ada", b"1", SAID)
    assert doubts(course, A, ["ada"]) == {}
    put_in(course, "ada", b"another")
    assert doubts(course, A, ["ada"]) == {}
    (inbound_of(course) / f"ada+{A}+x").symlink_to("/")
    (inbound_of(course) / f"ada+{A}+y").write_text("no folder", "utf-8")
    assert doubts(course, A, ["ada"]) == {}


def test_a_time_that_was_written_back_is_found_on_real_files(course: Course) -> None:
    """The kernel's own time is that of this test, which nobody can set."""
    folder = put_in(course, "ada", b"1", "2001-01-01 12:00:00.000000 UTC")
    for path in (folder, *folder.iterdir()):
        os.utime(path, (0, 0))
    target = collected(course, folder)
    said = doubts(course, A, ["ada"])["ada"]
    assert said.startswith("It says that it was handed in on 2001-01-01 12:00 UTC, but in the exchange it was changed")
    (target / "timestamp.txt").write_text(f"{datetime.now(UTC):%Y-%m-%d %H:%M:%S} UTC", "utf-8")
    assert doubts(course, A, ["ada"]) == {}


def test_another_name_of_the_notebook_hides_nothing(course: Course) -> None:
    folder = put_in(course, "ada", b"1", "2001-01-01 12:00:00.000000 UTC")
    (folder / f"{A}.ipynb").rename(folder / f"{A} (1).ipynb")
    (put_in(course, "ada", b"1", now()) / f"{A}.ipynb").unlink()
    target = collected(course, folder)
    there = names_in(inbound_of(course))
    assert sources_of(inbound_of(course), there, target, "ada", A) == (f"{A} (1).ipynb", [folder])
    assert "2001-01-01" in doubts(course, A, ["ada"])["ada"]


def test_an_exchange_that_was_moved_as_a_whole_accuses_nobody_and_says_so(course: Course) -> None:
    """Copying, restoring and chmod are seen in every folder, as all of these were made now."""
    for student in ("ada", "cy"):
        collected(course, put_in(course, student, student.encode(), "2026-09-14 12:00:00 UTC"))
    put_in(course, "cy", b"unreadable", "soon")
    assert set(doubts(course, A, ["ada", "cy"])) == {"ada", "cy"}
    collected(course, put_in(course, "dan", b"dan", "2026-09-15 12:00:00 UTC"))
    put_in(course, "eve", b"eve", now())
    assert was_moved(inbound_of(course), A)
    assert not was_moved(inbound_of(course), "softmax")
    assert doubts(course, A, ["ada", "cy", "dan"]) == {EXCHANGE: MOVED}
    hand_in(course, "fay", b"1")
    assert doubts(course, A, ["fay"]) == {}
    for student in ("fay", "gil"):
        put_in(course, student, b"1", now())
    assert set(doubts(course, A, ["ada", "cy", "dan"])) == {"ada", "cy", "dan"}


def test_files_that_were_put_there_by_hand_say_nothing_of_time(course: Course) -> None:
    """As from a zip file, or a checkout of git: all are of today, or of long ago."""
    for student, time in (("ada", 0), ("ben", 2**31 - 1)):
        folder = hand_in(course, student, b"1", SAID)
        for path in (folder, *folder.iterdir()):
            os.utime(path, (time, time))
    assert doubts(course, A, ["ada", "ben"]) == {}


ACCOUNTS = [each for each in pwd.getpwall() if each.pw_uid not in (0, os.geteuid())]
as_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root may give files to somebody else")


def give(owner: int, *paths: Path) -> None:
    for path in paths:
        os.chown(path, owner, -1)



def test_of_any_number_of_folders_with_one_receipt_the_newest_are_read(course: Course,
                                                                       monkeypatch: pytest.MonkeyPatch) -> None:
    """Empty space takes none on a disk: 400 times 20 MB of it were read for half a minute, at each look."""
    folders = [put_in(course, "ada", b"1", f"2026-09-{day:02} 12:00:00 UTC") for day in range(1, 29)]
    monkeypatch.setattr(origin, "MOST", 3)
    assert found(course, collected(course, folders[0])) == folders[-3:]


@as_root
def test_files_that_belong_to_a_classmate_are_found_in_the_exchange_and_where_they_were_put(course: Course) -> None:
    ben = ACCOUNTS[0]
    hand_in(course, ben.pw_name, filled(course))
    folder = put_in(course, "ada", b"1", now())
    give(ben.pw_uid, folder, *folder.iterdir())
    collected(course, folder)
    sentence = f"It was handed in under the name of ada, but the files belong to {ben.pw_name}."
    assert doubts(course, A, ["ada", ben.pw_name]) == {"ada": sentence}
    shutil.rmtree(inbound_of(course))
    assert doubts(course, A, ["ada"]) == {}
    give(ben.pw_uid, course.submitted("ada", A))
    assert doubts(course, A, ["ada"]) == {"ada": sentence}


@as_root
def test_one_account_with_many_folders_does_not_pass_for_a_move(course: Course) -> None:
    """Eve fills the exchange with old times, so that nobody's are compared."""
    eve, others = ACCOUNTS[0], ACCOUNTS[1:4]
    for number in range(9):
        folder = put_in(course, f"eve{number}", b"1", "2026-09-14 12:00:00 UTC")
        give(eve.pw_uid, folder, *folder.iterdir())
    assert was_moved(inbound_of(course), A)  # as far as a single owner tells
    for each in others:
        folder = put_in(course, each.pw_name, b"1", now())
        give(each.pw_uid, folder, *folder.iterdir())
    assert not was_moved(inbound_of(course), A)
    for each in others[:2]:
        put_in(course, each.pw_name, b"2", "2026-09-14 12:00:00 UTC")
    assert not was_moved(inbound_of(course), A)
    put_in(course, "zoe", b"2", "2026-09-14 12:00:00 UTC")
    assert was_moved(inbound_of(course), A)


@as_root
@pytest.mark.parametrize("enrolled", [False, True])
def test_an_assistant_who_unpacks_what_students_with_accounts_sent_is_no_suspect(course: Course, *,
                                                                                 enrolled: bool) -> None:
    """Nor if the assistant hands something in too, to see how it is graded."""
    clerk, ada = ACCOUNTS[0], ACCOUNTS[1].pw_name
    if enrolled:
        hand_in(course, clerk.pw_name, b"1", SAID)
    folder = hand_in(course, ada, b"1", SAID)
    give(clerk.pw_uid, folder, *folder.iterdir())
    if enrolled:
        assert clerk.pw_name in doubts(course, A, [ada])[ada]
        give(clerk.pw_uid, folder.parent)
    assert doubts(course, A, [ada]) == {}


@as_root
def test_whose_the_course_or_the_exchange_is_hands_in_for_others(course: Course) -> None:
    clerk, prof, ada = ACCOUNTS[0], ACCOUNTS[1], ACCOUNTS[2].pw_name
    folder = put_in(course, ada, b"1", now())
    give(clerk.pw_uid, folder, *folder.iterdir())
    collected(course, folder)
    assert clerk.pw_name in doubts(course, A, [ada])[ada]
    give(clerk.pw_uid, inbound_of(course))
    assert doubts(course, A, [ada]) == {}
    give(prof.pw_uid, folder)
    assert prof.pw_name in doubts(course, A, [ada])[ada]
    give(prof.pw_uid, course.root)
    assert doubts(course, A, [ada]) == {}


def test_nbgraders_own_collect_is_followed(course: Course) -> None:
    """Through nbgrader's own interface, so that the places are those where it keeps things."""
    content = (course.release(A)).read_bytes()
    put_in(course, "ada", content, "2001-01-01 12:00:00.000000 UTC")
    with nbgrader_at_work():
        said = api(course).collect(A)
    assert said["success"], said["log"]
    assert course.submitted("ada", A).is_dir()
    assert list(doubts(course, A, ["ada"])) == ["ada"]


def test_a_time_beyond_all_dates_is_one() -> None:
    """A file's owner may set any; some disks keep it, and Python has no date for it."""
    far = os.stat_result((stat.S_IFREG | 0o644, 1, 1, 1, BEN, BEN, 9, 2**50, 2**50, 2**30))
    assert str(witness([far], name_of, dated=True).changed) == "9999-12-31 23:59:59+00:00"
    assert "9999-12-31" in told("ben", far)
