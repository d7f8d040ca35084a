"""Downloads that are dropped into a folder: collected once, when they are whole, and never twice as much."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.course.gradebook.lock import Busy, writing
from assay.course.gradebook.rows import opened
from assay.course.gradebook.tables import COLLECTED, ROSTER, note, noted
from assay.course.lms.collect import collect
from assay.course.places import Course
from assay.course.watch import downloads
from assay.course.watch.downloads import GONE, Downloads, Inbox
from assay.course.watch.policy import Policy, When
from assay.course.watch.status import at_work, lines
from assay.course.watch.watching import Watcher
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, hand_in, scores, settle
from tests.course.lms import classroom
from tests.course.lms.zips import canvas_name, moodle_name, zipped
from tests.here import REPOSITORY

K = classroom.A
ONE, TWO = classroom.notebook("1"), classroom.notebook("2")
ADA, BEN = canvas_name("Lovelace, Ada", 17, 3001, f"{K}.ipynb"), canvas_name("Doe, Ben", 18, 3002, f"{K}.ipynb")
STRANGER = canvas_name("Nobody, Nora", 99, 3009, f"{K}.ipynb")
NOT_KNOWN = ("the roster knows nobody of the LMS id '99', so it was not taken. Add the student with `make students`, "
             "and run this again.")


class Desk:
    """A folder into which downloads of Canvas are dropped, and who looks after it."""

    def __init__(self, course: Course) -> None:
        self.course, self.folder = course, course.root / "canvas"
        self.folder.mkdir()
        self.anew()

    def anew(self) -> None:
        self.downloads = Downloads(self.course, [Inbox("canvas", self.folder, flat=True)])

    def look(self) -> dict[str, list[str]]:
        self.downloads.take(K)
        return self.downloads.said()

    @property
    def submitted(self) -> dict[str, bytes]:
        return {path.parts[-3]: path.read_bytes() for path in (self.course.root / "submitted").glob(f"*/{K}/*.ipynb")}


@pytest.fixture
def desk(unmarked: Course) -> Desk:
    return Desk(unmarked)


@pytest.fixture
def collections(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The names of the downloads that were collected."""
    names: list[str] = []

    def counted(course: Course, assignment: str, system: str, path: Path) -> list[str]:
        names.append(path.name)
        return real(course, assignment, system, path)

    real = collect
    monkeypatch.setattr(downloads, "collect", counted)
    return names


def test_a_download_is_collected_once_when_it_no_longer_grows_and_what_collect_says_stays_said(
        desk: Desk, collections: list[str]) -> None:
    path = zipped(desk.folder / "submissions.zip", {ADA: ONE, STRANGER: TWO})
    whole = path.read_bytes()
    path.write_bytes(whole[:100])
    assert desk.look() == {}
    path.write_bytes(whole)
    assert desk.look() == {}  # it has grown
    assert desk.submitted == {}
    said = {"canvas/submissions.zip": [f"{STRANGER}: {NOT_KNOWN}",
                                       "1 new, 0 newer than before, 0 as they were.",
                                       "Nothing yet from: ben, cleo, dan."]}
    assert desk.look() == said
    assert desk.submitted == {"ada": ONE}
    assert desk.look() == said
    desk.anew()  # as after a start
    for _ in range(3):
        assert desk.look() == said
    assert collections == ["submissions.zip"]


def test_the_older_of_two_comes_first_and_a_newer_attempt_in_its_place(desk: Desk, collections: list[str]) -> None:
    newer = canvas_name("Lovelace, Ada", 17, 4001, f"{K}.ipynb")
    for name, files, time in (("a.zip", {newer: TWO}, 2_000_000_000), ("b.zip", {ADA: ONE}, 1_900_000_000)):
        os.utime(zipped(desk.folder / name, files), (time, time))
    desk.look()
    assert desk.look()["canvas/a.zip"][:2] == ["A newer attempt than the one collected before: ada.",
                                               "0 new, 1 newer than before, 0 as they were."]
    assert collections == ["b.zip", "a.zip"]
    assert desk.submitted == {"ada": TWO}


def test_one_that_is_dropped_again_under_its_name_is_collected_again(desk: Desk, collections: list[str]) -> None:
    zipped(desk.folder / "s.zip", {ADA: ONE})
    desk.look()
    desk.look()
    zipped(desk.folder / "s.zip", {ADA: ONE, BEN: TWO})
    desk.look()
    assert desk.look()["canvas/s.zip"][0] == "1 new, 0 newer than before, 1 as they were."
    assert collections == ["s.zip", "s.zip"]
    (desk.folder / "s.zip").unlink()
    assert desk.look() == {}


