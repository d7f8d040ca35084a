"""The same term twice, once with the gradebook in its file and once on a server: what comes out is the same."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from assay.__main__ import main
from assay.course.gradebook.database import exists
from assay.course.gradebook.postgresql.migrate import migrate
from assay.course.gradebook.rows import opened
from assay.course.grading.grading import autograde
from assay.course.grading.regrade import regrade
from assay.course.manual.desk import Desk
from assay.course.manual.marks import find_question, marks
from assay.course.places import Course
from assay.room.room import Isolation
from tests.course.desk import LOST, A, filled, give, hand_in, settle
from tests.course.gradebook.postgresql.conftest import configure
from tests.postgres import Cluster

pytestmark = pytest.mark.system
#: No order by name, and two who share one: databases sort by rules of their own.
ROSTER = f"""\
id,last_name,first_name,email,section,lms_id,extension {A}
zoe,Öz,Zoë,zoe@example.org,B,21,
ada,lovelace,Ada,ada@example.org,A,17,2 days
ben,Doe,"Ben, Jr.",ben@example.org,A,18,
eve,Doe,"Ben, Jr.",eve@example.org,A,22,
dan,Poe,Dan,dan@example.org,B,20,
"""
#: Points that no sum of halves makes.
TENTH = """
from nbgrader.plugins import LateSubmissionPlugin

class Tenth(LateSubmissionPlugin):
    def late_submission_penalty(self, student_id, score, total_seconds_late):
        return score * 0.1

c.AssignLatePenalties.plugin_class = Tenth
"""


def begin(course: Course, *more: str) -> Course:
    course.gradebook.unlink()
    with (course.root / "nbgrader_config.py").open("a", encoding="utf-8") as config:
        config.write("\n".join([TENTH, *more, ""]))
    assert not exists(course)
    assert main(["gradebook", "--course", str(course.root)]) == 0
    assert main(["gradebook", "--course", str(course.root)]) == 0  # told again, nothing changes
    return Course(course.root, Isolation.NONE)


def term(course: Course) -> None:
    """Hands in, grades, is late, grades by hand, hands in anew, regrades, shows pages."""
    (course.root / "roster.csv").write_text(ROSTER, "utf-8")
    with opened(course) as gradebook:
        gradebook.update_or_create_assignment(A, duedate="2026-09-14 10:00:00")
    for student, number in (("zoe", 1), ("ben", 2), ("ada", 3), ("guest", 4)):
        hand_in(course, student, filled(course, sgd_step=f"sgd_step = {number}"))
        settle(course, student, {"sgd_step": LOST})
    assert autograde(course, A).fresh == ["ada", "ben", "guest", "zoe"]
    assert main(["students", "--course", str(course.root), "--file", str(course.root / "roster.csv")]) == 0
    give(course, "ben", "test_corr2d", 0.1, "Half of it.")
    give(course, "ben", "test_conv2d", 0.2)
    by_hand(course)
    hand_in(course, "ben", filled(course, corr2d="corr2d = 1"))
    settle(course, "ben", {"corr2d": LOST})
    assert autograde(course, A).fresh == ["ben"]
    assert autograde(course, A).fresh == []
    assert not [change for change in regrade(course, A, dry=True).changes if change.moved]


def by_hand(course: Course) -> None:
    """One grades on the page for it, and another was quicker."""
    desk = Desk(course, find_question(course, A, ""))
    known = {mark.student: mark for mark in marks(course, desk.question).values()}
    given = {"points": 1.3, "comment": "=Say\0 more,\n<b>", "ticks": [0]}
    asked = {"rows": [{"id": mark.id, "version": mark.version, **given} for mark in (known["ada"], known["zoe"])]}
    done, now = desk.save(asked)
    assert (done, {(each["points"], each["comment"]) for each in now}) == (True, {(1.3, "=Say more,\n<b>")})
    assert desk.save(asked)[0] is False
    assert "Say more" in desk.page()


def out(course: Course, capsys: pytest.CaptureFixture[str]) -> dict[str, bytes]:
    """All that goes out, and all that is said, by name."""
    canvas = course.root / "canvas.csv"
    canvas.write_text(f"Student,ID,SIS User ID,SIS Login ID,Section,{A} (5)\n    Points Possible,,,,,46\n"
                      "Doe,18,ben,ben,A,\nÖz,21,zoe,zoe,B,\n", "utf-8")
    said = {}
    for name, verb in {"report": ["report"], "show": ["show", "--student", "ben"], "csv": ["export", "--to", "csv"],
                       "json": ["export", "--to", "json"], "gradescope": ["export", "--to", "gradescope"],
                       "canvas": ["export", "--to", "canvas", "--file", str(canvas)], "all": ["export"],
                       "feedback": ["feedback", "--workers", "1"]}.items():
        capsys.readouterr()
        assert main([*verb, "--course", str(course.root)]) == 0, (name, capsys.readouterr().err)
        printed = capsys.readouterr()
        said[name] = f"{printed.out}\n{printed.err}".replace(str(course.root), "").encode()
    files = [course.root / "grades.csv", *course.root.glob("exports/**/*.*"), *course.root.glob("feedback/**/*.html")]
    said["report"] = b"".join(line for line in said["report"].splitlines(keepends=True) if b"formgrader" not in line)
    return said | {path.relative_to(course.root).as_posix(): path.read_bytes() for path in files if path.is_file()}


@pytest.fixture
def both(course: Course, cluster: Cluster, tmp_path: Path) -> Callable[[], tuple[Course, Course, str]]:
    """A course with its gradebook in a file, and its copy with one on a server; both begun anew."""
    def make() -> tuple[Course, Course, str]:
        name = cluster.database()
        shutil.copytree(course.root, tmp_path / "there" / "course", symlinks=True)
        line = f"c.CourseDirectory.db_url = {cluster.url(name)!r}"
        return begin(course), begin(Course(tmp_path / "there" / "course"), line), name
    return make


def test_a_term_on_a_server_comes_out_as_in_a_file(
        both: Callable[[], tuple[Course, Course, str]], cluster: Cluster, capsys: pytest.CaptureFixture[str]) -> None:
    here, there, name = both()
    assert not there.gradebook.exists()
    term(here)
    term(there)
    wanted = out(here, capsys)
    assert out(there, capsys) == wanted
    assert len([each for each in wanted if each.startswith("feedback/")]) == 4
    assert b",36.269999999999996," in wanted["grades.csv"]
    assert not there.gradebook.exists()

    moved = cluster.database()  # and what was in the file comes out the same from a server too
    migrate(here, cluster.url(moved))
    configure(here, cluster.url(moved))
    assert out(here, capsys) == wanted
    assert autograde(here, A).fresh == []
