"""One run at a time, and none without a backup."""

from __future__ import annotations

import fcntl
import os
import signal
import subprocess
import sys
import threading
from pathlib import Path

import pytest

from assay.course.gradebook.backups import backups
from assay.course.gradebook.lock import MOMENT, held, is_held, writing
from assay.course.places import Course, CourseError
from tests.here import REPOSITORY

HOLDS = """
import sys, time
from pathlib import Path
from assay.course.places import Course
from assay.course.gradebook.lock import writing
with writing(Course(Path(sys.argv[1]))):
    print("held", flush=True)
    time.sleep(600)
"""


@pytest.fixture
def holder(course: Course) -> subprocess.Popen[str]:
    """Another process at work on the course."""
    process = subprocess.Popen([sys.executable, "-c", HOLDS, str(course.root)], cwd=REPOSITORY, stdout=subprocess.PIPE,
                               text=True)
    assert process.stdout is not None
    assert process.stdout.readline() == "held\n"
    return process


def test_a_second_run_is_refused_with_one_sentence_and_a_killed_one_leaves_no_lock(
        course: Course, holder: subprocess.Popen[str]) -> None:
    with pytest.raises(CourseError) as caught, writing(course):
        pass
    assert str(caught.value) == (f"Another run is at work on this course (process {holder.pid}). "
                                 "Wait until it ends, then run this again.")
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    with writing(course):
        pass


def test_the_gradebook_is_backed_up_first(course: Course) -> None:
    with writing(course):
        assert len(backups(course)) == 1


def test_a_restore_makes_no_backup_before_it_has_looked(course: Course) -> None:
    with writing(course, backed_up=False):
        assert backups(course) == []


def test_who_only_asks_keeps_nobody_from_the_lock(tmp_path: Path) -> None:
    place = tmp_path / "lock"
    place.touch()
    descriptor = os.open(place, os.O_RDONLY)
    fcntl.flock(descriptor, fcntl.LOCK_SH)
    threading.Timer(MOMENT / 2, os.close, [descriptor]).start()
    with held(place, "{holder}"):
        assert is_held(place)
    assert not is_held(place)