@pytest.mark.parametrize("name", ["s.zip.crdownload", ".s.zip", "s.part", "notes.txt"])
def test_what_is_no_download_or_the_half_of_one_is_let_be(desk: Desk, name: str) -> None:
    (desk.folder / name).write_bytes(b"PK")
    (desk.folder / "folder.zip").mkdir()
    assert (desk.look(), desk.look()) == ({}, {})


def test_a_broken_one_is_a_sentence_and_the_others_are_taken(
        desk: Desk, collections: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    (desk.folder / "a.zip").write_bytes(zipped(desk.folder / "b.zip", {BEN: TWO}).read_bytes()[:-30])
    desk.look()
    for _ in range(3):
        said = desk.look()
        assert said["canvas/a.zip"] == ["a.zip is no zip file, or not a whole one (File is not a zip file). Download "
                                        "it again."]
    assert (collections, desk.submitted) == (["b.zip", "a.zip"], {"ben": TWO})
    monkeypatch.setattr(downloads, "AGAIN", -1.0)
    desk.look()
    assert collections == ["b.zip", "a.zip", "a.zip"]
    zipped(desk.folder / "a.zip", {ADA: ONE})
    desk.look()
    assert desk.look()["canvas/a.zip"][0] == "1 new, 0 newer than before, 0 as they were."
    assert desk.submitted == {"ada": ONE, "ben": TWO}


def test_while_another_run_is_at_work_it_waits(desk: Desk, collections: list[str]) -> None:
    zipped(desk.folder / "s.zip", {ADA: ONE})
    desk.look()
    hold = ("import sys, time; from pathlib import Path; from assay.course.gradebook.lock import writing\n"
            "from assay.course.places import Course\n"
            "with writing(Course(Path(sys.argv[1]))): print(flush=True); time.sleep(600)")
    with subprocess.Popen([sys.executable, "-c", hold, str(desk.course.root)], stdout=subprocess.PIPE,
                          env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")}) as other:
        assert other.stdout is not None
        other.stdout.readline()
        with pytest.raises(Busy):
            desk.look()
        other.kill()
    assert desk.downloads.said() == {}
    desk.look()
    assert desk.submitted == {"ada": ONE}
    assert collections == ["s.zip", "s.zip"]


def test_a_folder_of_each_assignment_says_of_which_a_download_is(desk: Desk) -> None:
    desk.downloads = Downloads(desk.course, [Inbox("canvas", desk.folder)])
    for name in (K, "typo"):
        (desk.folder / name).mkdir()
        zipped(desk.folder / name / "s.zip", {ADA: ONE})
    zipped(desk.folder / "loose.zip", {BEN: TWO})
    desk.look()
    stray = ["It lies in no assignment's folder, so it was not taken. Move it to canvas/ASSIGNMENT/."]
    assert desk.look() == {"canvas/typo/s.zip": stray, "canvas/loose.zip": stray, f"canvas/{K}/s.zip": [
        "1 new, 0 newer than before, 0 as they were.", "Nothing yet from: ben, cleo, dan."]}
    assert desk.submitted == {"ada": ONE}


def test_each_folder_is_of_its_own_system(desk: Desk) -> None:
    (desk.course.root / "moodle").mkdir()
    zipped(desk.course.root / "moodle" / "s.zip", {moodle_name("Ben Doe", 5, f"{K}.ipynb"): TWO})
    zipped(desk.folder / "s.zip", {ADA: ONE})
    inboxes = [Inbox(each, desk.course.root / each, flat=True) for each in ("canvas", "moodle")]
    desk.downloads = Downloads(desk.course, inboxes)
    desk.look()
    desk.look()
    assert desk.submitted == {"ada": ONE, "ben": TWO}


def test_a_folder_that_is_gone_is_told_and_so_is_one_that_never_was(
        desk: Desk, capsys: pytest.CaptureFixture[str]) -> None:
    desk.folder.rmdir()
    assert desk.look() == {str(desk.folder): [GONE]}
    assert main(["watch", "--course", str(desk.course.root), "--lms", "canvas", str(desk.folder)]) == 1
    assert capsys.readouterr().err == f"watch: {desk.folder} is no folder. Make it, or name another with --lms.\n"
    assert main(["watch", "--course", str(desk.course.root), "--lms", "blackboard", str(desk.folder)]) == 2


@pytest.mark.parametrize("only, flat", [([], False), (["--only", "convolution"], True)])
def test_the_command_takes_folders_of_systems(
        course: Course, monkeypatch: pytest.MonkeyPatch, only: list[str], flat: bool) -> None:
    """Where one assignment is watched, its downloads may lie in the folder itself."""
    (course.root / "autograder" / "other").mkdir()
    (course.root / "autograder" / "other" / "test_it.py").touch()
    inboxes: list[Inbox] = []
    monkeypatch.setattr(Watcher, "run", lambda watcher: inboxes.extend(watcher.inboxes))
    monkeypatch.chdir(course.root)
    for name in ("canvas", "forms"):
        Path(name).mkdir()
    assert main(["watch", "--lms", "canvas", "canvas", "--lms", "moodle", "forms", *only]) == 0
    assert inboxes == [Inbox("canvas", course.root / "canvas", flat), Inbox("moodle", course.root / "forms", flat)]


@pytest.mark.parametrize("text", ["{", "[]", '{"a": 1}'])
def test_a_note_that_is_damaged_only_has_it_collected_again(desk: Desk, collections: list[str], text: str) -> None:
    zipped(desk.folder / "s.zip", {ADA: ONE})
    desk.look()
    desk.look()
    downloads.place(desk.course).write_text(text, "ascii")
    assert desk.look()["canvas/s.zip"][0] == "0 new, 0 newer than before, 1 as they were."
    assert collections == ["s.zip", "s.zip"]


KILLED = """
import os, signal, sys
from pathlib import Path
from assay.course.lms import collect, placing
from assay.course.places import Course
from assay.course.watch import downloads

def die(*_):
    os.kill(os.getpid(), signal.SIGKILL)

setattr({"downloads": downloads, "collect": collect, "placing": placing}[sys.argv[2]], sys.argv[3], die)
watch = downloads.Downloads(Course(Path(sys.argv[1])), [downloads.Inbox("canvas", Path(sys.argv[1], "canvas"), True)])
watch.take(sys.argv[4])
watch.take(sys.argv[4])
"""


@pytest.mark.parametrize("module, function", [("downloads", "note"), ("downloads", "replace_file"),
                                              ("collect", "note"), ("collect", "sha256"), ("placing", "_write")])
def test_a_kill_at_any_place_before_it_is_noted_has_it_collected_again_without_harm(
        desk: Desk, collections: list[str], module: str, function: str) -> None:
    zipped(desk.folder / "s.zip", {ADA: ONE, BEN: TWO})
    killed = subprocess.run([sys.executable, "-c", KILLED, str(desk.course.root), module, function, K], check=False,
                            env=os.environ | {"PYTHONPATH": str(REPOSITORY / "src")})
    assert killed.returncode == -signal.SIGKILL
    desk.look()
    desk.look()
    assert (collections, desk.submitted) == (["s.zip"], {"ada": ONE, "ben": TWO})
    with opened(desk.course) as gradebook:
        rows = {each.student: (each.who, each.attempt) for each in noted(gradebook, COLLECTED, assignment=K)}
    assert rows == {"ada": ("17", "3001".zfill(20)), "ben": ("18", "3002".zfill(20))}
    with writing(desk.course):  # nothing is held
        pass


def said_by(capsys: pytest.CaptureFixture[str]) -> list[str]:
    """What the watcher said, without bars."""
    return sorted(each for each in capsys.readouterr().err.splitlines() if each.startswith("watch: "))


def test_what_is_dropped_is_graded_and_shown_and_its_sentences_are_said_once_and_stay_in_the_status(
        course: Course, capsys: pytest.CaptureFixture[str]) -> None:
    course = Course(course.root, Isolation.NONE)
    work = filled(course, corr2d="mark7 = None")
    hand_in(course, "ada", work)
    settle(course, "ada", {"corr2d": LOST})
    shutil.rmtree(course.submitted("ada", A).parent)
    with opened(course) as gradebook:
        gradebook.update_or_create_student("ada", lms_user_id="17")
        note(gradebook, ROSTER, [{"student": "ada", "section": "", "here": 1, "now": ""}])
        gradebook.db.commit()
    folder = course.root / "canvas"
    folder.mkdir()
    zipped(folder / "s.zip", {canvas_name("Lovelace, Ada", 17, 3001, f"{A}.ipynb"): json.dumps(work).encode()})
    (folder / "broken.zip").write_bytes(b"PK")

    def start() -> Watcher:
        return Watcher(course, [A], Policy(When.AT_ONCE), 10.0, inboxes=[Inbox("canvas", folder, flat=True)])

    watcher = start()
    watcher.look()
    capsys.readouterr()
    assert watcher.look()
    said = ["canvas/s.zip: 1 new, 0 newer than before, 0 as they were.",
            "canvas/broken.zip: broken.zip is no zip file, or not a whole one (File is not a zip file). Download it "
            "again."]
    assert said_by(capsys) == sorted(f"watch: {each}" for each in said)
    assert watcher.status.judged == 1
    assert scores(course, "ada")["corr2d"] == 6.0
    assert "mark7" in course.feedback("ada", A).read_text("utf-8")
    for again in (watcher, start()):
        for _ in range(3):
            assert again.look()
        assert said_by(capsys) == []
        told = lines(*at_work(course))
        assert {f"  {each}" for each in said} <= set(told)
