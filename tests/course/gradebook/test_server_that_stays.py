"""A formgrader that stays open while hidden tests are mended: its Autograde goes by what they are now."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

from assay.course.places import Course
from assay.room.room import Isolation
from tests.course.desk import LOST, A, autograde, filled, hand_in, scores, settle
from tests.course.watch.test_bounds import MENDED
from tests.here import REPOSITORY


def test_it_does_not_undo_what_was_judged_anew_meanwhile(course: Course) -> None:
    course = replace(course, isolation=Isolation.NONE)
    hand_in(course, "ada", filled(course))
    settle(course, "ada", {"corr2d": LOST})
    assert autograde(course, "ada")["success"]
    assert scores(course, "ada")["corr2d"] == 6.0
    path = course.root / "autograder" / A / "test_corr2d.py"
    path.write_text(f"{path.read_text('utf-8')}\n# mended\n", "utf-8")
    subprocess.run([sys.executable, "-c", MENDED, str(course.root)], cwd=REPOSITORY, check=True)
    assert scores(course, "ada")["corr2d"] == 12.0
    assert autograde(course, "ada")["success"]
    assert scores(course, "ada")["corr2d"] == 12.0
